"""How a customer found it."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from okpay.services import Services
from okpay.store.models import Rating
from tests.okpay.channels.conftest import Own, dump, error


async def rate(own: Own, body: dict[str, Any]) -> httpx.Response:
    return await own.http.post(f"{own.path}/rating", json=body, headers=own.headers)


async def ratings(app: FastAPI) -> list[tuple[int, str | None]]:
    parts: Services = app.state.services
    async with parts.database.reading() as session:
        return [(one.score, one.comment) for one in await session.scalars(select(Rating))]


@pytest.mark.parametrize("score", [1, 2, 3, 4, 5])
async def test_a_rating_is_kept(own: Own, app: FastAPI, score: int) -> None:
    response = await rate(own, {"score": score, "comment": "很好"})
    assert response.status_code == 204
    assert response.content == b""
    assert await ratings(app) == [(score, "很好")]


async def test_the_latest_rating_counts(own: Own, app: FastAPI) -> None:
    await rate(own, {"score": 1, "comment": "慢"})
    await rate(own, {"score": 5})
    assert await ratings(app) == [(5, None)]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"score": 0},
        {"score": 6},
        {"score": 10**30},
        {"score": 2.5},
        {"score": None},
        {"score": "five"},
        {"score": 5, "comment": "x" * 2001},
        {"score": 5, "comment": "a\0b"},
        {"score": 5, "comment": 5},
    ],
)
async def test_a_rating_that_cannot_be_is_invalid(own: Own, app: FastAPI, body: dict[str, Any]) -> None:
    response = await rate(own, body)
    assert response.status_code == 422
    assert error(response)["fields"]
    assert await ratings(app) == []


async def test_no_secret_is_kept_in_a_comment(own: Own, app: FastAPI) -> None:
    await rate(own, {"score": 1, "comment": "密码是hunter2x也没用"})
    assert await ratings(app) == [(1, "密码是[密码]也没用")]


async def test_it_goes_with_its_conversation(own: Own, app: FastAPI) -> None:
    await rate(own, {"score": 4, "comment": "很好很好"})
    await own.http.delete(own.path, headers=own.headers)
    assert "很好很好" not in await dump(app.state.services)
