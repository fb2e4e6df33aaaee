from typing import get_args

import pytest

from okpay.knowledge.article import Locale
from okpay.knowledge.placeholders import Placeholders
from okpay.settings import Settings
from tests.okpay.conftest import SAMPLE


def placeholders(locale: Locale = "zh-CN", **values: str) -> Placeholders:
    return Placeholders.load(SAMPLE, locale, Settings(_env_file=None, **values))  # type: ignore[arg-type]


def test_a_setting_that_is_set_is_told() -> None:
    assert placeholders(hotline="400-1").fill("拨打{{hotline}}。") == "拨打客服热线 400-1。"


def test_what_is_not_set_points_to_the_official_site() -> None:
    assert placeholders().fill("拨打{{hotline}}。") == "拨打官网公布的客服热线。"


@pytest.mark.parametrize("locale", get_args(Locale))
def test_every_language_has_its_own_phrases(locale: Locale) -> None:
    filled = placeholders(locale).fill("{{hotline}} {{fee_page}}")
    assert "{{" not in filled


def test_a_space_is_left_only_where_the_words_need_one() -> None:
    assert placeholders().fill("见 {{fee_page}} 。") == "见 OKPAY 官网的费用说明。"


def test_text_without_placeholders_is_left_as_it_is() -> None:
    assert placeholders().fill("一 二 ，{x} {0} %s") == "一 二 ，{x} {0} %s"


@pytest.mark.parametrize("value", ["{value}", "{0}", "\\1", "{{hotline}}", "%s"])
def test_signs_in_a_setting_are_not_read(value: str) -> None:
    assert value in placeholders(hotline=value).fill("{{hotline}}")


def test_an_unknown_placeholder_is_told() -> None:
    with pytest.raises(KeyError):
        placeholders().fill("{{nothing}}")


def test_every_placeholder_is_a_setting() -> None:
    for name in placeholders()._phrases:
        assert name in Settings.model_fields
