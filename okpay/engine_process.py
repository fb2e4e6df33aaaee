"""Runs programs in the engine's own Python, and follows how far they are."""

import json
import os
import subprocess
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from okpay.settings import ROOT, Settings

Progress = Callable[[str, int, int], None]


class EngineProgramError(RuntimeError):
    """A program of the engine failed; the message is its last word."""


@dataclass(frozen=True)
class Step:
    """One line of progress."""

    stage: str
    done: int
    total: int


def engine_python() -> Path:
    """The engine's Python; EngineProgramError when its environment was not made."""
    path = Path(os.environ.get("OKPAY_ENGINE_PYTHON", ROOT / "engine" / ".venv" / "bin" / "python"))
    if not path.exists():
        raise EngineProgramError("the engine's environment is missing: run `make setup`")
    return path


def engine_environment(settings: Settings) -> dict[str, str]:
    """The environment for the engine's programs."""
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT / "engine"),
        "OKPAY_MODEL_DIR": str(settings.model_dir.resolve()),
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TF_ENABLE_ONEDNN_OPTS": "0",
        "PYTHONWARNINGS": "ignore",
    }


def run_program(
    module: str,
    arguments: list[str],
    settings: Settings,
    progress: Progress | None = None,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Run a module of the engine from the project's root; EngineProgramError when it fails."""
    environment = {**engine_environment(settings), "OKPAY_PROGRESS": "1", **environment}
    command = [str(engine_python()), "-m", module, *arguments]
    last_words: deque[str] = deque(maxlen=40)
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            step = _step(line)
            if step and progress:
                progress(step.stage, step.done, step.total)
            elif not step and line.strip():
                last_words.append(line.strip())
    if process.returncode:
        raise EngineProgramError(_reason(last_words, process.returncode))


def _step(line: str) -> Step | None:
    if not line.startswith('{"stage"'):
        return None
    try:
        return Step(**json.loads(line))
    except (ValueError, TypeError):
        return None


def _reason(last_words: deque[str], code: int) -> str:
    return last_words[-1] if last_words else f"exit code {code}"
