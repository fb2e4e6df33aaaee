"""The double is as strict as Telegram: asked through python-telegram-bot's own client."""

import asyncio
import re
import time
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.request import HTTPXRequest

from tests.okpay.support import Server, eventually
from tests.telegram.double import TOKEN, BotApi, Person
from tests.telegram.double.faults import Kind
from tests.telegram.double.flood import BURST
from tests.telegram.double.markup import parse_html, utf16
from tests.telegram.double.refusals import Refusal
from tests.telegram.double.webhooks import HEADER

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(TOKEN) as api:
        yield api


def client(api: BotApi, token: str = TOKEN) -> Bot:
    return Bot(token, base_url=f"{api.url}/bot", base_file_url=f"{api.url}/file/bot", request=HTTPXRequest(8))


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    async with client(api) as bot:
        yield bot


@pytest.fixture
def li(api: BotApi) -> Person:
    """Somebody who has begun."""
    person = api.person("李雷")
    person.text("你好")
    return person


def refused(kind: type[TelegramError], words: str) -> "pytest.RaisesExc[TelegramError]":
    """The client writes Telegram's words in capitals of its own."""
    return pytest.raises(kind, match=f"(?i){re.escape(words)}")


async def test_the_bot_knows_itself_and_a_wrong_token_opens_nothing(api: BotApi, bot: Bot) -> None:
    assert (await bot.get_me()).username == "okpay_test_bot"
    for token in (TOKEN[:-1] + "x", "nonsense"):
        with pytest.raises(InvalidToken):
            async with client(api, token):
                pass


async def test_an_unknown_method_is_not_found(api: BotApi) -> None:
    async with httpx.AsyncClient() as http:
        answer = await http.post(f"{api.url}/bot{TOKEN}/sendNothing")
    assert answer.status_code == 404
    assert answer.json() == {"ok": False, "error_code": 404, "description": "Not Found: method not found"}


@pytest.mark.parametrize("way", ["query", "form", "json"])
async def test_arguments_come_in_any_form(api: BotApi, li: Person, way: str) -> None:
    arguments = {"chat_id": li.id, "text": "好"}
    sent = {"query": {"params": arguments}, "form": {"data": arguments}, "json": {"json": arguments}}[way]
    async with httpx.AsyncClient() as http:
        answer = await http.post(f"{api.url}/bot{TOKEN}/SENDMESSAGE", **sent)  # type: ignore[arg-type]
    assert answer.json()["result"]["text"] == "好"
    assert li.texts == ["好"]


async def test_an_update_stays_until_a_higher_offset_confirms_it(bot: Bot, li: Person) -> None:
    li.text("一")
    first, again = await bot.get_updates(), await bot.get_updates()
    assert [update.update_id for update in first] == [update.update_id for update in again]
    (rest,) = await bot.get_updates(offset=first[1].update_id)
    assert rest.message
    assert rest.message.text == "一"
    assert await bot.get_updates(offset=rest.update_id + 1) == ()
    assert await bot.get_updates() == ()


async def test_a_poll_waits_until_something_comes(bot: Bot, li: Person) -> None:
    offset = (await bot.get_updates())[0].update_id + 1
    began = time.monotonic()
    asyncio.get_running_loop().call_later(0.3, li.text, "迟")
    (update,) = await bot.get_updates(offset=offset, timeout=5)
    assert update.message
    assert update.message.text == "迟"
    assert 0.25 < time.monotonic() - began < 2


async def test_a_poll_waits_as_long_as_it_says_and_no_longer(bot: Bot) -> None:
    began = time.monotonic()
    assert await bot.get_updates(timeout=1) == ()
    assert 0.9 < time.monotonic() - began < 2


async def test_the_older_of_two_polls_ends_with_a_conflict(api: BotApi, bot: Bot) -> None:
    older = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.1)
    async with client(api) as other:
        newer = asyncio.create_task(other.get_updates(timeout=1))
        with refused(Conflict, "only one bot instance"):
            await older
        assert await newer == ()


async def test_an_update_that_comes_twice_keeps_its_id(api: BotApi, bot: Bot, li: Person) -> None:
    (update,) = await bot.get_updates()
    await bot.get_updates(offset=update.update_id + 1)
    api.push(update.to_dict())
    (again,) = await bot.get_updates()
    assert again.update_id == update.update_id


async def test_lower_numbers_after_a_quiet_week_are_given_whatever_the_offset(
    api: BotApi, bot: Bot, li: Person
) -> None:
    (update,) = await bot.get_updates()
    await bot.get_updates(offset=update.update_id + 1)
    api.renumber(17)
    li.text("久违")
    (later,) = await bot.get_updates(offset=update.update_id + 1)
    assert later.update_id == 17


