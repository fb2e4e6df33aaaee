from pathlib import Path

import numpy as np
import pytest

from okpay_engine.nlu.features import SparseFeatures, TermWeights, character_ngrams, word_terms

DOCUMENTS = [
    ("登录不上", ["登录", "不", "上"]),
    ("登录失败", ["登录", "失败"]),
    ("充值失败", ["充值", "失败"]),
    ("充值没到", ["充值", "没", "到"]),
]


def test_rows_have_unit_length_in_each_half() -> None:
    rows = SparseFeatures.fit(DOCUMENTS).transform(DOCUMENTS)
    assert np.allclose(rows.multiply(rows).sum(axis=1), 2.0, atol=1e-5)


def test_rare_terms_are_dropped() -> None:
    weights = TermWeights.fit(word_terms, DOCUMENTS, least=2)
    assert set(weights.columns) == {"登录", "失败", "充值"}


def test_common_terms_weigh_less() -> None:
    weights = TermWeights.fit(word_terms, [*DOCUMENTS, ("登录", ["登录"])], least=1)
    assert weights.weights[weights.columns["登录"]] < weights.weights[weights.columns["没"]]


def test_agrees_with_the_definition_it_cites() -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer

    ours = TermWeights.fit(character_ngrams, DOCUMENTS, least=2)
    theirs = TfidfVectorizer(
        analyzer=lambda document: list(character_ngrams(*document)), sublinear_tf=True, min_df=2
    ).fit(DOCUMENTS)
    names = theirs.get_feature_names_out()
    for document in DOCUMENTS:
        columns, values = ours.row(*document)
        found = dict(zip(columns.tolist(), values.tolist(), strict=False))
        row = theirs.transform([document]).toarray()[0]
        assert {ours.columns[name] for name, value in zip(names, row, strict=False) if value} == set(found)
        for name, value in zip(names, row, strict=False):
            assert found.get(ours.columns[name], 0.0) == pytest.approx(value, abs=1e-5)


def test_of_an_unknown_message_only_its_ends_are_known() -> None:
    features = SparseFeatures.fit(DOCUMENTS)
    unknown, empty = features.transform([("xyz", ["xyz"]), ("", [])])
    assert unknown.nnz == empty.nnz == 2


def test_is_the_same_after_saving(tmp_path: Path) -> None:
    features = SparseFeatures.fit(DOCUMENTS)
    features.save(tmp_path)
    again = SparseFeatures.load(tmp_path)
    assert (features.transform(DOCUMENTS) != again.transform(DOCUMENTS)).nnz == 0
