"""SQLite without detours: only what may have to wait goes through a thread.

A statement on a file that is at hand takes some ten microseconds; the way into aiosqlite's thread and back
takes many times that, and a turn has dozens of statements. What waits for the disk or for another writer
(begin, commit, pragmas) still goes there, so that nobody else is kept waiting.
"""

import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Any

import aiosqlite

_WAITING_CALLS = {"commit", "close"}
_WAITING_STATEMENTS = ("BEGIN", "PRAGMA")
_CHUNK = 64


class NearConnection(aiosqlite.Connection):
    """A connection of aiosqlite that does at once what does not wait."""

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if not self._running or self._connection is None or _waits(fn, args):
            return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]
        return fn(*args, **kwargs)


def _waits(call: Callable[..., Any], args: tuple[Any, ...]) -> bool:
    return call.__name__ in _WAITING_CALLS or (bool(args) and str(args[0]).startswith(_WAITING_STATEMENTS))


async def connect(path: str) -> NearConnection:
    """A connection to the file; SQLite itself serialises its use by two threads."""
    connection = NearConnection(partial(sqlite3.connect, path, check_same_thread=False), _CHUNK)
    # Whoever is stopped does not wait for it.
    connection._thread.daemon = True
    await connection
    return connection