async def test_only_wanted_kinds_are_queued(api: BotApi, bot: Bot, li: Person) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    li.text("听得到吗")
    assert len(api.pending) == 1
    await bot.get_updates(allowed_updates=[])
    li.text("现在呢")
    assert len(api.pending) == 2


async def test_absent_fields_are_absent_and_dates_are_seconds(api: BotApi, li: Person) -> None:
    message = api.pending[0]["message"]
    assert set(message) == {"message_id", "from", "chat", "date", "text"}
    assert isinstance(message["date"], int)
    assert abs(message["date"] - time.time()) < 5


async def test_commands_and_mentions_are_marked(api: BotApi, bot: Bot, li: Person) -> None:
    li.text("😀 @okpay_test_bot 你好")
    li.command("start", "abc")
    mention, command = (await bot.get_updates())[1:]
    assert mention.message
    assert command.message
    assert mention.message.parse_entities(["mention"]) == {mention.message.entities[0]: "@okpay_test_bot"}
    assert command.message.parse_entity(command.message.entities[0]) == "/start"


async def test_a_message_is_seen_with_its_buttons(bot: Bot, li: Person) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("好", callback_data="a")]])
    sent = await bot.send_message(li.id, "<b>第 1 步</b>\n你&amp;我", "HTML", reply_markup=keyboard)
    (seen,) = li.sees
    assert seen.message_id == sent.message_id
    assert (seen.text, seen.labels) == ("第 1 步\n你&我", [["好"]])
    assert sent.entities[0].type == "bold"
    assert sent.entities[0].length == 5


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "text is empty"),
        ("  \n ", "text is empty"),
        ("<b></b>", "text is empty"),
        ("字" * 4097, "message is too long"),
        ("😀" * 2049, "message is too long"),
        ("a < b", "can't parse entities"),
        ("a > b", "can't parse entities"),
        ("A&B", "can't parse entities"),
        ("<p>a</p>", 'Unsupported start tag "p"'),
        ("<span>a</span>", 'Unsupported start tag "span"'),
        ("<b>a", "Can't find end tag"),
        ("a</b>", "Unexpected end tag"),
        ("<b><i>a</b></i>", "Unmatched end tag"),
    ],
)
async def test_a_text_that_telegram_refuses(bot: Bot, li: Person, text: str, words: str) -> None:
    with refused(TelegramError, words):
        await bot.send_message(li.id, text, "HTML")
    assert li.sees == []


async def test_length_counts_after_entities_are_parsed(bot: Bot, li: Person) -> None:
    await bot.send_message(li.id, f"<b>{'字' * 4095}</b>&amp;", "HTML")
    await bot.send_message(li.id, "😀" * 2048)
    assert [utf16(text) for text in li.texts] == [4096, 4096]


def test_html_becomes_entities_in_utf16_units() -> None:
    source = '😀<b>粗<i>斜</i></b> <a href="https://okpay.example/?a=1&amp;b">链</a>'
    parsed = parse_html(source)
    assert parsed.text == "😀粗斜 链"
    assert parsed.entities == [
        {"type": "bold", "offset": 2, "length": 2},
        {"type": "italic", "offset": 3, "length": 1},
        {"type": "text_link", "offset": 5, "length": 1, "url": "https://okpay.example/?a=1&b"},
    ]
    assert parse_html("<blockquote expandable>长</blockquote>").entities[0]["type"] == "expandable_blockquote"
    with pytest.raises(Refusal):
        parse_html("&nbsp;")


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ({"text": "", "callback_data": "a"}, "must be non-empty"),
        ({"text": "好"}, "Text buttons are unallowed"),
        ({"text": "好", "callback_data": "字" * 22}, "BUTTON_DATA_INVALID"),
        ({"text": "好", "url": "/help/fees"}, "Wrong HTTP URL"),
        ({"text": "好", "url": "http://localhost:8080/help"}, "Wrong HTTP URL"),
        ({"text": "好", "url": "https://okpay.example", "callback_data": "a"}, "exactly one"),
    ],
)
async def test_a_button_that_telegram_refuses(
    bot: Bot, li: Person, button: dict[str, str], words: str
) -> None:
    with refused(BadRequest, words):
        await bot.send_message(li.id, "请选择", api_kwargs={"reply_markup": {"inline_keyboard": [[button]]}})


async def test_a_hundred_buttons_and_64_bytes_are_the_most(bot: Bot, li: Person) -> None:
    button = InlineKeyboardButton("好", callback_data="字" * 21 + "x")
    await bot.send_message(li.id, "请选择", reply_markup=InlineKeyboardMarkup([[button]] * 100))
    with refused(BadRequest, "reply markup is too long"):
        await bot.send_message(li.id, "请选择", reply_markup=InlineKeyboardMarkup([[button]] * 101))


