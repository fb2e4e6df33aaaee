"""Fixtures for everything that is tested through Telegram."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from okpay.channels.telegram import faults, inbox, lease, limiter, outbox
from tests.okpay.conftest import (
    cheap_passwords,
    engine,
    fresh_logs,
    no_settings_from_outside,
    one_tls_context,
    postgres,
    postgres_url,
    short_waits,
    sqlite_url,
    tables,
)
from tests.okpay.engine_double import EngineDouble
from tests.telegram.double import TOKEN, BotApi, Person
from tests.telegram.line import Line, Process, settings_of

__all__ = [
    "cheap_passwords",
    "engine",
    "fresh_logs",
    "no_settings_from_outside",
    "one_tls_context",
    "postgres",
    "postgres_url",
    "short_waits",
    "sqlite_url",
    "tables",
]

WAYS = [("polling", "sqlite_url"), ("webhook", "postgres_url")]


@pytest.fixture(autouse=True)
def durations_as_durations(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client warns of the time when seconds will be no numbers any more; that time has come here."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture(autouse=True)
def short_waits_for_telegram(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is waited for in seconds is waited for in milliseconds; only what Telegram says is obeyed."""
    monkeypatch.setattr(faults, "FIRST_WAIT_SECONDS", 0.05)
    monkeypatch.setattr(faults, "LONGEST_WAIT_SECONDS", 0.2)
    monkeypatch.setattr(faults, "CONFLICT_SECONDS", 0.2)
    monkeypatch.setattr(faults, "STORE_SECONDS", 0.05)
    monkeypatch.setattr(inbox, "SCAN_SECONDS", 0.1)
    monkeypatch.setattr(inbox, "RETRY_SECONDS", 0.05)
    monkeypatch.setattr(outbox, "SCAN_SECONDS", 0.1)
    monkeypatch.setattr(lease, "LEASE_SECONDS", 1.0)
    monkeypatch.setattr(lease, "RENEW_SECONDS", 0.2)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chat may be told more than a customer could read, and all of them more than Telegram would take."""
    monkeypatch.setattr(limiter, "BURST", 1000)
    monkeypatch.setattr(limiter, "PER_SECOND", 1000.0)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """Telegram."""
    async with BotApi(TOKEN) as api:
        yield api


@pytest.fixture(params=WAYS, ids=lambda way: way[0])
def way(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Long polling or a webhook, and the URL of an empty database: each way on the other kind."""
    name, database = request.param
    return name, request.getfixturevalue(database)


@pytest.fixture
async def line(
    way: tuple[str, str], api: BotApi, engine: EngineDouble, tmp_path: Path, quick: None
) -> AsyncIterator[Line]:
    """The running service."""
    settings = settings_of(way[1], engine, api.url, tmp_path, way[0])
    async with Process(settings).running() as process:
        yield Line(api, engine, process, way[0])


@pytest.fixture
def li(api: BotApi) -> Person:
    """A customer who has not written yet."""
    return api.person("李雷")


@pytest.fixture
def han(api: BotApi) -> Person:
    """Another one."""
    return api.person("韩梅梅")
