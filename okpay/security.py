"""Small rules of safety that several routes share."""

import hmac
from typing import Annotated

from fastapi import Header

from okpay.errors import ApiError
from okpay.services import Parts


def matches(given: bytes, known: bytes) -> bool:
    """Whether two secrets are the same, in a time that tells nothing."""
    return hmac.compare_digest(given, known)


def require_operator(parts: Parts, x_api_key: Annotated[str | None, Header()] = None) -> None:
    """ApiError unless the request carries the operator's key; with no key set, nobody is the operator."""
    key = parts.settings.operator_key.get_secret_value()
    if not key or not matches((x_api_key or "").encode(), key.encode()):
        raise ApiError.unauthorized()
