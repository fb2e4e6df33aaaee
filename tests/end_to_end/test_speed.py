"""A turn late in a long conversation costs about what one at its start does."""

import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.assistant import Assistant, Customer

LATE, LAST = 180, 200
MOST = 1.3

# One way through a guide, an interruption and back; at its end it can begin anew.
WAY: tuple[tuple[str | None, str | None], ...] = (
    ("充值一直没到账", None),
    (None, "next_step"),
    (None, "next_step"),
    ("还是不行", None),
    ("手续费怎么收的", None),
    (None, "solved"),
    (None, "affirm"),
    ("上一步", None),
    (None, "solved"),
    ("谢谢", None),
)

Turn = Callable[[str | None, str | None], None]
Talks = Callable[[], Turn]


@pytest.fixture(params=["engine", "service"])
def talks(request: pytest.FixtureRequest, assistant: Assistant) -> Iterator[Talks]:
    """Begins conversations: with the engine alone, or with the whole assistant as customers do."""
    with {"engine": _with_engine, "service": _with_service}[request.param](assistant) as begin:
        yield begin


@contextmanager
def _with_service(assistant: Assistant) -> Iterator[Talks]:
    with ExitStack() as begun:

        def begin() -> Turn:
            customer = begun.enter_context(Customer(assistant.url, locale="zh-CN"))

            def turn(text: str | None, action: str | None) -> None:
                seq = customer.send(text, action=action)
                customer.wait(lambda: customer.after(seq), f"no answer to {text or action}")

            return turn

        yield begin


@contextmanager
def _with_engine(assistant: Assistant) -> Iterator[Talks]:
    url = f"http://127.0.0.1:{assistant.environment['OKPAY_ENGINE_PORT']}"
    with httpx.Client(base_url=url, headers={"X-Engine-Token": _token(assistant)}, timeout=30) as engine:

        def begin() -> Turn:
            sender = f"{uuid.uuid4().hex}-1"

            def turn(text: str | None, action: str | None) -> None:
                said = {"action": action} if action else {"text": text}
                body = {"sender": sender, "message_id": uuid.uuid4().hex, "locale": "zh-CN", **said}
                engine.post("/webhooks/okpay/messages", json=body).raise_for_status()

            return turn

        yield begin


def _token(assistant: Assistant) -> str:
    """The secret that service and engine share, as the engine was given it."""
    [pid] = assistant.pids("okpay_engine.server")
    environment = Path(f"/proc/{pid}/environ").read_text("utf-8").split("\0")
    return next(line.partition("=")[2] for line in environment if line.startswith("OKPAY_ENGINE_TOKEN="))


def seconds(turn: Turn, number: int) -> float:
    """How long a conversation's turn takes, by its number from 0."""
    began = time.perf_counter()
    turn(*WAY[number % len(WAY)])
    return time.perf_counter() - began


def test_a_late_turn_costs_little_more_than_an_early_one(talks: Talks) -> None:
    long, fresh = talks(), talks()
    for number in range(LATE):
        seconds(long, number)
    early, late = [], []
    # Turn by turn, so that whatever else keeps the machine busy falls on both alike.
    for number in range(LAST - LATE):
        early.append(seconds(fresh, number))
        late.append(seconds(long, LATE + number))
    figures = {
        "early_ms": 1000 * statistics.median(early),
        "late_ms": 1000 * statistics.median(late),
        "p95_ms": 1000 * sorted(early + late)[int(0.95 * len(early + late))],
    }
    print(figures)
    assert figures["late_ms"] <= MOST * figures["early_ms"], figures
