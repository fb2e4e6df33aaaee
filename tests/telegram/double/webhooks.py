"""Delivers updates to a webhook as Telegram does: in order within a chat, and again until it is taken."""

import asyncio
import re
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.telegram.double.refusals import bad_request, too_many_requests
from tests.telegram.double.updates import Update, Updates

HEADER = "X-Telegram-Bot-Api-Secret-Token"
PORTS = (80, 88, 443, 8443)
SECONDS_BETWEEN_SETTINGS = 1.0
FIRST_RETRY_SECONDS = 0.05
LONGEST_RETRY_SECONDS = 1.0
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


@dataclass
class Webhook:
    """Where updates go."""

    url: str
    secret_token: str | None
    max_connections: int
    last_error: tuple[int, str] | None = None
    delivered: list[int] = field(default_factory=list)

    @property
    def headers(self) -> dict[str, str]:
        return {HEADER: self.secret_token} if self.secret_token else {}


class Webhooks:
    """The webhook of one bot, if it has one, and the deliveries under way."""

    def __init__(self, updates: Updates, takes_http: bool) -> None:
        self.current: Webhook | None = None
        self._updates = updates
        self._takes_http = takes_http
        self._under_way: dict[object, asyncio.Task[None]] = {}
        self._last_set = float("-inf")

    def set(self, url: str, secret_token: str | None, max_connections: int) -> str:
        """Switch it on or off; what Telegram says of it. Refusal as Telegram refuses."""
        if not url:
            return self.delete()
        # More than one in a second is too many, as two processes learn that start together.
        if time.monotonic() - self._last_set < SECONDS_BETWEEN_SETTINGS:
            raise too_many_requests(1)
        self._check(url, secret_token)
        self._last_set = time.monotonic()
        known = self.current
        if known and (known.url, known.secret_token) == (url, secret_token):
            return "Webhook is already set"
        self.stop()
        self.current = Webhook(url, secret_token, max_connections)
        self._updates.end_poll()
        self.deliver()
        return "Webhook was set"

    def delete(self) -> str:
        """Long polling again."""
        if self.current is None:
            return "Webhook is already deleted"
        self.stop()
        self.current = None
        return "Webhook was deleted"

    def info(self) -> dict[str, Any]:
        """As getWebhookInfo says it."""
        about: dict[str, Any] = {
            "url": self.current.url if self.current else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates.pending),
        }
        if self.current:
            about["max_connections"] = self.current.max_connections
            if self.current.last_error:
                about["last_error_date"], about["last_error_message"] = self.current.last_error
        if self._updates.allowed:
            about["allowed_updates"] = self._updates.allowed
        return about

    def deliver(self) -> None:
        """Begin whatever is not yet under way."""
        if self.current is None:
            return
        for place in {_place(update) for update in self._updates.pending} - self._under_way.keys():
            self._under_way[place] = asyncio.create_task(self._deliver_all(self.current, place))

    def stop(self) -> None:
        """In the middle, if need be; what was not taken stays."""
        for task in self._under_way.values():
            task.cancel()
        self._under_way = {}

    def _check(self, url: str, secret_token: str | None) -> None:
        parts = urlsplit(url)
        if parts.scheme != "https" and not self._takes_http:
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if not parts.hostname:
            raise bad_request("invalid webhook URL specified")
        if (parts.port or 443) not in PORTS and not self._takes_http:
            raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        if secret_token is not None and len(secret_token) > 256:
            raise bad_request("secret token is too long")
        if secret_token is not None and not _SECRET.fullmatch(secret_token):
            raise bad_request("secret token contains unallowed characters")

    async def _deliver_all(self, webhook: Webhook, place: object) -> None:
        async with httpx.AsyncClient(timeout=10) as client:
            while mine := [update for update in self._updates.pending if _place(update) == place]:
                await self._deliver(client, webhook, mine[0])
        self._under_way.pop(place, None)
        self.deliver()

    async def _deliver(self, client: httpx.AsyncClient, webhook: Webhook, update: Update) -> None:
        wait = FIRST_RETRY_SECONDS
        while (error := await _post(client, webhook, update)) is not None:
            webhook.last_error = (int(time.time()), error)
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_RETRY_SECONDS)
        webhook.delivered.append(update["update_id"])
        self._updates.confirm(update)


async def _post(client: httpx.AsyncClient, webhook: Webhook, update: Update) -> str | None:
    try:
        answer = await client.post(webhook.url, json=update, headers=webhook.headers)
    except httpx.TransportError:
        return "Connection refused"
    if answer.is_success:
        return None
    return f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}"


def _place(update: Update) -> object:
    """What has to stay in order: a chat, else a sender."""
    for content in update.values():
        if isinstance(content, dict):
            message = content.get("message", content)
            about = message.get("chat") or content.get("from") or {}
            return about.get("id")
    return None
