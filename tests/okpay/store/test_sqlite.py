"""SQLite without detours through threads."""

import threading
from collections import defaultdict
from pathlib import Path

import aiosqlite
import pytest

from okpay.store import sqlite


@pytest.fixture
def file(tmp_path: Path) -> str:
    return str(tmp_path / "okpay.sqlite3")


async def test_only_what_may_have_to_wait_is_done_in_a_thread(file: str) -> None:
    threads: dict[str, set[int]] = defaultdict(set)
    connection = await sqlite.connect(file)
    connection.isolation_level = None
    await connection.set_trace_callback(
        lambda statement: threads[statement.split()[0]].add(threading.get_ident())
    )
    for statement in ("PRAGMA journal_mode=WAL", "BEGIN IMMEDIATE", "CREATE TABLE t (a)", "SELECT * FROM t"):
        await (await connection.execute(statement)).close()
    await connection.commit()
    await connection.close()
    here = {name for name, used in threads.items() if used == {threading.get_ident()}}
    elsewhere = {name for name, used in threads.items() if threading.get_ident() not in used}
    assert here == {"CREATE", "SELECT"}
    assert elsewhere == {"PRAGMA", "BEGIN", "COMMIT"}


async def test_what_goes_wrong_is_told_as_ever(file: str) -> None:
    connection = await sqlite.connect(file)
    with pytest.raises(aiosqlite.OperationalError, match="no such table"):
        await connection.execute("SELECT * FROM missing")
    await connection.close()
    with pytest.raises(ValueError, match="no active connection"):
        await connection.execute("SELECT 1")
