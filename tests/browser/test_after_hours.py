"""Nobody is there: the widget says until when, and a message is left for the desk."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest
from playwright.sync_api import Page, expect

from okpay.handoff.hours import DAYS
from tests.assistant import Assistant, running_assistant
from tests.browser.conftest import Shot, accessible, say


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant whose agents are away, whatever day it is."""
    day = DAYS[(datetime.now(UTC).weekday() + 3) % 7]
    folder = tmp_path_factory.mktemp("after_hours")
    with running_assistant(folder, OKPAY_AGENT_HOURS=f"{day} 09:00-18:00") as running:
        yield running


def tickets(assistant: Assistant) -> list[dict[str, object]]:
    """What an agent finds at the desk."""
    made = assistant.okpay("agent", "add", "小何", "--make-password")
    password = made.stdout.split("password: ")[1].strip()
    with httpx.Client(base_url=f"{assistant.url}/desk/api", timeout=30) as desk:
        desk.post("/session", json={"name": "小何", "password": password}).raise_for_status()
        found: list[dict[str, object]] = desk.get("/tickets").json()["tickets"]
    return found


def test_a_message_is_left_and_waits_at_the_desk(page: Page, assistant: Assistant, shot: Shot) -> None:
    say(page, "充值没到账")
    expect(page.locator("okpay-chat .card h3").last).to_be_visible()
    say(page, "转人工")
    away = page.locator(".row.bot").last
    expect(page.locator(".row.bot h3").last).to_have_text("现在不在人工服务时间")
    expect(away).to_contain_text(re.compile(r"周[一二三四五六日] 09:00（北京时间）"))
    accessible(page)
    shot(page, "widget-after-hours")
    away.get_by_role("button", name="给客服留言", exact=True).click()
    # The error message, the transaction id, the account; what happened was said already.
    for _ in range(3):
        page.locator("button[name=跳过]:enabled").click()
    page.get_by_role("button", name="确认提交").click()
    expect(page.locator(".ticket output")).to_have_text(re.compile("^OK-"))
    [ticket] = tickets(assistant)
    assert ticket["kind"] == "follow_up"
    assert "充值没到账" in str(ticket["fields"])


def test_the_bot_goes_on_where_it_was(page: Page) -> None:
    say(page, "登录不上")
    expect(page.locator("okpay-chat .card h3").last).to_be_visible()
    step = page.locator("okpay-chat .card h3").last.inner_text()
    say(page, "转人工")
    page.get_by_role("button", name="继续问助手", exact=True).click()
    expect(page.locator("okpay-chat .card h3").last).to_have_text(step)


def test_who_was_robbed_waits_in_the_queue_and_knows_how_long(page: Page, shot: Shot) -> None:
    say(page, "我的账户被盗了")
    expect(page.locator("okpay-chat .card h3").last).to_be_visible()
    say(page, "转人工")
    expect(page.locator(".head > div > p")).to_contain_text("排队中")
    waiting = page.locator("section.card").last
    expect(waiting).to_contain_text("现在不在人工服务时间")
    expect(waiting).to_contain_text("您排在第 1 位")
    expect(waiting).to_contain_text("09:00（北京时间）")
    shot(page, "widget-urgent-after-hours")


@pytest.mark.parametrize(
    ("words", "heading", "button"),
    [
        ("我要轉真人客服", "現在不在真人服務時間", "留言給客服"),
        ("I want to talk to a person", "Our agents are away", "Leave a message"),
    ],
)
def test_it_is_said_in_the_customers_language(page: Page, words: str, heading: str, button: str) -> None:
    say(page, words)
    away = page.locator(".row.bot").last
    expect(page.locator(".row.bot h3").last).to_have_text(heading)
    expect(away.get_by_role("button", name=button, exact=True)).to_be_visible()
