"""The load benchmark: many customers at once walk through a guide, and the times to the answers are taken."""

import asyncio
import statistics
import time

from pydantic import BaseModel

from okpay.client import NoAnswer, Talk

# One customer's way: words, then buttons.
WAY: tuple[tuple[str | None, str | None], ...] = (
    ("充值一直没到账", None),
    (None, "next_step"),
    (None, "next_step"),
    ("还是不行", None),
    (None, "solved"),
)


class Figures(BaseModel):
    """Times from sending to the first answer, in milliseconds."""

    customers: int
    turns: int
    failed: int
    turns_per_second: float
    p50_ms: float
    p95_ms: float


async def bench(url: str, customers: int, rounds: int) -> Figures:
    """Let `customers` talk side by side, each `rounds` times along the way."""
    times: list[float] = []
    began = time.perf_counter()
    failed = sum(await asyncio.gather(*(_customer(url, rounds, times) for _ in range(customers))))
    seconds = time.perf_counter() - began
    ordered = sorted(times) or [0.0]
    return Figures(
        customers=customers,
        turns=len(times),
        failed=failed,
        turns_per_second=len(times) / seconds,
        p50_ms=1000 * statistics.median(ordered),
        p95_ms=1000 * ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))],
    )


async def _customer(url: str, rounds: int, times: list[float]) -> int:
    try:
        async with Talk(url, "zh-CN") as talk:
            for _ in range(rounds):
                for text, action in WAY:
                    await talk.say(text, action)
                    times.append(talk.last_seconds)
    except NoAnswer:
        return 1
    return 0
