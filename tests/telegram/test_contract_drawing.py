"""What customers see: steps, choices, articles, forms, tickets, the queue; buttons that work once."""

import itertools
from collections.abc import Iterable
from typing import TypeVar

import pytest
from starlette.responses import Response

from okpay.knowledge.article import Locale
from okpay.messages import (
    ArticleLink,
    ArticlesData,
    Button,
    ChoiceData,
    FormData,
    GuideStepData,
    TextData,
    TicketWish,
    message,
)
from okpay.store.models import Rating
from okpay.texts import text
from tests.okpay.engine_double import Body, handoff, said, typed
from tests.okpay.support import eventually
from tests.telegram.double import BotApi, Person
from tests.telegram.double.markup import utf16
from tests.telegram.line import Line

T = TypeVar("T")

PAST = "这一步已经过了"
ON, STUCK = Button(label="下一步", action="next_step"), Button(label="还是不行", action="unsolved")


def flat(rows: Iterable[Iterable[T]]) -> list[T]:
    """All that is in the rows."""
    return [*itertools.chain(*rows)]


def shown(kind: str, text: str, data: object) -> Body:
    """A message as the engine says it."""
    return message(kind, text, data).model_dump()  # type: ignore[arg-type]


def step(number: int, body: str = "打开**首页**,看余额。", buttons: tuple[Button, ...] = (ON, STUCK)) -> Body:
    data = GuideStepData(
        article_id="payment_failed",
        title="付款失败怎么办",
        step=number,
        steps=5,
        step_title="查看余额",
        lead="多半是几个常见的原因。",
        body=body,
        question="余额够付吗?",
        buttons=list(buttons),
    )
    return shown("guide_step", f"第 {number} 步", data)


async def test_a_step_is_drawn_with_its_place_and_buttons(line: Line, li: Person) -> None:
    line.engine.will_say(step(2))
    li.text("付款失败")
    sent = await li.hears("查看余额")
    assert "第 2/5 步" in sent.text
    assert "付款失败怎么办" in sent.text
    bold = [
        sent.text.encode("utf-16-le")[e["offset"] * 2 : (e["offset"] + e["length"]) * 2].decode("utf-16-le")
        for e in sent.entities
        if e["type"] == "bold"
    ]
    assert {"付款失败怎么办", "首页", "余额够付吗?"} <= set(bold)
    assert sorted(flat(sent.labels)) == ["下一步", "还是不行"]
    for button in flat(sent.buttons):
        assert 1 <= len(button["callback_data"].encode()) <= 64
        assert "step" not in button["callback_data"]


async def test_a_pressed_button_is_answered_marked_and_passed_on(line: Line, li: Person) -> None:
    line.engine.will_say(step(1))
    li.text("付款失败")
    first = await li.hears("查看余额")
    query = li.press("还是不行")
    await line.is_quiet()
    assert query.answer is not None
    assert [body.get("action") for body in line.engine.asked] == [None, "unsolved"]
    assert first.text.endswith("✓ 还是不行")
    assert "查看余额" in first.text
    assert first.labels == []
    assert (await line.said(li))[-1] == "还是不行"


async def test_a_button_of_a_step_that_is_past_says_so_and_does_nothing(line: Line, li: Person) -> None:
    line.engine.will_say(step(1))
    li.text("付款失败")
    old = await li.hears("查看余额")
    data = old.buttons[0][0]["callback_data"]
    li.press("下一步")
    await line.is_quiet()
    asked = len(line.engine.asked)
    again = li.press_data(old, data)
    await line.is_quiet()
    assert again.answer is not None
    assert again.answer.text == PAST
    assert len(line.engine.asked) == asked


async def test_words_make_the_buttons_before_them_past(line: Line, li: Person) -> None:
    line.engine.will_say(step(1))
    li.text("付款失败")
    old = await li.hears("查看余额")
    button = old.buttons[0][0]["callback_data"]
    line.engine.will_say(step(2))
    li.text("然后呢")
    await li.hears("第 2/5 步")
    asked = len(line.engine.asked)
    late = li.press_data(old, button)
    await line.is_quiet()
    assert late.answer is not None
    assert late.answer.text == PAST
    assert len(line.engine.asked) == asked


