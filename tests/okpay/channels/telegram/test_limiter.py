import asyncio
import time

import pytest

from okpay.channels.telegram import limiter
from okpay.channels.telegram.limiter import ChatLimiter


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiter, "BURST_SECONDS", 0.6)


async def sent(limits: ChatLimiter, chat_id: int, endpoint: str, times: int) -> list[float]:
    """When each went out, in seconds."""
    began, at = time.monotonic(), []

    async def call() -> bool:
        at.append(time.monotonic() - began)
        return True

    calls = [limits.process_request(call, (), {}, endpoint, {"chat_id": chat_id}, None) for _ in range(times)]
    await asyncio.gather(*calls)
    return at


async def test_a_few_go_at_once_and_the_others_one_after_the_other() -> None:
    *burst, fourth, fifth = await sent(ChatLimiter(), 1, "sendMessage", 5)
    assert max(burst) < 0.1
    assert fourth > 0.15
    assert fifth > fourth + 0.15


async def test_another_chat_does_not_wait() -> None:
    limits = ChatLimiter()
    await sent(limits, 1, "sendMessage", 3)
    assert max(await sent(limits, 2, "sendMessage", 3)) < 0.1


async def test_what_is_no_message_does_not_wait() -> None:
    assert max(await sent(ChatLimiter(), 1, "sendChatAction", 10)) < 0.1


async def test_chats_that_are_quiet_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiter, "MOST_CHATS", 5)
    limits = ChatLimiter()
    for chat_id in range(1, 20):
        await sent(limits, chat_id, "sendMessage", 1)
        await asyncio.sleep(0.25)
    assert len(limits._chats) <= 6
