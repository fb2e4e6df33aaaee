"""The customer's copy of a conversation, as it was kept: without secrets."""

from collections.abc import Sequence

from okpay.conversations.journal import locale_of
from okpay.store.models import Conversation, Message
from okpay.texts import text


def as_text(conversation: Conversation, messages: Sequence[Message]) -> str:
    """A line that says when and who, then the words, for each message."""
    return "\n".join(_entry(conversation, message) for message in messages)


def _entry(conversation: Conversation, message: Message) -> str:
    speaker = text(locale_of(conversation), f"transcript.{message.role}")
    name = message.data.get("agent", {}).get("name") if message.role == "agent" else None
    who = f"{speaker} {name}" if name else speaker
    return f"{message.created_at:%Y-%m-%d %H:%M:%S} UTC  {who}\n{message.text}\n"
