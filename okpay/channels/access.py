"""Who may use a conversation from outside, and how often."""

from typing import Annotated

from fastapi import Depends, Header, Request

from okpay.errors import ApiError
from okpay.limits import RateLimit
from okpay.security import matches
from okpay.services import Parts, Services
from okpay.store.ids import hash_secret, is_id
from okpay.store.models import Conversation


async def own_conversation(
    conversation_id: str,
    request: Request,
    parts: Parts,
    authorization: Annotated[str | None, Header()] = None,
) -> Conversation:
    """The conversation that the token opens. A wrong token learns as little as a wrong id."""
    scheme, _, token = (authorization or "").partition(" ")
    conversation = await _found(parts, conversation_id)
    known = conversation.token_hash if conversation else b""
    if scheme.lower() != "bearer" or not matches(hash_secret(token), known) or conversation is None:
        raise ApiError.not_found()
    request.state.locale = conversation.locale
    return conversation


Own = Annotated[Conversation, Depends(own_conversation)]


async def _found(parts: Services, conversation_id: str) -> Conversation | None:
    if not is_id(conversation_id):
        return None
    async with parts.database.reading() as session:
        return await session.get(Conversation, conversation_id)


def limit(request: Request, name: str, times: int, key: str) -> None:
    """Count one use; ApiError when it is one too many in this minute."""
    limits: dict[str, RateLimit] = request.app.state.limits
    limits.setdefault(name, RateLimit(times)).check(key)
