"""Identifiers and secrets."""

import hashlib
import re
import secrets
import uuid


def new_id() -> str:
    """A new identifier: 32 hexadecimal digits, not guessable."""
    return uuid.uuid4().hex


def is_id(text: str) -> bool:
    """Whether it could be one; what could not is not looked up."""
    return re.fullmatch(r"[0-9a-f]{32}", text) is not None


def new_secret() -> str:
    """A new secret for whoever it is given to; only its hash is kept."""
    return secrets.token_urlsafe(32)


def hash_secret(secret: str) -> bytes:
    """What is kept of a secret. It is long and random, so one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).digest()
