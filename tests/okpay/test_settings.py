from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from okpay.settings import ROOT, Settings

NAMES = sorted(Settings.model_fields)


def of(**values: Any) -> Settings:
    return Settings(_env_file=None, **values)


def test_the_defaults_work() -> None:
    assert of().database == "sqlite+aiosqlite:///var/okpay.sqlite3"
    assert of().engine == "http://127.0.0.1:5005"


def test_nothing_listens_to_the_network_by_default() -> None:
    assert of().host == "127.0.0.1"


def test_the_operators_calls_are_closed_by_default() -> None:
    assert of().operator_key.get_secret_value() == ""


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKPAY_PORT", "9000")
    monkeypatch.setenv("OKPAY_ALLOWED_ORIGINS", '["https://shop.example"]')
    assert of().port == 9000
    assert of().allowed_origins == ["https://shop.example"]


def test_a_file_is_read_and_the_environment_comes_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("OKPAY_PORT=9000\nOKPAY_HOTLINE=400-1\nELSE=x\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OKPAY_PORT", "9001")
    assert (Settings().port, Settings().hotline) == (9001, "400-1")


def test_an_engine_elsewhere_is_used() -> None:
    assert of(engine_url="http://engine:5005").engine == "http://engine:5005"


def test_another_database_is_used() -> None:
    assert of(database_url="postgresql+psycopg://x/y").database == "postgresql+psycopg://x/y"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", 70000),
        ("port", -1),
        ("port", "http"),
        ("engine_port", 70000),
        ("actions_port", -1),
        ("engine_timeout", 0),
        ("session_hours", 0),
        ("message_limit", 0),
        ("messages_per_minute", 0),
        ("log_level", "chatty"),
        ("agent_hours", "9 to 5"),
        ("timezone", "Beijing"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(name: str, value: object) -> None:
    with pytest.raises(ValidationError):
        of(**{name: value})


@pytest.mark.parametrize("name", ["engine_token", "operator_key", "proof_key", "telegram_token"])
def test_a_secret_is_not_shown(name: str) -> None:
    assert "s3cret" not in repr(of(**{name: "s3cret"}))


@pytest.mark.parametrize("name", NAMES)
def test_each_setting_says_what_it_is(name: str) -> None:
    assert Settings.model_fields[name].description


@pytest.mark.parametrize("name", NAMES)
def test_each_setting_is_in_the_readme(name: str) -> None:
    assert f"OKPAY_{name.upper()}" in (ROOT / "README.md").read_text("utf-8")
