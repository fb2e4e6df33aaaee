"""Customers and groups: what they do becomes an update, what the bot did is what they see."""

import itertools
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.okpay.support import eventually
from tests.telegram.double.bot import SENDER
from tests.telegram.double.chats import Chat, Chats, Message, Sent
from tests.telegram.double.files import Files
from tests.telegram.double.markup import utf16
from tests.telegram.double.queries import Queries, Query
from tests.telegram.double.updates import Update

# Beyond 32 bits, as the ids of newer accounts are.
FIRST_PERSON, FIRST_GROUP, FIRST_SUPERGROUP = 5_000_000_001, -4_000_000_001, -1_002_000_000_001
# A machine that is busy with other things takes its time.
PATIENCE = 15.0
_SPECIAL = re.compile(r"(?<!\S)(?:(?P<bot_command>/[A-Za-z0-9_]+(?:@\w+)?)|(?P<mention>@\w{5,}))")


@dataclass
class World:
    """What people share."""

    chats: Chats
    files: Files
    queries: Queries
    push: Callable[[Update], Update]

    def __post_init__(self) -> None:
        self.people = itertools.count(FIRST_PERSON)
        self.groups = itertools.count(FIRST_GROUP, -1)
        self.supergroups = itertools.count(FIRST_SUPERGROUP, -1)


class _Place:
    """Whoever has a chat in which the bot writes."""

    chat: Chat

    @property
    def id(self) -> int:
        """The chat's id."""
        return self.chat.id

    @property
    def sees(self) -> list[Sent]:
        """What the bot wrote here, as it stands now."""
        return self.chat.sent

    @property
    def texts(self) -> list[str]:
        """The words of what it wrote."""
        return [sent.text for sent in self.sees]

    @property
    def actions(self) -> list[str]:
        """Chat actions so far."""
        return self.chat.actions

    async def hears(self, words: str, within: float = PATIENCE) -> Sent:
        """The newest message with these words in it, as soon as there is one."""

        async def heard() -> list[Sent]:
            return [sent for sent in self.sees if words in sent.text]

        return (await eventually(heard, within))[-1]

    def finds(self, label: str) -> tuple[Sent, dict[str, Any]]:
        """The newest button that says so, and its message."""
        for sent in reversed(self.sees):
            for button in itertools.chain(*sent.buttons):
                if button["text"] == label:
                    return sent, button
        raise AssertionError(f"no button says {label!r}, only {[sent.labels for sent in self.sees]}")


class Stranger(_Place):
    """Whoever an update came from that was made elsewhere."""

    def __init__(self, world: World, chat_id: int) -> None:
        self.chat = world.chats.add(Chat({"id": chat_id, "type": "private"}, open=True))


class Group(_Place):
    """A group that the bot is in."""

    def __init__(self, world: World, title: str) -> None:
        self._world = world
        about = {"id": next(world.groups), "title": title, "type": "group"}
        self.chat = world.chats.add(Chat({**about, "all_members_are_administrators": True}, open=True))

    def migrate(self) -> None:
        """It becomes a supergroup under another id; both are told."""
        old, title = self.chat, self.chat.about["title"]
        about = {"id": next(self._world.supergroups), "title": title, "type": "supergroup"}
        self.chat = self._world.chats.add(Chat(about, open=True))
        self._tell(old, {"migrate_to_chat_id": self.id})
        self._tell(self.chat, {"migrate_from_chat_id": old.id})
        old.migrated_to = self.id

    def _tell(self, chat: Chat, content: dict[str, Any]) -> None:
        self._world.push({"message": chat.add(SENDER, content)})


