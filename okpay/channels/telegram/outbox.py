"""Delivers what the store holds for each chat, in order.

Telegram knows no key under which the same message would be taken once. Each call is noted as soon as it is
answered: only when the process dies, or Telegram's answer is lost, in between does a message come twice.
"""

import asyncio

import structlog
from telegram import InlineKeyboardMarkup
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from okpay.channels.telegram.bot import BotClient
from okpay.channels.telegram.buttons import make_keyboard, retire
from okpay.channels.telegram.chats import Chats, Open
from okpay.channels.telegram.commands import set_menu_of_chat
from okpay.channels.telegram.drawing import Drawn, draw
from okpay.channels.telegram.faults import Patiences, if_possible, with_store
from okpay.channels.telegram.workers import Later, PerChat
from okpay.conversations.journal import locale_of
from okpay.conversations.lasting import for_ever
from okpay.store.database import Database
from okpay.store.models import Message, TelegramChat

log = structlog.get_logger()

SCAN_SECONDS = 2.0


class Outbox:
    """The deliveries of the process that speaks for the bot."""

    def __init__(self, database: Database, bot: BotClient, chats: Chats, address: str) -> None:
        self._database = database
        self._bot = bot
        self._chats = chats
        self._address = address
        self._patiences = Patiences()
        self._deliveries = PerChat(self._deliver_all)
        self._typing = PerChat(self._type)

    async def run(self) -> None:
        """Find what has not been delivered, for ever."""
        try:
            await for_ever(self._look, self._rest)
        finally:
            await self._deliveries.stop()
            await self._typing.stop()

    async def changed(self, conversation_id: str) -> None:
        """There may be something new in this conversation."""
        for chat_id in await self._chats.of_conversation(conversation_id):
            self._deliveries.wake(chat_id)

    async def typing(self, conversation_id: str) -> None:
        """Somebody is about to answer in this conversation."""
        for chat_id in await self._chats.of_conversation(conversation_id):
            self._typing.wake(chat_id)

    async def _look(self) -> None:
        for chat_id in await self._chats.behind():
            self._deliveries.wake(chat_id)

    async def _rest(self) -> None:
        await asyncio.sleep(SCAN_SECONDS)

    async def _type(self, chat_id: int) -> None:
        try:
            await self._bot.send_chat_action(chat_id, "typing")
        except TelegramError as error:
            # It would be over before it could be said again.
            log.debug("telegram_not_typing", reason=type(error).__name__)

    async def _deliver_all(self, chat_id: int) -> None:
        while not self._deliveries.is_stopping and (found := await self._chats.find(chat_id)):
            chat, conversation = found
            if chat.blocked or conversation.last_seq <= chat.delivered_seq:
                return
            message = await self._chats.next_message(conversation.id, chat.delivered_seq)
            if message is None:
                await self._chats.change(chat_id, delivered_seq=conversation.last_seq, sent_parts=0)
                continue
            await self._deliver(found, message)

    async def _deliver(self, found: Open, message: Message) -> None:
        """Send one message and note that it has gone; a fault of the chat or of the message ends with it."""
        chat_id = found.chat.chat_id
        try:
            await self._match_menu(found)
            await self._send(found, message)
        except ChatMigrated as error:
            await self._chats.move(chat_id, error.new_chat_id)
            self._deliveries.wake(error.new_chat_id)
        except Forbidden:
            await self._chats.change(chat_id, blocked=True)
        except BadRequest as error:
            if "chat not found" in error.message.lower():
                await self._chats.change(chat_id, blocked=True)
                return
            log.error("telegram_message_refused", kind=message.kind, conversation=message.conversation_id)
            await self._chats.change(chat_id, delivered_seq=message.seq, sent_parts=0)
        except TelegramError as error:
            raise Later(self._patiences.of(chat_id).seconds("sendMessage", error)) from error
        else:
            self._patiences.forget(chat_id)

    async def _match_menu(self, found: Open) -> None:
        """The menu of commands in the language that is spoken."""
        locale = locale_of(found.conversation)
        if locale != found.chat.commands_locale:
            chat_id = found.chat.chat_id
            await if_possible("setMyCommands", lambda: set_menu_of_chat(self._bot, chat_id, locale))
            await self._chats.change(found.chat.chat_id, commands_locale=locale)

    async def _send(self, found: Open, message: Message) -> None:
        chat = found.chat
        drawn = draw(message, locale_of(found.conversation), self._address)
        if drawn.is_position and await self._move_position(chat, drawn):
            await self._note(chat.chat_id, delivered_seq=message.seq)
            return
        keyboard = await self._keyboard(chat, message, drawn)
        sent = None
        for number, part in enumerate(drawn.parts, 1):
            if number <= chat.sent_parts:
                continue
            is_last = number == len(drawn.parts)
            sent = await self._bot.send_message(
                chat.chat_id, part, reply_markup=keyboard if is_last else None
            )
            if not is_last:
                await self._note(chat.chat_id, sent_parts=number)
        position = sent.message_id if sent and drawn.is_position else None
        if message.kind != "handoff":
            position = chat.position_message_id
        await self._note(chat.chat_id, delivered_seq=message.seq, sent_parts=0, position_message_id=position)

    async def _note(self, chat_id: int, **values: object) -> None:
        """What has gone: as long as it is not noted, it would be sent again."""
        await with_store("note", lambda: self._chats.change(chat_id, **values))

    async def _move_position(self, chat: TelegramChat, drawn: Drawn) -> bool:
        """Change the message that tells the place in the queue; False when there is none to change."""
        if chat.position_message_id is None:
            return False
        try:
            await self._bot.edit_message_text(drawn.parts[0], chat.chat_id, chat.position_message_id)
        except BadRequest as error:
            return "not modified" in error.message.lower()
        return True

    async def _keyboard(
        self, chat: TelegramChat, message: Message, drawn: Drawn
    ) -> InlineKeyboardMarkup | None:
        """The buttons, kept before they can be pressed."""
        if not drawn.rows or not drawn.parts:
            return None
        async with self._database.writing() as session:
            await retire(session, chat.chat_id, message.conversation_id, message.seq)
            return await make_keyboard(session, chat.chat_id, message.seq, drawn.rows)
