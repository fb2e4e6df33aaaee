"""The three processes of one machine: here they are small scripts."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from okpay import supervisor
from okpay.settings import ROOT, Settings
from okpay.supervisor import Program, StartError, Supervisor, check_ports
from tests.okpay.support import Server, end, eventually, free_port

SLEEP = "import time; time.sleep(60)"
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("up", flush=True)
time.sleep(60)
"""

Run = Callable[..., Awaitable["Running"]]


class Running:
    """A supervisor at work, and what it told."""

    def __init__(self, supervisor: Supervisor, told: list[str]) -> None:
        self.told = told
        self._supervisor = supervisor
        self.task = asyncio.create_task(supervisor.run())

    @property
    def programs(self) -> list[Program]:
        return self._supervisor._programs

    @property
    def pids(self) -> list[int]:
        return [program.process.pid for program in self.programs if program.process]

    async def has_told(self, words: str, times: int = 1) -> None:
        async def told() -> bool:
            return sum(words in line for line in self.told) >= times

        await eventually(told)

    async def is_up(self) -> None:
        async def up() -> bool:
            return len(self.pids) == len(self.programs)

        await eventually(up)

    async def stop(self, number: int = signal.SIGTERM) -> None:
        os.kill(os.getpid(), number)
        await asyncio.wait_for(self.task, 5)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "FIRST_WAIT_SECONDS", 0.02)
    monkeypatch.setattr(supervisor, "LONGEST_WAIT_SECONDS", 0.1)
    monkeypatch.setattr(supervisor, "STOP_SECONDS", 0.5)
    monkeypatch.setattr(supervisor, "POLL_SECONDS", 0.02)


def program(folder: Path, name: str, *command: str) -> Program:
    return Program(name, list(command), dict(os.environ), folder / f"{name}.log")


def script(folder: Path, name: str, code: str) -> Program:
    return program(folder, name, sys.executable, "-c", code)


@pytest.fixture
async def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Run]:
    """Runs these programs until they are told to stop, by the end of the test at the latest."""
    running: list[Running] = []

    async def run(*programs: Program, **settings: object) -> Running:
        monkeypatch.setattr(supervisor, "_programs", lambda chosen, model: list(programs))
        told: list[str] = []
        settings.setdefault("port", free_port())
        chosen = Settings(_env_file=None, **settings)  # type: ignore[arg-type]
        running.append(Running(Supervisor(chosen, tmp_path / "model", told.append), told))
        return running[-1]

    yield run
    for one in running:
        if not one.task.done():
            await one.stop()
        await end(one.task)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


# Ports


@pytest.mark.parametrize("name", ["port", "engine_port", "actions_port"])
def test_a_port_that_is_taken_is_told_in_one_line(name: str) -> None:
    ports = {each: free_port() for each in ("port", "engine_port", "actions_port")}
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", ports[name]))
        taken.listen()
        with pytest.raises(StartError) as caught:
            check_ports(Settings(_env_file=None, **ports))  # type: ignore[arg-type]
    told = str(caught.value)
    assert str(ports[name]) in told
    assert f"OKPAY_{name.upper()}" in told
    assert "\n" not in told


def test_free_ports_are_no_fault() -> None:
    ports = {each: free_port() for each in ("port", "engine_port", "actions_port")}
    check_ports(Settings(_env_file=None, **ports))  # type: ignore[arg-type]


def test_an_address_that_is_not_of_this_machine_is_told() -> None:
    with pytest.raises(StartError):
        check_ports(Settings(_env_file=None, host="192.0.2.1"))


def test_two_programs_cannot_have_the_same_port() -> None:
    port = free_port()
    with pytest.raises(StartError):
        check_ports(Settings(_env_file=None, port=free_port(), engine_port=port, actions_port=port))


# Watching


async def test_a_program_that_ends_is_started_again_after_longer_and_longer_waits(
    run: Run, tmp_path: Path
) -> None:
    running = await run(script(tmp_path, "service", "raise SystemExit(3)"))
    await running.has_told("service ended", 4)
    ends = [line for line in running.told if "service ended" in line]
    waits = [float(line.split("again in ")[1].split(" ")[0]) for line in ends]
    assert waits[:4] == [0.02, 0.04, 0.08, 0.1]
    assert "exit code 3" in ends[0]
    assert str(tmp_path / "service.log") in ends[0]


async def test_a_program_that_is_killed_is_started_again(run: Run, tmp_path: Path) -> None:
    running = await run(script(tmp_path, "engine", SLEEP), script(tmp_path, "service", SLEEP))
    await running.is_up()
    killed, other = running.pids
    os.kill(killed, signal.SIGKILL)
    await running.has_told("engine ended (signal SIGKILL)")

    async def up_again() -> bool:
        return running.pids[0] != killed and alive(running.pids[0])

    await eventually(up_again)
    assert running.pids[1] == other


async def test_a_program_that_was_well_for_long_begins_with_the_shortest_wait_again(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "HEALTHY_SECONDS", 0.0)
    running = await run(script(tmp_path, "service", "raise SystemExit(3)"))
    await running.has_told("service ended", 3)
    assert all("again in 0.02 s" in line for line in running.told if "service ended" in line)


