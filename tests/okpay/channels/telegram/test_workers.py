"""Chats are worked for side by side, each in order."""

import asyncio
from collections import Counter

import pytest

from okpay.channels.telegram import workers
from okpay.channels.telegram.workers import Later, PerChat


async def test_a_chat_is_worked_for_by_one_and_looked_at_once_more_when_woken() -> None:
    at_once: Counter[int] = Counter()
    most, times = 0, Counter[int]()

    async def work(chat_id: int) -> None:
        nonlocal most
        at_once[chat_id] += 1
        times[chat_id] += 1
        most = max(most, at_once[chat_id])
        await asyncio.sleep(0.02)
        at_once[chat_id] -= 1

    chats = PerChat(work)
    for _ in range(5):
        chats.wake(1)
        chats.wake(2)
        await asyncio.sleep(0)
    await asyncio.sleep(0.1)
    assert most == 1
    assert times == {1: 2, 2: 2}


async def test_one_that_waits_keeps_nobody_and_comes_back_by_itself() -> None:
    worked: list[int] = []

    async def work(chat_id: int) -> None:
        worked.append(chat_id)
        if chat_id == 1 and worked.count(1) == 1:
            raise Later(0.05)

    chats = PerChat(work)
    for chat_id in (1, 2):
        chats.wake(chat_id)
    await asyncio.sleep(0.02)
    chats.wake(1)
    await asyncio.sleep(0)
    assert worked == [1, 2]
    await asyncio.sleep(0.1)
    assert worked == [1, 2, 1]


async def test_a_fault_does_not_end_the_work_for_a_chat() -> None:
    tries = 0

    async def work(chat_id: int) -> None:
        nonlocal tries
        tries += 1
        raise ValueError

    chats = PerChat(work)
    for _ in range(2):
        chats.wake(1)
        await asyncio.sleep(0.01)
    assert tries == 2


async def test_a_stop_waits_for_what_is_in_hand_and_begins_nothing_new() -> None:
    worked: list[int] = []

    async def work(chat_id: int) -> None:
        worked.append(chat_id)
        if chat_id == 1:
            raise Later(0.02)
        await asyncio.sleep(0.02)
        worked.append(chat_id)

    chats = PerChat(work)
    chats.wake(1)
    chats.wake(2)
    await asyncio.sleep(0.01)
    chats.wake(2)
    await chats.stop()
    await asyncio.sleep(0.05)
    assert worked == [1, 2, 2]


async def test_a_stop_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "GRACE_SECONDS", 0.02)
    ended = asyncio.Event()

    async def work(chat_id: int) -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    chats = PerChat(work)
    chats.wake(1)
    await asyncio.sleep(0.01)
    await chats.stop()
    assert ended.is_set()
