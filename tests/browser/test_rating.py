"""How the customer found it: asked in the widget after the close, seen at the desk as it comes."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Shot, accessible, own_conversation, say


@pytest.fixture
def closed(page: Page, desk: Page) -> Page:
    """The widget of a customer whose conversation an agent has closed; it is open at the desk."""
    page.get_by_role("button", name="联系人工", exact=True).click()
    expect(page.locator(".head > div > p")).to_contain_text("排队中")
    desk.goto(f"{page.url}desk#/c/{own_conversation(page)['id']}")
    desk.get_by_role("button", name="接手").click()
    expect(page.locator(".head > div > p")).to_contain_text("客服 小林")
    desk.get_by_role("button", name="结束会话").first.click()
    desk.get_by_role("button", name="结束").last.click()
    expect(page.get_by_role("group", name="这次服务怎么样？")).to_be_visible()
    return page


def test_stars_and_words_reach_the_desk_at_once(closed: Page, desk: Page, shot: Shot) -> None:
    closed.get_by_role("radio", name="4 星").check()
    expect(closed.get_by_role("status").filter(has_text="感谢您的评价。")).to_be_visible()
    accessible(closed)
    shot(closed, "widget-rating")
    head = desk.locator(".thread-head")
    expect(head).to_contain_text("评价：4 星，满分 5 星")

    closed.get_by_role("textbox", name="想说的话（选填）").fill("很快就查到了")
    closed.keyboard.press("Enter")
    expect(closed.get_by_role("textbox", name="想说的话（选填）")).to_be_hidden()
    expect(closed.get_by_role("radio", name="4 星")).to_be_focused()
    expect(head).to_contain_text("很快就查到了")
    desk.get_by_role("button", name="全部").first.click()
    row = desk.get_by_role("listitem").filter(has_text="评价：很快就查到了")
    expect(row).to_contain_text("评价：4 星，满分 5 星")
    accessible(desk)
    shot(desk, "desk-rating")


def test_stars_are_given_with_the_keyboard(closed: Page, desk: Page) -> None:
    closed.get_by_role("radio", name="1 星").focus()
    closed.keyboard.press("ArrowRight")
    expect(closed.get_by_role("radio", name="2 星")).to_be_checked()
    expect(desk.locator(".thread-head")).to_contain_text("评价：2 星，满分 5 星")


def test_a_rating_that_fails_is_told(closed: Page) -> None:
    closed.route("**/rating", lambda route: route.abort())
    closed.get_by_role("radio", name="5 星").check()
    expect(closed.get_by_role("status").filter(has_text="没有成功，请重试。")).to_be_visible()


def test_who_writes_again_is_asked_no_more(closed: Page) -> None:
    say(closed, "你好")
    expect(closed.locator(".row.bot .bubble").last).to_be_visible()
    expect(closed.get_by_role("group", name="这次服务怎么样？")).to_be_hidden()
