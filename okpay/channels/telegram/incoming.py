"""Works off what arrived: hands it to the conversations, as the public API would.

Everything is kept under an id that follows from Telegram's own: what is worked off twice does nothing more.
"""

from collections.abc import Awaitable, Callable, Mapping

import structlog
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, TelegramError

from okpay.channels.telegram.arrivals import Arrival, SentFile
from okpay.channels.telegram.chats import CHANNEL, Open
from okpay.channels.telegram.commanding import Commands
from okpay.channels.telegram.faults import is_permanent
from okpay.channels.telegram.parts import TelegramParts
from okpay.channels.telegram.pressing import Presses
from okpay.channels.telegram.records import Entry
from okpay.channels.telegram.rich import plain, to_html
from okpay.channels.telegram.workers import Later
from okpay.conversations.attachments import keep_attachment
from okpay.conversations.hearing import Heard
from okpay.conversations.journal import locale_of
from okpay.errors import ApiError
from okpay.limits import RateLimit
from okpay.messages import Button
from okpay.texts import text

log = structlog.get_logger()

# A bot may fetch no more than this.
MOST_MEGABYTES = 20
# What costs nothing, and what is answered where no customer is.
UNLIMITED = ("blocked", "group")


class Incoming:
    """What is done about each kind of arrival."""

    def __init__(self, parts: TelegramParts, commands: Commands, presses: Presses) -> None:
        self._parts = parts
        self._limit = RateLimit(parts.settings.messages_per_minute)
        self._kinds: Mapping[str, Callable[[int, Arrival], Awaitable[None]]] = {
            "text": self._text,
            "edit": self._edit,
            "file": self._file,
            "unreadable": self._unreadable,
            "command": commands.obey,
            "press": presses.press,
            "blocked": self._blocked,
            "group": self._group,
        }

    async def work_off(self, update_id: int, arrival: Arrival) -> None:
        """Do what there is to do; Later when it has to be done again."""
        try:
            if arrival.kind not in UNLIMITED:
                self._limit.check(str(arrival.chat_id))
            await self._kinds[arrival.kind](update_id, arrival)
        except ApiError as error:
            if error.status == 404:
                # Erased while it was worked off: what was sent begins another conversation.
                raise Later(0) from error
            await self._tell(arrival, error)

    async def apologize(self, arrival: Arrival) -> None:
        """Say that something went wrong."""
        await self._tell(arrival, ApiError(500, "internal"))

    async def _tell(self, arrival: Arrival, error: ApiError) -> None:
        found = await self._parts.chats.find(arrival.chat_id)
        locale = locale_of(found.conversation) if found else arrival.locale
        words = text(locale, f"error.{error.code}", error.values)
        await self._parts.replies.say(arrival.chat_id, to_html(plain(words)))

    async def _text(self, update_id: int, arrival: Arrival) -> None:
        found = await self._parts.chats.open(arrival)
        await self._send(found, arrival, client_id(arrival))

    async def _send(self, found: Open, arrival: Arrival, under: str) -> None:
        heard = arrival.heard or Heard("")
        if len(heard.text) > self._parts.settings.message_limit:
            raise ApiError.too_large(self._parts.settings.message_limit)
        if arrival.quote and found.is_with_human:
            # A human sees what it is the answer to; the bot would take it for the customer's words.
            locale = locale_of(found.conversation)
            words = text(locale, "telegram.quoted", {"quote": arrival.quote, "text": heard.text})
            heard = Heard(words, heard.masked, heard.mail_digests)
        await self._parts.intake.send(found.conversation.id, under, heard, None)

    async def _edit(self, update_id: int, arrival: Arrival) -> None:
        """A correction of the last message is a message; an earlier one is noted for the agent."""
        found = await self._parts.chats.open(arrival)
        conversation_id = found.conversation.id
        under = f"{client_id(arrival)}-{update_id}"
        edited = await self._parts.records.seq(conversation_id, client_id(arrival))
        last = await self._parts.records.last_seq_of_customer(conversation_id)
        if edited is None or edited >= last or await self._parts.records.seq(conversation_id, under):
            await self._send(found, arrival, under)
            return
        words = arrival.heard.text if arrival.heard else ""
        note = text(locale_of(found.conversation), "telegram.corrected", {"text": words})
        await self._parts.records.add(conversation_id, under, Entry("customer", note))

    async def _file(self, update_id: int, arrival: Arrival) -> None:
        found = await self._parts.chats.open(arrival)
        try:
            await self._keep_file(found, arrival)
        except ApiError:
            # Words are not lost for what they came with.
            await self._send_caption(found, arrival)
            raise
        await self._send_caption(found, arrival)

    async def _send_caption(self, found: Open, arrival: Arrival) -> None:
        if arrival.heard:
            await self._send(found, arrival, f"{client_id(arrival)}-caption")

    async def _unreadable(self, update_id: int, arrival: Arrival) -> None:
        """Nobody but a human can make something of it; the customer is told what can be read."""
        found = await self._parts.chats.open(arrival)
        locale = locale_of(found.conversation)
        if found.is_with_human and arrival.file:
            await self._keep_file(found, arrival)
        else:
            what = text(locale, f"telegram.what.{arrival.what}")
            entries = [Entry("customer", f"[{what}] {arrival.described}".strip())]
            if not found.is_with_human:
                handoff = Button(label=text(locale, "button.handoff"), action="handoff")
                entries.append(Entry("bot", text(locale, "telegram.unreadable", {"what": what}), [handoff]))
            await self._parts.records.add(found.conversation.id, client_id(arrival), *entries)
        await self._send_caption(found, arrival)

    async def _blocked(self, update_id: int, arrival: Arrival) -> None:
        await self._parts.chats.change(arrival.chat_id, blocked=True)

    async def _group(self, update_id: int, arrival: Arrival) -> None:
        """Nothing personal belongs into a group: it is invited to a chat of its own."""
        button = InlineKeyboardButton(
            text(arrival.locale, "telegram.private"), url=f"{self._parts.bot.link}?start=group"
        )
        await self._parts.replies.say(
            arrival.chat_id,
            to_html(plain(text(arrival.locale, "telegram.group"))),
            InlineKeyboardMarkup([[button]]),
            reply_to=arrival.message_id,
        )

    async def _keep_file(self, found: Open, arrival: Arrival) -> None:
        under = client_id(arrival)
        if arrival.file is None or await self._parts.records.seq(found.conversation.id, under):
            return
        most = min(MOST_MEGABYTES, self._parts.settings.attachment_megabytes)
        content = await self._fetch(arrival.chat_id, arrival.file, most)
        kept = await keep_attachment(self._parts.database, found.conversation, arrival.file.name, content)
        await self._parts.intake.send_file(found.conversation.id, under, kept.id)

    async def _fetch(self, chat_id: int, file: SentFile, most: int) -> bytes:
        """The file's content; ApiError when it cannot be had."""
        if file.size > most * 1_000_000:
            raise ApiError.file_too_large(most)
        try:
            held = await self._parts.bot.get_file(file.file_id)
            content = bytes(await held.download_as_bytearray())
        except BadRequest as error:
            is_too_big = "too big" in error.message.lower()
            raise ApiError.file_too_large(most) if is_too_big else ApiError.not_fetched() from error
        except TelegramError as error:
            if is_permanent(error):
                raise ApiError.not_fetched() from error
            raise Later(self._parts.patiences.of(chat_id).seconds("getFile", error)) from error
        if len(content) > most * 1_000_000:
            raise ApiError.file_too_large(most)
        return content


def client_id(arrival: Arrival) -> str:
    """What a message of Telegram's is kept under."""
    return f"{CHANNEL}-{arrival.chat_id}-{arrival.message_id}"
