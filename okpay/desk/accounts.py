"""Agents' accounts and their sessions, which live on the server."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from okpay.store.database import Database
from okpay.store.ids import hash_secret, new_id, new_secret
from okpay.store.models import Agent, DeskSession, now

Role = Literal["agent", "supervisor", "admin"]

LONGEST_NAME = 80

_hasher = PasswordHasher()
# Verified when there is no such agent, so that a wrong name takes as long as a wrong password.
_NOBODY = _hasher.hash(secrets.token_hex(16))


class NameTaken(ValueError):
    """There is an agent of that name."""


@dataclass(frozen=True)
class LogIn:
    """A new session: its secret for the cookie, and its CSRF token for the page."""

    secret: str
    csrf: str
    agent: Agent


async def add_agent(database: Database, name: str, role: Role, password: str) -> None:
    """A new account; NameTaken when there is one."""
    agent = Agent(id=new_id(), name=name, role=role, password_hash=_hasher.hash(password))
    try:
        async with database.writing() as session:
            session.add(agent)
    except IntegrityError as error:
        raise NameTaken(name) from error


async def log_in(database: Database, name: str, password: str, hours: int) -> LogIn | None:
    """A session for the right name and password, else None."""
    async with database.reading() as session:
        agent = (await session.scalars(select(Agent).where(Agent.name == name))).one_or_none()
    if not _verified(agent.password_hash if agent else _NOBODY, password) or agent is None:
        return None
    secret, csrf = new_secret(), new_secret()
    async with database.writing() as session:
        await session.execute(delete(DeskSession).where(DeskSession.expires_at < now()))
        session.add(
            DeskSession(
                token_hash=hash_secret(secret),
                agent_id=agent.id,
                csrf_token=csrf,
                expires_at=now() + timedelta(hours=hours),
            )
        )
    return LogIn(secret, csrf, agent)


async def find_session(database: Database, secret: str) -> tuple[DeskSession, Agent] | None:
    """The live session of a cookie and its agent."""
    statement = (
        select(DeskSession, Agent)
        .join(Agent, Agent.id == DeskSession.agent_id)
        .where(DeskSession.token_hash == hash_secret(secret), DeskSession.expires_at > now())
    )
    async with database.reading() as session:
        row = (await session.execute(statement)).one_or_none()
    return (row[0], row[1]) if row else None


async def log_out(database: Database, secret: str) -> None:
    """End a session."""
    async with database.writing() as session:
        await session.execute(delete(DeskSession).where(DeskSession.token_hash == hash_secret(secret)))


def _verified(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
