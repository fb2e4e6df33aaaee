"""Forms: only what is not known is asked, everything can be left out, taken back or corrected."""

from typing import Any

import pytest

from actions.actions import FillForm, Handoff, OpenTicket, Resume, StartOver, TicketStatus, Unsolved
from actions.fields import FIELDS, KINDS
from okpay.knowledge.article import LOCALES, TicketKind
from okpay.messages import BotMessage
from okpay.tickets.numbers import new_number
from tests.actions.talk import Talk, actions_of, start


def opened(kind: str, **slots: Any) -> Talk:
    """A form that has just been begun."""
    talk = Talk(**slots)
    talk.press(OpenTicket(), f"open_ticket:{kind}")
    return talk


def answer(talk: Talk, words: str, *entities: tuple[str, str, str]) -> BotMessage:
    [said, *_] = talk.say(FillForm(), words, *entities)
    return said


def skip_all(talk: Talk) -> BotMessage:
    """To the summary."""
    for _ in FIELDS:
        [said] = talk.press(FillForm(), "skip")
        if said.kind != "form":
            return said
    raise AssertionError("the form has no end")


def asked(said: BotMessage) -> str:
    assert said.kind == "form", said
    return str(said.data["field"])


@pytest.mark.parametrize("kind", TicketKind)
def test_every_kind_has_a_form_that_asks_each_field_once(kind: TicketKind) -> None:
    talk = Talk()
    [said] = talk.press(OpenTicket(), f"open_ticket:{kind}")
    seen = []
    while said.kind == "form":
        seen.append(asked(said))
        assert said.data["ticket_kind"] == kind
        assert said.data["optional"] is True
        assert said.data["prompt"] == said.text
        [said] = talk.press(FillForm(), "skip")
    assert tuple(seen) == KINDS[kind]
    assert actions_of(said) == ["form:submit", "form:change", "form:cancel"]


def test_what_belongs_to_another_field_is_kept_there() -> None:
    talk = opened("recharge_trace")
    talk.press(FillForm(), "skip")
    said = answer(talk, "TX20261120ABC", ("transaction_id", "TX20261120ABC", "TX20261120ABC"))
    assert asked(said) == "time"
    assert "TX20261120ABC" in said.text
    assert asked(answer(talk, "昨天下午三点", ("time", "昨天下午三点", "昨天下午三点"))) == "method"
    assert asked(answer(talk, "建行卡", ("method", "建行卡", "建行卡"))) == "account"
    values = talk.slots["form"]["values"]
    assert values == {"time": "昨天下午三点", "method": "建行卡", "transaction_id": "TX20261120ABC"}


def test_the_article_tells_the_kind() -> None:
    talk = Talk()
    start(talk, "recharge_not_arrived", "充值没到账")
    [said] = talk.press(OpenTicket(), "open_ticket")
    assert said.data["ticket_kind"] == "recharge_trace"


def test_what_is_known_is_not_asked() -> None:
    talk = Talk(amount="800 CNY", time="昨天", transaction_id="TX12345678", email="li@example.com")
    [said] = talk.press(OpenTicket(), "open_ticket:recharge_trace")
    assert asked(said) == "method"
    summary = answer(talk, "支付宝", ("method", "支付宝", "支付宝"))
    for value in ("800 元", "昨天", "TX12345678", "li@example.com", "支付宝"):
        assert value in summary.text


def test_what_the_customer_said_of_the_problem_describes_it() -> None:
    talk = Talk()
    start(talk, "login_failed", "登录不上去,提示账户异常")
    [said] = talk.press(OpenTicket(), "open_ticket")
    assert asked(said) == "error"
    assert "登录不上去,提示账户异常" in skip_all(talk).text


def test_a_complaint_is_put_in_words_of_its_own() -> None:
    talk = Talk()
    start(talk, "feedback_complaint", "我要投诉")
    [said] = talk.press(OpenTicket(), "open_ticket:complaint")
    assert asked(said) == "description"


def test_what_is_no_value_is_asked_again_once_and_then_taken() -> None:
    talk = opened("refund_review")
    again = answer(talk, "那个啊")
    assert asked(again) == "transaction_id"
    assert answer(talk, "那个啊").data["field"] == "amount"
    assert "那个啊" in skip_all(talk).text


@pytest.mark.parametrize("words", ["900", "900元", "¥900", "9,000.50", "八百块", "大概900"])
def test_an_amount_is_an_amount(words: str) -> None:
    assert asked(answer(opened("recharge_trace"), words)) == "time"


@pytest.mark.parametrize("words", ["很多钱", "充值", "???", "说来话长"])
def test_what_is_no_amount_is_none(words: str) -> None:
    assert asked(answer(opened("recharge_trace"), words)) == "amount"


