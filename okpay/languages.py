"""Finds the language of ours that a browser wants."""

from collections.abc import Iterator

from okpay.knowledge.article import DEFAULT_LOCALE, Locale

TRADITIONAL = {"tw", "hk", "mo"}


def wanted_locale(header: str) -> Locale:
    """The first language of an Accept-Language header that we speak, else the default."""
    return next(filter(None, map(spoken_locale, _by_preference(header))), DEFAULT_LOCALE)


def _by_preference(header: str) -> Iterator[str]:
    ranges = [entry.partition(";") for entry in header.lower().split(",")]
    ranges.sort(key=lambda parts: _weight(parts[2]), reverse=True)
    return (tag.strip() for tag, _, _ in ranges)


def _weight(parameter: str) -> float:
    try:
        return float(parameter.partition("=")[2] or 1)
    except ValueError:
        return 0.0


def spoken_locale(tag: str) -> Locale | None:
    """The language of ours that a tag in small letters means, such as zh-hant-tw."""
    language, *rest = tag.split("-")
    if language == "zh":
        is_traditional = "hant" in rest or ("hans" not in rest and TRADITIONAL & set(rest))
        return "zh-TW" if is_traditional else "zh-CN"
    return "en" if language == "en" else None
