"""A service with a bot while Telegram itself is away; what needs Telegram is tested in tests/telegram."""

import pytest
from pydantic import SecretStr

from okpay.channels.telegram.credentials import Credentials
from okpay.settings import Settings
from tests.okpay.support import free_port

TOKEN = "123456:AAabcdefghijklmnopqrstuvwxyz0123456"


@pytest.fixture
def chosen(chosen: Settings) -> Settings:
    away = {
        "telegram_token": SecretStr(TOKEN),
        "telegram_api_url": f"http://127.0.0.1:{free_port()}",
        "telegram_webhook_url": "https://okpay.example",
        "public_url": "https://okpay.example",
    }
    return chosen.model_copy(update=away)


@pytest.fixture
def credentials() -> Credentials:
    return Credentials(TOKEN)
