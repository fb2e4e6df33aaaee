"""The public API's calls that carry a conversation to Telegram and back."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from okpay.bodies import Body
from okpay.channels.access import Own, limit
from okpay.channels.web import ConversationCreated
from okpay.conversations.journal import locale_of, locked
from okpay.errors import ApiError, described
from okpay.services import Parts
from okpay.store.ids import hash_secret, new_secret
from okpay.times import rfc3339

router = APIRouter(prefix="/api/v1/conversations", tags=["conversation"], responses=described(400, 404))

LINKS_PER_MINUTE = 10


class TelegramLink(BaseModel):
    """An address that opens this conversation in Telegram, once, until `expires_at`."""

    url: str
    expires_at: str


class ResumeBody(Body):
    """What the link back to the website carries."""

    code: Annotated[str, Field(min_length=1, max_length=64)]


@router.post("/{conversation_id}/telegram-link", status_code=201, responses=described(409, 429))
async def telegram_link(own: Own, request: Request, parts: Parts) -> TelegramLink:
    """Go on in Telegram: 404 where there is no bot, 409 as long as Telegram has not told its name."""
    if parts.telegram is None:
        raise ApiError.not_found()
    limit(request, "telegram_link", LINKS_PER_MINUTE, own.id)
    username = await parts.telegram.username()
    if username is None:
        raise ApiError.conflict()
    code, until = await parts.telegram.carry_overs.issue(own.id, "telegram")
    return TelegramLink(url=f"https://t.me/{username}?start={code}", expires_at=rfc3339(until))


@router.post("/resume", responses=described(429))
async def resume(body: ResumeBody, request: Request, parts: Parts) -> ConversationCreated:
    """Go on on the website with what was begun in Telegram; a token that was given before opens no more."""
    limit(request, "resume", LINKS_PER_MINUTE, request.client.host if request.client else "")
    if parts.telegram is None:
        raise ApiError.not_found()
    token = new_secret()
    async with parts.database.writing() as session:
        conversation_id = await parts.telegram.carry_overs.redeem(session, body.code, "web")
        conversation = await locked(session, conversation_id) if conversation_id else None
        if conversation is None:
            raise ApiError.not_found()
        conversation.token_hash = hash_secret(token)
        locale = locale_of(conversation)
    return ConversationCreated(conversation_id=conversation.id, token=token, locale=locale)
