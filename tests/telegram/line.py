"""The service on a real port, with a double of Telegram before it and one of the engine behind."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import exists, or_, select

import okpay.app
from okpay.services import Services
from okpay.settings import Settings
from okpay.store.ids import new_id
from okpay.store.models import Conversation, Message, TelegramChat, TelegramUpdate
from tests.okpay.conftest import hang_up, settings_for
from tests.okpay.engine_double import EngineDouble
from tests.okpay.support import Server, eventually, free_port, new_agent
from tests.telegram.double import TOKEN, BotApi, Person

PASSWORD = "correct horse"
QUIET_SECONDS, QUIET_WITHIN = 0.3, 20.0


def settings_of(
    database_url: str, engine: EngineDouble, api_url: str, folder: Path, way: str = "polling", **more: Any
) -> Settings:
    """The settings of a process that has not begun; each has a port of its own."""
    port = free_port()
    own = {
        "port": port,
        "public_url": "https://okpay.example",
        "telegram_token": SecretStr(TOKEN),
        "telegram_api_url": api_url,
        "telegram_webhook_url": f"http://127.0.0.1:{port}" if way == "webhook" else "",
    }
    return settings_for(database_url, engine, folder).model_copy(update={**own, **more})


@dataclass
class Process:
    """One process of the service; `url` is where it listens."""

    settings: Settings
    parts: Services = field(init=False)

    def __post_init__(self) -> None:
        self._app: FastAPI = okpay.app.create_app(self.settings)
        self._server = Server(self._app)
        self._server.port = self.settings.port
        self.url = self._server.url = f"http://127.0.0.1:{self.settings.port}"

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Process"]:
        """From start to stop."""
        async with self._app.router.lifespan_context(self._app):
            self.parts = self._app.state.services
            await self._server.start()
            yield self
            await self._server.stop()
        await hang_up(self.parts)


@dataclass
class Line:
    """A running service that is reached through Telegram."""

    api: BotApi
    engine: EngineDouble
    process: Process
    way: str

    @property
    def parts(self) -> Services:
        return self.process.parts

    @property
    def url(self) -> str:
        return self.process.url

    async def conversation(self, person: Person) -> Conversation:
        """The only one of this name."""
        name = person.about["first_name"]

        async def found() -> Sequence[Conversation]:
            async with self.parts.database.reading() as session:
                statement = select(Conversation).where(Conversation.customer_name == name)
                return (await session.scalars(statement)).all()

        (conversation,) = await eventually(found)
        return conversation

    async def messages(self, person: Person) -> Sequence[Message]:
        """What the store holds of it."""
        conversation = await self.conversation(person)
        async with self.parts.database.reading() as session:
            statement = select(Message).where(Message.conversation_id == conversation.id)
            return (await session.scalars(statement.order_by(Message.seq))).all()

    async def said(self, person: Person) -> list[str]:
        """The customer's words in the store."""
        return [message.text for message in await self.messages(person) if message.role == "customer"]

    async def is_quiet(self) -> None:
        """Wait until everything is worked off, answered and delivered, and Telegram is told nothing more."""

        async def quiet() -> bool:
            before = self._told()
            await asyncio.sleep(QUIET_SECONDS)
            return not (self.api.pending or await self._is_busy()) and self._told() == before

        await eventually(quiet, within=QUIET_WITHIN)

    async def _is_busy(self) -> bool:
        behind = Conversation.last_seq > TelegramChat.delivered_seq
        left = or_(
            exists().where(TelegramUpdate.chat_id.is_not(None)),
            exists().where(Message.pending.is_(True)),
            exists().where(
                TelegramChat.conversation_id == Conversation.id, behind, TelegramChat.blocked.is_(False)
            ),
        )
        async with self.parts.database.reading() as session:
            return bool(await session.scalar(select(left)))

    def _told(self) -> int:
        return sum(call.method != "getUpdates" for call in self.api.calls)

    @asynccontextmanager
    async def desk(self, name: str) -> AsyncIterator["Desk"]:
        """A human at a desk."""
        await new_agent(self.parts.database, name, PASSWORD)
        async with httpx.AsyncClient(base_url=f"{self.url}/desk/api") as http:
            begun = await http.post("/session", json={"name": name, "password": PASSWORD})
            http.headers["X-CSRF-Token"] = begun.json()["csrf"]
            yield Desk(http)


@dataclass
class Desk:
    """What a human does there."""

    http: httpx.AsyncClient

    async def take(self, conversation_id: str) -> None:
        """Take a waiting conversation."""
        await self._post(f"{conversation_id}/take")

    async def write(self, conversation_id: str, words: str) -> None:
        """Answer the customer."""
        await self._post(f"{conversation_id}/messages", {"client_id": new_id(), "text": words})

    async def type(self, conversation_id: str) -> None:
        """Begin to."""
        await self._post(f"{conversation_id}/typing")

    async def close(self, conversation_id: str) -> None:
        """Be done."""
        await self._post(f"{conversation_id}/close")

    async def read(self, conversation_id: str) -> dict[str, Any]:
        """The conversation as it is shown."""
        shown: dict[str, Any] = (await self.http.get(f"/conversations/{conversation_id}")).json()
        return shown

    async def _post(self, path: str, body: dict[str, Any] | None = None) -> None:
        (await self.http.post(f"/conversations/{path}", json=body or {})).raise_for_status()
