"""Who is upset or pressed gets a word that fits, and a human before all else; the guide stays."""

import pytest

from actions.actions import ConfirmTopic, Fallback, Handoff, NoArticle, Solved, StartGuide, Unsolved
from actions.context import library
from okpay.messages import BotMessage
from okpay.texts import catalogue
from tests.actions.talk import Talk, actions_of, start


def is_comforted(said: BotMessage, mood: str, locale: str = "zh-CN") -> bool:
    words = catalogue(locale)
    replies = [reply.format(handoff=words["button.handoff"][0]) for reply in words[f"mood.reply.{mood}"]]
    return any(said.text.startswith(reply) for reply in replies)


@pytest.mark.parametrize(
    ("words", "mood"),
    [
        ("充值三天没到账,气死我了", "angry"),
        ("充值没到账,你们这什么垃圾平台", "angry"),
        ("再不到账我就去投诉", "threat"),
        ("充值没到,不处理我就打12315", "threat"),
        ("充值没到账,很急", "urgent"),
        ("没到账,急!", "urgent"),
    ],
)
def test_the_human_comes_first_and_the_guide_stays(words: str, mood: str) -> None:
    [step] = start(Talk(), "recharge_not_arrived", words)
    assert step.kind == "guide_step"
    assert is_comforted(step, mood)
    assert actions_of(step)[0] == "handoff"
    assert actions_of(step).count("handoff") == 1
    assert [b["action"] for b in step.data["buttons"] if b["role"] == "primary"] == ["handoff"]


@pytest.mark.parametrize(
    "words",
    [
        "充值没到账",
        "不着急,充值没到",
        "怎么投诉",
        "垃圾箱看过了,没有邮件",
        "不急",
        "我妈的充值没到",
        "怎样防止被盗",
    ],
)
def test_who_is_calm_gets_the_guide_as_it_is(words: str) -> None:
    [step] = start(Talk(), "recharge_not_arrived", words)
    assert actions_of(step)[0] != "handoff"


@pytest.mark.parametrize(
    ("locale", "words", "mood"),
    [("zh-TW", "氣死我了,儲值沒到", "angry"), ("en", "this is ridiculous, where is my money", "angry")],
)
def test_in_every_language(locale: str, words: str, mood: str) -> None:
    [step] = start(Talk(locale=locale), "recharge_not_arrived", words)
    assert is_comforted(step, mood, locale)


def test_who_was_robbed_protects_the_account_first_whatever_else_is_the_matter() -> None:
    talk = Talk()
    [step] = start(talk, "login_failed", "我的号被盗了,登不上去")
    assert step.data["article_id"] == "fraud_report"
    assert actions_of(step)[0] == "handoff"
    [wish] = talk.press(Handoff(), "handoff")
    assert wish.data["summary"]["urgent"] is True


def test_an_urgent_article_has_its_three_steps_and_then_a_human() -> None:
    talk = Talk()
    said = start(talk, "fraud_report", "被骗了")
    titles = []
    while said[0].kind == "guide_step":
        titles.append(said[0].data["step_title"])
        assert actions_of(said[0])[0] == "handoff"
        said = talk.press(Unsolved(), "unsolved")
    assert titles == [step.title for step in library().get("fraud_report", "zh-CN").steps]
    assert len(titles) == 3
    assert actions_of(said[0])[0] == "handoff"


@pytest.mark.parametrize(
    ("value", "is_large"), [("20000 CNY", True), ("10000 USD", True), ("9999 CNY", False)]
)
def test_a_large_amount_brings_a_human(value: str, is_large: bool) -> None:
    words = f"充了{value}没到账"
    [step] = Talk().say(StartGuide(), words, ("amount", value, value), intent="recharge_not_arrived")
    assert (actions_of(step)[0] == "handoff") is is_large


def test_to_ask_about_a_large_amount_is_nothing_to_worry_about() -> None:
    words = "提现50000元手续费多少"
    [step] = Talk().say(StartGuide(), words, ("amount", "50000元", "50000 CNY"), intent="fees")
    assert actions_of(step)[0] != "handoff"


