"""Carries the news that something changed, inside the process and between processes; never the truth itself.

Whoever listens reads the truth from the store. A piece of news that is lost costs time, not messages.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from typing import Literal

import psycopg
import structlog
from sqlalchemy import make_url

from okpay.conversations.lasting import for_ever
from okpay.store.database import Database
from okpay.store.ids import new_id

log = structlog.get_logger()

Topic = Literal["changed", "typing", "state", "gone", "update"]
CHANNEL = "okpay_news"
QUEUE_LIMIT = 256
RECONNECT_SECONDS = 2.0


@dataclass(frozen=True)
class Event:
    """`changed`: read it again; `typing` and `state` carry a role or a state; `gone`: erased.

    `update`: Telegram has told something, of no conversation yet.
    """

    topic: Topic
    conversation_id: str
    value: str = ""


class News:
    """News inside one process."""

    def __init__(self) -> None:
        self._queues: dict[asyncio.Queue[Event], str | None] = {}

    @asynccontextmanager
    async def subscribe(self, conversation_id: str | None = None) -> AsyncIterator[asyncio.Queue[Event]]:
        """A queue of the news about one conversation, or about all of them."""
        queue: asyncio.Queue[Event] = asyncio.Queue(QUEUE_LIMIT)
        self._queues[queue] = conversation_id
        try:
            yield queue
        finally:
            del self._queues[queue]

    async def publish(self, topic: Topic, conversation_id: str, value: str = "") -> None:
        """Tell everybody who listens."""
        self.deliver(Event(topic, conversation_id, value))

    def deliver(self, event: Event) -> None:
        """Hand an event to the listeners of this process; one that does not keep up misses old news only."""
        for queue, wanted in self._queues.items():
            if wanted not in (None, event.conversation_id):
                continue
            if queue.full() and event.topic != "typing":
                queue.get_nowait()
            if not queue.full():
                queue.put_nowait(event)

    async def run(self) -> None:
        """Listen to other processes; there are none that could be heard without PostgreSQL."""

    async def close(self) -> None:
        """Give up what is needed to tell."""


class PostgresNews(News):
    """News between all processes on one PostgreSQL database, by LISTEN and NOTIFY."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._conninfo = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._name = new_id()
        self._speaker: psycopg.AsyncConnection | None = None
        self._speaking = asyncio.Lock()

    async def publish(self, topic: Topic, conversation_id: str, value: str = "") -> None:
        """Tell this process at once and the others through the database."""
        event = Event(topic, conversation_id, value)
        self.deliver(event)
        payload = json.dumps({"from": self._name, **asdict(event)})
        try:
            async with self._speaking:
                connection = await self._connected()
                await connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, payload))
        except psycopg.Error as error:
            self._speaker = None
            log.warning("news_not_carried", reason=type(error).__name__)

    async def run(self) -> None:
        """Deliver what other processes tell, for ever."""
        await for_ever(self._listen, self._reconnect_soon)

    async def close(self) -> None:
        """Give up what is needed to tell."""
        if self._speaker:
            await self._speaker.close()

    async def _connected(self) -> psycopg.AsyncConnection:
        if self._speaker is None or self._speaker.closed:
            self._speaker = await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True)
        return self._speaker

    async def _listen(self) -> None:
        async with await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True) as connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            async for notice in connection.notifies():
                self._hear(notice.payload)

    def _hear(self, payload: str) -> None:
        try:
            told = json.loads(payload)
            if told.pop("from") != self._name:
                self.deliver(Event(**told))
        except (ValueError, TypeError, AttributeError, KeyError) as error:
            # Another version of the service may tell what this one does not know.
            log.warning("news_not_understood", reason=type(error).__name__)

    async def _reconnect_soon(self) -> None:
        await asyncio.sleep(RECONNECT_SECONDS)


def make_news(database: Database) -> News:
    """The kind of news that fits the database."""
    return News() if database.is_sqlite else PostgresNews(database.url)
