"""Rasa without TensorFlow: it imports it for components that the assistant does without.

Importing it takes as long as all the rest, and 270 MB in every process. Where the configuration names a
component that works with it, it stays.
"""

import importlib.abc
import importlib.machinery
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, Optional, Sequence

NEED_TENSORFLOW = (
    "DIETClassifier",
    "ResponseSelector",
    "ConveRTFeaturizer",
    "LanguageModelFeaturizer",
    "TEDPolicy",
    "UnexpecTEDIntentPolicy",
)
LEFT_OUT = ("tensorflow", "tensorflow_addons", "keras")


def leave_out_tensorflow(config: Path = Path("config.yml")) -> None:
    """Before Rasa is imported: see that TensorFlow is not, unless `config` has a use for it."""
    written = config.read_text(encoding="utf-8")
    if not any(name in written for name in NEED_TENSORFLOW):
        sys.meta_path.insert(0, _Absentees())


class _Nameless(type):
    def __getattr__(cls, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent


class Absent(metaclass=_Nameless):
    """Whatever of TensorFlow Rasa's unused modules name: a base class, a type, a call without a use."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        pass


class _Absentees(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds an empty module, in which every name is Absent, for all that is left out."""

    def find_spec(
        self, name: str, path: Optional[Sequence[str]], target: Optional[ModuleType] = None
    ) -> Optional[importlib.machinery.ModuleSpec]:
        """Only for what is left out."""
        if name.partition(".")[0] not in LEFT_OUT:
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run: names come as they are asked for."""
        module.__getattr__ = lambda name: getattr(Absent, name)  # type: ignore[method-assign]
