"""Pressed buttons, each of which waits a while for its one answer."""

import itertools
import time
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.telegram.double.params import Params
from tests.telegram.double.refusals import bad_request

LONGEST_ANSWER = 200


class Answer(NamedTuple):
    """What the customer sees of it."""

    text: str | None
    show_alert: bool


@dataclass
class Query:
    """A pressed button."""

    id: str
    asked_at: float = field(default_factory=time.monotonic)
    answer: Answer | None = None


class Queries:
    """All of them by id; `patience` says for how many seconds one may be answered."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._queries: dict[str, Query] = {}
        self._numbers = itertools.count(4_382_000_000_000_000_001)

    def add(self) -> Query:
        """A new one."""
        query = Query(str(next(self._numbers)))
        self._queries[query.id] = query
        return query

    async def answer(self, params: Params) -> bool:
        """answerCallbackQuery."""
        query = self._queries.get(params.text("callback_query_id") or "")
        if query is None or query.answer or time.monotonic() - query.asked_at > self._patience:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        words = params.text("text")
        if words and len(words) > LONGEST_ANSWER:
            raise bad_request("MESSAGE_TOO_LONG")
        query.answer = Answer(words, params.flag("show_alert"))
        return True
