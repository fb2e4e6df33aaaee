"""Where Telegram posts updates: they are verified and kept, and nothing else happens here."""

import json
from typing import Annotated

from fastapi import APIRouter, Header, Request, Response

from okpay.errors import ApiError
from okpay.services import Parts

router = APIRouter(prefix="/telegram", include_in_schema=False)


@router.post("/{path}")
async def receive(
    path: str,
    request: Request,
    parts: Parts,
    x_telegram_bot_api_secret_token: Annotated[str, Header()] = "",
) -> Response:
    """Keep one update. Whoever is not Telegram learns nothing."""
    telegram = parts.telegram
    if telegram is None or not telegram.credentials.is_own_webhook(path, x_telegram_bot_api_secret_token):
        raise ApiError.not_found()
    try:
        told = json.loads(await request.body())
    except ValueError as error:
        raise ApiError.malformed() from error
    if not telegram.is_update(told):
        raise ApiError.malformed()
    await telegram.take([told])
    return Response()
