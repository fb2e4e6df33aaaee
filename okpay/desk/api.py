"""The desk's own API: for logged-in agents, from the desk's own page only."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Cookie, Depends, Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from okpay.bodies import LARGEST, Body
from okpay.channels.access import limit
from okpay.channels.downloads import download
from okpay.conversations.attachments import find_attachment
from okpay.conversations.journal import append, locale_of, locked
from okpay.conversations.news import Event
from okpay.conversations.reading import messages_after, public
from okpay.conversations.stream import HEADERS, KEEPALIVE, OPENING, next_event, sse
from okpay.desk.accounts import LONGEST_NAME, find_session, log_in, log_out
from okpay.desk.rows import Box, counts, row, rows
from okpay.errors import ApiError
from okpay.handoff import queue
from okpay.privacy import mask_secrets
from okpay.security import matches
from okpay.services import Parts, Services
from okpay.store.ids import is_id
from okpay.store.models import Agent, Conversation, DeskSession, Message

router = APIRouter(prefix="/desk/api", tags=["desk"], include_in_schema=False)

COOKIE = "okpay_desk"
LOGINS_PER_MINUTE = 10
NO_NUL = r"^[^\x00]*$"
REPLY_LIMIT = 8000


class Credentials(BaseModel):
    """What an agent types to log in; a password is taken as it is."""

    name: Annotated[str, Field(max_length=LONGEST_NAME, pattern=NO_NUL)]
    password: Annotated[str, Field(max_length=200)]


class ReplyBody(Body):
    """What an agent writes."""

    client_id: Annotated[str, Field(min_length=1, max_length=64)]
    text: Annotated[str, Field(min_length=1, max_length=REPLY_LIMIT)]


async def logged_in(
    parts: Parts, okpay_desk: Annotated[str | None, Cookie()] = None
) -> tuple[DeskSession, Agent]:
    """The session of the cookie; ApiError without one."""
    found = await find_session(parts.database, okpay_desk) if okpay_desk else None
    if found is None:
        raise ApiError.unauthorized()
    return found


Session = Annotated[tuple[DeskSession, Agent], Depends(logged_in)]


async def from_own_page(session: Session, x_csrf_token: Annotated[str | None, Header()] = None) -> Agent:
    """The agent, when the request carries the session's CSRF token."""
    desk_session, agent = session
    if not matches((x_csrf_token or "").encode(), desk_session.csrf_token.encode()):
        raise ApiError.forbidden()
    return agent


async def any_agent(session: Session) -> Agent:
    """The agent who reads."""
    return session[1]


Acting = Annotated[Agent, Depends(from_own_page)]
Reading = Annotated[Agent, Depends(any_agent)]


def possible_id(conversation_id: str) -> str:
    """An id that may be looked up; ApiError for what cannot be one."""
    if not is_id(conversation_id):
        raise ApiError.not_found()
    return conversation_id


Id = Annotated[str, Depends(possible_id)]


def _session_body(agent: Agent, csrf: str) -> dict[str, Any]:
    return {"agent": {"id": agent.id, "name": agent.name, "role": agent.role}, "csrf": csrf}


@router.post("/session")
async def begin_session(
    body: Credentials, request: Request, response: Response, parts: Parts
) -> dict[str, Any]:
    """Log in."""
    limit(request, "login", LOGINS_PER_MINUTE, request.client.host if request.client else "")
    begun = await log_in(parts.database, body.name, body.password, parts.settings.session_hours)
    if begun is None:
        raise ApiError.bad_login()
    response.set_cookie(
        COOKIE,
        begun.secret,
        max_age=parts.settings.session_hours * 3600,
        httponly=True,
        samesite="strict",
        secure=parts.settings.secure_cookies,
        path="/desk",
    )
    return _session_body(begun.agent, begun.csrf)


@router.get("/session")
async def present_session(session: Session) -> dict[str, Any]:
    """Who is logged in."""
    return _session_body(session[1], session[0].csrf_token)


@router.delete("/session", status_code=204)
async def end_session(agent: Acting, parts: Parts, okpay_desk: Annotated[str, Cookie()]) -> Response:
    """Log out."""
    await log_out(parts.database, okpay_desk)
    # Nothing of a conversation has changed, but every stream looks whether it may still go on.
    await parts.news.publish("changed", "")
    response = Response(status_code=204)
    response.delete_cookie(COOKIE, path="/desk")
    return response


@router.get("/conversations")
async def listed(
    agent: Reading,
    parts: Parts,
    box: Box = "queue",
    most: Annotated[int, Query(ge=1, le=200, alias="limit")] = 100,
) -> dict[str, Any]:
    """One box of conversations."""
    async with parts.database.reading() as session:
        return {
            "conversations": await rows(session, box, agent, most),
            "counts": await counts(session, agent),
        }


