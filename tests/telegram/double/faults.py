"""What goes wrong on purpose: named requests, a number of times, or any of them at random with a seed."""

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = int | Literal["drop", "lose", "slow", "late"]


@dataclass
class Fault:
    """A status to answer with; or `drop`: the connection ends before the request is done; `lose`: it is done,
    but the answer does not arrive; `slow`: it is done late; `late`: it is done, and answered late.
    """

    kind: Kind
    retry_after: int = 1
    seconds: float = 0.0


@dataclass
class _Ordered:
    method: str
    fault: Fault
    times: int | None


@dataclass
class _Random:
    dice: random.Random
    rate: float
    faults: Sequence[Kind]
    methods: Collection[str] | None


class Faults:
    """The faults that wait for their request."""

    def __init__(self) -> None:
        self._ordered: list[_Ordered] = []
        self._random: _Random | None = None

    def order(self, method: str, fault: Fault, times: int | None) -> None:
        """The next `times` requests of this method, or all of them; `*` is any method."""
        self._ordered.append(_Ordered(method, fault, times))

    def roll(self, seed: int, rate: float, faults: Sequence[Kind], methods: Collection[str] | None) -> None:
        """Any request, or any of these methods, from now on."""
        self._random = _Random(random.Random(seed), rate, faults, methods)

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._ordered, self._random = [], None

    def next(self, method: str) -> Fault | None:
        """What happens to this request."""
        for ordered in self._ordered:
            if ordered.method in ("*", method):
                self._count(ordered)
                return ordered.fault
        return self._rolled(method)

    def _count(self, ordered: _Ordered) -> None:
        if ordered.times is not None:
            ordered.times -= 1
            if ordered.times < 1:
                self._ordered.remove(ordered)

    def _rolled(self, method: str) -> Fault | None:
        rolled = self._random
        if rolled is None or (rolled.methods is not None and method not in rolled.methods):
            return None
        return Fault(rolled.dice.choice(rolled.faults)) if rolled.dice.random() < rolled.rate else None
