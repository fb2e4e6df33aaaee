"""A walk through an article: which steps were visited, and what came of each. Pure data, no Rasa."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from okpay.knowledge.article import Article, ToStep

MOST_HEARD = 6

Outcome = Literal["did_not_help", "skipped", "answered"]


@dataclass(frozen=True)
class Visit:
    """One step of the way; the current one has no outcome yet."""

    step: str
    outcome: Outcome | None = None
    answer: str | None = None


@dataclass(frozen=True)
class Walk:
    """The way through one article, from the first step to the current one.

    `heard` is what the customer said on the way: it may settle a step that comes later.
    """

    article: str
    visits: tuple[Visit, ...]
    heard: tuple[str, ...] = ()

    @classmethod
    def start(cls, article: Article, heard: tuple[str, ...] = ()) -> "Walk":
        """At the first step."""
        return cls(article.id, (Visit(article.steps[0].id),), heard)

    @classmethod
    def from_slot(cls, value: Mapping[str, Any]) -> "Walk":
        """From what `to_slot` gave."""
        visits = tuple(Visit(**visit) for visit in value["visits"])
        return cls(value["article"], visits, tuple(value.get("heard", ())))

    def to_slot(self) -> dict[str, Any]:
        """A JSON value for a Rasa slot."""
        visits = [_compact(visit) for visit in self.visits]
        return {
            "article": self.article,
            "visits": visits,
            **({"heard": list(self.heard)} if self.heard else {}),
        }

    @property
    def current(self) -> str:
        """The id of the step the customer is at."""
        return self.visits[-1].step

    @property
    def number(self) -> int:
        """How many steps the customer has seen, the current one included."""
        return len(self.visits)

    @property
    def is_over(self) -> bool:
        """Whether the customer is through with the last step, and no other has come."""
        return self.visits[-1].outcome is not None

    @property
    def is_fresh(self) -> bool:
        """Whether the customer has done nothing of it yet."""
        return self.number == 1 and not self.is_over

    def hear(self, words: str) -> "Walk":
        """The same walk with what the customer said."""
        if not words or words in self.heard:
            return self
        return replace(self, heard=(*self.heard, words)[-MOST_HEARD:])

    def note(self, outcome: Outcome, answer: str | None = None) -> "Walk":
        """The same walk with an outcome for the current step."""
        last = replace(self.visits[-1], outcome=outcome, answer=answer)
        return replace(self, visits=(*self.visits[:-1], last))

    def go(self, target: ToStep) -> "Walk":
        """On to another step."""
        return replace(self, visits=(*self.visits, Visit(target.step)))

    def back(self) -> "Walk":
        """Back to the step before; the first step stays. Who goes back wants to see it, whatever he said."""
        if len(self.visits) == 1:
            return self
        return replace(self, visits=(*self.visits[:-2], Visit(self.visits[-2].step)), heard=())

    def knows(self, target: ToStep) -> bool:
        """Whether that step was visited already."""
        return any(visit.step == target.step for visit in self.visits)


def _compact(visit: Visit) -> dict[str, str]:
    values = {"step": visit.step, "outcome": visit.outcome, "answer": visit.answer}
    return {key: value for key, value in values.items() if value is not None}