class Person(_Place):
    """A customer with a private chat."""

    def __init__(self, world: World, name: str, language_code: str | None, username: str | None) -> None:
        self._world = world
        known = {"first_name": name, **({"username": username} if username else {})}
        number = next(world.people)
        language = {"language_code": language_code} if language_code else {}
        self.about: dict[str, Any] = {"id": number, "is_bot": False, **known, **language}
        self.chat = world.chats.add(Chat({"id": number, **known, "type": "private"}))

    def text(self, words: str, chat: Group | None = None) -> Message:
        """Write."""
        return self.send(chat, text=words, entities=_entities(words))

    def command(self, name: str, arguments: str = "", chat: Group | None = None) -> Message:
        """A command, as the menu or a deep link sends it."""
        return self.text(f"/{name} {arguments}".strip(), chat)

    def reply(self, to: Message | Sent, words: str, chat: Group | None = None) -> Message:
        """Answer a message."""
        raw = to.raw if isinstance(to, Sent) else to
        quoted = {name: value for name, value in raw.items() if name != "reply_to_message"}
        return self.send(chat, text=words, entities=_entities(words), reply_to_message=quoted)

    def edit(self, message: Message, words: str) -> Message:
        """Write something else in its place."""
        message.update(text=words, edit_date=int(time.time()))
        message.pop("entities", None)
        if entities := _entities(words):
            message["entities"] = entities
        self._world.push({"edited_message": dict(message)})
        return message

    def photo(self, content: bytes, caption: str | None = None, chat: Group | None = None) -> Message:
        """A picture; Telegram makes two sizes of it."""
        sizes = [
            {**self._world.files.add("file_0.jpg", content), "width": width, "height": width}
            for width in (90, 800)
        ]
        return self.send(chat, photo=sizes, caption=caption)

    def document(
        self,
        name: str,
        content: bytes,
        media_type: str | None = None,
        caption: str | None = None,
        size: int | None = None,
        chat: Group | None = None,
    ) -> Message:
        """A file; `size` pretends that it is larger."""
        kept = self._world.files.add(name, content, size)
        about = {"file_name": name, **({"mime_type": media_type} if media_type else {}), **kept}
        return self.send(chat, document=about, caption=caption)

    def voice(self) -> Message:
        """Something spoken."""
        kept = self._world.files.add("file_1.oga", b"OggS")
        return self.send(voice={"duration": 3, "mime_type": "audio/ogg", **kept})

    def video(self, content: bytes = b"\x00\x00\x00\x18ftypmp42") -> Message:
        """A film."""
        about = {"duration": 3, "width": 320, "height": 240, "mime_type": "video/mp4"}
        return self.send(video={**about, **self._world.files.add("file_2.mp4", content)})

    def sticker(self, emoji: str = "😀") -> Message:
        """A sticker."""
        kept = self._world.files.add("file_3.webp", b"RIFF")
        kind = {"type": "regular", "is_animated": False, "is_video": False}
        return self.send(sticker={"width": 512, "height": 512, "emoji": emoji, **kind, **kept})

    def location(self) -> Message:
        """Where he is."""
        return self.send(location={"latitude": 25.033964, "longitude": 121.564468})

    def contact(self) -> Message:
        """His number."""
        return self.send(
            contact={"phone_number": "886912345678", "first_name": "李雷", "user_id": self.about["id"]}
        )

    def send(self, chat: Group | None = None, **content: Any) -> Message:
        """A message with any content."""
        place = chat.chat if chat else self.chat
        place.open = True
        message = place.add(self.about, content)
        self._world.push({"message": dict(message)})
        return message

    def press(self, label: str, of: Sent | None = None, chat: Group | None = None) -> Query:
        """Press the newest button that says so, or that of an older message as it once stood."""
        place = chat or self
        sent, button = (of, _button(of, label)) if of else place.finds(label)
        return self.press_data(sent, button["callback_data"])

    def press_data(self, sent: Sent, data: str) -> Query:
        """Send what a button carried, whether or not it is still there."""
        query = self._world.queries.add()
        about = {"id": query.id, "from": self.about, "message": dict(sent.raw), "chat_instance": "-49302930"}
        self._world.push({"callback_query": {**about, "data": data}})
        return query

    def link(self, label: str, chat: Group | None = None) -> str:
        """Where the newest button that says so leads."""
        return str((chat or self).finds(label)[1]["url"])

    def block(self) -> None:
        """Hear nothing more of the bot."""
        self.chat.blocked = True
        self._member("member", "kicked")

    def unblock(self) -> None:
        """Let it write again."""
        self.chat.blocked = False
        self._member("kicked", "member")

    def _member(self, old: str, new: str) -> None:
        def member(status: str) -> dict[str, Any]:
            until = {"until_date": 0} if status == "kicked" else {}
            return {"user": SENDER, "status": status, **until}

        about = {"chat": self.chat.about, "from": self.about, "date": int(time.time())}
        change = {"old_chat_member": member(old), "new_chat_member": member(new)}
        self._world.push({"my_chat_member": {**about, **change}})


def _button(sent: Sent, label: str) -> dict[str, Any]:
    return next(button for button in itertools.chain(*sent.buttons) if button["text"] == label)


def _entities(words: str) -> list[dict[str, Any]] | None:
    found = [
        {"type": match.lastgroup, "offset": utf16(words[: match.start()]), "length": utf16(match[0])}
        for match in _SPECIAL.finditer(words)
    ]
    return found or None
