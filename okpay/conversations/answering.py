"""Answers what is pending: in order within a conversation, conversations side by side, in any process.

A worker leases a conversation, asks the engine, and stores the answers together with the mark that the
message is done. If it dies at any point, another finds the message still pending; the engine, asked the
same again, gives the same answer.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import or_, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.ext.asyncio import AsyncSession

from okpay.conversations.journal import append_bot, append_system, locale_of, locked
from okpay.conversations.news import News
from okpay.engine import EngineClient, EngineFault, EngineUnavailable, Reply
from okpay.handoff.queue import enter_queue
from okpay.knowledge.article import LOCALES
from okpay.messages import Button, HandoffWish, TextData, message
from okpay.store.database import Database
from okpay.store.ids import new_id
from okpay.store.models import Conversation, Forgetting, Message, now
from okpay.texts import text

log = structlog.get_logger()

LEASE = timedelta(seconds=45)
SCAN_SECONDS = 2.0
PATIENCE_SECONDS = 1.5
FIRST_WAIT_SECONDS = 0.25
LONGEST_WAIT_SECONDS = 4.0
MOST_FAULTS = 8


class Answering:
    """The workers of one process."""

    def __init__(self, database: Database, engine: EngineClient, news: News) -> None:
        self._database = database
        self._engine = engine
        self._news = news
        self._owner = new_id()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()

    def wake(self, conversation_id: str) -> None:
        """There is something to answer in this conversation."""
        if conversation_id in self._tasks:
            self._again.add(conversation_id)
            return
        task = asyncio.create_task(self._serve(conversation_id))
        self._tasks[conversation_id] = task
        task.add_done_callback(lambda _: self._done(conversation_id))

    async def run(self) -> None:
        """Find what was left pending, by a crash or by another process, for ever."""
        while True:
            for conversation_id in await self._left_over():
                if conversation_id not in self._tasks:
                    self.wake(conversation_id)
            await asyncio.sleep(SCAN_SECONDS)

    async def stop(self) -> None:
        """Stop in the middle; whatever is pending stays so."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _done(self, conversation_id: str) -> None:
        task = self._tasks.pop(conversation_id)
        if not task.cancelled() and task.exception():
            log.error("answering_failed", conversation=conversation_id, exc_info=task.exception())
        elif conversation_id in self._again:
            self._again.discard(conversation_id)
            self.wake(conversation_id)

    async def _left_over(self) -> Sequence[str]:
        free = or_(
            Conversation.lease_until.is_(None),
            Conversation.lease_until < now(),
            Conversation.lease_owner == self._owner,
        )
        statement = (
            select(Message.conversation_id)
            .join(Conversation, Conversation.id == Message.conversation_id)
            .where(Message.pending.is_(True), free)
            .distinct()
        )
        async with self._database.reading() as session:
            return (await session.scalars(statement)).all()

    async def _serve(self, conversation_id: str) -> None:
        pending = await self._lease(conversation_id)
        try:
            while pending:
                await self._news.publish("typing", conversation_id, "bot")
                pending = await self._answer(conversation_id, pending)
        finally:
            await asyncio.shield(self._release(conversation_id))

    async def _lease(self, conversation_id: str) -> Message | None:
        free = or_(
            Conversation.lease_until.is_(None),
            Conversation.lease_until < now(),
            Conversation.lease_owner == self._owner,
        )
        statement = (
            update(Conversation)
            .where(Conversation.id == conversation_id, free)
            .values(lease_owner=self._owner, lease_until=now() + LEASE)
        )
        async with self._database.writing() as session:
            result: CursorResult[Any] = await session.execute(statement)  # type: ignore[assignment]
            return await _oldest_pending(session, conversation_id) if result.rowcount else None

    async def _release(self, conversation_id: str) -> None:
        statement = (
            update(Conversation)
            .where(Conversation.id == conversation_id, Conversation.lease_owner == self._owner)
            .values(lease_owner=None, lease_until=None)
        )
        async with self._database.writing() as session:
            await session.execute(statement)

    async def _answer(self, conversation_id: str, pending: Message) -> Message | None:
        """Answer one message, however long it takes; the next one that is pending."""
        waited, wait, faults = 0.0, FIRST_WAIT_SECONDS, 0
        while True:
            conversation = await self._read(conversation_id)
            if conversation is None:
                return None
            try:
                reply = await self._engine.send(
                    conversation.engine_sender,
                    pending.id,
                    pending.text,
                    pending.action,
                    conversation.locale,
                )
                return await self._store(conversation, pending.id, reply)
            except EngineFault as error:
                faults += 1
                log.warning("engine_fault", conversation=conversation_id, reason=str(error), times=faults)
                if faults >= MOST_FAULTS:
                    return await self._store(conversation, pending.id, _apology(conversation))
            except EngineUnavailable as error:
                log.info("engine_away", conversation=conversation_id, reason=str(error))
                if pending.action == "handoff":
                    # A human can be had without the engine; what it remembers of the problem cannot.
                    return await self._store(conversation, pending.id, _bare_handoff())
            if waited >= PATIENCE_SECONDS:
                await self._tell_delay(conversation_id)
            await asyncio.sleep(wait)
            waited, wait = waited + wait, min(wait * 2, LONGEST_WAIT_SECONDS)
            await self._renew(conversation_id)

    async def _read(self, conversation_id: str) -> Conversation | None:
        async with self._database.reading() as session:
            return await session.get(Conversation, conversation_id)

    async def _renew(self, conversation_id: str) -> None:
        statement = (
            update(Conversation)
            .where(Conversation.id == conversation_id, Conversation.lease_owner == self._owner)
            .values(lease_until=now() + LEASE)
        )
        async with self._database.writing() as session:
            await session.execute(statement)

    async def _store(self, asked: Conversation, message_id: str, reply: Reply) -> Message | None:
        """The answers and the mark that the message is done, in one transaction; the next pending message."""
        conversation_id = asked.id
        async with self._database.writing() as session:
            conversation = await locked(session, conversation_id)
            answered = await session.get(Message, message_id)
            if conversation is None or answered is None:
                # Erased while the engine was at it: what it remembered meanwhile has to go as well.
                await session.merge(Forgetting(sender=asked.engine_sender))
                return None
            was = conversation.state
            # The mute gate: an answer that comes after a human was called for is dropped.
            if answered.pending and was == "bot":
                await self._say(session, conversation, reply)
            answered.pending = False
            following = await _oldest_pending(session, conversation_id)
            state = conversation.state
        await self._news.publish("changed", conversation_id)
        if state != was:
            await self._news.publish("state", conversation_id, state)
        return following

    async def _say(self, session: AsyncSession, conversation: Conversation, reply: Reply) -> None:
        if reply.locale in LOCALES:
            conversation.locale = reply.locale
        conversation.delay_told = False
        for said in reply.messages:
            if said.kind == "handoff":
                await enter_queue(session, conversation, HandoffWish.model_validate(said.data).summary)
            else:
                append_bot(session, conversation, said)

    async def _tell_delay(self, conversation_id: str) -> None:
        async with self._database.writing() as session:
            conversation = await locked(session, conversation_id)
            if conversation is None or conversation.delay_told or conversation.state != "bot":
                return
            conversation.delay_told = True
            append_system(session, conversation, "delayed")
        await self._news.publish("changed", conversation_id)


async def _oldest_pending(session: AsyncSession, conversation_id: str) -> Message | None:
    statement = (
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.pending.is_(True))
        .order_by(Message.seq)
        .limit(1)
    )
    return (await session.scalars(statement)).one_or_none()


def _apology(conversation: Conversation) -> Reply:
    locale = locale_of(conversation)
    button = Button(label=text(locale, "button.handoff"), action="handoff")
    return Reply(messages=[message("text", text(locale, "no_answer"), TextData(buttons=[button]))])


def _bare_handoff() -> Reply:
    return Reply(messages=[message("handoff", "", HandoffWish.bare())])
