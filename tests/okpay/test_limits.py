from collections.abc import Callable

import pytest

from okpay import limits
from okpay.errors import ApiError
from okpay.limits import WINDOW_SECONDS, RateLimit

Pass = Callable[[float], None]


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(limits, "time", clock)
    return clock


def refused(limit: RateLimit, key: str) -> int:
    with pytest.raises(ApiError) as caught:
        limit.check(key)
    assert caught.value.status == 429
    return int(caught.value.headers["Retry-After"])


def test_so_many_are_allowed_and_no_more(clock: Clock) -> None:
    limit = RateLimit(3)
    for _ in range(3):
        limit.check("a")
    assert refused(limit, "a") == WINDOW_SECONDS


def test_each_key_counts_for_itself(clock: Clock) -> None:
    limit = RateLimit(1)
    limit.check("a")
    limit.check("b")
    refused(limit, "a")


def test_the_window_moves(clock: Clock) -> None:
    limit = RateLimit(2)
    limit.check("a")
    clock.now += 40
    limit.check("a")
    clock.now += 21
    limit.check("a")
    assert refused(limit, "a") == 39


def test_a_refused_one_does_not_count(clock: Clock) -> None:
    limit = RateLimit(1)
    limit.check("a")
    for _ in range(10):
        clock.now += 5
        refused(limit, "a")
    clock.now += 11
    limit.check("a")


@pytest.mark.parametrize("passed", [0.0, 0.3, 0.6, 29.7, 59.2, 59.9])
def test_whoever_waits_as_long_as_told_is_not_refused_again(clock: Clock, passed: float) -> None:
    limit = RateLimit(1)
    limit.check("a")
    clock.now += passed
    clock.now += refused(limit, "a")
    limit.check("a")


def test_the_oldest_keys_are_forgotten_first(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_KEYS", 3)
    limit = RateLimit(1)
    for key in "abcd":
        limit.check(key)
    assert list(limit._seen) == ["b", "c", "d"]
    refused(limit, "d")
    limit.check("a")
