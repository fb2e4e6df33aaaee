from pathlib import Path
from typing import Any

import pytest
from rasa.shared.nlu.training_data.message import Message

from okpay_engine.nlu.context import ContextClassifier, match
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


def understood(phrases: Phrases, text: str, metadata: dict[str, Any], best: float = 0.9) -> Message:
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
    [read] = ContextClassifier(phrases).process([message])
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