async def test_what_a_program_prints_is_in_its_log(run: Run, tmp_path: Path) -> None:
    running = await run(script(tmp_path, "service", "print('hello'); raise SystemExit('why')"))
    await running.has_told("service ended")
    log = (tmp_path / "service.log").read_text()
    assert "hello" in log
    assert "why" in log


async def test_a_program_that_cannot_be_started_is_told(run: Run, tmp_path: Path) -> None:
    running = await run(
        program(tmp_path, "engine", str(tmp_path / "nothing")), script(tmp_path, "service", SLEEP)
    )
    await running.has_told("engine")


# Stopping


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_the_stop_ends_all_of_them(run: Run, tmp_path: Path, number: int) -> None:
    running = await run(*(script(tmp_path, name, SLEEP) for name in ("service", "actions", "engine")))
    await running.is_up()
    pids = running.pids
    await running.stop(number)
    assert [pid for pid in pids if alive(pid)] == []
    assert running.told[-1] == "stopping"


async def test_a_program_that_does_not_listen_is_made_to_end(run: Run, tmp_path: Path) -> None:
    running = await run(script(tmp_path, "engine", STUBBORN))

    async def up() -> bool:
        return (tmp_path / "engine.log").exists() and "up" in (tmp_path / "engine.log").read_text()

    await eventually(up)
    (pid,) = running.pids
    await running.stop()
    assert not alive(pid)


async def test_the_stop_does_not_start_a_program_again(run: Run, tmp_path: Path) -> None:
    running = await run(script(tmp_path, "service", "raise SystemExit(3)"))
    await running.has_told("service ended")
    await running.stop()
    told = len(running.told)
    await asyncio.sleep(0.2)
    assert len(running.told) == told


def test_the_programs_end_with_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    code = textwrap.dedent(
        f"""
        import asyncio, os, sys
        from pathlib import Path
        from okpay import supervisor
        from okpay.settings import Settings

        def programs(settings, model):
            folder = Path({str(tmp_path)!r})
            return [
                supervisor.Program(name, [sys.executable, "-c", {SLEEP!r}], os.environ, folder / name)
                for name in ("service", "actions", "engine")
            ]

        async def main():
            running = supervisor.Supervisor(Settings(_env_file=None, port={free_port()}), Path("x"), print)
            task = asyncio.create_task(running.run())
            while not all(program.process for program in running._programs):
                await asyncio.sleep(0.01)
            print(*(program.process.pid for program in running._programs), flush=True)
            await task

        supervisor._programs = programs
        asyncio.run(main())
        """
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        assert len(pids) == 3
        assert all(alive(pid) for pid in pids)
        parent.kill()
    limit = time.monotonic() + 5
    while any(alive(pid) for pid in pids):
        assert time.monotonic() < limit, "they live on"
        time.sleep(0.02)


# Telling that it is ready


async def serve(status: int) -> Server:
    async def answer(request: object) -> Response:
        return Response(status_code=status)

    async def fine(request: object) -> Response:
        return Response()

    server = Server(Starlette(routes=[Route("/healthz", fine), Route("/readyz", answer)]))
    await server.start()
    return server


async def test_it_tells_when_all_is_ready(run: Run, tmp_path: Path) -> None:
    server = await serve(200)
    running = await run(script(tmp_path, "service", SLEEP), port=server.port)
    await running.has_told("ready after")
    assert any(f"http://127.0.0.1:{server.port}/desk" in line for line in running.told)
    await running.stop()
    await server.stop()


async def test_it_is_not_ready_while_a_part_is_away(run: Run, tmp_path: Path) -> None:
    server = await serve(503)
    running = await run(script(tmp_path, "service", SLEEP), port=server.port)
    await running.has_told("service listens")
    await asyncio.sleep(0.2)
    assert not [line for line in running.told if line.startswith("ready")]
    await running.stop()
    await server.stop()


async def test_it_never_says_ready_when_it_gave_up_waiting(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "READY_SECONDS", 0.1)
    running = await run(script(tmp_path, "service", SLEEP))
    await asyncio.sleep(0.6)
    assert not [line for line in running.told if line.startswith(("ready", "service listens"))]


# What is started


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Program]]:
    monkeypatch.setenv("OKPAY_ENGINE_PYTHON", sys.executable)

    def programs(**settings: object) -> list[Program]:
        chosen = Settings(_env_file=None, data_dir=tmp_path, **settings)  # type: ignore[arg-type]
        return supervisor._programs(chosen, tmp_path / "model.tar.gz")

    return programs


def tokens(programs: list[Program]) -> set[str]:
    return {program.environment["OKPAY_ENGINE_TOKEN"] for program in programs}


def test_all_share_one_token_and_each_run_has_its_own(programs: Callable[..., list[Program]]) -> None:
    (first,), (second,) = tokens(programs()), tokens(programs())
    assert first != second
    assert len(first) >= 32


def test_a_token_that_is_set_is_used(programs: Callable[..., list[Program]]) -> None:
    assert tokens(programs(engine_token="chosen")) == {"chosen"}


def test_no_secret_stands_in_a_command_line(programs: Callable[..., list[Program]]) -> None:
    """Everybody on the machine can read those."""
    for one in programs(engine_token="s3cret", operator_key="s3cret"):
        assert "s3cret" not in " ".join(one.command)
