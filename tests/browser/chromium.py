"""Finds a Chromium for the browser tests: an installed one, Debian's package, Playwright's own download."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

INSTALLED = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FONTS = "fonts-noto-cjk"


def executable() -> str | None:
    """The path of a Chromium; None where Playwright's own is to be used. Fails where none can be had."""
    found = _installed() or _from_debian()
    if found or _from_playwright():
        return found
    pytest.fail("no Chromium for the browser tests: install the package `chromium`", pytrace=False)


def _installed() -> str | None:
    chosen = os.environ.get("OKPAY_TEST_CHROMIUM")
    return chosen or next((path for name in INSTALLED if (path := shutil.which(name))), None)


def _from_debian() -> str | None:
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return None
    _run("apt-get", "update")
    _run("apt-get", "install", "-y", "--no-install-recommends", "chromium", FONTS)
    return _installed()


def _from_playwright() -> bool:
    if not _run(sys.executable, "-m", "playwright", "install", "chromium"):
        return False
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


def _run(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
