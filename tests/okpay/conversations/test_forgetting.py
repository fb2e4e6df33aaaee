"""What is erased is gone everywhere, whatever is away or under way at that time."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from starlette.responses import JSONResponse, Response

from okpay.conversations.answering import Answering
from okpay.errors import ApiError
from okpay.services import Services
from okpay.settings import Settings
from okpay.store.models import Agent
from tests.okpay.conftest import Begin, settings_for, stop
from tests.okpay.engine_double import EngineDouble
from tests.okpay.support import Talk, end, eventually, leave_unanswered, to_forget


async def forgotten(parts: Services, engine: EngineDouble) -> None:
    """The engine remembers nothing, and nothing is left for it to forget."""

    async def nothing_left() -> bool:
        return not engine.memories and await to_forget(parts.database) == []

    await eventually(nothing_left)


async def handed_over_and_closed(talk: Talk, agent: Agent) -> None:
    await talk.queue()
    await talk.take(agent)
    await talk.close()


# Erasing


async def test_an_erased_conversation_is_gone_with_its_messages(talk: Talk, parts: Services) -> None:
    await talk.say("一")
    await talk.settled()
    await parts.forgetter.erase(talk.id)
    async with parts.database.reading() as session:
        for table in ("conversation", "message"):
            assert (await session.execute(text(f"SELECT count(*) FROM {table}"))).scalar() == 0


async def test_the_engine_forgets_an_erased_conversation(
    talk: Talk, parts: Services, engine: EngineDouble
) -> None:
    await talk.say("一")
    await talk.settled()
    await parts.forgetter.erase(talk.id)
    await forgotten(parts, engine)
    assert engine.forgotten == [f"{talk.id}-1"]


async def test_the_strangers_conversation_stays(begin: Begin, parts: Services, engine: EngineDouble) -> None:
    mine, strangers = await begin(), await begin()
    for talk in (mine, strangers):
        await talk.say("一")
        await talk.settled()
    await parts.forgetter.erase(mine.id)
    await asyncio.sleep(0.2)
    assert await strangers.roles() == ["customer", "bot"]
    assert set(engine.memories) == {f"{strangers.id}-1"}


async def test_erasing_twice_is_not_found(talk: Talk, parts: Services) -> None:
    await parts.forgetter.erase(talk.id)
    with pytest.raises(ApiError) as caught:
        await parts.forgetter.erase(talk.id)
    assert caught.value.status == 404


async def test_erasing_twice_at_once_finds_it_once(talk: Talk, parts: Services) -> None:
    outcomes = await asyncio.gather(
        *(parts.forgetter.erase(talk.id) for _ in range(4)), return_exceptions=True
    )
    assert [outcome for outcome in outcomes if outcome is None] == [None]
    assert all(isinstance(outcome, ApiError) for outcome in outcomes if outcome is not None)


async def test_sending_while_it_is_erased_either_is_kept_before_or_finds_nothing(
    talk: Talk, parts: Services, engine: EngineDouble
) -> None:
    outcomes = await asyncio.gather(
        *(talk.say(f"{n}") for n in range(4)),
        parts.forgetter.erase(talk.id),
        *(talk.say(f"{n}") for n in range(4)),
        return_exceptions=True,
    )
    for outcome in outcomes:
        assert not isinstance(outcome, BaseException) or isinstance(outcome, ApiError)
    assert await talk.messages() == []
    await forgotten(parts, engine)


async def test_all_memories_are_forgotten_and_not_only_the_present_one(
    talk: Talk, parts: Services, engine: EngineDouble, agent: Agent
) -> None:
    await talk.say("一")
    await talk.settled()
    await handed_over_and_closed(talk, agent)
    await talk.say("二")
    await talk.settled()
    await parts.forgetter.erase(talk.id)
    await forgotten(parts, engine)
    assert set(engine.forgotten) == {f"{talk.id}-1", f"{talk.id}-2"}


async def test_erasing_does_not_wait_for_an_engine_that_is_away(
    talk: Talk, parts: Services, engine: EngineDouble
) -> None:
    await talk.say("一")
    await talk.settled()
    await engine.die()
    await parts.forgetter.erase(talk.id)
    assert await talk.messages() == []
    await asyncio.sleep(0.2)
    assert await to_forget(parts.database) == [f"{talk.id}-1"]
    await engine.start()
    await forgotten(parts, engine)


async def test_what_is_to_be_forgotten_outlives_a_restart(
    talk: Talk, parts: Services, chosen: Settings, engine: EngineDouble
) -> None:
    await talk.say("一")
    await talk.settled()
    await engine.die()
    await parts.forgetter.erase(talk.id)
    await stop(parts)
    await engine.start()
    restarted = Services.build(chosen)
    await restarted.start()
    await forgotten(restarted, engine)
    await stop(restarted)


async def test_an_engine_that_refuses_one_memory_does_not_keep_the_others(
    begin: Begin, parts: Services, engine: EngineDouble
) -> None:
    # The first to be worked off, by name as by age, is the one that is refused.
    talks = sorted([await begin() for _ in range(3)], key=lambda talk: talk.id)
    for talk in talks:
        await talk.say("一")
        await talk.settled()
    stubborn = f"{talks[0].id}-1"

    async def refuse_one(sender: str) -> Response:
        return JSONResponse({}, 500 if sender == stubborn else 200)

    engine.forgetting = refuse_one
    for talk in talks:
        await parts.forgetter.erase(talk.id)

    async def only_one_left() -> bool:
        return await to_forget(parts.database) == [stubborn]

    await eventually(only_one_left)


async def test_erasing_moves_up_who_waits_behind(begin: Begin, parts: Services) -> None:
    first, second = await begin(), await begin()
    await first.queue()
    await second.queue()
    await parts.forgetter.erase(first.id)
    assert [told["position"] for told in await second.handoffs()] == [2, 1]


# Erasing while an answer is under way


async def test_an_answer_that_was_under_way_is_forgotten_as_well(
    talk: Talk, parts: Services, engine: EngineDouble
) -> None:
    gate = engine.hold()
    await talk.say("一")
    await engine.is_asked()
    await parts.forgetter.erase(talk.id)
    await asyncio.sleep(0.2)
    gate.set()
    await asyncio.sleep(0.2)
    await forgotten(parts, engine)


async def test_an_answer_that_was_given_up_waiting_for_is_forgotten_as_well(
    talk: Talk, parts: Services, engine: EngineDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine goes on after the service has stopped listening, and remembers what it heard."""
    monkeypatch.setattr(parts.engine._http, "timeout", 0.2)
    gate = engine.hold()
    await talk.say("一")
    await engine.is_asked()
    await parts.forgetter.erase(talk.id)
    await asyncio.sleep(0.4)
    gate.set()
    await asyncio.sleep(0.2)
    await forgotten(parts, engine)


