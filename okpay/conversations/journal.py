"""Adds messages to a conversation: numbered without gaps, inside the transaction of whoever adds them."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from okpay.knowledge.article import Locale
from okpay.messages import BotMessage
from okpay.store.ids import new_id
from okpay.store.models import Conversation, Message, now
from okpay.texts import text


async def locked(session: AsyncSession, conversation_id: str) -> Conversation | None:
    """The conversation, which nobody else can change until the transaction ends."""
    statement = select(Conversation).where(Conversation.id == conversation_id).with_for_update()
    return (await session.scalars(statement)).one_or_none()


def append(
    session: AsyncSession, conversation: Conversation, role: str, kind: str, words: str, **fields: Any
) -> Message:
    """The new last message of a locked conversation."""
    conversation.last_seq += 1
    conversation.updated_at = now()
    message = Message(
        id=new_id(),
        conversation_id=conversation.id,
        seq=conversation.last_seq,
        role=role,
        kind=kind,
        text=words,
        **fields,
    )
    session.add(message)
    return message


def append_bot(session: AsyncSession, conversation: Conversation, said: BotMessage) -> Message:
    """What the bot said."""
    return append(session, conversation, "bot", said.kind, said.text, data=said.data)


def append_system(
    session: AsyncSession, conversation: Conversation, key: str, kind: str = "text", **fields: Any
) -> Message:
    """A word of the service itself, in the conversation's language; `values` fill the text."""
    words = text(locale_of(conversation), key, fields.pop("values", None))
    return append(session, conversation, "system", kind, words, **fields)


def locale_of(conversation: Conversation) -> Locale:
    """The conversation's language."""
    return conversation.locale  # type: ignore[return-value]
