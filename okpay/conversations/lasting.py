"""Work in the background that goes on for as long as the process does."""

from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger()

Step = Callable[[], Awaitable[None]]


async def for_ever(work: Step, pause: Step) -> None:
    """Work and pause in turn. A fault costs one turn: a database that was restarted is back by the next."""
    while True:
        try:
            await work()
        except Exception as error:
            log.error("background_work_failed", work=work.__qualname__, exc_info=error)
        await pause()
