"""The widget in a browser, against the whole assistant."""

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.assistant import ROOT, Assistant
from tests.browser.conftest import Shot, accessible, open_page, say, watched

LIMIT_BYTES = 15_000
LOADED = ("widget", "element", "log", "chat", "dom", "words", "style")


@contextmanager
def serving(html: str) -> Iterator[str]:
    """A site of one page."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name the class has)
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def card(tab: Page) -> str:
    """The heading of the newest step."""
    return tab.locator("okpay-chat .card h3").last.inner_text()


def test_a_guide_is_clicked_through(page: Page, shot: Shot) -> None:
    shot(page, "widget-welcome")
    page.get_by_role("button", name="付款失败", exact=True).click()
    expect(page.locator("okpay-chat .card .progress")).to_contain_text("第 1 步")
    shot(page, "widget-guide")
    page.get_by_role("button", name="没扣", exact=True).click()
    expect(page.locator("okpay-chat .card .progress").last).to_contain_text("第 2 步")
    first = card(page)
    page.locator("okpay-chat .card").last.get_by_role("button", name="下一步", exact=True).click()
    expect(page.locator("okpay-chat .card .progress").last).to_contain_text("第 3 步")
    assert card(page) != first
    page.locator("okpay-chat .card").last.get_by_role("button", name="已解决", exact=True).click()
    expect(page.locator(".row.bot").last).to_contain_text("解决")
    pressed = page.locator("button[aria-pressed=true]").all_inner_texts()
    assert [re.sub(r"\W", "", label) for label in pressed if label][:2] == ["没扣", "下一步"]


def test_history_and_place_survive_a_reload(page: Page) -> None:
    say(page, "忘记密码了")
    expect(page.locator("okpay-chat .card h3")).to_be_visible()
    before = page.locator(".bubble, .row h3").all_inner_texts()
    page.reload()
    page.locator(".launcher").click()
    expect(page.locator("okpay-chat .card h3")).to_be_visible()
    assert page.locator(".bubble, .row h3").all_inner_texts() == before
    page.locator("okpay-chat .card").last.get_by_role("button", name="下一步", exact=True).click()
    expect(page.locator("okpay-chat .card .progress").last).to_contain_text("第 2 步")


def test_what_is_written_offline_is_sent_once_when_the_network_is_back(
    page: Page, context: BrowserContext, shot: Shot
) -> None:
    say(page, "你好")
    expect(page.locator(".row.bot .bubble")).to_have_count(1)
    context.set_offline(True)
    say(page, "怎么提现")
    expect(page.get_by_role("status").filter(has_text="网络不通")).to_be_visible()
    expect(page.locator("[data-sending]")).to_have_count(1)
    shot(page, "widget-offline")
    context.set_offline(False)
    expect(page.locator("okpay-chat .card h3")).to_be_visible(timeout=20_000)
    expect(page.locator("[data-sending]")).to_have_count(0)
    assert page.locator(".row.customer .bubble").all_inner_texts() == ["你好", "怎么提现"]
    expect(page.locator("okpay-chat .card")).to_have_count(1)


def test_a_broken_stream_is_taken_up_without_loss(page: Page) -> None:
    say(page, "你好")
    expect(page.locator(".row.bot .bubble")).to_have_count(1)
    cut = 0

    def cut_off(route: Route) -> None:
        nonlocal cut
        cut += 1
        route.abort() if cut <= 2 else route.continue_()

    page.route("**/events", cut_off)
    page.evaluate("dispatchEvent(new Event('online'))")
    say(page, "谢谢")
    expect(page.locator(".row.bot .bubble")).to_have_count(2, timeout=20_000)
    assert page.locator(".row.customer .bubble").all_inner_texts() == ["你好", "谢谢"]


def test_enter_that_ends_a_composition_sends_nothing(page: Page, context: BrowserContext) -> None:
    area = page.locator("textarea")
    area.focus()
    client = context.new_cdp_session(page)
    client.send("Input.imeSetComposition", {"text": "ni hao", "selectionStart": 6, "selectionEnd": 6})
    area.dispatch_event("keydown", {"key": "Enter", "keyCode": 229, "isComposing": True})
    client.send("Input.insertText", {"text": "你好"})
    # Safari tells the end of the composition before the key that ended it.
    area.evaluate(
        """node => {
            node.dispatchEvent(new CompositionEvent('compositionend', {data: '你好'}));
            const key = {key: 'Enter', keyCode: 13, bubbles: true, cancelable: true};
            node.dispatchEvent(new KeyboardEvent('keydown', key));
        }"""
    )
    page.wait_for_timeout(300)
    assert area.input_value() == "你好"
    expect(page.locator(".row.customer")).to_have_count(0)
    area.press("Enter")
    expect(page.locator(".row.customer .bubble")).to_have_text("你好")


def test_it_is_used_with_the_keyboard_alone(context: BrowserContext, assistant: Assistant) -> None:
    tab = watched(context.new_page())
    tab.goto(f"{assistant.url}/")
    launcher = tab.locator(".launcher")
    launcher.focus()
    tab.keyboard.press("Enter")
    expect(tab.locator("textarea")).to_be_focused()
    tab.keyboard.type("忘记密码")
    tab.keyboard.press("Enter")
    expect(tab.locator("okpay-chat .card h3")).to_be_visible()
    tab.keyboard.press("Escape")
    expect(launcher).to_be_focused()


def test_choices_and_search_results_start_a_guide(page: Page) -> None:
    say(page, "红烧肉怎么做")
    expect(page.locator(".row.bot").last).to_contain_text("转人工")
    say(page, "登录充值")
    page.wait_for_timeout(1500)
    options = page.locator(".option")
    if options.count():
        options.first.click()
        expect(page.locator("okpay-chat .card h3")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1280])
def test_axe_finds_nothing(
    browser: Browser, assistant: Assistant, shot: Shot, scheme: str, width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        locale="zh-CN",
    )
    tab = watched(context.new_page())
    tab.goto(f"{assistant.url}/")
    accessible(tab)
    tab.locator(".launcher").click()
    say(tab, "付款失败")
    expect(tab.locator("okpay-chat .card h3")).to_be_visible()
    say(tab, "怎么注销账户")
    expect(tab.locator(".chip")).not_to_have_count(0)
    say(tab, "转人工")
    expect(tab.locator(".head > div > p")).to_contain_text("排队中")
    accessible(tab)
    shot(tab, f"widget-{width}-{scheme}")
    context.close()


def test_another_site_embeds_it_with_one_line(context: BrowserContext, assistant: Assistant) -> None:
    html = f'<!doctype html><title>shop</title><script src="{assistant.url}/widget.js" defer></script>'
    with serving(html) as shop:
        tab = watched(context.new_page())
        tab.goto(shop)
        tab.locator(".launcher").click()
        say(tab, "你好")
        expect(tab.locator(".row.bot .bubble")).to_have_count(1)


def test_two_tabs_share_one_conversation(page: Page, context: BrowserContext, assistant: Assistant) -> None:
    say(page, "你好")
    expect(page.locator(".row.bot .bubble")).to_have_count(1)
    other = open_page(context, assistant.url)
    expect(other.locator(".row.bot .bubble")).to_have_count(1)
    say(other, "谢谢")
    page.bring_to_front()
    expect(page.locator(".row.customer .bubble").last).to_have_text("谢谢", timeout=15_000)


def test_a_conversation_with_the_bot_loads_only_what_is_counted(page: Page) -> None:
    say(page, "付款失败")
    expect(page.locator("okpay-chat .card h3")).to_be_visible()
    loaded = page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")
    scripts = [url for url in loaded if re.search(r"/widget(/\w+)?\.js$", url)]
    modules = {Path(url).stem for url in scripts}
    assert modules - {"demo"} == set(LOADED)


def test_what_a_page_loads_is_small() -> None:
    folder = ROOT / "web" / "widget"
    sizes = [len(gzip.compress(Path(folder / f"{name}.js").read_bytes(), 9)) for name in LOADED]
    assert sum(sizes) <= LIMIT_BYTES