async def test_a_bot_may_only_write_to_whom_has_written(api: BotApi, bot: Bot) -> None:
    silent = api.person("韩梅梅")
    for chat_id in (silent.id, 42, "@nobody"):
        with refused(BadRequest, "chat not found"):
            await bot.send_message(chat_id, "喂")


async def test_who_blocks_the_bot_hears_nothing_until_unblocked(api: BotApi, bot: Bot, li: Person) -> None:
    li.block()
    with refused(Forbidden, "blocked by the user"):
        await bot.send_message(li.id, "喂")
    li.unblock()
    await bot.send_message(li.id, "喂")
    changes = [update.my_chat_member for update in await bot.get_updates() if update.my_chat_member]
    assert [change.new_chat_member.status for change in changes] == ["kicked", "member"]


async def test_a_migrated_group_names_its_new_id(api: BotApi, bot: Bot, li: Person) -> None:
    group = api.group()
    old = group.id
    li.text("@okpay_test_bot 在吗", chat=group)
    group.migrate()
    with pytest.raises(ChatMigrated) as raised:
        await bot.send_message(old, "喂")
    assert raised.value.new_chat_id == group.id
    await bot.send_message(group.id, "喂")
    assert group.texts == ["喂"]
    told = [update.message for update in await bot.get_updates() if update.message]
    assert [message.migrate_to_chat_id for message in told][-2:] == [group.id, None]
    assert told[-1].migrate_from_chat_id == old


async def test_an_edit_replaces_text_and_buttons_and_must_change_something(bot: Bot, li: Person) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("好", callback_data="a")]])
    sent = await bot.send_message(li.id, "一", reply_markup=keyboard)
    with refused(BadRequest, "message is not modified"):
        await bot.edit_message_text("一", li.id, sent.message_id, reply_markup=keyboard)
    await bot.edit_message_text("二", li.id, sent.message_id)
    assert [(seen.text, seen.labels, seen.edits) for seen in li.sees] == [("二", [], 1)]
    await bot.edit_message_reply_markup(li.id, sent.message_id, reply_markup=keyboard)
    assert li.sees[0].labels == [["好"]]
    with refused(BadRequest, "message is not modified"):
        await bot.edit_message_reply_markup(li.id, sent.message_id, reply_markup=keyboard)
    with refused(BadRequest, "message to edit not found"):
        await bot.edit_message_text("三", li.id, 99)
    with refused(BadRequest, "message can't be edited"):
        await bot.edit_message_text("三", li.id, 1)


async def test_a_deleted_message_is_not_seen(bot: Bot, li: Person) -> None:
    sent = await bot.send_message(li.id, "一")
    await bot.delete_message(li.id, sent.message_id)
    assert li.sees == []
    with refused(BadRequest, "message to delete not found"):
        await bot.delete_message(li.id, sent.message_id)


async def test_a_pressed_button_is_answered_once_and_soon() -> None:
    async with BotApi(TOKEN, query_seconds=0.3) as api, client(api) as bot:
        li = api.person()
        li.text("你好")
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("好", callback_data="a")]])
        await bot.send_message(li.id, "请选择", reply_markup=keyboard)
        query = li.press("好")
        update = (await bot.get_updates())[-1].callback_query
        assert update
        assert update.data == "a"
        await update.answer("收到")
        assert query.answer == ("收到", False)
        late = li.press("好")
        await asyncio.sleep(0.4)
        for identifier in (query.id, late.id, "1"):
            with refused(BadRequest, "query is too old"):
                await bot.answer_callback_query(identifier)
        assert late.answer is None


async def test_a_button_that_is_not_there_cannot_be_pressed(li: Person) -> None:
    with pytest.raises(AssertionError, match="no button says"):
        li.press("好")


async def test_chat_actions_are_known_ones(bot: Bot, li: Person) -> None:
    await bot.send_chat_action(li.id, "typing")
    assert li.actions == ["typing"]
    with refused(BadRequest, "wrong parameter action"):
        await bot.send_chat_action(li.id, "thinking")


