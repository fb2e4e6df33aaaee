"""How a customer found it; of several ratings the latest counts."""

from okpay.conversations.journal import locale_of, locked
from okpay.conversations.news import News
from okpay.errors import ApiError
from okpay.privacy import mask
from okpay.store.database import Database
from okpay.store.models import Rating, now


async def rate(
    database: Database, news: News, conversation_id: str, score: int, comment: str | None = None
) -> None:
    """Keep a rating, and tell the desk; ApiError when the conversation is gone."""
    async with database.writing() as session:
        conversation = await locked(session, conversation_id)
        if conversation is None:
            raise ApiError.not_found()
        words = mask(comment, locale_of(conversation)).text if comment else None
        rating = Rating(conversation_id=conversation_id, score=score, comment=words, created_at=now())
        # No message says so: it is by this that the desk knows a newer row.
        conversation.updated_at = rating.created_at
        await session.merge(rating)
    await news.publish("changed", conversation_id)
