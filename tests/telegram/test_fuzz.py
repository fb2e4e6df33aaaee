"""Whatever Telegram may tell: nothing fails, and nobody who writes in private meets with silence."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from sqlalchemy import exists, select
from structlog.testing import LogCapture
from telegram import Update
from telegram.constants import ChatType

from okpay.channels.telegram import inbox, outbox
from okpay.conversations import answering, forgetting
from okpay.store.models import TelegramUpdate
from tests.okpay.engine_double import EngineDouble
from tests.okpay.support import eventually
from tests.telegram.double import BotApi
from tests.telegram.double.people import Stranger
from tests.telegram.line import Process, settings_of
from tests.telegram.random_updates import RandomUpdates

UPDATES, SEED = 10_000, 20_240
AT_ONCE = 200
DRAIN_SECONDS = 80.0


@pytest.fixture
def logs(fresh_logs: None) -> Iterator[LogCapture]:
    """What the service logs."""
    capture = LogCapture()
    structlog.configure(processors=[capture])
    yield capture
    structlog.reset_defaults()


@pytest.fixture
def unhurried(short_waits: None, short_waits_for_telegram: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking for what was left over costs more than the work itself, when there is so much of it."""
    for module in (answering, inbox, outbox):
        monkeypatch.setattr(module, "SCAN_SECONDS", 1.0)
    monkeypatch.setattr(forgetting, "RETRY_SECONDS", 1.0)


def is_private_text(update: Update) -> bool:
    """Whether somebody waits for an answer to it."""
    message = update.message
    return bool(
        message
        and message.chat.type == ChatType.PRIVATE
        and message.from_user
        and not message.from_user.is_bot
        and message.text
    )


@pytest.mark.usefixtures("quick", "unhurried")
async def test_no_exception_and_no_silence(
    sqlite_url: str,
    api: BotApi,
    engine: EngineDouble,
    tmp_path: Path,
    logs: LogCapture,
    caplog: pytest.LogCaptureFixture,
) -> None:
    random = RandomUpdates(SEED)
    kinds, waiting = random.kinds(), dict[int, Stranger]()
    settings = settings_of(sqlite_url, engine, api.url, tmp_path, messages_per_minute=10_000)
    async with Process(settings).running() as process:
        telegram = process.parts.telegram
        assert telegram

        async def worked_off() -> bool:
            async with process.parts.database.reading() as session:
                return not await session.scalar(select(exists().where(TelegramUpdate.chat_id.is_not(None))))

        async def answered() -> bool:
            return all(stranger.sees for stranger in waiting.values())

        for begin in range(0, UPDATES, AT_ONCE):
            # More of them are messages than of any other kind.
            batch = [
                random.make(number, "message" if number % 8 == 0 else kinds[number % len(kinds)])
                for number in range(begin, begin + AT_ONCE)
            ]
            for update in filter(is_private_text, batch):
                assert update.message
                chat_id = update.message.chat.id
                waiting[chat_id] = waiting.get(chat_id) or api.stranger(chat_id)
            await telegram.take([json.loads(update.to_json()) for update in batch])
            await eventually(worked_off, within=DRAIN_SECONDS)
        await eventually(answered, within=DRAIN_SECONDS)
    assert len(waiting) > UPDATES / 50
    assert [entry for entry in logs.entries if entry["log_level"] in ("error", "critical")] == []
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
