"""A human is called for while none is there."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from okpay.handoff.hours import DAYS
from okpay.knowledge.article import Locale
from okpay.messages import GO_ON, LEAVE_MESSAGE
from okpay.services import Services
from okpay.settings import Settings
from okpay.store.models import Message
from okpay.texts import catalogue
from tests.okpay.conftest import stop
from tests.okpay.engine_double import EngineDouble, handoff
from tests.okpay.support import Talk

# Far from today, whatever the zone.
CLOSED = f"{DAYS[(datetime.now(UTC).weekday() + 3) % 7]} 09:00-18:00"


@pytest.fixture
async def parts(chosen: Settings) -> AsyncIterator[Services]:
    """A service whose agents are away."""
    parts = Services.build(chosen.model_copy(update={"agent_hours": CLOSED}))
    await parts.start()
    yield parts
    await stop(parts)


async def called(talk: Talk) -> Message:
    """What the customer hears who asks for a human."""
    await talk.press("handoff")
    return (await talk.settled())[-1]


@pytest.mark.parametrize("locale", ["zh-CN", "zh-TW", "en"])
async def test_it_is_said_when_somebody_is_back(parts: Services, locale: Locale) -> None:
    talk = await Talk.begin(parts, locale)
    said = await called(talk)
    assert (said.role, said.kind, said.data["state"]) == ("bot", "handoff", "after_hours")
    back = datetime.fromisoformat(said.data["opens_at"])
    assert timedelta(days=1) < back - datetime.now(UTC) < timedelta(days=4)
    day = back.astimezone(parts.settings.hours.zone).weekday()
    assert f"{catalogue(locale)['hours.day'][day]} " in said.text
    assert "09:00" in said.text


async def test_a_message_can_be_left_or_the_bot_goes_on(talk: Talk, engine: EngineDouble) -> None:
    said = await called(talk)
    assert [button["action"] for button in said.data["buttons"]] == [LEAVE_MESSAGE, GO_ON]
    assert await talk.state() == "bot"
    for action in (LEAVE_MESSAGE, GO_ON):
        await talk.press(action)
        assert (await talk.settled())[-1].text == f"re: {action}"


async def test_who_asks_again_is_not_told_the_same(talk: Talk) -> None:
    assert (await called(talk)).text != (await called(talk)).text


async def test_what_is_urgent_waits_in_the_queue_and_is_told_how_long(
    talk: Talk, engine: EngineDouble
) -> None:
    engine.will_say(handoff(urgent=True))
    said = await called(talk)
    assert await talk.state() == "queued"
    assert (said.role, said.data["state"], said.data["position"]) == ("system", "queued", 1)
    assert said.data["opens_at"]
    assert "wait_seconds" not in said.data
    assert "09:00" in said.text


async def test_who_moves_up_meanwhile_is_not_told_to_hold_on(parts: Services) -> None:
    first, second = await Talk.begin(parts), await Talk.begin(parts)
    for talk in (first, second):
        await talk.queue()
    await parts.forgetter.erase(first.id)
    told = (await second.messages())[-1]
    assert told.data["position"] == 1
    assert told.data["opens_at"]
    assert "09:00" in told.text


async def test_without_the_engine_what_was_said_before_still_waits_for_it(
    talk: Talk, engine: EngineDouble
) -> None:
    await engine.die()
    await talk.say("付不了款")
    await talk.press("handoff")
    await engine.start()
    await talk.settled()
    said = await talk.messages()
    assert next(message.text for message in said if message.role == "bot") == "re: 付不了款"
    assert [message.data["state"] for message in said if message.kind == "handoff"] == ["after_hours"]


async def test_without_the_engine_who_only_wants_a_human_is_answered(
    talk: Talk, engine: EngineDouble
) -> None:
    await engine.die()
    assert (await called(talk)).data["state"] == "after_hours"
