"""The service as a process of its own, killed without a warning."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any

import httpx
import pytest

from okpay.settings import ROOT, Settings
from tests.okpay.engine_double import TOKEN, EngineDouble
from tests.okpay.support import eventually, free_port

# A lease outlives the process that had it; here it does not live long.
SERVICE = """
import sys, uvicorn
from datetime import timedelta
from okpay.conversations import answering
answering.LEASE, answering.SCAN_SECONDS = timedelta(seconds=1), 0.1
uvicorn.run("okpay.app:create_app", factory=True, port=int(sys.argv[1]), log_level="critical")
"""

Start = Callable[[], Awaitable[asyncio.subprocess.Process]]


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{free_port()}") as http:
        yield http


@pytest.fixture
async def start(chosen: Settings, http: httpx.AsyncClient) -> AsyncIterator[Start]:
    """Starts the service, once more if need be, always on the same port and database."""
    begun: list[asyncio.subprocess.Process] = []
    environment = {
        **os.environ,
        "OKPAY_DATABASE_URL": chosen.database,
        "OKPAY_DATA_DIR": str(chosen.data_dir),
        "OKPAY_ENGINE_URL": chosen.engine,
        "OKPAY_ENGINE_TOKEN": TOKEN,
        "OKPAY_KNOWLEDGE_DIR": str(chosen.knowledge_dir),
    }

    async def start() -> asyncio.subprocess.Process:
        command = [sys.executable, "-c", SERVICE, str(http.base_url.port)]
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environment)
        begun.append(process)

        async def listens() -> bool:
            with suppress(httpx.TransportError):
                return (await http.get("/healthz")).status_code == 200
            return False

        await eventually(listens, within=20)
        return process

    yield start
    for process in begun:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_killed_in_the_middle_of_an_answer_it_loses_nothing_and_doubles_nothing(
    start: Start, http: httpx.AsyncClient, engine: EngineDouble
) -> None:
    first = await start()
    begun = (await http.post("/api/v1/conversations", json={})).json()
    http.headers["Authorization"] = f"Bearer {begun['token']}"
    path = f"/api/v1/conversations/{begun['conversation_id']}/messages"

    async def send(client_id: str) -> dict[str, Any]:
        sent: dict[str, Any] = (
            await http.post(path, json={"client_id": client_id, "text": client_id})
        ).json()
        return sent

    gate = engine.hold()
    await send("一")
    await send("二")
    await engine.is_asked()
    first.kill()
    await first.wait()
    await start()
    # A client that heard nothing sends again.
    assert (await send("二"))["duplicate"]
    gate.set()

    async def both_answered() -> list[dict[str, Any]]:
        messages = (await http.get(path)).json()["messages"]
        return messages if sum(message["role"] == "bot" for message in messages) == 2 else []

    messages = await eventually(both_answered, within=10)
    assert [message["seq"] for message in messages] == [1, 2, 3, 4]
    assert [message["text"] for message in messages] == ["一", "二", "re: 一", "re: 二"]
