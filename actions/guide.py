"""Walks a customer through an article: what is shown, and where each answer leads."""

from collections.abc import Iterable, Sequence

from actions.context import placeholders
from actions.fields import FIELDS, siblings
from actions.prose import sentences
from actions.settling import settled
from actions.turn import Option, Turn
from actions.walk import Walk
from okpay.knowledge.article import Article, End, Step, Target, TicketKind, ToArticle, ToEnd, ToStep
from okpay.messages import Button, GuideStepData, message

# After half an hour nobody knows what 好了 or 下一步 was said to.
LONG_SILENCE = 30 * 60
# Buttons whose labels are understood anyhow: as answers to the check, and as examples of their intents.
UNDERSTOOD = {"answer", "solved", "next_step", "unsolved", "handoff"}


def start(turn: Turn, article_id: str, lead: str | None = None, heard: tuple[str, ...] = ()) -> None:
    """Begin an article's guide; the one in progress is kept to come back to."""
    walk = turn.walk
    if walk and walk.article == article_id:
        if not pass_over(turn):
            show(turn, turn.text("guide.here_again"))
        return
    if walk:
        turn.suspended = [*turn.suspended, walk]
    waiting = [other for other in turn.suspended if other.article == article_id]
    turn.suspended = [other for other in turn.suspended if other.article != article_id]
    article = turn.article(article_id)
    if waiting:
        turn.walk = waiting[-1]
        arrive(turn, turn.text("guide.resumed", title=article.title))
        return
    turn.walk = Walk.start(article, heard)
    lead = sentences(lead, article.lead)
    if not pass_over(turn, lead):
        show(turn, sentences(lead, _noted(turn, heard)))


def show(turn: Turn, lead: str | None = None) -> None:
    """Show the current step, after a sentence that leads to it."""
    walk = turn.walk
    if not walk:
        return
    article = turn.article(walk.article)
    step = article.step(walk.current)
    turn.question = "check" if step.check else None
    turn.expect(_options(turn, step))
    data = _step_data(turn, walk, article, step, lead)
    turn.messages.append(message("guide_step", _plain(turn, data), data))


def arrive(turn: Turn, lead: str | None = None) -> None:
    """Show the first step from here that the customer's own words have not settled already."""
    if not pass_over(turn, lead):
        show(turn, lead)


def pass_over(turn: Turn, lead: str | None = None) -> bool:
    """Pass over the steps that the customer's own words settle, and say so; False when they settle none."""
    walk = turn.walk
    if not walk:
        return False
    article = turn.article(walk.article)
    titles, said = [], []
    while found := settled(article, step := article.step(walk.current), walk.heard):
        if walk.knows(found.target):
            break
        walk = walk.note("answered", found.words).go(found.target)
        titles.append(step.title)
        said.append(found.words)
    if not titles:
        return False
    turn.walk = walk
    passed = turn.text("guide.passed", said=_listed(turn, dict.fromkeys(said)), steps=_listed(turn, titles))
    show(turn, sentences(lead, passed))
    return True


def take_note(turn: Turn) -> bool:
    """Keep what the words settle of this guide, or tell of the matter; False when it is nothing."""
    noted = (_noted(turn, [turn.words]) or _told(turn)) if turn.walk and turn.words else None
    if not turn.walk or not noted:
        return False
    turn.walk = turn.walk.hear(turn.words)
    if not pass_over(turn):
        show(turn, noted)
    return True


def _noted(turn: Turn, heard: Sequence[str]) -> str | None:
    """That what was heard settles steps from here on; None when it settles none."""
    walk = turn.walk
    if not walk:
        return None
    article = turn.article(walk.article)
    over = {visit.step for visit in walk.visits[:-1]}
    ahead = [step for step in article.steps if step.id not in over]
    said = [found.words for step in ahead if (found := settled(article, step, heard))]
    return turn.text("guide.noted", said=_listed(turn, dict.fromkeys(said))) if said else None


def _told(turn: Turn) -> str | None:
    """That the words are kept which are an amount, a time, a number … and nothing else; None for others."""
    words = turn.words.strip()
    told = next((name for name, field in FIELDS.items() if turn.value_of(field.entity, words)), None)
    return told and turn.text("form.noted", field=turn.text(f"ticket.field.{told}"), value=words)


def follow(turn: Turn, target: Target, lead: str | None = None) -> None:
    """Go where an answer or a step leads."""
    walk = turn.walk
    if not walk:
        return
    if isinstance(target, ToStep):
        turn.walk = walk.go(target)
        arrive(turn, lead)
    elif isinstance(target, ToArticle):
        leave(turn)
        start(turn, target.article, lead, walk.heard)
    elif target.end is End.SOLVED:
        solved(turn)
    else:
        offer_human(turn, "exhausted" if target.end is End.EXHAUSTED else "needs_human")


