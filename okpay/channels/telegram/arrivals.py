"""What is kept of an update until it is worked off: as little as that needs, and masked."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Literal

from pydantic import BaseModel
from telegram import (
    CallbackQuery,
    ChatMemberUpdated,
    Document,
    Message,
    MessageEntity,
    PhotoSize,
    Update,
    User,
    Voice,
)
from telegram.constants import ChatMemberStatus, ChatType

from okpay.channels.telegram.credentials import Credentials
from okpay.conversations.hearing import Heard
from okpay.detection import written_in
from okpay.knowledge.article import DEFAULT_LOCALE, Locale
from okpay.languages import spoken_locale

UPDATE_KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
COMMANDS = ("start", "help", "human", "language", "restart", "status", "web", "delete")

Kind = Literal["text", "edit", "command", "file", "unreadable", "press", "blocked", "group"]
What = Literal["voice", "video", "audio", "sticker", "location", "contact", "other"]
Hear = Callable[[str, Locale], Heard]

_MOST_QUOTED = 80
_LONGEST_NAME = 200
_COMMAND = re.compile(r"/(\w+)(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
_TOPIC = re.compile(r"[a-z_]{1,64}")
_WHATS: Mapping[str, What] = {
    "voice": "voice",
    "video": "video",
    "video_note": "video",
    "animation": "video",
    "audio": "audio",
    "sticker": "sticker",
    "location": "location",
    "venue": "location",
    "contact": "contact",
    **dict.fromkeys(("checklist", "dice", "game", "paid_media", "poll", "story"), "other"),
}


class SentFile(BaseModel):
    """A file that Telegram holds; `size` in bytes, where Telegram tells it."""

    file_id: str
    name: str = ""
    size: int = 0


class Arrival(BaseModel):
    """One update. What is not there was not sent, or is not needed for its kind."""

    kind: Kind
    chat_id: int
    locale: Locale
    name: str | None = None
    message_id: int = 0
    heard: Heard | None = None
    quote: str | None = None
    command: str = ""
    argument: str = ""
    file: SentFile | None = None
    what: What = "other"
    described: str = ""
    query_id: str = ""
    button: str = ""


class Reader:
    """Reads updates for one bot."""

    def __init__(self, credentials: Credentials, hear: Hear) -> None:
        self._credentials = credentials
        self._hear = hear

    def read(self, update: Update, username: str | None) -> Arrival | None:
        """What there is to do about it; None when nothing. `username` is the bot's, where it is known."""
        if update.callback_query:
            return _press(update.callback_query)
        if update.my_chat_member:
            return _blocked(update.my_chat_member)
        message = update.message or update.edited_message
        if message is None or message.from_user is None or message.from_user.is_bot:
            return None
        if message.chat.type != ChatType.PRIVATE:
            return self._group(message, username) if update.message else None
        return self._private(message) if update.message else self._edit(message)

    def _private(self, message: Message) -> Arrival | None:
        common = self._common(message)
        if message.text:
            if command := self._command(message, common):
                return command
            return Arrival(kind="text", heard=self._heard(message.text, message), **common)
        heard = self._heard(message.caption, message) if message.caption else None
        if sent := _readable_file(message):
            return Arrival(kind="file", file=self._file(sent, message), heard=heard, **common)
        whats = [what for name, what in _WHATS.items() if getattr(message, name)]
        if not whats:
            return None
        described = self._heard(_description(message), message).text
        file = self._file(message.voice, message) if message.voice else None
        return Arrival(
            kind="unreadable", what=whats[0], described=described, file=file, heard=heard, **common
        )

    def _edit(self, message: Message) -> Arrival | None:
        words = message.text or message.caption
        if not words:
            return None
        return Arrival(kind="edit", heard=self._heard(words, message), **self._common(message))

    def _command(self, message: Message, common: Mapping[str, Any]) -> Arrival | None:
        found = _COMMAND.fullmatch((message.text or "").strip())
        if not found or (name := found[1].lower()) not in COMMANDS:
            return None
        argument = (found[2] or "").strip()
        if name == "start":
            # A code is a secret like those that are masked; what else stands there is nothing to keep.
            is_kept = self._credentials.has_signed(argument) or _TOPIC.fullmatch(argument)
            argument = argument if is_kept else ""
        else:
            argument = self._heard(argument, message).text
        return Arrival(kind="command", command=name, argument=argument, **common)

    def _group(self, message: Message, username: str | None) -> Arrival | None:
        if not self._is_meant(message, username):
            return None
        return Arrival(
            kind="group",
            chat_id=message.chat.id,
            message_id=message.message_id,
            locale=_locale(message.from_user),
        )

    def _is_meant(self, message: Message, username: str | None) -> bool:
        """Whether the bot is mentioned or replied to."""
        replied = message.reply_to_message
        if replied and replied.from_user and replied.from_user.id == self._credentials.bot_id:
            return True
        own = f"@{username}".lower()
        words = message.text or message.caption or ""
        entities = (*message.entities, *message.caption_entities)
        return any(self._names(entity, _part(words, entity).lower(), own) for entity in entities)

    def _names(self, entity: MessageEntity, words: str, own: str) -> bool:
        if entity.type == MessageEntity.TEXT_MENTION:
            return entity.user is not None and entity.user.id == self._credentials.bot_id
        if entity.type == MessageEntity.BOT_COMMAND:
            return words.endswith(own)
        return entity.type == MessageEntity.MENTION and words == own

    def _common(self, message: Message) -> dict[str, Any]:
        user = message.from_user
        replied = message.reply_to_message
        quoted = (replied.text or replied.caption) if replied else None
        # Of an account that was deleted there is none.
        name = user.full_name if user else None
        return {
            "chat_id": message.chat.id,
            "message_id": message.message_id,
            "locale": _locale(user),
            "name": self._heard(name[:_LONGEST_NAME], message).text if name else None,
            "quote": self._heard(quoted, message).text[:_MOST_QUOTED] if quoted else None,
        }

    def _file(self, sent: PhotoSize | Document | Voice, message: Message) -> SentFile:
        name = self._heard(getattr(sent, "file_name", None) or "", message).text
        return SentFile(file_id=sent.file_id, name=name, size=sent.file_size or 0)

    def _heard(self, words: str, message: Message) -> Heard:
        # PostgreSQL keeps no NUL, and no half of a pair of surrogates can be written as UTF-8.
        clean = words.replace("\0", "").encode("utf-8", "replace").decode()
        return self._hear(clean, written_in(clean, _locale(message.from_user)).locale)