@pytest.mark.parametrize("words", ["我真的没有", "实在不记得了", "这个我不知道"])
def test_not_to_have_it_is_to_skip_it(words: str) -> None:
    assert asked(answer(opened("recharge_trace"), words)) == "time"


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    ("words", "action"),
    [
        *[(words, "form:cancel") for words in ("算了", "不提交了", "不送了", "cancel", "never mind")],
        *[(words, "form:submit") for words in ("确认提交", "確認提交", "submit it")],
        *[(words, "form:change") for words in ("写错了", "寫錯了", "change something")],
        *[(words, "form:amount") for words in ("金额不对", "金額不對", "change the amount")],
    ],
)
def test_the_words_of_a_form_are_read_in_every_language(locale: str, words: str, action: str) -> None:
    talk = opened("recharge_trace", locale=locale)
    skip_all(talk)
    answers = talk.slots["field"]["answers"]
    meant = [answer["action"] for answer in answers if words in map(str.lower, answer["phrases"])]
    assert meant == [action]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("words", ["我真的没有", "實在不記得了", "sorry, I don't remember"])
def test_not_to_have_it_is_said_in_any_language(locale: str, words: str) -> None:
    assert asked(answer(opened("recharge_trace", locale=locale), words)) == "time"


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("words", ["金额是 900", "金額改成 900", "the amount is 900"])
def test_a_correction_is_read_in_any_language(locale: str, words: str) -> None:
    talk = opened("recharge_trace", locale=locale)
    answer(talk, "800")
    assert "900" in answer(talk, words).text
    assert "800" not in skip_all(talk).text


def test_a_correction_without_a_name_is_of_the_last_field() -> None:
    talk = opened("recharge_trace")
    answer(talk, "800")
    said = answer(talk, "不对,是900")
    assert asked(said) == "time"
    assert "900" in said.text
    summary = skip_all(talk).text
    assert "900" in summary
    assert "800" not in summary


def test_a_correction_names_its_field() -> None:
    talk = opened("recharge_trace")
    answer(talk, "800")
    answer(talk, "昨天下午", ("time", "昨天下午", "昨天下午"))
    said = answer(
        talk, "金额是900元不是800元", ("amount", "900元", "900 CNY"), ("amount", "800元", "800 CNY")
    )
    assert asked(said) == "method"
    summary = skip_all(talk).text
    assert "900 元" in summary
    assert "昨天下午" in summary


@pytest.mark.parametrize(
    ("words", "corrected"),
    [
        ("不对,是900", "金额：900"),
        ("不对,是wang@example.com", "账户：wang@example.com"),
        ("不对,是TX99887766", "交易编号：TX99887766"),
        ("写错了,是900元", "金额：900元"),
    ],
)
def test_a_correction_without_a_name_is_of_what_looks_like_it(words: str, corrected: str) -> None:
    known = {"amount": "800 CNY", "transaction_id": "TX12345678", "method": "支付宝", "time": "昨天"}
    talk = opened("recharge_trace", **known)
    mail = "li@example.com"
    answer(talk, mail, ("email", mail, mail))
    assert corrected in answer(talk, words).text


def test_a_correction_is_not_taken_for_what_is_asked_next() -> None:
    talk = opened("recharge_trace", locale="en")
    answer(talk, "50 bucks", ("amount", "50 bucks", "50 USD"))
    said = answer(talk, "no, 60 dollars", ("amount", "60 dollars", "60 USD"))
    assert asked(said) == "time"
    assert "USD 60" in said.text


@pytest.mark.parametrize("words", ["不对,是前天", "写错了,应该是前天"])
def test_a_time_takes_the_place_of_a_time(words: str) -> None:
    talk = opened("recharge_trace", amount="800 CNY", time="昨天")
    skip_all(talk)
    assert "时间：前天" in answer(talk, words, ("time", "前天", "前天")).text


def test_the_summary_is_corrected_in_words() -> None:
    talk = opened("recharge_trace", amount="800 CNY")
    skip_all(talk)
    assert "900" in answer(talk, "金额是900不是800").text
    assert "950 元" in answer(talk, "950元才对", ("amount", "950元", "950 CNY")).text


def test_a_field_can_be_chosen_to_be_changed() -> None:
    talk = opened("recharge_trace", amount="800 CNY")
    skip_all(talk)
    [choice] = talk.press(FillForm(), "form:change")
    assert choice.kind == "choice"
    assert choice.data["options"][0]["action"] == "form:amount"
    [said] = talk.press(FillForm(), "form:amount")
    assert asked(said) == "amount"
    assert "900" in answer(talk, "900").text


def test_a_field_that_was_known_can_be_left_out() -> None:
    talk = opened("recharge_trace", amount="800 CNY")
    skip_all(talk)
    talk.press(FillForm(), "form:amount")
    [summary] = talk.press(FillForm(), "skip")
    assert "800" not in summary.text


