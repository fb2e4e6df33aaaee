"""What an article is: front matter, and steps that form a decision guide."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Locale = Literal["zh-CN", "zh-TW", "en"]
LOCALES: tuple[Locale, ...] = ("zh-CN", "zh-TW", "en")
DEFAULT_LOCALE: Locale = "zh-CN"

TITLE_LIMITS: Mapping[str, int] = {"zh-CN": 24, "zh-TW": 24, "en": 60}


class TicketKind(StrEnum):
    """What a ticket can be about; a human reads each."""

    FOLLOW_UP = "follow_up"
    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"
    FEE_APPEAL = "fee_appeal"
    RECHARGE_TRACE = "recharge_trace"
    REFUND_REVIEW = "refund_review"


class End(StrEnum):
    """Where a guide can lead besides another step or article."""

    SOLVED = "solved"
    HUMAN = "human"
    EXHAUSTED = "end"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FrontMatter(_Strict):
    """The head of an article file."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: Annotated[str, Field(min_length=2)]
    summary: Annotated[str, Field(min_length=8)]
    aliases: Annotated[tuple[str, ...], Field(min_length=2)]
    keywords: Annotated[tuple[str, ...], Field(min_length=3)]
    related: Annotated[tuple[str, ...], Field(min_length=1)]
    urgent: bool = False
    ticket: TicketKind = TicketKind.FOLLOW_UP


class ToStep(_Strict):
    """Leads to another step of the same article."""

    step: str


class ToArticle(_Strict):
    """Leads to another article."""

    article: str


class ToEnd(_Strict):
    """Leads out of the guide."""

    end: End


Target = ToStep | ToArticle | ToEnd
Role = Literal["yes", "no", "unsure"]


class Answer(_Strict):
    """One answer to a check question."""

    label: str
    target: Target
    role: Role | None = None
    phrases: tuple[str, ...] = ()


class Check(_Strict):
    """The question at the end of a step."""

    question: str
    answers: Annotated[tuple[Answer, ...], Field(min_length=2)]


class Step(_Strict):
    """One action or one check.

    `target` is where it leads when it did not solve the problem and no answer says otherwise;
    `done_phrases` are the ways a customer says that he has done it already.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    title: str
    body: str
    check: Check | None = None
    target: Target
    done_phrases: tuple[str, ...] = ()

    def targets(self) -> Iterator[Target]:
        """Everywhere that this step can lead to."""
        if self.check:
            yield from (answer.target for answer in self.check.answers)
        else:
            yield self.target


class Article(_Strict):
    """One topic in one language."""

    locale: Locale
    front: FrontMatter
    lead: str
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]

    @property
    def id(self) -> str:
        """The topic."""
        return self.front.id

    @property
    def title(self) -> str:
        """What a customer would call it."""
        return self.front.title

    def step(self, step_id: str) -> Step:
        """The step of that id; KeyError when there is none."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)

    def remaining(self, step_id: str) -> int:
        """How many steps the longest way from this step to an end has, itself included."""
        longest: dict[str, int] = {}

        def measure(current: str) -> int:
            if current not in longest:
                longest[current] = 1
                ahead = [measure(t.step) for t in self.step(current).targets() if isinstance(t, ToStep)]
                longest[current] = 1 + max(ahead, default=0)
            return longest[current]

        return measure(step_id)
