"""The service's side of the wall: talks to the engine over its HTTP API."""

from typing import Any

import httpx
from pydantic import BaseModel, Field

from okpay.messages import BotMessage

CONNECT_SECONDS = 5.0


class EngineUnavailable(Exception):
    """The engine cannot be reached or is not ready; trying again later will do."""


class EngineFault(Exception):
    """The engine is there but has no answer to this message; trying again may do, or not."""


class Reply(BaseModel):
    """What the engine answers to one message; the language it is in when that is settled."""

    messages: list[BotMessage] = Field(min_length=1)
    locale: str | None = None


class EngineClient:
    """One engine."""

    def __init__(self, url: str, token: str, timeout: float) -> None:
        self._token = token
        self.timeout = timeout
        # Little time to connect, so that all of it ends before the lease of whoever asks.
        connecting = min(timeout, CONNECT_SECONDS)
        limits = httpx.Timeout(timeout, connect=connecting, pool=connecting)
        # No proxy of the environment: it would see the customers' words and the token.
        self._http = httpx.AsyncClient(base_url=url, timeout=limits, trust_env=False)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def send(self, sender: str, message_id: str, text: str, action: str | None, locale: str) -> Reply:
        """The answer to one message; the same message_id again gives the same answer.

        Raises EngineUnavailable or EngineFault.
        """
        body = {"sender": sender, "message_id": message_id, "locale": locale}
        body |= {"action": action} if action else {"text": text}
        response = await self._request(
            "POST", "/webhooks/okpay/messages", json=body, headers={"X-Engine-Token": self._token}
        )
        try:
            return Reply.model_validate(response.json())
        except ValueError as error:
            raise EngineFault("unreadable answer") from error

    async def parse(self, text: str) -> dict[str, Any]:
        """What the engine understands, without a conversation. Raises EngineUnavailable or EngineFault."""
        response = await self._request(
            "POST", "/model/parse", params={"token": self._token}, json={"text": text}
        )
        try:
            return dict(response.json())
        except (ValueError, TypeError) as error:
            raise EngineFault("unreadable answer") from error

    async def forget(self, sender: str) -> None:
        """Remove one memory."""
        await self._request(
            "PUT", f"/conversations/{sender}/tracker/events", params={"token": self._token}, json=[]
        )

    async def is_ready(self) -> bool:
        """Whether a model is loaded."""
        try:
            await self._request("GET", "/status", params={"token": self._token})
        except (EngineUnavailable, EngineFault):
            return False
        return True

    async def _request(self, method: str, path: str, **options: Any) -> httpx.Response:
        try:
            response = await self._http.request(method, path, **options)
        except (httpx.ReadTimeout, httpx.WriteTimeout) as error:
            raise EngineFault("no answer in time") from error
        except httpx.TransportError as error:
            # Whoever cannot be connected to in time never saw the message: it is not the message's fault.
            raise EngineUnavailable(type(error).__name__) from error
        except httpx.DecodingError as error:
            raise EngineFault("unreadable answer") from error
        if response.status_code in (404, 409):
            raise EngineUnavailable(f"not ready: {response.status_code}")
        if response.status_code >= 400:
            raise EngineFault(f"status {response.status_code}")
        return response