@pytest.mark.parametrize(("code", "locale"), [("zh-hant", "zh-TW"), ("en", "en")])
async def test_that_a_step_is_past_is_said_in_the_customers_language(
    line: Line, api: BotApi, code: str, locale: Locale
) -> None:
    person = api.person("Lucy", code)
    line.engine.will_say(step(1))
    person.text("🙂")
    old = await person.hears("查看余额")
    query = person.press_data(old, "0" * 24 + ".0")
    await line.is_quiet()
    assert query.answer is not None
    assert query.answer.text == text(locale, "telegram.past") != PAST


async def test_nobody_presses_the_button_of_another(line: Line, li: Person, han: Person) -> None:
    line.engine.will_say(step(1))
    li.text("付款失败")
    theirs = (await li.hears("查看余额")).buttons[0][0]["callback_data"]
    han.text("付款失败")
    own = await han.hears("查看余额")
    asked = len(line.engine.asked)
    query = han.press_data(own, theirs)
    await line.is_quiet()
    assert query.answer is not None
    assert query.answer.text == PAST
    assert len(line.engine.asked) == asked


@pytest.mark.parametrize("data", ["", "x", "../..", "字" * 21, "\x00", "0" * 64])
async def test_what_no_button_carries_does_nothing(line: Line, li: Person, data: str) -> None:
    line.engine.will_say(step(1))
    li.text("付款失败")
    li.press_data(await li.hears("查看余额"), data)
    await line.is_quiet()
    assert len(line.engine.asked) == 1


async def test_a_button_pressed_twice_at_once_counts_once(line: Line, li: Person) -> None:
    line.engine.will_say(step(1))
    li.text("付款失败")
    await li.hears("查看余额")
    queries = [li.press("还是不行") for _ in range(3)]
    await line.is_quiet()
    assert all(query.answer for query in queries)
    assert [body.get("action") for body in line.engine.asked] == [None, "unsolved"]


async def test_html_is_escaped(line: Line, li: Person) -> None:
    words = "a < b && c > d <b>粗</b> &lt; </b>"
    line.engine.will_say(
        shown("text", words, TextData(buttons=[Button(label="<b>&", action="fees")])),
        step(1, body=words),
    )
    li.text("测试")
    await li.hears("查看余额")
    plain, drawn = li.sees
    assert plain.text == words
    assert plain.labels == [["<b>&"]]
    assert words in drawn.text


async def test_a_long_text_is_split_at_sentences(line: Line, li: Person) -> None:
    sentences = [f"第{number}句话说到这里为止,后面还有一些字。" for number in range(400)]
    words = "".join(sentences)
    line.engine.will_say(shown("text", words, TextData(buttons=[ON])))
    li.text("讲详细点")
    await line.is_quiet()
    assert len(li.sees) > 1
    assert "".join(li.texts) == words
    for sent in li.sees:
        assert utf16(sent.text) <= 4096
        assert sent.text.endswith("。")
    assert [bool(sent.labels) for sent in li.sees] == [False] * (len(li.sees) - 1) + [True]


async def test_pictures_in_words_count_as_telegram_counts(line: Line, li: Person) -> None:
    words = "😀" * 3000
    line.engine.will_say(shown("text", words, TextData()))
    li.text("笑")
    await line.is_quiet()
    assert "".join(li.texts) == words


async def test_a_choice_asks_with_a_button_for_each(line: Line, li: Person) -> None:
    options = [
        Button(label="付款失败怎么办", action="payment_failed"),
        Button(label="都不是", action="deny"),
    ]
    data = ChoiceData(question="您是想问哪一个?", options=options)
    line.engine.will_say(shown("choice", "您是想问哪一个?", data))
    li.text("失败")
    sent = await li.hears("哪一个")
    assert flat(sent.labels) == ["付款失败怎么办", "都不是"]
    li.press("付款失败怎么办")
    await line.is_quiet()
    assert line.engine.asked[-1]["action"] == "payment_failed"


