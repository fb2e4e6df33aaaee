"""Who it is, in which language, carried over from the website and back; and the human, as on the website."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import select

from okpay.handoff.queue import enter_queue
from okpay.messages import Summary
from okpay.store.models import Conversation, Rating
from tests.okpay.engine_double import handoff
from tests.okpay.support import eventually
from tests.telegram.double import BotApi, Person
from tests.telegram.line import Line

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


@pytest.mark.parametrize(
    ("code", "locale"),
    [
        ("zh-hans", "zh-CN"),
        ("zh-hant", "zh-TW"),
        ("zh-TW", "zh-TW"),
        ("zh-HK", "zh-TW"),
        ("zh", "zh-CN"),
        ("en", "en"),
        ("de", "en"),
        (None, "zh-CN"),
    ],
)
async def test_the_language_of_the_app_is_spoken_at_first(
    line: Line, api: BotApi, code: str | None, locale: str
) -> None:
    person = api.person("Lucy", code)
    person.command("start")
    await line.is_quiet()
    assert (await line.conversation(person)).locale == locale


async def test_what_is_written_settles_the_language(line: Line, api: BotApi) -> None:
    person = api.person("Lucy", "en")
    person.text("付款失败了怎么办")
    await person.hears("re: ")
    conversation = await line.conversation(person)
    assert (conversation.locale, conversation.locale_settled) == ("zh-CN", True)


async def test_agents_see_the_name_without_what_is_secret_in_it(line: Line, api: BotApi) -> None:
    line.engine.will_say(handoff())
    person = api.person("李雷 4111111111111111")
    person.text("转人工")
    await person.hears("人工")
    async with line.desk("小李") as desk:
        shown = (await desk.http.get("/conversations")).json()["conversations"]
    assert shown[0]["customer"]["name"].startswith("李雷")
    assert "4111" not in repr(shown)


class Website:
    """A customer on the website."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self.id = ""
        self.headers: dict[str, str] = {}

    async def begin(self, page_url: str | None = "https://shop.example/help") -> None:
        self._open((await self._http.post("/api/v1/conversations", json={"page_url": page_url})).json())

    async def resume(self, code: str) -> httpx.Response:
        answer = await self._http.post("/api/v1/conversations/resume", json={"code": code})
        if answer.is_success:
            self._open(answer.json())
        return answer

    async def say(self, words: str) -> None:
        answer = await self._post("messages", {"client_id": words, "text": words})
        assert answer.status_code == 202

    async def link(self) -> str:
        answer = await self._post("telegram-link", {})
        assert answer.status_code == 201
        return str(answer.json()["url"])

    async def reads(self) -> list[str]:
        answer = await self._http.get(f"{self._path}/messages", headers=self.headers)
        return [message["text"] for message in answer.json()["messages"]]

    async def hears(self, words: str) -> None:
        async def heard() -> bool:
            return any(words in text for text in await self.reads())

        await eventually(heard)

    @property
    def _path(self) -> str:
        return f"/api/v1/conversations/{self.id}"

    def _open(self, begun: dict[str, str]) -> None:
        self.id, self.headers = begun["conversation_id"], {"Authorization": f"Bearer {begun['token']}"}

    async def _post(self, path: str, body: dict[str, str]) -> httpx.Response:
        return await self._http.post(f"{self._path}/{path}", json=body, headers=self.headers)


def payload_of(link: str) -> str:
    """What a deep link hands to the bot."""
    parts = urlsplit(link)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "t.me", "/okpay_test_bot")
    (payload,) = parse_qs(parts.query)["start"]
    assert len(payload) <= 64
    assert payload.replace("-", "").replace("_", "").isalnum()
    return payload


async def ready(line: Line) -> None:
    """Telegram has told the bot's name."""

    async def named() -> bool:
        assert line.parts.telegram
        return await line.parts.telegram.username() is not None

    await eventually(named)


async def test_a_conversation_is_carried_over_and_goes_on_in_both_places(line: Line, li: Person) -> None:
    await ready(line)
    async with httpx.AsyncClient(base_url=line.url) as http:
        web = Website(http)
        await web.begin()
        await web.say("网站上的问题")
        await web.hears("re: 网站上的问题")
        li.command("start", payload_of(await web.link()))
        await line.is_quiet()
        # Where it stood is shown again, and no more than that.
        assert li.texts[1:] == ["re: 网站上的问题"]
        li.text("在电报里接着问")
        await li.hears("re: 在电报里接着问")
        await web.hears("re: 在电报里接着问")
        await web.say("又回到网站")
        await li.hears("re: 又回到网站")
        assert len(line.engine.memories) == 1


