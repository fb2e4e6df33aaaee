"""A conversation goes from the website to Telegram and back, in a browser."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from playwright.sync_api import BrowserContext, Page, expect
from pydantic import SecretStr

from okpay.app import create_app
from tests.browser.conftest import accessible, say, watched
from tests.browser.test_widget import serving
from tests.okpay.conftest import settings_for
from tests.okpay.engine_double import EngineDouble
from tests.okpay.support import Server
from tests.telegram.double import TOKEN, BotApi, Person, Sent


@dataclass
class Service:
    """The service with a bot, in a thread of its own."""

    url: str
    portal: BlockingPortal
    li: Person

    def command(self, name: str, argument: str = "") -> None:
        """What he sends to the bot."""
        self.portal.call(self.li.command, name, argument)

    def hears(self, words: str) -> Sent:
        """Wait until he has been told so in Telegram."""
        return self.portal.call(self.li.hears, words)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    engine = EngineDouble()
    with start_blocking_portal() as portal:
        portal.call(engine.start)
        api = BotApi(TOKEN)
        with portal.wrap_async_context_manager(api):
            chosen = settings_for(f"sqlite+aiosqlite:///{tmp_path / 'okpay.sqlite3'}", engine, tmp_path)
            telegram = {"telegram_token": SecretStr(TOKEN), "telegram_api_url": api.url}
            app = create_app(chosen.model_copy(update=telegram))
            with portal.wrap_async_context_manager(app.router.lifespan_context(app)):
                server = Server(app)
                portal.call(server.start)
                yield Service(server.url, portal, api.person("李雷"))
                portal.call(server.stop)
        portal.call(engine.die)


@pytest.fixture
def site(service: Service) -> Iterator[str]:
    """A page of another site with the widget, which says that there is a bot."""
    script = f'<script src="{service.url}/widget.js" data-locale="zh-CN" data-telegram="true" defer></script>'
    with serving(
        f'<!doctype html><html lang="zh-CN"><title>商店</title><main><h1>商店</h1></main>{script}'
    ) as url:
        yield url


@pytest.fixture
def page(context: BrowserContext, site: str) -> Iterator[Page]:
    tab = watched(context.new_page())
    tab.goto(site)
    tab.locator(".launcher").click()
    yield tab
    assert tab.problems == []  # type: ignore[attr-defined]


def carry(page: Page, context: BrowserContext) -> str:
    """Press the way to Telegram; the payload of the address that opens."""
    context.route("https://t.me/**", lambda route: route.fulfill(body="Telegram"))
    page.locator(".menu").locator("..").locator("summary").first.click()
    way = page.get_by_role("button", name="在 Telegram 继续")
    expect(way).to_be_visible()
    accessible(page)
    with context.expect_page() as opened:
        way.click()
    opened.value.wait_for_url("https://t.me/**")
    return opened.value.url.partition("start=")[2]


def test_over_and_back(page: Page, context: BrowserContext, service: Service) -> None:
    say(page, "付款失败")
    expect(page.locator(".row.bot .bubble").last).to_have_text("re: 付款失败")
    service.command("start", carry(page, context))
    assert service.hears("re: 付款失败")
    page.bring_to_front()
    service.portal.call(service.li.text, "换手机了")
    expect(page.locator(".row.bot .bubble").last).to_have_text("re: 换手机了")

    service.command("web")
    link = service.hears("回到网站").buttons[0][0]["url"]
    # On another computer, where nothing is known of it.
    browser = context.browser
    assert browser
    elsewhere = browser.new_context(locale="en")
    tab = watched(elsewhere.new_page())
    tab.goto(link)
    expect(tab.locator(".row.bot .bubble").last).to_have_text("re: 换手机了")
    assert "okpay-conversation" not in tab.url
    say(tab, "回来了")
    assert service.hears("re: 回来了")
    assert tab.problems == []  # type: ignore[attr-defined]
    elsewhere.close()


def test_a_link_that_is_over_opens_the_widget_all_the_same(
    context: BrowserContext, site: str, service: Service
) -> None:
    tab = context.new_page()
    tab.goto(f"{site}#okpay-conversation=over")
    expect(tab.locator("okpay-chat textarea")).to_be_visible()
    say(tab, "付款失败")
    expect(tab.locator(".row.bot .bubble").last).to_have_text("re: 付款失败")


def test_before_anything_is_said_there_is_nothing_to_carry(page: Page) -> None:
    page.locator(".menu").locator("..").locator("summary").first.click()
    page.get_by_role("button", name="在 Telegram 继续").click()
    expect(page.get_by_role("button", name="先说一句话")).to_be_visible()
