"""What is said past the conversation: to commands that concern only Telegram, to groups, about faults."""

import structlog
from telegram import InlineKeyboardMarkup, ReplyParameters
from telegram.error import ChatMigrated, Forbidden, TelegramError

from okpay.channels.telegram.bot import BotClient
from okpay.channels.telegram.chats import Chats
from okpay.channels.telegram.faults import Patiences, is_permanent
from okpay.channels.telegram.workers import Later

log = structlog.get_logger()


class Replies:
    """Sends at once. While Telegram is away, Later is raised: then the whole update is worked off again."""

    def __init__(self, bot: BotClient, chats: Chats, patiences: Patiences) -> None:
        self._bot = bot
        self._chats = chats
        self._patiences = patiences

    async def say(
        self,
        chat_id: int,
        html: str,
        keyboard: InlineKeyboardMarkup | None = None,
        reply_to: int | None = None,
    ) -> None:
        """Send one message."""
        replied = ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to else None
        try:
            await self._bot.send_message(chat_id, html, reply_markup=keyboard, reply_parameters=replied)
        except ChatMigrated as error:
            await self.say(error.new_chat_id, html, keyboard)
        except TelegramError as error:
            if not is_permanent(error):
                raise Later(self._patiences.of(chat_id).seconds("sendMessage", error)) from error
            log.info("telegram_refused", call="sendMessage", reason=type(error).__name__)
            if isinstance(error, Forbidden):
                await self._chats.change(chat_id, blocked=True)
        self._patiences.forget(chat_id)
