"""The one shape of an error: {error: {code, message, fields?}}, in the language of whoever reads it."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from okpay.knowledge.article import Locale
from okpay.texts import text


class ErrorShown(BaseModel):
    """What went wrong; `fields` says where."""

    code: str
    message: str
    fields: dict[str, str] | None = None


class ErrorAnswer(BaseModel):
    """The answer to a request that failed."""

    error: ErrorShown


def described(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """These errors, for the description of a call."""
    return {status: {"model": ErrorAnswer} for status in statuses}


class ApiError(Exception):
    """An error that is answered with; `code` is also the key of its text."""

    def __init__(
        self,
        status: int,
        code: str,
        values: Mapping[str, object] | None = None,
        fields: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.values = dict(values or {})
        self.fields = dict(fields or {})
        self.headers = dict(headers or {})

    def body(self, locale: Locale) -> dict[str, object]:
        """What is sent."""
        error: dict[str, object] = {
            "code": self.code,
            "message": text(locale, f"error.{self.code}", self.values),
        }
        if self.fields:
            error["fields"] = self.fields
        return {"error": error}

    @classmethod
    def malformed(cls) -> "ApiError":
        """400: not JSON at all."""
        return cls(400, "malformed")

    @classmethod
    def unauthorized(cls) -> "ApiError":
        """401: nobody is logged in, or the key is missing."""
        return cls(401, "unauthorized")

    @classmethod
    def bad_login(cls) -> "ApiError":
        """401: wrong name or password, without saying which."""
        return cls(401, "bad_login")

    @classmethod
    def forbidden(cls) -> "ApiError":
        """403: a request that did not come from the desk's own page."""
        return cls(403, "forbidden")

    @classmethod
    def not_found(cls) -> "ApiError":
        """404: no such conversation for whoever asks."""
        return cls(404, "not_found")

    @classmethod
    def conflict(cls) -> "ApiError":
        """409: not now."""
        return cls(409, "conflict")

    @classmethod
    def taken(cls) -> "ApiError":
        """409: a colleague has it."""
        return cls(409, "taken")

    @classmethod
    def not_yours(cls) -> "ApiError":
        """409: the conversation is not assigned to this agent."""
        return cls(409, "not_yours")

    @classmethod
    def too_large(cls, limit: int) -> "ApiError":
        """413: longer than `limit` characters."""
        return cls(413, "too_large", {"limit": limit})

    @classmethod
    def file_too_large(cls, megabytes: int) -> "ApiError":
        """413: a file of more than so many megabytes."""
        return cls(413, "file_too_large", {"megabytes": megabytes})

    @classmethod
    def unsupported(cls) -> "ApiError":
        """415: a kind of file that is not taken."""
        return cls(415, "unsupported")

    @classmethod
    def not_fetched(cls) -> "ApiError":
        """422: a file that was sent elsewhere and cannot be had from there."""
        return cls(422, "not_fetched")

    @classmethod
    def invalid(cls, fields: Mapping[str, str]) -> "ApiError":
        """422: well-formed, but not allowed; `fields` says where."""
        return cls(422, "invalid", fields=fields)

    @classmethod
    def invalid_action(cls) -> "ApiError":
        """422: a button that was never offered here."""
        return cls(422, "invalid_action")

    @classmethod
    def too_many(cls, seconds: int) -> "ApiError":
        """429: come back in `seconds`."""
        return cls(429, "too_many", {"seconds": seconds}, headers={"Retry-After": str(seconds)})

    @classmethod
    def unavailable(cls) -> "ApiError":
        """503: the engine is away."""
        return cls(503, "unavailable", headers={"Retry-After": "5"})
