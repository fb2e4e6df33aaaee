"""The desk's tickets: agents read them, and tell how they stand."""

from collections.abc import Sequence
from typing import Annotated, Any, Self

from fastapi import APIRouter, Depends, Query
from pydantic import Field, model_validator
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from okpay.bodies import Body
from okpay.conversations.journal import locked
from okpay.desk.api import Acting, Reading
from okpay.errors import ApiError
from okpay.messages import TicketStatus
from okpay.services import Parts
from okpay.store.ids import is_id
from okpay.store.models import Ticket
from okpay.tickets.book import change
from okpay.tickets.numbers import read_number
from okpay.times import rfc3339

router = APIRouter(prefix="/desk/api", tags=["desk"], include_in_schema=False)

NOTE_LIMIT = 2000


class Change(Body):
    """What an agent changes: how it stands, the word for the customer, or both."""

    status: TicketStatus | None = None
    note: Annotated[str, Field(max_length=NOTE_LIMIT)] | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if self.status is None and self.note is None:
            raise ValueError("a status or a note")
        return self


def possible_number(number: str) -> str:
    """A number as it is written; ApiError for what cannot be one."""
    read = read_number(number)
    if read is None:
        raise ApiError.not_found()
    return read


Number = Annotated[str, Depends(possible_number)]


@router.get("/tickets")
async def listed(
    agent: Reading,
    parts: Parts,
    conversation: str | None = None,
    status: TicketStatus | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> dict[str, Any]:
    """Tickets, those last changed first: all, of one conversation, of one status."""
    statement = select(Ticket).order_by(Ticket.updated_at.desc()).limit(limit)
    if conversation is not None:
        if not is_id(conversation):
            raise ApiError.not_found()
        statement = statement.where(Ticket.conversation_id == conversation)
    if status:
        statement = statement.where(Ticket.status == status)
    async with parts.database.reading() as session:
        found: Sequence[Ticket] = (await session.scalars(statement)).all()
    return {"tickets": [_shown(ticket) for ticket in found]}


@router.get("/tickets/{number}")
async def one(agent: Reading, number: Number, parts: Parts) -> dict[str, Any]:
    """One ticket."""
    async with parts.database.reading() as session:
        return _shown(await _found(session, number))


@router.patch("/tickets/{number}")
async def changed(agent: Acting, number: Number, body: Change, parts: Parts) -> dict[str, Any]:
    """Tell how a ticket stands; its conversation hears of it, whatever state it is in."""
    async with parts.database.writing() as session:
        conversation_id = (await _found(session, number)).conversation_id
        # The conversation first, as whoever answers it does: two that wait for one another wait for ever.
        conversation = await locked(session, conversation_id)
        if conversation is None:
            raise ApiError.not_found()
        ticket = await _found(session, number)
        change(session, conversation, ticket, body.status, body.note)
        await session.flush()
        shown = _shown(ticket)
    await parts.news.publish("changed", conversation_id)
    return shown


async def _found(session: AsyncSession, number: str) -> Ticket:
    ticket = await session.get(Ticket, number)
    if ticket is None:
        raise ApiError.not_found()
    return ticket


def _shown(ticket: Ticket) -> dict[str, Any]:
    return {
        "number": ticket.number,
        "kind": ticket.kind,
        "status": ticket.status,
        "conversation_id": ticket.conversation_id,
        "fields": ticket.fields,
        "tried": ticket.tried,
        "note": ticket.note,
        "created_at": rfc3339(ticket.created_at),
        "updated_at": rfc3339(ticket.updated_at),
    }
