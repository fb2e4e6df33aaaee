"""Agents at their desks."""

from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
from fastapi import FastAPI

from okpay.services import Services
from tests.okpay.support import Talk, new_agent

PASSWORD = "correct horse"

Sit = Callable[[str], Awaitable[httpx.AsyncClient]]


@pytest.fixture
def desk_parts(app: FastAPI) -> Services:
    """The parts behind the application."""
    parts: Services = app.state.services
    return parts


@pytest.fixture
async def customer(desk_parts: Services) -> Talk:
    """Somebody to serve."""
    return await Talk.begin(desk_parts)


@pytest.fixture
async def sit(app: FastAPI, desk_parts: Services) -> AsyncIterator[Sit]:
    """An agent of that name at a desk, logged in."""
    desks: list[httpx.AsyncClient] = []

    async def sit(name: str) -> httpx.AsyncClient:
        await new_agent(desk_parts.database, name, PASSWORD)
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        desk = httpx.AsyncClient(transport=transport, base_url="http://testserver/desk/api")
        desks.append(desk)
        begun = await desk.post("/session", json={"name": name, "password": PASSWORD})
        desk.headers["X-CSRF-Token"] = begun.json()["csrf"]
        return desk

    yield sit
    for desk in desks:
        await desk.aclose()


@pytest.fixture
async def desk(sit: Sit) -> httpx.AsyncClient:
    """One agent at a desk."""
    return await sit("小李")
