"""A customer over HTTP, and what there is to look at afterwards."""

from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from okpay.services import Services
from okpay.store.models import Base
from tests.okpay.support import eventually


@dataclass
class Own:
    """A customer's conversation over HTTP."""

    http: httpx.AsyncClient
    id: str
    token: str

    @property
    def path(self) -> str:
        return f"/api/v1/conversations/{self.id}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def send(self, body: Any, **options: Any) -> httpx.Response:
        return await self.http.post(f"{self.path}/messages", json=body, headers=self.headers, **options)

    async def say(self, words: str, client_id: str = "a") -> httpx.Response:
        return await self.send({"client_id": client_id, "text": words})

    async def get(self, rest: str) -> httpx.Response:
        return await self.http.get(f"{self.path}/{rest}", headers=self.headers)

    async def messages(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.get("messages")).json()["messages"]
        return found

    async def answered(self, times: int = 1) -> list[dict[str, Any]]:
        async def enough() -> list[dict[str, Any]]:
            messages = await self.messages()
            return messages if sum(one["role"] == "bot" for one in messages) >= times else []

        return await eventually(enough)


async def begin(http: httpx.AsyncClient, **body: Any) -> Own:
    created = await http.post("/api/v1/conversations", json=body)
    assert created.status_code == 201, created.text
    return Own(http, created.json()["conversation_id"], created.json()["token"])


@pytest.fixture
async def own(client: httpx.AsyncClient) -> Own:
    return await begin(client)


def error(response: httpx.Response) -> dict[str, Any]:
    """The error, which has the documented shape and nothing else."""
    body = response.json()
    assert set(body) == {"error"}
    assert {"code", "message"} <= set(body["error"]) <= {"code", "message", "fields"}
    assert body["error"]["message"]
    assert "Traceback" not in response.text
    assert ".py" not in response.text
    found: dict[str, Any] = body["error"]
    return found


async def dump(parts: Services) -> str:
    """Every column of every row."""
    async with parts.database.reading() as session:
        rows = [
            repr(tuple(row))
            for table in Base.metadata.sorted_tables
            for row in (await session.execute(table.select())).all()
        ]
    return "\n".join(rows)
