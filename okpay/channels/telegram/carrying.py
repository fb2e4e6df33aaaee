"""Codes that carry a conversation from the website to Telegram or back: signed, for one use, soon over."""

from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from okpay.channels.telegram.credentials import Credentials
from okpay.store.database import Database
from okpay.store.ids import hash_secret
from okpay.store.models import CarryOver, now

VALID = timedelta(minutes=15)

Place = Literal["telegram", "web"]


class CarryOvers:
    """The codes that are out."""

    def __init__(self, database: Database, credentials: Credentials) -> None:
        self._database = database
        self._credentials = credentials

    async def issue(self, conversation_id: str, place: Place) -> tuple[str, datetime]:
        """A code that opens the conversation at the place, and when it ends; ended ones are cleared away."""
        code, until = self._credentials.new_code(), now() + VALID
        async with self._database.writing() as session:
            await session.execute(delete(CarryOver).where(CarryOver.expires_at < now()))
            session.add(
                CarryOver(
                    code_hash=hash_secret(code),
                    conversation_id=conversation_id,
                    place=place,
                    expires_at=until,
                )
            )
        return code, until

    async def redeem(self, session: AsyncSession, code: str, place: Place) -> str | None:
        """The conversation that a code opens at this place, now and no second time."""
        if not self._credentials.has_signed(code):
            return None
        used = (
            delete(CarryOver)
            .where(
                CarryOver.code_hash == hash_secret(code),
                CarryOver.place == place,
                CarryOver.expires_at >= now(),
            )
            .returning(CarryOver.conversation_id)
        )
        return await session.scalar(used)
