"""In which language a conversation is: the customer's first telling words settle it, his wish changes it."""

import pytest

from okpay.conversations.intake import LANGUAGES
from okpay.knowledge.article import Locale
from tests.okpay.conftest import Begin
from tests.okpay.engine_double import EngineDouble, said
from tests.okpay.support import Talk


async def spoken(talk: Talk) -> str:
    return (await talk.conversation()).locale


@pytest.mark.parametrize(
    ("begun", "words", "locale"),
    [
        ("zh-CN", "I forgot my password", "en"),
        ("zh-CN", "忘記密碼", "zh-TW"),
        ("en", "密码忘了", "zh-CN"),
        ("en", "你好", "zh-CN"),
        ("zh-TW", "你好", "zh-TW"),
        ("zh-CN", "ok", "zh-CN"),
    ],
)
async def test_the_first_words_tell_the_language(
    begin: Begin, engine: EngineDouble, begun: Locale, words: str, locale: Locale
) -> None:
    talk = await begin(begun)
    await talk.say(words)
    first = (await talk.settled())[0]
    assert await spoken(talk) == locale
    assert engine.asked[0]["locale"] == locale
    assert first.data == ({"locale": locale} if locale != begun else {})


async def test_words_that_tell_nothing_leave_it_to_the_next(talk: Talk) -> None:
    await talk.say("你好")
    await talk.say("帳戶登不進去")
    await talk.settled()
    assert await spoken(talk) == "zh-TW"


async def test_once_told_it_stays(talk: Talk) -> None:
    await talk.say("登录不上")
    await talk.say("it says: something went wrong")
    await talk.settled()
    assert await spoken(talk) == "zh-CN"


async def test_a_button_tells_nothing(begin: Begin) -> None:
    talk = await begin("en")
    await talk.press("handoff")
    assert await spoken(talk) == "en"


async def test_what_was_asked_for_stays(talk: Talk, engine: EngineDouble) -> None:
    async def switch(body: object) -> object:
        return said("All right", "again", locale="en")

    engine.answer = switch  # type: ignore[assignment]
    await talk.press("switch_language:en")
    messages = await talk.settled()
    assert [message.data.get("locale") for message in messages] == [None, "en", "en"]
    await talk.say("登录不上")
    await talk.settled()
    assert await spoken(talk) == "en"


@pytest.mark.parametrize("action", LANGUAGES)
async def test_a_language_may_be_chosen_without_having_been_offered(talk: Talk, action: str) -> None:
    await talk.press(action)
    names = {"zh-CN": "简体中文", "zh-TW": "繁體中文", "en": "English"}
    assert await talk.texts("customer") == [names[LANGUAGES[action]]]
