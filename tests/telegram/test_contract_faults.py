"""Whatever becomes of Telegram, the website goes on; what passes is waited for, what does not is named."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
import pytest
import structlog
from pydantic import SecretStr
from structlog.testing import LogCapture

from okpay.messages import Button, TextData, message
from tests.okpay.engine_double import EngineDouble
from tests.okpay.support import eventually
from tests.telegram.double import TOKEN, BotApi, Person
from tests.telegram.double.faults import Kind
from tests.telegram.line import Line, Process, settings_of


@pytest.fixture
def logs(fresh_logs: None) -> Iterator[LogCapture]:
    """What the service logs."""
    capture = LogCapture()
    structlog.configure(processors=[capture])
    yield capture
    structlog.reset_defaults()


def named(logs: LogCapture, reason: str) -> int:
    """How often a fault of this name was logged."""
    return sum(entry.get("reason") == reason for entry in logs.entries)


async def website_works(url: str) -> bool:
    async with httpx.AsyncClient(base_url=url) as http:
        begun = (await http.post("/api/v1/conversations", json={})).json()
        http.headers["Authorization"] = f"Bearer {begun['token']}"
        path = f"/api/v1/conversations/{begun['conversation_id']}/messages"
        await http.post(path, json={"client_id": "a", "text": "你好"})

        async def answered() -> bool:
            messages = (await http.get(path)).json()["messages"]
            return [message["text"] for message in messages] == ["你好", "re: 你好"]

        return await eventually(answered)


async def test_without_telegram_the_service_starts_and_serves_the_website(
    way: tuple[str, str], api: BotApi, engine: EngineDouble, tmp_path: Path, li: Person, quick: None
) -> None:
    await api.stop()
    settings = settings_of(way[1], engine, api.url, tmp_path, way[0])
    async with Process(settings).running() as process:
        assert await website_works(process.url)
        li.text("开门了吗")
        await api.start()
        await li.hears("re: 开门了吗")


async def test_telegram_goes_and_comes_back(line: Line, li: Person, api: BotApi) -> None:
    gate = line.engine.hold()
    li.text("一")
    await line.engine.is_asked()
    await api.stop()
    gate.set()
    assert await website_works(line.url)
    li.text("二")
    await api.start()
    await li.hears("re: 二")
    assert li.texts == ["re: 一", "re: 二"]


@pytest.mark.parametrize("kind", [500, "drop"])
async def test_that_all_is_erased_is_said_whatever_goes_wrong_meanwhile(
    line: Line, li: Person, api: BotApi, kind: Kind
) -> None:
    li.text("我的问题")
    await li.hears("re: 我的问题")
    li.command("delete")
    await li.hears("删除")
    api.fail("sendMessage", kind, times=2)
    api.fail("answerCallbackQuery", kind)
    api.fail("editMessageText", kind)
    li.press("确认删除")
    await li.hears("已经删除")


@pytest.mark.parametrize("kind", [500, "drop"])
async def test_what_is_pressed_counts_whatever_goes_wrong_meanwhile(
    line: Line, li: Person, api: BotApi, kind: Kind
) -> None:
    button = Button(label="下一步", action="next_step")
    line.engine.will_say(message("text", "请选择", TextData(buttons=[button])).model_dump())
    li.text("付款失败")
    await li.hears("请选择")
    api.fail("answerCallbackQuery", kind)
    api.fail("editMessageText", kind)
    query = li.press("下一步")
    await line.is_quiet()
    assert query.answer is not None
    assert "✓ 下一步" in li.texts[0]
    assert [body.get("action") for body in line.engine.asked] == [None, "next_step"]


@pytest.mark.parametrize("kind", [500, 502, "drop", 429])
async def test_a_fault_that_passes_costs_nothing_but_time(
    line: Line, li: Person, api: BotApi, logs: LogCapture, kind: Kind
) -> None:
    api.fail("sendMessage", kind, times=2)
    for word in ("一", "二"):
        li.text(word)
    await li.hears("re: 二")
    await line.is_quiet()
    assert li.texts == ["re: 一", "re: 二"]
    assert named(logs, "RetryAfter" if kind == 429 else "NetworkError") >= 1


async def test_telegram_is_waited_for_as_long_as_it_says(line: Line, li: Person, api: BotApi) -> None:
    api.fail("sendMessage", 429, retry_after=2)
    li.text("一")
    await li.hears("re: 一")
    first, second = [call for call in api.calls if call.method == "sendMessage"]
    assert (first.status, second.status) == (429, 200)
    assert second.at - first.at >= 2


async def test_an_answer_that_is_lost_may_come_twice_and_nothing_else_does(
    line: Line, li: Person, api: BotApi
) -> None:
    """Telegram has taken it, and we do not learn of it: no key tells it that it is the same."""
    api.fail("sendMessage", "lose")
    for word in ("一", "二"):
        li.text(word)
    await li.hears("re: 二")
    await line.is_quiet()
    assert li.texts == ["re: 一", "re: 一", "re: 二"]


async def test_one_chat_that_has_to_wait_holds_up_no_other(
    line: Line, li: Person, han: Person, api: BotApi
) -> None:
    api.fail("sendMessage", 429, retry_after=4)
    li.text("等")

    async def refused() -> bool:
        return api.count("sendMessage") > 0

    await eventually(refused)
    han.text("快")
    await han.hears("re: 快")
    await li.hears("re: 等", within=10)
    assert han.sees[0].at < li.sees[0].at


async def test_another_poller_is_named_once_and_outlived(
    sqlite_url: str,
    api: BotApi,
    engine: EngineDouble,
    tmp_path: Path,
    li: Person,
    quick: None,
    logs: LogCapture,
) -> None:
    api.fail("getUpdates", 409, times=3)
    async with Process(settings_of(sqlite_url, engine, api.url, tmp_path)).running() as process:
        li.text("还在吗")
        await li.hears("re: 还在吗")
        assert await website_works(process.url)
    assert named(logs, "Conflict") == 1
    assert [call.status for call in api.calls if call.method == "getUpdates"][:4] == [409, 409, 409, 200]


async def test_a_bad_token_is_named_once_and_the_website_goes_on(
    way: tuple[str, str], api: BotApi, engine: EngineDouble, tmp_path: Path, logs: LogCapture
) -> None:
    wrong = TOKEN[:-1] + "x"
    settings = settings_of(way[1], engine, api.url, tmp_path, way[0], telegram_token=SecretStr(wrong))
    async with Process(settings).running() as process:
        assert await website_works(process.url)

        async def named_it() -> bool:
            return any(entry["event"] == "telegram_off" for entry in logs.entries)

        await eventually(named_it)
        await asyncio.sleep(1)
    assert sum(entry["event"] == "telegram_off" for entry in logs.entries) == 1
    assert wrong not in repr(logs.entries)
    assert api.calls == []


async def test_a_token_that_is_taken_back_is_named_and_the_website_goes_on(
    sqlite_url: str,
    api: BotApi,
    engine: EngineDouble,
    tmp_path: Path,
    li: Person,
    quick: None,
    logs: LogCapture,
) -> None:
    async with Process(settings_of(sqlite_url, engine, api.url, tmp_path)).running() as process:
        li.text("一")
        await li.hears("re: 一")
        api.fail("*", 401, times=None)
        li.text("二")

        async def named_it() -> bool:
            return any(entry["event"] == "telegram_off" for entry in logs.entries)

        await eventually(named_it)
        assert await website_works(process.url)
    api.heal()
    async with Process(settings_of(sqlite_url, engine, api.url, tmp_path)).running():
        await li.hears("re: 二")


async def test_who_blocks_the_bot_is_left_alone_until_he_writes(line: Line, li: Person, api: BotApi) -> None:
    gate = line.engine.hold()
    li.text("一")
    await line.engine.is_asked()
    li.block()
    gate.set()
    await line.is_quiet()
    assert li.texts == []
    assert api.count("sendMessage") <= 1
    li.unblock()
    li.text("我回来了")
    await li.hears("re: 我回来了")
    assert li.texts[-1] == "re: 我回来了"


async def test_a_block_that_is_only_seen_by_a_refusal_ends_the_tries(
    line: Line, li: Person, api: BotApi
) -> None:
    api.fail("sendMessage", 403)
    li.text("一")
    await line.is_quiet()
    assert (li.texts, api.count("sendMessage")) == ([], 1)
    li.text("二")
    await li.hears("re: 二")


async def test_a_message_that_is_refused_does_not_stop_the_next(
    line: Line, li: Person, api: BotApi, logs: LogCapture
) -> None:
    api.fail("sendMessage", 400)
    li.text("秘密的话")
    li.text("二")
    await li.hears("re: 二")
    assert li.texts == ["re: 二"]
    assert any(entry["log_level"] == "error" for entry in logs.entries)
    assert "秘密的话" not in repr(logs.entries)


async def test_a_group_that_moved_is_answered_where_it_is(line: Line, li: Person, api: BotApi) -> None:
    group = api.group()
    await api.stop()
    li.text("@okpay_test_bot 在吗", chat=group)
    group.migrate()
    await api.start()

    async def answered() -> bool:
        return bool(group.sees)

    await eventually(answered)
    await line.is_quiet()
    assert len(group.sees) == 1


async def test_the_rates_of_telegram_are_kept(
    way: tuple[str, str], engine: EngineDouble, tmp_path: Path
) -> None:
    async with BotApi(TOKEN, flood=True) as api:
        li = api.person("李雷")
        async with Process(settings_of(way[1], engine, api.url, tmp_path, way[0])).running():
            words = [f"第{number}句" for number in range(10)]
            for word in words:
                li.text(word)
            await li.hears(words[-1], within=20)
        assert li.texts == [f"re: {word}" for word in words]
        assert 429 not in {call.status for call in api.calls if call.method == "sendMessage"}


async def test_a_webhook_that_cannot_be_set_yet_is_set_later(
    sqlite_url: str, api: BotApi, engine: EngineDouble, tmp_path: Path, li: Person, quick: None
) -> None:
    api.fail("setWebhook", 429)
    settings = settings_of(sqlite_url, engine, api.url, tmp_path, "webhook")
    async with Process(settings).running() as process:
        assert await website_works(process.url)
        li.text("一")
        await li.hears("re: 一")


async def test_a_webhook_that_telegram_refuses_is_named(
    sqlite_url: str, engine: EngineDouble, tmp_path: Path, logs: LogCapture
) -> None:
    async with BotApi(TOKEN, http_webhooks=False) as api:
        settings = settings_of(sqlite_url, engine, api.url, tmp_path, "webhook")
        async with Process(settings).running() as process:

            async def named_it() -> bool:
                return any("https" in str(entry.get("reason")).lower() for entry in logs.entries)

            await eventually(named_it)
            assert await website_works(process.url)


async def test_the_token_is_in_no_log(
    line: Line, li: Person, api: BotApi, logs: LogCapture, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    kinds: Sequence[Kind] = (500, "drop", 429, 400, 403)
    for kind in kinds:
        api.fail("sendMessage", kind)
        li.text("卡号4111111111111111")
        await line.is_quiet()
    mine = [record for record in caplog.records if not record.name.startswith(("uvicorn", "asyncio"))]
    for logged in (repr(logs.entries), *(record.getMessage() for record in mine)):
        assert TOKEN not in logged
        assert "4111111111" not in logged
