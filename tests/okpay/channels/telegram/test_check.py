"""What `okpay telegram check` says, against a strict double of the Bot API."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from okpay.channels.telegram.bot import BotClient
from okpay.channels.telegram.check import Finding, check
from okpay.settings import Settings
from okpay.store.database import Database
from okpay.store.models import TelegramBot, now
from tests.okpay.support import eventually, free_port
from tests.telegram.double import TOKEN, BotApi


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(TOKEN) as api:
        yield api


@pytest.fixture
def chosen(api: BotApi, tmp_path: Path) -> Settings:
    return of(api, data_dir=tmp_path)


def of(api: BotApi, **more: Any) -> Settings:
    return Settings(_env_file=None, telegram_token=SecretStr(TOKEN), telegram_api_url=api.url, **more)


async def found(settings: Settings) -> list[Finding]:
    return [finding async for finding in check(settings)]


async def wrong(settings: Settings) -> str:
    return "; ".join(finding.words for finding in await found(settings) if not finding.is_right)


async def set_webhook(settings: Settings, url: str) -> None:
    async with BotClient.build(settings) as bot:
        await bot.set_webhook(url)


async def test_a_bot_that_nobody_speaks_for_is_ready(chosen: Settings) -> None:
    findings = await found(chosen)
    assert all(finding.is_right for finding in findings)
    assert "@okpay_test_bot" in findings[0].words


async def test_no_token_is_no_telegram(chosen: Settings) -> None:
    assert "not set" in await wrong(chosen.model_copy(update={"telegram_token": SecretStr("")}))


async def test_a_wrong_token_is_called_so_and_not_shown(chosen: Settings) -> None:
    words = await wrong(chosen.model_copy(update={"telegram_token": SecretStr("1:wrong")}))
    assert "refuses the token" in words
    assert "1:wrong" not in words


async def test_a_server_that_is_away_is_named(chosen: Settings) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    assert url in await wrong(chosen.model_copy(update={"telegram_api_url": url}))


async def test_another_program_that_asks_is_noticed(api: BotApi, chosen: Settings) -> None:
    api.fail("getUpdates", 409, times=1)
    assert "another program" in await wrong(chosen)


async def test_a_service_that_asks_is_not_disturbed(api: BotApi, chosen: Settings) -> None:
    database = Database(chosen.database)
    await database.migrate()
    number = int(TOKEN.partition(":")[0])
    async with database.writing() as session:
        session.add(TelegramBot(id=number, lease_owner="x", lease_until=now() + timedelta(minutes=1)))
    await database.close()
    assert await wrong(chosen) == ""
    assert api.count("getUpdates") == 0


async def test_a_webhook_where_there_should_be_none(api: BotApi, chosen: Settings) -> None:
    await set_webhook(chosen, "https://elsewhere.example/s3cret")
    words = await wrong(chosen)
    assert "elsewhere.example" in words
    assert "s3cret" not in words


async def test_a_webhook_that_is_not_set_yet_or_is_elsewhere(api: BotApi, chosen: Settings) -> None:
    settings = chosen.model_copy(update={"telegram_webhook_url": "https://okpay.example"})
    assert "no webhook is set" in await wrong(settings)
    await set_webhook(chosen, "https://elsewhere.example/x")
    assert "not to okpay.example" in await wrong(settings)
    await asyncio.sleep(1)
    await set_webhook(chosen, "https://okpay.example/telegram/x")
    assert await wrong(settings) == ""


async def test_a_webhook_without_https(chosen: Settings) -> None:
    settings = chosen.model_copy(update={"telegram_webhook_url": "http://okpay.example"})
    assert "no https" in await wrong(settings)


async def test_posts_that_fail_and_updates_that_wait(api: BotApi, chosen: Settings) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    await set_webhook(chosen, f"{url}/telegram/x")
    for number in range(120):
        api.push({"update_id": 900 + number, "poll": None})
    settings = chosen.model_copy(update={"telegram_webhook_url": url})

    async def failed() -> bool:
        return "the last post that failed" in await wrong(settings)

    await eventually(failed)
    assert "120 updates wait" in await wrong(settings)
