"""The webhook against telemelya, which others have written: text, buttons, edits, typing, files."""

import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from okpay.messages import Button, TextData, message
from tests.okpay.engine_double import EngineDouble
from tests.okpay.support import eventually
from tests.telegram.double import TOKEN
from tests.telegram.line import Process, settings_of
from tests.telegram.telemelya_server import Customer, Relay, server

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64
CHOICES = TextData(buttons=[Button(label="下一步", action="next_step")])


@pytest.fixture(scope="module")
def telemelya() -> Iterator[str]:
    """The URL of a running server."""
    with server() as url:
        yield url


@pytest.fixture
async def relay(telemelya: str) -> AsyncIterator[Relay]:
    """What stands between."""
    relay = Relay(telemelya)
    await relay.start()
    yield relay
    await relay.stop()


@pytest.fixture
async def process(
    sqlite_url: str, relay: Relay, engine: EngineDouble, tmp_path: Path, quick: None
) -> AsyncIterator[Process]:
    """The service, with telemelya as its Telegram."""
    settings = settings_of(sqlite_url, engine, relay.url, tmp_path, "webhook")
    async with Process(settings).running() as process:

        async def hooked() -> bool:
            return bool(relay.hook)

        await eventually(hooked)
        yield process


@pytest.fixture
async def customer(telemelya: str, process: Process) -> AsyncIterator[Customer]:
    """Somebody in a chat of which no run before has left anything in Redis."""
    async with httpx.AsyncClient(base_url=telemelya) as http:
        yield Customer(http, TOKEN, secrets.randbelow(2**40) + 1)


async def test_text_is_answered_and_typing_is_shown(customer: Customer) -> None:
    await customer.says(text="怎么充值")
    await customer.hears("re: 怎么充值")
    actions = await customer.told("sendChatAction")
    assert {action["action"] for action in actions} == {"typing"}


async def test_a_button_is_pressed_answered_and_the_message_edited(
    customer: Customer, engine: EngineDouble
) -> None:
    engine.will_say(message("text", "请选择", CHOICES).model_dump())
    await customer.says(text="付款失败")
    offered = await customer.hears("请选择")
    ((button,),) = offered["reply_markup"]["inline_keyboard"]
    assert button["text"] == "下一步"
    await customer.says(callback_data=button["callback_data"], callback_message_id=offered["message_id"])
    edited = await customer.hears("✓ 下一步", "editMessageText")
    assert edited["message_id"] == offered["message_id"]
    assert "reply_markup" not in edited["raw"]
    assert len(await customer.told("answerCallbackQuery")) == 1

    async def passed_on() -> bool:
        return engine.asked[-1].get("action") == "next_step"

    await eventually(passed_on)


async def test_a_command_and_a_picture(customer: Customer, process: Process) -> None:
    await customer.says(command="help")
    await customer.hears("/human")
    await customer.says(photo_file_id=await customer.uploads("截图.png", PNG), photo_caption="看图")
    await customer.hears("re: 看图")
