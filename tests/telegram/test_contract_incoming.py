"""What customers may send: words, corrections, files, what cannot be read, commands; and what in groups."""

from pathlib import Path

import pytest
from sqlalchemy import func, select
from starlette.responses import Response

from okpay.store.models import Attachment, Conversation, Forgetting, Message, TelegramChat, TelegramUpdate
from okpay.texts import text
from tests.okpay.engine_double import Body, EngineDouble, handoff, said
from tests.okpay.support import eventually
from tests.telegram.double import BotApi, Person
from tests.telegram.line import Line, Process, settings_of

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64
PDF = b"%PDF-1.7 ..."
CARD = "4111111111111111"


async def called_for(line: Line, person: Person) -> str:
    """A customer who waits for a human; the id of his conversation."""
    person.command("human")
    await person.hears("人工")
    return (await line.conversation(person)).id


async def test_a_correction_of_the_last_message_is_answered(line: Line, li: Person) -> None:
    message = li.text("付款失败")
    await li.hears("re: 付款失败")
    li.edit(message, "充值失败")
    await li.hears("re: 充值失败")
    assert await line.said(li) == ["付款失败", "充值失败"]


async def test_a_correction_of_an_earlier_message_is_noted_and_not_answered(line: Line, li: Person) -> None:
    message = li.text("付款失败")
    li.text("怎么办")
    await li.hears("re: 怎么办")
    li.edit(message, "充值失败")
    await line.is_quiet()
    assert li.texts == ["re: 付款失败", "re: 怎么办"]
    assert any("充值失败" in words for words in (await line.said(li))[2:])


@pytest.mark.parametrize("kind", ["photo", "document"])
async def test_a_file_is_kept_for_the_agent_and_its_caption_is_a_message(
    line: Line, li: Person, kind: str
) -> None:
    if kind == "photo":
        li.photo(PNG, caption="截图在这里")
    else:
        li.document("对账单.pdf", PDF, "application/pdf", caption="截图在这里")
    await li.hears("re: 截图在这里")
    conversation = await line.conversation(li)
    async with line.parts.database.reading() as session:
        (kept,) = (await session.scalars(select(Attachment))).all()
        content = await session.scalar(select(Attachment.content))
    assert kept.conversation_id == conversation.id
    assert content == (PNG if kind == "photo" else PDF)
    assert [m.kind for m in await line.messages(li) if m.role == "customer"] == ["attachment", "text"]


async def test_a_file_that_is_too_large_or_of_no_use_is_declined_kindly(line: Line, li: Person) -> None:
    li.document("电影.mkv", b"x", size=20_000_001)
    await li.hears("20 MB")
    li.document("病毒.exe", b"MZ\x90\x00\x03")
    await li.hears("不支持")
    async with line.parts.database.reading() as session:
        assert await session.scalar(select(func.count(Attachment.id))) == 0


async def test_a_file_of_nineteen_megabytes_is_taken(line: Line, li: Person) -> None:
    li.document("大.pdf", PDF + b"0" * 18_999_000, "application/pdf")
    await line.is_quiet()
    async with line.parts.database.reading() as session:
        assert await session.scalar(select(Attachment.size)) == len(PDF) + 18_999_000


async def test_a_file_that_cannot_be_fetched_at_once_is_fetched_later(
    line: Line, li: Person, api: BotApi
) -> None:
    api.fail("getFile", 500, times=2)
    li.photo(PNG)
    await line.is_quiet()
    async with line.parts.database.reading() as session:
        assert await session.scalar(select(func.count(Attachment.id))) == 1
    assert len(await line.said(li)) == 1


@pytest.mark.parametrize("kind", ["voice", "sticker", "location", "contact", "video"])
async def test_what_the_bot_cannot_read_is_said_kindly(line: Line, li: Person, kind: str) -> None:
    getattr(li, kind)()
    await line.is_quiet()
    assert len(li.sees) == 1
    assert "文字" in li.texts[0]
    assert line.engine.asked == []


@pytest.mark.parametrize("kind", ["voice", "sticker", "location", "contact", "video"])
async def test_what_the_bot_cannot_read_goes_to_the_human_there_is(line: Line, li: Person, kind: str) -> None:
    line.engine.will_say(handoff())
    await called_for(line, li)
    before, seen = len(await line.said(li)), len(li.sees)
    getattr(li, kind)()
    await line.is_quiet()
    assert len(await line.said(li)) == before + 1
    assert len(li.sees) == seen or "不支持" in li.texts[-1]


