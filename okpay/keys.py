"""The key of what is kept as a digest only."""

import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from okpay.settings import Settings
from okpay.store.ids import new_secret

FILE = "proof.key"


def proof_key(settings: Settings) -> bytes:
    """The key of the settings, else the one in data_dir, which is made when there is none yet."""
    given = settings.proof_key.get_secret_value()
    return given.encode() if given else _kept(settings.data_dir / FILE)


def _kept(path: Path) -> bytes:
    if not path.exists():
        _make(path)
    return path.read_bytes()


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent) as made:
        made.write(new_secret().encode())
        made.flush()
        os.fsync(made.fileno())
        # Of processes that start together one makes it, whole, and the others take that one.
        with suppress(FileExistsError):
            os.link(made.name, path)
