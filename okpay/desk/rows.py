"""Conversations as the desk lists them."""

from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from okpay.handoff.queue import position
from okpay.store.models import Agent, Conversation, Message, Rating
from okpay.times import rfc3339

Box = Literal["queue", "mine", "all"]
PREVIEW = 120


async def rows(session: AsyncSession, box: Box, agent: Agent, limit: int) -> list[dict[str, Any]]:
    """One box: those who wait (urgent and longest first), my own, or all (newest first)."""
    found = (await session.scalars(_box(box, agent).limit(limit))).all()
    return [await row(session, conversation) for conversation in found]


async def counts(session: AsyncSession, agent: Agent) -> dict[str, int]:
    """How many wait, and how many are mine."""
    queue = select(func.count(Conversation.id)).where(Conversation.state == "queued")
    mine = select(func.count(Conversation.id)).where(
        Conversation.state == "agent", Conversation.assignee_id == agent.id
    )
    return {"queue": (await session.scalars(queue)).one(), "mine": (await session.scalars(mine)).one()}


async def row(session: AsyncSession, conversation: Conversation) -> dict[str, Any]:
    """One conversation in the list."""
    last = await _last_message(session, conversation)
    assignee = await session.get(Agent, conversation.assignee_id) if conversation.assignee_id else None
    rating = await session.get(Rating, conversation.id)
    summary = conversation.summary or {}
    waiting = conversation.state == "queued"
    return {
        "id": conversation.id,
        "state": conversation.state,
        "channel": conversation.channel,
        "locale": conversation.locale,
        "customer": {"name": conversation.customer_name, "email": conversation.customer_email},
        "page_url": conversation.page_url,
        "topic": summary.get("topic"),
        "urgent": conversation.urgent,
        "queued_at": rfc3339(conversation.queued_at) if conversation.queued_at else None,
        "position": await position(session, conversation) if waiting else None,
        "assignee": {"id": assignee.id, "name": assignee.name} if assignee else None,
        "rating": {"score": rating.score, "comment": rating.comment} if rating else None,
        "created_at": rfc3339(conversation.created_at),
        "updated_at": rfc3339(conversation.updated_at),
        "last_seq": conversation.last_seq,
        "last_message": last,
    }


def _box(box: Box, agent: Agent) -> Select[Conversation]:
    if box == "queue":
        waiting = select(Conversation).where(Conversation.state == "queued")
        return waiting.order_by(Conversation.urgent.desc(), Conversation.queued_at)
    statement = select(Conversation).order_by(Conversation.updated_at.desc())
    if box == "mine":
        return statement.where(Conversation.state == "agent", Conversation.assignee_id == agent.id)
    return statement


async def _last_message(session: AsyncSession, conversation: Conversation) -> dict[str, Any] | None:
    statement = select(Message).where(
        Message.conversation_id == conversation.id, Message.seq == conversation.last_seq
    )
    found: Sequence[Message] = (await session.scalars(statement)).all()
    return next(
        ({"role": m.role, "text": m.text[:PREVIEW], "created_at": rfc3339(m.created_at)} for m in found), None
    )
