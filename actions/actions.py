"""Rasa's custom actions: each is one move of the assistant."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import form, guide, status
from actions.context import index, library
from actions.language import asked_language
from actions.turn import Option, Turn
from okpay.knowledge.article import LOCALES, Answer, Step, TicketKind, ToStep
from okpay.messages import (
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
LEAST_CHOICE = 0.08
HELP_URL = "/help/{locale}/{id}"


class _Move(Action, ABC):  # type: ignore[misc]
    """An action that reads and changes a Turn."""

    keeps_misses = False

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
        self.act(turn)
        for said in turn.messages:
            dispatcher.utter_message(json_message=said.model_dump())
        return turn.events()

    @abstractmethod
    def act(self, turn: Turn) -> None:
        """The move itself."""


class StartGuide(_Move):
    """A topic was named: begin its guide, or switch to it."""

    def act(self, turn: Turn) -> None:
        turn.keep_words()
        switched = turn.walk is not None and turn.walk.article != turn.intent
        lead = turn.text("guide.switched", title=turn.article(turn.intent).title) if switched else None
        guide.start(turn, turn.intent, lead)


class NextStep(_Move):
    """On to the next step."""

    def act(self, turn: Turn) -> None:
        walk = turn.walk
        if not walk:
            turn.say(turn.text("guide.no_guide"))
            return
        step = turn.article(walk.article).step(walk.current)
        turn.walk = walk.note("skipped")
        guide.follow(turn, step.target)


class Unsolved(_Move):
    """The step did not help: try the next, or offer a human."""

    def act(self, turn: Turn) -> None:
        walk = turn.walk
        if not walk:
            guide.offer_human(turn, "needs_human")
            return
        step = turn.article(walk.article).step(walk.current)
        turn.walk = walk.note("did_not_help")
        lead = turn.text("guide.try_next") if isinstance(step.target, ToStep) else None
        guide.follow(turn, step.target, lead)


class PreviousStep(_Move):
    """One step back, or the first step once more."""

    def act(self, turn: Turn) -> None:
        walk = turn.walk
        if not walk:
            turn.say(turn.text("guide.no_guide"))
            return
        turn.walk = walk.back()
        guide.show(turn, turn.text("guide.first_step" if walk.number == 1 else "guide.back"))


class AnswerCheck(_Move):
    """An answer to the check question of the current step: by its button, or a plain yes or no."""

    def act(self, turn: Turn) -> None:
        walk = turn.walk
        if not walk:
            turn.say(turn.text("guide.no_guide"))
            return
        step = turn.article(walk.article).step(walk.current)
        answer = _chosen(step, turn.entity("option")) or _by_role(step, turn.intent)
        if answer:
            turn.walk = walk.note("answered", answer.label)
            guide.follow(turn, answer.target)
        elif turn.intent == "deny":
            Unsolved().act(turn)
        else:
            guide.show(turn)


class Solved(_Move):
    """The customer says that it works."""

    def act(self, turn: Turn) -> None:
        guide.solved(turn)


class Resume(_Move):
    """Go on with the interrupted guide."""

    def act(self, turn: Turn) -> None:
        if turn.suspended:
            guide.resume(turn)
        elif turn.form:
            form.begin(turn, turn.form.kind)
        elif turn.walk:
            guide.show(turn, turn.text("guide.here_again"))
        else:
            turn.say(turn.text("guide.no_guide"))


class StartOver(_Move):
    """Another question: forget where we were."""

    def act(self, turn: Turn) -> None:
        guide.leave(turn)
        turn.suspended = []
        turn.form = None
        turn.say(turn.text("start_over"))


class Acknowledge(_Move):
    """好的 to a step: the customer will do it."""

    def act(self, turn: Turn) -> None:
        if not turn.walk:
            turn.say(turn.text("guide.no_guide"))
            return
        turn.say(turn.text("guide.take_your_time"), *_progress_buttons(turn))


class Decline(_Move):
    """不用了 to an offer."""

    def act(self, turn: Turn) -> None:
        if turn.question is None and turn.walk:
            Unsolved().act(turn)
            return
        declined_resume = turn.question == "resume"
        guide.leave(turn)
        if declined_resume:
            turn.suspended = []
        elif guide.offer_resume(turn):
            return
        turn.say(turn.text("declined"))


class ConfirmTopic(_Move):
    """Not sure: ask which of the likeliest topics was meant."""

    keeps_misses = True

    def act(self, turn: Turn) -> None:
        topics = [
            name for name, confidence in turn.ranking if name in library() and confidence >= LEAST_CHOICE
        ]
        if not topics:
            _fall_back(turn)
            return
        turn.keep_words()
        titles = [(topic, turn.article(topic).title) for topic in topics[:CHOICES]]
        key = "confirm.one" if len(titles) == 1 else "confirm.several"
        question = turn.text(key, title=titles[0][1])
        options = [Button(label=title, action=topic) for topic, title in titles]
        options.append(turn.button("none_of_these", action="deny"))
        turn.question = "topic"
        turn.expect(_topic_options(turn, [topic for topic, _ in titles]))
        plain = "\n".join(
            [question, *(f"{number}. {option.label}" for number, option in enumerate(options, 1))]
        )
        turn.messages.append(message("choice", plain, ChoiceData(question=question, options=options)))


class Fallback(_Move):
    """Nothing fits: search results and a human, never a guess."""

    keeps_misses = True

    def act(self, turn: Turn) -> None:
        _fall_back(turn)


class NoArticle(_Move):
    """A matter of OKPAY without an article: say so, and offer a human."""

    def act(self, turn: Turn) -> None:
        turn.keep_words()
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
        turn.say(turn.text(f"smalltalk.{turn.intent}"))


class Handoff(_Move):
    """A human was asked for: hand over with all that is known."""

    def act(self, turn: Turn) -> None:
        if not turn.walk:
            turn.keep_words()
        turn.messages.append(
            BotMessage(kind="handoff", text="", data=HandoffWish(summary=_summary(turn)).model_dump())
        )
        turn.question = None


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


def _ask_for_human(turn: Turn, key: str) -> None:
    turn.question = "human"
    turn.say(turn.text(key), turn.button("handoff"), turn.button("deny"))


def _fall_back(turn: Turn) -> None:
    turn.misses += 1
    turn.keep_words()
    hits = index(turn.locale).search(turn.words) if turn.words else []
    turn.question = "human"
    if not hits:
        turn.say(turn.text("fallback.nothing"), turn.button("handoff"))
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
    turn.messages.append(message("articles", plain, ArticlesData(query=turn.words, articles=links)))
    turn.say(turn.text("fallback.after_results"), turn.button("handoff"))


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
        urgent=any(turn.article(walk.article).front.urgent for walk in walks),
    )


def _named(identifier: str, title: str) -> dict[str, Any]:
    return {"id": identifier, "title": title}
