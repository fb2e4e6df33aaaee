"""The parts as a whole: they start and stop together."""

import asyncio

from okpay.services import Services
from okpay.settings import Settings
from tests.okpay.conftest import stop
from tests.okpay.engine_double import EngineDouble
from tests.okpay.support import Talk


async def test_a_fault_in_the_background_does_not_keep_it_from_stopping(chosen: Settings) -> None:
    async def fail() -> None:
        raise ConnectionError

    parts = Services.build(chosen)
    await parts.start()
    parts._tasks.insert(0, asyncio.create_task(fail()))
    await asyncio.sleep(0.05)
    try:
        await parts.stop()
        assert parts.engine._http.is_closed
    finally:
        parts._tasks.pop(0)
        await stop(parts)


async def test_what_is_pending_at_the_stop_is_answered_after_the_start(
    chosen: Settings, engine: EngineDouble
) -> None:
    first = Services.build(chosen)
    await first.start()
    talk = await Talk.begin(first)
    gate = engine.hold()
    await talk.say("一")
    await engine.is_asked()
    await stop(first)
    gate.set()
    second = Services.build(chosen)
    await second.start()
    talk = Talk(second, talk.id, talk.token)
    await talk.settled()
    assert await talk.roles() == ["customer", "bot"]
    await stop(second)


async def test_a_conversation_can_be_gone_on_with_after_a_restart(chosen: Settings) -> None:
    first = Services.build(chosen)
    await first.start()
    talk = await Talk.begin(first)
    await talk.say("一", "a")
    await talk.settled()
    await stop(first)
    second = Services.build(chosen)
    await second.start()
    talk = Talk(second, talk.id, talk.token)
    assert (await talk.say("一", "a")).duplicate
    await talk.say("二", "b")
    await talk.settled()
    assert await talk.texts("bot") == ["re: 一", "re: 二"]
    await stop(second)
