"""Runs engine, actions and service on one machine: starts them, watches them, restarts what dies."""

import asyncio
import ctypes
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

import httpx

from okpay.engine_process import engine_environment, engine_python
from okpay.settings import ROOT, Settings

FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 15.0
HEALTHY_SECONDS = 30.0
STOP_SECONDS = 10.0
POLL_SECONDS = 0.1
READY_SECONDS = 300.0

Tell = Callable[[str], None]


class StartError(RuntimeError):
    """It cannot start; the message says why in one line."""


@dataclass
class Program:
    """One of the processes: how it is started, and where its output goes."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    log: Path
    process: asyncio.subprocess.Process | None = field(default=None, init=False)

    async def run(self) -> str:
        """Start it and wait for its end; says what became of it."""
        try:
            self.process = await self._start()
        except OSError as error:
            return f"cannot be started ({error.strerror})"
        return f"ended ({_how(await self.process.wait())})"

    async def _start(self) -> asyncio.subprocess.Process:
        """Start it; it ends with this process, however this one ends."""
        with self.log.open("ab") as output:
            return await asyncio.create_subprocess_exec(
                *self.command,
                cwd=ROOT,
                env=dict(self.environment),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )

    async def stop(self) -> None:
        """Ask it to stop, then make it."""
        if self.process is None or self.process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            self.process.terminate()
            try:
                await asyncio.wait_for(self.process.wait(), STOP_SECONDS)
            except TimeoutError:
                self.process.kill()
                await self.process.wait()


class Supervisor:
    """The three processes together."""

    def __init__(self, settings: Settings, model: Path, tell: Tell) -> None:
        self._settings = settings
        self._tell = tell
        self._programs = _programs(settings, model)
        self._stopping = False

    async def run(self) -> None:
        """Run until told to stop by SIGINT or SIGTERM."""
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        watchers = [asyncio.create_task(self._watch(program)) for program in self._programs]
        ready = asyncio.create_task(self._tell_ready())
        await stop.wait()
        self._stopping = True
        self._tell("stopping")
        ready.cancel()
        for watcher in watchers:
            watcher.cancel()
        await asyncio.gather(*(program.stop() for program in self._programs))
        await asyncio.gather(ready, *watchers, return_exceptions=True)

    async def _watch(self, program: Program) -> None:
        wait = FIRST_WAIT_SECONDS
        while not self._stopping:
            began = time.monotonic()
            end = await program.run()
            if self._stopping:
                return
            if time.monotonic() - began > HEALTHY_SECONDS:
                wait = FIRST_WAIT_SECONDS
            self._tell(f"{program.name} {end}, again in {wait:g} s; its output: {program.log}")
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT_SECONDS)

    async def _tell_ready(self) -> None:
        began = time.monotonic()
        settings = self._settings
        address = f"http://{_reachable(settings.host)}:{settings.port}"
        async with httpx.AsyncClient() as client:
            if not await _is_ok(client, f"{address}/healthz"):
                return
            self._tell(
                f"service listens after {time.monotonic() - began:.1f} s; messages are kept from now on"
            )
            if not await _is_ok(client, f"{address}/readyz"):
                return
        self._tell(f"ready after {time.monotonic() - began:.1f} s")
        self._tell(f"widget and demo page: {address}/")
        self._tell(f"desk for agents:      {address}/desk")
        self._tell(f"API:                  {address}/docs")


def check_ports(settings: Settings) -> None:
    """StartError when a port is taken."""
    wanted = [
        ("service", settings.host, settings.port, "OKPAY_PORT"),
        ("engine", "127.0.0.1", settings.engine_port, "OKPAY_ENGINE_PORT"),
        ("actions", "127.0.0.1", settings.actions_port, "OKPAY_ACTIONS_PORT"),
    ]
    for (name, _, port, _), (other, _, same, variable) in combinations(wanted, 2):
        if port == same:
            raise StartError(
                f"port {port} cannot be both for the {name} and the {other}; choose another with {variable}"
            )
    for name, host, port, variable in wanted:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise StartError(
                    f"port {port} for the {name} cannot be had on {host} ({error.strerror}); "
                    f"choose another with {variable}"
                ) from error


def _programs(settings: Settings, model: Path) -> list[Program]:
    token = settings.engine_token.get_secret_value() or secrets.token_urlsafe(32)
    shared = {"OKPAY_ENGINE_TOKEN": token, "OKPAY_DATA_DIR": str(settings.data_dir.resolve())}
    logs = settings.data_dir.resolve() / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    own = {**os.environ, **shared, "PYTHONUNBUFFERED": "1"}
    engine = {**engine_environment(settings), **shared}
    service = [
        *(sys.executable, "-m", "uvicorn", "okpay.app:create_app", "--factory"),
        *("--host", settings.host, "--port", str(settings.port)),
        *("--no-access-log", "--log-level", "warning", "--timeout-graceful-shutdown", "2"),
    ]
    actions = [sys.executable, "-m", "actions", "--port", str(settings.actions_port)]
    understanding = [
        *(str(engine_python()), "-m", "okpay_engine.server", "--model", str(model)),
        *("--port", str(settings.engine_port)),
        *("--actions-url", f"http://127.0.0.1:{settings.actions_port}/webhook"),
        *("--memory", str(settings.data_dir.resolve() / "engine.sqlite3")),
    ]
    return [
        Program("service", service, own, logs / "service.log"),
        Program("actions", actions, own, logs / "actions.log"),
        Program("engine", understanding, engine, logs / "engine.log"),
    ]


async def _is_ok(client: httpx.AsyncClient, url: str) -> bool:
    """Whether it is so in the end; it is asked until it is, or until that takes too long."""
    limit = time.monotonic() + READY_SECONDS
    while time.monotonic() < limit:
        with suppress(httpx.TransportError):
            if (await client.get(url)).status_code == httpx.codes.OK:
                return True
        await asyncio.sleep(POLL_SECONDS)
    return False


def _reachable(host: str) -> str:
    return "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104


def _how(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"


def _die_with_parent() -> None:
    """On Linux the kernel ends a child whose parent died (prctl, PR_SET_PDEATHSIG)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