async def test_files_go_both_ways(bot: Bot, li: Person) -> None:
    li.document("对账.pdf", b"%PDF-1.7", "application/pdf", caption="看这个")
    li.photo(PNG)
    document, photo = [update.message for update in (await bot.get_updates())[1:]]
    assert document
    assert document.document
    assert document.caption == "看这个"
    assert bytes(await (await document.document.get_file()).download_as_bytearray()) == b"%PDF-1.7"
    assert photo
    assert [size.width for size in photo.photo] == [90, 800]
    await bot.send_document(li.id, b"%PDF-1.7", filename="a.pdf", caption="<b>给您</b>", parse_mode="HTML")
    await bot.send_photo(li.id, PNG)
    await bot.send_photo(li.id, photo.photo[-1].file_id)
    assert [(seen.kind, seen.caption, seen.file) for seen in li.sees] == [
        ("document", "给您", b"%PDF-1.7"),
        ("photo", None, PNG),
        ("photo", None, PNG),
    ]


async def test_files_that_telegram_refuses(api: BotApi, bot: Bot, li: Person) -> None:
    li.document("big.zip", b"PK", size=20_000_001)
    message = (await bot.get_updates())[-1].message
    assert message
    assert message.document
    with refused(BadRequest, "file is too big"):
        await message.document.get_file()
    with refused(BadRequest, "invalid file_id"):
        await bot.get_file("nothing")
    with refused(BadRequest, "IMAGE_PROCESS_FAILED"):
        await bot.send_photo(li.id, b"no picture")
    with refused(BadRequest, "caption is too long"):
        await bot.send_document(li.id, b"x", caption="字" * 1025)
    async with httpx.AsyncClient() as http:
        assert (await http.get(f"{api.url}/file/bot{TOKEN}/documents/none/a")).status_code == 404


async def test_commands_are_set_by_language(api: BotApi, bot: Bot) -> None:
    await bot.set_my_commands([("help", "帮助")], language_code="zh")
    await bot.set_my_commands([("help", "Help")])
    assert {code: [one["description"] for one in menu] for code, menu in api.commands.items()} == {
        "zh": ["帮助"],
        "": ["Help"],
    }
    assert (await bot.get_my_commands(language_code="zh"))[0].description == "帮助"
    for commands, language, words in (
        ([("help", "帮助")], "zh-hans", "invalid language code"),
        ([("Help", "帮助")], "zh", "BOT_COMMAND_INVALID"),
        ([("help", "")], "zh", "DESCRIPTION_INVALID"),
    ):
        with refused(BadRequest, words):
            await bot.set_my_commands(commands, language_code=language)


async def test_ordered_faults_come_as_often_as_ordered(api: BotApi, bot: Bot, li: Person) -> None:
    api.fail("sendMessage", 429, retry_after=7)
    api.fail("*", 500, times=2)
    with refused(RetryAfter, "Retry in 0:00:07"):
        await bot.send_message(li.id, "一")
    for _ in range(2):
        with refused(NetworkError, "Internal Server Error"):
            await bot.get_webhook_info()
    await bot.send_message(li.id, "二")
    assert li.texts == ["二"]
    assert [call.status for call in api.calls if call.method == "sendMessage"] == [429, 200]


async def test_a_dropped_request_is_not_done_and_a_lost_one_is(api: BotApi, bot: Bot, li: Person) -> None:
    for kind, seen in (("drop", []), ("lose", ["一"])):
        api.fail("sendMessage", kind)  # type: ignore[arg-type]
        with pytest.raises(NetworkError):
            await bot.send_message(li.id, "一")
        assert li.texts == seen
    assert api.calls[-1].status is None


async def test_a_slow_request_is_done_late_and_a_late_one_at_once(api: BotApi, bot: Bot, li: Person) -> None:
    kinds: tuple[Kind, Kind] = ("slow", "late")
    for kind in kinds:
        api.fail("sendMessage", kind, seconds=0.3)
        began = time.monotonic()
        await bot.send_message(li.id, str(kind))
        assert time.monotonic() - began > 0.3
        assert li.texts[-1] == kind
    slow, late = li.sees
    first, second = [call.at for call in api.calls if call.method == "sendMessage"]
    assert first - slow.at < 0.2
    assert second - late.at > 0.2


async def test_faults_at_random_are_the_same_for_the_same_seed() -> None:
    runs = []
    for _ in range(2):
        async with BotApi(TOKEN) as api, httpx.AsyncClient() as http:
            api.fail_at_random(7, 0.5, [500, 429, 403], {"getMe"})
            for _ in range(40):
                await http.get(f"{api.url}/bot{TOKEN}/getMe")
            assert (await http.get(f"{api.url}/bot{TOKEN}/getWebhookInfo")).is_success
            api.heal()
            assert (await http.get(f"{api.url}/bot{TOKEN}/getMe")).is_success
            runs.append([call.status for call in api.calls])
    assert runs[0] == runs[1]
    assert {200, 500, 429, 403} == set(runs[0])


