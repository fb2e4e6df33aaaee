"""From the website to Telegram and back, as far as the public API goes."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from okpay.channels.telegram import carrying
from okpay.channels.telegram.credentials import Credentials
from okpay.services import Services
from okpay.store.models import CarryOver, TelegramBot, now
from tests.okpay.channels.conftest import Own, begin, dump, error
from tests.okpay.support import eventually


@pytest.fixture
async def parts(app: FastAPI, credentials: Credentials) -> Services:
    """A process that has learned the bot's name."""
    parts: Services = app.state.services

    async def named() -> bool:
        async with parts.database.writing() as session:
            bot = await session.get(TelegramBot, credentials.bot_id)
            if bot:
                bot.username = "okpay_test_bot"
        return bot is not None

    await eventually(named)
    return parts


async def link(own: Own) -> httpx.Response:
    return await own.http.post(f"{own.path}/telegram-link", headers=own.headers)


async def resume(http: httpx.AsyncClient, code: str) -> httpx.Response:
    return await http.post("/api/v1/conversations/resume", json={"code": code})


async def back(parts: Services, own: Own) -> str:
    """The code of a link back to the website."""
    assert parts.telegram is not None
    code, _ = await parts.telegram.carry_overs.issue(own.id, "web")
    return code


async def test_a_link_opens_the_bot_with_a_code(own: Own, parts: Services) -> None:
    response = await link(own)
    assert response.status_code == 201
    url = urlsplit(response.json()["url"])
    assert (url.scheme, url.netloc, url.path) == ("https", "t.me", "/okpay_test_bot")
    (code,) = parse_qs(url.query)["start"]
    assert code not in await dump(parts), "only its hash is kept"
    async with parts.database.writing() as session:
        assert await redeem(parts, session, code) == own.id
        assert await redeem(parts, session, code) is None


async def redeem(parts: Services, session: AsyncSession, code: str) -> str | None:
    assert parts.telegram is not None
    return await parts.telegram.carry_overs.redeem(session, code, "telegram")


async def test_only_the_customer_can_make_a_link(own: Own, parts: Services) -> None:
    response = await own.http.post(f"{own.path}/telegram-link", headers={"Authorization": "Bearer x"})
    assert response.status_code == 404


async def test_before_the_bots_name_is_known_there_is_no_link_yet(own: Own) -> None:
    response = await link(own)
    assert response.status_code == 409
    assert error(response)["code"] == "conflict"


async def test_a_code_gives_a_new_token_once(client: httpx.AsyncClient, own: Own, parts: Services) -> None:
    code = await back(parts, own)
    response = await resume(client, code)
    assert response.status_code == 200
    assert response.json()["conversation_id"] == own.id
    assert (await own.get("messages")).status_code == 404, "one conversation has one token"
    again = Own(client, own.id, response.json()["token"])
    assert (await again.get("messages")).status_code == 200
    assert (await resume(client, code)).status_code == 404


async def test_a_code_for_telegram_opens_nothing_here(
    client: httpx.AsyncClient, own: Own, parts: Services
) -> None:
    code = (await link(own)).json()["url"].partition("start=")[2]
    assert (await resume(client, code)).status_code == 404


async def test_a_code_is_soon_over_and_cleared_away(
    client: httpx.AsyncClient, own: Own, parts: Services
) -> None:
    code = await back(parts, own)
    async with parts.database.writing() as session:
        await session.execute(update(CarryOver).values(expires_at=now() - carrying.VALID))
    assert (await resume(client, code)).status_code == 404
    await back(parts, own)
    assert (await dump(parts)).count(own.id) == 2, "the conversation and the new code"


@pytest.mark.parametrize("code", ["x", "a" * 22 + "-" + "0" * 32])
async def test_a_code_that_was_never_given_is_not_found(client: httpx.AsyncClient, code: str) -> None:
    assert (await resume(client, code)).status_code == 404


async def test_erasing_a_conversation_ends_its_codes(
    client: httpx.AsyncClient, own: Own, parts: Services
) -> None:
    code = await back(parts, own)
    assert (await client.delete(own.path, headers=own.headers)).status_code == 204
    assert (await resume(client, code)).status_code == 404
    assert own.id not in (await dump(parts)).replace(f"{own.id}-1", "")


async def test_nobody_can_try_out_many_codes(client: httpx.AsyncClient, parts: Services) -> None:
    answers = [(await resume(client, "x")).status_code for _ in range(12)]
    assert answers[-1] == 429


async def test_two_customers_cannot_open_one_anothers(client: httpx.AsyncClient, parts: Services) -> None:
    mine, other = await begin(client), await begin(client)
    opened = await resume(client, await back(parts, mine))
    assert opened.json()["conversation_id"] == mine.id
    assert (await other.get("messages")).status_code == 200
