from collections.abc import Sequence
from pathlib import Path

import numpy as np

from okpay_engine.nlu.features import Document, SparseFeatures, Terms, character_ngrams, word_terms
from okpay_engine.nlu.firms import Firms

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
    features = SparseFeatures.fit(DOCUMENTS, least=2)
    words = features.transform([("", [word]) for word in ("登录", "失败", "充值", "没", "不")])
    # The two ends of the message are terms as well.
    assert words.getnnz(axis=1).tolist() == [3, 3, 3, 2, 2]


def test_common_terms_weigh_less() -> None:
    features = SparseFeatures.fit([*DOCUMENTS, ("登录", ["登录"])], least=1)
    common, rare = features.transform([("", ["登录", "没"])]).data[-2:]
    assert common < rare


def tfidf(terms: Terms, documents: Sequence[Document]) -> np.ndarray:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer=lambda each: list(terms(*each)), sublinear_tf=True, min_df=2)
    return vectorizer.fit(DOCUMENTS).transform(documents).toarray()


def test_agrees_with_the_definition_it_cites() -> None:
    documents = [*DOCUMENTS, ("登录登录", ["登录", "登录"])]
    ours = SparseFeatures.fit(DOCUMENTS, least=2).transform(documents).toarray()
    theirs = np.hstack([tfidf(terms, documents) for terms in (character_ngrams, word_terms)])
    assert ours.shape == theirs.shape
    assert np.allclose(np.sort(ours), np.sort(theirs), atol=1e-5)


def test_rows_of_what_it_learnt_from_are_the_same() -> None:
    features, rows = SparseFeatures.fit_transform(DOCUMENTS, Firms(["登录"]))
    assert np.allclose(rows.toarray(), features.transform(DOCUMENTS).toarray())


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
