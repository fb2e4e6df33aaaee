"""One turn of the dialogue: what the tracker remembers, what is said, and what is remembered afterwards."""

from typing import Any, Literal, cast

from pydantic import BaseModel
from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from actions import clock
from actions.context import library
from actions.form_state import Form
from actions.prose import sentences
from actions.walk import Walk
from okpay.knowledge.article import DEFAULT_LOCALE, LOCALES, Article, Locale
from okpay.messages import BotMessage, Button, TextData, message
from okpay.texts import catalogue, text


class Option(BaseModel):
    """An answer: the action of its button, and the ways to say it.

    What may be part of anything, as 是 or 没有, has to be most of what is said (`brief`). Some are taken
    whatever was asked (`always`), some only where nothing else was said (`whole`); one may give way to
    another that was said as well, by its action (`yields_to`).
    """

    action: str
    phrases: list[str]
    brief: list[str] = []
    always: bool = False
    whole: bool = False
    yields_to: str | None = None


class OpenField(BaseModel):
    """What the assistant asked to be told in words: any that are no other matter are taken for it.

    `answers` are what may be said instead, word for word. With `only`, nothing but the entity or the pattern
    is taken; a `free` field takes whole sentences, even such as could begin a guide.
    """

    action: str
    answers: list[Option] = []
    entity: str | None = None
    pattern: str | None = None
    only: bool = False
    free: bool = False


Question = Literal["check", "form", "human", "resume", "ticket", "topic"]
MOST_SUSPENDED = 3
MOST_SAID = 8

_SLOTS = (
    *("guide", "suspended", "tried", "said", "question", "options", "misses", "turns", "locale"),
    *("form", "field", "ticket", "mood", "time_of_turn"),
)


