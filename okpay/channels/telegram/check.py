"""Says in plain words what is wrong with a bot's token or its way of getting updates."""

from collections.abc import AsyncIterator
from typing import NamedTuple
from urllib.parse import urlsplit

from sqlalchemy.exc import SQLAlchemyError
from telegram import WebhookInfo
from telegram.error import Conflict, InvalidToken, TelegramError

from okpay.channels.telegram.arrivals import UPDATE_KINDS
from okpay.channels.telegram.bot import BotClient
from okpay.channels.telegram.credentials import Credentials
from okpay.settings import Settings
from okpay.store.database import Database
from okpay.store.models import TelegramBot, now

# More than a busy minute brings: nobody fetches them.
MANY_PENDING = 100


class Finding(NamedTuple):
    """A line, and whether it is as it should be."""

    words: str
    is_right: bool = True


async def check(settings: Settings) -> AsyncIterator[Finding]:
    """Everything that can be told from here, what matters most first."""
    if not settings.telegram_token.get_secret_value():
        yield Finding(
            "OKPAY_TELEGRAM_TOKEN is not set, so there is no Telegram: @BotFather gives a token", False
        )
        return
    bot = BotClient.build(settings)
    try:
        await bot.initialize()
        yield Finding(f"the token is right: the bot is @{bot.username}")
        if bot.bot.can_read_all_group_messages:
            yield Finding("it is sent all that is said in groups: /setprivacy at @BotFather ends that")
        info = await bot.get_webhook_info()
        async for finding in _way_in(settings, bot, info):
            yield finding
        yield _pending(info.pending_update_count)
    except InvalidToken:
        yield Finding(
            "Telegram refuses the token: it is mistyped, was revoked, or is another server's", False
        )
    except TelegramError as error:
        yield Finding(f"{settings.telegram_api_url} does not answer as it should: {error.message}", False)
    finally:
        await bot.shutdown()


async def _way_in(settings: Settings, bot: BotClient, info: WebhookInfo) -> AsyncIterator[Finding]:
    if settings.telegram_webhook_url:
        for finding in _webhook(settings, info):
            yield finding
    elif info.url:
        yield Finding(
            f"updates are posted to {_host(info.url)}: the service takes them over by polling when it "
            "starts, unless another program sets the webhook again",
            False,
        )
    else:
        yield await _polling(settings, bot)


def _webhook(settings: Settings, info: WebhookInfo) -> list[Finding]:
    wanted = settings.telegram_webhook_url
    findings = []
    if urlsplit(wanted).scheme != "https":
        findings.append(Finding("OKPAY_TELEGRAM_WEBHOOK_URL is no https address: Telegram refuses it", False))
    if not info.url:
        findings.append(Finding("no webhook is set: the service sets it when it starts", False))
    elif not info.url.startswith(wanted.rstrip("/") + "/"):
        findings.append(Finding(f"updates are posted to {_host(info.url)}, not to {_host(wanted)}", False))
    else:
        findings.append(Finding(f"updates are posted to {_host(info.url)}"))
    if info.last_error_date:
        when = f"{info.last_error_date:%Y-%m-%d %H:%M} UTC"
        findings.append(Finding(f"the last post that failed, at {when}: {info.last_error_message}", False))
    return findings


async def _polling(settings: Settings, bot: BotClient) -> Finding:
    # Asking would take the updates away from whoever polls: a service that does is not disturbed.
    if await _is_running(settings):
        return Finding("the service is running and asks for updates")
    try:
        await bot.updates(None, 0, UPDATE_KINDS)
    except Conflict:
        return Finding("another program asks for the updates of this bot: stop it", False)
    return Finding("nobody else asks for updates: the service does when it runs")


async def _is_running(settings: Settings) -> bool:
    database = Database(settings.database)
    bot_id = Credentials(settings.telegram_token.get_secret_value()).bot_id
    try:
        async with database.reading() as session:
            bot = await session.get(TelegramBot, bot_id)
    except SQLAlchemyError:
        return False
    finally:
        await database.close()
    return bot is not None and bot.lease_until is not None and bot.lease_until > now()


def _pending(count: int) -> Finding:
    return Finding(f"{count} updates wait to be fetched", count < MANY_PENDING)


def _host(url: str) -> str:
    """What may be shown of an address: its path is a secret."""
    return urlsplit(url).netloc or url
