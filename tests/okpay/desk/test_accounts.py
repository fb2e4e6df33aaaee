from datetime import timedelta

import pytest
from sqlalchemy import select, update

from okpay.desk.accounts import NameTaken, add_agent, find_session, log_in, log_out
from okpay.store.database import Database
from okpay.store.models import Agent, DeskSession, now


@pytest.fixture
async def li(database: Database) -> Agent:
    await add_agent(database, "小李", "agent", "correct horse")
    async with database.reading() as session:
        return (await session.scalars(select(Agent))).one()


async def sessions(database: Database) -> list[DeskSession]:
    async with database.reading() as session:
        return list(await session.scalars(select(DeskSession)))


async def test_the_right_password_opens_a_session(database: Database, li: Agent) -> None:
    begun = await log_in(database, "小李", "correct horse", 12)
    assert begun is not None
    found = await find_session(database, begun.secret)
    assert found is not None
    assert found[1].id == li.id
    assert found[0].csrf_token == begun.csrf


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("小李", "wrong"),
        ("小李", ""),
        ("小李", "correct horse "),
        ("小王", "correct horse"),
        ("", ""),
        ("' OR 1=1 --", "x"),
    ],
)
async def test_anything_else_opens_none(database: Database, li: Agent, name: str, password: str) -> None:
    assert await log_in(database, name, password, 12) is None
    assert await sessions(database) == []


async def test_a_password_is_kept_as_argon2_only(database: Database, li: Agent) -> None:
    assert li.password_hash.startswith("$argon2id$")
    assert "horse" not in li.password_hash


async def test_a_sessions_secret_is_kept_as_a_hash_only(database: Database, li: Agent) -> None:
    begun = await log_in(database, "小李", "correct horse", 12)
    assert begun is not None
    (kept,) = await sessions(database)
    assert begun.secret.encode() not in kept.token_hash
    assert len(kept.token_hash) == 32


async def test_two_sessions_have_nothing_in_common(database: Database, li: Agent) -> None:
    one = await log_in(database, "小李", "correct horse", 12)
    other = await log_in(database, "小李", "correct horse", 12)
    assert one is not None
    assert other is not None
    assert one.secret != other.secret
    assert one.csrf != other.csrf


async def test_a_session_ends_after_its_hours(database: Database, li: Agent) -> None:
    begun = await log_in(database, "小李", "correct horse", 12)
    assert begun is not None
    async with database.writing() as session:
        await session.execute(update(DeskSession).values(expires_at=now() - timedelta(seconds=1)))
    assert await find_session(database, begun.secret) is None


async def test_a_session_lives_as_long_as_it_was_given(database: Database, li: Agent) -> None:
    await log_in(database, "小李", "correct horse", 3)
    (kept,) = await sessions(database)
    assert abs(kept.expires_at - now() - timedelta(hours=3)) < timedelta(minutes=1)


async def test_ended_sessions_are_cleared_away_by_the_next_log_in(database: Database, li: Agent) -> None:
    await log_in(database, "小李", "correct horse", 12)
    async with database.writing() as session:
        await session.execute(update(DeskSession).values(expires_at=now() - timedelta(seconds=1)))
    await log_in(database, "小李", "correct horse", 12)
    assert len(await sessions(database)) == 1


async def test_logging_out_ends_this_session_and_no_other(database: Database, li: Agent) -> None:
    one = await log_in(database, "小李", "correct horse", 12)
    other = await log_in(database, "小李", "correct horse", 12)
    assert one is not None
    assert other is not None
    await log_out(database, one.secret)
    assert await find_session(database, one.secret) is None
    assert await find_session(database, other.secret) is not None


@pytest.mark.parametrize("secret", ["", "x", "0" * 43, "\0"])
async def test_a_made_up_secret_finds_nothing(database: Database, li: Agent, secret: str) -> None:
    await log_in(database, "小李", "correct horse", 12)
    assert await find_session(database, secret) is None


async def test_a_name_is_there_once(database: Database, li: Agent) -> None:
    with pytest.raises(NameTaken):
        await add_agent(database, "小李", "admin", "another one")
    async with database.reading() as session:
        assert (await session.scalars(select(Agent.role))).all() == ["agent"]