class Turn:
    """Reads the slots, collects messages, and turns what changed into events."""

    def __init__(self, tracker: Tracker) -> None:
        self._tracker = tracker
        self.messages: list[BotMessage] = []
        self._slots = {name: tracker.get_slot(name) for name in _SLOTS}
        self._before = dict(self._slots)
        self._slots["turns"] = int(self._slots["turns"] or 0) + 1
        self._slots["time_of_turn"] = clock.now()
        self.felt: str | None = None

    @property
    def locale(self) -> Locale:
        """The customer's language."""
        spoken = self._slots["locale"]
        return cast(Locale, spoken) if spoken in LOCALES else DEFAULT_LOCALE

    @locale.setter
    def locale(self, locale: Locale) -> None:
        self._slots["locale"] = locale

    @property
    def intent(self) -> str:
        """The intent of the customer's message."""
        return str(self._tracker.latest_message.get("intent", {}).get("name") or "")

    @property
    def words(self) -> str:
        """What the customer typed; empty for a button."""
        typed = str(self._tracker.latest_message.get("text") or "")
        return "" if typed.startswith("/") else typed

    @property
    def ranking(self) -> list[tuple[str, float]]:
        """Intents and confidences, best first."""
        rows = self._tracker.latest_message.get("intent_ranking") or []
        return [(row["name"], float(row["confidence"])) for row in rows]

    @property
    def silence(self) -> float:
        """Seconds since the customer's message before this one."""
        before = self._before["time_of_turn"]
        return float(self._slots["time_of_turn"] - before) if before else 0.0

    def values_in(self, entity: str | None, words: str) -> list[str]:
        """The values of an entity that the customer's message holds within these words."""
        text = str(self._tracker.latest_message.get("text") or "")
        found = self._tracker.latest_message.get("entities") or []
        return [e["value"] for e in found if e["entity"] == entity and text[e["start"] : e["end"]] in words]

    def value_of(self, entity: str | None, words: str) -> str | None:
        """The value of an entity of the customer's message that is all of these words."""
        text = str(self._tracker.latest_message.get("text") or "")
        found = self._tracker.latest_message.get("entities") or []
        values = (e["value"] for e in found if e["entity"] == entity and text[e["start"] : e["end"]] == words)
        return next(values, None)

    def slot(self, name: str) -> str | None:
        """What the customer has said of the matter so far."""
        return cast("str | None", self._tracker.get_slot(name))

    def entity(self, name: str) -> str | None:
        """The value of an entity of the customer's message."""
        return cast("str | None", next(self._tracker.get_latest_entity_values(name), None))

    @property
    def walk(self) -> Walk | None:
        """The guide in progress; forgotten when its article no longer has the step."""
        return _valid_walk(self._slots["guide"])

    @walk.setter
    def walk(self, walk: Walk | None) -> None:
        self._slots["guide"] = walk.to_slot() if walk else None

    @property
    def suspended(self) -> list[Walk]:
        """Guides that another question interrupted, the latest last."""
        walks = (_valid_walk(value) for value in self._slots["suspended"] or [])
        return [walk for walk in walks if walk]

    @suspended.setter
    def suspended(self, walks: list[Walk]) -> None:
        self._slots["suspended"] = [walk.to_slot() for walk in walks[-MOST_SUSPENDED:]] or None

    @property
    def tried(self) -> list[Walk]:
        """Guides that were left without success."""
        walks = (_valid_walk(value) for value in self._slots["tried"] or [])
        return [walk for walk in walks if walk]

    def keep_tried(self, walk: Walk) -> None:
        """Remember a guide that is over, for the human who may take over."""
        others = [other for other in self.tried if other.article != walk.article]
        self._slots["tried"] = [other.to_slot() for other in [*others, walk]]

    def give_up(self, walks: list[Walk]) -> None:
        """These guides are over without success; a human is told of them."""
        for walk in walks:
            self.keep_tried(walk)

    @property
    def walks(self) -> list[Walk]:
        """Every guide that was begun and did not help yet, the present one last."""
        return [*self.tried, *self.suspended, *([self.walk] if self.walk else [])]

    @property
    def form(self) -> Form | None:
        """The form that is being filled in, or was left."""
        return Form.from_slot(self._slots["form"]) if self._slots["form"] else None

    @form.setter
    def form(self, form: Form | None) -> None:
        self._slots["form"] = form.to_slot() if form else None

    @property
    def ticket(self) -> str | None:
        """The number of the ticket that was asked about last."""
        return cast("str | None", self._slots["ticket"])

    @ticket.setter
    def ticket(self, number: str | None) -> None:
        self._slots["ticket"] = number

    @property
    def said(self) -> list[str]:
        """The customer's own words about his problems, oldest first."""
        return list(self._slots["said"] or [])

    def keep_words(self) -> None:
        """Remember this message as one that describes a problem."""
        if self.words and self.words not in self.said:
            self._slots["said"] = [*self.said, self.words][-MOST_SAID:]

    @property
    def question(self) -> Question | None:
        """What the assistant asked last and still waits for."""
        return cast("Question | None", self._slots["question"])

    @question.setter
    def question(self, question: Question | None) -> None:
        self._slots["question"] = question
        self._slots["options"] = None
        self._slots["field"] = None

    def expect(self, options: list[Option]) -> None:
        """The answers to the open question that may be said in words as well."""
        self._slots["options"] = [option.model_dump() for option in options] or None

    def expect_always(self, options: list[Option]) -> None:
        """What may be said whatever was asked, until the next turn."""
        asked = [option for option in self._slots["options"] or [] if not option.get("always")]
        always = [option.model_copy(update={"always": True}).model_dump() for option in options]
        self._slots["options"] = [*asked, *always] or None

    def open_field(self, field: OpenField) -> None:
        """What is typed next is meant for this."""
        self._slots["field"] = field.model_dump()

    @property
    def misses(self) -> int:
        """How many messages in a row were not understood."""
        return int(self._slots["misses"] or 0)

    @misses.setter
    def misses(self, count: int) -> None:
        self._slots["misses"] = count

    @property
    def mood(self) -> str | None:
        """What the customer felt when he said so last; `felt` is what this message tells of it."""
        return cast("str | None", self._slots["mood"])

    @mood.setter
    def mood(self, mood: str | None) -> None:
        self._slots["mood"] = mood

    def article(self, article_id: str) -> Article:
        """The article in the customer's language."""
        return library().get(article_id, self.locale)

    def text(self, key: str, **values: object) -> str:
        """A text in the customer's language; variants are taken in turn."""
        return text(self.locale, key, values, int(self._slots["turns"]))

    def phrases(self, role: str) -> tuple[str, ...]:
        """The ways to say one of the stock answers: yes, no, unsure, first, …"""
        return catalogue(self.locale)[f"phrase.{role}"]

    def phrases_everywhere(self, role: str) -> list[str]:
        """The same in every language: who is asked in one may well answer in another."""
        return [phrase for locale in LOCALES for phrase in catalogue(locale)[f"phrase.{role}"]]

    def texts(self, key: str) -> tuple[str, ...]:
        """All variants of a text in the customer's language."""
        return catalogue(self.locale)[key]

    def button(self, name: str, action: str | None = None, **values: object) -> Button:
        """A button whose label is `button.<name>`."""
        return Button(label=text(self.locale, f"button.{name}", values), action=action or name)

    def say(self, words: str, *buttons: Button) -> None:
        """A plain message, perhaps with buttons."""
        self.messages.append(message("text", words, TextData(buttons=list(buttons))))

    def begin_with(self, words: str) -> None:
        """Put words before what is said; a guide's step shows them as its lead."""
        first = self.messages[0]
        if first.kind == "text":
            self.messages[0] = first.model_copy(update={"text": f"{words}\n{first.text}"})
        elif first.kind == "guide_step":
            data = {**first.data, "lead": sentences(words, first.data.get("lead"))}
            self.messages[0] = first.model_copy(update={"text": f"{words}\n{first.text}", "data": data})
        else:
            self.messages.insert(0, message("text", words, TextData()))

    def events(self) -> list[EventType]:
        """The slots that changed."""
        return [
            SlotSet(name, value) for name, value in self._slots.items() if value != self._before.get(name)
        ]


def _valid_walk(value: Any) -> Walk | None:
    if not value or value["article"] not in library():
        return None
    walk = Walk.from_slot(value)
    known = {step.id for step in library().get(walk.article, DEFAULT_LOCALE).steps}
    return walk if all(visit.step in known for visit in walk.visits) else None
