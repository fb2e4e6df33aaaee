"""In which language a text is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okpay.detection import written_in
from okpay.knowledge.article import LOCALES, Locale


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("密码忘了", "zh-CN"),
        ("我的台湾账户登录不了", "zh-CN"),
        ("登录 OKPAY 提示 network error", "zh-CN"),
        ("TX20240101ABC 没到账", "zh-CN"),
        ("忘記密碼", "zh-TW"),
        ("怎麼儲值", "zh-TW"),
        ("為什麼 app 打不開", "zh-TW"),
        ("can't log in", "en"),
        ("Login failed.", "en"),
        ("Simplified is hard for me, 繁體 please", "en"),
    ],
)
def test_what_a_text_tells(text: str, locale: Locale) -> None:
    for present in LOCALES:
        assert written_in(text, present) == (locale, True)


@pytest.mark.parametrize(
    "text", ["", "ok", "OKPAY app", "123", "a.b@example.com", "TX99ABC", "🎉", "error 5003"]
)
@pytest.mark.parametrize("present", LOCALES)
def test_what_is_too_short_to_tell_is_in_the_present_language(text: str, present: Locale) -> None:
    assert written_in(text, present) == (present, False)


@pytest.mark.parametrize(("present", "locale"), [("zh-CN", "zh-CN"), ("zh-TW", "zh-TW"), ("en", "zh-CN")])
def test_characters_of_both_scripts_only_tell_that_it_is_chinese(present: Locale, locale: Locale) -> None:
    assert written_in("你好", present) == (locale, False)


@given(st.text())
def test_any_text_is_in_one_of_ours(text: str) -> None:
    assert written_in(text, "zh-CN").locale in LOCALES
