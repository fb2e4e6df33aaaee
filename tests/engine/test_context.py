from pathlib import Path
from typing import Any

import pytest
from rasa.shared.nlu.training_data.message import Message

from okpay_engine.encoder.sentence_encoder import SentenceEncoder
from okpay_engine.nlu.context import ContextClassifier, match
from okpay_engine.nlu.likeness import Likeness
from okpay_engine.nlu.normalizer import TextNormalizer, read_homophones
from okpay_engine.nlu.phrases import Phrases


@pytest.fixture(scope="module")
def normalizer() -> TextNormalizer:
    return TextNormalizer(read_homophones(Path("data/homophones.txt")))


@pytest.fixture(scope="module")
def phrases(normalizer: TextNormalizer) -> Phrases:
    return Phrases(normalizer)


def option(action: str, *ways: str) -> dict[str, Any]:
    return {"action": action, "phrases": list(ways)}


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("我余额够啊", "餘額夠"),
        ("登录不上去", "登陆不上"),
        ("i don't know", "Don’t know"),
        ("好的。", "好的"),
        ("好的", "好的！"),
        ("yes, please!", "Yes."),
        ("余额应该还足", "余额…足"),
        ("waited for 3 days", "waited…days"),
        ("it says ok,fine", "ok"),
        ("app里说ok了", "OK"),
        ("是", "是"),
        ("y", "Y"),
    ],
)
def test_a_phrase_is_found_however_it_is_written(
    normalizer: TextNormalizer, phrases: Phrases, text: str, phrase: str
) -> None:
    assert phrases.length_in(normalizer.normalize(text), phrase) > 0


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("i know", "no"),
        ("nothing", "no"),
        ("yesterday", "yes"),
        ("it is 10 days", "1"),
        ("option 12", "option 1"),
        ("it isn't paid", "is…paid"),
        ("我是说", "是"),
        ("余额在哪里看得到呢到底足", "余额…足"),
        ("好", "！"),
        ("", "好"),
        ("。", "…"),
    ],
)
def test_a_part_of_a_word_is_no_phrase(
    normalizer: TextNormalizer, phrases: Phrases, text: str, phrase: str
) -> None:
    assert phrases.length_in(normalizer.normalize(text), phrase) == 0


def test_the_longest_phrase_wins(phrases: Phrases) -> None:
    options = [option("yes", "有", "有钱"), option("no", "没有钱"), option("unsure", "不知道")]
    found = match("没有钱", options, phrases)
    assert found == ("no", 3)


def test_of_equal_phrases_the_first_option_wins(phrases: Phrases) -> None:
    found = match("好的", [option("one", "好的"), option("two", "好的")], phrases)
    assert found is not None
    assert found.action == "one"


def test_nothing_said_is_no_match(phrases: Phrases) -> None:
    assert match("天气", [option("one", "好的"), option("two")], phrases) is None


@pytest.fixture(scope="module")
def likeness(encoder: SentenceEncoder) -> Likeness:
    return Likeness(encoder)


class Unlike:
    """Where only what is said in so many words counts."""

    def nearest(self, text: str, answers: Any, times: float = 1.0) -> None:
        """Nothing is like anything."""


def understood(
    phrases: Phrases, text: str, metadata: dict[str, Any], best: float = 0.9, likeness: Any = None
) -> Message:
    """The message after the classifier; before it, it was taken for `fees`."""
    message = Message(
        {
            "text": text,
            "normalized_text": text,
            "metadata": metadata,
            "intent": {"name": "fees", "confidence": best},
            "intent_ranking": [{"name": "fees", "confidence": best}],
        }
    )
    [read] = ContextClassifier(phrases, likeness or Unlike()).process([message])
    return read


def entities(message: Message) -> list[Any]:
    return [(entity["entity"], entity["value"]) for entity in message.get("entities", [])]


def test_an_answer_means_what_its_button_means(phrases: Phrases) -> None:
    options = [option("answer:balance/0", "余额够")]
    message = understood(phrases, "余额够", {"options": options, "locale": "en"})
    assert message.get("intent") == {"name": "answer", "confidence": 1.0}
    assert entities(message) == [("locale", "en"), ("option", "balance/0")]


def test_another_matter_that_holds_a_phrase_stays_one(phrases: Phrases) -> None:
    text = "余额够的话你们提现一般要收多少手续费呢谢谢"
    options = {"options": [option("answer:balance/0", "余额够")]}
    assert understood(phrases, text, dict(options), best=0.9).get("intent")["name"] == "fees"
    assert understood(phrases, text, dict(options), best=0.5).get("intent")["name"] == "answer"


