"""The bot itself: who it is, what it may be told, how it hears."""

import re
from typing import Any

from tests.telegram.double.params import Params
from tests.telegram.double.refusals import Refusal, bad_request
from tests.telegram.double.updates import MOST_AT_ONCE, Updates
from tests.telegram.double.webhooks import Webhooks

BOT = {
    "id": 123456789,
    "is_bot": True,
    "first_name": "OKPAY 客服",
    "username": "okpay_test_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": True,
    "supports_inline_queries": False,
    "can_connect_to_business": False,
    "has_main_web_app": False,
}
SENDER = {name: BOT[name] for name in ("id", "is_bot", "first_name", "username")}
MOST_COMMANDS, LONGEST_DESCRIPTION = 100, 256
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_POLLS_A_WEBHOOK = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


class Bot:
    """What is set for the bot, and its updates."""

    def __init__(self, updates: Updates, webhooks: Webhooks) -> None:
        self.commands: dict[str, list[dict[str, str]]] = {}
        self._updates = updates
        self._webhooks = webhooks

    async def me(self, params: Params) -> dict[str, Any]:
        """getMe."""
        return BOT

    async def updates(self, params: Params) -> list[dict[str, Any]]:
        """getUpdates."""
        if self._webhooks.current:
            raise Refusal(409, _POLLS_A_WEBHOOK)
        self._updates.allow(params.json("allowed_updates"))
        limit = min(max(params.number("limit", MOST_AT_ONCE), 1), MOST_AT_ONCE)
        return await self._updates.poll(params.number("offset"), limit, params.number("timeout"))

    async def set_webhook(self, params: Params) -> bool:
        """setWebhook."""
        self._drop_pending(params)
        self._updates.allow(params.json("allowed_updates"))
        connections = params.number("max_connections", 40)
        if not 1 <= connections <= MOST_AT_ONCE:
            raise bad_request("max_connections must be between 1 and 100")
        self._webhooks.set(params.text("url") or "", params.text("secret_token"), connections)
        return True

    async def delete_webhook(self, params: Params) -> bool:
        """deleteWebhook."""
        self._drop_pending(params)
        self._webhooks.delete()
        return True

    async def webhook_info(self, params: Params) -> dict[str, Any]:
        """getWebhookInfo."""
        return self._webhooks.info()

    async def set_commands(self, params: Params) -> bool:
        """setMyCommands."""
        commands = params.json("commands")
        if not isinstance(commands, list) or len(commands) > MOST_COMMANDS:
            raise bad_request("can't parse commands: expected an Array of BotCommand")
        for command in commands:
            _check_command(command)
        self.commands[_language(params)] = commands
        return True

    async def get_commands(self, params: Params) -> list[dict[str, str]]:
        """getMyCommands."""
        return self.commands.get(_language(params), [])

    def _drop_pending(self, params: Params) -> None:
        if params.flag("drop_pending_updates"):
            self._updates.pending = []


def _language(params: Params) -> str:
    code = params.text("language_code") or ""
    if code and not _LANGUAGE.fullmatch(code):
        raise bad_request("invalid language code specified")
    return code


def _check_command(command: Any) -> None:
    if not _COMMAND.fullmatch(str(command.get("command", ""))):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(str(command.get("description", ""))) <= LONGEST_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
