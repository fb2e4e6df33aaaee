"""Updates in the store: each is taken once, however often Telegram tells it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from okpay.channels.telegram.arrivals import Arrival
from okpay.store.database import Database
from okpay.store.models import TelegramUpdate, now

# Telegram tells an update for a day. After a quiet week it counts from another number, lower perhaps: by then
# no number of the old count may be left.
REMEMBERED = timedelta(days=2)


class Updates:
    """Those of one bot."""

    def __init__(self, database: Database, bot_id: int) -> None:
        self._database = database
        self._bot_id = bot_id

    async def keep(self, arrivals: Mapping[int, Arrival | None]) -> None:
        """Keep what arrived under each number; what was kept before stays as it is."""
        insert = sqlite.insert if self._database.is_sqlite else postgresql.insert
        moment = now()
        rows = [
            {
                "bot_id": self._bot_id,
                "update_id": update_id,
                "chat_id": arrival.chat_id if arrival else None,
                "arrival": arrival.model_dump(mode="json", exclude_defaults=True) if arrival else None,
                "created_at": moment,
            }
            for update_id, arrival in arrivals.items()
        ]
        async with self._database.writing() as session:
            await session.execute(insert(TelegramUpdate).on_conflict_do_nothing(), rows)

    async def offset(self) -> int | None:
        """The number after the last that was kept, which after a quiet week need not be the highest."""
        statement = (
            select(TelegramUpdate.update_id)
            .where(TelegramUpdate.bot_id == self._bot_id)
            .order_by(TelegramUpdate.created_at.desc(), TelegramUpdate.update_id.desc())
            .limit(1)
        )
        async with self._database.reading() as session:
            last = await session.scalar(statement)
        return None if last is None else last + 1

    async def waiting(self) -> Sequence[int]:
        """The chats that something is to be done for."""
        statement = select(TelegramUpdate.chat_id).where(
            TelegramUpdate.bot_id == self._bot_id, TelegramUpdate.chat_id.is_not(None)
        )
        async with self._database.reading() as session:
            return [chat_id for chat_id in await session.scalars(statement.distinct()) if chat_id is not None]

    async def next(self, chat_id: int) -> tuple[int, Arrival] | None:
        """The oldest of a chat that is not done."""
        statement = (
            select(TelegramUpdate)
            .where(TelegramUpdate.bot_id == self._bot_id, TelegramUpdate.chat_id == chat_id)
            .order_by(TelegramUpdate.update_id)
            .limit(1)
        )
        async with self._database.reading() as session:
            found = await session.scalar(statement)
        return (found.update_id, Arrival.model_validate(found.arrival)) if found else None

    async def done(self, session: AsyncSession, update_id: int) -> None:
        """Forget all but the number."""
        statement = (
            update(TelegramUpdate)
            .where(TelegramUpdate.bot_id == self._bot_id, TelegramUpdate.update_id == update_id)
            .values(chat_id=None, arrival=None)
        )
        await session.execute(statement)

    async def forget_old(self) -> None:
        """Forget numbers that will not be told again."""
        statement = delete(TelegramUpdate).where(
            TelegramUpdate.created_at < now() - REMEMBERED, TelegramUpdate.chat_id.is_(None)
        )
        async with self._database.writing() as session:
            await session.execute(statement)
