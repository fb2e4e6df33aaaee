"""Figures of understanding, from what the pipeline made of a labelled file."""

import json
import statistics
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from okpay.engine_process import Progress, run_program
from okpay.settings import Settings


class Row(BaseModel):
    """One line, and what was understood."""

    text: str
    expected: str
    intent: str
    confidence: float
    outcome: str
    second: str | None


class Neighbour(BaseModel):
    """A training example that stands near a line: the cosine of their vectors."""

    text: str
    cosine: float


class Error(Row):
    """A wrong line: the nearest examples of the intent it was taken for, and the nearest of the right one."""

    misled_by: list[Neighbour]
    right: list[Neighbour]


class IntentFigures(BaseModel):
    """How one intent fared."""

    intent: str
    lines: int
    precision: float
    recall: float
    f1: float


class Report(BaseModel):
    """The figures of one file."""

    n: int
    accuracy: float
    macro_f1: float
    outcome: dict[str, int]
    wrong_answer_rate: float
    latency_ms: dict[str, float]
    lines_per_second: float
    per_intent: list[IntentFigures]
    confusions: list[tuple[str, str, int]]
    rows: list[Row]
    errors: list[Error]


def evaluate(
    file: Path, model: Path, settings: Settings, progress: Progress | None = None, *, explain: bool = False
) -> Report:
    """Run a file of text and intent lines through the trained pipeline; EngineProgramError when it fails.

    `explain` looks for the training examples that misled the wrong lines, which takes a while.
    """
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "rows.json"
        arguments = [str(file.resolve()), "--model", str(model), "--out", str(out)]
        arguments += ["--errors"] if explain else []
        run_program("okpay_engine.evaluate", arguments, settings, progress)
        return report(json.loads(out.read_text(encoding="utf-8")))


def report(measured: dict[str, Any]) -> Report:
    """The figures of what was measured."""
    rows = [Row(**row) for row in measured["rows"]]
    figures = _per_intent(rows)
    return Report(
        n=len(rows),
        accuracy=_share(row.intent == row.expected for row in rows),
        macro_f1=statistics.fmean(one.f1 for one in figures) if figures else 0.0,
        outcome={
            name: sum(row.outcome == name for row in rows) for name in ("answer", "confirm", "fallback")
        },
        wrong_answer_rate=_share(row.outcome == "answer" and row.intent != row.expected for row in rows),
        latency_ms=_percentiles(measured["times_ms"]),
        lines_per_second=measured["lines_per_second"],
        per_intent=figures,
        confusions=_confusions(rows),
        rows=rows,
        errors=[Error(**error) for error in measured.get("errors", [])],
    )


def _share(truths: Any) -> float:
    values = list(truths)
    return sum(values) / len(values) if values else 0.0


def _per_intent(rows: Sequence[Row]) -> list[IntentFigures]:
    expected = Counter(row.expected for row in rows)
    predicted = Counter(row.intent for row in rows)
    right = Counter(row.expected for row in rows if row.intent == row.expected)
    figures = []
    for intent, lines in expected.most_common():
        precision = right[intent] / predicted[intent] if predicted[intent] else 0.0
        recall = right[intent] / lines
        total = precision + recall
        f1 = 2 * precision * recall / total if total else 0.0
        figures.append(IntentFigures(intent=intent, lines=lines, precision=precision, recall=recall, f1=f1))
    return figures


def _confusions(rows: Sequence[Row]) -> list[tuple[str, str, int]]:
    pairs: defaultdict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        if row.intent != row.expected:
            pairs[row.expected, row.intent] += 1
    return sorted(((a, b, n) for (a, b), n in pairs.items()), key=lambda pair: (-pair[2], pair))


def _percentiles(times: Sequence[float]) -> dict[str, float]:
    ordered = sorted(times) or [0.0]
    return {
        "p50": statistics.median(ordered),
        "p95": ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))],
    }
