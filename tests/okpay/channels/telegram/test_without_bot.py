"""Without a token there is no Telegram."""

import subprocess
import sys

import httpx
import pytest

from okpay.settings import Settings
from tests.okpay.channels.conftest import Own


@pytest.fixture
def chosen(chosen: Settings) -> Settings:
    return chosen.model_copy(update={"telegram_token": Settings(_env_file=None).telegram_token})


async def test_its_calls_are_not_there(client: httpx.AsyncClient, own: Own) -> None:
    calls = (f"{own.path}/telegram-link", "/api/v1/conversations/resume", "/telegram/" + "0" * 32)
    answers = [
        await client.post(path, headers=own.headers, json={"code": "x", "update_id": 1}) for path in calls
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_its_library_is_not_loaded() -> None:
    script = "import sys, okpay.app; sys.exit('telegram' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