def ask_for_problem(turn: Turn) -> None:
    """There is no guide to move in yet."""
    turn.say(turn.text("guide.no_guide"), turn.button("handoff"))


def offer_human(turn: Turn, why: str) -> None:
    """Ask whether a human should take over; the guide stays where it is until the answer."""
    turn.question = "human"
    turn.expect([ticket_option(turn)])
    turn.say(
        turn.text(f"guide.{why}"),
        turn.button("handoff"),
        *ticket_buttons(turn),
        *way_back(turn),
        turn.button("start_over"),
    )


def solved(turn: Turn) -> None:
    """The problem is solved: forget the guide, and offer to go on with an interrupted one."""
    turn.walk = None
    turn.question = None
    turn.mood = None
    turn.say(sentences(turn.text("solved"), None if turn.suspended else turn.text("offer.what_else")))
    offer_resume(turn)


def leave(turn: Turn) -> None:
    """The guide is over without success: what was tried is kept."""
    if turn.walk:
        turn.keep_tried(turn.walk)
    turn.walk = None
    turn.question = None


def was_left(turn: Turn) -> bool:
    """Whether the customer comes back to a guide after a long silence."""
    return turn.walk is not None and turn.silence > LONG_SILENCE


def is_answered_by_button(turn: Turn) -> bool:
    """Whether a button was pressed, and none of another step than the one that is open now.

    An answer names its step. 下一步 and its like name none; clients offer only those of the newest message.
    """
    step, names_step, _ = (turn.entity("option") or "").partition("/")
    return not turn.words and turn.walk is not None and (not names_step or step == turn.walk.current)


def still_here(turn: Turn) -> str:
    """Where the customer is, for one who comes back."""
    return turn.text("guide.still_here", title=turn.article(turn.walk.article).title) if turn.walk else ""


def ask_to_go_on(turn: Turn) -> None:
    """Put aside the guide that was left, and ask whether to go on with it."""
    if turn.walk:
        turn.suspended = [*turn.suspended, turn.walk]
        turn.walk = None
    offer_resume(turn, "offer.still")


def offer_resume(turn: Turn, key: str = "offer.resume") -> bool:
    """Offer the guide that was interrupted last, or has yet to begin; False when there is none."""
    if not turn.suspended:
        return False
    title = turn.article(turn.suspended[-1].article).title
    if key == "offer.resume" and turn.suspended[-1].is_fresh:
        key = "offer.second"
    turn.question = "resume"
    resume_button = turn.button("resume", title=title).model_copy(update={"role": "primary"})
    turn.say(turn.text(key, title=title), resume_button, turn.button("deny"), turn.button("handoff"))
    return True


def resume(turn: Turn, article_id: str | None = None) -> bool:
    """Go on with a guide that was interrupted, the last one if none is named; False when there is none."""
    waiting = [walk for walk in turn.suspended if article_id in {None, walk.article}]
    if not waiting:
        return False
    walk = waiting[-1]
    leave(turn)
    turn.suspended = [other for other in turn.suspended if other != walk]
    turn.walk = walk
    article = turn.article(walk.article)
    if walk.is_fresh:
        arrive(turn, sentences(turn.text("guide.begun", title=article.title), article.lead))
    else:
        show(turn, turn.text("guide.resumed", title=article.title))
    return True


def way_back(turn: Turn) -> list[Button]:
    """The one button to where the customer was before he said something else."""
    if turn.walk and not turn.walk.is_over:
        title = turn.article(turn.walk.article).title
        return [turn.button("resume", f"resume:{turn.walk.article}", title=title)]
    return interrupted(turn)


def interrupted(turn: Turn) -> list[Button]:
    """The button to the guide that was interrupted last."""
    return [turn.button("resume", title=turn.article(walk.article).title) for walk in turn.suspended[-1:]]


def ticket_kind(turn: Turn) -> TicketKind:
    """The kind of ticket that the guide at hand leads to, or the last one if it is over."""
    return turn.article(turn.walks[-1].article).front.ticket if turn.walks else TicketKind.FOLLOW_UP


def ticket_buttons(turn: Turn) -> list[Button]:
    """To leave a ticket: one button, or one for each kind where only the customer knows which he means."""
    if turn.form:
        kind = turn.form.kind
        name = turn.text(f"ticket.kind.{kind}")
        return [turn.button("form_resume", f"open_ticket:{kind}", kind=name)]
    kinds = siblings(ticket_kind(turn))
    if len(kinds) == 1:
        return [turn.button("open_ticket")]
    names = {kind: turn.text(f"ticket.kind.{kind}") for kind in kinds}
    return [turn.button("open_ticket_of", f"open_ticket:{kind}", kind=names[kind]) for kind in kinds]