def _part(words: str, entity: MessageEntity) -> str:
    """What an entity covers, which is told in UTF-16 units."""
    units = words.encode("utf-16-le", "surrogatepass")
    return units[entity.offset * 2 : (entity.offset + entity.length) * 2].decode("utf-16-le", "replace")


def _press(query: CallbackQuery) -> Arrival | None:
    message = query.message
    if message is None or message.chat.type != ChatType.PRIVATE or not query.data:
        return None
    return Arrival(
        kind="press",
        chat_id=message.chat.id,
        message_id=message.message_id,
        locale=_locale(query.from_user),
        query_id=query.id,
        button=query.data[:64],
    )


def _blocked(change: ChatMemberUpdated) -> Arrival | None:
    is_blocked = change.new_chat_member.status == ChatMemberStatus.BANNED
    if not is_blocked or change.chat.type != ChatType.PRIVATE:
        return None
    return Arrival(kind="blocked", chat_id=change.chat.id, locale=_locale(change.from_user))


def _readable_file(message: Message) -> PhotoSize | Document | None:
    """The largest form of a photo, or a document; an animation comes with one of those, for older clients."""
    if message.photo:
        return message.photo[-1]
    return message.document if message.animation is None else None


def _description(message: Message) -> str:
    """What can be told of it in words."""
    if person := message.contact:
        return f"{person.first_name} {person.last_name or ''} +{person.phone_number.removeprefix('+')}"
    if message.location:
        place = f"{message.venue.title}, {message.venue.address} " if message.venue else ""
        return f"{place}{message.location.latitude}, {message.location.longitude}"
    return (message.sticker.emoji or "") if message.sticker else ""


def _locale(user: User | None) -> Locale:
    """The language of a user's app: English for whoever speaks none of ours."""
    tag = user.language_code if user else None
    return (spoken_locale(tag.lower()) or "en") if tag else DEFAULT_LOCALE
