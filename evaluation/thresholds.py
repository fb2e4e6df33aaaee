"""Chooses the thresholds in config.yml: those of least cost on labelled files.

    uv run okpay eval nlu FILE.tsv --json FILE.json
    uv run python evaluation/thresholds.py FILE.json...

What each outcome costs the customer: a wrong answer is a walk in the wrong direction, a question costs a
click, a question without the right topic among its options a click and a second try, and search results
for something that has an article a search of his own. Whatever it costs, no more than MOST_WRONG of any file
may be answered wrongly. Prints the expected calibration error as well (Naeini et al., "Obtaining Well
Calibrated Probabilities Using Bayesian Binning", 2015; ten bins).
"""

import itertools
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

WRONG_ANSWER = 5
QUESTION = 1
USELESS_QUESTION = 3
NEEDLESS_SEARCH = 3
MOST_WRONG = 0.02

BEYOND = ("out_of_scope", "no_article")
ANSWER = [step / 20 for step in range(6, 20)]
CONFIRM = [step / 20 for step in range(1, 8)]
BINS = 10

Row = dict[str, Any]


def cost(row: Row, answer: float, confirm: float) -> int:
    """What one line costs with these thresholds."""
    right = row["intent"] == row["expected"]
    if row["intent"] in BEYOND or row["confidence"] < confirm:
        return 0 if row["expected"] in BEYOND else NEEDLESS_SEARCH
    if row["confidence"] >= answer:
        return 0 if right else WRONG_ANSWER
    return QUESTION if right or row["second"] == row["expected"] else USELESS_QUESTION


def is_wrong(row: Row, answer: float) -> bool:
    """Whether it is answered, and with what it is not about."""
    return row["intent"] not in BEYOND and row["confidence"] >= answer and row["intent"] != row["expected"]


def best(files: Sequence[Sequence[Row]]) -> tuple[float, float, float]:
    """The least cost a line, and the thresholds to answer and to ask that have it and ask least."""
    rows = [row for file in files for row in file]
    answers = [
        answer
        for answer in ANSWER
        if all(_mean(is_wrong(row, answer) for row in file) <= MOST_WRONG for file in files)
    ]
    pairs = ((a, c) for a, c in itertools.product(answers, CONFIRM) if c < a)
    least, answer, confirm = min((sum(cost(row, a, c) for row in rows), a, -c) for a, c in pairs)
    return least / len(rows), answer, -confirm


def calibration_error(rows: Sequence[Row]) -> float:
    """How far confidence is from the share that is right, on average."""
    bins: list[list[Row]] = [[] for _ in range(BINS)]
    for row in rows:
        bins[min(BINS - 1, int(row["confidence"] * BINS))].append(row)
    return sum(len(b) * abs(_mean(r["confidence"] for r in b) - _share_right(b)) for b in bins if b) / len(
        rows
    )


def _share_right(rows: Iterable[Row]) -> float:
    return _mean(row["intent"] == row["expected"] for row in rows)


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed)


def main() -> None:
    """Print the thresholds for the reports named on the command line."""
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    reports = {name: json.loads(Path(name).read_text(encoding="utf-8"))["rows"] for name in sys.argv[1:]}
    for name, rows in reports.items():
        print(f"{name}: calibration error {calibration_error(rows):.3f}")
    least, answer, confirm = best(list(reports.values()))
    print(f"answer from {answer}, ask from {confirm}: cost {least:.3f} a line")


if __name__ == "__main__":
    main()
