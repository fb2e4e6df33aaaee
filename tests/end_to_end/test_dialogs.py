"""The scripted conversations in tests/dialogs, as `okpay eval dialogs` holds them."""

from pathlib import Path

import pytest

from okpay.dialogs import Dialog, play, read_dialogs
from tests.assistant import Assistant

FOLDER = Path(__file__).parent.parent / "dialogs"
DIALOGS = [(path.stem, dialog) for path in sorted(FOLDER.glob("*.yml")) for dialog in read_dialogs(path)]


@pytest.mark.parametrize("dialog", [pytest.param(d, id=f"{name}: {d.name}") for name, d in DIALOGS])
async def test_goes_as_it_should(assistant: Assistant, dialog: Dialog) -> None:
    outcome = await play(dialog, assistant.url)
    assert outcome.fault is None


def test_there_are_enough() -> None:
    assert len(DIALOGS) >= 60
    assert {name for name, _ in DIALOGS} == {"zh-CN", "zh-TW", "en"}
