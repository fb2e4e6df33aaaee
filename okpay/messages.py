"""The typed messages of the public contract: what actions answer with and channels draw.

`text` alone is always enough to understand a message; `data` lets a client draw it better.
"""

import json
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from okpay.knowledge.article import TicketKind

TicketStatus = Literal["open", "in_progress", "waiting", "resolved"]
HandoffState = Literal["queued", "assigned", "closed", "after_hours"]

# What can be done while no human is there: the service offers it, an action does it.
LEAVE_MESSAGE = f"open_ticket:{TicketKind.FOLLOW_UP}"
GO_ON = "resume:here"


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Button(_Data):
    """What a button says, and the action that comes back when it is pressed."""

    label: str
    action: str
    role: Literal["primary", "answer", "quiet"] = "quiet"


class TextData(_Data):
    """Plain text, perhaps with buttons."""

    buttons: list[Button] = []


class GuideStepData(_Data):
    """One step of a walkthrough; `step` from 1, `steps` as far as the longest way from here."""

    article_id: str
    title: str
    step: int
    steps: int
    step_title: str
    lead: str | None = None
    body: str
    question: str | None = None
    buttons: list[Button]


class ArticleLink(_Data):
    """One search result; `action` starts its guide."""

    id: str
    title: str
    summary: str
    url: str
    action: str


class ArticlesData(_Data):
    """Search results."""

    query: str
    articles: list[ArticleLink]


class ChoiceData(_Data):
    """Which one was meant?"""

    question: str
    options: list[Button]


class TriedStep(_Data):
    """What the customer did with one step."""

    article: dict[str, str]
    step: dict[str, str]
    outcome: Literal["did_not_help", "skipped", "answered"]
    answer: str | None = None


class Summary(_Data):
    """What the bot learned before a human takes over."""

    topic: dict[str, str] | None = None
    tried: list[TriedStep] = []
    said: list[str] = []
    reason: str | None = None
    urgent: bool = False


class HandoffWish(_Data):
    """The bot's wish for a human; the service turns it into a place in the queue."""

    summary: Summary

    @classmethod
    def bare(cls) -> "HandoffWish":
        """When nothing is known."""
        return cls(summary=Summary())


class HandoffData(_Data):
    """Where a handoff stands."""

    state: HandoffState
    position: int | None = None
    wait_seconds: int | None = None
    agent: dict[str, str] | None = None
    opens_at: str | None = None
    buttons: list[Button] | None = None


class FormData(_Data):
    """One thing to fill in."""

    ticket_kind: TicketKind
    field: str
    prompt: str
    optional: bool = True


class TicketWish(_Data):
    """A form that was filled in and confirmed; the service turns it into a ticket with a number."""

    ticket_kind: TicketKind
    fields: dict[str, str]
    tried: list[TriedStep] = []


class TicketQuery(_Data):
    """The wish to know how a ticket stands; `proof` shows that it is the customer's."""

    number: str
    proof: str | None = None


class TicketData(_Data):
    """Where a ticket stands."""

    number: str
    ticket_kind: TicketKind
    status: TicketStatus


# What only the service can say: an action wishes for it by a message of that kind.
_WISHES: dict[str, type[_Data]] = {
    "handoff": HandoffWish,
    "ticket": TicketWish,
    "ticket_query": TicketQuery,
}


class BotMessage(BaseModel):
    """A message before it has a place in a conversation; what could not be kept or sent on is none."""

    kind: Annotated[str, StringConstraints(min_length=1, max_length=16)]
    text: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]
    data: dict[str, Any] = {}

    @model_validator(mode="after")
    def _has_fitting_data(self) -> Self:
        json.dumps(self.data, ensure_ascii=False).encode()
        if wish := _WISHES.get(self.kind):
            wish.model_validate(self.data)
        return self


def message(kind: str, text: str, data: _Data | None = None) -> BotMessage:
    """A message of one kind with its data."""
    payload = data.model_dump(exclude_none=True) if data else {}
    return BotMessage(kind=kind, text=text, data=payload)
