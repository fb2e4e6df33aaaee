"""Stands around the whole application: no fault gets out, and every answer is read as what it is."""

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from okpay.answers import answer
from okpay.errors import ApiError

log = structlog.get_logger()

# The widget shows a customer's own picture as a blob: no address could carry the token.
CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
DOCS = ("/docs", "/redoc")


class Guard:
    """A fault ends here: whoever stood further out would log what a customer wrote."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and answer in its place when that fails."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                _secure(scope["path"], MutableHeaders(scope=message))
            await send(message)

        try:
            await self._app(scope, receive, guarded)
        except Exception as error:
            log.error("request_failed", method=scope["method"], route=_route(scope), exc_info=error)
            if not begun:
                failed = answer(Request(scope), ApiError(500, "internal"))
                await failed(scope, receive, guarded)


def _secure(path: str, headers: MutableHeaders) -> None:
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    if not path.startswith(DOCS):
        headers.setdefault("Content-Security-Policy", CONTENT_POLICY)


def _route(scope: Scope) -> str:
    """The path's pattern: the path itself may hold an id."""
    return getattr(scope.get("route"), "path", "unknown")
