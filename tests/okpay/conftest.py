"""Shared fixtures: a fresh database of either kind, a doubled engine, the service in parts and as a whole."""

import asyncio
import functools
import itertools
import os
import shutil
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
import structlog
from argon2 import PasswordHasher
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import make_url

import okpay.app
from okpay.conversations import answering, forgetting, news
from okpay.desk import accounts
from okpay.knowledge.article import Locale
from okpay.services import Services
from okpay.settings import Settings
from okpay.store.database import Database
from okpay.store.models import Agent
from tests.okpay import postgres as postgresql
from tests.okpay.engine_double import TOKEN, EngineDouble
from tests.okpay.support import Server, Talk, end, new_agent

SAMPLE = Path(__file__).parent / "sample"
OPERATOR_KEY = "operator-key"

Begin = Callable[..., Awaitable[Talk]]

_numbers = itertools.count()


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("OKPAY_"):
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def fresh_logs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Quiet loggers, and none that is kept: it would write where the test that used it first looked."""
    monkeypatch.setattr(okpay.app, "configure_logs", lambda level: None)
    structlog.reset_defaults()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory(), processors=[])


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that is waited for in seconds is waited for in milliseconds."""
    monkeypatch.setattr(answering, "FIRST_WAIT_SECONDS", 0.01)
    monkeypatch.setattr(answering, "LONGEST_WAIT_SECONDS", 0.04)
    monkeypatch.setattr(answering, "PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr(answering, "SCAN_SECONDS", 0.1)
    monkeypatch.setattr(forgetting, "RETRY_SECONDS", 0.1)
    monkeypatch.setattr(news, "RECONNECT_SECONDS", 0.05)


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(accounts, "_hasher", hasher)
    monkeypatch.setattr(accounts, "_NOBODY", hasher.hash("nobody"))


@pytest.fixture(scope="session", autouse=True)
def one_tls_context() -> Iterator[None]:
    """Each client of httpx reads all root certificates, which takes as long as a test; once will do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", functools.cache(ssl.create_default_context))
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server."""
    with postgresql.server() as url:
        yield url


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """A schema of its own in PostgreSQL, which is gone after the test."""
    schema = f"okpay_{os.getpid()}_{next(_numbers)}"
    with postgresql.connected(postgres) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
        # What is written here need not outlast a power cut.
        options = f"-csearch_path={schema} -csynchronous_commit=off"
        url = make_url(postgres).update_query_dict({"options": options, "application_name": schema})
        yield url.render_as_string(hide_password=False)
        connection.execute(f"DROP SCHEMA {schema} CASCADE")


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of SQLite with all tables: a copy of it is made sooner than they are."""
    file = tmp_path_factory.mktemp("tables") / "okpay.sqlite3"

    async def make() -> None:
        database = Database(f"sqlite+aiosqlite:///{file}")
        await database.migrate()
        await database.close()

    # In a thread, so that the event loop of the tests is left as it is.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, make()).result()
    return file


@pytest.fixture
def sqlite_url(tmp_path: Path, tables: Path) -> str:
    file = tmp_path / "okpay.sqlite3"
    shutil.copyfile(tables, file)
    return f"sqlite+aiosqlite:///{file}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A database of either kind without a row; in PostgreSQL without a table."""
    fixture = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    url: str = request.getfixturevalue(fixture)
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A database with its tables."""
    database = Database(database_url)
    await database.migrate()
    yield database
    await database.close()


@pytest.fixture
async def engine() -> AsyncIterator[EngineDouble]:
    """An engine that is there."""
    double = EngineDouble()
    await double.start()
    yield double
    await double.die()


def settings_for(database_url: str, engine: EngineDouble, folder: Path) -> Settings:
    return Settings(
        _env_file=None,
        database_url=database_url,
        data_dir=folder,
        engine_url=engine.url,
        engine_token=SecretStr(TOKEN),
        engine_timeout=2.0,
        knowledge_dir=SAMPLE,
        operator_key=SecretStr(OPERATOR_KEY),
    )


@pytest.fixture
def chosen(database_url: str, engine: EngineDouble, tmp_path: Path) -> Settings:
    """The settings of the service under test."""
    return settings_for(database_url, engine, tmp_path)


async def stop(parts: Services) -> None:
    """Stop, whatever became of what runs in the background: how that has to end is tested in one place."""
    await end_background(parts)
    await parts.stop()
    await hang_up(parts)


async def end_background(parts: Services) -> None:
    for task in parts._tasks:
        await end(task)
    parts._tasks = []


async def hang_up(parts: Services) -> None:
    if isinstance(parts.news, news.PostgresNews) and parts.news._speaker:
        await parts.news._speaker.close()


@pytest.fixture
async def parts(chosen: Settings) -> AsyncIterator[Services]:
    """The running parts of one process."""
    parts = Services.build(chosen)
    await parts.start()
    yield parts
    await stop(parts)


@pytest.fixture
async def begin(parts: Services) -> AsyncIterator[Begin]:
    """Begins conversations."""
    begun: list[Talk] = []

    async def begin(locale: Locale = "zh-CN") -> Talk:
        begun.append(await Talk.begin(parts, locale))
        return begun[-1]

    yield begin
    for talk in begun:
        await talk.leave()


@pytest.fixture
async def talk(begin: Begin) -> Talk:
    """One conversation."""
    return await begin()


@pytest.fixture
async def agent(parts: Services) -> Agent:
    """Somebody at the desk."""
    return await new_agent(parts.database, "小李")


@pytest.fixture
async def app(chosen: Settings) -> AsyncIterator[FastAPI]:
    """The running application."""
    app = okpay.app.create_app(chosen)
    async with app.router.lifespan_context(app):
        parts: Services = app.state.services
        yield app
        await end_background(parts)
    await hang_up(parts)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Calls the application without a network between; answers of a stream come only when it has ended."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


@pytest.fixture
async def served(app: FastAPI) -> AsyncIterator[str]:
    """The address of the application on a real port."""
    server = Server(app)
    await server.start()
    yield server.url
    await server.stop()
