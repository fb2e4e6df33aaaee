"""Full-text search over the articles of one language, ranked by BM25 in SQLite's FTS5."""

import logging
import sqlite3
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import jieba

from okpay.knowledge.article import Article

jieba.setLogLevel(logging.WARNING)

# A hit in a title, an alias or a keyword says more than one in the text: the order is that of the columns.
COLUMN_WEIGHTS = (0.0, 8.0, 8.0, 6.0, 3.0, 1.0)
LEAST_SCORE = 4.0


@dataclass(frozen=True)
class Hit:
    """One article found; the score is higher for a better match."""

    article: Article
    score: float


class ArticleIndex:
    """Search in memory: the articles are few and change only at a restart."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._articles = {article.id: article for article in articles}
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self._database.execute(
            "CREATE VIRTUAL TABLE article USING fts5"
            "(id UNINDEXED, title, aliases, keywords, summary, body, tokenize='unicode61')"
        )
        self._database.executemany(
            "INSERT INTO article VALUES (?, ?, ?, ?, ?, ?)", map(_row, self._articles.values())
        )

    def search(self, query: str, limit: int = 3) -> list[Hit]:
        """The best matches, best first; empty when nothing matches well."""
        words = sorted(set(_words(query)))
        if not words:
            return []
        wanted = " OR ".join(f'"{word}"' for word in words)
        weights = ", ".join(map(str, COLUMN_WEIGHTS))
        rows = self._database.execute(
            f"SELECT id, -bm25(article, {weights}) AS score FROM article WHERE article MATCH ? "  # noqa: S608
            "ORDER BY score DESC LIMIT ?",
            (wanted, limit),
        )
        return [Hit(self._articles[name], score) for name, score in rows if score >= LEAST_SCORE]


def _row(article: Article) -> tuple[str, ...]:
    front = article.front
    body = [article.lead]
    for step in article.steps:
        body += [step.title, step.body, step.check.question if step.check else ""]
    columns = (front.title, " ".join(front.aliases), " ".join(front.keywords), front.summary, " ".join(body))
    return (article.id, *(" ".join(_words(column)) for column in columns))


# Words that are in every question and tell nothing.
_EMPTY = frozenset(
    """
    的 了 吗 呢 吧 啊 呀 我 你 您 他 她 它 是 在 有 没 没有 不 也 都 就 和 与 怎么 怎么样 怎么办 怎样 如何
    什么 为什么 为啥 哪 哪里 哪个 请问 可以 能 要 想 这 那 一个 一下 今天 okpay
    the a an is are i my to of and in on do does how what why can please it you me
    """.split()  # noqa: SIM905
)


def _words(text: str) -> list[str]:
    text = unicodedata.normalize("NFKC", text).lower()
    words = (word.strip() for word in jieba.cut_for_search(text))
    return [word for word in words if word and word not in _EMPTY and any(c.isalnum() for c in word)]