async def test_a_reply_is_understood_and_a_human_sees_what_it_answers(line: Line, li: Person) -> None:
    li.text("一")
    sent = await li.hears("re: 一")
    li.reply(sent, "这个不行")
    await li.hears("re: 这个不行")
    line.engine.will_say(handoff())
    conversation_id = await called_for(line, li)
    li.reply(sent, "我说的是这句")
    await line.is_quiet()
    async with line.desk("小李") as desk:
        words = [m["text"] for m in (await desk.read(conversation_id))["messages"]]
    assert "re: 一" in words[-1]
    assert "我说的是这句" in words[-1]


async def test_start_says_who_it_is(line: Line, li: Person) -> None:
    li.command("start")
    sent = await li.hears("OKPAY")
    assert sent.labels
    assert line.engine.asked == []


async def test_a_deep_link_opens_a_topic(line: Line, li: Person) -> None:
    li.command("start", "payment_failed")
    await li.hears("re: payment_failed")
    assert line.engine.asked[0]["action"] == "payment_failed"


@pytest.mark.parametrize("payload", ["nothing_of_ours", "x" * 64, "../etc", "payment_failed'--", "-"])
async def test_a_deep_link_that_leads_nowhere_begins_as_usual(line: Line, li: Person, payload: str) -> None:
    li.command("start", payload)
    await line.is_quiet()
    assert len(li.sees) == 1
    assert payload not in li.texts[0] or payload == "-"


async def test_help_says_what_can_be_done(line: Line, li: Person) -> None:
    li.command("help")
    sent = await li.hears("/human")
    for command in ("/status", "/language", "/restart", "/delete"):
        assert command in sent.text


@pytest.mark.parametrize(("command", "action"), [("human", "handoff"), ("restart", "start_over")])
async def test_a_command_is_the_move_of_the_dialogue(
    line: Line, li: Person, command: str, action: str
) -> None:
    li.command(command)
    await line.is_quiet()
    assert [body.get("action") for body in line.engine.asked] == [action]


async def test_status_asks_for_the_ticket(line: Line, li: Person) -> None:
    li.command("status", "OK-2345-6789")
    await line.is_quiet()
    (asked,) = line.engine.asked
    assert "OK-2345-6789" in asked["text"]


async def test_language_offers_three_and_is_spoken_from_then_on(line: Line, li: Person) -> None:
    li.text("你好")
    await li.hears("re: 你好")

    async def answer(body: Body) -> Response:
        return said("We can speak English.", locale="en")

    line.engine.answer = answer
    li.command("language")
    sent = await li.hears("语言")
    assert sorted(label for row in sent.labels for label in row) == ["English", "简体中文", "繁體中文"]
    query = li.press("English")
    await li.hears("speak English")
    assert line.engine.asked[-1]["action"] == "switch_language:en"
    await line.is_quiet()
    assert query.answer is not None
    assert (await line.conversation(li)).locale == "en"
    li.sticker()
    await li.hears(text("en", "telegram.unreadable", {"what": text("en", "telegram.what.sticker")}))


async def test_delete_asks_first_and_then_erases_everything(line: Line, li: Person) -> None:
    li.text("我的问题")
    await li.hears("re: 我的问题")
    conversation = await line.conversation(li)
    li.command("delete")
    sent = await li.hears("删除")
    sure, keep = [label for row in sent.labels for label in row]
    li.press(keep)
    await line.is_quiet()
    assert await line.said(li) == ["我的问题"]
    li.command("delete")
    await line.is_quiet()
    li.press(sure)
    await li.hears("已经删除")
    await line.is_quiet()
    async with line.parts.database.reading() as session:
        for table in (Conversation, Message, TelegramChat):
            assert await session.scalar(select(func.count()).select_from(table)) == 0
        assert not any(await session.scalars(select(TelegramUpdate.arrival)))

    async def forgotten() -> bool:
        async with line.parts.database.reading() as session:
            return not await session.scalar(select(func.count()).select_from(Forgetting))

    await eventually(forgotten)
    assert any(sender.startswith(conversation.id) for sender in line.engine.forgotten)
    li.text("又是我")
    await li.hears("re: 又是我")


