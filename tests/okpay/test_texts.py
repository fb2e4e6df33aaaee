import re
from pathlib import Path
from typing import get_args

import pytest
import yaml

from okpay import errors, texts
from okpay.conversations.intake import MOVES
from okpay.knowledge.article import DEFAULT_LOCALE, Locale
from okpay.texts import catalogue, text

ROOT = Path(texts.__file__).parent
OTHERS = [locale for locale in get_args(Locale) if locale != DEFAULT_LOCALE]


@pytest.mark.parametrize("locale", get_args(Locale))
def test_every_language_has_its_texts(locale: Locale) -> None:
    assert (ROOT / "locales" / f"{locale}.yml").exists()


@pytest.mark.parametrize("locale", OTHERS)
def test_every_language_has_the_same_keys(locale: Locale) -> None:
    own = yaml.safe_load((ROOT / "locales" / f"{locale}.yml").read_text("utf-8"))
    assert {key for key, _ in texts._flatten(own, "")} == set(catalogue(DEFAULT_LOCALE))


@pytest.mark.parametrize("locale", OTHERS)
def test_a_text_is_filled_with_the_same_values_in_every_language(locale: Locale) -> None:
    assert (ROOT / "locales" / f"{locale}.yml").exists()
    for key, variants in catalogue(DEFAULT_LOCALE).items():
        assert _fields(catalogue(locale)[key]) == _fields(variants), key


def _fields(variants: tuple[str, ...]) -> set[str]:
    return {name for variant in variants for name in re.findall(r"\{(\w+)\}", variant)}


@pytest.mark.parametrize("locale", get_args(Locale))
def test_no_text_is_empty(locale: Locale) -> None:
    for key, variants in catalogue(locale).items():
        assert variants, key
        for variant in variants:
            assert variant.strip(), key
            assert variant != "None", key


@pytest.mark.parametrize("locale", get_args(Locale))
def test_every_error_has_its_text(locale: Locale) -> None:
    source = Path(errors.__file__).read_text("utf-8")
    codes = re.findall(r'cls\(\d+, "(\w+)"', source)
    assert len(codes) > 10
    for code in [*codes, "internal", "unsupported", "conflict"]:
        assert f"error.{code}" in catalogue(locale)


@pytest.mark.parametrize("move", MOVES)
def test_every_move_has_a_label(move: str) -> None:
    assert text(DEFAULT_LOCALE, f"button.{move}")


@pytest.mark.parametrize("locale", get_args(Locale))
@pytest.mark.parametrize(
    "key",
    [
        "delayed",
        "no_answer",
        "masked",
        "handoff.queued",
        "handoff.queued_first",
        "handoff.assigned",
        "handoff.closed",
        "button.handoff",
    ],
)
def test_every_text_of_the_service_is_there(locale: Locale, key: str) -> None:
    assert key in catalogue(locale)


def test_values_fill_a_text() -> None:
    assert "3" in text(DEFAULT_LOCALE, "handoff.queued", {"ahead": 3})


def test_braces_in_a_value_are_not_read() -> None:
    assert "{x}" in text(DEFAULT_LOCALE, "handoff.assigned", {"name": "{x}"})


def test_variants_take_turns() -> None:
    said = [text(DEFAULT_LOCALE, "solved", turn=turn) for turn in range(3)]
    assert said[0] != said[1]
    assert said[0] == said[2]


def test_an_unknown_key_is_told() -> None:
    with pytest.raises(KeyError):
        text(DEFAULT_LOCALE, "no.such.text")


def test_a_language_without_texts_speaks_the_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    catalogue.cache_clear()
    (tmp_path / "zh-CN.yml").write_text("a: 一", encoding="utf-8")
    monkeypatch.setattr(texts, "_FOLDER", tmp_path)
    try:
        assert text("en", "a") == "一"
    finally:
        catalogue.cache_clear()
