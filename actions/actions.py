"""Rasa's custom actions: each is one move of the assistant."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import form, guide, matters, mood, status
from actions.context import index, library
from actions.language import asked_language
from actions.matching import clauses, holds, stated
from actions.turn import Option, Turn
from actions.walk import Walk
from okpay.knowledge.article import LOCALES, Answer, Step, TicketKind, ToStep
from okpay.messages import (
    GO_ON,
    LEAVE_MESSAGE,
    ArticleLink,
    ArticlesData,
    BotMessage,
    Button,
    ChoiceData,
    HandoffWish,
    Summary,
    TriedStep,
    message,
)
from okpay.texts import text

CHOICES = 3
PATIENCE = 3
LEAST_CHOICE = 0.08
HELP_URL = "/help/{locale}/{id}"
HERE = GO_ON.partition(":")[2]


class _Move(Action, ABC):  # type: ignore[misc]
    """An action that reads and changes a Turn."""

    keeps_misses = False
    goes_on = False
    """Whether the move belongs to the step that is shown."""

    def name(self) -> str:
        """`action_` and the class's name in snake case."""
        words = "".join(f"_{c.lower()}" if c.isupper() else c for c in type(self).__name__)
        return f"action{words}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Act, say, and return what is to be remembered."""
        turn = Turn(tracker)
        if not self.keeps_misses:
            turn.misses = 0
        mood.notice(turn)
        self._act_after_silence(turn) if self.goes_on and guide.was_left(turn) else self.act(turn)
        mood.answer(turn)
        turn.expect_always(guide.standing_options(turn))
        for said in turn.messages:
            dispatcher.utter_message(json_message=said.model_dump())
        return turn.events()

    @abstractmethod
    def act(self, turn: Turn) -> None:
        """The move itself."""

    def _act_after_silence(self, turn: Turn) -> None:
        """After so long nobody knows what words were said to; a button is pressed on what is seen."""
        if guide.is_answered_by_button(turn):
            where = guide.still_here(turn)
            self.act(turn)
            turn.begin_with(where)
        else:
            guide.ask_to_go_on(turn)


class StartGuide(_Move):
    """A topic was named: begin its guide, or switch to it."""

    def act(self, turn: Turn) -> None:
        heard = _problem(turn)
        turn.keep_words()
        topics = matters.in_order(turn)
        topic = _urgent_topic(turn) or topics[0]
        walk = turn.walk
        # 认证也做了 is of the topic of another guide, but it answers a step of this one.
        if walk and topic == turn.intent != walk.article and guide.take_note(turn):
            return
        if walk and walk.article == topic:
            turn.walk = walk.hear(turn.words)
        switched = walk is not None and walk.article != topic
        lead = turn.text("guide.switched", title=turn.article(topic).title) if switched else None
        lead = matters.put_aside(turn, topic, topics, heard) or lead
        guide.start(turn, topic, lead, heard)


class NextStep(_Move):
    """On to the next step."""

    goes_on = True

    def act(self, turn: Turn) -> None:
        walk = turn.walk
        if not walk:
            guide.ask_for_problem(turn)
            return
        step = turn.article(walk.article).step(walk.current)
        turn.walk = walk.note("skipped")
        guide.follow(turn, step.target)


class Unsolved(_Move):
    """The step did not help: try the next, or offer a human."""

    goes_on = True

    def act(self, turn: Turn) -> None:
        walk = turn.walk
        if not walk:
            guide.offer_human(turn, "needs_human")
            return
        turn.walk = walk = walk.hear(turn.words)
        if turn.words and guide.pass_over(turn):
            return
        step = turn.article(walk.article).step(walk.current)
        turn.walk = walk.note("did_not_help")
        lead = turn.text("guide.try_next") if isinstance(step.target, ToStep) else None
        guide.follow(turn, step.target, lead)


class TriedAll(_Move):
    """都试过了: what is left of the guide need not be shown; 流量都试过了 is only of one step."""

    def act(self, turn: Turn) -> None:
        if guide.take_note(turn):
            return
        if turn.walk:
            turn.walk = turn.walk.note("did_not_help")
        guide.offer_human(turn, "exhausted")


class PreviousStep(_Move):
    """One step back, or the first step once more."""

    goes_on = True

    def act(self, turn: Turn) -> None:
        walk = turn.walk
        if not walk:
            guide.ask_for_problem(turn)
            return
        turn.walk = walk.back()
        guide.show(turn, turn.text("guide.first_step" if walk.number == 1 else "guide.back"))


