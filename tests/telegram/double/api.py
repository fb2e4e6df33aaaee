"""The server: takes requests, lets them go wrong on purpose, and answers in Telegram's shape."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from tests.okpay.support import Server
from tests.telegram.double.bot import Bot
from tests.telegram.double.chats import Chats
from tests.telegram.double.faults import Fault, Faults, Kind
from tests.telegram.double.files import Files
from tests.telegram.double.flood import Flood
from tests.telegram.double.params import Params
from tests.telegram.double.people import Group, Person, Stranger, World
from tests.telegram.double.queries import Queries
from tests.telegram.double.refusals import Refusal, of_status
from tests.telegram.double.sending import Sending
from tests.telegram.double.updates import Update, Updates
from tests.telegram.double.webhooks import Webhook, Webhooks

_PATH = re.compile(r"/(?P<file>file/)?bot(?P<token>[^/]+)/(?P<rest>.+)")
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{35}")

Method = Callable[[Params], Awaitable[Any]]


@dataclass(frozen=True)
class Call:
    """A request that came; `status` is None where nobody got an answer."""

    method: str
    params: dict[str, Any]
    status: int | None
    at: float


class _Wire(Server):
    def cut(self, scope: Scope) -> None:
        """End the connection of a request as a broken line does."""
        assert self._server is not None
        for connection in list(self._server.server_state.connections):
            if getattr(connection, "scope", None) is scope:
                connection.transport.abort()


class BotApi:
    """A bot's Telegram, from `async with` on.

    `flood`: limits are kept to. `http_webhooks`: a webhook may be anywhere, not only where Telegram takes it.
    `query_seconds`: so long a pressed button waits for its answer.
    """

    def __init__(
        self, token: str, *, flood: bool = False, http_webhooks: bool = True, query_seconds: float = 15.0
    ) -> None:
        self.token = token
        self.calls: list[Call] = []
        self._faults = Faults()
        self._files, self._chats, self._queries = Files(), Chats(), Queries(query_seconds)
        self._updates = Updates()
        self._webhooks = Webhooks(self._updates, http_webhooks)
        self._world = World(self._chats, self._files, self._queries, self.push)
        self._bot = Bot(self._updates, self._webhooks)
        sending = Sending(self._chats, self._files, Flood(flood))
        self._methods = _methods(self._bot, sending, self._queries, self._files)
        self._wire = _Wire(self)
        self.url = self._wire.url

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Answer from now on, always on the same port."""
        await self._wire.start()
        self._webhooks.deliver()

    async def stop(self) -> None:
        """Gone, as if the line were cut; everything is kept for the next start."""
        self._webhooks.stop()
        await self._wire.stop()

    def person(
        self, name: str = "李雷", language_code: str | None = "zh-hans", username: str | None = None
    ) -> Person:
        """A customer who has not written yet."""
        return Person(self._world, name, language_code, username)

    def stranger(self, chat_id: int) -> Stranger:
        """Somebody with a private chat of this id, whose updates are made elsewhere."""
        return Stranger(self._world, chat_id)

    def group(self, title: str = "朋友们") -> Group:
        """A group that the bot is in."""
        return Group(self._world, title)

    def push(self, update: Update) -> Update:
        """Queue any update; one that has an id keeps it, and so may come twice."""
        update = self._updates.add(update)
        self._webhooks.deliver()
        return update

    def renumber(self, first: int) -> None:
        """Give other numbers to the updates to come."""
        self._updates.renumber(first)

    @property
    def pending(self) -> list[Update]:
        """Updates that the bot has not confirmed."""
        return self._updates.pending

    @property
    def webhook(self) -> Webhook | None:
        """Where updates are delivered to, if not asked for."""
        return self._webhooks.current

    @property
    def commands(self) -> dict[str, list[dict[str, str]]]:
        """The menu of commands by language; the empty one is for all others."""
        return self._bot.commands

    def count(self, method: str) -> int:
        """How often a method was asked for."""
        return sum(call.method == method for call in self.calls)

    def fail(
        self, method: str, kind: Kind, *, times: int | None = 1, retry_after: int = 1, seconds: float = 0.0
    ) -> None:
        """Let the next requests of a method (`*`: any) go wrong; `times=None`: until `heal`."""
        self._faults.order(method, Fault(kind, retry_after, seconds), times)

    def fail_at_random(
        self, seed: int, rate: float, faults: Sequence[Kind], methods: Collection[str] | None = None
    ) -> None:
        """Let any request go wrong from now on, as the dice fall."""
        self._faults.roll(seed, rate, faults, methods)

    def heal(self) -> None:
        """Nothing goes wrong any more."""
        self._faults.clear()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        response = await self._respond(request)
        if response is None:
            self._wire.cut(scope)
            await asyncio.sleep(0)
        else:
            await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response | None:
        found = _PATH.fullmatch(request.url.path)
        if not found or not _TOKEN.fullmatch(found["token"]):
            return _refused(Refusal(404, "Not Found"))
        if found["token"] != self.token:
            return _refused(of_status(401))
        if found["file"]:
            content = self._files.at(found["rest"])
            return _refused(Refusal(404, "Not Found")) if content is None else Response(content)
        return await self._call(found["rest"], request)

    async def _call(self, name: str, request: Request) -> Response | None:
        params = await Params.of(request)
        response = await self._with_faults(name, params)
        status = response.status_code if response else None
        self.calls.append(Call(name, params.values, status, time.monotonic()))
        return response

    async def _with_faults(self, name: str, params: Params) -> Response | None:
        fault = self._faults.next(name)
        if fault is None:
            return await self._do(name, params)
        if isinstance(fault.kind, int):
            return _refused(of_status(fault.kind, fault.retry_after))
        if fault.kind == "drop":
            return None
        if fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        response = await self._do(name, params)
        if fault.kind == "late":
            await asyncio.sleep(fault.seconds)
        return None if fault.kind == "lose" else response

    async def _do(self, name: str, params: Params) -> Response:
        method = self._methods.get(name.lower())
        try:
            if method is None:
                raise Refusal(404, "Not Found: method not found")
            return JSONResponse({"ok": True, "result": await method(params)})
        except Refusal as refusal:
            return _refused(refusal)


def _methods(bot: Bot, sending: Sending, queries: Queries, files: Files) -> dict[str, Method]:
    """Every method by its name; their case does not matter."""

    async def file(params: Params) -> dict[str, Any]:
        return files.describe(params.values.get("file_id"))

    return {
        "getme": bot.me,
        "getupdates": bot.updates,
        "setwebhook": bot.set_webhook,
        "deletewebhook": bot.delete_webhook,
        "getwebhookinfo": bot.webhook_info,
        "setmycommands": bot.set_commands,
        "getmycommands": bot.get_commands,
        "sendmessage": sending.message,
        "sendphoto": sending.photo,
        "senddocument": sending.document,
        "sendchataction": sending.action,
        "editmessagetext": sending.edit_text,
        "editmessagereplymarkup": sending.edit_markup,
        "deletemessage": sending.delete,
        "answercallbackquery": queries.answer,
        "getfile": file,
    }


def _refused(refusal: Refusal) -> Response:
    return JSONResponse(refusal.body(), refusal.code)
