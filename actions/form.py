"""Fills in a form for a ticket, one thing at a time: only what is not known, and nothing has to be said."""

import re
from collections.abc import Iterator

from actions import amounts, guide
from actions.correction import read_correction
from actions.fields import FIELDS, IN_OWN_WORDS, Field
from actions.form_state import CONFIRM, Form
from actions.turn import OpenField, Option, Turn
from okpay.knowledge.article import LOCALES, Locale, TicketKind
from okpay.messages import Button, ChoiceData, FormData, TicketWish, TriedStep, message
from okpay.texts import catalogue

LONGEST_DESCRIPTION = 1000
PATIENCE = 1

_LOOKS = {
    "mail": re.compile(r"\S+@\S+"),
    "number": re.compile(r"[^\w\s]?\s?\d[\d,.]{0,7}\s?[^\W\d_]{0,3}"),
    "reference": re.compile(r"(?=.*\d)[A-Za-z0-9\-_]{4,40}"),
}


def begin(turn: Turn, kind: TicketKind) -> None:
    """Begin a form, or go on with the one that was left; what another kind was given is taken over."""
    left = turn.form
    goes_on = left is not None and left.kind is kind
    form = left if left and goes_on else Form(kind, left.values if left else {})
    lead = turn.text("form.again" if goes_on else "form.begun", kind=_kind_name(turn, kind))
    _go_on(turn, form, lead)


def show(turn: Turn, lead: str | None = None) -> None:
    """Ask for the open field, or have the whole confirmed."""
    form = turn.form
    if form is None:
        turn.say(turn.text("form.not_open"), turn.button("open_ticket"), turn.button("handoff"))
    elif form.open == CONFIRM:
        _confirm(turn, form, lead)
    else:
        _ask(turn, form, "retry" if form.asked else "ask", lead)


def skip(turn: Turn, form: Form) -> None:
    """Leave the open field out."""
    if form.open == CONFIRM:
        show(turn, turn.text("form.not_clear"))
    else:
        _go_on(turn, form.skip(form.open))


def hear(turn: Turn, form: Form) -> None:
    """The customer's words: a correction, or what was asked for."""
    if _correct(turn, form):
        return
    if form.open == CONFIRM:
        show(turn, turn.text("form.not_clear"))
        return
    if other := _of_another(turn, form):
        said = turn.text("form.noted", field=_name(turn, other[0]), value=_written(turn, *other))
        _go_on(turn, form.put(*other), said)
        return
    value = _read(turn, FIELDS[form.open], turn.words)
    if value is not None:
        _go_on(turn, form.put(form.open, value))
    elif _has_none(turn):
        skip(turn, form)
    elif form.asked < PATIENCE:
        turn.form = form.again()
        show(turn)
    else:
        _go_on(turn, form.put(form.open, turn.words.strip()), turn.text("form.as_it_is"))


def change(turn: Turn, form: Form) -> None:
    """Ask which field is to be another."""
    question = turn.text("form.what_to_change")
    options = [Button(label=_name(turn, name), action=f"form:{name}") for name in form.fields]
    _open(turn, None, [Option(action=option.action, phrases=[option.label]) for option in options])
    plain = "\n".join([question, *(f"{number}. {option.label}" for number, option in enumerate(options, 1))])
    turn.messages.append(message("choice", plain, ChoiceData(question=question, options=options)))


def ask_again(turn: Turn, form: Form, name: str) -> None:
    """Ask once more for a field that was given."""
    turn.form = form.at(name)
    show(turn)


def submit(turn: Turn, form: Form, tried: list[TriedStep]) -> None:
    """The customer has confirmed: wish for the ticket."""
    if form.open != CONFIRM:
        show(turn)
        return
    if not form.given:
        _go_on(turn, Form(form.kind), turn.text("form.nothing_given"))
        return
    fields = {name: _written(turn, name, value) for name, value in form.given.items()}
    wish = TicketWish(ticket_kind=form.kind, fields=fields, tried=tried)
    turn.messages.append(message("ticket", "", wish))
    turn.form = None
    guide.leave(turn)
    guide.offer_resume(turn)


def cancel(turn: Turn) -> None:
    """Forget the form."""
    turn.form = None
    turn.question = None
    turn.say(turn.text("form.cancelled"), turn.button("handoff"))
    guide.offer_resume(turn)


def lines(turn: Turn, form: Form) -> list[str]:
    """What was given, to be read by people."""
    return [
        turn.text("form.line", field=_name(turn, name), value=_written(turn, name, value))
        for name, value in form.given.items()
    ]


def _go_on(turn: Turn, form: Form, lead: str | None = None) -> None:
    form = form.known(_known(turn, form))
    turn.form = form.at(form.missing())
    show(turn, lead)


def _known(turn: Turn, form: Form) -> dict[str, str]:
    """What the customer has said of it before, as far as it was not left out on purpose."""
    known = {}
    for name in form.fields:
        values = (turn.slot(slot) for slot in FIELDS[name].slots)
        if name not in form.skipped and (value := next(filter(None, values), None)):
            known[name] = value
    if "description" in form.fields and form.kind not in IN_OWN_WORDS and turn.said:
        known["description"] = "；".join(turn.said)[:LONGEST_DESCRIPTION]
    return known


