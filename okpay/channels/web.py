"""The public HTTP API, version 1: the one way into a conversation from outside."""

import re
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field, model_validator

from okpay.bodies import LARGEST, Body
from okpay.channels.access import Own, limit
from okpay.channels.downloads import download
from okpay.conversations.intake import Customer
from okpay.conversations.journal import locale_of
from okpay.conversations.rating import rate as keep_rating
from okpay.conversations.reading import MOST_AT_ONCE, messages_after, public
from okpay.conversations.stream import HEADERS, conversation_stream
from okpay.conversations.transcript import as_text
from okpay.errors import ApiError, described
from okpay.knowledge.article import DEFAULT_LOCALE, Locale
from okpay.services import Parts

router = APIRouter(prefix="/api/v1/conversations", tags=["conversation"], responses=described(400, 404))

# What else a client may send as the last event it has seen is none of ours.
EVENT_ID = re.compile(r"[0-9]{1,9}")


class CustomerBody(Body):
    """What the page says about its customer."""

    name: Annotated[str | None, Field(max_length=200)] = None
    email: Annotated[str | None, Field(max_length=320)] = None
    external_id: Annotated[str | None, Field(max_length=200)] = None
    identity_hash: Annotated[str | None, Field(max_length=128)] = None


class NewConversation(Body):
    """The beginning of a conversation."""

    locale: Locale | None = None
    customer: CustomerBody = CustomerBody()
    page_url: Annotated[str | None, Field(max_length=2000)] = None


class ConversationCreated(BaseModel):
    """`token` is a secret of this one conversation."""

    conversation_id: str
    token: str
    locale: Locale


class NewMessage(Body):
    """Words, a button or a file, under an id of the client's own."""

    client_id: Annotated[str, Field(min_length=1, max_length=64)]
    text: str | None = None
    action: Annotated[str | None, Field(min_length=1, max_length=120)] = None
    attachment_id: Annotated[str | None, Field(min_length=1, max_length=64)] = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if [self.text, self.action, self.attachment_id].count(None) != 2:
            raise ValueError("either text or action or attachment_id")
        if self.text == "":
            raise ValueError("text is empty")
        return self


class NewRating(Body):
    """How the customer found it."""

    score: Annotated[int, Field(ge=1, le=5)]
    comment: Annotated[str | None, Field(max_length=2000)] = None


class MessageTaken(BaseModel):
    """`duplicate`: this client_id was taken before, and nothing was done."""

    id: str
    seq: int
    duplicate: bool


class MessageShown(BaseModel):
    """A message of a conversation."""

    seq: int
    id: str
    role: Literal["customer", "bot", "agent", "system"]
    kind: str
    text: str
    data: dict[str, Any]
    created_at: str


class Messages(BaseModel):
    """Messages, oldest first."""

    messages: list[MessageShown]


class Transcript(Messages):
    """A whole conversation."""

    conversation_id: str
    locale: Locale


@router.post("", status_code=201, responses=described(413, 429))
async def create(body: NewConversation, request: Request, parts: Parts) -> ConversationCreated:
    """Begin a conversation."""
    address = request.client.host if request.client else ""
    limit(request, "create", parts.settings.conversations_per_minute, address)
    locale = body.locale or DEFAULT_LOCALE
    customer = Customer(**body.customer.model_dump())
    conversation_id, token = await parts.intake.create(locale, customer, body.page_url)
    return ConversationCreated(conversation_id=conversation_id, token=token, locale=locale)


@router.post("/{conversation_id}/messages", status_code=202, responses=described(413, 429))
async def send(body: NewMessage, own: Own, request: Request, parts: Parts) -> MessageTaken:
    """Send a message. It is kept before anything else happens; the same client_id again does nothing."""
    if body.text and len(body.text) > parts.settings.message_limit:
        raise ApiError.too_large(parts.settings.message_limit)
    limit(request, "send", parts.settings.messages_per_minute, own.id)
    if body.attachment_id:
        receipt = await parts.intake.send_file(own.id, body.client_id, body.attachment_id)
    else:
        receipt = await parts.intake.send(own.id, body.client_id, body.text, body.action)
    return MessageTaken(id=receipt.id, seq=receipt.seq, duplicate=receipt.duplicate)


@router.get("/{conversation_id}/messages")
async def read(
    own: Own,
    parts: Parts,
    after: Annotated[int, Query(ge=0, le=LARGEST)] = 0,
    most: Annotated[int, Query(ge=1, le=MOST_AT_ONCE, alias="limit")] = MOST_AT_ONCE,
) -> Messages:
    """Read messages, oldest first."""
    found = await messages_after(parts.database, own.id, after, most)
    return Messages(messages=[MessageShown(**public(message)) for message in found])


@router.get("/{conversation_id}/events", response_class=StreamingResponse)
async def events(
    own: Own, parts: Parts, last_event_id: Annotated[str | None, Header()] = None
) -> StreamingResponse:
    """Follow the conversation as `text/event-stream`: what came after Last-Event-ID, then live."""
    after = int(last_event_id) if last_event_id and EVENT_ID.fullmatch(last_event_id) else 0
    stream: AsyncIterator[str] = conversation_stream(parts.database, parts.news, own.id, after)
    return StreamingResponse(stream, media_type="text/event-stream", headers=HEADERS)


@router.post("/{conversation_id}/typing", status_code=204)
async def typing(own: Own, parts: Parts) -> Response:
    """The customer is typing."""
    await parts.news.publish("typing", own.id, "customer")
    return Response(status_code=204)


@router.post("/{conversation_id}/rating", status_code=204)
async def rate(body: NewRating, own: Own, parts: Parts) -> Response:
    """Say how it was; the latest rating counts."""
    await keep_rating(parts.database, parts.news, own.id, body.score, body.comment)
    return Response(status_code=204)


@router.get("/{conversation_id}/transcript", response_model=Transcript)
async def transcript(
    own: Own, parts: Parts, form: Annotated[Literal["txt", "json"], Query(alias="format")] = "txt"
) -> Response:
    """The customer's copy: a text, or the messages as JSON."""
    messages = await messages_after(parts.database, own.id, 0, LARGEST)
    if form == "txt":
        return download(as_text(own, messages), f"okpay-{own.id[:8]}.txt", "text/plain; charset=utf-8")
    copy = Transcript(
        conversation_id=own.id,
        locale=locale_of(own),
        messages=[MessageShown(**public(message)) for message in messages],
    )
    return download(copy.model_dump_json(), f"okpay-{own.id[:8]}.json", "application/json")


@router.delete("/{conversation_id}", status_code=204)
async def erase(own: Own, parts: Parts) -> Response:
    """The customer erases the conversation, here and in the engine."""
    await parts.forgetter.erase(own.id)
    return Response(status_code=204)
