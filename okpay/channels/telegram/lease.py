"""The right to speak for the bot: one process has it at a time, and another takes it when it is gone."""

import asyncio
from datetime import timedelta

from sqlalchemy import or_, update
from sqlalchemy.exc import IntegrityError

from okpay.channels.telegram.faults import with_store
from okpay.store.database import Database
from okpay.store.ids import new_id
from okpay.store.models import TelegramBot, now

LEASE_SECONDS = 10.0
RENEW_SECONDS = 3.0


class LeaseLost(Exception):
    """Another process speaks for the bot."""


class Lease:
    """The claim of a process."""

    def __init__(self, database: Database, bot_id: int) -> None:
        self._database = database
        self._bot_id = bot_id
        self._owner = new_id()

    async def take(self) -> bool:
        """Take it, or renew it; False when another process has it."""
        until = now() + timedelta(seconds=LEASE_SECONDS)
        free = or_(
            TelegramBot.lease_owner.is_(None),
            TelegramBot.lease_owner == self._owner,
            TelegramBot.lease_until < now(),
        )
        claim = (
            update(TelegramBot)
            .where(TelegramBot.id == self._bot_id, free)
            .values(lease_owner=self._owner, lease_until=until)
            .returning(TelegramBot.id)
        )
        try:
            async with self._database.writing() as session:
                if await session.get(TelegramBot, self._bot_id) is None:
                    session.add(TelegramBot(id=self._bot_id))
                    await session.flush()
                return await session.scalar(claim) is not None
        except IntegrityError:
            # Another process has just made the row.
            return False

    async def keep(self) -> None:
        """Renew it for as long as it is ours; LeaseLost when it no longer is."""
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            if not await with_store("lease", self.take):
                raise LeaseLost

    async def release(self) -> None:
        """Leave it to whoever is next."""
        statement = (
            update(TelegramBot)
            .where(TelegramBot.id == self._bot_id, TelegramBot.lease_owner == self._owner)
            .values(lease_owner=None, lease_until=None)
        )
        async with self._database.writing() as session:
            await session.execute(statement)
