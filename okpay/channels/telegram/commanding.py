"""What the commands of the menu do."""

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from okpay.channels.telegram.arrivals import Arrival
from okpay.channels.telegram.buttons import make_keyboard
from okpay.channels.telegram.chats import CHANNEL, Open, new_chat
from okpay.channels.telegram.drawing import Rows, in_rows
from okpay.channels.telegram.parts import TelegramParts
from okpay.channels.telegram.pressing import ERASE, KEEP, LANGUAGE
from okpay.channels.telegram.records import Entry
from okpay.channels.telegram.rich import plain, to_html
from okpay.conversations.hearing import Heard
from okpay.conversations.journal import locale_of, locked
from okpay.knowledge.article import LOCALES, Locale
from okpay.messages import Button
from okpay.store.models import Conversation, TelegramChat
from okpay.texts import text

# What most customers come for.
TOPICS = ("login_failed", "recharge_not_arrived", "withdraw_failed", "payment_failed", "account_locked")


class Commands:
    """Where the dialogue has a move for it, that move is sent; the rest concerns Telegram only."""

    def __init__(self, parts: TelegramParts) -> None:
        self._parts = parts
        self._commands: Mapping[str, Callable[[int, Arrival], Awaitable[None]]] = {
            "start": self._start,
            "help": self._help,
            "human": self._human,
            "language": self._language,
            "restart": self._restart,
            "status": self._status,
            "web": self._web,
            "delete": self._delete,
        }

    async def obey(self, update_id: int, arrival: Arrival) -> None:
        """Do what the command says."""
        await self._commands[arrival.command](update_id, arrival)

    async def _start(self, update_id: int, arrival: Arrival) -> None:
        if "-" in arrival.argument:
            await self._carry_over(update_id, arrival)
            return
        found = await self._parts.chats.open(arrival)
        if arrival.argument in self._parts.library:
            await self._parts.intake.send(found.conversation.id, _under(update_id), None, arrival.argument)
            return
        locale = locale_of(found.conversation)
        topics = [topic for topic in TOPICS if topic in self._parts.library]
        buttons = [
            Button(label=self._parts.library.get(topic, locale).title, action=topic) for topic in topics
        ]
        buttons.append(Button(label=text(locale, "button.handoff"), action="handoff"))
        await self._parts.records.add(
            found.conversation.id, _under(update_id), Entry("bot", text(locale, "telegram.welcome"), buttons)
        )

    async def _help(self, update_id: int, arrival: Arrival) -> None:
        found = await self._parts.chats.find(arrival.chat_id)
        await self._say(arrival, locale_of(found.conversation) if found else arrival.locale, "help")

    async def _human(self, update_id: int, arrival: Arrival) -> None:
        await self._move(update_id, arrival, "handoff")

    async def _restart(self, update_id: int, arrival: Arrival) -> None:
        await self._move(update_id, arrival, "start_over")

    async def _move(self, update_id: int, arrival: Arrival, action: str) -> None:
        """A move of the dialogue; while a human is in charge, the bot makes none."""
        found = await self._parts.chats.open(arrival)
        if found.is_with_human:
            await self._say(arrival, locale_of(found.conversation), "with_human")
        else:
            await self._parts.intake.send(found.conversation.id, _under(update_id), None, action)

    async def _status(self, update_id: int, arrival: Arrival) -> None:
        found = await self._parts.chats.open(arrival)
        locale = locale_of(found.conversation)
        asked = text(locale, "telegram.ask_status", {"number": arrival.argument})
        # Without a number it is asked for.
        words = " ".join(asked.split())
        await self._parts.intake.send(found.conversation.id, _under(update_id), Heard(words), None)

    async def _language(self, update_id: int, arrival: Arrival) -> None:
        found = await self._parts.chats.open(arrival)
        names = [
            Button(label=text(locale, "language.name"), action=f"{LANGUAGE}{locale}") for locale in LOCALES
        ]
        await self._ask(found, "which_language", in_rows(names))

    async def _delete(self, update_id: int, arrival: Arrival) -> None:
        found = await self._parts.chats.find(arrival.chat_id)
        if found is None:
            await self._say(arrival, arrival.locale, "nothing_kept")
            return
        locale = locale_of(found.conversation)
        sure = Button(label=text(locale, "telegram.erase"), action=ERASE)
        keep = Button(label=text(locale, "telegram.keep"), action=KEEP)
        await self._ask(found, "sure", [[sure, keep]])

    async def _web(self, update_id: int, arrival: Arrival) -> None:
        found = await self._parts.chats.open(arrival)
        locale = locale_of(found.conversation)
        page = page_of(found.conversation, self._parts.address)
        if page is None:
            await self._say(arrival, locale, "no_web")
            return
        code, _ = await self._parts.carry_overs.issue(found.conversation.id, "web")
        button = InlineKeyboardButton(
            text(locale, "telegram.to_web"), url=f"{page}#okpay-conversation={code}"
        )
        await self._say(arrival, locale, "web", InlineKeyboardMarkup([[button]]))

    async def _carry_over(self, update_id: int, arrival: Arrival) -> None:
        """Go on here with the conversation of the website: its last turn is shown again."""
        found = await self._parts.chats.find(arrival.chat_id)
        locale = locale_of(found.conversation) if found else arrival.locale
        if found and found.is_with_human:
            await self._say(arrival, locale, "busy_here")
            return
        carried = await self._attach(update_id, arrival)
        if carried is None:
            await self._say(arrival, locale, "link_over")
            return
        await self._say(arrival, locale_of(carried), "carried_over")
        await self._parts.news.publish("changed", carried.id)

    async def _attach(self, update_id: int, arrival: Arrival) -> Conversation | None:
        """The code is used and the update done together: worked off again, it would be over."""
        async with self._parts.database.writing() as session:
            conversation_id = await self._parts.carry_overs.redeem(session, arrival.argument, "telegram")
            conversation = await locked(session, conversation_id) if conversation_id else None
            if conversation is None:
                return None
            before = await session.get(TelegramChat, arrival.chat_id)
            if before:
                await session.delete(before)
                await session.flush()
            seen = await self._parts.records.last_seq_of_customer(conversation.id)
            session.add(new_chat(arrival, conversation, delivered_seq=seen))
            await self._parts.updates.done(session, update_id)
        return conversation

    async def _ask(self, found: Open, key: str, rows: Rows) -> None:
        locale, chat_id = locale_of(found.conversation), found.chat.chat_id
        async with self._parts.database.writing() as session:
            keyboard = await make_keyboard(session, chat_id, found.conversation.last_seq, rows)
        await self._parts.replies.say(chat_id, to_html(plain(text(locale, f"telegram.{key}"))), keyboard)

    async def _say(
        self, arrival: Arrival, locale: Locale, key: str, keyboard: InlineKeyboardMarkup | None = None
    ) -> None:
        words = text(locale, f"telegram.{key}")
        await self._parts.replies.say(arrival.chat_id, to_html(plain(words)), keyboard)


def _under(update_id: int) -> str:
    return f"{CHANNEL}-{update_id}"


def page_of(conversation: Conversation, address: str) -> str | None:
    """The page of the website that the conversation was begun on, else the service's own."""
    begun_on = (conversation.page_url or "").partition("#")[0]
    pages = (begun_on, f"{address}/")
    return next((page for page in pages if _can_be_linked(page)), None)


def _can_be_linked(page: str) -> bool:
    """Telegram takes no button to a machine without a domain."""
    try:
        url = urlsplit(page)
        return url.scheme in ("http", "https") and "." in (url.hostname or "")
    except ValueError:
        return False
