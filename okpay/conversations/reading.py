"""Reads messages for whoever may see them, in the public form."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from okpay.store.database import Database
from okpay.store.models import Message

MOST_AT_ONCE = 200


async def messages_after(
    database: Database, conversation_id: str, after: int, limit: int = MOST_AT_ONCE
) -> Sequence[Message]:
    """Messages with a higher number than `after`, oldest first."""
    statement = (
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.seq > after)
        .order_by(Message.seq)
        .limit(limit)
    )
    async with database.reading() as session:
        return (await session.scalars(statement)).all()


def public(message: Message) -> dict[str, Any]:
    """A message as the API and the desk show it."""
    return {
        "seq": message.seq,
        "id": message.id,
        "role": message.role,
        "kind": message.kind,
        "text": message.text,
        "data": message.data,
        "created_at": message.created_at.isoformat().replace("+00:00", "Z"),
    }
