"""The whole assistant for tests: three processes on free ports, and a customer who talks to it over HTTP."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 900.0
ANSWER_SECONDS = 30.0
STREAM_PATIENCE = 5.0
OPERATOR_KEY = "operator"

Message = dict[str, Any]


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Assistant:
    """A running assistant."""

    url: str
    process: subprocess.Popen[bytes]
    environment: dict[str, str]
    data: Path

    def pids(self, program: str) -> list[int]:
        """The processes below this assistant whose command line holds `program`."""
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                environment = (entry / "environ").read_bytes()
            except OSError:
                continue
            mine = f"OKPAY_DATA_DIR={self.data}".encode() in environment
            if mine and program in command:
                found.append(int(entry.name))
        return found

    def kill(self, program: str) -> None:
        """End a process as hard as it goes."""
        for pid in self.pids(program):
            os.kill(pid, signal.SIGKILL)

    def wait_ready(self, seconds: float = START_SECONDS) -> None:
        """Wait until database and engine answer."""
        wait_for(lambda: _ok(f"{self.url}/readyz"), seconds, "the assistant is not ready")

    def okpay(self, *arguments: str, answer: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command of `okpay` in the assistant's environment."""
        command = [sys.executable, "-m", "okpay", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, input=answer, capture_output=True, text=True, check=False
        )


def _ok(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def wait_for(true: Callable[[], Any], seconds: float, otherwise: str) -> Any:
    """What `true` gives as soon as it gives something; an error after `seconds`."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        found = true()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(otherwise)


@contextmanager
def running_assistant(data: Path, **settings: str) -> Iterator[Assistant]:
    """An assistant on free ports with its data in `data`; the models of the project are used, or made."""
    port = free_port()
    environment = {
        **os.environ,
        "OKPAY_PORT": str(port),
        "OKPAY_ENGINE_PORT": str(free_port()),
        "OKPAY_ACTIONS_PORT": str(free_port()),
        "OKPAY_DATA_DIR": str(data),
        "OKPAY_OPERATOR_KEY": OPERATOR_KEY,
        "OKPAY_MESSAGES_PER_MINUTE": "100000",
        "OKPAY_CONVERSATIONS_PER_MINUTE": "100000",
        **settings,
    }
    with (data / "run.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "okpay", "run"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    assistant = Assistant(f"http://127.0.0.1:{port}", process, environment, data)
    try:
        assistant.wait_ready()
        yield assistant
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


class Customer:
    """Somebody who talks to the assistant through the public API and follows the stream."""

    def __init__(self, url: str, **about: Any) -> None:
        self._api = f"{url}/api/v1"
        self._http = httpx.Client(timeout=ANSWER_SECONDS)
        begun = self._http.post(f"{self._api}/conversations", json=about)
        begun.raise_for_status()
        self.id: str = begun.json()["conversation_id"]
        self.headers = {"Authorization": f"Bearer {begun.json()['token']}"}
        self.messages: list[Message] = []
        self.states: list[str] = []
        self._changed = threading.Condition()
        self._open = True
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open = False
        self._thread.join(STREAM_PATIENCE)
        self._http.close()

    @property
    def address(self) -> str:
        """Where this conversation is."""
        return f"{self._api}/conversations/{self.id}"

    def post(self, body: dict[str, Any]) -> httpx.Response:
        """Send a message as it is."""
        return self._http.post(f"{self.address}/messages", json=body, headers=self.headers)

    def send(self, text: str | None = None, *, action: str | None = None) -> int:
        """Send words or a button; its number."""
        body = {"client_id": uuid.uuid4().hex, **({"action": action} if action else {"text": text})}
        taken = self.post(body)
        assert taken.status_code == httpx.codes.ACCEPTED, taken.text
        return int(taken.json()["seq"])

    def say(self, text: str | None = None, *, action: str | None = None) -> list[Message]:
        """Send words or a button, and what the bot or the service says to it."""
        seq = self.send(text, action=action)
        self.wait(lambda: self.after(seq), f"no answer to {text or action}")
        time.sleep(0.15)
        return self.after(seq)

    def after(self, seq: int) -> list[Message]:
        """What came from the other side after a number."""
        return [m for m in self.messages if m["seq"] > seq and m["role"] != "customer"]

    def wait(self, true: Callable[[], Any], otherwise: str, seconds: float = ANSWER_SECONDS) -> Any:
        """Wait until what was received makes `true` true."""
        with self._changed:
            assert self._changed.wait_for(true, seconds), otherwise
        return true()

    def read(self) -> list[Message]:
        """All messages, as the API lists them."""
        listed = self._http.get(f"{self.address}/messages", headers=self.headers)
        listed.raise_for_status()
        messages: list[Message] = listed.json()["messages"]
        return messages

    def erase(self) -> httpx.Response:
        """Erase the conversation."""
        return self._http.delete(self.address, headers=self.headers)

    def _follow(self) -> None:
        while self._open:
            try:
                self._listen()
            except httpx.TransportError:
                time.sleep(0.2)

    def _listen(self) -> None:
        last = self.messages[-1]["seq"] if self.messages else 0
        headers = {**self.headers, "Last-Event-ID": str(last)}
        # A short patience, so that the end of the test is noticed; the stream is then taken up again.
        timeout = httpx.Timeout(10, read=STREAM_PATIENCE - 1)
        with self._http.stream("GET", f"{self.address}/events", headers=headers, timeout=timeout) as stream:
            if stream.status_code != httpx.codes.OK:
                self._open = False
                return
            event = ""
            for line in stream.iter_lines():
                if not self._open:
                    return
                if line.startswith("event: "):
                    event = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    self._receive(event, json.loads(line.removeprefix("data: ")))

    def _receive(self, event: str, data: dict[str, Any]) -> None:
        with self._changed:
            if event == "message":
                self.messages.append(data)
            elif event == "state":
                self.states.append(data["state"])
            self._changed.notify_all()
