"""Rasa runs without TensorFlow where nothing asks for it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from okpay_engine.lean import NEED_TENSORFLOW

START = """
import json, sys
from pathlib import Path
from okpay_engine.lean import leave_out_tensorflow
leave_out_tensorflow(Path(sys.argv[1]))
import rasa.core.run
from rasa.engine.recipes.default_components import DEFAULT_COMPONENTS
print(json.dumps({
    "tensorflow": hasattr(sys.modules["tensorflow"], "__version__"),
    "components": [component.__name__ for component in DEFAULT_COMPONENTS],
}))
"""


def started(config: Path) -> Any:
    """What a process with this configuration has."""
    command = [sys.executable, "-c", START, str(config)]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def test_the_assistant_has_no_use_for_it() -> None:
    assert not started(Path("config.yml"))["tensorflow"]


def test_a_component_that_works_with_it_brings_it_back(tmp_path: Path) -> None:
    config = tmp_path / "config.yml"
    config.write_text("pipeline:\n  - name: DIETClassifier\n", encoding="utf-8")
    assert started(config)["tensorflow"]


def test_the_components_that_work_with_it_are_called_so_by_rasa() -> None:
    assert set(NEED_TENSORFLOW) <= set(started(Path("config.yml"))["components"])
