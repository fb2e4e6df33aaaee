"""Places in the queue, and every way from one state to another."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from okpay.errors import ApiError
from okpay.handoff import queue
from okpay.services import Services
from okpay.store.models import Agent, Conversation
from okpay.texts import text
from tests.okpay.conftest import Begin
from tests.okpay.engine_double import EngineDouble, handoff
from tests.okpay.support import Talk, eventually, new_agent

Waiting = Callable[[int], Awaitable[list[Talk]]]


@pytest.fixture
def waiting(begin: Begin) -> Waiting:
    """As many conversations in the queue, first come first."""

    async def waiting(times: int) -> list[Talk]:
        talks = [await begin() for _ in range(times)]
        for talk in talks:
            await talk.queue()
        return talks

    return waiting


async def positions(talk: Talk) -> list[int]:
    """The places that the customer was told."""
    return [told["position"] for told in await talk.handoffs() if told["state"] == "queued"]


async def place(talk: Talk) -> int:
    """The place at present."""
    async with talk.parts.database.reading() as session:
        conversation = await session.get(Conversation, talk.id)
        assert conversation is not None
        return await queue.position(session, conversation)


async def take(talk: Talk, agent: Agent) -> list[str]:
    """As the desk takes: and everybody behind moves up."""
    async with talk.parts.database.writing() as session:
        conversation = await session.get(Conversation, talk.id, with_for_update=True)
        assert conversation is not None
        await queue.take(session, conversation, agent)
        await session.flush()
        return await queue.advance(session, talk.parts.settings.hours)


# The bot calls for a human


async def test_the_bots_wish_leads_into_the_queue(talk: Talk) -> None:
    await talk.press("handoff")
    messages = await talk.settled()
    last = messages[-1]
    assert await talk.state() == "queued"
    assert (last.role, last.kind, last.data) == ("system", "handoff", {"state": "queued", "position": 1})
    assert last.text == text("zh-CN", "handoff.queued_first")


async def test_what_the_bot_learned_is_kept_for_the_agent(talk: Talk, engine: EngineDouble) -> None:
    wish = handoff(urgent=True)
    wish["data"]["summary"] |= {"topic": {"zh-CN": "付款失败"}, "said": ["付不了款"], "reason": "asked"}
    engine.will_say(wish)
    await talk.say("转人工")
    await talk.settled()
    conversation = await talk.conversation()
    assert conversation.summary is not None
    assert conversation.summary["said"] == ["付不了款"]
    assert conversation.urgent


async def test_the_place_is_told_with_the_time_it_may_take(waiting: Waiting) -> None:
    *_, last = await waiting(3)
    told = (await last.handoffs())[-1]
    assert told["position"] == 3
    assert told["wait_seconds"] > 0
    assert (await last.messages())[-1].text == text("zh-CN", "handoff.queued", {"ahead": 2})


# Places


async def test_first_come_first(waiting: Waiting) -> None:
    talks = await waiting(4)
    assert [await place(talk) for talk in talks] == [1, 2, 3, 4]
    assert [await positions(talk) for talk in talks] == [[1], [2], [3], [4]]


async def test_urgent_ones_stand_before_the_others(waiting: Waiting, begin: Begin) -> None:
    calm = await waiting(2)
    urgent = [await begin() for _ in range(2)]
    for talk in urgent:
        await talk.queue(urgent=True)
    assert [await place(talk) for talk in (*urgent, *calm)] == [1, 2, 3, 4]
    assert [await positions(talk) for talk in urgent] == [[1], [2]]


async def test_whoever_is_not_waiting_counts_for_nobody(waiting: Waiting, begin: Begin, agent: Agent) -> None:
    taken, closed, last = await waiting(3)
    await begin()
    await take(taken, agent)
    await take(closed, agent)
    await closed.close()
    assert await place(last) == 1


async def test_whoever_comes_at_the_same_time_is_told_a_place_of_their_own(begin: Begin) -> None:
    talks = [await begin() for _ in range(6)]
    await asyncio.gather(*(talk.queue() for talk in talks))
    told = [(await positions(talk))[0] for talk in talks]
    assert sorted(told) == [1, 2, 3, 4, 5, 6]


# Moving up


async def test_those_behind_are_told_that_they_moved_up(waiting: Waiting, agent: Agent) -> None:
    first, second, third = await waiting(3)
    told = await take(first, agent)
    assert told == [second.id, third.id]
    assert await positions(second) == [2, 1]
    assert await positions(third) == [3, 2]


async def test_those_before_are_told_nothing(waiting: Waiting, agent: Agent) -> None:
    first, second, third = await waiting(3)
    assert await take(second, agent) == [third.id]
    assert await positions(first) == [1]


async def test_nobody_is_told_a_place_that_did_not_change(waiting: Waiting, agent: Agent) -> None:
    first, second = await waiting(2)
    await take(second, agent)
    async with first.parts.database.writing() as session:
        assert await queue.advance(session, first.parts.settings.hours) == []


async def test_those_far_behind_are_told_only_when_they_moved_far(waiting: Waiting, agent: Agent) -> None:
    talks = await waiting(queue.NEAR + queue.FAR + 2)
    last = talks[-1]
    for talk in talks[: queue.FAR - 1]:
        await take(talk, agent)
    assert await positions(last) == [len(talks)]
    await take(talks[queue.FAR - 1], agent)
    assert await positions(last) == [len(talks), len(talks) - queue.FAR]


async def test_moving_down_behind_an_urgent_one_is_not_told(waiting: Waiting, begin: Begin) -> None:
    (calm,) = await waiting(1)
    await (await begin()).queue(urgent=True)
    async with calm.parts.database.writing() as session:
        assert await queue.advance(session, calm.parts.settings.hours) == []
    assert await positions(calm) == [1]


# Taking


async def test_the_customer_is_told_who_has_taken_it(talk: Talk, agent: Agent) -> None:
    await talk.queue()
    await talk.take(agent)
    conversation = await talk.conversation()
    assert (conversation.state, conversation.assignee_id) == ("agent", agent.id)
    assert (await talk.handoffs())[-1] == {"state": "assigned", "agent": {"name": "小李"}}


async def test_two_agents_at_once_exactly_one_has_it(talk: Talk, parts: Services, agent: Agent) -> None:
    other = await new_agent(parts.database, "小王")
    await talk.queue()
    outcomes = await asyncio.gather(talk.take(agent), talk.take(other), return_exceptions=True)
    lost = [outcome for outcome in outcomes if outcome is not None]
    assert [getattr(outcome, "code", outcome) for outcome in lost] == ["taken"]
    winner = agent if outcomes[0] is None else other
    assert (await talk.conversation()).assignee_id == winner.id
    assert [told["state"] for told in await talk.handoffs()] == ["queued", "assigned"]


async def test_taking_it_twice_is_no_fault_and_told_once(talk: Talk, agent: Agent) -> None:
    await talk.queue()
    await talk.take(agent)
    await talk.take(agent)
    assert [told["state"] for told in await talk.handoffs()] == ["queued", "assigned"]


async def test_many_agents_taking_many_conversations_at_once_all_succeed(
    waiting: Waiting, parts: Services
) -> None:
    """Each takes another one; nobody may be left waiting for somebody who waits for them."""
    talks = await waiting(6)
    agents = [await new_agent(parts.database, f"客服{n}") for n in range(6)]
    for _ in range(3):
        outcomes = await asyncio.gather(
            *(take(talk, agent) for talk, agent in zip(talks, agents, strict=True)), return_exceptions=True
        )
        assert [outcome for outcome in outcomes if isinstance(outcome, BaseException)] == []
    assert {await talk.state() for talk in talks} == {"agent"}


async def test_taking_while_another_is_erased_succeeds(
    waiting: Waiting, parts: Services, agent: Agent
) -> None:
    talks = await waiting(6)
    outcomes = await asyncio.gather(
        *(take(talk, agent) for talk in talks[::2]),
        *(parts.forgetter.erase(talk.id) for talk in talks[1::2]),
        return_exceptions=True,
    )
    assert [outcome for outcome in outcomes if isinstance(outcome, BaseException)] == []


@pytest.mark.parametrize("state", ["bot", "closed"])
async def test_nobody_takes_what_does_not_wait(talk: Talk, agent: Agent, state: str) -> None:
    if state == "closed":
        await talk.queue()
        await talk.take(agent)
        await talk.close()
    with pytest.raises(ApiError) as caught:
        await talk.take(agent)
    assert caught.value.status == 409
    assert await talk.state() == state


# Closing, and coming back


async def test_the_close_is_told_and_nobody_has_it_any_more(talk: Talk, agent: Agent) -> None:
    await talk.queue(urgent=True)
    await talk.take(agent)
    await talk.close()
    conversation = await talk.conversation()
    assert (conversation.state, conversation.assignee_id, conversation.urgent) == ("closed", None, False)
    assert (await talk.handoffs())[-1] == {"state": "closed"}


async def test_a_message_after_the_close_is_the_bots(talk: Talk, agent: Agent) -> None:
    await talk.queue()
    await talk.take(agent)
    await talk.close()
    await talk.say("还有一件事")
    await talk.settled()
    assert await talk.state() == "bot"
    assert await talk.texts("bot") == ["re: 还有一件事"]
    assert (await talk.conversation()).summary is None


async def test_a_second_handoff_has_a_place_and_a_summary_of_its_own(talk: Talk, agent: Agent) -> None:
    await talk.queue(urgent=True)
    await talk.take(agent)
    await talk.close()
    await talk.press("handoff")

    async def queued() -> bool:
        return await talk.state() == "queued"

    await eventually(queued)
    conversation = await talk.conversation()
    assert not conversation.urgent
    assert await positions(talk) == [1, 1]


async def test_the_words_are_in_the_conversations_language(begin: Begin, agent: Agent) -> None:
    talk = await begin("en")
    await talk.queue()
    await talk.take(agent)
    assert (await talk.messages())[-1].text == text("en", "handoff.assigned", {"name": "小李"})
