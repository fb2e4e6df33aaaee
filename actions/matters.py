"""Two problems in one message: the first is guided, the second waits until it is its turn."""

from actions.context import library
from actions.turn import Turn
from actions.walk import Walk
from okpay.knowledge.article import TicketKind


def in_order(turn: Turn) -> list[str]:
    """The topics of the message, one or two: as they were said, but what cannot wait comes first.

    Who threatens to complain wants his problem solved before he has to.
    """
    named = dict.fromkeys((turn.intent, turn.entity("second_topic")))
    topics = [topic for topic in named if topic and topic in library()]

    def waits(topic: str) -> tuple[bool, bool]:
        front = turn.article(topic).front
        return not front.urgent, turn.felt == "threat" and front.ticket is TicketKind.COMPLAINT

    return sorted(topics, key=waits)


def put_aside(turn: Turn, first: str, others: list[str], heard: tuple[str, ...]) -> str | None:
    """Keep what else the message was about for afterwards; what is to be said of it, if it is new."""
    known = {first, *(walk.article for walk in turn.suspended), *([turn.walk.article] if turn.walk else [])}
    new = [topic for topic in others if topic not in known]
    if not new:
        return None
    turn.suspended = [*turn.suspended, *(Walk.start(turn.article(topic), heard) for topic in new)]
    return turn.text("guide.two", first=turn.article(first).title, second=turn.article(new[0]).title)
