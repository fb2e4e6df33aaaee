"""Answers with errors, all in the one form and in the language of whoever reads them."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from okpay.body_limit import BodyTooLarge
from okpay.errors import ApiError
from okpay.knowledge.article import Locale
from okpay.languages import wanted_locale

CODES = {404: "not_found"}


def answer(request: Request, error: ApiError) -> JSONResponse:
    """The answer to a request that failed."""
    return JSONResponse(error.body(_locale(request)), error.status, error.headers)


def handle_errors(app: FastAPI) -> None:
    """Have the application answer so."""

    @app.exception_handler(ApiError)
    async def api_error(request: Request, error: ApiError) -> JSONResponse:
        return answer(request, error)

    @app.exception_handler(BodyTooLarge)
    async def too_large(request: Request, error: BodyTooLarge) -> JSONResponse:
        return answer(request, error.error)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        faults = error.errors()
        if any(_is_malformed(fault) for fault in faults):
            return answer(request, ApiError.malformed())
        # What was sent is not repeated: it may hold what should not be anywhere.
        fields = {".".join(map(str, fault["loc"][1:])) or "body": str(fault["msg"]) for fault in faults}
        return answer(request, ApiError.invalid(fields))

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> JSONResponse:
        code = CODES.get(error.status_code, "malformed")
        return answer(request, ApiError(error.status_code, code, headers=error.headers))


def _is_malformed(fault: Mapping[str, Any]) -> bool:
    """Not JSON, or JSON that is no object at all."""
    return fault["type"] == "json_invalid" or (
        fault["type"] == "model_attributes_type" and len(fault["loc"]) == 1
    )


def _locale(request: Request) -> Locale:
    """The conversation's language, else the browser's."""
    known: Locale | None = getattr(request.state, "locale", None)
    return known or wanted_locale(request.headers.get("Accept-Language", ""))
