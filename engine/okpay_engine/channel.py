"""The service's way into the engine: one message in, the assistant's typed messages out.

Rasa's REST channel answers a fault with an empty 200 and has no idea of a message sent twice. This one
answers a fault with an error, and a message that was already answered with the same answer again.
"""

import asyncio
import gc
import hmac
import json
import logging
import os
from typing import Any, Awaitable, Callable, Dict, List, Optional, Sequence

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

logger = logging.getLogger(__name__)

TOKEN_HEADER = "X-Engine-Token"
OPTIONS_SLOT = "options"
FIELD_SLOT = "field"
LOCALE_SLOT = "locale"

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


class OkpayInput(InputChannel):
    """POST /webhooks/okpay/messages, for the service only."""

    def __init__(self, token: str) -> None:
        self._token = token

    @classmethod
    def name(cls) -> str:
        """Part of the address."""
        return "okpay"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> "OkpayInput":
        """The token is a secret of the deployment, not of credentials.yml."""
        return cls(os.environ.get("OKPAY_ENGINE_TOKEN", ""))

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """The channel's routes."""
        blueprint = Blueprint("okpay_channel", __name__)

        @blueprint.listener("after_server_start")
        async def started(*_: Any) -> None:
            # What was loaded stays; searching it for garbage at every turn would cost more than the turn.
            gc.collect()
            gc.freeze()

        @blueprint.route("/messages", methods=["POST"])
        async def messages(request: Request) -> HTTPResponse:
            if not hmac.compare_digest(request.headers.get(TOKEN_HEADER, ""), self._token):
                return json_response({"error": "wrong token"}, status=401)
            return await _answer(request, on_new_message)

        return blueprint


OWN_TO_RASA = ("restart", "back", "session_start")


def _is_known(action: str, intents: Sequence[str]) -> bool:
    intent = action.partition(":")[0]
    return intent in intents and intent not in OWN_TO_RASA


async def _answer(request: Request, on_new_message: OnNewMessage) -> HTTPResponse:
    body = request.json
    agent = request.app.ctx.agent
    store = agent.tracker_store
    if body.get("action") and not _is_known(body["action"], agent.domain.intents):
        return json_response({"error": "unknown action"}, status=422)
    before = await store.retrieve(body["sender"])
    replies, after = _replies(before, body["message_id"]), before
    if not replies:
        try:
            await on_new_message(_user_message(body, before))
        except (Exception, asyncio.CancelledError):
            logger.exception("message %s failed", body["message_id"])
        after = await store.retrieve(body["sender"])
        replies = _replies(after, body["message_id"])
    if after is None or not replies:
        # Rasa keeps a turn whose action failed; to be tried again, it has to be as if it had not been.
        await store.save(before or DialogueStateTracker.from_events(body["sender"], []))
        return json_response({"error": "no answer"}, status=503)
    return json_response({"messages": replies, "locale": after.get_slot(LOCALE_SLOT)})


def _user_message(body: Dict[str, Any], tracker: Optional[DialogueStateTracker]) -> UserMessage:
    locale, action = body.get("locale"), body.get("action")
    metadata = {
        "locale": locale,
        "options": tracker.get_slot(OPTIONS_SLOT) if tracker else None,
        "field": tracker.get_slot(FIELD_SLOT) if tracker else None,
    }
    text = as_rasa_payload(action, locale) if action else as_plain_text(body["text"])
    return UserMessage(
        text,
        CollectingOutputChannel(),
        body["sender"],
        input_channel=OkpayInput.name(),
        message_id=body["message_id"],
        metadata=metadata,
    )


def as_rasa_payload(action: str, locale: Optional[str] = None) -> str:
    """`next_step` as /next_step, `answer:balance/0` as /answer{"option": "balance/0"}; with the language."""
    intent, _, option = action.partition(":")
    entities = {name: value for name, value in (("option", option), ("locale", locale)) if value}
    return f"/{intent}" + (json.dumps(entities) if entities else "")


def as_plain_text(text: str) -> str:
    """A typed message that begins with a slash is text, not a button."""
    return text.lstrip("/ ") or "?"


def _replies(tracker: Optional[DialogueStateTracker], message_id: str) -> List[Dict[str, Any]]:
    """What the assistant said to that message, if it is the last one it answered."""
    if tracker is None:
        return []
    replies: List[Dict[str, Any]] = []
    for event in reversed(tracker.events):
        if isinstance(event, BotUttered):
            replies.append(_typed(event))
        elif isinstance(event, UserUttered):
            return replies[::-1] if event.message_id == message_id else []
    return []


def _typed(event: BotUttered) -> Dict[str, Any]:
    custom = event.data.get("custom")
    if custom:
        return dict(custom)
    return {"kind": "text", "text": event.text or "", "data": {"buttons": _buttons(event)}}


def _buttons(event: BotUttered) -> List[Dict[str, str]]:
    return [
        {"label": button["title"], "action": button["payload"].lstrip("/")}
        for button in event.data.get("buttons") or []
    ]