class AnswerCheck(_Move):
    """An answer to the check question of the current step: by its button, or a plain yes or no."""

    goes_on = True

    def act(self, turn: Turn) -> None:
        walk = turn.walk
        if not walk:
            guide.ask_for_problem(turn)
            return
        step = turn.article(walk.article).step(walk.current)
        answer = _chosen(step, turn.entity("option")) or _by_role(step, turn.intent)
        if answer:
            turn.walk = walk.hear(turn.words).note("answered", answer.label)
            guide.follow(turn, answer.target, _understood(turn, answer))
        elif turn.intent == "deny":
            Unsolved().act(turn)
        elif not guide.take_note(turn):
            guide.show(turn, turn.text("guide.which_answer"))


class Solved(_Move):
    """The customer says that it works; 好了 to a step that is only to be done says no more than that."""

    def act(self, turn: Turn) -> None:
        walk = turn.walk
        target = _done(turn, walk) if walk and not walk.is_over else None
        if walk and target:
            turn.walk = walk.note("answered", turn.words)
            guide.follow(turn, target)
        else:
            guide.solved(turn)


class Resume(_Move):
    """Go on with the guide that is named, the one that was interrupted, or the present one."""

    def act(self, turn: Turn) -> None:
        named = turn.entity("option")
        if named == HERE:
            _go_on(turn)
        elif turn.walk and turn.walk.article == named:
            guide.show(turn, turn.text("guide.here_again"))
        elif guide.resume(turn, named) or guide.resume(turn):
            return
        elif turn.form:
            form.begin(turn, turn.form.kind)
        elif turn.walk:
            guide.show(turn, turn.text("guide.here_again"))
        else:
            guide.ask_for_problem(turn)


class StartOver(_Move):
    """Another question: forget where we were; 从头开始 in a guide means its first step."""

    def act(self, turn: Turn) -> None:
        walk = turn.walk
        if walk and stated(turn.words, turn.phrases("from_start")):
            turn.walk = Walk.start(turn.article(walk.article))
            guide.show(turn, turn.text("guide.from_start"))
            return
        guide.leave(turn)
        turn.give_up(turn.suspended)
        turn.suspended = []
        turn.form = None
        turn.say(turn.text("start_over"))


class Acknowledge(_Move):
    """好的 to a step: the customer will do it."""

    goes_on = True

    def act(self, turn: Turn) -> None:
        if not turn.walk:
            guide.ask_for_problem(turn)
            return
        turn.say(turn.text("guide.take_your_time"), *_progress_buttons(turn))


class Decline(_Move):
    """不用了 to an offer; a guide that something else was said into stays."""

    goes_on = True

    def act(self, turn: Turn) -> None:
        if turn.walk and turn.question is None:
            Unsolved().act(turn)
            return
        if turn.question == "resume":
            turn.give_up(turn.suspended)
            turn.suspended = []
        elif turn.walk and turn.walk.is_over:
            guide.leave(turn)
            if guide.offer_resume(turn):
                return
        turn.question = None
        turn.say(turn.text("declined"), *guide.way_back(turn))


class ConfirmTopic(_Move):
    """Not sure: ask which of the likeliest topics was meant."""

    keeps_misses = True

    def act(self, turn: Turn) -> None:
        if guide.take_note(turn):
            turn.misses = 0
            return
        turn.misses += 1
        topics = [
            name for name, confidence in turn.ranking if name in library() and confidence >= LEAST_CHOICE
        ]
        turn.keep_words()
        if not topics or turn.misses >= PATIENCE:
            _fall_back(turn)
            return
        titles = [(topic, turn.article(topic).title) for topic in topics[:CHOICES]]
        key = "confirm.one" if len(titles) == 1 else "confirm.several"
        question = turn.text(key, title=titles[0][1])
        options = [Button(label=title, action=topic) for topic, title in titles]
        none = turn.button("none_of_these", action="deny")
        options += [none, *guide.way_back(turn), turn.button("handoff")]
        turn.question = "topic"
        turn.expect(_topic_options(turn, [topic for topic, _ in titles]))
        plain = "\n".join(
            [question, *(f"{number}. {option.label}" for number, option in enumerate(options, 1))]
        )
        turn.messages.append(message("choice", plain, ChoiceData(question=question, options=options)))


class Fallback(_Move):
    """Nothing fits: ask for other words, then search, then a human, never a guess."""

    keeps_misses = True

    def act(self, turn: Turn) -> None:
        if guide.take_note(turn):
            turn.misses = 0
            return
        turn.misses += 1
        if turn.walk:
            turn.walk = turn.walk.hear(turn.words)
        if turn.question != "topic":
            turn.keep_words()
        _fall_back(turn)


