"""What many tests use: waiting, serving, reading a stream, a conversation in a few words."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest
import uvicorn
from sqlalchemy import func, select

import okpay.app
from okpay.conversations.intake import Customer, Receipt
from okpay.conversations.reading import messages_after
from okpay.conversations.stream import conversation_stream
from okpay.desk.accounts import add_agent
from okpay.handoff import queue
from okpay.knowledge.article import Locale
from okpay.messages import Summary
from okpay.services import Services
from okpay.settings import Settings
from okpay.store.database import Database
from okpay.store.ids import new_id
from okpay.store.models import Agent, Conversation, Forgetting, Message

T = TypeVar("T")

PATIENCE = 5.0


async def eventually(check: Callable[[], Awaitable[T]], within: float = PATIENCE) -> T:
    """What `check` gives as soon as it is true; AssertionError when it never is."""
    limit = time.monotonic() + within
    while not (found := await check()):
        assert time.monotonic() < limit, "it never came true"
        await asyncio.sleep(0.01)
    return found


async def end(task: "asyncio.Task[Any]") -> None:
    """Cancel it until it ends: in Python 3.11 `wait_for` may swallow a cancellation."""
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=0.1)


def description() -> dict[str, Any]:
    """The public API as it describes itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(okpay.app, "configure_logs", lambda level: None)
        return okpay.app.create_app(Settings(_env_file=None)).openapi()


class Server:
    """An ASGI application on a port of the loopback interface, in the loop of the test."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._server: uvicorn.Server | None = None
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        config = uvicorn.Config(
            self._app, port=self.port, lifespan="off", log_config=None, access_log=False, ws="none"
        )
        config.load()
        server = uvicorn.Server(config)
        server.lifespan = config.lifespan_class(config)
        await server.startup()
        self._server = server

    async def stop(self) -> None:
        """Gone at once, as if the process had died: open requests get no answer."""
        if self._server is None:
            return
        for listening in self._server.servers:
            listening.close()
        for connection in list(self._server.server_state.connections):
            connection.transport.abort()
        tasks = list(self._server.server_state.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._server = None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Frame:
    """One event of a stream; a comment has no event."""

    event: str | None
    data: Any
    id: int | None
    raw: str


def frame(raw: str) -> Frame:
    fields = dict(line.split(": ", 1) for line in raw.strip().splitlines() if not line.startswith(":"))
    identifier = int(fields["id"]) if "id" in fields else None
    data = json.loads(fields["data"]) if "data" in fields else None
    return Frame(fields.get("event"), data, identifier, raw)


class Listener:
    """Reads a stream in the background and keeps what it told."""

    def __init__(self, stream: AsyncIterator[str]) -> None:
        self._stream = stream
        self.frames: list[Frame] = []
        self._task = asyncio.create_task(self._read())

    async def _read(self) -> None:
        rest = ""
        async for piece in self._stream:
            rest += piece
            while "\n\n" in rest:
                one, rest = rest.split("\n\n", 1)
                self.frames.append(frame(one))

    @property
    def ended(self) -> bool:
        return self._task.done()

    def of(self, event: str | None) -> list[Frame]:
        return [one for one in self.frames if one.event == event]

    @property
    def seqs(self) -> list[int]:
        return [one.data["seq"] for one in self.of("message")]

    @property
    def states(self) -> list[str]:
        return [one.data["state"] for one in self.of("state")]

    async def has(self, check: Callable[["Listener"], Any]) -> None:
        async def looked() -> bool:
            return bool(check(self))

        await eventually(looked)

    async def stop(self) -> None:
        await end(self._task)
        await self._stream.aclose()  # type: ignore[attr-defined]


@dataclass
class Talk:
    """One customer's conversation, by way of the parts of the service."""

    parts: Services
    id: str
    token: str
    _listeners: list[Listener] = field(default_factory=list)

    @classmethod
    async def begin(cls, parts: Services, locale: Locale = "zh-CN") -> "Talk":
        conversation_id, token = await parts.intake.create(locale, Customer(), None)
        return cls(parts, conversation_id, token)

    async def say(self, words: str, client_id: str | None = None) -> Receipt:
        return await self.parts.intake.send(self.id, client_id or new_id(), words, None)

    async def press(self, action: str) -> Receipt:
        return await self.parts.intake.send(self.id, new_id(), None, action)

    async def messages(self) -> Sequence[Message]:
        return await messages_after(self.parts.database, self.id, 0)

    async def texts(self, role: str) -> list[str]:
        return [message.text for message in await self.messages() if message.role == role]

    async def roles(self) -> list[str]:
        return [message.role for message in await self.messages()]

    async def handoffs(self) -> list[dict[str, Any]]:
        return [message.data for message in await self.messages() if message.kind == "handoff"]

    async def conversation(self) -> Conversation:
        async with self.parts.database.reading() as session:
            found = await session.get(Conversation, self.id)
        assert found is not None
        return found

    async def state(self) -> str:
        return (await self.conversation()).state

    async def settled(self) -> Sequence[Message]:
        """All messages, once nothing waits for an answer."""

        async def nothing_pending() -> bool:
            return await pending(self.parts.database, self.id) == 0

        await eventually(nothing_pending)
        return await self.messages()

    def listen(self, after: int = 0) -> Listener:
        stream = conversation_stream(self.parts.database, self.parts.news, self.id, after)
        listener = Listener(stream)
        self._listeners.append(listener)
        return listener

    async def queue(self, *, urgent: bool = False) -> None:
        """Into the queue for a human, without the engine's doing."""
        async with self.parts.database.writing() as session:
            conversation = await session.get(Conversation, self.id, with_for_update=True)
            assert conversation is not None
            await queue.enter_queue(session, conversation, Summary(urgent=urgent), self.parts.settings.hours)

    async def take(self, agent: Agent) -> None:
        """Taken by an agent, without the desk's doing."""
        async with self.parts.database.writing() as session:
            conversation = await session.get(Conversation, self.id, with_for_update=True)
            assert conversation is not None
            await queue.take(session, conversation, agent)

    async def close(self) -> None:
        async with self.parts.database.writing() as session:
            conversation = await session.get(Conversation, self.id, with_for_update=True)
            assert conversation is not None
            queue.close(session, conversation)
        self.parts.forgetter.wake()

    async def leave(self) -> None:
        for listener in self._listeners:
            await listener.stop()


def leave_unanswered(parts: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """This process takes messages in and answers none, unless it finds them by itself."""

    async def no_lease(*_: object) -> None:
        """It leases nothing either."""

    monkeypatch.setattr(parts.answering, "wake", lambda *_: None)
    monkeypatch.setattr(parts.answering, "lease_at_once", no_lease)


async def pending(database: Database, conversation_id: str) -> int:
    statement = select(func.count(Message.id)).where(
        Message.conversation_id == conversation_id, Message.pending.is_(True)
    )
    async with database.reading() as session:
        return (await session.scalars(statement)).one()


async def to_forget(database: Database) -> list[str]:
    """What the engine has yet to forget."""
    async with database.reading() as session:
        return sorted((await session.scalars(select(Forgetting.sender))).all())


async def new_agent(database: Database, name: str, password: str = "correct horse") -> Agent:
    await add_agent(database, name, "agent", password)
    async with database.reading() as session:
        return (await session.scalars(select(Agent).where(Agent.name == name))).one()
