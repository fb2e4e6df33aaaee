"""Nothing is lost, nothing is doubled, order holds: whatever dies, and wherever."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from starlette.responses import JSONResponse, Response

from okpay.conversations import answering
from okpay.conversations.answering import MOST_FAULTS, Answering
from okpay.conversations.journal import append_bot
from okpay.services import Services
from okpay.settings import Settings
from okpay.store.models import Conversation, now
from okpay.texts import text
from tests.okpay.conftest import Begin, stop
from tests.okpay.engine_double import Body, EngineDouble, echo, handoff, refused, said, typed
from tests.okpay.support import Talk, end, eventually, leave_unanswered, pending, to_forget

DELAYED = text("zh-CN", "delayed")
APOLOGY = text("zh-CN", "no_answer")


class DiedError(Exception):
    """A worker dies."""


@pytest.fixture
async def second(chosen: Settings, parts: Services) -> AsyncIterator[Services]:
    """Another process on the same database; its workers do nothing until they are started."""
    other = Services.build(chosen)
    other._tasks = []
    yield other
    await stop(other)


def starts(parts: Services) -> None:
    """Begin to look for what was left over."""
    parts._tasks.append(asyncio.create_task(parts.answering.run()))


@pytest.fixture
def idle(parts: Services, monkeypatch: pytest.MonkeyPatch) -> Services:
    """The first process takes messages in and answers none."""
    leave_unanswered(parts, monkeypatch)
    return parts


async def kill(worker: Answering, monkeypatch: pytest.MonkeyPatch) -> None:
    """End a worker as a power cut would: nothing is cleaned up, its lease stays."""

    async def no_release(conversation_id: str) -> None:
        """A dead process gives nothing back."""

    monkeypatch.setattr(worker, "_release", no_release)
    await worker.stop()


async def answered_once(talk: Talk, *words: str) -> None:
    """Every message has one answer, the answers are in order, the numbers have no gap."""
    messages = await talk.settled()
    assert [message.seq for message in messages] == list(range(1, len(messages) + 1))
    assert await talk.texts("bot") == [f"re: {one}" for one in words]


# Order and load


async def test_an_answer_follows(talk: Talk) -> None:
    await talk.say("付不了款")
    await answered_once(talk, "付不了款")


async def test_several_answers_to_one_message_keep_their_order(talk: Talk, engine: EngineDouble) -> None:
    engine.will_say(*({"kind": "text", "text": f"{n}", "data": {}} for n in range(5)))
    await talk.say("付不了款")
    await talk.settled()
    assert await talk.texts("bot") == ["0", "1", "2", "3", "4"]


async def test_messages_sent_while_one_is_answered_are_answered_in_order(
    talk: Talk, engine: EngineDouble
) -> None:
    gate = engine.hold()
    for words in ("一", "二", "三"):
        await talk.say(words)
    gate.set()
    await answered_once(talk, "一", "二", "三")


async def test_the_engine_hears_one_message_of_a_conversation_at_a_time(
    talk: Talk, engine: EngineDouble
) -> None:
    await asyncio.gather(*(talk.say(f"{n}") for n in range(6)))
    await talk.settled()
    assert set(engine.most_at_once.values()) == {1}


async def test_twenty_conversations_side_by_side_each_in_order(begin: Begin, engine: EngineDouble) -> None:
    async def slow(body: Body) -> Response:
        await asyncio.sleep(random.uniform(0, 0.01))
        return await echo(body)

    engine.answer = slow
    talks = [await begin() for _ in range(20)]

    async def chat(talk: Talk) -> None:
        for n in range(4):
            await talk.say(f"{n}")

    await asyncio.gather(*(chat(talk) for talk in talks))
    for talk in talks:
        await answered_once(talk, "0", "1", "2", "3")
    assert set(engine.most_at_once.values()) == {1}


async def test_a_slow_conversation_does_not_hold_up_another(begin: Begin, engine: EngineDouble) -> None:
    gate = asyncio.Event()

    async def answer(body: Body) -> Response:
        if body["text"] == "慢":
            await gate.wait()
        return await echo(body)

    engine.answer = answer
    slow, quick = await begin(), await begin()
    await slow.say("慢")
    await quick.say("快")
    await answered_once(quick, "快")
    assert await pending(slow.parts.database, slow.id) == 1
    gate.set()


async def test_the_engine_is_told_the_language_and_may_change_it(talk: Talk, engine: EngineDouble) -> None:
    async def in_english(body: Body) -> Response:
        return said("Hello", locale="en")

    engine.answer = in_english
    await talk.say("hello")
    await talk.settled()
    await talk.say("again")
    await talk.settled()
    assert [body["locale"] for body in engine.asked] == ["zh-CN", "en"]


async def test_a_language_nobody_has_is_not_taken_over(talk: Talk, engine: EngineDouble) -> None:
    async def in_klingon(body: Body) -> Response:
        return said("nuqneH", locale="tlh")

    engine.answer = in_klingon
    await talk.say("nuqneH")
    await talk.settled()
    assert (await talk.conversation()).locale == "zh-CN"


# Death


async def test_a_worker_that_dies_before_the_call(
    idle: Services, second: Services, talk: Talk, engine: EngineDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def die(*arguments: Any) -> None:
        raise DiedError

    monkeypatch.setattr(idle.engine, "send", die)
    await talk.say("一")
    with pytest.raises(DiedError):
        await idle.answering._serve(talk.id)
    starts(second)
    await answered_once(talk, "一")
    assert engine.texts() == ["一"]


async def test_a_worker_that_dies_during_the_call(
    idle: Services, second: Services, talk: Talk, engine: EngineDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "LEASE", timedelta(seconds=0.3))
    gate = engine.hold()
    await talk.say("一")
    Answering.wake(idle.answering, talk.id)
    await engine.is_asked()
    await kill(idle.answering, monkeypatch)
    gate.set()
    starts(second)
    await answered_once(talk, "一")


async def test_a_worker_that_dies_between_answer_and_commit(
    idle: Services, second: Services, talk: Talk, engine: EngineDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def die(*arguments: Any) -> None:
        raise DiedError

    monkeypatch.setattr(idle.answering, "_store", die)
    await talk.say("一")
    with pytest.raises(DiedError):
        await idle.answering._serve(talk.id)
    assert await talk.roles() == ["customer"]
    starts(second)
    await answered_once(talk, "一")
    assert len(engine.memories[f"{talk.id}-1"]) == 1


async def test_a_worker_that_dies_half_way_through_storing_stores_nothing(
    idle: Services, second: Services, talk: Talk, engine: EngineDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def two(body: Body) -> Response:
        return said("re: 一", "还有")

    engine.answer = two
    original = append_bot

    def die_at_the_second(session: Any, conversation: Any, message: Any) -> Any:
        if message.text == "还有":
            raise DiedError
        return original(session, conversation, message)

    monkeypatch.setattr(answering, "append_bot", die_at_the_second)
    await talk.say("一")
    with pytest.raises(DiedError):
        await idle.answering._serve(talk.id)
    assert await talk.roles() == ["customer"]
    monkeypatch.setattr(answering, "append_bot", original)
    starts(second)
    await talk.settled()
    assert await talk.texts("bot") == ["re: 一", "还有"]


async def test_a_worker_that_dies_after_the_commit(
    idle: Services, second: Services, talk: Talk, engine: EngineDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def die(topic: str, conversation_id: str, value: str = "") -> None:
        if topic == "changed":
            raise DiedError

    await talk.say("一")
    monkeypatch.setattr(idle.news, "publish", die)
    with pytest.raises(DiedError):
        await idle.answering._serve(talk.id)
    starts(second)
    await answered_once(talk, "一")
    assert engine.texts() == ["一"]


async def test_what_was_sent_while_nobody_worked_is_answered_in_order(
    idle: Services, second: Services, talk: Talk
) -> None:
    for words in ("一", "二", "三"):
        await talk.say(words)
    starts(second)
    await answered_once(talk, "一", "二", "三")


async def test_a_fault_of_the_database_does_not_end_the_search_for_what_was_left_over(
    idle: Services, second: Services, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = [OperationalError("SELECT", {}, Exception("the database was restarted"))]
    original = second.answering._left_over

    async def faulty() -> Any:
        if faults:
            raise faults.pop()
        return await original()

    monkeypatch.setattr(second.answering, "_left_over", faulty)
    await talk.say("一")
    search = asyncio.create_task(second.answering.run())
    await asyncio.sleep(0.3)
    still_searching = not search.done()
    await end(search)
    assert still_searching
    await answered_once(talk, "一")


async def test_a_stopped_worker_gives_its_lease_back(
    parts: Services, talk: Talk, engine: EngineDouble
) -> None:
    engine.hold()
    await talk.say("一")
    await engine.is_asked()
    await parts.answering.stop()
    assert (await talk.conversation()).lease_owner is None
    assert await pending(parts.database, talk.id) == 1


async def test_a_worker_stopped_as_it_takes_its_lease_gives_it_back(
    parts: Services, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise the customer waits for the lease to run out after every restart at the wrong moment."""
    leased = asyncio.Event()
    original = parts.answering._lease

    async def lease(conversation_id: str) -> Any:
        await original(conversation_id)
        leased.set()
        await asyncio.sleep(60)

    with monkeypatch.context() as unanswered:
        leave_unanswered(parts, unanswered)
        await talk.say("一")
    monkeypatch.setattr(parts.answering, "_lease", lease)
    parts.answering.wake(talk.id)
    await leased.wait()
    await parts.answering.stop()
    assert (await talk.conversation()).lease_owner is None


