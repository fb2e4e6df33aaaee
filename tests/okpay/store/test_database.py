import asyncio
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import delete, event, select, text
from sqlalchemy.exc import IntegrityError

from okpay.conversations.journal import append, locked
from okpay.store.database import Database
from okpay.store.ids import hash_secret, new_id, new_secret
from okpay.store.models import Agent, Conversation, Message


def conversation(**fields: object) -> Conversation:
    return Conversation(id=new_id(), token_hash=hash_secret(new_secret()), locale="zh-CN", **fields)


async def kept(database: Database) -> Conversation:
    one = conversation()
    async with database.writing() as session:
        session.add(one)
    return one


async def count(database: Database, table: str) -> int:
    async with database.reading() as session:
        return int((await session.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one())


async def test_a_write_is_all_or_nothing(database: Database) -> None:
    async def write() -> None:
        async with database.writing() as session:
            session.add(conversation())
            await session.flush()
            raise KeyError

    with pytest.raises(KeyError):
        await write()
    assert await count(database, "conversation") == 0


async def test_a_cancelled_write_leaves_nothing(database: Database) -> None:
    written = asyncio.Event()

    async def write() -> None:
        async with database.writing() as session:
            session.add(conversation())
            await session.flush()
            written.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(write())
    await written.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await count(database, "conversation") == 0
    # The lock went with it.
    await kept(database)


async def test_writers_at_the_same_time_lose_nothing(database: Database) -> None:
    one = await kept(database)

    async def write(n: int) -> None:
        async with database.writing() as session:
            found = await locked(session, one.id)
            assert found is not None
            await asyncio.sleep(0.002)
            append(session, found, "customer", "text", f"{n}")

    await asyncio.gather(*(write(n) for n in range(20)))
    async with database.reading() as session:
        seqs = (await session.scalars(select(Message.seq).order_by(Message.seq))).all()
    assert list(seqs) == list(range(1, 21))


async def test_more_writers_than_connections_all_get_their_turn(database: Database) -> None:
    await asyncio.gather(*(kept(database) for _ in range(60)))
    assert await count(database, "conversation") == 60


async def test_a_reader_does_not_wait_for_a_writer(database: Database) -> None:
    async with database.writing() as session:
        session.add(conversation())
        await session.flush()
        assert await asyncio.wait_for(count(database, "conversation"), 2) == 0


async def test_a_number_is_there_once_in_a_conversation(database: Database) -> None:
    one = await kept(database)

    async def twice() -> None:
        async with database.writing() as session:
            for _ in range(2):
                session.add(
                    Message(id=new_id(), conversation_id=one.id, seq=1, role="bot", kind="text", text="")
                )

    with pytest.raises(IntegrityError):
        await twice()


async def test_messages_go_with_their_conversation(database: Database) -> None:
    one = await kept(database)
    async with database.writing() as session:
        found = await locked(session, one.id)
        assert found is not None
        append(session, found, "customer", "text", "一")
    async with database.writing() as session:
        await session.execute(delete(Conversation).where(Conversation.id == one.id))
    assert await count(database, "message") == 0


async def test_a_message_needs_its_conversation(database: Database) -> None:
    async def write() -> None:
        async with database.writing() as session:
            session.add(
                Message(id=new_id(), conversation_id=new_id(), seq=1, role="bot", kind="text", text="")
            )

    with pytest.raises(IntegrityError):
        await write()


async def test_times_come_back_in_utc(database: Database) -> None:
    beijing = datetime(2026, 1, 1, 8, 30, 15, 123456, timezone(timedelta(hours=8)))
    async with database.writing() as session:
        session.add(conversation(queued_at=beijing))
    async with database.reading() as session:
        found = (await session.scalars(select(Conversation.queued_at))).one()
    assert found == beijing
    assert found is not None
    assert found.utcoffset() == timedelta(0)
    assert found.astimezone(UTC).hour == 0


async def test_a_part_of_the_summary_can_be_changed(database: Database) -> None:
    async with database.writing() as session:
        session.add(conversation(summary={"said": []}))
    async with database.writing() as session:
        found = (await session.scalars(select(Conversation))).one()
        assert found.summary is not None
        found.summary["said"] = ["一"]
    async with database.reading() as session:
        assert (await session.scalars(select(Conversation.summary))).one() == {"said": ["一"]}


async def test_any_language_is_kept_as_it_is(database: Database) -> None:
    words = "付款 👩‍👩‍👧 עברית 𠮷 \u202e"
    async with database.writing() as session:
        session.add(Agent(id=new_id(), name=words, role="agent", password_hash="x"))
    async with database.reading() as session:
        assert (await session.scalars(select(Agent.name))).one() == words


async def test_a_fault_does_not_quote_what_was_to_be_written(database: Database) -> None:
    async def write() -> None:
        async with database.writing() as session:
            for _ in range(2):
                session.add(Agent(id="s3cret-id", name="s3cret", role="agent", password_hash="s3cret-hash"))
                await session.flush()
                session.expunge_all()

    with pytest.raises(IntegrityError) as caught:
        await write()
    assert "s3cret-hash" not in str(caught.value)


async def test_migrating_twice_does_no_harm(database: Database) -> None:
    await kept(database)
    await database.migrate()
    assert await count(database, "conversation") == 1


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_processes_that_start_together_migrate_once(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    empty = f"sqlite+aiosqlite:///{tmp_path / 'empty.sqlite3'}"
    database_url = empty if kind == "sqlite" else request.getfixturevalue("postgres_url")
    processes = [Database(database_url) for _ in range(4)]
    await asyncio.gather(*(process.migrate() for process in processes))
    await kept(processes[0])
    for process in processes:
        await process.close()


async def test_the_folder_of_sqlite_is_made(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'a' / 'b' / 'okpay.sqlite3'}")
    await database.migrate()
    await database.close()
    assert (tmp_path / "a" / "b" / "okpay.sqlite3").exists()


async def test_what_sqlite_gives_up_is_overwritten(sqlite_url: str, tmp_path: Path) -> None:
    database = Database(sqlite_url)
    await database.migrate()
    async with database.writing() as session:
        session.add(conversation(page_url="the-page-that-shall-be-gone"))
    async with database.writing() as session:
        await session.execute(delete(Conversation))
    await database.close()
    assert b"the-page-that-shall-be-gone" not in (tmp_path / "okpay.sqlite3").read_bytes()


async def test_sqlite_survives_a_power_cut(sqlite_url: str) -> None:
    """First keep, then answer: what was committed is on the disk."""
    database = Database(sqlite_url)
    async with database.engine.connect() as connection:
        for pragma, value in (("synchronous", 2), ("foreign_keys", 1), ("journal_mode", "wal")):
            assert (await connection.execute(text(f"PRAGMA {pragma}"))).scalar() == value
    await database.close()


async def test_a_writer_of_sqlite_takes_its_lock_at_once(sqlite_url: str) -> None:
    """A reader that turns writer half-way could only fail; one that only reads needs no transaction."""
    database = Database(sqlite_url)
    await database.migrate()
    begun: list[str] = []

    @event.listens_for(database.engine.sync_engine, "before_cursor_execute")
    def listen(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if statement.startswith("BEGIN"):
            begun.append(statement)

    async with database.writing() as session:
        await session.execute(text("SELECT 1"))
    async with database.reading() as session:
        await session.execute(text("SELECT 1"))
    await database.close()
    assert begun == ["BEGIN IMMEDIATE"]


async def test_writers_of_one_process_take_turns(sqlite_url: str) -> None:
    """However many there are: none is told that the database is locked, and who came first writes first."""
    database = Database(sqlite_url)
    await database.migrate()
    written: list[int] = []

    async def write(number: int) -> None:
        async with database.writing() as session:
            session.add(conversation())
            await session.flush()
            await asyncio.sleep(0.001)
            written.append(number)

    await asyncio.gather(*(write(number) for number in range(40)))
    await database.close()
    assert written == list(range(40))
