"""What the customer has said already is not asked for again."""

import pytest

from actions.actions import (
    AnswerCheck,
    ConfirmTopic,
    Fallback,
    Handoff,
    NextStep,
    PreviousStep,
    Solved,
    TriedAll,
    Unsolved,
)
from actions.context import library
from actions.settling import settled
from okpay.knowledge.article import LOCALES, ToStep
from okpay.messages import BotMessage
from tests.actions.talk import Talk, start


def title(article: str, step: str) -> str:
    return library().get(article, "zh-CN").step(step).title


def shown(said: list[BotMessage]) -> str:
    [step] = [message for message in said if message.kind == "guide_step"]
    return str(step.data["step_title"])


def lead(said: list[BotMessage]) -> str:
    return str(said[0].data["lead"])


def test_a_step_that_was_done_is_passed_over_and_said_so() -> None:
    said = start(Talk(), "fraud_report", "有笔转账不对,密码改过了")
    assert shown(said) == title("fraud_report", "evidence")
    assert "密码改过了" in lead(said)
    assert title("fraud_report", "password") in lead(said)


def test_one_answer_can_settle_two_checks() -> None:
    talk = Talk()
    start(talk, "payment_failed", "付款失败,钱够,信号也满格")
    talk.press(AnswerCheck(), "answer:charged/1")
    said = talk.press(AnswerCheck(), "answer:hint/6")
    assert shown(said) == title("payment_failed", "method")
    for words in (
        "钱够",
        "信号也满格",
        title("payment_failed", "balance"),
        title("payment_failed", "network"),
    ):
        assert words in lead(said)


def test_an_answer_with_more_in_it_settles_the_next_step() -> None:
    talk = Talk(guide={"article": "payment_failed", "visits": [{"step": "balance"}]})
    option = ("option", "钱够", "balance/0")
    said = talk.say(AnswerCheck(), "钱够,信号也满格", option, intent="answer")
    assert shown(said) == title("payment_failed", "method")


def test_a_human_sees_what_was_passed_over_and_in_which_words() -> None:
    talk = Talk()
    start(talk, "fraud_report", "密码改过了还是有人转钱")
    [wish] = talk.press(Handoff(), "handoff")
    [tried] = wish.data["summary"]["tried"]
    assert tried["step"]["id"] == "password"
    assert tried["outcome"] == "answered"
    assert "密码改过了" in tried["answer"]


@pytest.mark.parametrize(
    "words", ["密码改了没有用吗", "要不要把密码改了", "密码没改", "如果密码改了呢", "被盗了"]
)
def test_when_unsure_the_step_is_shown(words: str) -> None:
    assert shown(start(Talk(), "fraud_report", words)) == title("fraud_report", "password")


@pytest.mark.parametrize(
    ("article", "words"),
    [
        ("login_failed", "登不上去了"),
        ("login_failed", "一直登录不了,怎么办"),
        ("payment_failed", "付款失败了,不知道为什么"),
        ("recharge_not_arrived", "充值没到账"),
        ("withdraw_failed", "提现没到,什么都没有"),
        ("account_locked", "账户被锁了"),
    ],
)
def test_the_trouble_itself_settles_nothing(article: str, words: str) -> None:
    [said] = start(Talk(), article, words)
    assert said.data["step"] == 1


def test_said_in_the_middle_it_counts_as_well() -> None:
    talk = Talk(guide={"article": "payment_failed", "visits": [{"step": "network"}]})
    said = talk.say(Unsolved(), "换了网络也不行", intent="unsolved")
    assert shown(said) == title("payment_failed", "method")
    assert "换了网络也不行" in lead(said)


def test_said_in_words_that_nothing_else_understands() -> None:
    talk = Talk(guide={"article": "payment_failed", "visits": [{"step": "network"}]})
    assert shown(talk.say(Fallback(), "信号满格的", intent="nlu_fallback")) == title(
        "payment_failed", "method"
    )


def test_naming_the_topic_again_counts_as_well() -> None:
    talk = Talk()
    start(talk, "fraud_report", "被骗了")
    assert shown(start(talk, "fraud_report", "被骗了,密码改过了")) == title("fraud_report", "evidence")


