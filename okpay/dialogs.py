"""Scripted conversations: what customers write, and what the assistant must do, by kind, article and step.

A file is a list of dialogues:

    - name: 登录不上,第二步就好了
      locale: zh-CN
      turns:
        - say: 登不上去
          expect: {kind: guide_step, article: login_failed, step: 1}
        - press: solved
          expect: {kind: text}

`expect` (one, or a list) holds when for each of them some message of the answer fits; `never` when none
does. A turn without them must only be answered.
"""

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, TypeAdapter, ValidationError, model_validator

from okpay.client import Message, NoAnswer, Talk
from okpay.knowledge.article import Locale


class DialogFileError(ValueError):
    """A file that holds no dialogues; the message names the first fault."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Expected(_Strict):
    """What one message must be; what is not given may be anything."""

    kind: str | None = None
    article: str | None = None
    step: int | None = None
    state: str | None = None
    offers: str | None = None
    field: str | None = None
    contains: str | None = None
    lacks: str | None = None

    def fits(self, message: Message) -> bool:
        """Whether a message is that."""
        data = message["data"]
        told = {"article": data.get("article_id"), "step": data.get("step"), "state": data.get("state")}
        told |= {"kind": message["kind"], "field": data.get("field")}
        given = self.model_dump(exclude_none=True, include=set(told))
        return (
            all(told[name] == value for name, value in given.items())
            and (self.offers is None or self.offers in _actions(message))
            and (self.contains is None or self.contains in message["text"])
            and (self.lacks is None or self.lacks not in message["text"])
        )


def _listed(value: object) -> object:
    return value if isinstance(value, list) else [value]


Several = Annotated[list[Expected], BeforeValidator(_listed)]


class Turn(_Strict):
    """What the customer does, and what must come of it."""

    say: str | None = None
    press: str | None = None
    expect: Several = []
    never: Several = []

    @model_validator(mode="after")
    def _one_of_both(self) -> "Turn":
        if (self.say is None) == (self.press is None):
            raise ValueError("a turn says something or presses a button")
        return self


class Dialog(_Strict):
    """One conversation."""

    name: str
    locale: Locale | None = None
    turns: list[Turn]


class Outcome(_Strict):
    """How one conversation went: the first turn that went wrong, and what was said instead."""

    name: str
    fault: str | None = None


def read_dialogs(path: Path) -> list[Dialog]:
    """The dialogues of a file; DialogFileError with the first fault."""
    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
        return TypeAdapter(list[Dialog]).validate_python(loaded)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise DialogFileError(f"{path.name}: {where}: {first['msg']}") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DialogFileError(f"{path.name}: {error}".replace("\n", " ")) from error


async def play(dialog: Dialog, url: str) -> Outcome:
    """Hold one conversation with a running assistant."""
    try:
        async with Talk(url, dialog.locale) as talk:
            for number, turn in enumerate(dialog.turns, 1):
                answer = await talk.say(turn.say, turn.press)
                fault = _fault(turn, answer)
                if fault:
                    return Outcome(
                        name=dialog.name, fault=f"turn {number} ({turn.say or turn.press}): {fault}"
                    )
    except NoAnswer as error:
        return Outcome(name=dialog.name, fault=str(error))
    return Outcome(name=dialog.name)


def _fault(turn: Turn, answer: list[Message]) -> str | None:
    for expected in turn.expect:
        if not any(expected.fits(message) for message in answer):
            return f"wanted {_shown(expected)}, got {_told(answer)}"
    for unwanted in turn.never:
        if any(unwanted.fits(message) for message in answer):
            return f"never wanted {_shown(unwanted)}, got {_told(answer)}"
    return None


def _shown(expected: Expected) -> str:
    return ", ".join(f"{name} {value}" for name, value in expected.model_dump(exclude_none=True).items())


def _told(answer: list[Message]) -> str:
    parts = []
    for message in answer:
        data = message["data"]
        about = [str(data[name]) for name in ("article_id", "step", "state", "field") if data.get(name)]
        parts.append(f"{message['kind']}({' '.join(about) or message['text'][:40]})")
    return "; ".join(parts)


def _actions(message: Message) -> set[str]:
    data = message["data"]
    listed: list[dict[str, str]] = []
    name: Literal["buttons", "options", "articles"]
    for name in ("buttons", "options", "articles"):
        listed += data.get(name) or []
    return {button.get("action", "") for button in listed}