@pytest.mark.parametrize(
    ("words", "is_urgent"), [("没到账,很急", True), ("没到账,我要起诉", True), ("没到账,气死我了", False)]
)
def test_a_human_is_told_why(words: str, is_urgent: bool) -> None:
    talk = Talk()
    start(talk, "recharge_not_arrived", words)
    [wish] = talk.press(Handoff(), "handoff")
    assert wish.data["summary"]["urgent"] is is_urgent
    assert wish.data["summary"]["reason"]


def test_what_is_grave_is_not_forgotten_over_anger() -> None:
    talk = Talk()
    start(talk, "recharge_not_arrived", "很急")
    talk.say(Unsolved(), "气死我了,没用", intent="unsolved")
    assert talk.slots["mood"] == "urgent"


def test_once_it_is_solved_nobody_has_to_hurry() -> None:
    talk = Talk()
    start(talk, "recharge_not_arrived", "很急")
    talk.press(Solved(), "solved")
    [wish] = talk.press(Handoff(), "handoff")
    assert wish.data["summary"]["urgent"] is False


def test_asked_for_a_human_in_anger_it_says_nothing_else() -> None:
    [wish] = Talk().say(Handoff(), "气死我了,转人工", intent="handoff")
    assert wish.kind == "handoff"


def test_anger_that_is_not_understood_gets_a_human_at_once() -> None:
    [said] = Talk().say(Fallback(), "气死我了", intent="out_of_scope")
    assert is_comforted(said, "angry")
    assert actions_of(said)[0] == "handoff"


def test_every_kind_of_answer_can_be_comforted() -> None:
    ranking = {"fees": 0.4, "fee_dispute": 0.3}
    first, choice = Talk().say(ConfirmTopic(), "收费的事气死我了", intent="nlu_confirm", ranking=ranking)
    assert is_comforted(first, "angry")
    assert actions_of(choice)[0] == "handoff"
    [said] = Talk().say(NoArticle(), "注销账户,很急", intent="no_article")
    assert is_comforted(said, "urgent")


def test_the_same_comfort_is_not_said_twice_in_a_row() -> None:
    talk = Talk()
    [first] = start(talk, "recharge_not_arrived", "气死我了,没到账")
    [second] = talk.say(Unsolved(), "气死我了,没用", intent="unsolved")
    assert is_comforted(second, "angry")
    assert first.text.splitlines()[0] != second.text.splitlines()[0]


# Not understood


def test_three_misses_take_three_approaches() -> None:
    talk = Talk()
    [first] = talk.say(Fallback(), "提现手续费的那个", intent="nlu_fallback")
    assert first.kind == "text"
    second = talk.say(Fallback(), "提现手续费", intent="nlu_fallback")
    assert [message.kind for message in second] == ["articles", "text"]
    [third] = talk.say(Fallback(), "就是那个啊", intent="nlu_fallback")
    assert actions_of(third)[0] == "handoff"
    assert talk.slots["question"] == "human"
    [fourth] = talk.say(Fallback(), "就是那个啊", intent="nlu_fallback")
    assert fourth.text != third.text
    for said in (first, second[-1], third, fourth):
        assert "handoff" in actions_of(said)


def test_what_is_understood_in_between_begins_anew() -> None:
    talk = Talk()
    for _ in range(2):
        talk.say(Fallback(), "???", intent="nlu_fallback")
    start(talk, "fees")
    assert talk.slots["misses"] == 0


def test_none_of_the_topics_leads_to_a_search_for_what_was_said() -> None:
    talk = Talk()
    talk.say(ConfirmTopic(), "提现手续费", intent="nlu_confirm", ranking={"fees": 0.4, "limit_raise": 0.3})
    found, _ = talk.say(Fallback(), "都不是", intent="deny")
    assert found.data["query"] == "提现手续费"


def test_asking_which_topic_ends_after_the_second_time() -> None:
    talk = Talk()
    kinds = [
        talk.say(ConfirmTopic(), words, intent="nlu_confirm", ranking={"fees": 0.4, "limit_raise": 0.3})[
            0
        ].kind
        for words in ("费用", "收费", "手续费")
    ]
    assert kinds == ["choice", "choice", "text"]