async def test_a_worker_stopped_before_it_begins_gives_its_lease_back(
    parts: Services, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = parts.answering.lease_at_once

    async def lease(*arguments: Any) -> Any:
        leased = await original(*arguments)
        assert leased
        await parts.answering.stop()
        return leased

    monkeypatch.setattr(parts.answering, "lease_at_once", lease)
    await talk.say("一")

    async def is_free() -> bool:
        return (await talk.conversation()).lease_owner is None

    await eventually(is_free)
    assert await pending(parts.database, talk.id) == 1


async def test_a_stopped_worker_does_not_begin_again(
    parts: Services, talk: Talk, engine: EngineDouble
) -> None:
    engine.hold()
    await talk.say("一")
    await engine.is_asked()
    # A second message makes the worker look again when it has ended.
    await talk.say("二")
    await parts.answering.stop()
    # The search for what was left over would find it, too, and is not meant here.
    parts._tasks[1].cancel()
    await asyncio.sleep(0.2)
    assert len(engine.asked) == 1


async def test_what_waits_its_turn_is_not_leased_at_once(
    parts: Services, talk: Talk, engine: EngineDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as unanswered:
        leave_unanswered(parts, unanswered)
        await talk.say("一")
    await talk.say("二")
    await answered_once(talk, "一", "二")
    assert len(engine.asked) == 2


async def test_a_message_that_could_not_be_kept_is_not_leased(
    parts: Services, talk: Talk, engine: EngineDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = parts.answering.lease_at_once

    async def die(*arguments: Any) -> None:
        await original(*arguments)
        raise DiedError

    with monkeypatch.context() as broken:
        broken.setattr(parts.answering, "lease_at_once", die)
        with pytest.raises(DiedError):
            await talk.say("一", client_id="a")
    assert not engine.asked
    await talk.say("一", client_id="a")
    await answered_once(talk, "一")


# Two processes


async def test_two_processes_answer_each_message_once(
    parts: Services, second: Services, begin: Begin, engine: EngineDouble
) -> None:
    starts(second)
    talks = [await begin() for _ in range(6)]
    for n in range(4):
        for talk in talks:
            await talk.say(f"{n}")
            second.answering.wake(talk.id)
    for talk in talks:
        await answered_once(talk, "0", "1", "2", "3")
    assert len(engine.asked) == 24


async def test_a_leased_conversation_is_left_alone(
    parts: Services, second: Services, talk: Talk, engine: EngineDouble
) -> None:
    gate = engine.hold()
    await talk.say("一")
    await engine.is_asked()
    assert await second.answering._lease(talk.id) is None
    assert await second.answering._left_over() == []
    gate.set()
    await answered_once(talk, "一")


async def test_a_lease_that_has_run_out_is_free(idle: Services, second: Services, talk: Talk) -> None:
    await talk.say("一")
    async with idle.database.writing() as session:
        await session.execute(
            update(Conversation).values(lease_owner="dead", lease_until=now() - timedelta(seconds=1))
        )
    starts(second)
    await answered_once(talk, "一")


async def test_a_worker_that_lost_its_lease_adds_nothing(
    idle: Services, second: Services, talk: Talk, engine: EngineDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is slow, not dead: another has answered when it comes with its own answer."""
    gate = asyncio.Event()
    replies = ["先", "后"]

    async def answer(body: Body) -> Response:
        mine = replies.pop(0)
        if mine == "先":
            await gate.wait()
        return said(mine)

    engine.answer = answer
    monkeypatch.setattr(answering, "LEASE", timedelta(seconds=0.2))
    await talk.say("一")
    slow = asyncio.create_task(idle.answering._serve(talk.id))
    await asyncio.sleep(0.3)
    starts(second)
    await talk.settled()
    gate.set()
    await slow
    assert await talk.texts("bot") == ["后"]


async def test_waiting_for_the_engine_keeps_the_lease(
    parts: Services, second: Services, talk: Talk, engine: EngineDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "LEASE", timedelta(seconds=0.5))
    await engine.die()
    await talk.say("一")
    await asyncio.sleep(0.8)
    assert await second.answering._lease(talk.id) is None
    await engine.start()
    await answered_once(talk, "一")


# The engine is away


async def test_while_the_engine_is_away_there_is_one_notice_and_the_answer_comes_afterwards(
    talk: Talk, engine: EngineDouble
) -> None:
    await engine.die()
    for words in ("一", "二", "三"):
        await talk.say(words)

    async def told() -> bool:
        return DELAYED in await talk.texts("system")

    await eventually(told)
    await asyncio.sleep(0.3)
    await engine.start()
    await answered_once(talk, "一", "二", "三")
    assert await talk.texts("system") == [DELAYED]


async def test_a_short_absence_is_not_told(
    talk: Talk, engine: EngineDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "PATIENCE_SECONDS", 30.0)
    engine.fail(2, status=404)
    await talk.say("一")
    await answered_once(talk, "一")
    assert await talk.texts("system") == []


async def test_each_absence_is_told_anew(talk: Talk, engine: EngineDouble) -> None:
    for n in (1, 2):
        await engine.die()
        await talk.say(f"{n}")

        async def told(times: int = n) -> bool:
            return (await talk.texts("system")).count(DELAYED) == times

        await eventually(told)
        await engine.start()
        await talk.settled()
    assert await talk.texts("bot") == ["re: 1", "re: 2"]


async def test_the_notice_is_not_repeated_by_the_next_process(
    parts: Services, second: Services, talk: Talk, engine: EngineDouble
) -> None:
    await engine.die()
    await talk.say("一")

    async def told() -> bool:
        return DELAYED in await talk.texts("system")

    await eventually(told)
    await parts.answering.stop()
    starts(second)
    await asyncio.sleep(0.4)
    await engine.start()
    await answered_once(talk, "一")
    assert await talk.texts("system") == [DELAYED]


async def test_an_engine_without_a_model_is_away(talk: Talk, engine: EngineDouble) -> None:
    engine.fail(MOST_FAULTS + 4, status=409)
    await talk.say("一")
    await talk.settled()
    assert await talk.texts("bot") == ["re: 一"]


async def test_an_engine_that_dies_in_the_middle_of_an_answer_is_asked_again(
    talk: Talk, engine: EngineDouble
) -> None:
    engine.hold()
    await talk.say("一")
    await engine.is_asked()
    await engine.die()
    engine.answer = echo
    await engine.start()
    await answered_once(talk, "一")


async def test_a_human_can_be_had_while_the_engine_is_away(talk: Talk, engine: EngineDouble) -> None:
    await engine.die()
    await talk.press("handoff")
    await talk.settled()
    assert await talk.state() == "queued"
    assert (await talk.handoffs())[-1]["state"] == "queued"


async def test_a_human_can_be_had_while_an_earlier_message_waits_for_the_engine(
    talk: Talk, engine: EngineDouble
) -> None:
    """The likely way: no answer comes, the delay is told, and then a human is asked for."""
    await engine.die()
    await talk.say("付不了款")

    async def told() -> bool:
        return DELAYED in await talk.texts("system")

    await eventually(told)
    await talk.press("handoff")

    async def queued() -> bool:
        return await talk.state() == "queued"

    await eventually(queued, within=2)


# The engine is there, but faulty


async def test_a_fault_is_tried_again(talk: Talk, engine: EngineDouble) -> None:
    engine.fail(MOST_FAULTS - 1)
    await talk.say("一")
    await talk.settled()
    assert await talk.texts("bot") == ["re: 一"]


async def test_after_too_many_faults_there_is_an_apology_with_a_way_to_a_human(
    talk: Talk, engine: EngineDouble
) -> None:
    engine.fail(1000)
    await talk.say("一")
    messages = await talk.settled()
    apology = messages[-1]
    assert (apology.role, apology.text) == ("bot", APOLOGY)
    assert [button["action"] for button in apology.data["buttons"]] == ["handoff"]
    assert len(engine.asked) == MOST_FAULTS


async def test_the_apologys_button_leads_to_a_human(talk: Talk, engine: EngineDouble) -> None:
    engine.fail(MOST_FAULTS)
    await talk.say("一")
    await talk.settled()
    await talk.press("handoff")
    await talk.settled()
    assert await talk.state() == "queued"


async def test_after_an_apology_the_next_message_is_answered(talk: Talk, engine: EngineDouble) -> None:
    engine.fail(MOST_FAULTS)
    await talk.say("一")
    await talk.say("二")
    await talk.settled()
    assert await talk.texts("bot") == [APOLOGY, "re: 二"]


async def test_an_engine_that_never_answers_is_a_fault(
    parts: Services, talk: Talk, engine: EngineDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts.engine._http, "timeout", 0.05)
    engine.hold()
    await talk.say("一")
    await talk.settled()
    assert await talk.texts("bot") == [APOLOGY]


async def test_an_answer_that_comes_too_late_is_not_said_twice(
    parts: Services, talk: Talk, engine: EngineDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts.engine._http, "timeout", 0.2)
    waits = [0.4]

    async def late(body: Body) -> Response:
        if waits:
            await asyncio.sleep(waits.pop())
        return await echo(body)

    engine.answer = late
    await talk.say("一")
    await answered_once(talk, "一")


UNREADABLE: dict[str, Any] = {
    "not json": Response("<html>", media_type="application/json"),
    "no messages": JSONResponse({"locale": "en"}),
    "a message without a text": JSONResponse({"messages": [{"kind": "text"}]}),
    "a handoff without a summary": typed({"kind": "handoff", "text": "", "data": {}}),
    "a handoff with an unknown field": typed(
        {"kind": "handoff", "text": "", "data": {"summary": {"mood": "bad"}}}
    ),
    "a kind too long for the store": typed({"kind": "k" * 17, "text": "嗯", "data": {}}),
    "a text with a NUL": said("a\0b"),
    "nothing at all": typed(),
    "broken compression": Response(b"no gzip", headers={"Content-Encoding": "gzip"}),
}


@pytest.mark.parametrize("name", UNREADABLE)
async def test_an_answer_that_cannot_be_used_does_not_leave_the_customer_without_one(
    talk: Talk, engine: EngineDouble, name: str
) -> None:
    async def answer(body: Body) -> Response:
        return UNREADABLE[name]  # type: ignore[no-any-return]

    engine.answer = answer
    await talk.say("一")

    async def something_said() -> bool:
        return await talk.texts("bot") != []

    await eventually(something_said, within=3)


# The mute gate


async def test_a_late_answer_is_dropped_after_the_handoff(talk: Talk, engine: EngineDouble) -> None:
    gate = engine.hold()
    await talk.say("一")
    await engine.is_asked()
    await talk.queue()
    before = await talk.roles()
    gate.set()
    await asyncio.sleep(0.2)
    assert await talk.roles() == before
    assert "bot" not in before


async def test_what_is_pending_at_the_handoff_is_not_answered_by_the_bot(
    talk: Talk, engine: EngineDouble
) -> None:
    gate = engine.hold()
    await talk.press("handoff")
    await talk.say("在吗")
    await talk.say("有人吗")
    gate.set()
    await talk.settled()
    assert await talk.texts("bot") == []
    assert engine.texts() == ["handoff"]


@pytest.mark.parametrize("state", ["queued", "agent"])
async def test_the_engine_hears_nothing_while_a_human_has_the_conversation(
    talk: Talk, engine: EngineDouble, agent: Any, state: str
) -> None:
    await talk.queue()
    if state == "agent":
        await talk.take(agent)
    await talk.say("在吗")
    await asyncio.sleep(0.2)
    assert await talk.state() == state
    assert engine.asked == []
    assert await talk.texts("bot") == []


async def test_the_bot_says_nothing_after_its_own_wish_for_a_human(talk: Talk, engine: EngineDouble) -> None:
    engine.will_say(
        {"kind": "text", "text": "我帮您转", "data": {}},
        handoff(),
        {"kind": "text", "text": "还有别的吗？", "data": {}},
    )
    await talk.say("转人工")
    messages = await talk.settled()
    assert [(message.role, message.kind) for message in messages] == [
        ("customer", "text"),
        ("bot", "text"),
        ("system", "handoff"),
    ]


async def test_a_wish_for_a_human_said_twice_is_one_place_in_the_queue(
    talk: Talk, engine: EngineDouble
) -> None:
    engine.will_say(handoff(), handoff())
    await talk.say("转人工")
    await talk.settled()
    assert len(await talk.handoffs()) == 1


async def test_no_delay_is_told_while_a_human_has_the_conversation(talk: Talk, engine: EngineDouble) -> None:
    await engine.die()
    await talk.say("一")
    await talk.queue()
    await asyncio.sleep(0.3)
    assert DELAYED not in (await talk.texts("system"))[1:]
    assert await pending(talk.parts.database, talk.id) == 0


async def test_an_answer_to_a_message_from_before_the_close_is_dropped_after_the_reopening(
    idle: Services, talk: Talk, engine: EngineDouble, agent: Any
) -> None:
    """The bot is back by then, with a fresh memory: the old answer has nothing to do with it."""
    gate = engine.hold()
    await talk.say("旧的")
    late = asyncio.create_task(idle.answering._serve(talk.id))
    await engine.is_asked()
    await talk.queue()
    await talk.take(agent)
    await talk.close()
    await talk.say("新的")
    gate.set()
    with suppress(TimeoutError):
        await asyncio.wait_for(late, 3)
    assert "re: 旧的" not in await talk.texts("bot")


async def test_a_refused_message_is_not_answered(talk: Talk, engine: EngineDouble) -> None:
    """The engine may refuse a button it does not know; the customer hears of it all the same."""

    async def refuse(body: Body) -> Response:
        return refused(422)

    engine.answer = refuse
    await talk.press("next_step")
    await talk.settled()
    assert await talk.texts("bot") == [APOLOGY]
    assert await to_forget(talk.parts.database) == []
