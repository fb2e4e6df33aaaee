"""Refuses bodies that are too large before they fill the memory."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from okpay.errors import ApiError

LARGEST_BODY = 1_000_000
# What a form adds around its file.
FORM_ROOM = 10_000


class BodyTooLarge(HTTPException):
    """Raised out of the reading of a body: FastAPI lets exceptions of this kind through."""

    def __init__(self, error: ApiError) -> None:
        super().__init__(error.status)
        self.error = error


class BodyLimit:
    """Counts the bytes as they come; only a call that takes a file may be sent more than a few."""

    def __init__(self, app: ASGIApp, attachment_megabytes: int) -> None:
        self._app = app
        self._megabytes = attachment_megabytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        left, error = self._allowed(scope["path"])

        async def counted() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise BodyTooLarge(error)
            return message

        await self._app(scope, counted, send)

    def _allowed(self, path: str) -> tuple[int, ApiError]:
        if path.endswith("/attachments"):
            return self._megabytes * 1_000_000 + FORM_ROOM, ApiError.file_too_large(self._megabytes)
        return LARGEST_BODY, ApiError.too_large(LARGEST_BODY)
