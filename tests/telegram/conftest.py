"""Fixtures for everything that is tested through Telegram."""

import pytest

from tests.okpay.conftest import one_tls_context

__all__ = ["one_tls_context"]


@pytest.fixture(autouse=True)
def durations_as_durations(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client warns of the time when seconds will be no numbers any more; that time has come here."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
