"""Updates in the store."""

from sqlalchemy import update

from okpay.channels.telegram.arrivals import Arrival
from okpay.channels.telegram.updates import REMEMBERED, Updates
from okpay.store.database import Database
from okpay.store.models import TelegramUpdate, now

BOT, CHAT, OTHER = 1, 7_000_000_001, 7_000_000_002


def arrival(chat_id: int = CHAT, message_id: int = 0) -> Arrival:
    return Arrival(kind="text", chat_id=chat_id, locale="zh-CN", message_id=message_id)


async def done(database: Database, updates: Updates, *numbers: int) -> None:
    async with database.writing() as session:
        for number in numbers:
            await updates.done(session, number)


async def test_they_are_worked_off_in_order_and_once(database: Database) -> None:
    updates = Updates(database, BOT)
    await updates.keep({3: arrival(message_id=3), 2: arrival(message_id=2), 4: arrival(OTHER), 5: None})
    assert sorted(await updates.waiting()) == [CHAT, OTHER]
    assert await updates.next(CHAT) == (2, arrival(message_id=2))
    await done(database, updates, 2)
    await updates.keep({2: arrival(message_id=99)})
    assert await updates.next(CHAT) == (3, arrival(message_id=3))
    await done(database, updates, 3, 4)
    assert await updates.waiting() == []


async def test_the_next_number_is_asked_for_after_a_restart(database: Database) -> None:
    assert await Updates(database, BOT).offset() is None
    await Updates(database, BOT).keep({7: None, 8: arrival()})
    assert await Updates(database, BOT).offset() == 9


async def test_numbers_that_begin_anew_are_followed(database: Database) -> None:
    updates = Updates(database, BOT)
    await updates.keep({9_000: None})
    await updates.keep({17: None})
    assert await updates.offset() == 18


async def test_another_bots_numbers_are_its_own(database: Database) -> None:
    mine, other = Updates(database, BOT), Updates(database, BOT + 1)
    await mine.keep({7: arrival()})
    await other.keep({7: arrival(OTHER)})
    assert (await mine.waiting(), await other.waiting()) == ([CHAT], [OTHER])


async def test_old_numbers_are_forgotten_but_not_what_is_still_to_do(database: Database) -> None:
    updates = Updates(database, BOT)
    await updates.keep({1: arrival(), 2: None})
    async with database.writing() as session:
        await session.execute(update(TelegramUpdate).values(created_at=now() - 2 * REMEMBERED))
    await updates.forget_old()
    assert await updates.next(CHAT)
    await done(database, updates, 1)
    await updates.forget_old()
    assert await updates.offset() is None
