from pathlib import Path

import numpy as np

from okpay_engine.nlu.features import SparseFeatures, TermWeights, character_ngrams, word_terms
from okpay_engine.nlu.firms import NO_FIRMS, Firms

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
    places = [ours.columns[name] for name in theirs.get_feature_names_out()]
    documents = [*DOCUMENTS, ("登录登录", ["登录", "登录"])]
    rows = SparseFeatures(NO_FIRMS, [ours]).transform(documents)
    assert len(places) == rows.shape[1]
    assert np.allclose(rows.toarray()[:, places], theirs.transform(documents).toarray(), atol=1e-5)


def test_of_an_unknown_message_only_its_ends_are_known() -> None:
    features = SparseFeatures.fit(DOCUMENTS)
    unknown, empty = features.transform([("xyz", ["xyz"]), ("", [])])
    assert unknown.nnz == empty.nnz == 2


def test_that_another_firm_is_named_is_a_term_of_its_own() -> None:
    firms = Firms(["淘宝"])
    named = ("淘宝登录失败", ["淘宝", "登录", "失败"])
    features = SparseFeatures.fit([*DOCUMENTS, named], firms, least=1)
    asked = [("淘宝", []), ("你们在淘宝", []), ("你们", [])]
    alone, beside, none = features.transform(asked)[:, -2:].toarray()
    assert np.allclose([alone @ alone, beside @ beside, none @ none], [1.0, 1.0, 0.0], atol=1e-5)
    assert [np.count_nonzero(row) for row in (alone, beside)] == [2, 1]


def test_is_the_same_after_saving(tmp_path: Path) -> None:
    features = SparseFeatures.fit(DOCUMENTS, Firms(["登录"]))
    features.save(tmp_path)
    again = SparseFeatures.load(tmp_path)
    assert (features.transform(DOCUMENTS) != again.transform(DOCUMENTS)).nnz == 0
