import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okpay.knowledge.library import load_library
from okpay.knowledge.search import ArticleIndex
from tests.okpay.conftest import SAMPLE

CHINESE = ArticleIndex(load_library(SAMPLE).articles["zh-CN"].values())
ENGLISH = ArticleIndex(load_library(SAMPLE).articles["en"].values())


@pytest.fixture(scope="module")
def many() -> ArticleIndex:
    """With two articles a word that is in one of them tells little: here are some that have neither."""
    sample = load_library(SAMPLE).articles["zh-CN"]
    others = [
        article.model_copy(
            update={
                "front": article.front.model_copy(
                    update={
                        "id": f"other_{n}",
                        "title": "别的",
                        "aliases": (),
                        "keywords": (),
                        "summary": "别的事",
                    }
                ),
                "lead": "",
                "steps": (),
            }
        )
        for n, article in enumerate([sample["limit_raise"]] * 20)
    ]
    return ArticleIndex([*sample.values(), *others])


def found(index: ArticleIndex, query: str) -> list[str]:
    return [hit.article.id for hit in index.search(query)]


@pytest.mark.parametrize("query", ["付款失败", "支付不成功怎么办", "付不了款", "怎么付款老是失败呢"])
def test_an_article_is_found_by_what_it_is_called(many: ArticleIndex, query: str) -> None:
    assert found(many, query)[0] == "payment_failed"


def test_full_width_and_case_make_no_difference(many: ArticleIndex) -> None:
    assert found(many, "付款　失败") == found(many, "付款 失败")


def test_the_best_comes_first(many: ArticleIndex) -> None:
    hits = many.search("限额 付款", limit=5)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_no_more_than_asked_for(many: ArticleIndex) -> None:
    assert len(many.search("限额 付款", limit=1)) == 1


@pytest.mark.parametrize("query", ["", " ", "？！", "的 了 吗", "天气预报", "how can I", "\0", "😀"])
def test_what_matches_nothing_finds_nothing(many: ArticleIndex, query: str) -> None:
    assert many.search(query) == []


@pytest.mark.parametrize(
    "query", ['"', '" OR "', "NEAR(付款)", "title:付款", "付款*", "付款 AND 失败", "^付款", "付款-失败"]
)
def test_signs_of_the_query_language_are_no_commands(many: ArticleIndex, query: str) -> None:
    assert set(found(many, query)) <= {"payment_failed"}


@given(st.text(max_size=200) | st.text(alphabet=string.punctuation + "付款a", max_size=80))
@settings(max_examples=150, deadline=None)
def test_any_text_may_be_searched_for(query: str) -> None:
    assert len(CHINESE.search(query)) <= 3
    assert len(ENGLISH.search(query)) <= 3


def test_the_longest_message_may_be_searched_for(many: ArticleIndex) -> None:
    assert found(many, " ".join(f"w{n}" for n in range(900))) == []
    assert found(many, "付款失败 " * 200) == ["payment_failed"]
