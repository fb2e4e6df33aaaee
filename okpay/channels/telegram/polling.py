"""Long polling: asks Telegram for updates, and keeps them before it asks for the next."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any

from okpay.channels.telegram.arrivals import UPDATE_KINDS
from okpay.channels.telegram.bot import BotClient
from okpay.channels.telegram.faults import patiently, with_store
from okpay.channels.telegram.updates import Updates

POLL_SECONDS = 25

Take = Callable[[Sequence[Mapping[str, Any]]], Awaitable[None]]


async def poll(bot: BotClient, updates: Updates, take: Take) -> None:
    """For ever. Asking from a number on makes Telegram forget those before it: they are kept by then."""
    await patiently("deleteWebhook", bot.delete_webhook)
    offset = await with_store("offset", updates.offset)

    async def ask() -> Sequence[Mapping[str, Any]]:
        return await bot.updates(offset, POLL_SECONDS, UPDATE_KINDS)

    while True:
        if told := await patiently("getUpdates", ask):
            await with_store("take", partial(take, told))
            offset = int(told[-1]["update_id"]) + 1