async def test_a_flood_in_one_chat_is_held_back() -> None:
    async with BotApi(TOKEN, flood=True) as api, client(api) as bot:
        li, han = api.person("李雷"), api.person("韩梅梅")
        for person in (li, han):
            person.text("你好")
        many = (bot.send_message(li.id, "字") for _ in range(3 * BURST))
        answers = await asyncio.gather(*many, return_exceptions=True)
        assert {type(answer) for answer in answers} == {Message, RetryAfter}
        await bot.send_message(han.id, "字")
        await asyncio.sleep(1.1)
        await bot.send_message(li.id, "字")


class Hook:
    """A webhook that refuses as often as it is told to."""

    def __init__(self) -> None:
        self.taken: list[tuple[int, str | None]] = []
        self.refuse = 0
        app = Starlette(routes=[Route("/hook", self._take, methods=["POST"])])
        self.server = Server(app)
        self.url = f"{self.server.url}/hook"

    async def _take(self, request: Request) -> Response:
        if self.refuse:
            self.refuse -= 1
            return Response(status_code=503)
        self.taken.append(((await request.json())["update_id"], request.headers.get(HEADER)))
        return Response()

    async def has(self, number: int) -> None:
        async def arrived() -> bool:
            return len(self.taken) == number

        await eventually(arrived)


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    await hook.server.start()
    yield hook
    await hook.server.stop()


async def test_a_webhook_gets_what_waited_and_what_comes_with_the_secret(
    api: BotApi, bot: Bot, li: Person, hook: Hook
) -> None:
    poll = asyncio.create_task(bot.get_updates(offset=800_000_000, timeout=5))
    await asyncio.sleep(0.1)
    await bot.set_webhook(hook.url, secret_token="s_e-c")
    li.text("一")
    await hook.has(2)
    assert {secret for _, secret in hook.taken} == {"s_e-c"}
    assert api.pending == []
    assert await poll
    with refused(Conflict, "webhook is active"):
        await bot.get_updates()
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count, info.last_error_message) == (hook.url, 0, None)


async def test_a_webhook_that_refuses_is_asked_again_in_order(
    api: BotApi, bot: Bot, li: Person, hook: Hook
) -> None:
    hook.refuse = 3
    await bot.set_webhook(hook.url)
    numbers = [update["update_id"] for update in api.pending]
    for words in ("一", "二"):
        li.text(words)
    numbers = [update["update_id"] for update in api.pending]
    await hook.has(3)
    assert hook.taken == [(number, None) for number in numbers]
    assert (await bot.get_webhook_info()).last_error_message == (
        "Wrong response from the webhook: 503 Service Unavailable"
    )


async def test_an_update_goes_to_a_webhook_again_when_it_is_pushed_again(
    api: BotApi, bot: Bot, li: Person, hook: Hook
) -> None:
    update = api.pending[0]
    await bot.set_webhook(hook.url)
    await hook.has(1)
    api.push(update)
    await hook.has(2)
    assert hook.taken[0] == hook.taken[1]


async def test_a_webhook_can_be_taken_away(api: BotApi, bot: Bot, li: Person, hook: Hook) -> None:
    hook.refuse = 1_000
    await bot.set_webhook(hook.url)
    await bot.delete_webhook()
    assert len(await bot.get_updates()) == 1
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()
    assert api.webhook is None


async def test_a_webhook_is_set_once_a_second_at_most(bot: Bot, hook: Hook) -> None:
    await bot.set_webhook(hook.url)
    with pytest.raises(RetryAfter):
        await bot.set_webhook(hook.url)


@pytest.mark.parametrize(
    ("url", "secret", "words"),
    [
        ("http://okpay.example/hook", None, "HTTPS URL must be provided"),
        ("https://okpay.example:8080/hook", None, "only on ports"),
        ("https:///hook", None, "invalid webhook URL"),
        ("https://okpay.example/hook", "é", "unallowed characters"),
        ("https://okpay.example/hook", "x" * 257, "too long"),
    ],
)
async def test_a_webhook_that_telegram_refuses(url: str, secret: str | None, words: str) -> None:
    async with BotApi(TOKEN, http_webhooks=False) as api, client(api) as bot:
        with refused(BadRequest, words):
            await bot.set_webhook(url, secret_token=secret)
        await bot.set_webhook("https://okpay.example:8443/hook", secret_token="x" * 256)


async def test_everything_is_kept_while_it_is_away(api: BotApi, bot: Bot, li: Person) -> None:
    await api.stop()
    with pytest.raises(NetworkError):
        await bot.get_me()
    li.text("还在吗")
    await api.start()
    assert len(await bot.get_updates()) == 2
