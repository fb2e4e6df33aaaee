"""Walks a customer through an article: what is shown, and where each answer leads."""

from actions.context import placeholders
from actions.fields import siblings
from actions.turn import Option, Turn
from actions.walk import Walk
from okpay.knowledge.article import Article, End, Step, Target, TicketKind, ToArticle, ToEnd, ToStep
from okpay.messages import Button, GuideStepData, message


def start(turn: Turn, article_id: str, lead: str | None = None) -> None:
    """Begin an article's guide; the one in progress is kept to come back to."""
    walk = turn.walk
    if walk and walk.article == article_id:
        show(turn, turn.text("guide.here_again"))
        return
    if walk:
        turn.suspended = [*turn.suspended, walk]
    waiting = [other for other in turn.suspended if other.article == article_id]
    turn.suspended = [other for other in turn.suspended if other.article != article_id]
    article = turn.article(article_id)
    turn.walk = waiting[-1] if waiting else Walk.start(article)
    if waiting:
        show(turn, turn.text("guide.resumed", title=article.title))
    else:
        show(turn, " ".join(part for part in (lead, article.lead) if part))


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


def follow(turn: Turn, target: Target, lead: str | None = None) -> None:
    """Go where an answer or a step leads."""
    walk = turn.walk
    if not walk:
        return
    if isinstance(target, ToStep):
        turn.walk = walk.go(target)
        show(turn, lead)
    elif isinstance(target, ToArticle):
        leave(turn)
        start(turn, target.article, lead)
    elif target.end is End.SOLVED:
        solved(turn)
    else:
        offer_human(turn, "exhausted" if target.end is End.EXHAUSTED else "needs_human")


def offer_human(turn: Turn, why: str) -> None:
    """Ask whether a human should take over; the guide stays where it is until the answer."""
    turn.question = "human"
    turn.expect([ticket_option(turn)])
    turn.say(
        turn.text(f"guide.{why}"), turn.button("handoff"), *ticket_buttons(turn), turn.button("start_over")
    )


def solved(turn: Turn) -> None:
    """The problem is solved: forget the guide, and offer to go on with an interrupted one."""
    turn.walk = None
    turn.question = None
    turn.say(turn.text("solved") + ("" if turn.suspended else turn.text("offer.what_else")))
    offer_resume(turn)


def leave(turn: Turn) -> None:
    """The guide is over without success: what was tried is kept."""
    if turn.walk:
        turn.keep_tried(turn.walk)
    turn.walk = None
    turn.question = None


def offer_resume(turn: Turn) -> bool:
    """Offer the guide that was interrupted last; False when there is none."""
    if not turn.suspended:
        return False
    title = turn.article(turn.suspended[-1].article).title
    turn.question = "resume"
    turn.say(
        turn.text("offer.resume", title=title),
        turn.button("resume", title=title),
        turn.button("deny"),
    )
    return True


def resume(turn: Turn) -> None:
    """Go on with the guide that was interrupted last."""
    *others, walk = turn.suspended
    leave(turn)
    turn.suspended = others
    turn.walk = walk
    show(turn, turn.text("guide.resumed", title=turn.article(walk.article).title))


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


def ticket_option(turn: Turn) -> Option:
    """To leave a ticket, in words."""
    return Option(action="open_ticket", phrases=list(turn.phrases("ticket")))


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
        buttons=_buttons(turn, step),
    )


def _options(turn: Turn, step: Step) -> list[Option]:
    if not step.check:
        return [ticket_option(turn)]
    answers = [
        Option(
            action=_answer_action(step, number),
            phrases=[answer.label, *answer.phrases, *(turn.phrases(answer.role) if answer.role else ())],
        )
        for number, answer in enumerate(step.check.answers)
    ]
    acknowledged = Option(action="acknowledge", phrases=list(turn.phrases("ack")))
    return [*answers, acknowledged, ticket_option(turn)]


def _answer_action(step: Step, number: int) -> str:
    return f"answer:{step.id}/{number}"


def _buttons(turn: Turn, step: Step) -> list[Button]:
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
    return [*buttons, turn.button("unsolved"), *tickets, turn.button("handoff")]


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
