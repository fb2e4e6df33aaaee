"""Limits how often somebody may do something."""

import math
import time
from collections import OrderedDict, deque

from okpay.errors import ApiError

MOST_KEYS = 20_000
WINDOW_SECONDS = 60.0


class RateLimit:
    """At most `times` a minute for each key, in this process; the oldest keys are forgotten first."""

    def __init__(self, times: int) -> None:
        self._times = times
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    def check(self, key: str) -> None:
        """Count one; ApiError with the seconds to wait when it is one too many."""
        moment = time.monotonic()
        seen = self._seen.setdefault(key, deque())
        self._seen.move_to_end(key)
        while seen and seen[0] <= moment - WINDOW_SECONDS:
            seen.popleft()
        if len(seen) >= self._times:
            raise ApiError.too_many(max(1, math.ceil(seen[0] + WINDOW_SECONDS - moment)))
        seen.append(moment)
        if len(self._seen) > MOST_KEYS:
            self._seen.popitem(last=False)
