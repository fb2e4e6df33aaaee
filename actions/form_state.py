"""A form that is being filled in: what was given, left out, and is asked now. Pure data, no Rasa."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from actions.fields import FIELDS, KINDS
from okpay.knowledge.article import TicketKind

CONFIRM = "confirm"


@dataclass(frozen=True)
class Form:
    """How far it is.

    `open` is the field that is asked, or CONFIRM; `asked` how often it was not understood; `last` the field
    that was given last, which 不对 means.
    """

    kind: TicketKind
    values: Mapping[str, str] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    open: str = ""
    asked: int = 0
    last: str | None = None

    @classmethod
    def from_slot(cls, value: Mapping[str, Any]) -> "Form":
        """From what `to_slot` gave; a field that is no more is dropped."""
        values = {name: words for name, words in value["values"].items() if name in FIELDS}
        known = {**value, "kind": TicketKind(value["kind"]), "values": values}
        return cls(**{**known, "skipped": tuple(value["skipped"])})

    def to_slot(self) -> dict[str, Any]:
        """A JSON value for a Rasa slot."""
        return {**asdict(self), "kind": self.kind.value, "skipped": list(self.skipped)}

    @property
    def fields(self) -> tuple[str, ...]:
        """What is asked for."""
        return KINDS[self.kind]

    @property
    def given(self) -> dict[str, str]:
        """What was given, in the order it is asked for."""
        return {name: self.values[name] for name in self.fields if name in self.values}

    def missing(self) -> str:
        """What to ask next: a field, or to confirm."""
        done = {*self.values, *self.skipped}
        return next((name for name in self.fields if name not in done), CONFIRM)

    def at(self, name: str) -> "Form":
        """With another field open."""
        return replace(self, open=name, asked=0)

    def again(self) -> "Form":
        """What was given to the open field was not understood."""
        return replace(self, asked=self.asked + 1)

    def known(self, values: Mapping[str, str]) -> "Form":
        """With what is known anyway; what was given or left out here stays so."""
        return replace(self, values={**values, **self.values})

    def put(self, name: str, value: str) -> "Form":
        """With a value, which is the last one."""
        skipped = tuple(other for other in self.skipped if other != name)
        return replace(self, values={**self.values, name: value}, skipped=skipped, last=name)

    def skip(self, name: str) -> "Form":
        """Without that field."""
        values = {other: value for other, value in self.values.items() if other != name}
        return replace(self, values=values, skipped=(*self.skipped, name))
