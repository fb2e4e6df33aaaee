"""The command line: every error is one line on standard error, and the exit code is not zero."""

import asyncio
import json
import os
import shutil
import socket
import stat
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from okpay import training
from okpay.cli import app
from okpay.desk.accounts import log_in
from okpay.settings import ROOT, settings
from okpay.store.database import Database
from tests.okpay.conftest import SAMPLE
from tests.okpay.support import free_port

EVERY = [
    [],
    ["run"],
    ["train"],
    ["eval"],
    ["eval", "nlu"],
    ["eval", "dialogs"],
    ["bench"],
    ["agent"],
    ["agent", "add"],
    ["knowledge"],
    ["knowledge", "check"],
    ["knowledge", "show"],
    ["telegram"],
    ["telegram", "check"],
]


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Settings of this test only."""
    monkeypatch.setenv("OKPAY_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("OKPAY_MODEL_DIR", str(tmp_path / "models"))
    for name in ("OKPAY_PORT", "OKPAY_ENGINE_PORT", "OKPAY_ACTIONS_PORT"):
        monkeypatch.setenv(name, str(free_port()))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "300")
    settings.cache_clear()
    yield
    settings.cache_clear()


def call(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(app, list(arguments), input=given)


def failed(result: Result) -> str:
    """The one line that says why."""
    assert result.exit_code != 0
    assert isinstance(result.exception, SystemExit), repr(result.exception)
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    return lines[0]


@pytest.fixture
def engine_python(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """What runs instead of the engine's Python; tests write it."""
    path = tmp_path / "engine-python"
    monkeypatch.setenv("OKPAY_ENGINE_PYTHON", str(path))
    return path


