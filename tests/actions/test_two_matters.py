"""Two problems in one message."""

import pytest

from actions.actions import Decline, Resume, Solved, StartGuide, StartOver
from actions.context import library
from okpay.knowledge.article import Locale
from tests.actions.talk import Talk, actions_of, start

WORDS = "密码忘了，另外昨天充的钱也没到"


def title(article: str, locale: Locale = "zh-CN") -> str:
    return library().get(article, locale).title


def say_two(talk: Talk, first: str, second: str, words: str = WORDS) -> str:
    """The customer names two topics; the article that is shown."""
    [said] = talk.say(StartGuide(), words, ("second_topic", "", second), intent=first)
    return str(said.data["article_id"])


def test_the_first_is_guided_and_the_second_is_said_to_come() -> None:
    talk = Talk()
    [said] = talk.say(
        StartGuide(), WORDS, ("second_topic", "", "recharge_not_arrived"), intent="password_reset"
    )
    assert said.data["article_id"] == "password_reset"
    assert title("password_reset") in said.data["lead"]
    assert title("recharge_not_arrived") in said.data["lead"]


def test_the_second_is_offered_when_the_first_is_solved() -> None:
    talk = Talk()
    say_two(talk, "password_reset", "recharge_not_arrived")
    offered = talk.press(Solved(), "solved")[-1]
    assert title("recharge_not_arrived") in offered.text
    assert "没看完" not in offered.text
    assert "resume" in actions_of(offered)
    [begun] = talk.press(Resume(), "resume")
    assert begun.data["article_id"] == "recharge_not_arrived"
    assert "上次" not in begun.data["lead"]


def test_the_second_can_be_had_at_once() -> None:
    talk = Talk()
    [said] = talk.say(
        StartGuide(), WORDS, ("second_topic", "", "recharge_not_arrived"), intent="password_reset"
    )
    assert "resume" in actions_of(said)


def test_what_cannot_wait_comes_first() -> None:
    assert say_two(Talk(), "withdraw_howto", "fraud_report") == "fraud_report"


def test_a_threat_to_complain_comes_after_what_it_is_about() -> None:
    words = "充值三天没到，再不解决我就去投诉你们"
    assert say_two(Talk(), "feedback_complaint", "recharge_not_arrived", words) == "recharge_not_arrived"
    words = "我想投诉，另外充值没到"
    assert say_two(Talk(), "feedback_complaint", "recharge_not_arrived", words) == "feedback_complaint"


def test_a_second_that_is_in_hand_already_is_not_kept_twice() -> None:
    talk = Talk()
    start(talk, "fees")
    assert say_two(talk, "password_reset", "fees") == "password_reset"
    assert [walk["article"] for walk in talk.slots["suspended"]] == ["fees"]


def test_a_second_without_an_article_is_none() -> None:
    talk = Talk()
    assert say_two(talk, "password_reset", "gone") == "password_reset"
    assert talk.slots.get("suspended") is None


def test_who_does_not_want_the_second_is_not_asked_again() -> None:
    talk = Talk()
    say_two(talk, "password_reset", "recharge_not_arrived")
    talk.press(Solved(), "solved")
    talk.press(Decline(), "deny")
    assert talk.slots["suspended"] is None


def test_another_question_forgets_both() -> None:
    talk = Talk()
    say_two(talk, "password_reset", "recharge_not_arrived")
    talk.press(StartOver(), "start_over")
    assert (talk.slots["guide"], talk.slots["suspended"]) == (None, None)


@pytest.mark.parametrize("locale", ["zh-CN", "zh-TW", "en"])
def test_both_are_named_in_the_customers_language(locale: Locale) -> None:
    talk = Talk(locale=locale)
    [said] = talk.say(StartGuide(), "…", ("second_topic", "", "fees"), intent="password_reset")
    assert title("fees", locale) in said.data["lead"]
