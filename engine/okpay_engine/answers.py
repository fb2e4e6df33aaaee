"""Reads typed answers to open questions through the trained pipeline; writes what each means as JSON."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Dict

from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY
from rasa.shared.nlu.training_data.message import Message

from okpay_engine import fixes
from okpay_engine.evaluate import Pipeline
from okpay_engine.logs import quiet_logs
from okpay_engine.progress import report


def read(pipeline: Pipeline, row: Dict[str, Any]) -> str:
    """The action that `text` means where `options` are open: an intent, with its option."""
    [message] = pipeline.parse([row["text"]], {"locale": row["locale"], "options": row["options"]})
    return _action(message)


def _action(message: Message) -> str:
    intent = str(message.get(INTENT)[INTENT_NAME_KEY])
    options = [found["value"] for found in message.get(ENTITIES, []) if found["entity"] == "option"]
    return ":".join((intent, *options[:1]))


def main() -> int:
    """Read a JSON list of {text, locale, options}; write the list of actions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="where the JSON goes")
    arguments = parser.parse_args()
    quiet_logs()
    rows = json.loads(arguments.file.read_text(encoding="utf-8"))
    fixes.apply_to_serving()
    pipeline, actions = Pipeline(arguments.model), []
    for number, row in enumerate(rows):
        report("understanding", number, len(rows))
        actions.append(read(pipeline, row))
    arguments.out.write_text(json.dumps(actions, ensure_ascii=False), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
