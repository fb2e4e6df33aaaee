"""Runs lines of text and expected intent through the trained pipeline; writes what was understood as JSON."""

import argparse
import gc
import json
import os
import sys
import time
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message

from okpay_engine import fixes
from okpay_engine.encoder.sentence_encoder import load_encoder
from okpay_engine.logs import quiet_logs
from okpay_engine.nearest import NearestExamples, explain, training_examples
from okpay_engine.progress import report

BATCH = 64
TIMED = 300
WARM_UP = 20


class Pipeline:
    """The understanding half of a trained model, with nothing around it."""

    def __init__(self, model: Path) -> None:
        _, metadata, self._runner = MessageProcessor._load_model(str(model))
        self._target = metadata.nlu_target

    def parse(self, texts: List[str], context: Optional[Dict[str, Any]] = None) -> List[Message]:
        """Understand several texts at once, in the context that the dialogue would hand over."""
        inputs = {
            PLACEHOLDER_MESSAGE: [UserMessage(text, metadata=dict(context or {})) for text in texts],
            PLACEHOLDER_TRACKER: DialogueStateTracker.from_events("evaluation", []),
        }
        messages: List[Message] = self._runner.run(inputs=inputs, targets=[self._target])[self._target]
        return messages


def read_lines(path: Path) -> List[Tuple[str, str]]:
    """Text and expected intent, divided by a tab; ValueError names the first line that is neither."""
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        cells = line.split("\t")
        if not line.strip():
            continue
        if len(cells) != 2:
            raise ValueError(f"{path.name}:{number}: not text, tab, intent")
        rows.append((cells[0], cells[1].strip()))
    return rows


def evaluate(pipeline: Pipeline, rows: List[Tuple[str, str]]) -> Dict[str, Any]:
    """What was understood of every row, the time of a single parse in milliseconds, and lines a second."""
    understood = []
    began = time.perf_counter()
    for start in range(0, len(rows), BATCH):
        report("understanding", start, len(rows))
        chunk = rows[start : start + BATCH]
        for (text, expected), message in zip(chunk, pipeline.parse([text for text, _ in chunk])):
            understood.append(_row(text, expected, message))
    seconds = time.perf_counter() - began
    report("understanding", len(rows), len(rows))
    return {
        "rows": understood,
        "lines_per_second": len(rows) / seconds,
        "times_ms": _times(pipeline, [text for text, _ in rows]),
    }


def _row(text: str, expected: str, message: Message) -> Dict[str, Any]:
    ranking = message.get("intent_ranking") or [{"name": "out_of_scope", "confidence": 0.0}]
    return {
        "text": text,
        "expected": expected,
        "intent": ranking[0]["name"],
        "confidence": ranking[0]["confidence"],
        "outcome": message.get("outcome") or "fallback",
        "second": ranking[1]["name"] if len(ranking) > 1 else None,
    }


def _times(pipeline: Pipeline, texts: List[str]) -> List[float]:
    """Single parses, spread over the whole file."""
    sample = texts[:: max(1, len(texts) // TIMED)]
    for text in sample[:WARM_UP]:
        pipeline.parse([text])
    times = []
    for number, text in enumerate(sample):
        report("timing", number, len(sample))
        began = time.perf_counter()
        pipeline.parse([text])
        times.append((time.perf_counter() - began) * 1000.0)
    return times


def main() -> int:
    """Evaluate one file with one model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="where the JSON goes")
    parser.add_argument("--errors", action="store_true", help="add what misled each wrong line")
    arguments = parser.parse_args()
    quiet_logs()
    try:
        rows = read_lines(arguments.file)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    report("loading", 0, 1)
    fixes.apply_to_serving()
    pipeline = Pipeline(arguments.model)
    gc.collect()
    gc.freeze()
    measured = evaluate(pipeline, rows)
    if arguments.errors:
        examples = NearestExamples(training_examples(), load_encoder(os.cpu_count() or 1))
        measured["errors"] = explain(measured["rows"], examples)
    arguments.out.write_text(json.dumps(measured, ensure_ascii=False), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
