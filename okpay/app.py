"""The service as an ASGI application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from starlette.responses import Response

from okpay import __version__
from okpay.answers import handle_errors
from okpay.body_limit import BodyLimit
from okpay.channels import attachments, understanding, web
from okpay.channels.telegram import links, webhook
from okpay.desk import api as desk
from okpay.desk import tickets
from okpay.errors import described
from okpay.guard import Guard
from okpay.help_center import pages as help_center
from okpay.logs import configure_logs
from okpay.operations import router as operations
from okpay.services import Services
from okpay.settings import ROOT, Settings, settings

WEB = ROOT / "web"


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
        responses=described(422, 500),
    )
    for router in (web.router, attachments.router, links.router, understanding.router):
        app.include_router(router)
    app.include_router(operations)
    app.include_router(webhook.router)
    app.include_router(desk.router)
    app.include_router(tickets.router)
    app.include_router(help_center.router)
    _serve_files(app)
    handle_errors(app)
    app.add_middleware(BodyLimit, attachment_megabytes=configuration.attachment_megabytes)
    app.add_middleware(Guard)
    # Outside of all: an answer that a page of another site cannot read looks like a lost connection there.
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
