"""Reads an article from its Markdown file. The format is described in knowledge/README.md."""

import re
from pathlib import Path
from typing import get_args

import yaml
from pydantic import ValidationError

from okpay.knowledge.article import (
    Answer,
    Article,
    Check,
    End,
    FrontMatter,
    Locale,
    Role,
    Step,
    Target,
    ToArticle,
    ToEnd,
    ToStep,
)

_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.S)
_STEP_START = re.compile(r"^## +", re.M)
_HEADING = re.compile(r"(?P<title>.+?) *\{#(?P<id>[^\s}]+)(?: +next=(?P<next>[^\s}]+))?\} *\Z")
_QUESTION = re.compile(r"^### +(.+)$", re.M)
_ANSWER = re.compile(
    r'- \[(?P<label>[^\]]+)\]\((?P<where>[^\s)]+)(?: +"(?P<role>[^"]*)")?\)(?P<phrases>.*)\Z'
)
_DONE = re.compile(r"^> ?(.*)\n?", re.M)


class ArticleError(ValueError):
    """An article that cannot be read: the file, and what is wrong with it."""

    def __init__(self, path: Path, fault: str) -> None:
        super().__init__(f"{path.parent.name}/{path.name}: {fault}")


def read_article(path: Path, locale: Locale) -> Article:
    """The article in `path`; ArticleError names the first thing that is wrong."""
    try:
        return _parse(path.read_text(encoding="utf-8"), locale)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ArticleError(path, f"{where}: {first['msg']}") from error
    except (ValueError, yaml.YAMLError) as error:
        raise ArticleError(path, str(error).replace("\n", " ")) from error


def _parse(text: str, locale: Locale) -> Article:
    match = _FRONT_MATTER.match(text)
    if not match:
        raise ValueError("no front matter between two lines of ---")
    front = FrontMatter.model_validate(yaml.safe_load(match[1]))
    lead, *sections = _STEP_START.split(match[2])
    if not sections:
        raise ValueError("no step (a line that begins with ##)")
    headings = [_heading(section) for section in sections]
    following: list[Target] = [ToStep(step=heading["id"]) for heading in headings[1:]]
    steps = [
        _step(section, heading, default)
        for section, heading, default in zip(
            sections, headings, [*following, ToEnd(end=End.EXHAUSTED)], strict=True
        )
    ]
    return Article(locale=locale, front=front, lead=lead.strip(), steps=tuple(steps))


def _heading(section: str) -> re.Match[str]:
    line = section.split("\n", 1)[0]
    match = _HEADING.match(line)
    if not match:
        raise ValueError(f"step heading without an id such as {{#balance}}: {line!r}")
    return match


def _step(section: str, heading: re.Match[str], default: Target) -> Step:
    text = section.split("\n", 1)[1] if "\n" in section else ""
    body, *rest = _QUESTION.split(text, maxsplit=1)
    done = [phrase for line in _DONE.findall(body) for phrase in _phrases(line)]
    return Step(
        id=heading["id"],
        title=heading["title"].strip(),
        body=_DONE.sub("", body).strip(),
        check=_check(*rest) if rest else None,
        target=_next(heading["next"]) if heading["next"] else default,
        done_phrases=tuple(done),
    )


def _check(question: str, text: str) -> Check:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return Check(question=question.strip(), answers=tuple(_answer(line) for line in lines))


def _answer(line: str) -> Answer:
    match = _ANSWER.match(line)
    if not match:
        raise ValueError(f"not an answer of the form - [label](where): {line!r}")
    role = match["role"]
    if role is not None and role not in get_args(Role):
        raise ValueError(f"unknown role {role!r} of an answer")
    return Answer(
        label=match["label"], target=_where(match["where"]), role=role, phrases=_phrases(match["phrases"])
    )


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in text.split("|") if phrase.strip())


def _next(name: str) -> Target:
    return ToEnd(end=End(name)) if name in set(End) else ToStep(step=name)


def _where(link: str) -> Target:
    if link.startswith("#"):
        return _next(link[1:])
    if link.endswith(".md"):
        return ToArticle(article=link.removesuffix(".md"))
    raise ValueError(f"an answer leads to #step or to article.md, not to {link!r}")
