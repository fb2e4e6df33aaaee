"""A walk through an article: which steps were visited, and what came of each. Pure data, no Rasa."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from okpay.knowledge.article import Article, ToStep

Outcome = Literal["did_not_help", "skipped", "answered"]


@dataclass(frozen=True)
class Visit:
    """One step of the way; the current one has no outcome yet."""

    step: str
    outcome: Outcome | None = None
    answer: str | None = None


@dataclass(frozen=True)
class Walk:
    """The way through one article, from the first step to the current one."""

    article: str
    visits: tuple[Visit, ...]

    @classmethod
    def start(cls, article: Article) -> "Walk":
        """At the first step."""
        return cls(article.id, (Visit(article.steps[0].id),))

    @classmethod
    def from_slot(cls, value: Mapping[str, Any]) -> "Walk":
        """From what `to_slot` gave."""
        return cls(value["article"], tuple(Visit(**visit) for visit in value["visits"]))

    def to_slot(self) -> dict[str, Any]:
        """A JSON value for a Rasa slot."""
        return {"article": self.article, "visits": [_compact(visit) for visit in self.visits]}

    @property
    def current(self) -> str:
        """The id of the step the customer is at."""
        return self.visits[-1].step

    @property
    def number(self) -> int:
        """How many steps the customer has seen, the current one included."""
        return len(self.visits)

    def note(self, outcome: Outcome, answer: str | None = None) -> "Walk":
        """The same walk with an outcome for the current step."""
        last = replace(self.visits[-1], outcome=outcome, answer=answer)
        return replace(self, visits=(*self.visits[:-1], last))

    def go(self, target: ToStep) -> "Walk":
        """On to another step."""
        return replace(self, visits=(*self.visits, Visit(target.step)))

    def back(self) -> "Walk":
        """Back to the step before; the first step stays."""
        if len(self.visits) == 1:
            return self
        return replace(self, visits=(*self.visits[:-2], Visit(self.visits[-2].step)))


def _compact(visit: Visit) -> dict[str, str]:
    values = {"step": visit.step, "outcome": visit.outcome, "answer": visit.answer}
    return {key: value for key, value in values.items() if value is not None}
