"""Keeps to Telegram's rates."""

from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any

from aiolimiter import AsyncLimiter
from telegram.ext import AIORateLimiter

# About one message a second for each chat; a few may come at once.
BURST = 3
BURST_SECONDS = 3.0
# In all chats together.
PER_SECOND = 30.0
MOST_CHATS = 1000
_MESSAGES = ("sendMessage", "editMessageText")


class ChatLimiter(AIORateLimiter):
    """The library's limiter, which knows the rates of the bot and of groups, and that of private chats."""

    def __init__(self) -> None:
        super().__init__(overall_max_rate=PER_SECOND)
        self._chats: dict[int, AsyncLimiter] = {}

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        """Call when it is time."""
        chat_id = data.get("chat_id")
        limit: AbstractAsyncContextManager[None] = nullcontext()
        if endpoint in _MESSAGES and isinstance(chat_id, int) and chat_id > 0:
            limit = self._limit_of(chat_id)
        async with limit:
            return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)

    def _limit_of(self, chat_id: int) -> AsyncLimiter:
        if len(self._chats) > MOST_CHATS:
            # Those that have not been written to for a while start anew in any case.
            busy = {chat: limit for chat, limit in self._chats.items() if not limit.has_capacity(BURST)}
            self._chats = busy
        return self._chats.setdefault(chat_id, AsyncLimiter(BURST, BURST_SECONDS))
