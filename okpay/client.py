"""Talks to a running assistant over its public API, as a customer's client does."""

import asyncio
import json
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

import httpx

ANSWER_SECONDS = 30.0
# The last of an answer's messages is followed by silence.
SETTLED_SECONDS = 0.1

Message = dict[str, Any]


class NoAnswer(RuntimeError):
    """The assistant could not be reached, refused, or did not answer in time."""


class Talk:
    """One conversation. `state` is the last that was told; `last_seconds` the time to the first answer."""

    def __init__(self, url: str, locale: str | None = None) -> None:
        self._http = httpx.AsyncClient(base_url=f"{url}/api/v1", timeout=ANSWER_SECONDS)
        self._locale = locale
        self._messages: list[Message] = []
        self._came = asyncio.Event()
        self.state = "bot"
        self.last_seconds = 0.0

    async def __aenter__(self) -> Self:
        try:
            begun = await self._http.post(
                "/conversations", json={"locale": self._locale} if self._locale else {}
            )
            begun.raise_for_status()
        except httpx.HTTPError as error:
            await self._http.aclose()
            raise NoAnswer(f"no conversation: {error}") from error
        self._path = f"/conversations/{begun.json()['conversation_id']}"
        self._http.headers["Authorization"] = f"Bearer {begun.json()['token']}"
        self._following = asyncio.create_task(self._follow())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._following.cancel()
        with suppress(asyncio.CancelledError):
            await self._following
        await self._http.aclose()

    async def say(self, text: str | None = None, action: str | None = None) -> list[Message]:
        """Send words or a button, and what came back; NoAnswer when nothing did."""
        body = {"client_id": uuid.uuid4().hex, **({"action": action} if action else {"text": text})}
        began = time.perf_counter()
        sent = await self._http.post(f"{self._path}/messages", json=body)
        if sent.status_code != httpx.codes.ACCEPTED:
            raise NoAnswer(f"refused: {sent.text}")
        seq = int(sent.json()["seq"])
        while not self._after(seq):
            self._came.clear()
            try:
                await asyncio.wait_for(self._came.wait(), ANSWER_SECONDS)
            except TimeoutError as error:
                raise NoAnswer(f"no answer to {text or action}") from error
        self.last_seconds = time.perf_counter() - began
        await self._settle()
        return self._after(seq)

    async def _settle(self) -> None:
        count = -1
        while count != len(self._messages):
            count = len(self._messages)
            await asyncio.sleep(SETTLED_SECONDS)

    def _after(self, seq: int) -> list[Message]:
        return [m for m in self._messages if m["seq"] > seq and m["role"] != "customer"]

    async def _follow(self) -> None:
        while True:
            last = self._messages[-1]["seq"] if self._messages else 0
            with suppress(httpx.HTTPError):
                headers = {"Last-Event-ID": str(last)}
                async with self._http.stream("GET", f"{self._path}/events", headers=headers) as stream:
                    lines: list[str] = []
                    async for line in stream.aiter_lines():
                        lines.append(line)
                        if not line:
                            self._receive(lines)
                            lines = []
            await asyncio.sleep(SETTLED_SECONDS)

    def _receive(self, lines: list[str]) -> None:
        fields = dict(_fields(lines))
        if fields.get("event") == "message":
            self._messages.append(json.loads(fields["data"]))
            self._came.set()
        elif fields.get("event") == "state":
            self.state = json.loads(fields["data"])["state"]


def _fields(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        name, colon, value = line.partition(": ")
        if colon and name:
            yield name, value
