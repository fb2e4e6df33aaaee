"""A human was called for, and the service said that none is there: a message is left, or the bot goes on."""

import pytest

from actions.actions import FillForm, Handoff, OpenTicket, Resume, TriedAll
from okpay.messages import GO_ON, LEAVE_MESSAGE
from tests.actions.talk import Talk, actions_of, start


@pytest.mark.parametrize("locale", ["zh-CN", "zh-TW", "en"])
def test_a_message_can_be_left_in_words_as_well(locale: str) -> None:
    talk = Talk(locale=locale)
    start(talk, "recharge_not_arrived")
    talk.press(Handoff(), "handoff")
    words = {"zh-CN": "留个言", "zh-TW": "留個言", "en": "leave a message"}[locale]
    options = talk.slots["options"]
    assert next(option["action"] for option in options if words in option["phrases"]) == LEAVE_MESSAGE


def test_what_is_left_is_a_follow_up_with_what_was_said() -> None:
    talk = Talk()
    start(talk, "recharge_not_arrived", "充值没到账")
    talk.press(Handoff(), "handoff")
    [asked] = talk.press(OpenTicket(), LEAVE_MESSAGE)
    assert asked.data["ticket_kind"] == "follow_up"
    assert talk.slots["form"]["values"]["description"] == "充值没到账"


def test_the_bot_goes_on_with_the_step() -> None:
    talk = Talk()
    [step] = start(talk, "login_failed")
    talk.press(Handoff(), "handoff")
    [again] = talk.press(Resume(), GO_ON)
    assert again.data["article_id"] == "login_failed"
    assert again.data["step"] == step.data["step"]


def test_the_bot_goes_on_with_this_guide_and_not_the_one_before() -> None:
    talk = Talk()
    start(talk, "login_failed")
    start(talk, "fees")
    talk.press(Handoff(), "handoff")
    [again] = talk.press(Resume(), GO_ON)
    assert again.data["article_id"] == "fees"


def test_the_bot_goes_on_with_the_form() -> None:
    talk = Talk()
    start(talk, "recharge_not_arrived")
    [asked] = talk.press(OpenTicket(), "open_ticket")
    talk.press(Handoff(), "handoff")
    [again] = talk.press(Resume(), GO_ON)
    assert again.data["field"] == asked.data["field"]
    [following] = talk.press(FillForm(), "skip")
    assert following.data["field"] != asked.data["field"]


def test_a_guide_that_is_over_is_not_shown_once_more() -> None:
    talk = Talk()
    start(talk, "login_failed")
    talk.press(TriedAll(), "tried_all")
    talk.press(Handoff(), "handoff")
    [said] = talk.press(Resume(), GO_ON)
    assert said.kind == "text"
    assert "handoff" in actions_of(said)
