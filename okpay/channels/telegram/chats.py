"""Private chats and the conversations that are held in them."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from okpay.channels.telegram.arrivals import Arrival
from okpay.channels.telegram.commands import menu_locale
from okpay.conversations.intake import Customer, new_conversation
from okpay.store.database import Database
from okpay.store.ids import new_secret
from okpay.store.models import Conversation, Message, TelegramButton, TelegramChat

CHANNEL = "telegram"


class Open(NamedTuple):
    """A chat with its conversation."""

    chat: TelegramChat
    conversation: Conversation

    @property
    def is_with_human(self) -> bool:
        """Whether a human is in charge, or called for."""
        return self.conversation.state in ("queued", "agent")


class Chats:
    """The chats in the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, chat_id: int) -> Open | None:
        """The chat, if a conversation is held there."""
        async with self._database.reading() as session:
            return await _find(session, chat_id)

    async def open(self, arrival: Arrival) -> Open:
        """The chat that something came from, with a new conversation where there is none."""
        known = await self.find(arrival.chat_id)
        if known and not known.chat.blocked:
            return known
        async with self._database.writing() as session:
            found = await _find(session, arrival.chat_id)
            if found:
                found.chat.blocked = False
                return found
            customer = Customer(name=arrival.name)
            conversation = new_conversation(arrival.locale, customer, None, CHANNEL, new_secret())
            session.add(conversation)
            await session.flush()
            chat = new_chat(arrival, conversation)
            session.add(chat)
        return Open(chat, conversation)

    async def of_conversation(self, conversation_id: str) -> Sequence[int]:
        """The chats that a conversation is held in."""
        statement = select(TelegramChat.chat_id).where(
            TelegramChat.conversation_id == conversation_id, TelegramChat.blocked.is_(False)
        )
        async with self._database.reading() as session:
            return (await session.scalars(statement)).all()

    async def behind(self) -> Sequence[int]:
        """The chats that have not been sent everything."""
        statement = (
            select(TelegramChat.chat_id)
            .join(Conversation, Conversation.id == TelegramChat.conversation_id)
            .where(Conversation.last_seq > TelegramChat.delivered_seq, TelegramChat.blocked.is_(False))
        )
        async with self._database.reading() as session:
            return (await session.scalars(statement)).all()

    async def next_message(self, conversation_id: str, after: int) -> Message | None:
        """The first message after a number that the customer has not written in a chat himself."""
        not_from_here = or_(
            Message.role != "customer",
            Message.client_id.is_(None),
            Message.client_id.not_like(f"{CHANNEL}-%"),
        )
        statement = (
            select(Message)
            .where(Message.conversation_id == conversation_id, Message.seq > after, not_from_here)
            .order_by(Message.seq)
            .limit(1)
        )
        async with self._database.reading() as session:
            return (await session.scalars(statement)).one_or_none()

    async def change(self, chat_id: int, **values: object) -> None:
        """Set columns of a chat."""
        async with self._database.writing() as session:
            await session.execute(
                update(TelegramChat).where(TelegramChat.chat_id == chat_id).values(**values)
            )

    async def move(self, chat_id: int, new_chat_id: int) -> None:
        """Telegram has given the chat another id; its buttons are drawn anew with the next message."""
        async with self._database.writing() as session:
            await session.execute(delete(TelegramButton).where(TelegramButton.chat_id == chat_id))
            await session.execute(
                update(TelegramChat).where(TelegramChat.chat_id == chat_id).values(chat_id=new_chat_id)
            )


def new_chat(arrival: Arrival, conversation: Conversation, delivered_seq: int = 0) -> TelegramChat:
    """A row that has yet to be added."""
    return TelegramChat(
        chat_id=arrival.chat_id,
        conversation_id=conversation.id,
        delivered_seq=delivered_seq,
        commands_locale=menu_locale(arrival.locale),
    )


async def _find(session: AsyncSession, chat_id: int) -> Open | None:
    statement = (
        select(TelegramChat, Conversation)
        .join(Conversation, Conversation.id == TelegramChat.conversation_id)
        .where(TelegramChat.chat_id == chat_id)
    )
    row = (await session.execute(statement)).one_or_none()
    return Open(*row) if row else None
