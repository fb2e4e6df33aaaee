"""The tables."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    TypeDecorator,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.mutable import MutableDict
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time in UTC; SQLite forgets the zone and gets it back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store in UTC."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read as UTC."""
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


def now() -> datetime:
    """The present time."""
    return datetime.now(UTC)


class Base(DeclarativeBase):
    """All tables."""

    type_annotation_map: ClassVar = {
        datetime: UtcDateTime,
        dict[str, Any]: JSON,
        list[dict[str, Any]]: JSON,
    }


class Conversation(Base):
    """One customer's conversation.

    `locale_settled`: the customer has written in the language or asked for it. `last_seq` is the number of
    the newest message. `memory` counts the engine's memories of it: after a human has closed it the bot
    starts with a fresh one. `lease_until` says how long a worker may answer it.
    """

    __tablename__ = "conversation"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    channel: Mapped[str] = mapped_column(String(16), default="web")
    locale: Mapped[str] = mapped_column(String(8))
    locale_settled: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(8), default="bot", index=True)
    last_seq: Mapped[int] = mapped_column(default=0)
    memory: Mapped[int] = mapped_column(default=1)
    customer_name: Mapped[str | None] = mapped_column(String(200))
    customer_email: Mapped[str | None] = mapped_column(String(320))
    external_id: Mapped[str | None] = mapped_column(String(200))
    identity_hash: Mapped[str | None] = mapped_column(String(128))
    page_url: Mapped[str | None] = mapped_column(Text)
    summary: Mapped[dict[str, Any] | None] = mapped_column(MutableDict.as_mutable(JSON))
    urgent: Mapped[bool] = mapped_column(default=False)
    queued_at: Mapped[datetime | None]
    told_position: Mapped[int | None]
    assignee_id: Mapped[str | None] = mapped_column(ForeignKey("agent.id"))
    lease_owner: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None]
    delay_told: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, index=True)

    @property
    def engine_sender(self) -> str:
        """The name of its present memory in the engine."""
        return engine_sender(self.id, self.memory)

    def forgetting(self) -> "Forgetting":
        """The task to forget its present memory."""
        return Forgetting(sender=self.engine_sender, under_way=self.lease_owner is not None)


def engine_sender(conversation_id: str, memory: int) -> str:
    """The name of one of a conversation's memories in the engine."""
    return f"{conversation_id}-{memory}"


class Message(Base):
    """One message; `seq` rises by one in each conversation; `pending`: the bot has yet to answer it.

    `mail_digests`: for each mail address that it showed in part, the keyed digest of the whole one.
    """

    __tablename__ = "message"
    __table_args__ = (
        Index("message_place", "conversation_id", "seq", unique=True),
        Index("message_client_id", "conversation_id", "role", "client_id", unique=True),
        Index("message_pending", "pending", "conversation_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    seq: Mapped[int] = mapped_column(Integer)
    client_id: Mapped[str | None] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(8))
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    action: Mapped[str | None] = mapped_column(String(120))
    mail_digests: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    pending: Mapped[bool] = mapped_column(default=False)
    author_id: Mapped[str | None] = mapped_column(ForeignKey("agent.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)


class Attachment(Base):
    """A customer's file; its content is read only when it is asked for."""

    __tablename__ = "attachment"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(32))
    size: Mapped[int] = mapped_column(Integer)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Rating(Base):
    """How the customer found it, from 1 to 5."""

    __tablename__ = "rating"

    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True
    )
    score: Mapped[int]
    comment: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Ticket(Base):
    """What a human has to look into; `fields` are masked, `note` is the last word for the customer.

    `mail_digest` is what is kept of its mail address. `wrong_proofs` counts who asked for it from elsewhere
    and could not show that it is his.
    """

    __tablename__ = "ticket"

    number: Mapped[str] = mapped_column(String(16), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), index=True
    )
    status: Mapped[str] = mapped_column(String(16), default="open", index=True)
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)
    tried: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    note: Mapped[str | None] = mapped_column(Text)
    mail_digest: Mapped[str | None] = mapped_column(String(64))
    wrong_proofs: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, index=True)


class Agent(Base):
    """A human at the desk."""

    __tablename__ = "agent"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    password_hash: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(default=now)


class DeskSession(Base):
    """A log-in at the desk; only hashes of its secrets are kept."""

    __tablename__ = "desk_session"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    agent_id: Mapped[str] = mapped_column(ForeignKey("agent.id", ondelete="CASCADE"))
    csrf_token: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]


class Forgetting(Base):
    """A memory that the engine has yet to forget; kept until it has, whatever dies meanwhile.

    `under_way`: the engine was in the middle of an answer, and may remember again when it has forgotten.
    """

    __tablename__ = "forgetting"

    sender: Mapped[str] = mapped_column(String(48), primary_key=True)
    under_way: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)


class TelegramBot(Base):
    """A bot, its name, and which process speaks for it until when."""

    __tablename__ = "telegram_bot"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    username: Mapped[str | None] = mapped_column(String(64))
    lease_owner: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None]


class TelegramUpdate(Base):
    """What Telegram told: reduced and masked. Once it is done only its number is left."""

    __tablename__ = "telegram_update"

    bot_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    chat_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    arrival: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)


class TelegramChat(Base):
    """A private chat and its conversation.

    `delivered_seq`: the last message that was sent to it or that it need not see; `sent_parts` of the next
    one have gone as well. `commands_locale`: the language of the command menu that Telegram shows.
    """

    __tablename__ = "telegram_chat"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), index=True
    )
    delivered_seq: Mapped[int] = mapped_column(default=0)
    sent_parts: Mapped[int] = mapped_column(default=0)
    position_message_id: Mapped[int | None] = mapped_column(BigInteger)
    commands_locale: Mapped[str] = mapped_column(String(8))
    blocked: Mapped[bool] = mapped_column(default=False)


class TelegramButton(Base):
    """A button that can be pressed; `keyboard` is common to those of one message, `seq` tells its age."""

    __tablename__ = "telegram_button"

    token: Mapped[str] = mapped_column(String(32), primary_key=True)
    chat_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("telegram_chat.chat_id", ondelete="CASCADE"), index=True
    )
    keyboard: Mapped[str] = mapped_column(String(32))
    seq: Mapped[int]
    action: Mapped[str] = mapped_column(String(120))
    label: Mapped[str] = mapped_column(Text)


class CarryOver(Base):
    """A code that carries a conversation to another `place`, once and soon; only its hash is kept."""

    __tablename__ = "carry_over"

    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), index=True
    )
    place: Mapped[str] = mapped_column(String(8))
    expires_at: Mapped[datetime]
