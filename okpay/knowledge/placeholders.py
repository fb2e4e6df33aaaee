"""Fills an article's {{placeholders}} with the deployment's settings, or points to the official site."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from okpay.knowledge.article import Locale
from okpay.settings import Settings

_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
_LOOSE_SPACE = re.compile(r"(?<=[\u3400-\u9fff，。；：]) (?=[\u3400-\u9fff，。；：])")


class Placeholders:
    """The phrases for one language; what is unset points to the official site."""

    def __init__(self, phrases: Mapping[str, str]) -> None:
        self._phrases = phrases

    @classmethod
    def load(cls, folder: Path, locale: Locale, settings: Settings) -> "Placeholders":
        """Read `knowledge/<locale>/settings.yml` and choose each phrase by what is set."""
        phrases = {}
        for name, forms in _forms(folder / locale / "settings.yml").items():
            value = getattr(settings, name)
            phrases[name] = forms["set"].format(value=value) if value else forms["unset"]
        return cls(phrases)

    def fill(self, text: str) -> str:
        """`text` with every placeholder replaced; KeyError for an unknown one."""
        filled = _PLACEHOLDER.sub(lambda found: self._phrases[found[1]], text)
        return _LOOSE_SPACE.sub("", filled) if filled != text else text


def placeholder_names(folder: Path, locale: Locale) -> set[str]:
    """The placeholders that a language has phrases for."""
    path = folder / locale / "settings.yml"
    return set(_forms(path)) if path.exists() else set()


def used_placeholders(text: str) -> set[str]:
    """The placeholders in a text."""
    return set(_PLACEHOLDER.findall(text))


@cache
def _forms(path: Path) -> Mapping[str, Mapping[str, str]]:
    forms: Mapping[str, Mapping[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return forms
