"""Guides: what each move of the customer does, and what a human is told of it."""

from typing import Any, cast

import pytest

from actions.actions import (
    Acknowledge,
    AnswerCheck,
    ConfirmTopic,
    Decline,
    Fallback,
    Handoff,
    NextStep,
    NoArticle,
    PreviousStep,
    Resume,
    Solved,
    StartOver,
    Unsolved,
)
from actions.context import library
from okpay.knowledge.article import Locale, ToEnd
from okpay.messages import BotMessage
from tests.actions.talk import Talk, actions_of, start


def step_of(said: list[BotMessage]) -> BotMessage:
    """The one guide step among the messages."""
    [step] = [message for message in said if message.kind == "guide_step"]
    return step


def steps(article: str) -> list[str]:
    return [step.id for step in library().get(article, "zh-CN").steps]


def current(talk: Talk) -> str:
    return str(talk.slots["guide"]["visits"][-1]["step"])


def summary(talk: Talk) -> dict[str, Any]:
    [wish] = talk.press(Handoff(), "handoff")
    assert wish.kind == "handoff"
    return dict(wish.data["summary"])


@pytest.mark.parametrize("article", library().ids)
def test_every_article_starts_at_its_first_step_with_a_way_to_a_human(article: str) -> None:
    talk = Talk()
    step = step_of(start(talk, article))
    assert step.data["article_id"] == article
    assert step.data["step"] == 1
    assert "handoff" in actions_of(step)
    assert step.data["body"] in step.text
    assert library().get(article, "zh-CN").title in step.text


def test_the_guide_begins_with_its_lead() -> None:
    step = step_of(start(Talk(), "register"))
    assert step.data["lead"] == library().get("register", "zh-CN").lead


def test_on_and_back() -> None:
    talk = Talk()
    first = step_of(start(talk, "payment_failed"))
    second = step_of(talk.press(NextStep(), "next_step"))
    assert second.data["step"] == 2
    assert step_of(talk.press(PreviousStep(), "previous_step")).data["body"] == first.data["body"]
    again = step_of(talk.press(PreviousStep(), "previous_step"))
    assert again.data["step"] == 1


def test_a_step_that_did_not_help_leads_on_and_is_told_to_a_human() -> None:
    talk = Talk()
    start(talk, "login_failed", "登不上去了")
    talk.press(Unsolved(), "unsolved")
    told = summary(talk)
    assert told["topic"] == {"id": "login_failed", "title": library().get("login_failed", "zh-CN").title}
    assert [tried["outcome"] for tried in told["tried"]] == ["did_not_help"]
    assert told["said"] == ["登不上去了"]


def test_after_the_last_step_a_human_is_offered() -> None:
    talk = Talk()
    start(talk, "fees")
    for _ in steps("fees"):
        [said] = talk.press(Unsolved(), "unsolved")
        if said.kind == "text":
            break
    assert actions_of(said)[0] == "handoff"
    assert talk.slots["question"] == "human"


@pytest.mark.parametrize("article", ["login_failed", "payment_failed", "withdraw_failed"])
def test_every_answer_of_the_first_check_leads_where_the_article_says(article: str) -> None:
    check = library().get(article, "zh-CN").steps[0].check
    assert check
    for number, answer in enumerate(check.answers):
        talk = Talk()
        start(talk, article)
        said = talk.press(AnswerCheck(), f"answer:{steps(article)[0]}/{number}")
        if isinstance(answer.target, ToEnd):
            assert said[0].kind == "text"
        else:
            assert step_of(said)
        assert summary(talk)["tried"][0]["answer"] == answer.label


@pytest.mark.parametrize(("intent", "role"), [("affirm", "yes"), ("deny", "no")])
def test_a_plain_yes_or_no_takes_the_answer_of_that_role(intent: str, role: str) -> None:
    check = library().get("payment_failed", "zh-CN").steps[0].check
    assert check
    talk = Talk()
    start(talk, "payment_failed")
    talk.press(AnswerCheck(), intent)
    [tried] = summary(talk)["tried"]
    assert tried["answer"] == next(a.label for a in check.answers if a.role == role)