async def test_articles_are_listed_with_summary_and_link(line: Line, li: Person) -> None:
    article = ArticleLink(
        id="limit_raise",
        title="怎么提高限额",
        summary="三种办法。",
        url="/help/zh-CN/limit_raise",
        action="limit_raise",
    )
    data = ArticlesData(query="限额", articles=[article])
    line.engine.will_say(shown("articles", "找到这些:\n怎么提高限额", data))
    li.text("限额")
    sent = await li.hears("三种办法")
    assert "怎么提高限额" in sent.text
    links = [entity["url"] for entity in sent.entities if entity["type"] == "text_link"]
    assert links == ["https://okpay.example/help/zh-CN/limit_raise"]
    li.press("怎么提高限额")
    await line.is_quiet()
    assert line.engine.asked[-1]["action"] == "limit_raise"


async def test_a_form_asks_one_field_at_a_time_and_what_is_optional_can_be_skipped(
    line: Line, li: Person
) -> None:
    data = FormData(ticket_kind="refund_review", field="amount", prompt="退款金额是多少?", optional=True)
    line.engine.will_say(shown("form", "退款金额是多少?", data))
    li.text("申请退款")
    sent = await li.hears("金额")
    assert flat(sent.labels) == ["跳过"]
    li.press("跳过")
    await line.is_quiet()
    assert line.engine.asked[-1]["action"] == "skip"
    must = FormData(ticket_kind="refund_review", field="transaction_id", prompt="交易编号?", optional=False)
    line.engine.will_say(shown("form", "交易编号?", must))
    li.text("继续")
    assert (await li.hears("交易编号")).labels == []


async def test_a_ticket_is_told_with_its_number(line: Line, li: Person) -> None:
    wish = TicketWish(ticket_kind="refund_review", fields={"amount": "5"})
    line.engine.will_say({"kind": "ticket", "text": "", "data": wish.model_dump()})
    li.text("提交")
    await line.is_quiet()
    (told,) = [message for message in await line.messages(li) if message.kind == "ticket"]
    assert told.data["number"] in li.texts[-1]


async def test_the_place_in_the_queue_is_one_message_that_changes(
    line: Line, li: Person, api: BotApi
) -> None:
    line.engine.will_say(handoff())
    before = [api.person(f"前面{number}") for number in range(2)]
    for person in before:
        person.text("转人工")
        await person.hears("等待人工")
    li.text("转人工")
    await li.hears("等待人工")
    first = li.texts[-1]
    async with line.desk("小李") as desk:
        for person in before:
            await desk.take((await line.conversation(person)).id)

        async def moved() -> bool:
            return li.sees[-1].edits > 0 and "第一位" in li.texts[-1]

        await eventually(moved)
    await line.is_quiet()
    assert len(li.sees) == 1
    assert li.texts[-1] != first


async def test_it_is_typing_while_it_thinks(line: Line, li: Person) -> None:
    gate = line.engine.hold()
    li.text("想一想")

    async def types() -> bool:
        return "typing" in li.actions

    await eventually(types)
    assert li.sees == []
    gate.set()
    await li.hears("re: 想一想")


async def test_the_rating_is_five_buttons_and_counts(line: Line, li: Person) -> None:
    line.engine.will_say({"kind": "rating_request", "text": "您满意吗?", "data": {}})
    li.text("再见")
    sent = await li.hears("满意")
    (row,) = sent.labels
    assert len(row) == 5
    li.press(row[3])
    await line.is_quiet()
    assert sent.labels == []
    conversation = await line.conversation(li)
    async with line.parts.database.reading() as session:
        rating = await session.get(Rating, conversation.id)
    assert rating
    assert rating.score == 4


async def test_a_kind_that_is_not_known_is_shown_by_its_text(line: Line, li: Person) -> None:
    async def answer(body: Body) -> Response:
        return typed({"kind": "hologram", "text": "看得懂的话", "data": {"x": [1]}})

    line.engine.answer = answer
    li.text("?")
    await li.hears("看得懂的话")


async def test_several_answers_come_in_their_order(line: Line, li: Person) -> None:
    words = [f"第{number}条" for number in range(6)]

    async def answer(body: Body) -> Response:
        return said(*words)

    line.engine.answer = answer
    li.text("都告诉我")
    await li.hears(words[-1])
    assert li.texts == words