async def test_an_answer_whose_worker_died_is_forgotten_as_well(
    talk: Talk, parts: Services, engine: EngineDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = engine.hold()
    leave_unanswered(parts, monkeypatch)
    await talk.say("一")
    Answering.wake(parts.answering, talk.id)
    await engine.is_asked()
    await parts.forgetter.erase(talk.id)
    await asyncio.sleep(0.2)
    await parts.answering.stop()
    gate.set()
    await asyncio.sleep(0.2)
    await forgotten(parts, engine)


async def test_an_answer_that_comes_while_the_engine_forgets_is_forgotten_as_well(
    talk: Talk, parts: Services, engine: EngineDouble
) -> None:
    """The engine has forgotten, but has not said so yet; then it remembers again."""
    answering, saying = engine.hold(), asyncio.Event()

    async def slowly(sender: str) -> Response:
        await saying.wait()
        return JSONResponse({})

    engine.forgetting = slowly
    await talk.say("一")
    await engine.is_asked()
    await parts.forgetter.erase(talk.id)

    async def forgetting() -> bool:
        return bool(engine.forgotten)

    await eventually(forgetting)
    answering.set()
    await asyncio.sleep(0.2)
    saying.set()
    await forgotten(parts, engine)


# Closing


async def test_after_the_close_the_bot_has_a_new_memory_and_the_old_one_is_forgotten(
    talk: Talk, parts: Services, engine: EngineDouble, agent: Agent
) -> None:
    await talk.say("一")
    await talk.settled()
    await handed_over_and_closed(talk, agent)
    await talk.say("二")
    await talk.settled()

    async def only_the_new_one() -> bool:
        return set(engine.memories) == {f"{talk.id}-2"}

    await eventually(only_the_new_one)
    assert await talk.state() == "bot"
    assert [body["sender"] for body in engine.asked] == [f"{talk.id}-1", f"{talk.id}-2"]


async def test_the_old_memory_is_forgotten_when_the_engine_was_away_at_the_close(
    talk: Talk, parts: Services, engine: EngineDouble, agent: Agent
) -> None:
    await talk.say("一")
    await talk.settled()
    await engine.die()
    await handed_over_and_closed(talk, agent)
    await asyncio.sleep(0.2)
    await engine.start()
    await forgotten(parts, engine)


async def test_a_late_answer_does_not_bring_the_old_memory_back(
    talk: Talk, parts: Services, engine: EngineDouble, agent: Agent
) -> None:
    gate = engine.hold()
    await talk.say("一")
    await engine.is_asked()
    await handed_over_and_closed(talk, agent)
    await asyncio.sleep(0.3)
    gate.set()
    await asyncio.sleep(0.2)
    await forgotten(parts, engine)


async def test_each_close_begins_another_memory(
    talk: Talk, parts: Services, engine: EngineDouble, agent: Agent
) -> None:
    for n in range(3):
        await talk.say(f"{n}")
        await talk.settled()
        await handed_over_and_closed(talk, agent)
    assert [body["sender"] for body in engine.asked] == [f"{talk.id}-{n}" for n in (1, 2, 3)]
    await forgotten(parts, engine)


# The work itself


async def test_a_fault_of_the_database_does_not_end_the_work(
    talk: Talk, parts: Services, engine: EngineDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = [ConnectionError("the database was restarted")]
    original = parts.forgetter._work_off

    async def faulty() -> None:
        if faults:
            raise faults.pop()
        await original()

    monkeypatch.setattr(parts.forgetter, "_work_off", faulty)
    work = asyncio.create_task(parts.forgetter.run())
    await asyncio.sleep(0.3)
    still_working = not work.done()
    await end(work)
    await asyncio.gather(work, return_exceptions=True)
    assert still_working


@pytest.mark.parametrize("steps", range(6))
async def test_the_work_can_be_stopped_at_any_moment(parts: Services, steps: int) -> None:
    """In Python 3.11 `wait_for` swallows a cancellation that comes with what it waits for."""
    work = asyncio.create_task(parts.forgetter.run())
    await asyncio.sleep(0.05)
    parts.forgetter.wake()
    for _ in range(steps):
        await asyncio.sleep(0)
    work.cancel()
    done, _ = await asyncio.wait({work}, timeout=1)
    await end(work)
    assert done


# On the disk


async def test_an_erased_text_is_in_no_file_of_sqlite_any_more(
    sqlite_url: str, engine: EngineDouble, tmp_path: Path
) -> None:
    """The write-ahead log keeps what the tables have given up, until it is written anew."""
    parts = Services.build(settings_for(sqlite_url, engine, tmp_path))
    await parts.start()
    talk = await Talk.begin(parts)
    words = "the-words-that-shall-be-gone"
    await talk.say(words)
    file = Path(make_url(sqlite_url).database or "")

    def found() -> bool:
        return any(words.encode() in path.read_bytes() for path in tmp_path.glob(f"{file.name}*"))

    assert found()
    await parts.forgetter.erase(talk.id)
    left = found()
    await stop(parts)
    assert not left
    assert not found()
