from pathlib import Path

import numpy as np
import pytest

from okpay_engine.encoder.convert import LEAST_COSINE, check
from okpay_engine.encoder.encoder_process import EncoderProcess
from okpay_engine.encoder.packed import PackedModelError, read
from okpay_engine.encoder.sentence_encoder import Depth, OnnxEncoder, PackageEncoder, SentenceEncoder


def unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_the_converted_encoder_serves(encoder: SentenceEncoder) -> None:
    assert isinstance(encoder, OnnxEncoder)


def test_it_agrees_with_the_package(encoder: SentenceEncoder) -> None:
    assert isinstance(encoder, OnnxEncoder)
    assert check(encoder) >= LEAST_COSINE


@pytest.mark.parametrize("depth", Depth)
def test_a_sentence_is_the_same_alone_and_among_others(encoder: SentenceEncoder, depth: Depth) -> None:
    sentences = ["充值没到账", "how do I log in", "登录失败", "提现一直显示处理中,已经三天了", "好"]
    together = unit(encoder.encode(sentences, depth))
    alone = unit(np.vstack([encoder.encode([sentence], depth) for sentence in sentences]))
    assert (together * alone).sum(axis=1).min() > 0.999


def test_threads_change_nothing(encoder: SentenceEncoder) -> None:
    from okpay_engine.encoder.sentence_encoder import converted_folder

    sentences = [f"第{number}次充值没到账" for number in range(80)]
    two = OnnxEncoder(converted_folder(), threads=2)
    assert np.allclose(two.encode(sentences), encoder.encode(sentences), atol=1e-5)


def test_in_a_process_of_its_own_it_is_the_same(encoder: SentenceEncoder) -> None:
    sentences = ["登录失败", "why was I charged twice"]
    apart = EncoderProcess()
    assert apart.name == encoder.name
    assert np.allclose(apart.encode(sentences, Depth.LOW), encoder.encode(sentences, Depth.LOW), atol=1e-5)


def test_nothing_gives_nothing(encoder: SentenceEncoder) -> None:
    assert len(encoder.encode([])) == 0


@pytest.mark.parametrize("text", ["", " ", "🎉🎉", "\u0600" * 20, "x" * 5000, "\ud800"])
def test_any_text_has_a_vector(encoder: SentenceEncoder, text: str) -> None:
    assert np.isfinite(encoder.encode([text])).all()


def test_meaning_is_near_across_languages() -> None:
    same, other, english = unit(
        PackageEncoder().encode(["忘记密码了", "今天天气不错", "I forgot my password"])
    )
    assert same @ english > same @ other


def test_a_broken_package_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.bin").write_bytes(b"not a model")
    with pytest.raises(PackedModelError):
        read(tmp_path / "broken.bin")