def test_an_answer_to_another_step_shows_the_present_one() -> None:
    talk = Talk()
    start(talk, "payment_failed")
    for stale in ("answer:balance/0", "answer:charged/99", "answer:nonsense"):
        assert step_of(talk.press(AnswerCheck(), stale)).data["step"] == 1


def test_an_answer_can_lead_to_another_article_and_what_was_tried_is_kept() -> None:
    talk = Talk()
    start(talk, "login_failed")
    step = step_of(talk.press(AnswerCheck(), "answer:message/1"))
    assert step.data["article_id"] == "account_locked"
    assert summary(talk)["tried"][0]["article"]["id"] == "login_failed"


def test_the_options_in_words_hold_every_answer_and_its_role() -> None:
    talk = Talk()
    start(talk, "payment_failed")
    options = {option["action"]: option for option in talk.slots["options"]}
    assert "没扣" in options["answer:charged/1"]["phrases"]
    assert "没有" in options["answer:charged/1"]["brief"]
    assert "不知道" in options["answer:charged/2"]["brief"]


def test_another_topic_switches_and_solved_offers_to_return() -> None:
    talk = Talk()
    start(talk, "withdraw_failed")
    second = step_of(talk.press(NextStep(), "next_step"))
    assert step_of(start(talk, "fees")).data["article_id"] == "fees"
    offer = talk.press(Solved(), "solved")[-1]
    assert "resume" in actions_of(offer)
    assert talk.slots["question"] == "resume"
    back = step_of(talk.press(Resume(), "affirm"))
    assert back.data["article_id"] == "withdraw_failed"
    assert back.data["body"] == second.data["body"]


def test_two_interruptions_return_one_after_the_other() -> None:
    talk = Talk()
    for article in ("payment_failed", "fees", "working_hours"):
        start(talk, article)
    talk.press(Solved(), "solved")
    assert step_of(talk.press(Resume(), "resume")).data["article_id"] == "fees"
    talk.press(Solved(), "solved")
    assert step_of(talk.press(Resume(), "resume")).data["article_id"] == "payment_failed"
    assert not talk.slots["suspended"]


def test_coming_back_to_an_interrupted_topic_by_its_name_goes_on_where_it_was() -> None:
    talk = Talk()
    start(talk, "payment_failed")
    talk.press(NextStep(), "next_step")
    start(talk, "fees")
    assert step_of(start(talk, "payment_failed")).data["step"] == 2


def test_the_same_topic_again_shows_the_present_step() -> None:
    talk = Talk()
    start(talk, "payment_failed")
    talk.press(NextStep(), "next_step")
    assert step_of(start(talk, "payment_failed", "还是付款失败")).data["step"] == 2


def test_declining_to_return_ends_it() -> None:
    talk = Talk()
    start(talk, "payment_failed")
    start(talk, "fees")
    talk.press(Solved(), "solved")
    [said] = talk.press(Decline(), "deny")
    assert said.kind == "text"
    assert not talk.slots["suspended"]


def test_solved_without_an_interrupted_guide_ends_it() -> None:
    talk = Talk()
    start(talk, "payment_failed")
    [said] = talk.press(Solved(), "solved")
    assert said.kind == "text"
    assert talk.slots["guide"] is None


def test_start_over_forgets_the_guides() -> None:
    talk = Talk()
    start(talk, "payment_failed")
    start(talk, "fees")
    talk.press(StartOver(), "start_over")
    assert talk.slots["guide"] is None
    assert not talk.slots["suspended"]


def test_all_right_waits_for_the_result() -> None:
    talk = Talk()
    start(talk, "register")
    [said] = talk.press(Acknowledge(), "affirm")
    assert {"solved", "unsolved", "handoff"} <= set(actions_of(said))


