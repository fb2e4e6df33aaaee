import asyncio

import pytest

from okpay.errors import ApiError
from okpay.services import Services
from okpay.store.ids import new_id
from tests.okpay.conftest import Begin
from tests.okpay.engine_double import EngineDouble
from tests.okpay.support import Talk

OFFER = {
    "kind": "guide_step",
    "text": "余额够吗？",
    "data": {"buttons": [{"label": "够的", "action": "answer:balance/0", "role": "answer"}]},
}


async def test_same_client_id_again_is_a_duplicate_of_the_first(talk: Talk) -> None:
    first = await talk.say("你好", "a")
    again = await talk.say("你好", "a")
    assert not first.duplicate
    assert again.duplicate
    assert (again.id, again.seq) == (first.id, first.seq)


async def test_a_duplicate_is_neither_kept_nor_asked_again(talk: Talk, engine: EngineDouble) -> None:
    await talk.say("你好", "a")
    await talk.say("另一句", "a")
    await talk.settled()
    assert await talk.texts("customer") == ["你好"]
    assert engine.texts() == ["你好"]


async def test_same_client_id_at_the_same_time_is_kept_once(talk: Talk, engine: EngineDouble) -> None:
    receipts = await asyncio.gather(*(talk.say("你好", "a") for _ in range(12)))
    await talk.settled()
    assert sum(not receipt.duplicate for receipt in receipts) == 1
    assert len({(receipt.id, receipt.seq) for receipt in receipts}) == 1
    assert await talk.roles() == ["customer", "bot"]
    assert engine.texts() == ["你好"]


async def test_same_client_id_in_another_conversation_is_no_duplicate(begin: Begin) -> None:
    one, other = await begin(), await begin()
    assert not (await one.say("你好", "a")).duplicate
    assert not (await other.say("你好", "a")).duplicate


async def test_numbers_rise_by_one_without_gaps_under_concurrency(talk: Talk) -> None:
    receipts = await asyncio.gather(*(talk.say(f"第{n}句") for n in range(25)))
    messages = await talk.settled()
    assert [message.seq for message in messages] == list(range(1, 51))
    assert len({receipt.seq for receipt in receipts}) == 25


async def test_a_failed_send_leaves_no_gap(talk: Talk) -> None:
    await talk.say("一")
    with pytest.raises(ApiError):
        await talk.press("no_such_button")
    await talk.say("二")
    assert [message.seq for message in await talk.settled()] == [1, 2, 3, 4]


async def test_unknown_conversation_takes_nothing(parts: Services) -> None:
    with pytest.raises(ApiError) as caught:
        await parts.intake.send(new_id(), "a", "你好", None)
    assert caught.value.status == 404


async def test_an_offered_button_is_kept_with_its_label(talk: Talk, engine: EngineDouble) -> None:
    engine.will_say(OFFER)
    await talk.say("付不了款")
    await talk.settled()
    await talk.press("answer:balance/0")
    await talk.settled()
    assert await talk.texts("customer") == ["付不了款", "够的"]
    assert engine.asked[1]["action"] == "answer:balance/0"
    assert "text" not in engine.asked[1]


async def test_a_button_of_another_conversation_is_refused(begin: Begin, engine: EngineDouble) -> None:
    one, stranger = await begin(), await begin()
    engine.will_say(OFFER)
    await one.say("付不了款")
    await one.settled()
    with pytest.raises(ApiError) as caught:
        await stranger.press("answer:balance/0")
    assert caught.value.code == "invalid_action"


@pytest.mark.parametrize("action", ["answer:balance/0", "restart", "/restart", "payment_failed{}", " "])
async def test_a_button_that_was_never_offered_is_refused(talk: Talk, action: str) -> None:
    with pytest.raises(ApiError) as caught:
        await talk.press(action)
    assert caught.value.status == 422
    assert await talk.messages() == []


async def test_a_button_the_customer_made_up_in_words_is_refused(talk: Talk) -> None:
    """Only what the bot offered counts: data of the customer's own messages does not."""
    await talk.press("handoff")
    await talk.settled()
    with pytest.raises(ApiError):
        await talk.press("answer:balance/0")


async def test_a_topic_may_be_asked_for_by_its_name(talk: Talk, engine: EngineDouble) -> None:
    await talk.press("payment_failed")
    await talk.settled()
    assert await talk.texts("customer") == ["付款失败怎么办"]
    assert engine.asked[0]["action"] == "payment_failed"


async def test_labels_are_in_the_conversations_language(begin: Begin) -> None:
    talk = await begin("en")
    await talk.press("payment_failed")
    assert await talk.texts("customer") == ["My payment failed"]


async def test_secrets_are_masked_before_they_are_kept_and_before_the_engine(
    talk: Talk, engine: EngineDouble
) -> None:
    await talk.say("我的卡号是4111 1111 1111 1111，密码是hunter2x")
    await talk.settled()
    kept = "".join([message.text for message in await talk.messages()])
    for place in (kept, engine.dump()):
        assert "1111" not in place
        assert "hunter2x" not in place
    assert engine.texts() == ["我的卡号是[卡号]，密码是[密码]"]


async def test_the_customer_is_told_that_something_was_masked(talk: Talk) -> None:
    await talk.say("密码是hunter2x")
    assert (await talk.roles())[:2] == ["customer", "system"]


async def test_nothing_is_said_about_masking_when_nothing_was(talk: Talk) -> None:
    await talk.say("付不了款")
    await talk.settled()
    assert await talk.roles() == ["customer", "bot"]