async def test_a_link_opens_once_and_only_as_it_was_signed(line: Line, li: Person, han: Person) -> None:
    await ready(line)
    async with httpx.AsyncClient(base_url=line.url) as http:
        web = Website(http)
        await web.begin()
        payload = payload_of(await web.link())
        forged = f"{'A' * 22}-{payload[23:]}"
        han.command("start", forged)
        await line.is_quiet()
        li.command("start", payload)
        await line.is_quiet()
        han.command("start", payload)
        await line.is_quiet()
        await web.say("只给李雷看")
        await li.hears("re: 只给李雷看")
        await line.is_quiet()
        assert not any("只给李雷看" in text for text in han.texts)


async def test_back_to_the_website_by_a_code_that_opens_once(line: Line, li: Person) -> None:
    await ready(line)
    async with httpx.AsyncClient(base_url=line.url) as http:
        web = Website(http)
        await web.begin()
        old = dict(web.headers)
        li.command("start", payload_of(await web.link()))
        await line.is_quiet()
        li.text("电报里的话")
        await li.hears("re: 电报里的话")
        li.command("web")
        await line.is_quiet()
        (button,) = li.sees[-1].buttons[0]
        url, _, code = str(button["url"]).partition("#okpay-conversation=")
        assert url == "https://shop.example/help"
        assert (await web.resume(code)).status_code == 200
        assert web.headers != old
        assert "电报里的话" in await web.reads()
        assert (await web.resume(code)).status_code == 404
        assert (await web.resume("x")).status_code == 404


async def test_only_the_owner_gets_a_link(line: Line) -> None:
    await ready(line)
    async with httpx.AsyncClient(base_url=line.url) as http:
        web = Website(http)
        await web.begin()
        path = f"/api/v1/conversations/{web.id}/telegram-link"
        assert (await http.post(path, json={})).status_code == 404
        assert (await http.post(path, headers={"Authorization": "Bearer x"})).status_code == 404


async def test_a_human_is_called_for_talks_both_ways_and_leaves(line: Line, li: Person) -> None:
    line.engine.will_say(handoff())
    li.text("转人工")
    await li.hears("等待人工")
    conversation = await line.conversation(li)
    asked = len(line.engine.asked)
    async with line.desk("小李") as desk:
        await desk.take(conversation.id)
        await li.hears("小李")
        await desk.type(conversation.id)

        async def types() -> bool:
            return "typing" in li.actions

        await eventually(types)
        await desk.write(conversation.id, "请说 <您> 的问题 & 金额")
        sent = await li.hears("请说 <您> 的问题 & 金额")
        assert "小李" in sent.text
        li.text("付了两次")
        li.photo(PNG, caption="看截图")
        await line.is_quiet()
        shown = (await desk.read(conversation.id))["messages"]
        theirs = [(m["kind"], m["text"]) for m in shown if m["role"] == "customer"][1:]
        assert [kind for kind, _ in theirs] == ["text", "attachment", "text"]
        assert (theirs[0][1], theirs[2][1]) == ("付了两次", "看截图")
        (file,) = [m["data"] for m in shown if m["kind"] == "attachment"]
        assert (await desk.http.get(file["url"].removeprefix("/desk/api"))).content == PNG
        assert len(line.engine.asked) == asked
        await desk.close(conversation.id)
        closed = await li.hears("结束")
    (row,) = closed.labels
    assert len(row) == 5
    li.press(row[4])
    await line.is_quiet()
    async with line.parts.database.reading() as session:
        assert await session.scalar(select(Rating.score)) == 5


async def test_after_the_human_the_bot_is_back(line: Line, li: Person) -> None:
    line.engine.will_say(handoff())
    li.text("转人工")
    await li.hears("等待人工")
    conversation = await line.conversation(li)
    async with line.desk("小李") as desk:
        await desk.take(conversation.id)
        await desk.close(conversation.id)
    await li.hears("结束")
    line.engine.will_say({"kind": "text", "text": "我又来了", "data": {"buttons": []}})
    li.text("还有一个问题")
    await li.hears("我又来了")


async def test_a_late_answer_of_the_bot_is_not_heard_once_a_human_is_there(line: Line, li: Person) -> None:
    li.text("你好")
    await li.hears("re: 你好")
    gate = line.engine.hold()
    li.text("慢问题")

    async def asked() -> bool:
        return "慢问题" in line.engine.texts()

    await eventually(asked)
    conversation = await line.conversation(li)
    async with line.parts.database.writing() as session:
        held = await session.get_one(Conversation, conversation.id)
        await enter_queue(session, held, Summary(), line.parts.settings.hours)
    gate.set()
    await li.hears("等待人工")
    await line.is_quiet()
    assert "re: 慢问题" not in li.texts
