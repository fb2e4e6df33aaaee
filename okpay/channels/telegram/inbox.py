"""Works off the updates that wait in the store, chats side by side, each in order."""

import asyncio
from collections import Counter

import structlog
from sqlalchemy.exc import SQLAlchemyError

from okpay.channels.telegram.arrivals import Arrival
from okpay.channels.telegram.incoming import Incoming
from okpay.channels.telegram.updates import Updates
from okpay.channels.telegram.workers import Later, PerChat
from okpay.conversations.lasting import for_ever
from okpay.store.database import Database

log = structlog.get_logger()

SCAN_SECONDS = 2.0
RETRY_SECONDS = 1.0
MOST_FAULTS = 3


class Inbox:
    """The work of the process that speaks for the bot."""

    def __init__(self, database: Database, updates: Updates, incoming: Incoming) -> None:
        self._database = database
        self._updates = updates
        self._incoming = incoming
        self._chats = PerChat(self._work_off)
        self._faults: Counter[int] = Counter()
        self._due = asyncio.Event()

    def wake(self) -> None:
        """Something has arrived."""
        self._due.set()

    async def run(self) -> None:
        """Work off, for ever."""
        try:
            await for_ever(self._look, self._rest)
        finally:
            await self._chats.stop()

    async def _look(self) -> None:
        self._due.clear()
        for chat_id in await self._updates.waiting():
            self._chats.wake(chat_id)

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(SCAN_SECONDS):
                await self._due.wait()
        except TimeoutError:
            return

    async def _work_off(self, chat_id: int) -> None:
        while not self._chats.is_stopping and (found := await self._updates.next(chat_id)):
            update_id, arrival = found
            try:
                await self._incoming.work_off(update_id, arrival)
            except (Later, SQLAlchemyError):
                raise
            except Exception as error:
                await self._give_up_in_time(update_id, arrival, error)
            self._faults.pop(update_id, None)
            async with self._database.writing() as session:
                await self._updates.done(session, update_id)

    async def _give_up_in_time(self, update_id: int, arrival: Arrival, error: Exception) -> None:
        """A fault of ours must not stop a chat for ever: after a few tries the customer is told."""
        log.error("telegram_update_failed", kind=arrival.kind, exc_info=error)
        self._faults[update_id] += 1
        if self._faults[update_id] < MOST_FAULTS:
            raise Later(RETRY_SECONDS) from error
        await self._incoming.apologize(arrival)
