"""The client of the Bot API."""

import logging
import os
from collections.abc import Mapping, Sequence
from typing import Any, cast

from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.ext import Defaults, ExtBot

from okpay.channels.telegram.limiter import ChatLimiter
from okpay.settings import Settings

SLACK_SECONDS = 10.0

# The library tells the seconds to wait as a time span from then on, and warns of it no more.
os.environ.setdefault("PTB_TIMEDELTA", "true")


class BotClient(ExtBot[int]):
    """python-telegram-bot's client, which also gives updates as they came: one that it cannot read is one."""

    @classmethod
    def build(cls, settings: Settings) -> "BotClient":
        """The client of the bot of the settings."""
        # Their lines hold addresses, and with them the token, or quote what was sent.
        for name in ("httpx", "telegram"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        base = settings.telegram_api_url.rstrip("/")
        return cls(
            settings.telegram_token.get_secret_value(),
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            rate_limiter=ChatLimiter(),
            defaults=Defaults(
                parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
            ),
        )

    async def updates(
        self, offset: int | None, seconds: int, kinds: Sequence[str]
    ) -> Sequence[Mapping[str, Any]]:
        """Updates from `offset` on; waits so many seconds for one. TelegramError when there is a fault."""
        asked = {"offset": offset, "timeout": seconds, "allowed_updates": list(kinds)}
        given = {name: value for name, value in asked.items() if value is not None}
        answer = await self._post("getUpdates", given, read_timeout=seconds + SLACK_SECONDS)
        return cast("Sequence[Mapping[str, Any]]", answer)
