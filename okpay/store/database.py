"""The database: SQLite by default, PostgreSQL where there are many. The same code serves both."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event, func, make_url, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from okpay.store import sqlite

_MIGRATIONS = Path(__file__).parent / "migrations"
_WRITES = "okpay_writes"
_MIGRATING, _QUEUEING = 779925, 779926
_BUSY_MILLISECONDS = 10_000


class Database:
    """Gives sessions for reading and for writing; a write is one transaction, all or nothing."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(url) if self.is_sqlite else _engine(url, pool_pre_ping=True)
        # SQLite has whoever waits for another writer try again and again, and forgets who came first.
        self._turn = asyncio.Lock() if self.is_sqlite else nullcontext()

    async def migrate(self) -> None:
        """Bring the tables to the present form."""
        async with self.engine.execution_options(**{_WRITES: True}).begin() as connection:
            await connection.run_sync(_upgrade)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session for reading."""
        async with AsyncSession(self.engine, expire_on_commit=False) as session:
            yield session

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """A session whose changes are committed at the end, or not at all."""
        engine = self.engine.execution_options(**{_WRITES: True})
        async with self._turn, AsyncSession(engine, expire_on_commit=False) as session, session.begin():
            yield session

    async def wipe(self) -> None:
        """Leave nothing of what was deleted on the disk: SQLite's log keeps it until it is written anew."""
        if not self.is_sqlite:
            return
        async with self.engine.connect() as connection:
            # Past SQLAlchemy, which would begin a transaction: inside of one the log cannot be emptied.
            raw = (await connection.get_raw_connection()).driver_connection
            assert raw is not None
            await (await raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")).close()

    async def close(self) -> None:
        """Give all connections back."""
        await self.engine.dispose()


async def lock_queue(session: AsyncSession) -> None:
    """Nobody else reckons with places in the queue until the transaction ends; in SQLite no other writes."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(_QUEUEING)))


def _engine(url: str, **options: Any) -> AsyncEngine:
    return create_async_engine(url, hide_parameters=True, **options)


def _sqlite_engine(url: str) -> AsyncEngine:
    path = make_url(url).database or ":memory:"
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = _engine(url, async_creator=partial(sqlite.connect, path))
    _prepare_sqlite(engine)
    return engine


def _prepare_sqlite(engine: AsyncEngine) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def connect(connection: Any, record: Any) -> None:
        # The driver's own BEGIN comes too late for a lock to be taken first; SQLAlchemy's below does not.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            f"busy_timeout={_BUSY_MILLISECONDS}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer takes its lock at once: a reader that turns writer half-way can only fail. A reader needs
        # no transaction: each statement sees what is committed, as it does in PostgreSQL.
        if connection.get_execution_options().get(_WRITES):
            connection.exec_driver_sql("BEGIN IMMEDIATE")


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        # Processes that start together must not migrate together; the lock ends with the transaction.
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATING})")
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
