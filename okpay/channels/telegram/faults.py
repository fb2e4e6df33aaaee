"""Telegram's faults by name: which of them pass, and how long to wait."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

log = structlog.get_logger()

T = TypeVar("T")

FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 30.0
CONFLICT_SECONDS = 30.0
STORE_SECONDS = 0.5
# What is not worth waiting long for is tried so often, with short waits.
TRIES = 3
LONGEST_SHORT_WAIT_SECONDS = 3.0

_PERMANENT = (BadRequest, ChatMigrated, Forbidden, InvalidToken)
_MEANINGS: dict[type[TelegramError], str] = {
    Conflict: "another program reads the updates of this bot, or a webhook is set for it"
}


def is_permanent(error: TelegramError) -> bool:
    """Whether the same call would fail again."""
    return isinstance(error, _PERMANENT)


class Patience:
    """How long to wait before the same is asked again: as told, else longer each time."""

    def __init__(self) -> None:
        self._wait = FIRST_WAIT_SECONDS
        self._told: set[str] = set()

    def seconds(self, call: str, error: TelegramError) -> float:
        """The wait after a passing fault. Each kind is logged once, by its name."""
        reason = type(error).__name__
        if reason not in self._told:
            self._told.add(reason)
            log.warning("telegram_fault", call=call, reason=reason, meaning=_MEANINGS.get(type(error)))
        if isinstance(error, RetryAfter):
            return _seconds(error.retry_after)
        if isinstance(error, Conflict):
            return CONFLICT_SECONDS
        wait, self._wait = self._wait, min(self._wait * 2, LONGEST_WAIT_SECONDS)
        return wait


class Patiences:
    """One for each chat, until something succeeds there."""

    def __init__(self) -> None:
        self._chats: defaultdict[int, Patience] = defaultdict(Patience)

    def of(self, chat_id: int) -> Patience:
        """The chat's."""
        return self._chats[chat_id]

    def forget(self, chat_id: int) -> None:
        """It went well."""
        self._chats.pop(chat_id, None)


async def patiently(name: str, call: Callable[[], Awaitable[T]]) -> T:
    """What `call` gives, as soon as Telegram is there; raises what is no use trying again."""
    patience = Patience()
    while True:
        try:
            return await call()
        except TelegramError as error:
            if is_permanent(error):
                raise
            await asyncio.sleep(patience.seconds(name, error))


async def with_store(name: str, call: Callable[[], Awaitable[T]]) -> T:
    """What `call` gives, as soon as the store is there: what has been done in Telegram cannot be undone."""
    while True:
        try:
            return await call()
        except SQLAlchemyError as error:
            log.warning("telegram_store_fault", call=name, reason=type(error).__name__)
            await asyncio.sleep(STORE_SECONDS)


async def if_possible(name: str, call: Callable[[], Awaitable[object]]) -> None:
    """For what only looks better when it succeeds: a few tries, then it is left."""
    patience = Patience()
    for left in reversed(range(TRIES)):
        try:
            await call()
        except TelegramError as error:
            if is_permanent(error):
                log.info("telegram_refused", call=name, reason=type(error).__name__)
                return
            wait = min(patience.seconds(name, error), LONGEST_SHORT_WAIT_SECONDS)
            await asyncio.sleep(wait if left else 0)
        else:
            return


def _seconds(wait: int | timedelta) -> float:
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
