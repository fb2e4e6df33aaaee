"""Masking over evaluation/privacy.tsv: one message a line, each secret marked {{kind:value}}."""

import re
from collections import Counter
from pathlib import Path

from okpay.privacy import mask

CASES = Path(__file__).resolve().parents[2] / "evaluation" / "privacy.tsv"
MARK = re.compile(r"\{\{(\w+):(.*?)\}\}")
ALWAYS = ("card", "identity")
LEAST_SHARE = 0.98


def test_what_is_secret_goes_and_nothing_else() -> None:
    marked: Counter[str] = Counter()
    left: Counter[str] = Counter()
    for line in CASES.read_text(encoding="utf-8").splitlines():
        text = mask(MARK.sub(r"\2", line), "zh-CN").text
        if not MARK.search(line):
            assert text == line
        for kind, value in MARK.findall(line):
            marked[kind] += 1
            left[kind] += value in text
    assert [kind for kind in ALWAYS if left[kind]] == []
    assert 1 - left.total() / marked.total() >= LEAST_SHARE, left
