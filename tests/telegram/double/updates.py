"""The updates that wait for the bot, as Telegram keeps them: until a higher offset confirms them."""

import asyncio
import itertools
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from tests.telegram.double.refusals import of_status

FIRST_ID = 700_000_001
KINDS = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
)
ON_DEMAND = {"chat_member", "message_reaction", "message_reaction_count"}
MOST_AT_ONCE = 100
LONGEST_POLL = 50

Update = dict[str, Any]


class Updates:
    """A queue for one bot."""

    def __init__(self) -> None:
        self.pending: list[Update] = []
        self.allowed: list[str] = []
        self._ids = itertools.count(FIRST_ID)
        self._waiting: set[asyncio.Event] = set()
        self._poll = 0

    def add(self, update: Update) -> Update:
        """Queue it under a new id, or under its own again; what the bot did not ask for is lost."""
        update = update if "update_id" in update else {"update_id": next(self._ids), **update}
        if self._is_wanted(update):
            self.pending = sorted([*self.pending, update], key=lambda one: int(one["update_id"]))
            self.wake()
        return update

    def renumber(self, first: int) -> None:
        """After a quiet week Telegram goes on with another number, perhaps a lower one."""
        self._ids = itertools.count(first)

    def allow(self, kinds: Iterable[str] | None) -> None:
        """What is queued from now on; None changes nothing, and nothing named means the usual."""
        if kinds is not None:
            self.allowed = [kind for kind in kinds if kind in KINDS]

    def confirm(self, update: Update) -> None:
        """It has arrived by a webhook."""
        self.pending = [one for one in self.pending if one is not update]

    def wake(self) -> None:
        """Let everybody who waits look again."""
        for event in self._waiting:
            event.set()

    def end_poll(self) -> None:
        """Whoever polls now is told of a conflict."""
        self._poll += 1
        self.wake()

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Update]:
        """What has come, at once or as soon as something comes; a newer poll ends an older one."""
        self._forget_below(offset)
        # An offset beyond all that was ever given counts for nothing.
        if self.pending or not seconds:
            return self.pending[:limit]
        self.end_poll()
        mine, until = self._poll, time.monotonic() + min(seconds, LONGEST_POLL)
        while not self.pending and (left := until - time.monotonic()) > 0:
            if self._poll != mine:
                raise of_status(409)
            await self._wait(left)
        return self.pending[:limit]

    def _is_wanted(self, update: Update) -> bool:
        kind = next((name for name in update if name != "update_id"), "")
        return kind in self.allowed if self.allowed else kind not in ON_DEMAND

    def _forget_below(self, offset: int) -> None:
        newest = max((int(one["update_id"]) for one in self.pending), default=0)
        if offset < 0:
            self.pending = self.pending[offset:]
        elif offset <= newest + 1:
            self.pending = [one for one in self.pending if one["update_id"] >= offset]

    async def _wait(self, seconds: float) -> None:
        event = asyncio.Event()
        self._waiting.add(event)
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await event.wait()
        finally:
            self._waiting.discard(event)
