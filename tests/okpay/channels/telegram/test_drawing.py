from typing import Any

import pytest

from okpay.channels.telegram.drawing import Drawn, draw, in_rows
from okpay.messages import Button
from okpay.store.models import Message

ADDRESS = "https://okpay.example"


def drawn(kind: str, text: str = "", role: str = "bot", address: str = ADDRESS, **data: Any) -> Drawn:
    return draw(Message(kind=kind, role=role, text=text, data=data), "zh-CN", address)


def labels(one: Drawn) -> list[list[str]]:
    return [[button.label for button in row] for row in one.rows]


def button(label: str, action: str = "x", role: str = "quiet") -> dict[str, str]:
    return {"label": label, "action": action, "role": role}


def test_a_step_is_read_from_top_to_bottom() -> None:
    step = drawn(
        "guide_step",
        "plain",
        article_id="payment_failed",
        title="付款失败怎么办",
        step=2,
        steps=5,
        step_title="看余额",
        lead="好的。",
        body="打开**钱包**。",
        question="余额够吗？",
        buttons=[button("还是不行"), button("够", role="answer"), button("不够", role="answer")],
    )
    assert step.parts == [
        "好的。\n\n<b>付款失败怎么办</b>\n第 2/5 步 · 看余额\n\n打开<b>钱包</b>。\n\n<b>余额够吗？</b>"
    ]
    assert labels(step) == [["够", "不够"], ["还是不行"]]


def test_a_guide_of_one_step_counts_none() -> None:
    step = drawn("guide_step", "plain", title="费用", step=1, steps=1, step_title="看费用", body="看说明。")
    assert step.parts == ["<b>费用</b>\n\n看说明。"]


def test_articles_are_linked_where_they_can_be_reached() -> None:
    found = {"id": "fees", "title": "费用", "summary": "怎么收", "url": "/help/zh-CN/fees", "action": "fees"}
    listed = drawn("articles", "也许有用：\n1. 费用", query="q", articles=[found])
    assert listed.parts == [
        '也许有用：\n\n<a href="https://okpay.example/help/zh-CN/fees"><b>费用</b></a>\n怎么收'
    ]
    assert labels(listed) == [["费用"]]
    assert "href" not in drawn("articles", "也许有用：", address="", articles=[found]).parts[0]


def test_a_choice_has_a_row_for_each_option() -> None:
    options = [button("付款失败"), button("都不是")]
    choice = drawn("choice", "哪个？\n1. 付款失败", question="哪个？", options=options)
    assert (choice.parts, labels(choice)) == (["<b>哪个？</b>"], [["付款失败"], ["都不是"]])


def test_a_field_that_may_be_left_out_can_be_skipped() -> None:
    assert labels(drawn("form", "?", prompt="金额是多少？", optional=True)) == [["跳过"]]
    assert labels(drawn("form", "?", prompt="金额是多少？", optional=False)) == []


def test_a_tickets_number_can_be_copied() -> None:
    ticket = drawn(
        "ticket", "编号是 OK-7K2M-9QXA。", number="OK-7K2M-9QXA", ticket_kind="complaint", status="open"
    )
    assert ticket.parts == ["编号是 <code>OK-7K2M-9QXA</code>。"]


def test_only_the_place_in_the_queue_is_one_message() -> None:
    assert drawn("handoff", "前面还有 2 位", "system", state="queued", position=3).is_position
    assert not drawn("handoff", "小李已接入", "system", state="assigned").is_position


def test_a_human_who_is_done_is_rated_from_one_to_five() -> None:
    closed = drawn("handoff", "人工服务已结束。", "system", state="closed")
    assert [[one.action for one in row] for row in closed.rows] == [
        [f"rate:{score}" for score in range(1, 6)]
    ]
    assert drawn("rating_request", "怎么样？").rows == closed.rows


def test_an_agent_is_named_and_cannot_write_tags() -> None:
    words = drawn("text", "<b>您好</b>", "agent", agent={"name": "小<李"})
    assert words.parts == ["<b>客服 小&lt;李</b>\n&lt;b&gt;您好&lt;/b&gt;"]


def test_what_was_written_on_the_website_is_told() -> None:
    assert drawn("text", "我在网页上", "customer").parts == ["<i>您在网站上写道：我在网页上</i>"]


def test_an_unknown_kind_is_drawn_by_its_text_and_buttons() -> None:
    new = drawn("hologram", "看这里", depth=3, buttons=[button("好")])
    assert (new.parts, labels(new)) == (["看这里"], [["好"]])


def test_buttons_are_under_the_last_part_of_a_long_text() -> None:
    long = drawn("text", "一句话说完了。" * 1000, buttons=[button("好")])
    assert len(long.parts) == 2
    assert labels(long) == [["好"]]


def test_nothing_to_say_is_no_message() -> None:
    assert drawn("text", " \n ").parts == []


@pytest.mark.parametrize(
    ("given", "rows"),
    [
        (["是", "不是"], [2]),
        (["是", "不是", "不确定"], [2, 1]),
        (["转人工", "这一步已经试过了，还是不行"], [1, 1]),
        (["Solved", "Talk to a person"], [2]),
        (["Solved", "Talk to a person now"], [1, 1]),
        ([], []),
    ],
)
def test_short_buttons_share_a_row(given: list[str], rows: list[int]) -> None:
    assert [len(row) for row in in_rows(Button(label=label, action="x") for label in given)] == rows


def test_a_label_is_not_longer_than_a_phone_shows() -> None:
    assert len(labels(drawn("text", "?", buttons=[button("很" * 200)]))[0][0]) == 60
