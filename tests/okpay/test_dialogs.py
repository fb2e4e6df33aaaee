from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from okpay.cli import app
from okpay.dialogs import DialogFileError, Expected, play, read_dialogs
from tests.assistant import free_port

STEP: dict[str, Any] = {
    "kind": "guide_step",
    "text": "登录不上 · 第 1 步",
    "data": {"article_id": "login_failed", "step": 1, "buttons": [{"label": "转人工", "action": "handoff"}]},
}


@pytest.mark.parametrize(
    ("expected", "fits"),
    [
        ({}, True),
        ({"kind": "guide_step", "article": "login_failed", "step": 1}, True),
        ({"step": 2}, False),
        ({"article": "fees"}, False),
        ({"offers": "handoff"}, True),
        ({"offers": "resume"}, False),
        ({"contains": "第 1 步"}, True),
        ({"contains": "第 2 步"}, False),
        ({"lacks": "第 1 步"}, False),
        ({"state": "queued"}, False),
    ],
)
def test_a_message_fits_what_is_given(expected: dict[str, Any], fits: bool) -> None:
    assert Expected(**expected).fits(STEP) is fits


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "- name: x\n  turns:\n    - say: 好\n      press: next_step\n",
            "says something or presses a button",
        ),
        ("- name: x\n  turns:\n    - expect: {kind: text}\n", "says something or presses a button"),
        ("- name: x\n  turns:\n    - say: 好\n      expect: {kindd: text}\n", "kindd"),
        ("just words", "list"),
        ("a: [b", "dialogs.yml"),
    ],
)
def test_a_faulty_file_is_told_in_one_line(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "dialogs.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DialogFileError, match=told) as caught:
        read_dialogs(file)
    assert "\n" not in str(caught.value)


async def test_an_assistant_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    file = tmp_path / "dialogs.yml"
    file.write_text("- name: hello\n  turns:\n    - say: hello\n", encoding="utf-8")
    (dialog,) = read_dialogs(file)
    outcome = await play(dialog, f"http://127.0.0.1:{free_port()}")
    assert "no conversation" in (outcome.fault or "")


@pytest.mark.parametrize("command", [["bench", "--customers", "1"], ["eval", "dialogs", "dialogs.yml"]])
def test_the_commands_fail_where_nobody_answers(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("dialogs.yml").write_text("- name: hello\n  turns:\n    - say: hello\n", encoding="utf-8")
    result = CliRunner().invoke(app, [*command, "--url", f"http://127.0.0.1:{free_port()}"])
    assert result.exit_code == 1
    assert "Traceback" not in result.output
