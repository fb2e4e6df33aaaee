"""The public HTTP API, version 1: the one way into a conversation from outside."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, model_validator

from okpay.conversations.intake import Customer
from okpay.conversations.reading import MOST_AT_ONCE, messages_after, public
from okpay.conversations.stream import conversation_stream
from okpay.engine import EngineFault, EngineUnavailable
from okpay.errors import ApiError
from okpay.knowledge.article import DEFAULT_LOCALE, Locale
from okpay.limits import RateLimit
from okpay.security import matches, require_operator
from okpay.services import Services, services
from okpay.store.ids import hash_secret
from okpay.store.models import Conversation

router = APIRouter(prefix="/api/v1", tags=["conversation"])
Parts = Annotated[Services, Depends(services)]

STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class _Body(BaseModel):
    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)


class CustomerBody(_Body):
    """What the page says about its customer."""

    name: Annotated[str | None, Field(max_length=200)] = None
    email: Annotated[str | None, Field(max_length=320)] = None
    external_id: Annotated[str | None, Field(max_length=200)] = None
    identity_hash: Annotated[str | None, Field(max_length=128)] = None


class NewConversation(_Body):
    """The beginning of a conversation."""

    locale: Locale | None = None
    customer: CustomerBody = CustomerBody()
    page_url: Annotated[str | None, Field(max_length=2000)] = None


class ConversationCreated(BaseModel):
    """`token` is a secret of this one conversation."""

    conversation_id: str
    token: str
    locale: Locale


class NewMessage(_Body):
    """Words or a button, under an id of the client's own."""

    client_id: Annotated[str, Field(min_length=1, max_length=64)]
    text: str | None = None
    action: Annotated[str | None, Field(min_length=1, max_length=120)] = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.text is None) == (self.action is None):
            raise ValueError("either text or action")
        if self.text == "":
            raise ValueError("text is empty")
        return self


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


async def own_conversation(
    conversation_id: str,
    request: Request,
    parts: Parts,
    authorization: Annotated[str | None, Header()] = None,
) -> Conversation:
    """The conversation that the token opens. A wrong token learns as little as a wrong id."""
    scheme, _, token = (authorization or "").partition(" ")
    async with parts.database.reading() as session:
        conversation = await session.get(Conversation, conversation_id)
    known = conversation.token_hash if conversation else b""
    if scheme.lower() != "bearer" or not matches(hash_secret(token), known) or conversation is None:
        raise ApiError.not_found()
    request.state.locale = conversation.locale
    return conversation


Own = Annotated[Conversation, Depends(own_conversation)]


def _limit(request: Request, name: str, times: int) -> RateLimit:
    limits: dict[str, RateLimit] = request.app.state.limits
    return limits.setdefault(name, RateLimit(times))


@router.post("/conversations", status_code=201)
async def create(body: NewConversation, request: Request, parts: Parts) -> ConversationCreated:
    """Begin a conversation."""
    address = request.client.host if request.client else ""
    _limit(request, "create", parts.settings.conversations_per_minute).check(address)
    locale = body.locale or DEFAULT_LOCALE
    customer = Customer(**body.customer.model_dump())
    conversation_id, token = await parts.intake.create(locale, customer, body.page_url)
    return ConversationCreated(conversation_id=conversation_id, token=token, locale=locale)


@router.post("/conversations/{conversation_id}/messages", status_code=202)
async def send(body: NewMessage, own: Own, request: Request, parts: Parts) -> MessageTaken:
    """Send a message. It is kept before anything else happens; the same client_id again does nothing."""
    if body.text and len(body.text) > parts.settings.message_limit:
        raise ApiError.too_large(parts.settings.message_limit)
    _limit(request, "send", parts.settings.messages_per_minute).check(own.id)
    receipt = await parts.intake.send(own.id, body.client_id, body.text, body.action)
    return MessageTaken(id=receipt.id, seq=receipt.seq, duplicate=receipt.duplicate)


@router.get("/conversations/{conversation_id}/messages")
async def read(
    own: Own,
    parts: Parts,
    after: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST_AT_ONCE)] = MOST_AT_ONCE,
) -> Messages:
    """Read messages, oldest first."""
    found = await messages_after(parts.database, own.id, after, limit)
    return Messages(messages=[MessageShown(**public(message)) for message in found])


@router.get("/conversations/{conversation_id}/events", response_class=StreamingResponse)
async def events(
    own: Own, parts: Parts, last_event_id: Annotated[str | None, Header()] = None
) -> StreamingResponse:
    """Follow the conversation as `text/event-stream`: what came after Last-Event-ID, then live."""
    after = int(last_event_id) if last_event_id and last_event_id.isdigit() else 0
    stream: AsyncIterator[str] = conversation_stream(parts.database, parts.news, own.id, after)
    return StreamingResponse(stream, media_type="text/event-stream", headers=STREAM_HEADERS)


@router.post("/conversations/{conversation_id}/typing", status_code=204)
async def typing(own: Own, parts: Parts) -> Response:
    """The customer is typing."""
    await parts.news.publish("typing", own.id, "customer")
    return Response(status_code=204)


@router.delete("/conversations/{conversation_id}", status_code=204)
async def erase(own: Own, parts: Parts) -> Response:
    """The customer erases the conversation, here and in the engine."""
    await parts.forgetter.erase(own.id)
    return Response(status_code=204)


class ParseBody(_Body):
    """A text to understand."""

    text: str
    locale: Locale | None = None


class Ranked(BaseModel):
    """An intent and how sure the engine is of it."""

    intent: str
    confidence: float


class Parsed(BaseModel):
    """What the engine understands, and what the assistant would do."""

    intent: str
    confidence: float
    ranking: list[Ranked]
    entities: list[dict[str, Any]]
    outcome: Literal["answer", "confirm", "fallback"]
    language: Locale


@router.post("/parse", dependencies=[Depends(require_operator)], tags=["understanding"])
async def parse(body: ParseBody, parts: Parts) -> Parsed:
    """Understand a text without a conversation; needs the operator's key."""
    try:
        found = await parts.engine.parse(body.text)
    except (EngineUnavailable, EngineFault) as error:
        raise ApiError.unavailable() from error
    ranking = [
        Ranked(intent=row["name"], confidence=row["confidence"]) for row in found.get("intent_ranking") or []
    ]
    best = ranking[0] if ranking else Ranked(intent="out_of_scope", confidence=0.0)
    return Parsed(
        intent=best.intent,
        confidence=best.confidence,
        ranking=ranking,
        entities=[_entity(entity) for entity in found.get("entities") or []],
        outcome=found.get("outcome") or "fallback",
        language=found.get("language") or body.locale or DEFAULT_LOCALE,
    )


def _entity(entity: dict[str, Any]) -> dict[str, Any]:
    return {name: entity[name] for name in ("entity", "value", "start", "end") if name in entity}
