"""Knows which model belongs to the present data, and has it trained when there is none."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from okpay.engine_process import Progress, run_program
from okpay.settings import ROOT, Settings

KEPT_MODELS = 3
# What of the engine a model is made by; the rest only serves it.
TRAINING = ("nlu", "encoder")
# Arrays that the classifier makes and drops at every step come out of memory that glibc keeps for the next;
# given back and asked for each time, they take an eighth of the training.
_KEEPING_MEMORY = dict.fromkeys(("MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_"), str(2**30))


def model_file(settings: Settings) -> Path:
    """Where the model of the present data lies, or would lie."""
    return settings.model_dir.resolve() / f"okpay-{_fingerprint()}.tar.gz"


def prepare_encoder(settings: Settings) -> None:
    """Convert the sentence encoder, once; EngineProgramError when that cannot be done."""
    run_program("okpay_engine.encoder.convert", [], settings)


def train(settings: Settings, progress: Progress | None = None) -> Path:
    """Train a model of the present data; EngineProgramError with the reason when it fails."""
    target = model_file(settings)
    run_program("okpay_engine.train", ["--out", str(target)], settings, progress, _KEEPING_MEMORY)
    _drop_old(target)
    return target


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted(_ingredients()):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    # Of the articles only the names count: their words are read when they are shown.
    for path in sorted((ROOT / "knowledge" / "zh-CN").glob("*.md")):
        digest.update(path.stem.encode())
    return digest.hexdigest()[:12]


def _ingredients() -> Iterator[Path]:
    yield from (ROOT / "config.yml", ROOT / "domain.yml", ROOT / "engine" / "uv.lock")
    yield from (path for path in (ROOT / "data").rglob("*") if path.is_file())
    yield from (path for part in TRAINING for path in (ROOT / "engine" / "okpay_engine" / part).rglob("*.py"))


def _drop_old(newest: Path) -> None:
    models = sorted(newest.parent.glob("okpay-*.tar.gz"), key=lambda path: path.stat().st_mtime)
    for path in models[:-KEPT_MODELS]:
        path.unlink()
