"""Server-sent events: first what the listener missed, then everything as it comes.

The stream reads messages from the store and nowhere else; news only says that it is time to look.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import and_, select

from okpay.conversations.news import Event, News
from okpay.conversations.reading import MOST_AT_ONCE, public
from okpay.store.database import Database
from okpay.store.models import Conversation, Message

KEEPALIVE_SECONDS = 15.0
KEEPALIVE = ": still here\n\n"
OPENING = "retry: 2000\n\n"
# No proxy on the way may hold back what is told.
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def sse(event: str, data: Any, identifier: int | None = None) -> str:
    """One event in the wire form."""
    head = f"id: {identifier}\n" if identifier is not None else ""
    return f"{head}event: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


async def conversation_stream(
    database: Database, news: News, conversation_id: str, after: int
) -> AsyncIterator[str]:
    """`message` events after the number `after`, `typing` and `state` events; ends when it is erased."""
    told: str | None = None
    async with news.subscribe(conversation_id) as queue:
        yield OPENING
        while True:
            # News may be lost, so the state is read as well; it is gone when the conversation is.
            state, messages = await _present(database, conversation_id, after)
            if state is None:
                return
            # What was stored with a change is sent before the change itself is told.
            for message in messages:
                after = message.seq
                yield sse("message", public(message), message.seq)
            if len(messages) == MOST_AT_ONCE:
                continue
            if state != told:
                told = state
                yield sse("state", {"state": state})
            event = await next_event(queue)
            while event and event.topic == "typing":
                yield sse("typing", {"role": event.value})
                event = await next_event(queue)
            if event is None:
                yield KEEPALIVE


async def next_event(queue: asyncio.Queue[Event]) -> Event | None:
    """The next piece of news, or None when nothing happened for a while."""
    try:
        async with asyncio.timeout(KEEPALIVE_SECONDS):
            return await queue.get()
    except TimeoutError:
        return None


async def _present(database: Database, conversation_id: str, after: int) -> tuple[str | None, list[Message]]:
    """The state, None when there is no such conversation, and the messages after a number, at one moment."""
    unseen = and_(Message.conversation_id == Conversation.id, Message.seq > after)
    statement = (
        select(Conversation.state, Message)
        .outerjoin(Message, unseen)
        .where(Conversation.id == conversation_id)
        .order_by(Message.seq)
        .limit(MOST_AT_ONCE)
    )
    async with database.reading() as session:
        rows = (await session.execute(statement)).all()
    return rows[0].state if rows else None, [row.Message for row in rows if row.Message]
