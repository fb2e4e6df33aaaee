import json
import sys
from pathlib import Path

import pytest

from okpay_engine import evaluate
from okpay_engine.encoder.sentence_encoder import SentenceEncoder
from okpay_engine.nearest import MISLEADING, NearestExamples, explain

EXAMPLES = {
    "fees": ["手续费怎么收", "转账要多少手续费", "费率是多少", "汇率是怎么算的"],
    "password_reset": ["忘记密码了", "密码怎么重置"],
}


@pytest.fixture(scope="module")
def nearest(encoder: SentenceEncoder) -> NearestExamples:
    return NearestExamples(EXAMPLES, encoder)


def row(text: str, expected: str, intent: str) -> dict:
    return {"text": text, "expected": expected, "intent": intent, "confidence": 0.5}


def test_the_nearest_come_first(nearest: NearestExamples) -> None:
    (vector,) = nearest.vectors(["转账的手续费是多少"])
    near = nearest.of("fees", vector, 2)
    assert near[0]["text"] == "转账要多少手续费"
    assert [one["cosine"] for one in near] == sorted((one["cosine"] for one in near), reverse=True)
    assert len(near) == 2


def test_an_example_is_nearest_to_itself_however_it_is_written(nearest: NearestExamples) -> None:
    (vector,) = nearest.vectors(["忘記密碼了"])
    (near,) = nearest.of("password_reset", vector, 1)
    assert near["text"] == "忘记密码了"
    assert near["cosine"] == pytest.approx(1.0, abs=1e-3)


def test_only_wrong_lines_are_explained(nearest: NearestExamples) -> None:
    rows = [row("手续费", "fees", "fees"), row("密码忘了", "password_reset", "fees")]
    (error,) = explain(rows, nearest)
    assert error["text"] == "密码忘了"
    assert {one["text"] for one in error["misled_by"]} < set(EXAMPLES["fees"])
    assert len(error["misled_by"]) == MISLEADING
    assert [one["text"] for one in error["right"]] == ["忘记密码了"]


def test_an_intent_without_examples_has_no_nearest(nearest: NearestExamples) -> None:
    (error,) = explain([row("你好", "greet", "fees")], nearest)
    assert error["right"] == []


def test_nothing_wrong_has_nothing_to_explain(nearest: NearestExamples) -> None:
    assert explain([row("手续费", "fees", "fees")], nearest) == []


def test_the_program_explains_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: Path, examples: dict[str, list[str]]
) -> None:
    lines, out = tmp_path / "lines.tsv", tmp_path / "out.json"
    lines.write_text("转人工\thandoff\n今天天气怎么样\ttwo_factor\n", encoding="utf-8")
    command = ["evaluate", str(lines), "--model", str(model), "--out", str(out)]
    monkeypatch.setattr(sys, "argv", [*command, "--errors"])
    assert evaluate.main() == 0
    (error,) = json.loads(out.read_text(encoding="utf-8"))["errors"]
    assert (error["expected"], error["intent"]) == ("two_factor", "out_of_scope")
    assert {one["text"] for one in error["misled_by"]} <= set(examples["out_of_scope"])
    assert error["right"][0]["text"] in examples["two_factor"]
    monkeypatch.setattr(sys, "argv", command)
    assert evaluate.main() == 0
    assert "errors" not in json.loads(out.read_text(encoding="utf-8"))
