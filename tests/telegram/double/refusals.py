"""What Telegram answers when it refuses: a code, words, and sometimes what to do about it."""

from typing import Any


class Refusal(Exception):
    """A request that is not done."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """The answer in Telegram's shape."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return {**body, "parameters": self.parameters} if self.parameters else body


def bad_request(words: str, **parameters: int) -> Refusal:
    """The request itself is wrong; the same again would be refused again."""
    return Refusal(400, f"Bad Request: {words}", **parameters)


def too_many_requests(retry_after: int) -> Refusal:
    """Come back in so many seconds."""
    words = f"Too Many Requests: retry after {retry_after}"
    return Refusal(429, words, retry_after=retry_after)


_WORDS = {
    400: "Bad Request: told to",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


def of_status(status: int, retry_after: int = 1) -> Refusal:
    """The usual refusal with this status."""
    return too_many_requests(retry_after) if status == 429 else Refusal(status, _WORDS[status])
