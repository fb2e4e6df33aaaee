from typing import Any

import pytest
from rasa.shared.nlu.constants import ENTITIES, INTENT_NAME_KEY, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message

from okpay_engine.nlu.entities.references import find_ticket_numbers
from okpay_engine.nlu.normalizer import TextNormalizer
from okpay_engine.nlu.open_field import read
from okpay_engine.nlu.phrases import Phrases

PHRASES = Phrases(TextNormalizer({}))
SKIP = {"action": "skip", "phrases": ["跳过", "没有", "no", "沒有欸"]}
AMOUNT = {
    "action": "form",
    "answers": [SKIP],
    "entity": "amount",
    "pattern": None,
    "only": False,
    "free": False,
}
WORDS = {**AMOUNT, "entity": None, "free": True}
PROOF = {**AMOUNT, "answers": [], "entity": "email", "pattern": "[a-z0-9]{4}", "only": True}


def meaning(
    text: str,
    field: dict[str, Any] | None,
    intent: str = "out_of_scope",
    confidence: float = 0.95,
    entities: list[str] | None = None,
) -> str | None:
    message = Message.build(text)
    message.set(INTENT_RANKING_KEY, [{INTENT_NAME_KEY: intent, "confidence": confidence}])
    message.set(ENTITIES, [{"entity": entity} for entity in entities or []])
    return read(message, text, field, PHRASES)


@pytest.mark.parametrize("text", ["900", "昨天", "我也不清楚啊"])
def test_what_is_typed_is_the_value(text: str) -> None:
    assert meaning(text, AMOUNT) == "form"
    assert meaning(text, AMOUNT, "recharge_howto", 0.6) == "form"


def test_without_an_open_field_it_is_not() -> None:
    assert meaning("900", None) is None


@pytest.mark.parametrize("text", ["跳过", "跳过吧", "没有,跳过!", "没有。", "no", "没有欸"])
def test_other_answers_are_the_whole_message(text: str) -> None:
    assert meaning(text, AMOUNT) == "skip"


@pytest.mark.parametrize("text", ["钱一直没有到账", "i know"])
def test_an_answer_in_the_middle_of_more_is_none(text: str) -> None:
    assert meaning(text, AMOUNT) == "form"


def test_what_fits_the_field_is_no_greeting() -> None:
    field = {**AMOUNT, "entity": "time"}
    assert meaning("yesterday evening", field, "greet", entities=["time"]) == "form"
    assert meaning("good evening", field, "greet") is None


def test_a_clear_topic_leaves_the_field() -> None:
    assert meaning("手续费怎么收", AMOUNT, "fees") is None
    assert meaning("提现失败", AMOUNT, "withdraw_failed") is None


def test_what_holds_the_value_stays_unless_it_is_a_question() -> None:
    assert meaning("充值了900元", AMOUNT, "recharge_howto", entities=["amount"]) == "form"
    assert meaning("充值900元要多少手续费", AMOUNT, "fees", entities=["amount"]) is None


@pytest.mark.parametrize("field", [AMOUNT, WORDS])
def test_a_human_can_always_be_asked_for(field: dict[str, Any]) -> None:
    assert meaning("转人工", field, "handoff") is None


@pytest.mark.parametrize("intent", ["affirm", "deny", "unsolved"])
def test_plain_moves_do_not_leave_it(intent: str) -> None:
    assert meaning("是的", AMOUNT, intent) == "form"


def test_a_free_field_takes_what_could_begin_a_guide() -> None:
    assert meaning("充值没到账,客服也不理我", WORDS, "recharge_not_arrived") == "form"
    assert meaning("我说了三次要转人工,你们的客服都不理我", WORDS, "handoff") == "form"
    assert meaning("客服几点上班?", WORDS, "working_hours") is None


def test_a_proof_is_taken_and_nothing_else() -> None:
    assert meaning("8812", PROOF) == "form"
    assert meaning("邮箱是 li@example.com", PROOF, entities=["email"]) == "form"
    assert meaning("好的", PROOF) is None


def test_a_tickets_number_asks_how_it_stands() -> None:
    for field in (None, AMOUNT, WORDS):
        assert meaning("ok-7k2m-9qxa", field, entities=["ticket_number"]) == "ticket_status"


@pytest.mark.parametrize(
    "text", ["OK-7K2M-9QXA", "ok7k2m9qxa", "我的ok 7k2m 9qxa怎么样了", "工单OK-7K2M9QXA"]
)
def test_a_tickets_number_is_found_however_it_is_typed(text: str) -> None:
    assert len(list(find_ticket_numbers(text))) == 1


@pytest.mark.parametrize(
    "text", ["okpayment", "ok pay 123", "okpay2023", "book-7k2m-9qxa", "OK-20931", "ok that is it"]
)
def test_other_words_are_no_tickets_number(text: str) -> None:
    assert not list(find_ticket_numbers(text))


@pytest.mark.parametrize("text", ["转人工", "talk to an agent", "please use english"])
def test_a_move_in_so_many_words_leaves_the_field(text: str) -> None:
    assert meaning(text, AMOUNT, "handoff") is None
    assert meaning(text, WORDS, "switch_language") is None
