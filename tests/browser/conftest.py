"""A browser, and pages that fail the test when they complain."""

import json
import re
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

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


@pytest.fixture(scope="module")
def account(assistant: Assistant) -> tuple[str, str]:
    """The name and password of an agent."""
    name = f"小林{uuid.uuid4().hex[:4]}"
    made = assistant.okpay("agent", "add", name, "--make-password")
    assert made.returncode == 0, made.stderr
    return name, made.stdout.split("password: ")[1].strip()


@pytest.fixture
def desk(browser: Browser, assistant: Assistant, account: tuple[str, str]) -> Iterator[Page]:
    """The desk of a logged-in agent."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    tab = watched(context.new_page())
    tab.goto(f"{assistant.url}/desk")
    tab.locator("input[autocomplete=username]").fill(account[0])
    tab.locator("input[type=password]").fill(account[1])
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("button", name="排队").first).to_be_visible()
    yield tab
    assert tab.problems == []  # type: ignore[attr-defined]
    context.close()


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


def own_conversation(tab: Page) -> dict[str, str]:
    """The id and the token that the widget keeps."""
    kept = "Object.entries(localStorage).find(([key]) => key.endsWith(':conversation'))[1]"
    own: dict[str, str] = json.loads(tab.evaluate(kept))
    return own


def send_file(tab: Page, name: str, content: bytes) -> None:
    """A file in the widget's conversation, sent by another client of the API."""
    own = own_conversation(tab)
    address = f"{tab.url}api/v1/conversations/{own['id']}"
    headers = {"Authorization": f"Bearer {own['token']}"}
    with httpx.Client(headers=headers, timeout=30) as client:
        taken = client.post(f"{address}/attachments", files={"file": (name, content)}).raise_for_status()
        body = {"client_id": uuid.uuid4().hex, "attachment_id": taken.json()["attachment_id"]}
        client.post(f"{address}/messages", json=body).raise_for_status()


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