def write(path: Path, code: str) -> None:
    path.write_text(f"#!{sys.executable}\n{textwrap.dedent(code)}")
    path.chmod(path.stat().st_mode | stat.S_IEXEC)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A model of the present data."""
    path = training.model_file(settings())
    path.parent.mkdir()
    path.touch()
    return path


@pytest.mark.parametrize("command", EVERY, ids=" ".join)
def test_every_command_explains_itself(command: list[str]) -> None:
    result = call(*command, "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.stdout


@pytest.mark.parametrize(
    "arguments", [["nothing"], ["agent", "add"], ["agent", "add", "x", "--role", "king"], ["eval", "nlu"]]
)
def test_a_command_that_cannot_be_is_refused(arguments: list[str]) -> None:
    result = call(*arguments)
    assert result.exit_code != 0
    assert "Traceback" not in result.output


def test_it_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "okpay", "--help"], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 0


# Accounts


def can_log_in(name: str, password: str) -> bool:
    async def attempt() -> bool:
        database = Database(settings().database)
        begun = await log_in(database, name, password, 1)
        await database.close()
        return begun is not None

    return asyncio.run(attempt())


def test_an_account_with_a_password_that_is_asked_for() -> None:
    result = call("agent", "add", "小李", given="correct horse\ncorrect horse\n")
    assert result.exit_code == 0
    assert "correct horse" not in result.output
    assert can_log_in("小李", "correct horse")


def test_an_account_with_a_password_that_is_made() -> None:
    result = call("agent", "add", "小李", "--role", "supervisor", "--make-password")
    password = result.stdout.split("password: ")[1].strip()
    assert len(password) >= 12
    assert can_log_in("小李", password)


def test_a_short_password_is_refused() -> None:
    assert "8" in failed(call("agent", "add", "小李", given="short\nshort\n"))


def test_two_different_passwords_are_asked_for_again() -> None:
    given = "correct horse\nwrong horse\ncorrect horse\ncorrect horse\n"
    assert call("agent", "add", "小李", given=given).exit_code == 0


def test_a_name_that_is_taken_is_told() -> None:
    call("agent", "add", "小李", "--make-password")
    assert "小李" in failed(call("agent", "add", "小李", "--make-password"))


@pytest.mark.parametrize("name", ["", "  ", "x" * 81], ids=["empty", "blank", "long"])
def test_a_name_that_cannot_be_is_refused(name: str) -> None:
    """The desk would not let such an agent in."""
    failed(call("agent", "add", name, "--make-password"))


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://postgres@127.0.0.1:1/none",
        "sqlite+aiosqlite:////proc/none/x.sqlite3",
        "nonsense",
        "oracle://x/y",
    ],
)
def test_a_database_that_cannot_be_had_is_told(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKPAY_DATABASE_URL", url)
    failed(call("agent", "add", "小李", "--make-password"))


def test_the_password_of_a_database_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKPAY_DATABASE_URL", "postgresql+psycopg://x:s3cret@127.0.0.1:1/none")
    result = call("agent", "add", "小李", "--make-password")
    assert "s3cret" not in result.output
    assert "s3cret" not in failed(result)


@pytest.mark.parametrize(
    "command", [["run"], ["train"], ["agent", "add", "小李", "--make-password"]], ids=" ".join
)
def test_a_setting_that_cannot_be_is_told(command: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKPAY_PORT", "eighty")
    assert "port" in failed(call(*command)).lower()


# Running and training


def test_running_on_a_port_that_is_taken_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("OKPAY_PORT", str(taken.getsockname()[1]))
        assert "OKPAY_PORT" in failed(call("run"))


def test_running_without_the_engines_environment_is_told(engine_python: Path) -> None:
    assert "make setup" in failed(call("run"))


def test_running_with_unsound_knowledge_tells_each_fault(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "knowledge" / "zh-CN"
    folder.mkdir(parents=True)
    for name in ("one", "two"):
        (folder / f"{name}.md").write_text("nothing")
    monkeypatch.setenv("OKPAY_KNOWLEDGE_DIR", str(folder.parent))
    result = call("run")
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert [line.split(":")[0] for line in lines[:2]] == ["zh-CN/one.md", "zh-CN/two.md"]


def test_training_without_the_engines_environment_is_told(engine_python: Path) -> None:
    assert "make setup" in failed(call("train"))


def test_the_last_word_of_a_program_that_failed_is_told(engine_python: Path) -> None:
    write(engine_python, "print('one'); print('the disk is full'); raise SystemExit(3)")
    assert failed(call("train")) == "okpay: the disk is full"


def test_a_program_that_failed_without_a_word_is_told(engine_python: Path) -> None:
    write(engine_python, "raise SystemExit(3)")
    assert "3" in failed(call("train"))


def test_a_python_that_cannot_be_run_is_told(engine_python: Path) -> None:
    engine_python.write_text("")
    failed(call("train"))


def test_brackets_in_the_last_word_are_told_as_they_are(engine_python: Path) -> None:
    write(engine_python, "print('[Errno 28] no space [/red]'); raise SystemExit(1)")
    assert failed(call("train")) == "okpay: [Errno 28] no space [/red]"


def test_training_tells_its_stages_and_where_the_model_lies(engine_python: Path) -> None:
    write(
        engine_python,
        """
        import json
        for done in (1, 2):
            print(json.dumps({"stage": "classifier", "done": done, "total": 2}))
        """,
    )
    result = call("train")
    assert result.exit_code == 0
    assert result.stdout.count("classifier") == 1
    assert str(training.model_file(settings())) in result.stdout


def test_of_the_models_the_newest_few_are_kept(engine_python: Path, tmp_path: Path) -> None:
    write(
        engine_python,
        """
        import sys
        from pathlib import Path
        if "--out" in sys.argv:
            Path(sys.argv[sys.argv.index("--out") + 1]).touch()
        """,
    )
    folder = tmp_path / "models"
    folder.mkdir()
    for age in range(5):
        old = folder / f"okpay-{age}.tar.gz"
        old.touch()
        os.utime(old, (age, age))
    assert call("train").exit_code == 0
    kept = sorted(path.name for path in folder.iterdir())
    assert len(kept) == training.KEPT_MODELS
    assert training.model_file(settings()).name in kept
    assert "okpay-0.tar.gz" not in kept


# Knowledge


def test_sound_knowledge_is_told() -> None:
    result = call("knowledge", "check")
    assert result.exit_code == 0
    assert "zh-CN, zh-TW, en" in result.stdout


def test_unsound_knowledge_is_told_a_line_a_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shutil.copytree(SAMPLE, tmp_path / "knowledge")
    (tmp_path / "knowledge" / "en" / "limit_raise.md").unlink()
    (tmp_path / "knowledge" / "zh-TW" / "limit_raise.md").write_text("nothing")
    monkeypatch.setenv("OKPAY_KNOWLEDGE_DIR", str(tmp_path / "knowledge"))
    result = call("knowledge", "check")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "zh-TW/limit_raise.md: no front matter between two lines of ---",
        "zh-TW/limit_raise.md: not in every language",
        "en/limit_raise.md: not in every language",
    ]


def test_what_is_wrong_with_telegram_is_told() -> None:
    result = call("telegram", "check")
    assert result.exit_code == 1
    assert result.stdout.startswith("wrong OKPAY_TELEGRAM_TOKEN is not set")


def test_an_article_is_drawn_in_a_language() -> None:
    assert "付款失败怎么办" in call("knowledge", "show", "payment_failed").stdout
    assert "Payment failed" in call("knowledge", "show", "payment_failed", "--locale", "en").stdout


def test_an_article_is_drawn_as_a_flowchart() -> None:
    assert call("knowledge", "show", "payment_failed", "--mermaid").stdout.startswith("flowchart TD\n")


def test_an_article_that_is_not_there_is_told() -> None:
    assert "nothing_such" in failed(call("knowledge", "show", "nothing_such"))


# Measuring

ROWS: dict[str, Any] = {
    "rows": [
        {
            "text": "手续费",
            "expected": "fees",
            "intent": "fees",
            "confidence": 0.9,
            "outcome": "answer",
            "second": None,
        },
        {
            "text": "限额",
            "expected": "limit",
            "intent": "fees",
            "confidence": 0.5,
            "outcome": "confirm",
            "second": "x",
        },
    ],
    "times_ms": [5.0, 7.0],
    "lines_per_second": 100.0,
}
ERROR = {
    **ROWS["rows"][1],
    "misled_by": [{"text": "费用的上限", "cosine": 0.92}],
    "right": [{"text": "额度", "cosine": 0.9}],
}


@pytest.fixture
def measuring(engine_python: Path, model: Path) -> None:
    write(
        engine_python,
        f"""
        import json, sys
        from pathlib import Path
        measured = {ROWS!r} | ({{"errors": [{ERROR!r}]}} if "--errors" in sys.argv else {{}})
        Path(sys.argv[sys.argv.index("--out") + 1]).write_text(json.dumps(measured))
        """,
    )


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "lines.tsv"
    path.write_text("手续费\tfees\n限额\tlimit\n")
    return path


@pytest.mark.usefixtures("measuring")
def test_measuring_shows_the_figures(lines: Path) -> None:
    result = call("eval", "nlu", str(lines))
    assert result.exit_code == 0
    assert "accuracy         0.5000" in result.stdout
    assert "limit taken for fees" in result.stdout


@pytest.mark.usefixtures("measuring")
def test_what_misled_is_shown_where_it_is_asked_for(lines: Path) -> None:
    shown = call("eval", "nlu", str(lines), "--errors").stdout
    error = ["限额", "  limit taken for fees, 0.50 sure", "  0.920  fees: 费用的上限", "  0.900  limit: 额度"]
    assert shown.splitlines()[: len(error)] == error
    assert "费用的上限" not in call("eval", "nlu", str(lines)).stdout


@pytest.mark.usefixtures("measuring")
def test_measuring_writes_the_report(lines: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.json"
    assert call("eval", "nlu", str(lines), "--json", str(out)).exit_code == 0
    report = json.loads(out.read_text())
    assert (report["n"], report["accuracy"]) == (2, 0.5)
    assert report["rows"] == ROWS["rows"]


@pytest.mark.usefixtures("measuring")
def test_a_report_that_cannot_be_written_is_told(lines: Path, tmp_path: Path) -> None:
    assert "nothing" in failed(call("eval", "nlu", str(lines), "--json", str(tmp_path / "nothing" / "x")))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    result = call("eval", "nlu", str(tmp_path / "nothing.tsv"))
    assert result.exit_code != 0
    assert "nothing.tsv" in result.stderr
