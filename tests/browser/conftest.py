"""A browser, and pages that fail the test when they complain."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.assistant import Assistant
from tests.browser.chromium import executable

SHOTS = Path(__file__).resolve().parents[2] / "results" / "screenshots"
# What a browser says of itself when the network is away.
EXPECTED = re.compile(r"Failed to load resource|net::ERR_")

Shot = Callable[[Page, str], None]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium; ended with these tests, because Playwright keeps an event loop running that others need."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable(), args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor with an empty browser."""
    made = browser.new_context(viewport={"width": 1280, "height": 860}, locale="zh-CN")
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, assistant: Assistant) -> Iterator[Page]:
    """The demo page with the widget open; errors and warnings of the page fail the test."""
    tab = open_page(context, assistant.url)
    yield tab
    assert tab.problems == []  # type: ignore[attr-defined]


def open_page(context: BrowserContext, url: str) -> Page:
    """The demo page with the widget open."""
    tab = watched(context.new_page())
    tab.goto(f"{url}/")
    tab.locator(".launcher").click()
    return tab


def watched(tab: Page) -> Page:
    """A tab that keeps what its page complains of."""
    problems: list[str] = []
    tab.problems = problems  # type: ignore[attr-defined]

    def complain(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not EXPECTED.search(message.text):
            problems.append(message.text)

    tab.on("console", complain)
    tab.on("pageerror", lambda error: problems.append(str(error)))
    return tab


def say(tab: Page, words: str) -> None:
    """Type into the widget and send."""
    tab.locator("textarea").fill(words)
    tab.locator("textarea").press("Enter")


def accessible(tab: Page) -> None:
    """Fail with what axe finds."""
    result = Axe().run(tab)
    found = [
        f"{violation['id']}: {node['target']}"
        for violation in result.response["violations"]
        for node in violation["nodes"]
    ]
    assert found == []


@pytest.fixture
def shot() -> Shot:
    """Keep a picture of a page in results/screenshots."""
    SHOTS.mkdir(parents=True, exist_ok=True)

    def take(tab: Page, name: str) -> None:
        tab.screenshot(path=SHOTS / f"{name}.png")

    return take
