"""What holds for every answer, whatever it is."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from okpay.app import create_app
from okpay.services import Services
from okpay.settings import Settings


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """None of this depends on the kind of database."""
    return sqlite_url


async def fail(*arguments: Any, **options: Any) -> None:
    raise RuntimeError("out of order")


@pytest.mark.parametrize(
    "path",
    [
        "/healthz",
        "/nothing",
        "/api/v1/conversations/x/messages",
        "/help/zh-CN",
        "/desk/api/session",
        "/openapi.json",
    ],
)
async def test_every_answer_is_read_as_what_it_is(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]


async def test_so_is_an_unexpected_fault(
    client: httpx.AsyncClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.state.services.intake, "create", fail)
    response = await client.post("/api/v1/conversations", json={})
    assert response.status_code == 500
    assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_an_unexpected_fault_can_be_read_by_a_page_of_another_site(
    client: httpx.AsyncClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise the widget there cannot tell it from a lost connection."""
    monkeypatch.setattr(app.state.services.intake, "create", fail)
    response = await client.post("/api/v1/conversations", json={}, headers={"Origin": "https://shop.example"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"


async def test_a_page_of_another_site_may_use_the_api(client: httpx.AsyncClient) -> None:
    asked = {
        "Origin": "https://shop.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,last-event-id",
    }
    response = await client.options("/api/v1/conversations", headers=asked)
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "*"


async def test_it_may_read_how_long_to_wait(client: httpx.AsyncClient) -> None:
    response = await client.get("/healthz", headers={"Origin": "https://shop.example"})
    assert "Retry-After" in response.headers["Access-Control-Expose-Headers"]


async def test_no_page_of_another_site_comes_with_an_agents_cookie(client: httpx.AsyncClient) -> None:
    response = await client.get("/desk/api/session", headers={"Origin": "https://shop.example"})
    assert "Access-Control-Allow-Credentials" not in response.headers


async def test_other_sites_are_kept_out_where_that_is_set(chosen: Settings) -> None:
    app = create_app(chosen.model_copy(update={"allowed_origins": ["https://shop.example"]}))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        allowed = await client.get("/healthz", headers={"Origin": "https://shop.example"})
        other = await client.get("/healthz", headers={"Origin": "https://evil.example"})
    assert allowed.headers["Access-Control-Allow-Origin"] == "https://shop.example"
    assert "Access-Control-Allow-Origin" not in other.headers


@pytest.mark.parametrize(
    "path", ["/widget/..%2f..%2fpyproject.toml", "/desk/static/..%2f..%2fpyproject.toml"]
)
async def test_no_other_file_is_served(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize("path", ["/widget.js", "/desk"])
async def test_the_pages_are_asked_for_anew(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-cache"


async def test_a_method_that_is_not_allowed_says_which_are(client: httpx.AsyncClient) -> None:
    response = await client.get("/api/v1/conversations")
    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"


async def test_a_huge_body_is_too_large(client: httpx.AsyncClient) -> None:
    """Nobody may fill the memory with what is only going to be refused."""
    response = await client.post("/api/v1/conversations", json={"page_url": "x" * 5_000_000})
    assert response.status_code == 413
    assert response.json()["error"]["code"] == "too_large"


async def test_a_huge_body_that_comes_in_pieces_is_too_large(client: httpx.AsyncClient) -> None:
    """It is refused as soon as it is known to be, not when all of it is there."""
    sent = 0

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 100_000
            yield b" " * 100_000

    response = await client.post(
        "/api/v1/conversations", content=pieces(), headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 413
    assert sent < 2_000_000


async def test_the_parts_stop_with_the_application(chosen: Settings) -> None:
    app = create_app(chosen)
    async with app.router.lifespan_context(app):
        parts: Services = app.state.services
        tasks = list(parts._tasks)
        assert len(tasks) == 3
    assert all(task.done() for task in tasks)
    assert parts.engine._http.is_closed
