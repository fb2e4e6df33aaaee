"""What customers are told of a handoff: who has come, the place in the queue, or when somebody is back."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from okpay.conversations.journal import append, append_system, locale_of
from okpay.handoff.hours import Hours
from okpay.messages import GO_ON, LEAVE_MESSAGE, Button, HandoffData
from okpay.store.models import Conversation, now
from okpay.texts import text
from okpay.times import rfc3339

SECONDS_AHEAD = 120


def tell(
    session: AsyncSession,
    conversation: Conversation,
    key: str,
    data: HandoffData,
    values: Mapping[str, object],
) -> None:
    """Say how the handoff stands."""
    append_system(
        session, conversation, key, kind="handoff", data=data.model_dump(exclude_none=True), values=values
    )


def tell_place(session: AsyncSession, conversation: Conversation, place: int, hours: Hours) -> None:
    """Say the place in the queue, from 1; out of hours there is no wait to be reckoned."""
    conversation.told_position = place
    ahead, moment = place - 1, now()
    opens = hours.opens_at(moment)
    if opens is None:
        key = "handoff.queued" if ahead else "handoff.queued_first"
        data = HandoffData(state="queued", position=place, wait_seconds=ahead * SECONDS_AHEAD or None)
        tell(session, conversation, key, data, {"ahead": ahead})
    else:
        key = "handoff.urgent_away" if conversation.urgent else "handoff.queued_away"
        data = HandoffData(state="queued", position=place, opens_at=rfc3339(opens))
        when = hours.said(opens, moment, locale_of(conversation))
        tell(session, conversation, key, data, {"ahead": ahead, "when": when})


def tell_absence(session: AsyncSession, conversation: Conversation, hours: Hours, opens: datetime) -> None:
    """Say when somebody is back, and what can be done meanwhile.

    It is the bot's word, as the conversation stays with the bot: its buttons can be pressed.
    """
    locale = locale_of(conversation)
    buttons = [
        Button(label=text(locale, "button.leave_message"), action=LEAVE_MESSAGE, role="primary"),
        Button(label=text(locale, "button.go_on"), action=GO_ON),
    ]
    data = HandoffData(state="after_hours", opens_at=rfc3339(opens), buttons=buttons)
    # Every turn is two messages: whoever asks again is not told the same again.
    turn = conversation.last_seq // 2
    words = text(locale, "handoff.after_hours", {"when": hours.said(opens, now(), locale)}, turn)
    append(session, conversation, "bot", "handoff", words, data=data.model_dump(exclude_none=True))
