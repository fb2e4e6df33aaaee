"""Masking over evaluation/privacy.tsv: one message a line, each secret marked {{kind:value}}."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from okpay.privacy import mask

CASES = Path(__file__).resolve().parents[2] / "evaluation" / "privacy.tsv"
MARK = re.compile(r"\{\{(\w+):(.*?)\}\}")
LABELS = {
    "card": "[卡号]",
    "cvv": "[安全码]",
    "expiry": "[有效期]",
    "identity": "[证件号]",
    "passport": "[护照号]",
    "password": "[密码]",
    "code": "[验证码]",
}
CONTACTS = ("phone", "email")


def lines() -> Iterator[str]:
    """Every line but empty ones."""
    yield from filter(None, CASES.read_text(encoding="utf-8").splitlines())


def shown(kind: str, value: str) -> str:
    """The pattern of what may be shown of a secret."""
    if kind not in CONTACTS:
        return re.escape(LABELS[kind])
    tail = value[value.index("@") :] if kind == "email" else value[-4:]
    return rf"[^*]*[*][^@]{{0,{len(value) - len(tail) - 1}}}{re.escape(tail)}"


def is_masked_rightly(line: str) -> bool:
    """Whether each mark is masked as its kind, and everything else is as it was."""
    parts = MARK.split(line)
    wanted = [re.escape(parts[0])]
    for kind, value, behind in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        wanted += [shown(kind, value), re.escape(behind)]
    return bool(re.fullmatch("".join(wanted), mask(MARK.sub(r"\2", line), "zh-CN").text))


@pytest.mark.parametrize("has_secret", [True, False], ids=["secrets", "ordinary"])
def test_what_is_marked_goes_and_nothing_else(has_secret: bool) -> None:
    cases = [line for line in lines() if bool(MARK.search(line)) == has_secret]
    assert len(cases) > 100
    assert [line for line in cases if not is_masked_rightly(line)] == []