def test_the_matter_at_hand_is_no_other(phrases: Phrases) -> None:
    text = "余额够的话你们提现一般要收多少手续费呢谢谢"
    options = [option("answer:balance/0", "余额够"), option("resume:fees", "再说一遍")]
    assert understood(phrases, text, {"options": options}).get("intent")["name"] == "answer"


def test_in_english_short_is_longer(phrases: Phrases) -> None:
    options = [option("answer:charged/0", "yes")]
    short, long = "yes it was charged", "yes and besides what do you charge for taking out so much money"
    assert understood(phrases, short, {"options": list(options)}).get("intent")["name"] == "answer"
    assert understood(phrases, long, {"options": list(options)}).get("intent")["name"] == "fees"


def test_what_a_button_says_is_taken_only_alone(phrases: Phrases) -> None:
    label = {**option("open_ticket:complaint", "提交投诉"), "whole": True}
    for text, action in (("提交投诉。", "open_ticket:complaint"), ("怎么提交投诉", None)):
        found = match(text, [label], phrases)
        assert (found and found.action) == action


def test_what_was_open_is_not_remembered_with_the_message(phrases: Phrases) -> None:
    context = {"options": [option("answer:balance/0", "余额够")], "field": None, "locale": "en"}
    assert understood(phrases, "余额够", context).get("metadata") == {"locale": "en"}


def test_without_a_context_nothing_changes(phrases: Phrases) -> None:
    assert understood(phrases, "余额够", {}).get("intent")["name"] == "fees"


CHARGED = [
    option("answer:charged/0", "扣了", "扣款了", "钱扣走了", "已经扣钱"),
    option("answer:charged/1", "没扣", "没有扣款", "钱还在卡里", "余额没动"),
    option("answer:charged/2", "不确定", "看不到", "没收到短信"),
]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("银行已经把我的钱扣走啦", "answer"),
        ("银行已经把我的钱扣走啦吗", "fees"),
        ("今天中午吃的牛肉面", "fees"),
    ],
)
def test_an_answer_in_other_words_is_read_by_its_meaning(
    phrases: Phrases, likeness: Likeness, text: str, intent: str
) -> None:
    message = understood(phrases, text, {"options": list(CHARGED)}, best=0.5, likeness=likeness)
    assert message.get("intent")["name"] == intent
    assert entities(message) == ([("option", "charged/0")] if intent == "answer" else [])


def test_what_is_surely_of_another_topic_has_to_be_more_like_an_answer(likeness: Likeness) -> None:
    answers = {one["action"]: one["phrases"] for one in CHARGED}
    text = "银行已经把我的钱扣走啦"
    assert likeness.nearest(text, answers) is not None
    assert likeness.nearest(text, answers, times=20.0) is None


def test_only_answers_to_a_check_are_read_by_their_meaning(phrases: Phrases, likeness: Likeness) -> None:
    topics = [{**one, "action": f"topic_{number}"} for number, one in enumerate(CHARGED)]
    message = understood(phrases, "银行已经把我的钱扣走啦", {"options": topics}, likeness=likeness)
    assert message.get("intent")["name"] == "fees"


def test_a_single_answer_is_nearest_to_anything_and_so_to_nothing(likeness: Likeness) -> None:
    assert likeness.nearest("扣了钱", {"answer:charged/0": ["扣了"]}) is None


def test_that_a_step_was_done_counts_less_than_how_it_went(phrases: Phrases) -> None:
    done = {**option("unsolved", "换过网络"), "yields_to": "answer:network/0"}
    worked, failed = option("answer:network/0", "登上了"), option("answer:network/1", "还是不行")
    for text, action in (("换过网络,登上了", "answer:network/0"), ("换过网络还是不行", "unsolved")):
        found = match(text, [done, worked, failed], phrases)
        assert found is not None
        assert found.action == action


def test_what_may_be_part_of_anything_has_to_be_most_of_it(phrases: Phrases) -> None:
    options = [
        {**option("answer:number/0", "号码对"), "brief": ["是的", "yes"]},
        {**option("answer:number/1", "填错"), "brief": ["没有", "no"]},
    ]
    for text, action in (
        ("没有啊", "answer:number/1"),
        ("垃圾箱也翻了没有", None),
        ("yes please", "answer:number/0"),
        ("yes the name is right", None),
    ):
        found = match(text, options, phrases)
        assert (found and found.action) == action
