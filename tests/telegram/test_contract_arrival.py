"""Two ways in, one queue: each update counts once, whoever tells it and however often."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from okpay.channels.telegram.chats import Chats
from okpay.store.models import TelegramUpdate, now
from tests.okpay.engine_double import EngineDouble
from tests.okpay.support import eventually
from tests.telegram.double import TOKEN, BotApi, Person
from tests.telegram.double.webhooks import HEADER
from tests.telegram.line import Line, Process, settings_of

OVER = "再见"
WEEK = timedelta(days=7)


async def test_a_text_is_kept_and_answered(line: Line, li: Person) -> None:
    li.text("怎么充值")
    await li.hears("re: 怎么充值")
    conversation = await line.conversation(li)
    assert (conversation.channel, conversation.locale) == ("telegram", "zh-CN")
    assert [message.role for message in await line.messages(li)] == ["customer", "bot"]


async def test_three_people_are_told_apart(line: Line, li: Person, han: Person, api: BotApi) -> None:
    third = api.person("Lucy", "en")
    for person in (li, han, third):
        for word in ("一", "二", "三"):
            person.text(f"{person.about['first_name']} {word}")
    for person in (li, han, third):
        await person.hears("三")
        name = person.about["first_name"]
        assert person.texts == [f"re: {name} {word}" for word in ("一", "二", "三")]


async def test_a_redelivered_update_does_nothing(line: Line, li: Person, api: BotApi) -> None:
    li.text("一次")
    (waiting,) = api.pending
    await li.hears("re: 一次")
    await line.is_quiet()
    api.push(waiting)
    api.push(waiting)
    li.text(OVER)
    await li.hears(OVER)
    await line.is_quiet()
    assert li.texts == ["re: 一次", f"re: {OVER}"]
    assert await line.said(li) == ["一次", OVER]


async def test_a_restart_loses_nothing_and_does_nothing_twice(
    way: tuple[str, str], api: BotApi, engine: EngineDouble, tmp_path: Path, li: Person, quick: None
) -> None:
    settings = settings_of(way[1], engine, api.url, tmp_path, way[0])
    async with Process(settings).running():
        li.text("之前")
        await li.hears("re: 之前")
    li.text("其间")
    async with Process(settings).running():
        await li.hears("re: 其间")
        li.text("之后")
        await li.hears("re: 之后")
    assert li.texts == ["re: 之前", "re: 其间", "re: 之后"]


async def test_an_answer_that_was_not_sent_waits_in_the_store(
    way: tuple[str, str], api: BotApi, engine: EngineDouble, tmp_path: Path, li: Person, quick: None
) -> None:
    settings = settings_of(way[1], engine, api.url, tmp_path, way[0])
    api.fail("sendMessage", 500, times=None)
    async with Process(settings).running():
        li.text("一")
        li.text("二")

        async def tried() -> bool:
            return api.count("sendMessage") > 1 and len(engine.asked) == 2

        await eventually(tried)
    api.heal()
    async with Process(settings).running():
        await li.hears("re: 二")
    assert li.texts == ["re: 一", "re: 二"]


async def test_what_is_being_sent_when_the_service_stops_is_not_sent_again(
    way: tuple[str, str], api: BotApi, engine: EngineDouble, tmp_path: Path, li: Person, quick: None
) -> None:
    settings = settings_of(way[1], engine, api.url, tmp_path, way[0])
    async with Process(settings).running():
        li.text("一")
        await li.hears("re: 一")
        gate = engine.hold()
        for word in ("二", "三"):
            li.text(word)
        # Telegram takes it at once, and its answer is still under way at the stop.
        api.fail("sendMessage", "late", seconds=1)
        gate.set()
        await li.hears("re: 二")
    async with Process(settings).running():
        await li.hears("re: 三")
    assert li.texts == ["re: 一", "re: 二", "re: 三"]


async def test_what_has_gone_is_noted_as_soon_as_the_store_is_back(
    line: Line, li: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual, left = Chats.change, [OperationalError("locked", None, Exception())] * 3

    async def change(self: Chats, chat_id: int, **values: object) -> None:
        if "delivered_seq" in values and left:
            raise left.pop()
        await usual(self, chat_id, **values)

    monkeypatch.setattr(Chats, "change", change)
    for word in ("一", "二"):
        li.text(word)
    await li.hears("re: 二")
    await line.is_quiet()
    assert left == []
    assert li.texts == ["re: 一", "re: 二"]


async def test_lower_numbers_after_a_quiet_week_are_heard(line: Line, li: Person, api: BotApi) -> None:
    li.text("很久以前")
    await li.hears("很久以前")
    await line.is_quiet()
    async with line.parts.database.writing() as session:
        await session.execute(update(TelegramUpdate).values(created_at=now() - WEEK))
    await asyncio.sleep(0.3)
    api.renumber(17)
    for word in ("一", "二"):
        li.text(word)
    await li.hears("re: 二")
    await line.is_quiet()
    assert li.texts == ["re: 很久以前", "re: 一", "re: 二"]


async def test_of_several_processes_one_polls_and_another_takes_over(
    postgres_url: str, api: BotApi, engine: EngineDouble, tmp_path: Path, li: Person, quick: None
) -> None:
    settings = [settings_of(postgres_url, engine, api.url, tmp_path) for _ in range(2)]
    async with Process(settings[0]).running():
        async with Process(settings[1]).running():
            for word in ("一", "二", "三"):
                li.text(word)
            await li.hears("re: 三")
        li.text("四")
        await li.hears("re: 四")
    async with Process(settings[1]).running():
        li.text("五")
        await li.hears("re: 五")
    assert li.texts == [f"re: {word}" for word in "一二三四五"]
    assert {call.status for call in api.calls if call.method == "getUpdates"} <= {200, None}


async def test_any_process_takes_what_is_posted(
    postgres_url: str, api: BotApi, engine: EngineDouble, tmp_path: Path, li: Person, quick: None
) -> None:
    first, second = (settings_of(postgres_url, engine, api.url, tmp_path, "webhook") for _ in range(2))
    # Both stand behind one address.
    second = second.model_copy(update={"telegram_webhook_url": first.telegram_webhook_url})
    async with Process(first).running(), Process(second).running() as other:
        li.text("一")
        await li.hears("re: 一")
        assert api.webhook
        path = api.webhook.url.removeprefix(first.telegram_webhook_url)
        message = li.chat.add(li.about, {"text": "二"})
        async with httpx.AsyncClient() as http:
            body = {"update_id": 800_000_000, "message": message}
            answer = await http.post(f"{other.url}{path}", json=body, headers=api.webhook.headers)
        assert answer.status_code == 200
        await li.hears("re: 二")
        assert li.texts == ["re: 一", "re: 二"]


@pytest.fixture
async def hooked(
    sqlite_url: str, api: BotApi, engine: EngineDouble, tmp_path: Path, quick: None
) -> AsyncIterator[Line]:
    """A service that has told Telegram of its webhook."""
    settings = settings_of(sqlite_url, engine, api.url, tmp_path, "webhook")
    async with Process(settings).running() as process:

        async def is_set() -> bool:
            return api.webhook is not None

        await eventually(is_set)
        yield Line(api, engine, process, "webhook")


def message_of(person: Person, update_id: int) -> dict[str, object]:
    return {"update_id": update_id, "message": person.chat.add(person.about, {"text": "喂"})}


async def test_the_webhook_cannot_be_guessed(hooked: Line, api: BotApi) -> None:
    assert api.webhook
    path = api.webhook.url.rpartition("/")[2]
    assert re.fullmatch(r"[A-Za-z0-9_-]{32,}", path)
    assert api.webhook.secret_token
    assert len(api.webhook.secret_token) >= 32
    for secret in (path, api.webhook.secret_token):
        assert secret not in TOKEN
        assert TOKEN.partition(":")[2] not in secret
    assert path != api.webhook.secret_token


async def test_without_the_secret_nobody_is_there(hooked: Line, api: BotApi, li: Person) -> None:
    assert api.webhook
    body = message_of(li, 1)
    async with httpx.AsyncClient() as http:
        for secret in ("", "x", TOKEN, f"{api.webhook.secret_token}x"):
            headers = {HEADER: secret} if secret else {}
            answer = await http.post(api.webhook.url, json=body, headers=headers)
            assert answer.status_code == 404
            assert answer.json()["error"]["code"] == "not_found"
        elsewhere = await http.post(f"{hooked.url}/telegram/x", json=body, headers=api.webhook.headers)
        assert elsewhere.status_code == 404
    await hooked.is_quiet()
    assert hooked.engine.asked == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"{}", b'{"update_id": "1"}', b"\xff"])
async def test_what_is_no_update_is_refused_as_the_api_refuses(
    hooked: Line, api: BotApi, body: bytes
) -> None:
    assert api.webhook
    async with httpx.AsyncClient() as http:
        answer = await http.post(api.webhook.url, content=body, headers=api.webhook.headers)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "malformed"


async def test_the_webhook_answers_at_once_and_only_enqueues(hooked: Line, api: BotApi, li: Person) -> None:
    gate = hooked.engine.hold()
    for word in ("一", "二", "三"):
        li.text(word)

    async def taken() -> bool:
        return not api.pending

    await eventually(taken)
    # All are taken while nothing has been answered yet.
    assert li.texts == []
    gate.set()
    await li.hears("re: 三")


async def test_a_webhook_that_is_left_gives_way_to_polling(
    sqlite_url: str, api: BotApi, engine: EngineDouble, tmp_path: Path, li: Person, quick: None
) -> None:
    hooked = settings_of(sqlite_url, engine, api.url, tmp_path, "webhook")
    async with Process(hooked).running():
        li.text("一")
        await li.hears("re: 一")
    li.text("二")
    async with Process(hooked.model_copy(update={"telegram_webhook_url": ""})).running():
        await li.hears("re: 二")
    assert api.webhook is None
    assert li.texts == ["re: 一", "re: 二"]
