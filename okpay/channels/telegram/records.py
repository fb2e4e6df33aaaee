"""Adds to a conversation what the engine need not hear: kept once, under the id of what it is about."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, select

from okpay.conversations.journal import append, locked
from okpay.conversations.news import News
from okpay.errors import ApiError
from okpay.handoff.queue import reopen
from okpay.messages import Button, TextData
from okpay.store.database import Database
from okpay.store.models import Message


@dataclass(frozen=True)
class Entry:
    """Plain words of the customer or the bot."""

    role: str
    words: str
    buttons: Sequence[Button] = ()


class Records:
    """Conversations, as this channel adds to them."""

    def __init__(self, database: Database, news: News) -> None:
        self._database = database
        self._news = news

    async def add(self, conversation_id: str, client_id: str, *entries: Entry) -> None:
        """Add entries, unless the client_id is known; ApiError when the conversation is gone.

        The mute gate holds here, too: what the bot would say while a human is in charge is left out.
        """
        async with self._database.writing() as session:
            conversation = await locked(session, conversation_id)
            if conversation is None:
                raise ApiError.not_found()
            known = select(exists().where(*_is_known(conversation_id, client_id)))
            if await session.scalar(known):
                return
            if conversation.state == "closed":
                reopen(conversation)
            heard = [entry for entry in entries if entry.role != "bot" or conversation.state == "bot"]
            for entry in heard:
                data = TextData(buttons=list(entry.buttons)).model_dump(exclude_none=True)
                append(
                    session,
                    conversation,
                    entry.role,
                    "text",
                    entry.words,
                    client_id=client_id,
                    data=data if entry.role == "bot" else {},
                )
        await self._news.publish("changed", conversation_id)

    async def seq(self, conversation_id: str, client_id: str) -> int | None:
        """The number of the customer's message of that id."""
        statement = select(Message.seq).where(
            *_is_known(conversation_id, client_id), Message.role == "customer"
        )
        async with self._database.reading() as session:
            return await session.scalar(statement)

    async def last_seq_of_customer(self, conversation_id: str) -> int:
        """The number of the customer's last message, 0 when there is none."""
        statement = (
            select(Message.seq)
            .where(Message.conversation_id == conversation_id, Message.role == "customer")
            .order_by(Message.seq.desc())
            .limit(1)
        )
        async with self._database.reading() as session:
            return await session.scalar(statement) or 0


def _is_known(conversation_id: str, client_id: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Message.conversation_id == conversation_id, Message.client_id == client_id