async def test_the_menu_of_commands_is_set_in_three_languages(line: Line, api: BotApi, li: Person) -> None:
    async def menus() -> bool:
        return {"", "zh"} <= set(api.commands)

    await eventually(menus)
    names = ["start", "help", "human", "language", "restart", "status", "web", "delete"]
    for menu in api.commands.values():
        assert [command["command"] for command in menu] == names
    described = {code: menu[1]["description"] for code, menu in api.commands.items()}
    assert len(set(described.values())) == len(described)
    other = api.person("阿明", "zh-hant")
    other.text("我想問")

    async def own_menu() -> bool:
        return any(call.method == "setMyCommands" and call.params.get("scope") for call in api.calls)

    await eventually(own_menu)


async def test_a_message_that_is_too_long_for_us_is_declined(line: Line, li: Person) -> None:
    li.text("字" * 4096)
    await li.hears("4000")
    assert line.engine.asked == []


async def test_who_writes_too_fast_is_told(
    way: tuple[str, str], api: BotApi, engine: EngineDouble, tmp_path: Path, li: Person, quick: None
) -> None:
    settings = settings_of(way[1], engine, api.url, tmp_path, way[0], messages_per_minute=3)
    async with Process(settings).running():
        for word in "一二三四":
            li.text(word)
        await li.hears("太快")
        await li.hears("re: 三")
    assert "re: 四" not in li.texts


async def test_secrets_reach_neither_the_store_nor_the_engine(line: Line, li: Person) -> None:
    message = li.text(f"卡号{CARD}")
    await line.is_quiet()
    li.edit(message, f"卡号{CARD}对吗")
    li.photo(PNG, caption=f"这张{CARD}")
    li.command("status", CARD)
    li.document(f"{CARD}.pdf", PDF)
    await line.is_quiet()
    assert CARD not in line.engine.dump()
    async with line.parts.database.reading() as session:
        for column in (Message.text, Message.data, Attachment.name, TelegramUpdate.arrival):
            assert CARD not in repr((await session.scalars(select(column))).all())


@pytest.mark.parametrize("way_of_asking", ["mention", "reply", "command"])
async def test_in_a_group_it_invites_to_a_private_chat(
    line: Line, li: Person, api: BotApi, way_of_asking: str
) -> None:
    group = api.group()
    if way_of_asking == "reply":
        li.text("@okpay_test_bot 在吗", chat=group)
        await line.is_quiet()
        li.reply(group.sees[-1], f"我的卡{CARD}被盗了", chat=group)
    else:
        words = {"mention": "@okpay_test_bot 我的卡", "command": "/help@okpay_test_bot"}[way_of_asking]
        li.text(f"{words} {CARD}", chat=group)
    await line.is_quiet()
    told = group.sees[-1]
    assert told.raw["reply_to_message"]["from"]["id"] == li.about["id"]
    (button,) = told.buttons[0]
    assert button["url"].startswith("https://t.me/okpay_test_bot?start=")
    assert CARD not in told.text
    assert "李雷" not in told.text
    assert line.engine.asked == []
    async with line.parts.database.reading() as session:
        assert await session.scalar(select(func.count(Conversation.id))) == 0


async def test_in_a_group_it_does_not_listen_otherwise(line: Line, li: Person, api: BotApi) -> None:
    group = api.group()
    li.text("大家好", chat=group)
    li.text("@someone_else_bot 在吗", chat=group)
    li.command("help", chat=group)
    li.photo(PNG, caption="合影", chat=group)
    group.migrate()
    await line.is_quiet()
    assert group.sees == []
    assert line.engine.asked == []


CHANNEL = {"id": -1_001_000_000_001, "type": "channel", "title": "公告"}
POST = {"message_id": 5, "chat": CHANNEL, "date": 1_700_000_000, "text": "@okpay_test_bot 公告"}
USER = {"id": 7, "is_bot": False, "first_name": "某人"}


@pytest.mark.parametrize(
    "update",
    [
        {"channel_post": POST},
        {"edited_channel_post": {**POST, "edit_date": 1_700_000_001}},
        {"inline_query": {"id": "1", "from": USER, "query": "费用", "offset": ""}},
        {"poll": {"id": "1", "question": "?", "options": []}},
        {"message": {**POST, "chat": {"id": 7, "type": "private"}, "from": {**USER, "is_bot": True}}},
        {"message": {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}, "from": USER}},
        {"something_new": {"id": 1}},
        {},
    ],
)
async def test_what_is_not_for_us_is_passed_over(
    line: Line, li: Person, api: BotApi, update: dict[str, object]
) -> None:
    api.push(dict(update))
    li.text("还在吗")
    await li.hears("re: 还在吗")
    await line.is_quiet()
    assert [body["text"] for body in line.engine.asked] == ["还在吗"]
    assert api.pending == []
