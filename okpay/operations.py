"""For those who run it: is it alive, is it ready, what does it count."""

from fastapi import APIRouter, Depends, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text as sql
from sqlalchemy.exc import SQLAlchemyError

from okpay.errors import ApiError
from okpay.security import require_operator
from okpay.services import Parts

router = APIRouter(tags=["operations"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(parts: Parts) -> dict[str, str]:
    """Database and engine answer; 503 otherwise."""
    try:
        async with parts.database.reading() as session:
            await session.execute(sql("SELECT 1"))
    except SQLAlchemyError as error:
        raise ApiError.unavailable() from error
    if not await parts.engine.is_ready():
        raise ApiError.unavailable()
    return {"status": "ok", "database": "ok", "engine": "ok"}


@router.get("/metrics", dependencies=[Depends(require_operator)])
async def metrics() -> Response:
    """Counters in Prometheus's text form; needs the operator's key."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