def test_confirmed_it_is_a_wish_for_a_ticket_with_the_steps_that_were_tried() -> None:
    talk = Talk()
    start(talk, "recharge_not_arrived", "充值没到账")
    talk.press(Unsolved(), "unsolved")
    talk.press(OpenTicket(), "open_ticket")
    answer(talk, "900")
    assert "1 步" in skip_all(talk).text
    [wish, *_] = talk.press(FillForm(), "form:submit")
    assert wish.kind == "ticket"
    assert wish.data["ticket_kind"] == "recharge_trace"
    assert wish.data["fields"] == {"amount": "900"}
    assert wish.data["tried"][0]["outcome"] == "did_not_help"
    assert talk.slots["form"] is None
    assert talk.slots["field"] is None


def test_a_ticket_holds_amounts_as_the_customer_reads_them() -> None:
    talk = opened("recharge_trace", locale="en", amount="12000 CNY")
    assert "CNY 12,000" in skip_all(talk).text
    [wish, *_] = talk.press(FillForm(), "form:submit")
    assert wish.data["fields"] == {"amount": "CNY 12,000"}


def test_nothing_is_submitted_before_the_summary() -> None:
    [said] = opened("complaint").press(FillForm(), "form:submit")
    assert asked(said) == "description"


def test_an_empty_form_is_not_submitted() -> None:
    talk = opened("suggestion")
    skip_all(talk)
    [said] = talk.press(FillForm(), "form:submit")
    assert asked(said) == "description"


def test_a_cancelled_form_is_forgotten() -> None:
    talk = opened("complaint")
    [said] = talk.press(FillForm(), "form:cancel")
    assert "handoff" in actions_of(said)
    assert talk.slots["form"] is None
    [lost] = talk.press(FillForm(), "form:submit")
    assert "open_ticket" in actions_of(lost)


def test_another_question_leaves_the_form_and_keeps_what_was_given() -> None:
    talk = opened("recharge_trace")
    answer(talk, "900")
    [step] = start(talk, "working_hours", "你们几点上班")
    assert talk.slots["field"] is None
    assert "open_ticket:recharge_trace" in actions_of(step)
    [said] = talk.press(OpenTicket(), "open_ticket:recharge_trace")
    assert asked(said) == "time"
    assert "900" in skip_all(talk).text


def test_resuming_goes_on_with_the_form() -> None:
    talk = opened("recharge_trace")
    answer(talk, "900")
    [said] = talk.press(Resume(), "resume")
    assert asked(said) == "time"


def test_another_question_altogether_forgets_it() -> None:
    talk = opened("recharge_trace")
    talk.press(StartOver(), "start_over")
    assert talk.slots["form"] is None


def test_a_human_is_told_what_was_given() -> None:
    talk = opened("recharge_trace")
    answer(talk, "900")
    [wish] = talk.press(Handoff(), "handoff")
    assert "900" in wish.data["summary"]["said"][-1]
    assert talk.slots["field"] is None


def test_what_was_given_for_one_kind_is_taken_over_to_another() -> None:
    talk = opened("recharge_trace")
    answer(talk, "900")
    talk.press(OpenTicket(), "open_ticket:refund_review")
    assert "900" in skip_all(talk).text


# How a ticket stands


@pytest.mark.parametrize("words", ["提交工单", "我想提交工单", "帮我开工单,谢谢"])
def test_to_ask_for_a_ticket_is_not_to_ask_for_one_that_was_left(words: str) -> None:
    [said] = Talk().say(TicketStatus(), words, intent="ticket_status")
    assert said.kind == "form"


@pytest.mark.parametrize("words", ["我提交工单三天了", "提交工单有人看吗", "昨天的工单怎么样?", "查工单"])
def test_to_ask_for_one_that_was_left_opens_none(words: str) -> None:
    [said] = Talk().say(TicketStatus(), words, intent="ticket_status")
    assert said.kind == "text"


def test_without_a_number_it_is_asked_for_and_then_a_human_is_offered() -> None:
    talk = Talk()
    [said] = talk.say(TicketStatus(), "查工单", intent="ticket_status")
    assert talk.slots["field"]["entity"] == "ticket_number"
    [again] = talk.say(TicketStatus(), "我找不到了", intent="ticket_status")
    assert "handoff" in actions_of(again)
    assert said.text != again.text


def test_a_number_is_looked_up_and_a_proof_goes_with_it() -> None:
    talk, number = Talk(), new_number()
    typed = number.lower().replace("-", "")
    [query] = talk.say(TicketStatus(), typed, ("ticket_number", typed, typed), intent="ticket_status")
    assert query.kind == "ticket_query"
    assert query.data == {"number": number}
    [query] = talk.say(TicketStatus(), "后四位是 8812", intent="ticket_status")
    assert query.data == {"number": number, "proof": "8812"}
    mail = "li@example.com"
    [query] = talk.say(TicketStatus(), f"邮箱 {mail}", ("email", mail, mail), intent="ticket_status")
    assert query.data == {"number": number, "proof": mail}


def test_a_mistyped_number_is_noticed_without_being_looked_up() -> None:
    number = new_number()
    wrong = number[:-1] + ("A" if number[-1] != "A" else "B")
    [said] = Talk().say(TicketStatus(), wrong, ("ticket_number", wrong, wrong), intent="ticket_status")
    assert said.kind == "text"
