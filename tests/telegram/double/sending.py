"""What the bot writes into chats: messages, files, changes to them, and that it is typing."""

from typing import Any

from tests.telegram.double.bot import SENDER
from tests.telegram.double.chats import Chat, Chats, Message, Sent
from tests.telegram.double.files import File, Files, is_picture
from tests.telegram.double.flood import Flood
from tests.telegram.double.keyboards import inline_keyboard
from tests.telegram.double.markup import Parsed, parse_html, stripped, utf16
from tests.telegram.double.params import Params
from tests.telegram.double.refusals import bad_request

LONGEST_TEXT, LONGEST_CAPTION = 4096, 1024
LARGEST_PHOTO, LARGEST_DOCUMENT = 10_000_000, 50_000_000
ACTIONS = (
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
)
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)


class Sending:
    """Writes, and refuses what Telegram refuses."""

    def __init__(self, chats: Chats, files: Files, flood: Flood) -> None:
        self._chats = chats
        self._files = files
        self._flood = flood

    async def message(self, params: Params) -> Message:
        """sendMessage."""
        chat = self._chats.writable(params.values.get("chat_id"))
        content = {**_text(params), **_markup(params), **_answered(params, chat)}
        return self._send(chat, content, params.text("text")).raw

    async def photo(self, params: Params) -> Message:
        """sendPhoto."""
        chat, file = self._chats.writable(params.values.get("chat_id")), params.file("photo")
        content = self._files.content(file) if isinstance(file, str) else file.content
        if len(content) > LARGEST_PHOTO or not is_picture(content):
            raise bad_request("IMAGE_PROCESS_FAILED")
        size = {**self._files.add("photo.jpg", content), "width": 90, "height": 90}
        shown = {"photo": [size], **_caption(params), **_markup(params), **_answered(params, chat)}
        return self._send(chat, shown, params.text("caption"), content).raw

    async def document(self, params: Params) -> Message:
        """sendDocument."""
        chat, file = self._chats.writable(params.values.get("chat_id")), params.file("document")
        if isinstance(file, str):
            file = File("file", self._files.content(file), 0)
        if not file.content:
            raise bad_request("file must be non-empty")
        if len(file.content) > LARGEST_DOCUMENT:
            raise bad_request("file is too big")
        about = {**self._files.add(file.name, file.content), "file_name": file.name}
        shown = {"document": about, **_caption(params), **_markup(params), **_answered(params, chat)}
        return self._send(chat, shown, params.text("caption"), file.content).raw

    async def edit_text(self, params: Params) -> Message:
        """editMessageText; without a keyboard the message loses the one it had."""
        sent = self._own(params)
        if "text" not in sent.raw:
            raise bad_request("there is no text in the message to edit")
        return _change(sent, {**_text(params), **_markup(params)}, params.text("text"))

    async def edit_markup(self, params: Params) -> Message:
        """editMessageReplyMarkup."""
        sent = self._own(params)
        kept = {name: sent.raw[name] for name in CONTENT if name in sent.raw and name != "reply_markup"}
        return _change(sent, {**kept, **_markup(params)}, sent.html)

    async def delete(self, params: Params) -> bool:
        """deleteMessage."""
        self._chats.writable(params.values.get("chat_id")).delete(params.number("message_id"))
        return True

    async def action(self, params: Params) -> bool:
        """sendChatAction."""
        action = params.text("action")
        if action not in ACTIONS:
            raise bad_request("wrong parameter action in request")
        self._chats.writable(params.values.get("chat_id")).actions.append(action)
        return True

    def _own(self, params: Params) -> Sent:
        chat = self._chats.writable(params.values.get("chat_id"))
        return chat.own(params.number("message_id"), "edit")

    def _send(
        self, chat: Chat, content: dict[str, Any], source: str | None, file: bytes | None = None
    ) -> Sent:
        self._flood.check(chat)
        sent = Sent(chat.add(SENDER, content), source or "", file=file)
        chat.sent.append(sent)
        return sent


CONTENT = ("text", "entities", "photo", "document", "caption", "caption_entities", "reply_markup")


def _change(sent: Sent, content: dict[str, Any], source: str | None) -> Message:
    if content == {name: sent.raw[name] for name in CONTENT if name in sent.raw}:
        raise bad_request(NOT_MODIFIED)
    for name in CONTENT:
        sent.raw.pop(name, None)
    sent.raw.update(content, edit_date=sent.raw["date"])
    sent.html, sent.edits = source or "", sent.edits + 1
    return sent.raw


def _text(params: Params) -> dict[str, Any]:
    parsed = _parsed(params, "text", "entities")
    if not parsed.text:
        raise bad_request("message text is empty")
    if utf16(parsed.text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return {"text": parsed.text, **({"entities": parsed.entities} if parsed.entities else {})}


def _caption(params: Params) -> dict[str, Any]:
    parsed = _parsed(params, "caption", "caption_entities")
    if utf16(parsed.text) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    shown: dict[str, Any] = {"caption": parsed.text} if parsed.text else {}
    return {**shown, **({"caption_entities": parsed.entities} if parsed.entities else {})}


def _parsed(params: Params, name: str, entities: str) -> Parsed:
    source, mode = params.text(name) or "", (params.text("parse_mode") or "").lower()
    if mode == "html":
        return stripped(parse_html(source))
    if mode:
        raise bad_request("unsupported parse_mode")
    return stripped(Parsed(source, params.json(entities) or []))


def _markup(params: Params) -> dict[str, Any]:
    keyboard = inline_keyboard(params.json("reply_markup"))
    return {"reply_markup": {"inline_keyboard": keyboard}} if keyboard else {}


def _answered(params: Params, chat: Chat) -> dict[str, Any]:
    about = params.json("reply_parameters")
    if not about:
        return {}
    message = chat.messages.get(int(about.get("message_id", 0)))
    if message is None and not about.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return {"reply_to_message": message} if message else {}
