"""Converts the packed encoder into an ONNX file and the tables of its tokenizer, once, at set-up.

Only the pieces that Chinese and English messages can contain are kept; every other character is the
unknown piece. The result is compared with the package's own vectors before it is kept.
"""

import argparse
import logging
import re
import sys
import tempfile
from pathlib import Path
from typing import Dict, List, Tuple

import numpy as np
import onnx
import onnxruntime

from okpay_engine.encoder import packed
from okpay_engine.encoder.graph import Ranges, build_part, measuring_graph
from okpay_engine.encoder.sample import SENTENCES
from okpay_engine.encoder.sentence_encoder import (
    LONGEST,
    Depth,
    OnnxEncoder,
    PackageEncoder,
    converted_folder,
    package_file,
)
from okpay_engine.encoder.unigram import UnigramTokenizer

logger = logging.getLogger(__name__)

KEPT = re.compile("[\u2581\x20-\x7e\u00b0\u00b7\u2010-\u205e\u20a0-\u20bf\u3000-\u303f\u3105-\u312f"
                  "\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]*")  # fmt: skip
SAMPLE = (
    "我的钱还没有到账",
    "登录不上去怎么办",
    "OKPAY 收不到验证码",
    "為什麼提款一直失敗",
    "how do I get my money back",
    "昨天充了800元,银行卡扣了,余额没变",
    "你们客服几点上班",
    "the app keeps crashing",
)
LEAST_COSINE = 0.995
# What the package puts before a sentence by itself.
PREFIX = "query: "


class ConversionError(RuntimeError):
    """The converted encoder does not agree with the package's own."""


def convert(folder: Path) -> None:
    """Write the converted encoder to `folder`, whole or not at all; ConversionError when it disagrees."""
    model = packed.read(package_file())
    rows, vocabulary = _pruned(model.vocabulary)
    ranges = _ranges(model, rows, UnigramTokenizer(vocabulary))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        staged = Path(scratch) / "encoder"
        staged.mkdir()
        begin = 0
        for depth in Depth:
            part = build_part(model.tensors, rows, model.shape, ranges, begin, depth.value)
            onnx.save(part, str(staged / depth.file))
            begin = max(depth.value)
        _save_vocabulary(staged / "vocabulary.npz", vocabulary)
        check(OnnxEncoder(staged))
        staged.replace(folder)


def check(encoder: OnnxEncoder) -> float:
    """The least cosine to the package's vectors on a sample; ConversionError below LEAST_COSINE."""
    own = encoder.encode([PREFIX + sentence for sentence in SAMPLE])[:, -PackageEncoder.size :]
    theirs = PackageEncoder().encode(SAMPLE)
    own = own / np.linalg.norm(own, axis=1, keepdims=True)
    least = float((own * theirs).sum(axis=1).min())
    if least < LEAST_COSINE:
        raise ConversionError(f"cosine {least:.4f} to the package's vectors, below {LEAST_COSINE}")
    return least


def _ranges(model: packed.PackedModel, rows: np.ndarray, tokenizer: UnigramTokenizer) -> Ranges:
    """How large each channel of what is multiplied gets on the sample sentences."""
    graph = measuring_graph(model.tensors, rows, model.shape)
    session = onnxruntime.InferenceSession(graph.SerializeToString(), providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    largest: Dict[str, np.ndarray] = {}
    for sentence in SENTENCES:
        ids = np.array([tokenizer.encode(sentence, LONGEST)], np.int64)
        for name, values in zip(names, session.run(None, {"ids": ids})):
            largest[name] = np.maximum(largest.get(name, 0.0), values)
    return largest


def _pruned(vocabulary: packed.Vocabulary) -> Tuple[np.ndarray, packed.Vocabulary]:
    specials = {vocabulary.begin, vocabulary.end, vocabulary.unknown}
    rows = np.array(
        [i for i, piece in enumerate(vocabulary.pieces) if i in specials or KEPT.fullmatch(piece)]
    )
    place = {int(row): index for index, row in enumerate(rows)}
    kept = packed.Vocabulary(
        pieces=[vocabulary.pieces[row] for row in rows],
        scores=vocabulary.scores[rows],
        begin=place[vocabulary.begin],
        end=place[vocabulary.end],
        unknown=place[vocabulary.unknown],
        normalisation=vocabulary.normalisation,
    )
    return rows, kept


def _save_vocabulary(path: Path, vocabulary: packed.Vocabulary) -> None:
    def text(parts: List[str]) -> np.ndarray:
        return np.frombuffer("\n".join(parts).encode("utf-8"), np.uint8)

    np.savez_compressed(
        path,
        pieces=text([piece.replace("\n", " ") for piece in vocabulary.pieces]),
        scores=vocabulary.scores,
        marks=np.array([vocabulary.begin, vocabulary.end, vocabulary.unknown]),
        normal_from=np.array([ord(c) for c in vocabulary.normalisation], np.uint32),
        normal_to=text([t.replace("\n", " ") for t in vocabulary.normalisation.values()]),
    )


def prepare() -> None:
    """Convert when it is not done yet; where that cannot be done, the package itself has to serve."""
    folder = converted_folder()
    if folder.exists():
        return
    try:
        convert(folder)
    except (ConversionError, packed.PackedModelError, OSError) as error:
        print(f"the encoder stays as packaged, slower: {error}", file=sys.stderr)


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    prepare()
