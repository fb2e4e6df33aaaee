"""The same assistant in three languages, over HTTP."""

import httpx
import pytest

from tests.assistant import OPERATOR_KEY, Assistant, Customer
from tests.end_to_end.test_guides import step_of


@pytest.mark.parametrize(
    ("words", "button"),
    [("登录不上去了", "已解决"), ("帳戶登不進去", "已解決"), ("I can't log in", "Solved")],
)
def test_a_customer_is_answered_in_the_language_he_writes(
    assistant: Assistant, words: str, button: str
) -> None:
    with Customer(assistant.url) as customer:
        step = step_of(customer.say(words))
        assert step["data"]["article_id"] == "login_failed"
        assert button in [one["label"] for one in step["data"]["buttons"]]


def test_another_language_shows_the_step_again(customer: Customer) -> None:
    first = step_of(customer.say("登录不上去了"))
    for words, locale in (("English please", "en"), ("繁體", "zh-TW"), ("换成中文", "zh-CN")):
        again = step_of(customer.say(words))
        assert again["data"]["locale"] == locale
        assert again["data"]["step"] == first["data"]["step"]
    assert again["data"]["step_title"] == first["data"]["step_title"]


def test_a_button_answers_in_the_language_of_the_conversation(assistant: Assistant) -> None:
    with Customer(assistant.url, locale="en") as customer:
        step = step_of(customer.say(action="fees"))
        assert "Solved" in [one["label"] for one in step["data"]["buttons"]]


def test_a_language_nobody_speaks_here_is_said_to_be_none(customer: Customer) -> None:
    [said] = customer.say("切换成日文")
    assert "英文" in said["text"]
    offered = [button["action"] for button in said["data"]["buttons"]]
    assert offered[:3] == ["switch_language:zh-CN", "switch_language:zh-TW", "switch_language:en"]
    [switched] = customer.say(action="switch_language:en")
    assert "English" in switched["text"]


@pytest.mark.parametrize(
    ("words", "part"), [("谢谢", "不"), ("謝謝您", "不客氣"), ("thank you very much", "welcome")]
)
def test_small_talk_is_in_the_customers_language(assistant: Assistant, words: str, part: str) -> None:
    with Customer(assistant.url) as customer:
        [said] = customer.say(words)
        assert part in said["text"]


def test_a_text_without_a_conversation_has_its_language(assistant: Assistant) -> None:
    answer = httpx.post(
        f"{assistant.url}/api/v1/parse", json={"text": "忘記密碼"}, headers={"X-API-Key": OPERATOR_KEY}
    )
    assert answer.json()["language"] == "zh-TW"
