"""An encoder that does no work twice: most lines are the same from one training to the next."""

import hashlib
import zipfile
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Dict, Optional, Sequence

import numpy as np

from okpay_engine.encoder.sentence_encoder import Depth, SentenceEncoder

DIGEST_BYTES = 16
BEGUN_AT_ONCE = 512


class RememberingEncoder:
    """Keeps every vector, in half precision; beyond its own life in `file`, if it is given one."""

    def __init__(self, encoder: SentenceEncoder, file: Optional[Path] = None) -> None:
        self._encoder = encoder
        self._file = file
        self._vectors = _read(file) if file else {}
        self._asked: Dict[bytes, None] = {}
        self._begun: Dict[bytes, Future[None]] = {}
        self.name = encoder.name

    def begin(self, sentences: Sequence[str], depth: Depth = Depth.WHOLE) -> None:
        """Encode them in the background; `encode` waits for what it is asked for of them."""
        background = ThreadPoolExecutor(1)
        for start in range(0, len(sentences), BEGUN_AT_ONCE):
            part = {_digest(each, depth): each for each in sentences[start : start + BEGUN_AT_ONCE]}
            self._begun.update(dict.fromkeys(part, background.submit(self._learn, part, depth)))
        background.shutdown(wait=False)

    def encode(self, sentences: Sequence[str], depth: Depth = Depth.WHOLE) -> np.ndarray:
        """The rows of the encoder within."""
        digests = [_digest(sentence, depth) for sentence in sentences]
        for done in {self._begun.pop(digest) for digest in set(digests) & self._begun.keys()}:
            done.result()
        self._learn(dict(zip(digests, sentences)), depth)
        self._asked.update(dict.fromkeys(digests))
        return np.array([self._vectors[digest] for digest in digests], np.float32)

    def _learn(self, sentences: Dict[bytes, str], depth: Depth) -> None:
        unseen = {digest: each for digest, each in sentences.items() if digest not in self._vectors}
        if unseen:
            vectors = self._encoder.encode(list(unseen.values()), depth).astype(np.float16)
            self._vectors.update(zip(unseen, vectors))

    def keep(self) -> None:
        """Write what was asked for to the file, whole or not at all; the rest is of no more use."""
        if self._file is None or not self._asked:
            return
        staged = self._file.with_suffix(".part")
        with staged.open("wb") as stream:
            digests = np.frombuffer(b"".join(self._asked), f"V{DIGEST_BYTES}")
            np.savez(stream, digests=digests, vectors=np.array([self._vectors[d] for d in self._asked]))
        staged.replace(self._file)


def _digest(sentence: str, depth: Depth) -> bytes:
    # Unpaired surrogates are text as well.
    text = sentence.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=DIGEST_BYTES, person=depth.name.encode("ascii")).digest()


def _read(file: Path) -> Dict[bytes, np.ndarray]:
    try:
        with file.open("rb") as stream, np.load(stream) as data:
            return dict(zip(map(bytes, data["digests"]), data["vectors"]))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return {}