def _ask(turn: Turn, form: Form, how: str, lead: str | None) -> None:
    prompt = turn.text(f"form.{how}.{form.open}")
    words = "\n".join(part for part in (lead, prompt) if part)
    _open(turn, FIELDS[form.open], [Option(action="skip", phrases=turn.phrases_everywhere("skip"))])
    data = FormData(ticket_kind=form.kind, field=form.open, prompt=words)
    turn.messages.append(message("form", words, data))


def _confirm(turn: Turn, form: Form, lead: str | None) -> None:
    opening = turn.text("form.summary", kind=_kind_name(turn, form.kind))
    steps = sum(bool(visit.outcome) for walk in turn.walks for visit in walk.visits)
    tried = turn.text("form.tried", count=steps) if steps else None
    parts = [lead, opening, *lines(turn, form), tried, turn.text("form.confirm")]
    moves = ("submit", "change", "cancel")
    answers = [Option(action=f"form:{move}", phrases=turn.phrases_everywhere(move)) for move in moves]
    changes = [_to_change(name) for name in form.fields]
    _open(turn, None, [*answers[:-1], *changes])
    buttons = [turn.button(f"form_{move}", action=f"form:{move}") for move in moves]
    buttons[0] = buttons[0].model_copy(update={"role": "primary"})
    turn.say("\n".join(part for part in parts if part), *buttons)


def _to_change(name: str) -> Option:
    """To have a field be another, in words."""
    phrases = [
        phrase.format(field=called)
        for locale in LOCALES
        for phrase in catalogue(locale)["phrase.change_of"]
        for called in _names_in(locale, name)
    ]
    return Option(action=f"form:{name}", phrases=phrases)


def _open(turn: Turn, field: Field | None, answers: list[Option]) -> None:
    cancelling = Option(action="form:cancel", phrases=turn.phrases_everywhere("cancel"))
    turn.question = "form"
    turn.open_field(
        OpenField(
            action="form",
            answers=[*answers, cancelling],
            entity=field.entity if field else None,
            free=field.free if field else False,
        )
    )


def _correct(turn: Turn, form: Form) -> bool:
    """Correct what the words correct; False when they do not, or what they say cannot be."""
    for name, value in _corrected(turn, form):
        if value is not None and not (name == form.open and FIELDS[name].free):
            written = _written(turn, name, value)
            said = turn.text("form.changed", field=_name(turn, name), value=written)
            _go_on(turn, form.put(name, value), said if name != form.open else None)
            return True
    return False


def _corrected(turn: Turn, form: Form) -> Iterator[tuple[str, str | None]]:
    """The fields that may be meant, likeliest first, with what they would be."""
    correction = read_correction(turn.words, {name: _names(name) for name in form.fields})
    if correction and correction.field:
        yield correction.field, _read(turn, FIELDS[correction.field], correction.value)
    elif correction:
        is_amount = bool(turn.values_in("amount", correction.value))
        looks = "number" if is_amount else _looks(correction.value)
        names = [name for name in (form.last or CONFIRM, *form.given, form.open) if name in FIELDS]
        # What looks like the value that it takes the place of: 900 is no other mail address.
        for name in sorted(names, key=lambda name: _looks(form.values.get(name)) != looks):
            yield name, _read(turn, FIELDS[name], correction.value)
    elif form.open == CONFIRM:
        for name in form.fields:
            yield name, next(iter(turn.values_in(FIELDS[name].entity, turn.words)), None)


def _of_another(turn: Turn, form: Form) -> tuple[str, str] | None:
    """A field that was not asked for, and its value, where the words are that and nothing else."""
    words, field = turn.words.strip(), FIELDS[form.open]
    if field.free or turn.values_in(field.entity, words):
        return None
    found = ((name, turn.value_of(FIELDS[name].entity, words)) for name in form.fields if name != form.open)
    return next(((name, value) for name, value in found if value), None)


def _read(turn: Turn, field: Field, words: str) -> str | None:
    """The value for a field in these words; None when they hold none."""
    words = words.strip()
    found = [] if field.free else turn.values_in(field.entity, words)
    if found:
        return found[0]
    return words if words and field.fits(words) else None


def _written(turn: Turn, name: str, value: str) -> str:
    """A field's value as people write it."""
    return amounts.written(value, turn.locale) if name == "amount" else value


def _has_none(turn: Turn) -> bool:
    """我真的没有 and the like: a way to skip, with words around it; the shortest ways stand in too many."""
    ways = (phrase for phrase in turn.phrases_everywhere("skip") if len(phrase.encode()) > 3)
    return any(re.search(rf"(?<![a-z]){re.escape(way)}(?![a-z])", turn.words, re.IGNORECASE) for way in ways)


def _looks(value: str | None) -> str | None:
    """A mail address, a number (perhaps of money), a reference, or words; None for what was not given."""
    if value is None:
        return None
    return next((look for look, pattern in _LOOKS.items() if pattern.fullmatch(value)), "words")


def _names(name: str) -> list[str]:
    """The ways to call a field, in every language."""
    return [called for locale in LOCALES for called in _names_in(locale, name)]


def _names_in(locale: Locale, name: str) -> tuple[str, ...]:
    words = catalogue(locale)
    return (*words[f"ticket.field.{name}"], *words[f"ticket.field_phrase.{name}"])


def _name(turn: Turn, name: str) -> str:
    return turn.text(f"ticket.field.{name}")


def _kind_name(turn: Turn, kind: TicketKind) -> str:
    return turn.text(f"ticket.kind.{kind.value}")
