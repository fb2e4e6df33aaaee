"""What a measurement says while it runs, and what it leaves behind."""

import json
import time
from pathlib import Path
from typing import Any


def say(words: str) -> None:
    """A line of progress."""
    print(f"{time.strftime('%H:%M:%S')}  {words}", flush=True)


def keep(results: dict[str, Any], path: Path) -> None:
    """Write them as JSON, figures to four places."""
    path.write_text(json.dumps(_rounded(results), indent=1) + "\n", encoding="utf-8")


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    return round(value, 4) if isinstance(value, float) else value