def test_back_shows_what_was_passed_over() -> None:
    talk = Talk()
    start(talk, "fraud_report", "密码改过了")
    said = talk.press(PreviousStep(), "previous_step")
    assert shown(said) == title("fraud_report", "password")
    assert shown(talk.press(NextStep(), "next_step")) == title("fraud_report", "evidence")


@pytest.mark.parametrize("locale", LOCALES)
def test_every_done_phrase_settles_its_step(locale: str) -> None:
    """A phrase that reads as a denial or a question would never be heard."""
    lost = [
        (article.id, step.id, phrase)
        for article in (library().get(topic, locale) for topic in library().ids)  # type: ignore[arg-type]
        for step in article.steps
        for phrase in step.done_phrases
        if isinstance(step.target, ToStep) and not settled(article, step, [phrase.replace("…", " ")])
    ]
    assert not lost


def test_what_settles_a_later_step_is_noted_as_the_guide_begins() -> None:
    talk = Talk()
    said = start(talk, "login_failed", "登不上,换过网络了")
    assert shown(said) == title("login_failed", "message")
    assert "换过网络了" in lead(said)
    assert title("login_failed", "network") not in lead(said)


def test_a_yes_with_a_fact_in_it_is_noted_where_no_answer_is_a_yes() -> None:
    talk = Talk()
    start(talk, "login_failed", "登不上")
    said = talk.say(AnswerCheck(), "密码是对的", intent="affirm")
    assert shown(said) == title("login_failed", "message")
    assert "密码是对的" in lead(said)


@pytest.mark.parametrize("words", ["好了", "弄好了", "搞定!"])
def test_done_is_an_answer_to_a_step_that_has_to_be_done(words: str) -> None:
    talk = Talk()
    start(talk, "fraud_report", "我的账户被盗了")
    said = talk.say(Solved(), words, intent="solved")
    assert shown(said) == title("fraud_report", "evidence")
    assert shown(talk.say(Solved(), words, intent="solved")) == title("fraud_report", "contact")


@pytest.mark.parametrize("words", ["好了,能登上了", "问题解决了", "好了吗"])
def test_solved_is_more_than_done(words: str) -> None:
    talk = Talk()
    start(talk, "account_locked", "账户锁了")
    talk.press(NextStep(), "next_step")
    assert [message.kind for message in talk.say(Solved(), words, intent="solved")] == ["text"]
    assert talk.slots["guide"] is None


def test_done_is_solved_where_the_step_is_the_whole_matter() -> None:
    talk = Talk(guide={"article": "login_failed", "visits": [{"step": "network"}]})
    talk.say(Solved(), "好了", intent="solved")
    assert talk.slots["guide"] is None


def test_the_button_says_solved_at_every_step() -> None:
    talk = Talk()
    start(talk, "fraud_report", "我的账户被盗了")
    talk.press(Solved(), "solved")
    assert talk.slots["guide"] is None


def test_a_detail_of_the_matter_is_noted_and_no_other_matter() -> None:
    talk = Talk()
    start(talk, "recharge_not_arrived", "充值没到账")
    said = talk.say(
        ConfirmTopic(), "前天下午", ("time", "前天下午", "前天下午"), ranking={"slow_response": 0.5}
    )
    assert shown(said) == title("recharge_not_arrived", "charged")
    assert "前天下午" in lead(said)
    assert talk.slots["time"] == "前天下午"


def test_all_of_one_step_was_tried_and_not_all_of_them() -> None:
    talk = Talk()
    start(talk, "login_failed", "登不上")
    said = talk.say(TriedAll(), "换网络、流量都试过了", intent="tried_all")
    assert shown(said) == title("login_failed", "message")
    [offer] = talk.say(TriedAll(), "都试过了", intent="tried_all")
    assert offer.kind == "text"


@pytest.mark.parametrize("words", ["余额够不够", "实名过不了"])
def test_what_is_asked_or_fails_settles_nothing(words: str) -> None:
    article = library().get("payment_failed", "zh-CN")
    assert [step.id for step in article.steps if settled(article, step, [words])] == []
