"""Telemelya, another's double of the Bot API, with the servers it wants, and a relay to add what it lacks.

Redis is the one that answers at OKPAY_TEST_REDIS_URL, else one in pure Python; S3 is moto's.
"""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.okpay.support import Server, eventually, free_port
from tests.telegram.double.webhooks import HEADER

DEFAULT_REDIS = "redis://127.0.0.1:6379/9"
KEY = "control-key"
START_SECONDS = 60
REDIS = "import sys, fakeredis; fakeredis.TcpFakeServer(('127.0.0.1', int(sys.argv[1]))).serve_forever()"
# What Telegram has and telemelya lacks.
ELSEWHERE = re.compile(r"setmycommands|setmydescription|setmyshortdescription", re.I)


@contextmanager
def server() -> Iterator[str]:
    """Its URL, with everything it needs behind it."""
    with ExitStack() as stack:
        redis = os.environ.get("OKPAY_TEST_REDIS_URL", DEFAULT_REDIS)
        if not _answers(urlsplit(redis).port or 6379, b"PING\r\n"):
            redis = f"redis://127.0.0.1:{stack.enter_context(_python('-c', REDIS))}/0"
        s3 = stack.enter_context(_python("-m", "moto.server", "-H", "127.0.0.1", "-p"))
        environment = {"REDIS_URL": redis, "MINIO_ENDPOINT": f"127.0.0.1:{s3}", "AUTH_KEYS": KEY}
        command = ("-m", "uvicorn", "telemelya.server.app:app", "--log-level", "critical", "--port")
        yield f"http://127.0.0.1:{stack.enter_context(_python(*command, **environment))}"


@contextmanager
def _python(*arguments: str, **environment: str) -> Iterator[int]:
    """A Python program that listens on the port which is its last argument."""
    port = free_port()
    with subprocess.Popen(
        [sys.executable, *arguments, str(port)],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        limit = time.monotonic() + START_SECONDS
        while not _answers(port):
            assert process.poll() is None, f"{arguments} did not start"
            assert time.monotonic() < limit, f"{arguments} does not answer"
            time.sleep(0.05)
        yield port
        process.terminate()


def _answers(port: int, question: bytes = b"") -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
        connection.sendall(question)
        return not question or connection.recv(1) != b""
    return False


@dataclass
class Relay:
    """Between service and telemelya: it keeps the webhook's secret, and sends it along as Telegram does.

    `url` is the base of the Bot API for the service.
    """

    telemelya: str
    hook: str = ""
    secret: str = ""
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        routes = [
            Route("/hook", self._deliver, methods=["POST"]),
            Route("/{path:path}", self._pass_on, methods=["GET", "POST"]),
        ]
        self._server = Server(Starlette(routes=routes))
        self.url = self._server.url

    async def start(self) -> None:
        """Answer from now on."""
        self._http = httpx.AsyncClient(timeout=20)
        await self._server.start()

    async def stop(self) -> None:
        """Answer no more."""
        await self._server.stop()
        await self._http.aclose()

    async def _pass_on(self, request: Request) -> Response:
        path = request.url.path
        method = path.rpartition("/")[2]
        self.asked.append(method)
        if ELSEWHERE.fullmatch(method):
            return JSONResponse({"ok": True, "result": True})
        if method == "setWebhook":
            async with request.form() as form:
                self.hook, self.secret = str(form["url"]), str(form["secret_token"])
            answer = await self._http.post(f"{self.telemelya}{path}", json={"url": f"{self.url}/hook"})
        else:
            kind = {"Content-Type": request.headers.get("content-type", "application/json")}
            body = await request.body()
            answer = await self._http.request(
                request.method, f"{self.telemelya}{path}", content=body, headers=kind
            )
        return Response(answer.content, answer.status_code, media_type=answer.headers.get("content-type"))

    async def _deliver(self, request: Request) -> Response:
        body = await request.body()
        headers = {HEADER: self.secret, "Content-Type": "application/json"}
        answer = await self._http.post(self.hook, content=body, headers=headers)
        return Response(answer.content, answer.status_code)


class Customer:
    """One of telemelya's sessions: a chat, by way of its control API."""

    def __init__(self, http: httpx.AsyncClient, token: str, chat_id: int) -> None:
        self._http = http
        self._token = token
        self._chat_id = chat_id
        self._headers = {"Authorization": f"Bearer {KEY}", "X-Test-Session": str(chat_id)}

    async def says(self, **update: Any) -> None:
        """Something happens in the chat: `text`, `command`, `callback_data`, `photo_file_id`."""
        body = {"chat_id": self._chat_id, **update}
        answer = await self._post("send_update", params={"bot_token": self._token}, json=body)
        assert answer["delivery"]["status_code"] == 200

    async def uploads(self, name: str, content: bytes) -> str:
        """The id of a file that an update may name."""
        return str((await self._post("upload_media", files={"file": (name, content)}))["file_id"])

    async def told(self, method: str) -> list[dict[str, Any]]:
        """What the bot did by this method."""
        answer = await self._http.get("/api/v1/test/responses", headers=self._headers)
        return [one for one in answer.json()["responses"] if one["method"] == method]

    async def hears(self, words: str, method: str = "sendMessage") -> dict[str, Any]:
        """What the bot did with these words, as soon as it has."""

        async def heard() -> list[dict[str, Any]]:
            return [one for one in await self.told(method) if words in (one["text"] or "")]

        return (await eventually(heard))[-1]

    async def _post(self, path: str, **content: Any) -> dict[str, Any]:
        answer = await self._http.post(f"/api/v1/test/{path}", headers=self._headers, **content)
        answer.raise_for_status()
        body: dict[str, Any] = answer.json()
        return body
