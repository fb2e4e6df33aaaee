"""The service as an ASGI application."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, get_args

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import FileResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.base import RequestResponseEndpoint
from starlette.responses import Response

from okpay import __version__
from okpay.channels import web
from okpay.desk import api as desk
from okpay.errors import ApiError
from okpay.help_center import pages as help_center
from okpay.knowledge.article import DEFAULT_LOCALE, Locale
from okpay.logs import configure_logs
from okpay.operations import router as operations
from okpay.services import Services
from okpay.settings import ROOT, Settings, settings

log = structlog.get_logger()

WEB = ROOT / "web"
CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
DOCS = ("/docs", "/redoc")


def create_app(chosen: Settings | None = None) -> FastAPI:
    """The application; its parts start with it and stop with it."""
    configuration = chosen or settings()
    configure_logs(configuration.log_level)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        parts = Services.build(configuration)
        app.state.services = parts
        app.state.limits = {}
        await parts.start()
        yield
        await parts.stop()

    app = FastAPI(
        title="OKPAY customer service",
        version=__version__,
        description="Conversations between OKPAY's customers, its assistant and its agents.",
        lifespan=lifespan,
    )
    app.include_router(web.router)
    app.include_router(operations)
    app.include_router(desk.router)
    app.include_router(help_center.router)
    _serve_files(app)
    _handle_errors(app)
    app.middleware("http")(_secure)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=configuration.allowed_origins,
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "Last-Event-ID"],
        expose_headers=["Retry-After"],
    )
    return app


class _Files(StaticFiles):
    """Files whose names carry no version: browsers ask each time whether theirs is the newest."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response


def _serve_files(app: FastAPI) -> None:
    def page(path: Path, media_type: str) -> FileResponse:
        return FileResponse(path, media_type=media_type, headers={"Cache-Control": "no-cache"})

    @app.get("/", include_in_schema=False)
    async def demo() -> FileResponse:
        return page(WEB / "widget" / "demo.html", "text/html")

    @app.get("/widget.js", include_in_schema=False)
    async def loader() -> FileResponse:
        return page(WEB / "widget" / "widget.js", "text/javascript")

    @app.get("/desk", include_in_schema=False)
    async def desk_page() -> FileResponse:
        return page(WEB / "desk" / "index.html", "text/html")

    for path, folder in (("/widget", "widget"), ("/help-static", "help"), ("/desk/static", "desk")):
        app.mount(path, _Files(directory=WEB / folder), name=folder)


def _handle_errors(app: FastAPI) -> None:
    @app.exception_handler(ApiError)
    async def api_error(request: Request, error: ApiError) -> JSONResponse:
        return _answer(request, error)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        faults = error.errors()
        if any(_is_malformed(fault) for fault in faults):
            return _answer(request, ApiError.malformed())
        # What was sent is not repeated: it may hold what should not be anywhere.
        fields = {".".join(map(str, fault["loc"][1:])) or "body": str(fault["msg"]) for fault in faults}
        return _answer(request, ApiError.invalid(fields))

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> JSONResponse:
        codes = {404: "not_found", 405: "malformed", 413: "too_large", 415: "unsupported"}
        return _answer(
            request, ApiError(error.status_code, codes.get(error.status_code, "malformed"), {"limit": ""})
        )

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> JSONResponse:
        log.error("request_failed", method=request.method, route=_route(request), exc_info=error)
        return _answer(request, ApiError(500, "internal"))


def _is_malformed(fault: Mapping[str, Any]) -> bool:
    """Not JSON, or JSON that is no object at all."""
    return fault["type"] == "json_invalid" or (
        fault["type"] == "model_attributes_type" and len(fault["loc"]) == 1
    )


def _answer(request: Request, error: ApiError) -> JSONResponse:
    return JSONResponse(error.body(_locale(request)), error.status, error.headers)


def _locale(request: Request) -> Locale:
    """The conversation's language, else the browser's, else the default."""
    known: Locale | None = getattr(request.state, "locale", None)
    if known:
        return known
    wanted = request.headers.get("Accept-Language", "").split(",")[0].split(";")[0].strip().lower()
    for locale in get_args(Locale):
        if wanted == locale.lower():
            return locale  # type: ignore[no-any-return]
    if wanted.startswith("zh"):
        return "zh-TW" if wanted[3:] in ("hk", "mo", "hant") else "zh-CN"
    return "en" if wanted.startswith("en") else DEFAULT_LOCALE


def _route(request: Request) -> str:
    """The path's pattern: the path itself may hold an id."""
    return getattr(request.scope.get("route"), "path", "unknown")


async def _secure(request: Request, call_next: RequestResponseEndpoint) -> Response:
    response = await call_next(request)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if not request.url.path.startswith(DOCS):
        response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
    return response
