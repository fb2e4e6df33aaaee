"""What is said in the middle of a guide and settles another step of it is no other matter."""

import pytest

from actions.actions import ConfirmTopic, Fallback, NextStep, NoArticle, StartGuide
from okpay.messages import BotMessage
from tests.actions.talk import Talk, start

BOTH = "钱够,信号也满格"


def where(said: list[BotMessage]) -> tuple[str, int]:
    return said[-1].data["article_id"], said[-1].data["step"]


@pytest.mark.parametrize("move", [ConfirmTopic(), Fallback(), NoArticle()])
def test_what_settles_a_later_step_is_noted_and_the_question_stays(move: ConfirmTopic) -> None:
    talk = Talk()
    start(talk, "payment_failed")
    said = talk.say(move, BOTH, intent="nlu_confirm", ranking={"limit_raise": 0.5})
    assert where(said) == ("payment_failed", 1)
    assert "钱够" in said[-1].data["lead"]
    assert talk.slots["question"] == "check"
    assert talk.slots["misses"] == 0


def test_the_step_is_passed_over_when_it_comes() -> None:
    told, untold = Talk(), Talk()
    for talk in (told, untold):
        start(talk, "payment_failed")
    told.say(Fallback(), BOTH, intent="nlu_fallback")
    for talk in (told, untold):
        talk.press(NextStep(), "next_step")
    assert where(told.press(NextStep(), "next_step"))[1] > where(untold.press(NextStep(), "next_step"))[1]


def test_a_fact_of_this_guide_begins_no_other() -> None:
    talk = Talk()
    start(talk, "payment_failed")
    said = talk.say(StartGuide(), "认证也做了", intent="identity_verification")
    assert where(said) == ("payment_failed", 1)


@pytest.mark.parametrize("words", ["身份认证怎么做", "认证没通过怎么办", "要去做认证吗"])
def test_a_question_about_it_does(words: str) -> None:
    talk = Talk()
    start(talk, "payment_failed")
    assert where(talk.say(StartGuide(), words, intent="identity_verification"))[0] == "identity_verification"


def test_still_no_is_no_answer_to_a_question_of_fact() -> None:
    talk = Talk()
    start(talk, "recharge_not_arrived")
    meant = [option["action"] for option in talk.slots["options"] if "还是不行" in option["phrases"]]
    assert meant == ["unsolved"]
