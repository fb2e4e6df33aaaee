"""Full-text search over the articles of one language, ranked by BM25 in SQLite's FTS5."""

import logging
import re
import sqlite3
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import jieba

from okpay.knowledge.article import Article

jieba.setLogLevel(logging.WARNING)

# A hit in a title, an alias or a keyword says more than one in the text: the order is that of the columns.
COLUMN_WEIGHTS = (0.0, 8.0, 8.0, 6.0, 3.0, 1.0)
# An article is called by its title, aliases and keywords. It matches when it is called by so large a share of
# the words, or by fewer that are rare: a word that most articles have, such as 充值, has hardly any score.
LEAST_SHARE = 0.5
LEAST_SCORE = 0.8


@dataclass(frozen=True)
class Hit:
    """One article found; the score is higher for a better match."""

    article: Article
    score: float


class ArticleIndex:
    """Search in memory: the articles are few and change only at a restart."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._articles = {article.id: article for article in articles}
        rows = [_row(article) for article in self._articles.values()]
        self._names = {name: frozenset(" ".join(called).split()) for name, *called, _, _ in rows}
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self._database.execute(
            "CREATE VIRTUAL TABLE article USING fts5"
            "(id UNINDEXED, title, aliases, keywords, summary, body, tokenize='unicode61')"
        )
        self._database.executemany("INSERT INTO article VALUES (?, ?, ?, ?, ?, ?)", rows)

    def search(self, query: str, limit: int = 3) -> list[Hit]:
        """The best matches, best first; empty when nothing matches well."""
        words = frozenset(_words(query))
        if not words:
            return []
        wanted = " OR ".join(f'"{word}"' for word in sorted(words))
        weights = ", ".join(map(str, COLUMN_WEIGHTS))
        rows = self._database.execute(
            f"SELECT id, -bm25(article, {weights}) AS score FROM article WHERE article MATCH ? "  # noqa: S608
            "ORDER BY score DESC",
            (wanted,),
        )
        hits = [Hit(self._articles[name], score) for name, score in rows if self._fits(name, words, score)]
        return hits[:limit]

    def _fits(self, name: str, words: frozenset[str], score: float) -> bool:
        share = len(words & self._names[name]) / len(words)
        return share >= LEAST_SHARE or share * score >= LEAST_SCORE


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
    的 了 吗 呢 吧 啊 呀 啦 嘛 我 你 您 他 她 它 人 是 在 有 没 没有 不 也 都 就 就是 和 与 跟 把 被 给 让 到
    去 做 还 又 再 很 好 会 说 对 后 过 着 个 要 想 这 那 能 可以 能不能 可不可以 不能 是不是 有没有 怎么
    怎么样 怎么办 怎样 如何 什么 为什么 为啥 哪 哪里 哪个 请问 一个 一下 一直 已经 现在 今天
    嗎 麼 沒 沒有 與 給 讓 還 會 說 對 後 過 著 個 這 喔 欸 耶 有沒有 怎麼 怎麼樣 怎麼辦 怎樣 什麼 甚麼 為什麼
    為何 哪裡 哪個 請問 一個 已經 現在
    a an the this that there it its is are am be been was were have has had do does did don't doesn't didn't
    isn't won't can can't cant cannot could would should i i'm i've my me we our you your of to in and or but
    if on at for from with so not no how what why when where which who please get got some any now today okpay
    """.split()  # noqa: SIM905
)
# Latin words with their apostrophes, and runs of Chinese.
_RUN = re.compile(r"[^\W\u3400-\u9fff_]+(?:'[a-z]+)?|[\u3400-\u9fff]+")


def _words(text: str) -> list[str]:
    text = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    words = (word for run in _RUN.findall(text) for word in _cut(run))
    return [word for word in words if word not in _EMPTY]


def _cut(run: str) -> list[str]:
    """Chinese into its words; a Latin word without its plural's s."""
    if "\u3400" <= run[0] <= "\u9fff":
        return list(jieba.cut_for_search(run))
    is_plural = len(run) > 3 and run.endswith("s") and not run.endswith(("ss", "'s"))
    return [run[:-1] if is_plural else run]
