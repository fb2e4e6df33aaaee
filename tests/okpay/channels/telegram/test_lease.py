"""One process at a time speaks for the bot."""

import asyncio

import pytest

from okpay.channels.telegram import lease
from okpay.channels.telegram.lease import Lease, LeaseLost
from okpay.store.database import Database

BOT = 5_000_000_001


async def test_one_has_it_until_it_lets_go(database: Database) -> None:
    one, other = Lease(database, BOT), Lease(database, BOT)
    assert await one.take()
    assert await one.take()
    assert not await other.take()
    await other.release()
    assert not await other.take()
    await one.release()
    assert await other.take()


async def test_of_many_that_start_together_one_has_it(database: Database) -> None:
    taken = await asyncio.gather(*(Lease(database, BOT).take() for _ in range(8)))
    assert sum(taken) == 1


async def test_another_bot_has_its_own(database: Database) -> None:
    assert await Lease(database, BOT).take()
    assert await Lease(database, BOT + 1).take()


async def test_who_is_gone_has_it_no_more(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "LEASE_SECONDS", 0.05)
    one, other = Lease(database, BOT), Lease(database, BOT)
    assert await one.take()
    await asyncio.sleep(0.1)
    assert await other.take()


async def test_who_loses_it_stops(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "RENEW_SECONDS", 0.2)
    monkeypatch.setattr(lease, "LEASE_SECONDS", 0.05)
    one, other = Lease(database, BOT), Lease(database, BOT)
    assert await one.take()
    keeping = asyncio.create_task(one.keep())
    await asyncio.sleep(0.1)
    monkeypatch.setattr(lease, "LEASE_SECONDS", 10.0)
    assert await other.take()
    with pytest.raises(LeaseLost):
        await keeping
