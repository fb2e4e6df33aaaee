"""Answers what is pending: in order within a conversation, conversations side by side, in any process.

A worker leases a conversation, asks the engine, and stores the answers together with the mark that the
message is done. If it dies at any point, another finds the message still pending; the engine, asked the
same again, gives the same answer.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

import structlog
from sqlalchemy import ColumnElement, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from okpay.conversations.journal import append_bot, append_system, locale_of, locked
from okpay.conversations.lasting import for_ever
from okpay.conversations.news import News
from okpay.engine import EngineClient, EngineFault, EngineUnavailable, Reply
from okpay.handoff.hours import Hours
from okpay.handoff.queue import call_human
from okpay.knowledge.article import LOCALES
from okpay.messages import Button, HandoffWish, TextData, message
from okpay.store.database import Database
from okpay.store.ids import new_id
from okpay.store.models import Conversation, Forgetting, Message, now
from okpay.texts import text
from okpay.tickets.book import fulfil

log = structlog.get_logger()

LEASE = timedelta(seconds=45)
SCAN_SECONDS = 2.0
PATIENCE_SECONDS = 1.5
FIRST_WAIT_SECONDS = 0.25
LONGEST_WAIT_SECONDS = 4.0
MOST_FAULTS = 8


class Leased(NamedTuple):
    """A conversation that is this process's to answer, and the message that is next."""

    conversation: Conversation
    pending: Message


