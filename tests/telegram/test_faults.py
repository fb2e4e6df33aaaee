"""Telegram fails at random and the service is killed twice: every message is answered once, and in order.

Telegram knows no idempotency key. If the process dies after Telegram took a message and before that was
noted, the message is sent again: only this may be seen twice, and the run tells it from everything else.
OKPAY_TEST_FAULT_SECONDS=120 makes it a long run; the time that the service takes to start is not counted.
"""

import asyncio
import json
import os
import random
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from okpay.settings import ROOT, Settings
from tests.okpay.conftest import settings_for
from tests.okpay.engine_double import TOKEN as ENGINE_TOKEN
from tests.okpay.engine_double import EngineDouble
from tests.okpay.support import eventually, free_port
from tests.telegram.double import TOKEN, BotApi, Person, Sent
from tests.telegram.double.faults import Kind

SECONDS = float(os.environ.get("OKPAY_TEST_FAULT_SECONDS", "12"))
SEED = 20_240
CUSTOMERS, KILLS, MOST_OPEN = 6, 2, 5
RATE = 0.2
FAULTS: Sequence[Kind] = (500, 502, 429, "drop")
# A copy may be seen when the first one was taken this shortly before a kill.
UNNOTED_SECONDS = 1.0
START_SECONDS, DRAIN_SECONDS = 120.0, 60.0

# A lease outlives the process that had it; here it does not live long. Nor does a pause after a fault.
SERVICE = """
import sys, uvicorn
from datetime import timedelta
from okpay.channels.telegram import faults, lease
from okpay.conversations import answering
answering.LEASE, answering.SCAN_SECONDS = timedelta(seconds=1), 0.1
faults.FIRST_WAIT_SECONDS, faults.LONGEST_WAIT_SECONDS = 0.1, 0.5
lease.LEASE_SECONDS, lease.RENEW_SECONDS = 2.0, 0.5
uvicorn.run("okpay.app:create_app", factory=True, port=int(sys.argv[1]), log_config=None)
"""


@dataclass
class Service:
    """The service as a process that is killed and comes back, always on the same port."""

    environment: dict[str, str]
    port: int
    log: Path
    killed_at: list[float] = field(default_factory=list)
    _process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        command = [sys.executable, "-c", SERVICE, str(self.port)]
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *command, cwd=ROOT, env=self.environment, stderr=log
            )
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}") as http:

            async def listens() -> bool:
                with suppress(httpx.TransportError):
                    return (await http.get("/healthz")).is_success
                return False

            await eventually(listens, within=START_SECONDS)

    async def kill(self) -> None:
        assert self._process
        self._process.kill()
        self.killed_at.append(time.monotonic())
        await self._process.wait()

    async def stop(self) -> None:
        if self._process and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    def errors(self) -> list[str]:
        """What it logged as an error; what is no line of its own is one."""
        lines = self.log.read_text("utf-8").splitlines()
        return [line for line in lines if not line.startswith("{") or json.loads(line)["level"] == "error"]


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(TOKEN) as api:
        yield api


@pytest.fixture(params=[("polling", "sqlite_url"), ("webhook", "postgres_url")], ids=lambda one: one[0])
async def service(
    request: pytest.FixtureRequest, api: BotApi, engine: EngineDouble, tmp_path: Path
) -> AsyncIterator[Service]:
    way, database = request.param
    settings = settings_for(request.getfixturevalue(database), engine, tmp_path)
    port = free_port()
    hook = f"http://127.0.0.1:{port}" if way == "webhook" else ""
    service = Service(_environment(settings, api, hook), port, tmp_path / "service.log")
    yield service
    await service.stop()


def _environment(settings: Settings, api: BotApi, hook: str) -> dict[str, str]:
    return {
        **os.environ,
        "OKPAY_DATABASE_URL": settings.database,
        "OKPAY_DATA_DIR": str(settings.data_dir),
        "OKPAY_ENGINE_URL": settings.engine,
        "OKPAY_ENGINE_TOKEN": ENGINE_TOKEN,
        "OKPAY_KNOWLEDGE_DIR": str(settings.knowledge_dir),
        "OKPAY_TELEGRAM_TOKEN": TOKEN,
        "OKPAY_TELEGRAM_API_URL": api.url,
        "OKPAY_TELEGRAM_WEBHOOK_URL": hook,
    }


@dataclass
class Customer:
    """Writes on and on, whatever happens; only a heap of questions without an answer silences him."""

    person: Person
    dice: random.Random
    said: list[str] = field(default_factory=list)

    async def talk(self, over: asyncio.Event) -> None:
        while not over.is_set():
            await asyncio.sleep(self.dice.uniform(0.3, 2.0))
            if len(self.said) - len(self.answers) > MOST_OPEN:
                continue
            words = f"{self.person.about['first_name']} {len(self.said)}"
            self.said.append(words)
            self.person.text(words)

    @property
    def answers(self) -> list[Sent]:
        return [sent for sent in self.person.sees if sent.text.startswith("re: ")]

    async def is_answered(self) -> bool:
        return {sent.text for sent in self.answers} == {f"re: {words}" for words in self.said}


def without_unnoted(answers: Sequence[Sent], killed_at: Sequence[float]) -> list[str]:
    """The texts, without copies of what was taken so shortly before a kill that it was not noted."""
    kept: list[Sent] = []
    for sent in answers:
        if kept and kept[-1].text == sent.text and _was_unnoted(kept[-1], killed_at):
            kept.pop()
        kept.append(sent)
    return [sent.text for sent in kept]


def _was_unnoted(sent: Sent, killed_at: Sequence[float]) -> bool:
    return any(0 <= at - sent.at < UNNOTED_SECONDS for at in killed_at)


async def test_every_message_is_answered_once_and_in_order(service: Service, api: BotApi) -> None:
    dice, over = random.Random(SEED), asyncio.Event()
    api.fail_at_random(SEED, RATE, FAULTS)
    customers = [Customer(api.person(f"客户{number}"), random.Random(number)) for number in range(CUSTOMERS)]
    await service.start()
    talking = [asyncio.create_task(customer.talk(over)) for customer in customers]
    for _ in range(KILLS):
        await asyncio.sleep(dice.uniform(0.5, 1.5) * SECONDS / (KILLS + 1))
        await service.kill()
        await service.start()
    await asyncio.sleep(SECONDS / (KILLS + 1))
    over.set()
    await asyncio.gather(*talking)
    api.heal()
    for customer in customers:
        await eventually(customer.is_answered, within=DRAIN_SECONDS)
    # Whatever would come twice comes now.
    await asyncio.sleep(2)
    for customer in customers:
        expected = [f"re: {words}" for words in customer.said]
        assert without_unnoted(customer.answers, service.killed_at) == expected
    assert {call.status for call in api.calls} >= {200, 429, 500, 502, None}
    assert service.errors() == []
