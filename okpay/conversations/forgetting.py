"""Erases conversations, and has the engine forget: kept as a task until the engine has done it."""

import asyncio

import structlog
from sqlalchemy import delete, select

from okpay.conversations.journal import locked
from okpay.conversations.news import News
from okpay.engine import EngineClient, EngineFault, EngineUnavailable
from okpay.errors import ApiError
from okpay.handoff.queue import advance
from okpay.store.database import Database
from okpay.store.models import Conversation, Forgetting, engine_sender

log = structlog.get_logger()

RETRY_SECONDS = 5.0


class Forgetter:
    """Works off what the engine has yet to forget."""

    def __init__(self, database: Database, engine: EngineClient, news: News) -> None:
        self._database = database
        self._engine = engine
        self._news = news
        self._due = asyncio.Event()

    def wake(self) -> None:
        """There is something to forget."""
        self._due.set()

    async def erase(self, conversation_id: str) -> None:
        """Remove a conversation and all its messages now, and its memories as soon as the engine is there."""
        async with self._database.writing() as session:
            conversation = await locked(session, conversation_id)
            if conversation is None:
                raise ApiError.not_found()
            for memory in range(1, conversation.memory + 1):
                await session.merge(Forgetting(sender=engine_sender(conversation_id, memory)))
            await session.execute(delete(Conversation).where(Conversation.id == conversation_id))
            moved_up = await advance(session)
        await self._news.publish("gone", conversation_id)
        for waiting in moved_up:
            await self._news.publish("changed", waiting)
        self.wake()

    async def run(self) -> None:
        """Work off, for ever."""
        while True:
            self._due.clear()
            await self._work_off()
            try:
                await asyncio.wait_for(self._due.wait(), RETRY_SECONDS)
            except TimeoutError:
                continue

    async def _work_off(self) -> None:
        async with self._database.reading() as session:
            senders = (await session.scalars(select(Forgetting.sender))).all()
        for sender in senders:
            try:
                await self._engine.forget(sender)
            except (EngineUnavailable, EngineFault) as error:
                log.info("forgetting_waits", reason=str(error))
                return
            async with self._database.writing() as session:
                await session.execute(delete(Forgetting).where(Forgetting.sender == sender))
