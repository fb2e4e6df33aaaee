"""A small engine: speaks what okpay/engine.py expects, remembers what it heard, and fails when told to."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.okpay.support import Server, eventually

TOKEN = "engine-token"

Body = dict[str, Any]
Answer = Callable[[Body], Awaitable[Response]]


def said(*texts: str, locale: str | None = None) -> Response:
    """The assistant's plain words."""
    messages = [{"kind": "text", "text": text, "data": {"buttons": []}} for text in texts]
    return JSONResponse({"messages": messages, "locale": locale})


def typed(*messages: Body) -> Response:
    """Messages of any kind."""
    return JSONResponse({"messages": list(messages), "locale": None})


def handoff(*, urgent: bool = False) -> Body:
    """The assistant's wish for a human."""
    summary: Body = {"topic": None, "tried": [], "said": [], "reason": "asked", "urgent": urgent}
    return {"kind": "handoff", "text": "", "data": {"summary": summary}}


def refused(status: int) -> Response:
    return JSONResponse({"error": "told to"}, status)


async def echo(body: Body) -> Response:
    """The way it answers until it is told another; the button for a human works as in the real one."""
    if body.get("action") == "handoff":
        return typed(handoff())
    return said(f"re: {body.get('text') or body['action']}")


class EngineDouble:
    """Asked the same message again it gives the same answer, as the real one does."""

    def __init__(self) -> None:
        self.answer: Answer = echo
        self.asked: list[Body] = []
        self.memories: defaultdict[str, list[str]] = defaultdict(list)
        self.forgotten: list[str] = []
        self.forgetting: Callable[[str], Awaitable[Response]] = _forget_at_once
        self.parsing: Answer = _understand
        self.is_ready = True
        self.most_at_once: Counter[str] = Counter()
        self._busy: Counter[str] = Counter()
        self._last: dict[str, tuple[str, Response]] = {}
        routes = [
            Route("/webhooks/okpay/messages", self._messages, methods=["POST"]),
            Route("/conversations/{sender}/tracker/events", self._forget, methods=["PUT"]),
            Route("/model/parse", self._parse, methods=["POST"]),
            Route("/status", self._status),
        ]
        self._server = Server(Starlette(routes=routes))
        self.url = self._server.url
        self.start = self._server.start
        self.die = self._server.stop

    def hold(self) -> asyncio.Event:
        """From now on it answers nothing until the event is set; then everything."""
        gate, usual = asyncio.Event(), self.answer

        async def answer(body: Body) -> Response:
            await gate.wait()
            return await usual(body)

        self.answer = answer
        return gate

    def fail(self, times: int, status: int = 503) -> None:
        """Refuse the next `times` messages."""
        left, usual = [status] * times, self.answer

        async def answer(body: Body) -> Response:
            return refused(left.pop()) if left else await usual(body)

        self.answer = answer

    def will_say(self, *messages: Body) -> None:
        """Answer everything with these messages."""

        async def answer(body: Body) -> Response:
            return typed(*messages)

        self.answer = answer

    async def is_asked(self) -> None:
        """Wait until the first message has come."""

        async def asked() -> bool:
            return bool(self.asked)

        await eventually(asked)

    def texts(self) -> list[str]:
        """The words of every message that was asked, in the order they came."""
        return [body.get("text") or body["action"] for body in self.asked]

    def dump(self) -> str:
        """Everything that ever reached it."""
        return repr(self.asked)

    async def _messages(self, request: Request) -> Response:
        if request.headers.get("X-Engine-Token") != TOKEN:
            return refused(401)
        body: Body = await request.json()
        sender, message_id = body["sender"], body["message_id"]
        self.asked.append(body)
        self._busy[sender] += 1
        self.most_at_once[sender] = max(self.most_at_once[sender], self._busy[sender])
        try:
            last = self._last.get(sender)
            if last and last[0] == message_id:
                return last[1]
            response = await self.answer(body)
        finally:
            self._busy[sender] -= 1
        if response.status_code < 300:
            self.memories[sender].append(message_id)
            self._last[sender] = (message_id, response)
        return response

    async def _forget(self, request: Request) -> Response:
        if request.query_params.get("token") != TOKEN:
            return refused(401)
        sender = request.path_params["sender"]
        self.memories.pop(sender, None)
        self._last.pop(sender, None)
        self.forgotten.append(sender)
        return await self.forgetting(sender)

    async def _parse(self, request: Request) -> Response:
        if request.query_params.get("token") != TOKEN:
            return refused(401)
        return await self.parsing(await request.json())

    async def _status(self, request: Request) -> Response:
        return JSONResponse({"model_id": "x"}) if self.is_ready else refused(409)


async def _forget_at_once(sender: str) -> Response:
    return JSONResponse({"events": []})


async def _understand(body: Body) -> Response:
    ranking = [{"name": "fees", "confidence": 0.9}, {"name": "limit_raise", "confidence": 0.1}]
    return JSONResponse(
        {
            "intent_ranking": ranking,
            "entities": [{"entity": "amount", "value": "5", "start": 0, "end": 1, "extractor": "x"}],
            "outcome": "answer",
            "language": "zh-CN",
        }
    )