def ticket_option(turn: Turn, action: str = "open_ticket") -> Option:
    """To leave a ticket, in words."""
    return Option(action=action, phrases=list(turn.phrases("ticket")))


def standing_options(turn: Turn) -> list[Option]:
    """What may be said at any time: what buttons say; in a guide go on, say it again, all of it was tried."""
    walk, options = turn.walk, []
    if walk:
        again = Option(action=f"resume:{walk.article}", phrases=list(turn.phrases("again")))
        options += [again, Option(action="tried_all", phrases=list(turn.phrases("tried_all")))]
    buttons = [button for said in turn.messages for button in said.data.get("buttons", [])]
    # What was offered last is what 接着说 means; on a step of another guide that is the one it interrupted.
    offered = [button["action"] for button in buttons if button["action"].partition(":")[0] == "resume"]
    if walk or turn.suspended:
        default = "resume" if turn.suspended or not walk else f"resume:{walk.article}"
        action = offered[-1] if offered else default
        options.append(Option(action=action, phrases=list(turn.phrases("resume"))))
    return options + [
        Option(action=button["action"], phrases=[button["label"]], whole=True)
        for button in buttons
        if button["action"].partition(":")[0] not in UNDERSTOOD
    ]


def _listed(turn: Turn, names: Iterable[str]) -> str:
    return turn.text("guide.and").join(turn.text("guide.quoted", name=name) for name in names)


def _step_data(turn: Turn, walk: Walk, article: Article, step: Step, lead: str | None) -> GuideStepData:
    fill = placeholders(turn.locale).fill
    return GuideStepData(
        article_id=article.id,
        title=article.title,
        step=walk.number,
        steps=walk.number - 1 + article.remaining(step.id),
        step_title=step.title,
        lead=fill(lead) if lead else None,
        body=fill(step.body),
        question=step.check.question if step.check else None,
        buttons=_buttons(turn, article, step),
    )


def _options(turn: Turn, step: Step) -> list[Option]:
    done = _done(step)
    if not step.check:
        return [*done, ticket_option(turn)]
    answers = [
        Option(
            action=_answer_action(step, number),
            phrases=[answer.label, *answer.phrases],
            brief=list(turn.phrases(answer.role)) if answer.role else [],
        )
        for number, answer in enumerate(step.check.answers)
    ]
    acknowledged = Option(action="acknowledge", phrases=list(turn.phrases("ack")))
    return [*done, *answers, *_unsolved(turn, step), acknowledged, ticket_option(turn)]


def _done(step: Step) -> list[Option]:
    """That the step was done already: then it does not help, unless it is said that it did."""
    if not step.done_phrases:
        return []
    answers = step.check.answers if step.check else ()
    worked = [_answer_action(step, number) for number, answer in enumerate(answers) if answer.role == "yes"]
    phrases = list(step.done_phrases)
    return [Option(action="unsolved", phrases=phrases, yields_to=next(iter(worked), None))]


def _unsolved(turn: Turn, step: Step) -> list[Option]:
    """还是不行 holds 不行, which is a no; but it answers only a question how something went."""
    asks_how_it_went = bool(step.done_phrases)
    return [] if asks_how_it_went else [Option(action="unsolved", phrases=list(turn.phrases("unsolved")))]


def _answer_action(step: Step, number: int) -> str:
    return f"answer:{step.id}/{number}"


def _buttons(turn: Turn, article: Article, step: Step) -> list[Button]:
    answers = step.check.answers if step.check else ()
    buttons = [
        Button(label=answer.label, action=_answer_action(step, number), role="answer")
        for number, answer in enumerate(answers)
    ]
    buttons.append(turn.button("solved"))
    if not isinstance(step.target, ToEnd):
        role = "quiet" if answers else "primary"
        buttons.append(turn.button("next_step").model_copy(update={"role": role}))
    # Where the article leads to a ticket of its own kind, nobody has to go through all steps first.
    is_near = turn.form or ticket_kind(turn) is not TicketKind.FOLLOW_UP
    tickets = ticket_buttons(turn) if is_near else []
    human = turn.button("handoff")
    buttons += [turn.button("unsolved"), *tickets, *interrupted(turn)]
    # Where every minute counts, the human comes before the steps.
    return [human, *buttons] if article.front.urgent else [*buttons, human]


def _plain(turn: Turn, data: GuideStepData) -> str:
    single = data.steps == 1
    heading = turn.text(
        "guide.single" if single else "guide.heading",
        title=data.title,
        step=data.step,
        steps=data.steps,
        step_title=data.step_title,
    )
    return "\n".join(part for part in (data.lead, heading, data.body, data.question) if part)
