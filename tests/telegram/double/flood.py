"""Telegram's limits on what a bot sends: about one message a second in a chat, 20 a minute in a group, 30 a
second in all. Short bursts pass.
"""

import time
from collections import defaultdict

from tests.telegram.double.chats import Chat
from tests.telegram.double.refusals import too_many_requests

BURST = 5


class _Bucket:
    def __init__(self, size: float, per_second: float) -> None:
        self._size, self._per_second = size, per_second
        self._left, self._at = size, time.monotonic()

    def take(self) -> float:
        """Zero, or the seconds until there is something to take."""
        now = time.monotonic()
        self._left = min(self._size, self._left + (now - self._at) * self._per_second)
        self._at = now
        if self._left < 1:
            return (1 - self._left) / self._per_second
        self._left -= 1
        return 0.0


class Flood:
    """Counts what is sent; Refusal 429 when it is too much."""

    def __init__(self, strict: bool) -> None:
        self._strict = strict
        self._chats: defaultdict[int, _Bucket] = defaultdict(lambda: _Bucket(BURST, 1))
        self._groups: defaultdict[int, _Bucket] = defaultdict(lambda: _Bucket(20, 20 / 60))
        self._all = _Bucket(30, 30)

    def check(self, chat: Chat) -> None:
        """One message more."""
        if not self._strict:
            return
        buckets = [self._all, (self._chats if chat.is_private else self._groups)[chat.id]]
        wait = max(bucket.take() for bucket in buckets)
        if wait:
            raise too_many_requests(max(1, round(wait)))