class NoArticle(_Move):
    """A matter of OKPAY without an article: say so, and offer a human."""

    def act(self, turn: Turn) -> None:
        turn.keep_words()
        if not guide.take_note(turn):
            _ask_for_human(turn, "no_article")


class OpenTicket(_Move):
    """A ticket was asked for: of the kind of the button, else of the article it is about."""

    def act(self, turn: Turn) -> None:
        named = turn.entity("option")
        left = turn.form.kind if turn.form else guide.ticket_kind(turn)
        form.begin(turn, next((kind for kind in TicketKind if kind == named), left))


class FillForm(_Move):
    """What a form is filled in with: words, its buttons, or 跳过."""

    def act(self, turn: Turn) -> None:
        filled, option = turn.form, turn.entity("option") or ""
        if turn.intent == "skip" and turn.walk and turn.question != "form":
            NextStep().act(turn)
        elif filled is None or not filled.open:
            form.show(turn)
        elif turn.intent == "skip":
            form.skip(turn, filled)
        elif option == "submit":
            form.submit(turn, filled, _summary(turn).tried)
        elif option == "change":
            form.change(turn, filled)
        elif option == "cancel":
            form.cancel(turn)
        elif option in filled.fields:
            form.ask_again(turn, filled, option)
        else:
            form.hear(turn, filled)


class TicketStatus(_Move):
    """How a ticket stands; 提交工单 out of the blue comes nearest to it, and wants a new one."""

    def act(self, turn: Turn) -> None:
        if status.wants_new(turn):
            OpenTicket().act(turn)
        else:
            status.ask(turn)


class SwitchLanguage(_Move):
    """Another language was asked for."""

    def act(self, turn: Turn) -> None:
        chosen = next((locale for locale in LOCALES if locale == turn.entity("option")), None)
        wanted = chosen or asked_language(turn.words, turn.locale)
        if wanted is None:
            turn.say(turn.text("language.which"), *_languages(), turn.button("handoff"))
            return
        turn.locale = wanted
        switched = turn.text("language.switched")
        if turn.question == "form":
            form.show(turn, switched)
        elif turn.walk:
            guide.show(turn, switched)
        else:
            turn.say(switched)


class SmallTalk(_Move):
    """Greetings, thanks, farewells, and whether it is a robot."""

    def act(self, turn: Turn) -> None:
        if guide.was_left(turn):
            turn.say(turn.text(f"smalltalk.{turn.intent}"))
            guide.ask_to_go_on(turn)
        else:
            turn.say(turn.text(f"smalltalk.{turn.intent}"), *guide.way_back(turn))


class Handoff(_Move):
    """A human was asked for: hand over with all that is known."""

    def act(self, turn: Turn) -> None:
        if not turn.walk:
            turn.keep_words()
        turn.messages.append(
            BotMessage(kind="handoff", text="", data=HandoffWish(summary=_summary(turn)).model_dump())
        )
        turn.question = None
        turn.expect([guide.ticket_option(turn, LEAVE_MESSAGE)])


def _go_on(turn: Turn) -> None:
    """There is no human now: on with whatever was in hand."""
    if turn.form:
        form.begin(turn, turn.form.kind)
    elif turn.walk and not turn.walk.is_over:
        guide.show(turn, turn.text("guide.here_again"))
    else:
        turn.say(turn.text("offer.what_else"), *guide.interrupted(turn), turn.button("handoff"))


def _problem(turn: Turn) -> tuple[str, ...]:
    """The words that brought the customer to a topic: these, or those it was chosen for."""
    chosen_for = turn.said[-1:] if turn.question in {"topic", "human"} else []
    return tuple(words for words in (*chosen_for, turn.words) if words)


def _urgent_topic(turn: Turn) -> str | None:
    """Whatever else is the matter, who was robbed first has to protect what is left."""
    if turn.felt != "theft" or turn.article(turn.intent).front.urgent:
        return None
    return next((topic for topic in library().ids if turn.article(topic).front.urgent), None)


def _languages() -> Iterator[Button]:
    """A button for each, under its own name."""
    for locale in LOCALES:
        yield Button(label=text(locale, "language.name"), action=f"switch_language:{locale}")


