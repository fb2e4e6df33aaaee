"""Tells whoever started the process how far it is: one JSON line a step on standard output."""

import json
import os
import sys

_WANTED = "OKPAY_PROGRESS"


def report(stage: str, done: int, total: int) -> None:
    """Say that `done` of `total` units of `stage` are done, if anybody wants to know."""
    if os.environ.get(_WANTED):
        print(json.dumps({"stage": stage, "done": done, "total": total}), file=sys.stdout, flush=True)
