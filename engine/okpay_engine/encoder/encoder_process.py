"""The encoder in a process of its own: Python runs one thread at a time, and would hold it up."""

import os
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from typing import Sequence

import numpy as np

from okpay_engine.encoder.remembering import RememberingEncoder
from okpay_engine.encoder.sentence_encoder import Depth, encoder_name, load_encoder, remembered_vectors


class EncoderProcess:
    """Encodes there what is asked for here. It starts at once, as it takes a while."""

    def __init__(self) -> None:
        self._process = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        self._process.submit(_encode, [], Depth.WHOLE)
        self.name = encoder_name()

    def encode(self, sentences: Sequence[str], depth: Depth = Depth.WHOLE) -> np.ndarray:
        """The rows of the encoder that serves."""
        return self._process.submit(_encode, sentences, depth).result()


@cache
def training_encoder() -> RememberingEncoder:
    """The one encoder of a training."""
    encoder = EncoderProcess()
    return RememberingEncoder(encoder, remembered_vectors(encoder))


def _encode(sentences: Sequence[str], depth: Depth) -> np.ndarray:
    return load_encoder(os.cpu_count() or 1).encode(sentences, depth)
