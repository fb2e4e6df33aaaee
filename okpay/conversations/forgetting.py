"""Erases conversations, and has the engine forget: kept as a task until the engine has done it."""

import asyncio
from datetime import timedelta

import structlog
from sqlalchemy import delete, select

from okpay.conversations.journal import locked
from okpay.conversations.lasting import for_ever
from okpay.conversations.news import News
from okpay.engine import EngineClient, EngineFault, EngineUnavailable
from okpay.errors import ApiError
from okpay.handoff.hours import Hours
from okpay.handoff.queue import advance
from okpay.store.database import Database
from okpay.store.models import Conversation, Forgetting, engine_sender, now

log = structlog.get_logger()

RETRY_SECONDS = 5.0


class Forgetter:
    """Works off what the engine has yet to forget."""

    def __init__(self, database: Database, engine: EngineClient, news: News, hours: Hours) -> None:
        self._database = database
        self._engine = engine
        self._news = news
        self._hours = hours
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
            for memory in range(1, conversation.memory):
                await session.merge(Forgetting(sender=engine_sender(conversation_id, memory)))
            await session.merge(conversation.forgetting())
            await session.execute(delete(Conversation).where(Conversation.id == conversation_id))
            moved_up = await advance(session, self._hours)
        await self._news.publish("gone", conversation_id)
        for waiting in moved_up:
            await self._news.publish("changed", waiting)
        self.wake()
        await self._database.wipe()

    async def run(self) -> None:
        """Work off, for ever."""
        await for_ever(self._work_off_due, self._rest)

    async def _work_off_due(self) -> None:
        self._due.clear()
        await self._work_off()

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(RETRY_SECONDS):
                await self._due.wait()
        except TimeoutError:
            return

    async def _work_off(self) -> None:
        async with self._database.reading() as session:
            memories = (await session.scalars(select(Forgetting).order_by(Forgetting.created_at))).all()
        for memory in memories:
            try:
                await self._forget(memory)
            except EngineUnavailable as error:
                log.info("forgetting_waits", reason=str(error))
                return
            except EngineFault as error:
                log.warning("forgetting_refused", reason=str(error))

    async def _forget(self, memory: Forgetting) -> None:
        """Have one memory forgotten, and again for as long as a late answer may bring it back."""
        begun = now()
        await self._engine.forget(memory.sender)
        if memory.under_way and begun < memory.created_at + timedelta(seconds=self._engine.timeout):
            return
        # An answer that came meanwhile has made the task anew: that one stays.
        done = delete(Forgetting).where(
            Forgetting.sender == memory.sender, Forgetting.created_at == memory.created_at
        )
        async with self._database.writing() as session:
            await session.execute(done)