def _topic_options(turn: Turn, topics: list[str]) -> list[Option]:
    options = [Option(action="deny", phrases=list(turn.phrases("none")))]
    for topic, place in zip(topics, ("first", "second", "third"), strict=False):
        article = turn.article(topic)
        options.append(
            Option(action=topic, phrases=[article.title, *article.front.aliases, *turn.phrases(place)])
        )
    if len(topics) == 1:
        options[1].phrases.extend(turn.phrases("yes"))
    return options


def _chosen(step: Step, option: str | None) -> Answer | None:
    step_id, _, number = (option or "").partition("/")
    if not step.check or step_id != step.id or not number.isdigit():
        return None
    answers = step.check.answers
    return answers[int(number)] if int(number) < len(answers) else None


def _by_role(step: Step, intent: str) -> Answer | None:
    role = {"affirm": "yes", "deny": "no"}.get(intent)
    answers = step.check.answers if step.check and role else ()
    return next((answer for answer in answers if answer.role == role), None)


def _understood(turn: Turn, answer: Answer) -> str | None:
    """How words were taken that are none of the answer's own: whoever meant another can go back."""
    ways = (answer.label, *answer.phrases, *(turn.phrases(answer.role) if answer.role else ()))
    if not turn.words or turn.intent in ("affirm", "deny") or holds(turn.words, ways):
        return None
    return turn.text("guide.understood", label=answer.label)


def _done(turn: Turn, walk: Walk) -> ToStep | None:
    """Where 好了 leads from a step that asks how it went, and from any where a matter is urgent."""
    said = stated(turn.words, turn.phrases("done"))
    if not said or not said.alone or len(clauses(turn.words)) > 1:
        return None
    article = turn.article(walk.article)
    step = article.step(walk.current)
    if step.check and step.done_phrases:
        answer = _by_role(step, "affirm")
        target = answer.target if answer else None
    else:
        target = step.target if article.front.urgent and not step.check else None
    return target if isinstance(target, ToStep) else None


def _ask_for_human(turn: Turn, key: str) -> None:
    turn.question = "human"
    turn.say(turn.text(key), turn.button("handoff"), turn.button("deny"), *guide.way_back(turn))


def _fall_back(turn: Turn) -> None:
    """Another approach each time; who is upset has waited long enough."""
    if turn.felt or turn.misses >= PATIENCE:
        guide.offer_human(turn, "not_understood")
    elif turn.misses == 1:
        # A check question stays open: the next words may answer it.
        if turn.question != "check":
            turn.question = None
        turn.say(turn.text("fallback.rephrase"), turn.button("handoff"), *guide.way_back(turn))
    else:
        _search(turn)


def _search(turn: Turn) -> None:
    query = turn.said[-1] if turn.said else turn.words
    hits = index(turn.locale).search(query) if query else []
    turn.question = "human"
    if not hits:
        turn.say(turn.text("fallback.nothing"), turn.button("handoff"), *guide.way_back(turn))
        return
    links = [
        ArticleLink(
            id=hit.article.id,
            title=hit.article.title,
            summary=hit.article.front.summary,
            url=HELP_URL.format(locale=hit.article.locale, id=hit.article.id),
            action=hit.article.id,
        )
        for hit in hits
    ]
    found = turn.text("fallback.found")
    plain = "\n".join([found, *(f"{number}. {link.title}" for number, link in enumerate(links, 1))])
    turn.messages.append(message("articles", plain, ArticlesData(query=query, articles=links)))
    turn.say(turn.text("fallback.after_results"), turn.button("handoff"), *guide.way_back(turn))


def _progress_buttons(turn: Turn) -> list[Button]:
    return [turn.button("solved"), turn.button("next_step"), turn.button("unsolved"), turn.button("handoff")]


def _summary(turn: Turn) -> Summary:
    walks = turn.walks
    topic = turn.article(walks[-1].article) if walks else None
    tried = []
    for walk in walks:
        article = turn.article(walk.article)
        for visit in walk.visits:
            if visit.outcome:
                step = article.step(visit.step)
                tried.append(
                    TriedStep(
                        article=_named(article.id, article.title),
                        step=_named(step.id, step.title),
                        outcome=visit.outcome,
                        answer=visit.answer,
                    )
                )
    return Summary(
        topic=_named(topic.id, topic.title) if topic else None,
        tried=tried,
        said=[*turn.said, *(form.lines(turn, turn.form) if turn.form else [])],
        reason=turn.text(f"mood.reason.{turn.mood}") if turn.mood else None,
        urgent=mood.is_grave(turn.mood) or any(turn.article(walk.article).front.urgent for walk in walks),
    )


def _named(identifier: str, title: str) -> dict[str, Any]:
    return {"id": identifier, "title": title}
