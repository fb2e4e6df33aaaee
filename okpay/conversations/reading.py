"""Reads messages for whoever may see them, in the public form."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from okpay.store.database import Database
from okpay.store.models import Message
from okpay.times import rfc3339

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


def public(message: Message, root: str = "/api/v1") -> dict[str, Any]:
    """A message as it is shown; `root` is where whoever sees it gets the files."""
    return {
        "seq": message.seq,
        "id": message.id,
        "role": message.role,
        "kind": message.kind,
        "text": message.text,
        "data": _with_address(message, root) if message.kind == "attachment" else message.data,
        "created_at": rfc3339(message.created_at),
    }


def _with_address(message: Message, root: str) -> dict[str, Any]:
    folder = f"{root}/conversations/{message.conversation_id}/attachments"
    return {**message.data, "url": f"{folder}/{message.data['attachment_id']}"}