class Answering:
    """The workers of one process."""

    def __init__(self, database: Database, engine: EngineClient, news: News, hours: Hours) -> None:
        self._database = database
        self._engine = engine
        self._news = news
        self._hours = hours
        self._owner = new_id()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._releases: set[asyncio.Task[None]] = set()
        self._stopped = False

    async def lease_at_once(self, session: AsyncSession, conversation_id: str) -> Leased | None:
        """In the transaction that keeps a message: what `_lease` does, unless a worker is at it already."""
        if self._stopped or conversation_id in self._tasks:
            return None
        return await self._lease_in(session, conversation_id)

    def wake(self, conversation_id: str, leased: Leased | None = None) -> None:
        """There is something to answer in this conversation; `leased`: it is this process's already."""
        if self._stopped:
            if leased:
                self._give_back(conversation_id)
            return
        if conversation_id in self._tasks:
            self._again.add(conversation_id)
            return
        task = asyncio.create_task(self._serve(conversation_id, leased))
        self._tasks[conversation_id] = task
        task.add_done_callback(lambda _: self._done(conversation_id))

    async def run(self) -> None:
        """Find what was left pending, by a crash or by another process, for ever."""
        await for_ever(self._take_up_left_over, self._rest)

    async def stop(self) -> None:
        """Stop in the middle; whatever is pending stays so."""
        self._stopped = True
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        await asyncio.gather(*self._releases, return_exceptions=True)

    def _done(self, conversation_id: str) -> None:
        task = self._tasks.pop(conversation_id)
        again = conversation_id in self._again
        self._again.discard(conversation_id)
        if task.cancelled():
            return
        if task.exception():
            # The search for what was left over takes it up again.
            log.error("answering_failed", conversation=conversation_id, exc_info=task.exception())
        elif again:
            self.wake(conversation_id)

    async def _take_up_left_over(self) -> None:
        for conversation_id in await self._left_over():
            if conversation_id not in self._tasks:
                self.wake(conversation_id)

    async def _rest(self) -> None:
        await asyncio.sleep(SCAN_SECONDS)

    async def _left_over(self) -> Sequence[str]:
        statement = (
            select(Message.conversation_id)
            .join(Conversation, Conversation.id == Message.conversation_id)
            .where(Message.pending.is_(True), self._is_free())
            .distinct()
        )
        async with self._database.reading() as session:
            return (await session.scalars(statement)).all()

    def _is_free(self) -> ColumnElement[bool]:
        return or_(
            Conversation.lease_until.is_(None),
            Conversation.lease_until < now(),
            Conversation.lease_owner == self._owner,
        )

    async def _serve(self, conversation_id: str, leased: Leased | None = None) -> None:
        finished = False
        try:
            due = leased or await self._lease(conversation_id)
            while due and not finished:
                await self._news.publish("typing", conversation_id, "bot")
                finished = await self._answer(due)
                due = None if finished else await self._lease(conversation_id)
        finally:
            if not finished:
                # A stop cuts short the waiting, but not the release.
                await asyncio.shield(self._give_back(conversation_id))

    async def _lease(self, conversation_id: str) -> Leased | None:
        async with self._database.writing() as session:
            return await self._lease_in(session, conversation_id)

    async def _lease_in(self, session: AsyncSession, conversation_id: str) -> Leased | None:
        """Take the lease, or renew it, for the oldest message; None when none is, or another has it."""
        waiting = Message.conversation_id == conversation_id, Message.pending.is_(True)
        lease = (
            update(Conversation)
            .where(Conversation.id == conversation_id, self._is_free(), exists().where(*waiting))
            .values(lease_owner=self._owner, lease_until=now() + LEASE)
            .returning(Conversation)
            # Who has the lease is read by nobody in this session.
            .execution_options(synchronize_session=False)
        )
        oldest = select(Message).where(*waiting).order_by(Message.seq).limit(1)
        conversation = await session.scalar(lease)
        pending = await session.scalar(oldest) if conversation else None
        return Leased(conversation, pending) if conversation and pending else None

    def _give_back(self, conversation_id: str) -> asyncio.Task[None]:
        release = asyncio.create_task(self._release(conversation_id))
        self._releases.add(release)
        release.add_done_callback(self._releases.discard)
        return release

    async def _release(self, conversation_id: str) -> None:
        statement = (
            update(Conversation)
            .where(Conversation.id == conversation_id, Conversation.lease_owner == self._owner)
            .values(lease_owner=None, lease_until=None)
        )
        async with self._database.writing() as session:
            await session.execute(statement)

    async def _answer(self, leased: Leased) -> bool:
        """Answer one message, however long it takes, as long as it is the bot's; whether it was the last."""
        waited, wait, faults = 0.0, FIRST_WAIT_SECONDS, 0
        due: Leased | None = leased
        while due and due.pending.id == leased.pending.id:
            conversation, pending = due
            try:
                return await self._store(conversation, pending, await self._ask(conversation, pending))
            except EngineFault as error:
                faults += 1
                log.warning("engine_fault", conversation=conversation.id, reason=str(error), times=faults)
            except EngineUnavailable as error:
                log.info("engine_away", conversation=conversation.id, reason=str(error))
            if await self._is_human_wanted(conversation, pending):
                # A human can be had without the engine; what it remembers of the problem cannot.
                return await self._store(conversation, pending, _bare_handoff())
            if faults >= MOST_FAULTS:
                return await self._store(conversation, pending, _apology(conversation))
            if waited >= PATIENCE_SECONDS:
                await self._tell_delay(conversation.id)
            await asyncio.sleep(wait)
            waited, wait = waited + wait, min(wait * 2, LONGEST_WAIT_SECONDS)
            due = await self._lease(conversation.id)
        return False

    async def _ask(self, conversation: Conversation, pending: Message) -> Reply:
        return await self._engine.send(
            conversation.engine_sender, pending.id, pending.text, pending.action, conversation.locale
        )

    async def _is_human_wanted(self, conversation: Conversation, pending: Message) -> bool:
        if pending.action == "handoff":
            return True
        if self._hours.opens_at(now()):
            # While none is there, what was said before the wish still waits for the bot.
            return False
        wish = select(Message.id).where(
            Message.conversation_id == conversation.id,
            Message.pending.is_(True),
            Message.action == "handoff",
        )
        async with self._database.reading() as session:
            return await session.scalar(wish.limit(1)) is not None

    async def _store(self, asked: Conversation, pending: Message, reply: Reply) -> bool:
        """The answers and the mark that the message is done, in one transaction; whether nothing is left."""
        async with self._database.writing() as session:
            conversation = await locked(session, asked.id)
            if conversation is None or conversation.memory != asked.memory:
                await _forget_again(session, asked)
            if conversation is None:
                return True
            was = conversation.state
            answered = await session.scalar(
                update(Message)
                .where(Message.id == pending.id, Message.pending.is_(True))
                .values(pending=False)
                .returning(Message)
                .execution_options(synchronize_session=False)
            )
            # The mute gate: an answer that comes after a human was called for is dropped.
            if answered and was == "bot":
                await self._say(session, conversation, answered, reply, asked.locale)
            if conversation.lease_owner == self._owner:
                # From here on nothing is under way; whoever erases it now has to know.
                conversation.lease_owner = conversation.lease_until = None
            state = conversation.state
            more = await session.scalar(
                select(exists().where(Message.conversation_id == asked.id, Message.pending.is_(True)))
            )
        await self._news.publish("changed", asked.id)
        if state != was:
            await self._news.publish("state", asked.id, state)
        return not more

    async def _say(
        self,
        session: AsyncSession,
        conversation: Conversation,
        answered: Message,
        reply: Reply,
        asked_in: str,
    ) -> None:
        changed = _speak(conversation, reply, asked_in)
        conversation.delay_told = False
        for said in reply.messages:
            if said.kind == "handoff":
                summary = HandoffWish.model_validate(said.data).summary
                await call_human(session, conversation, summary, self._hours)
                if conversation.state != "bot":
                    # The mute gate once more: whatever else the bot had to say comes too late.
                    return
            elif not await fulfil(session, conversation, answered, said):
                append_bot(session, conversation, said.model_copy(update={"data": said.data | changed}))

    async def _tell_delay(self, conversation_id: str) -> None:
        async with self._database.writing() as session:
            conversation = await locked(session, conversation_id)
            if conversation is None or conversation.delay_told or conversation.state != "bot":
                return
            conversation.delay_told = True
            append_system(session, conversation, "delayed")
        await self._news.publish("changed", conversation_id)


def _speak(conversation: Conversation, reply: Reply, asked_in: str) -> dict[str, str]:
    """Speak the language that the reply is in, if the dialogue changed it: what tells the client so."""
    # What the dialogue only repeats is no change: the customer may have settled on another meanwhile.
    if reply.locale not in LOCALES or reply.locale == asked_in:
        return {}
    conversation.locale, conversation.locale_settled = reply.locale, True
    return {"locale": reply.locale}


async def _forget_again(session: AsyncSession, asked: Conversation) -> None:
    """Erased or closed while the engine was at it: what it remembered meanwhile has to go as well."""
    await session.execute(delete(Forgetting).where(Forgetting.sender == asked.engine_sender))
    session.add(Forgetting(sender=asked.engine_sender))


def _apology(conversation: Conversation) -> Reply:
    locale = locale_of(conversation)
    button = Button(label=text(locale, "button.handoff"), action="handoff")
    return Reply(messages=[message("text", text(locale, "no_answer"), TextData(buttons=[button]))])


def _bare_handoff() -> Reply:
    return Reply(messages=[message("handoff", "", HandoffWish.bare())])
