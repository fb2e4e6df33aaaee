"""The words the assistant and the service use around the articles, in every language."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from okpay.knowledge.article import DEFAULT_LOCALE, Locale

_FOLDER = Path(__file__).parent / "locales"


@cache
def catalogue(locale: Locale) -> Mapping[str, tuple[str, ...]]:
    """Every text by its dotted key; a text without variants is a tuple of one."""
    path = _FOLDER / f"{locale}.yml"
    if not path.exists():
        return catalogue(DEFAULT_LOCALE)
    return dict(_flatten(yaml.safe_load(path.read_text(encoding="utf-8")), ""))


def text(locale: Locale, key: str, values: Mapping[str, object] | None = None, turn: int = 0) -> str:
    """The text of `key`, its variant by `turn`, filled with `values`; KeyError for an unknown key."""
    variants = catalogue(locale)[key]
    return variants[turn % len(variants)].format(**(values or {}))


def _flatten(node: Any, prefix: str) -> list[tuple[str, tuple[str, ...]]]:
    if isinstance(node, Mapping):
        return [
            pair for name, child in node.items() for pair in _flatten(child, f"{prefix}.{name}".lstrip("."))
        ]
    return [(prefix, tuple(node) if isinstance(node, list) else (str(node),))]
