"""What is in the chats: messages as Telegram keeps them, files, and whether the bot may write."""

import time
from dataclasses import dataclass, field
from typing import Any

from tests.telegram.double.keyboards import Keyboard
from tests.telegram.double.refusals import Refusal, bad_request

Message = dict[str, Any]


@dataclass
class Sent:
    """A message of the bot's as it stands in the chat; `at` is when it was accepted."""

    raw: Message
    html: str
    edits: int = 0
    file: bytes | None = None
    at: float = field(default_factory=time.monotonic)

    @property
    def message_id(self) -> int:
        return int(self.raw["message_id"])

    @property
    def kind(self) -> str:
        return next((kind for kind in ("photo", "document") if kind in self.raw), "text")

    @property
    def text(self) -> str:
        """Its words, or its caption, without tags."""
        return str(self.raw.get("text") or self.raw.get("caption") or "")

    @property
    def caption(self) -> str | None:
        return self.raw.get("caption")

    @property
    def entities(self) -> list[dict[str, Any]]:
        return self.raw.get("entities") or self.raw.get("caption_entities") or []

    @property
    def buttons(self) -> Keyboard:
        """Rows of buttons."""
        markup: dict[str, Keyboard] = self.raw.get("reply_markup") or {}
        return markup.get("inline_keyboard", [])

    @property
    def labels(self) -> list[list[str]]:
        """Rows of what the buttons say."""
        return [[str(button["text"]) for button in row] for row in self.buttons]


@dataclass
class Chat:
    """A chat: its ids count from 1, as nobody may rely on them being different in two chats."""

    about: dict[str, Any]
    open: bool = False
    blocked: bool = False
    migrated_to: int | None = None
    messages: dict[int, Message] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    _last_id: int = 0

    @property
    def id(self) -> int:
        return int(self.about["id"])

    @property
    def is_private(self) -> bool:
        return bool(self.about["type"] == "private")

    def add(self, sender: dict[str, Any], content: dict[str, Any]) -> Message:
        """A message with the next id; what is absent has no field."""
        self._last_id += 1
        head = {
            "message_id": self._last_id,
            "from": sender,
            "chat": self.about,
            "date": int(time.time()),
        }
        message = {**head, **{name: value for name, value in content.items() if value is not None}}
        self.messages[self._last_id] = message
        return message

    def own(self, message_id: int, purpose: str) -> Sent:
        """A message of the bot's that is still there."""
        for sent in self.sent:
            if sent.message_id == message_id:
                return sent
        if message_id in self.messages:
            raise bad_request("message can't be edited")
        raise bad_request(f"message to {purpose} not found")

    def delete(self, message_id: int) -> None:
        """Nobody sees it any more."""
        if self.messages.pop(message_id, None) is None:
            raise bad_request("message to delete not found")
        self.sent = [sent for sent in self.sent if sent.message_id != message_id]


class Chats:
    """All chats by id."""

    def __init__(self) -> None:
        self._chats: dict[int, Chat] = {}

    def add(self, chat: Chat) -> Chat:
        self._chats[chat.id] = chat
        return chat

    def writable(self, chat_id: object) -> Chat:
        """Where the bot may write; Refusal where it may not."""
        chat = self._find(chat_id)
        if chat.migrated_to is not None:
            words = "group chat was upgraded to a supergroup chat"
            raise bad_request(words, migrate_to_chat_id=chat.migrated_to)
        if chat.blocked:
            left = "bot was blocked by the user" if chat.is_private else "bot was kicked from the group chat"
            raise Refusal(403, f"Forbidden: {left}")
        return chat

    def _find(self, chat_id: object) -> Chat:
        if chat_id in (None, ""):
            raise bad_request("chat_id is empty")
        try:
            chat = self._chats.get(int(str(chat_id)))
        except ValueError:
            chat = None
        # A bot cannot begin: the chat is there for it once somebody has written.
        if chat is None or not chat.open:
            raise bad_request("chat not found")
        return chat