@router.get("/conversations/{conversation_id}")
async def opened(agent: Reading, conversation_id: Id, parts: Parts) -> dict[str, Any]:
    """One conversation with what the bot learned and all messages."""
    async with parts.database.reading() as session:
        conversation = await session.get(Conversation, conversation_id)
        if conversation is None:
            raise ApiError.not_found()
        shown = await row(session, conversation)
    messages = await messages_after(parts.database, conversation_id, 0, conversation.last_seq or 1)
    return {**shown, "summary": conversation.summary, "messages": [_shown(message) for message in messages]}


@router.get("/conversations/{conversation_id}/messages")
async def read(
    agent: Reading, conversation_id: Id, parts: Parts, after: Annotated[int, Query(ge=0, le=LARGEST)] = 0
) -> dict[str, Any]:
    """Newer messages of a conversation."""
    found = await messages_after(parts.database, conversation_id, after)
    return {"messages": [_shown(message) for message in found]}


@router.post("/conversations/{conversation_id}/take")
async def take(agent: Acting, conversation_id: Id, parts: Parts) -> dict[str, Any]:
    """Take a waiting conversation."""
    async with parts.database.writing() as session:
        conversation = await _locked(session, conversation_id)
        await queue.take(session, conversation, agent)
        await session.flush()
        shown = await row(session, conversation)
    await parts.news.publish("state", conversation_id, "agent")
    # In a transaction of its own: two that hold one conversation each and want all others wait for ever.
    async with parts.database.writing() as session:
        moved_up = await queue.advance(session, parts.settings.hours)
    for waiting in moved_up:
        await parts.news.publish("changed", waiting)
    return shown


@router.post("/conversations/{conversation_id}/messages", status_code=202)
async def reply(agent: Acting, conversation_id: Id, body: ReplyBody, parts: Parts) -> dict[str, Any]:
    """Write to the customer; the same client_id again does nothing."""
    async with parts.database.writing() as session:
        conversation = await _locked(session, conversation_id)
        statement = select(Message).where(
            Message.conversation_id == conversation_id,
            Message.role == "agent",
            Message.client_id == body.client_id,
        )
        known = (await session.scalars(statement)).one_or_none()
        if known:
            return {"id": known.id, "seq": known.seq, "duplicate": True}
        queue.require_assignee(conversation, agent)
        message = append(
            session,
            conversation,
            "agent",
            "text",
            mask_secrets(body.text, locale_of(conversation)).text,
            client_id=body.client_id,
            author_id=agent.id,
            data={"agent": {"name": agent.name}},
        )
    await parts.news.publish("changed", conversation_id)
    return {"id": message.id, "seq": message.seq, "duplicate": False}


@router.post("/conversations/{conversation_id}/typing", status_code=204)
async def typing(agent: Acting, conversation_id: Id, parts: Parts) -> Response:
    """The agent is typing."""
    async with parts.database.reading() as session:
        conversation = await session.get(Conversation, conversation_id)
    if conversation is None:
        raise ApiError.not_found()
    queue.require_assignee(conversation, agent)
    await parts.news.publish("typing", conversation_id, "agent")
    return Response(status_code=204)


@router.post("/conversations/{conversation_id}/close")
async def close(agent: Acting, conversation_id: Id, parts: Parts) -> dict[str, Any]:
    """End the human's part; the bot is back when the customer writes again."""
    async with parts.database.writing() as session:
        conversation = await _locked(session, conversation_id)
        queue.require_assignee(conversation, agent)
        queue.close(session, conversation)
        await session.flush()
        shown = await row(session, conversation)
    parts.forgetter.wake()
    await parts.news.publish("state", conversation_id, "closed")
    return shown


@router.get("/conversations/{conversation_id}/attachments/{attachment_id}")
async def attachment(agent: Reading, conversation_id: Id, attachment_id: str, parts: Parts) -> Response:
    """A customer's file."""
    found = await find_attachment(parts.database, conversation_id, attachment_id)
    return download(found.content, found.name, found.media_type)


@router.get("/events", response_class=StreamingResponse)
async def events(agent: Reading, parts: Parts, okpay_desk: Annotated[str, Cookie()]) -> StreamingResponse:
    """Every change of every conversation, as it happens, until the session ends."""
    stream = _changes(parts, okpay_desk)
    return StreamingResponse(stream, media_type="text/event-stream", headers=HEADERS)


async def _changes(parts: Services, secret: str) -> AsyncIterator[str]:
    async with parts.news.subscribe() as news:
        yield OPENING
        while True:
            event = await next_event(news)
            if await find_session(parts.database, secret) is None:
                return
            told = await _told(parts, event) if event else KEEPALIVE
            if told:
                yield told


async def _told(parts: Services, event: Event) -> str | None:
    if event.topic == "typing":
        return sse("typing", {"conversation_id": event.conversation_id, "role": event.value})
    if event.topic == "gone":
        return None
    async with parts.database.reading() as session:
        conversation = await session.get(Conversation, event.conversation_id)
        return sse("conversation", await row(session, conversation)) if conversation else None


def _shown(message: Message) -> dict[str, Any]:
    return public(message, router.prefix)


async def _locked(session: AsyncSession, conversation_id: str) -> Conversation:
    conversation = await locked(session, conversation_id)
    if conversation is None:
        raise ApiError.not_found()
    return conversation
