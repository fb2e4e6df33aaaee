"""The menu of commands, in three languages."""

from telegram import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat

from okpay.channels.telegram.arrivals import COMMANDS
from okpay.channels.telegram.bot import BotClient
from okpay.knowledge.article import Locale
from okpay.texts import text

# Telegram knows languages by two letters, so it cannot tell the two Chinese scripts apart: whoever reads the
# other one is shown a menu of his chat's own.
_MENUS: tuple[tuple[Locale, str | None], ...] = (("en", None), ("zh-CN", "zh"))


def menu_locale(locale: Locale) -> Locale:
    """The language of the menu that Telegram shows to a customer by itself."""
    return "en" if locale == "en" else "zh-CN"


async def set_menus(bot: BotClient) -> None:
    """Set those that go by the language of the customer's app."""
    for locale, code in _MENUS:
        await bot.set_my_commands(_commands(locale), BotCommandScopeAllPrivateChats(), code)


async def set_menu_of_chat(bot: BotClient, chat_id: int, locale: Locale) -> None:
    """Set the one of a chat whose customer speaks another language than his app."""
    await bot.set_my_commands(_commands(locale), BotCommandScopeChat(chat_id))


def _commands(locale: Locale) -> list[BotCommand]:
    return [BotCommand(name, text(locale, f"telegram.command.{name}")) for name in COMMANDS]
