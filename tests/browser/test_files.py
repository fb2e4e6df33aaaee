"""Customers' files: opened again in the widget with the token, seen at the desk."""

import base64
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Shot, accessible, say, send_file

NOTE = "交易编号 88213".encode()
# One green pixel.
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNgqIr+DwADEAG3pYFN4QAAAABJRU5ErkJggg=="
)


def begin(page: Page) -> None:
    say(page, "你好")
    expect(page.locator(".row.bot .bubble")).to_have_count(1)


def test_a_file_is_saved_with_the_token_and_not_by_its_address(page: Page) -> None:
    begin(page)
    send_file(page, "明细.txt", NOTE)
    file = page.get_by_role("button", name="明细.txt")
    with page.expect_download() as download:
        file.press("Enter")
    assert download.value.suggested_filename == "明细.txt"
    assert Path(download.value.path()).read_bytes() == NOTE
    expect(file).to_be_focused()


def test_a_picture_is_shown_where_it_was_sent_and_can_be_saved(page: Page, shot: Shot) -> None:
    begin(page)
    send_file(page, "截图.png", PNG)
    page.get_by_role("button", name="截图.png").press("Enter")
    link = page.get_by_role("link", name="截图.png")
    expect(link).to_be_focused()
    page.wait_for_function("image => image.naturalWidth === 1", arg=link.locator("img").element_handle())
    accessible(page)
    shot(page, "widget-picture")
    with page.expect_download() as download:
        link.press("Enter")
    assert Path(download.value.path()).read_bytes() == PNG


def test_a_file_that_does_not_come_is_told_and_can_be_asked_for_again(page: Page) -> None:
    begin(page)
    send_file(page, "明细.txt", NOTE)
    page.route("**/attachments/*", lambda route: route.abort())
    file = page.get_by_role("button", name="明细.txt")
    file.click()
    expect(page.get_by_role("status").filter(has_text="没有成功，请重试。")).to_be_visible()
    page.unroute("**/attachments/*")
    with page.expect_download():
        file.click()


def test_the_desk_shows_a_picture_small_and_large(page: Page, desk: Page, shot: Shot) -> None:
    say(page, "转人工")
    expect(page.locator(".head > div > p")).to_contain_text("排队中")
    send_file(page, "截图.png", PNG)
    desk.get_by_role("listitem").filter(has_text="截图.png").first.click()
    small = desk.get_by_role("button", name="截图.png")
    expect(small).to_be_visible()
    small.press("Enter")
    large = desk.get_by_role("dialog", name="截图.png")
    expect(large.get_by_role("img", name="截图.png")).to_be_visible()
    accessible(desk)
    shot(desk, "desk-picture")
    desk.keyboard.press("Escape")
    expect(large).to_have_count(0)
    expect(small).to_be_focused()
