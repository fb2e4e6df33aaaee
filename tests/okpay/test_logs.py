"""What is logged: events and ids, never what a customer wrote."""

import json
import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from okpay.settings import ROOT
from tests.okpay.conftest import SAMPLE
from tests.okpay.support import free_port

SECRET = "s3cret-words"


def logged(code: str, level: str = "INFO") -> list[dict[str, object]]:
    """The lines that this code logs."""
    head = textwrap.dedent(
        f"""
        import structlog
        from okpay.logs import configure_logs
        configure_logs({level!r})
        log = structlog.get_logger()
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", head + textwrap.dedent(code)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == ""
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_a_line_is_json_with_level_and_time() -> None:
    (line,) = logged("log.info('begun', conversation='c', words='你好')")
    assert line["event"] == "begun"
    assert line["level"] == "info"
    assert str(line["timestamp"]).endswith("Z")
    assert line["words"] == "你好"


def test_less_than_the_level_is_left_out() -> None:
    assert [line["event"] for line in logged("log.info('a'); log.warning('b')", "warning")] == ["b"]


def test_of_an_exception_kind_and_place_are_logged_and_not_its_words() -> None:
    (line,) = logged(
        f"""
        try:
            raise ValueError("{SECRET}") from KeyError("{SECRET}")
        except ValueError as error:
            log.error("failed", exc_info=error)
        """
    )
    assert line["error"] == "ValueError"
    assert line["where"]
    assert SECRET not in json.dumps(line)


def test_of_a_group_each_exception_is_logged() -> None:
    (line,) = logged(
        f"""
        try:
            raise ExceptionGroup("{SECRET}", [ValueError("{SECRET}"), KeyError("{SECRET}")])
        except ExceptionGroup as error:
            log.error("failed", exc_info=error)
        """
    )
    assert line["error"] == "ExceptionGroup"
    inner: Any = line["errors"]
    assert [one["error"] for one in inner] == ["ValueError", "KeyError"]
    assert SECRET not in json.dumps(line)


def test_so_it_is_for_the_exception_that_is_being_handled() -> None:
    (line,) = logged(
        f"""
        try:
            raise ValueError("{SECRET}")
        except ValueError:
            log.exception("failed")
        """
    )
    assert line["error"] == "ValueError"
    assert SECRET not in json.dumps(line)


FAILING = """
import okpay.app, okpay.conversations.answering as answering, uvicorn
from okpay.conversations.intake import Intake

async def fail(self, conversation_id, client_id, words, action):
    raise RuntimeError(f"the database refused {words}")

Intake.send = fail
uvicorn.run(okpay.app.create_app(), port=PORT, access_log=False, log_level="warning")
"""


@pytest.fixture
def failing(tmp_path: Path) -> tuple[str, Path, subprocess.Popen[bytes]]:
    """A service that fails at every message, and where its standard error goes."""
    port, errors = free_port(), tmp_path / "stderr"
    environment = {
        **os.environ,
        "OKPAY_DATA_DIR": str(tmp_path),
        "OKPAY_KNOWLEDGE_DIR": str(SAMPLE),
        "OKPAY_ENGINE_URL": "http://127.0.0.1:1",
    }
    with errors.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-c", FAILING.replace("PORT", str(port))],
            cwd=ROOT,
            env=environment,
            stderr=stream,
        )
    return f"http://127.0.0.1:{port}", errors, process


def test_a_request_that_fails_does_not_log_what_was_in_it(
    failing: tuple[str, Path, subprocess.Popen[bytes]],
) -> None:
    url, errors, process = failing
    with process, httpx.Client(base_url=url) as client:
        try:
            limit = time.monotonic() + 15
            while True:
                try:
                    client.get("/healthz")
                    break
                except httpx.TransportError:
                    assert time.monotonic() < limit, "it does not start"
                    time.sleep(0.05)
            begun = client.post("/api/v1/conversations", json={}).json()
            response = client.post(
                f"/api/v1/conversations/{begun['conversation_id']}/messages",
                json={"client_id": "a", "text": SECRET},
                headers={"Authorization": f"Bearer {begun['token']}"},
            )
        finally:
            process.terminate()
    assert response.status_code == 500
    log = errors.read_text()
    assert '"request_failed"' in log
    assert SECRET not in log
    assert begun["token"] not in log
