"""Answers to check questions that are typed in other words than the buttons', read in their place.

    uv run pytest tests/end_to_end/test_answers.py -s

prints how many are read right, and every one that is read as something else.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from actions.actions import Resume
from actions.context import library
from okpay.engine_process import run_program
from okpay.knowledge.article import LOCALES, Locale
from okpay.settings import ROOT, Settings
from okpay.training import model_file
from tests.actions.talk import Talk
from tests.assistant import Assistant

LINES = ROOT / "evaluation" / "answers.tsv"
NONE = "-"


class Line(NamedTuple):
    """What was typed at which step, and the label of the answer it means; NONE where it means none."""

    locale: Locale
    article: str
    step: str
    text: str
    label: str

    def expected(self) -> str | None:
        """The action of the answer's button."""
        check = library().get(self.article, self.locale).step(self.step).check
        assert check, f"{self.article}/{self.step} asks nothing"
        labels = [answer.label for answer in check.answers]
        return None if self.label == NONE else f"answer:{self.step}/{labels.index(self.label)}"

    def context(self) -> dict[str, Any]:
        """What the dialogue hands to the engine at that step."""
        talk = Talk(locale=self.locale, guide={"article": self.article, "visits": [{"step": self.step}]})
        talk.press(Resume(), f"resume:{self.article}")
        return {"text": self.text, "locale": self.locale, "options": talk.slots["options"]}


def locale_of(name: str) -> Locale:
    """One of the languages."""
    return next(locale for locale in LOCALES if locale == name)


def understood(lines: list[Line], folder: Path) -> list[str]:
    """The actions that the trained pipeline takes the lines for."""
    asked, answered, settings = folder / "asked.json", folder / "answered.json", Settings()
    asked.write_text(json.dumps([line.context() for line in lines], ensure_ascii=False), encoding="utf-8")
    arguments = [str(asked), "--model", str(model_file(settings)), "--out", str(answered)]
    run_program("okpay_engine.answers", arguments, settings)
    actions: list[str] = json.loads(answered.read_text(encoding="utf-8"))
    return actions


def verdict(line: Line, action: str) -> str:
    """What became of it."""
    is_answer = action.partition(":")[0] == "answer"
    if line.label == NONE:
        return "taken for an answer" if is_answer else "left alone"
    if action == line.expected():
        return "right"
    return "wrong" if is_answer else "not read"


def test_typed_answers_are_read_in_their_place(assistant: Assistant, tmp_path: Path) -> None:
    # The assistant that runs has seen to it that there is a model.
    rows = LINES.read_text(encoding="utf-8").splitlines()
    lines = [Line(locale_of(locale), *rest) for locale, *rest in (row.split("\t") for row in rows)]
    verdicts: Counter[str] = Counter()
    for line, action in zip(lines, understood(lines, tmp_path), strict=True):
        verdicts[was := verdict(line, action)] += 1
        if was in {"wrong", "taken for an answer"}:
            print(f"{was}: {line.article}/{line.step}: {line.text}: {action}, not {line.label}")
    print(dict(verdicts))
    answers = verdicts["right"] + verdicts["wrong"] + verdicts["not read"]
    others = verdicts["left alone"] + verdicts["taken for an answer"]
    assert verdicts["right"] >= 0.57 * answers
    assert verdicts["wrong"] <= 0.04 * answers
    assert verdicts["taken for an answer"] <= 0.12 * others
