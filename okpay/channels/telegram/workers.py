"""Work for many chats side by side, and for each of them in order."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger()

MOST_AT_ONCE = 64
# So long a stop waits for what is in hand: a call that is cut off may have been obeyed all the same. It is
# less than what is left of the lease, so that nobody else sends it meanwhile.
GRACE_SECONDS = 5.0


class Later(Exception):
    """The work for this chat can go on in so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


class PerChat:
    """At most one task a chat. One that is woken at work looks once more when it is done."""

    def __init__(self, work: Callable[[int], Awaitable[None]]) -> None:
        self._work = work
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._again: set[int] = set()
        self._waiting: dict[int, asyncio.TimerHandle] = {}
        self._room = asyncio.Semaphore(MOST_AT_ONCE)
        self.is_stopping = False

    def wake(self, chat_id: int) -> None:
        """There is something to do for this chat."""
        if self.is_stopping or chat_id in self._waiting:
            return
        if chat_id in self._tasks:
            self._again.add(chat_id)
            return
        task = asyncio.create_task(self._serve(chat_id))
        self._tasks[chat_id] = task
        task.add_done_callback(lambda _: self._done(chat_id))

    async def stop(self) -> None:
        """Stop when what is in hand is done; what is left to do stays in the store."""
        self.is_stopping = True
        for timer in self._waiting.values():
            timer.cancel()
        self._waiting.clear()
        self._again.clear()
        tasks = list(self._tasks.values())
        try:
            if tasks:
                await asyncio.wait(tasks, timeout=GRACE_SECONDS)
        finally:
            for task in tasks:
                task.cancel()
            self.is_stopping = False
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, chat_id: int) -> None:
        async with self._room:
            if not self.is_stopping:
                await self._work(chat_id)

    def _done(self, chat_id: int) -> None:
        task = self._tasks.pop(chat_id)
        again = chat_id in self._again
        self._again.discard(chat_id)
        if task.cancelled():
            return
        error = task.exception()
        if isinstance(error, Later):
            self._resume_in(error.seconds, chat_id)
        elif error:
            # Whoever scans takes it up again.
            log.error("telegram_work_failed", work=self._work.__qualname__, exc_info=error)
        elif again:
            self.wake(chat_id)

    def _resume_in(self, seconds: float, chat_id: int) -> None:
        if not self.is_stopping:
            timer = asyncio.get_running_loop().call_later(seconds, self._resume, chat_id)
            self._waiting[chat_id] = timer

    def _resume(self, chat_id: int) -> None:
        del self._waiting[chat_id]
        self.wake(chat_id)
