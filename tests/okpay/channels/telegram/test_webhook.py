"""The webhook verifies and keeps; it does no more, and tells strangers nothing."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from okpay.channels.telegram.credentials import Credentials
from okpay.store.models import TelegramUpdate
from tests.okpay.channels.conftest import dump, error

CARD = "4111111111111111"


def update(number: int, text: str) -> dict[str, Any]:
    chat = {"id": 7_000_000_001, "type": "private", "first_name": "李雷"}
    user = {"id": chat["id"], "is_bot": False, "first_name": "李雷", "language_code": "zh-hans"}
    message = {"message_id": number, "date": 1_700_000_000, "chat": chat, "from": user, "text": text}
    return {"update_id": number, "message": message}


@pytest.fixture
def headers(credentials: Credentials) -> dict[str, str]:
    return {"X-Telegram-Bot-Api-Secret-Token": credentials.secret, "Content-Type": "application/json"}


@pytest.fixture
def path(credentials: Credentials) -> str:
    return f"/telegram/{credentials.path}"


async def kept(app: FastAPI) -> list[int]:
    async with app.state.services.database.reading() as session:
        return list(
            await session.scalars(select(TelegramUpdate.update_id).order_by(TelegramUpdate.update_id))
        )


async def test_an_update_is_kept_masked_and_once(
    client: httpx.AsyncClient, app: FastAPI, path: str, headers: dict[str, str]
) -> None:
    for _ in range(3):
        response = await client.post(path, json=update(8, f"卡号 {CARD}"), headers=headers)
        assert (response.status_code, response.content) == (200, b"")
    assert await kept(app) == [8]
    assert CARD not in await dump(app.state.services)


async def test_who_does_not_know_both_secrets_finds_nothing(
    client: httpx.AsyncClient, app: FastAPI, path: str, headers: dict[str, str]
) -> None:
    wrong = {**headers, "X-Telegram-Bot-Api-Secret-Token": "x" * 64}
    for place, given in ((path, wrong), (path, {}), ("/telegram/" + "0" * 32, headers)):
        response = await client.post(place, json=update(8, "在吗"), headers=given)
        assert response.status_code == 404
        assert error(response)["code"] == "not_found"
    assert await kept(app) == []


@pytest.mark.parametrize(
    "body",
    ["", "{", "[]", "null", "{}", '{"update_id": "8"}', '{"update_id": true}', '{"update_id": -1}', "7"],
)
async def test_what_is_no_update_is_malformed(
    client: httpx.AsyncClient, app: FastAPI, path: str, headers: dict[str, str], body: str
) -> None:
    response = await client.post(path, content=body, headers=headers)
    assert response.status_code == 400
    assert error(response)["code"] == "malformed"


@pytest.mark.parametrize("strange", [{"message": {}}, {"message": 5}, {"hologram": {"depth": 3}}, {}])
async def test_an_update_that_cannot_be_read_is_not_told_again(
    client: httpx.AsyncClient, app: FastAPI, path: str, headers: dict[str, str], strange: dict[str, Any]
) -> None:
    response = await client.post(path, json={"update_id": 9, **strange}, headers=headers)
    assert response.status_code == 200
    assert await kept(app) == [9]


async def test_the_website_goes_on_while_telegram_is_away(client: httpx.AsyncClient) -> None:
    assert (await client.post("/api/v1/conversations", json={})).status_code == 201