def test_without_a_guide_the_moves_ask_for_the_problem() -> None:
    for move in (NextStep(), PreviousStep(), AnswerCheck(), Resume(), Acknowledge()):
        [said] = Talk().press(move, "next_step")
        assert "handoff" in actions_of(said)
    [said] = Talk().press(Unsolved(), "unsolved")
    assert "handoff" in actions_of(said)


def test_a_guide_whose_article_lost_the_step_is_forgotten() -> None:
    gone = {"article": "payment_failed", "visits": [{"step": "no-such-step"}]}
    lost = {"article": "no_such_article", "visits": [{"step": "one"}]}
    for walk in (gone, lost):
        talk = Talk(guide=walk, suspended=[walk], tried=[walk])
        [said] = talk.press(NextStep(), "next_step")
        assert said.kind == "text"
        assert summary(talk)["tried"] == []


def test_not_sure_which_topic_it_asks_among_the_likeliest() -> None:
    talk = Talk()
    ranking = {"fees": 0.4, "greet": 0.2, "fee_dispute": 0.15, "limit_raise": 0.1, "register": 0.01}
    [said] = talk.say(ConfirmTopic(), "费用的事", intent="nlu_confirm", ranking=ranking)
    assert said.kind == "choice"
    chosen = [option["action"] for option in said.data["options"]]
    assert chosen[:3] == ["fees", "fee_dispute", "limit_raise"]
    assert "deny" in chosen
    assert talk.slots["question"] == "topic"
    titles = {option["action"]: option["phrases"] for option in talk.slots["options"]}
    assert library().get("fees", "zh-CN").title in titles["fees"]


def test_not_sure_of_any_topic_it_falls_back() -> None:
    [said, *_] = Talk().say(ConfirmTopic(), "嗯那个", intent="nlu_confirm", ranking={"greet": 0.5})
    assert said.kind in {"text", "articles"}


@pytest.mark.parametrize("words", ["红烧肉怎么做", "asdfgh", "🎉🎉", "提现手续费"])
def test_what_is_not_understood_offers_a_human_and_no_guide(words: str) -> None:
    said = Talk().say(Fallback(), words, intent="nlu_fallback")
    assert "guide_step" not in {message.kind for message in said}
    assert "handoff" in actions_of(said[-1])


def test_a_matter_without_an_article_offers_a_human() -> None:
    talk = Talk()
    [said] = talk.say(NoArticle(), "怎么注销账户", intent="no_article")
    assert "handoff" in actions_of(said)
    assert talk.slots["question"] == "human"
    assert summary(talk)["said"] == ["怎么注销账户"]


def test_a_human_without_any_guide_is_told_the_words() -> None:
    [wish] = Talk().say(Handoff(), "我要找人工", intent="handoff")
    assert wish.data["summary"]["said"] == ["我要找人工"]
    assert wish.data["summary"]["urgent"] is False


def test_an_urgent_article_makes_the_handoff_urgent() -> None:
    talk = Talk()
    start(talk, "fraud_report", "我的账户被盗了")
    assert summary(talk)["urgent"] is True


@pytest.mark.parametrize("locale", ["zh-CN", "zh-TW", "en"])
def test_the_guide_speaks_the_customers_language(locale: str) -> None:
    step = step_of(start(Talk(locale=locale), "payment_failed"))
    assert step.data["title"] == library().get("payment_failed", cast(Locale, locale)).title


@pytest.mark.parametrize(("words", "is_told"), [("银行短信说出账了", True), ("没扣呢", False), ("没", False)])
def test_how_other_words_were_taken_is_told(words: str, is_told: bool) -> None:
    talk = Talk()
    start(talk, "payment_failed", "付款失败")
    [said] = talk.say(AnswerCheck(), words, ("option", "", "charged/1"), intent="answer")
    assert ("没扣" in str(step_of([said]).data.get("lead"))) == is_told
