"""The parts of a running service, made once and handed to the routes."""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Protocol

from fastapi import Depends, Request

from okpay.conversations.answering import Answering
from okpay.conversations.forgetting import Forgetter
from okpay.conversations.intake import Intake
from okpay.conversations.news import News, make_news
from okpay.engine import EngineClient
from okpay.keys import proof_key
from okpay.knowledge.library import Library, load_library
from okpay.privacy import MailDigests
from okpay.settings import Settings
from okpay.store.database import Database

if TYPE_CHECKING:
    from okpay.channels.telegram.channel import Telegram


class Runs(Protocol):
    """What works in the background for as long as the process lives."""

    async def run(self) -> None:
        """Work, for ever."""


@dataclass
class Services:
    """Everything a route may use."""

    settings: Settings
    library: Library
    database: Database
    engine: EngineClient
    news: News
    answering: Answering
    forgetter: Forgetter
    intake: Intake
    telegram: "Telegram | None"

    @classmethod
    def build(cls, settings: Settings) -> "Services":
        """Make the parts; nothing runs yet."""
        database = Database(settings.database)
        engine = EngineClient(
            settings.engine, settings.engine_token.get_secret_value(), settings.engine_timeout
        )
        news = make_news(database)
        answering = Answering(database, engine, news, settings.hours)
        library = load_library(settings.knowledge_dir)
        forgetter = Forgetter(database, engine, news, settings.hours)
        intake = Intake(database, library, news, answering, MailDigests(proof_key(settings)))
        return cls(
            settings=settings,
            library=library,
            database=database,
            engine=engine,
            news=news,
            answering=answering,
            forgetter=forgetter,
            intake=intake,
            telegram=_telegram(settings, database, library, news, intake, forgetter),
        )

    async def start(self) -> None:
        """Bring the database up to date and start what runs in the background."""
        await self.database.migrate()
        parts: list[Runs] = [self.news, self.answering, self.forgetter]
        if self.telegram:
            parts.append(self.telegram)
        self._tasks = [asyncio.create_task(part.run(), name=type(part).__name__) for part in parts]

    async def stop(self) -> None:
        """Stop; whatever is pending stays so."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.answering.stop()
        if self.telegram:
            await self.telegram.stop()
        await self.news.close()
        await self.engine.close()
        await self.database.close()


def _telegram(
    settings: Settings,
    database: Database,
    library: Library,
    news: News,
    intake: Intake,
    forgetter: Forgetter,
) -> "Telegram | None":
    """The channel, if there is a bot; else its library is not even loaded."""
    if not settings.telegram_token.get_secret_value():
        return None
    from okpay.channels.telegram.channel import Telegram

    return Telegram(settings, database, library, news, intake, forgetter)


def services(request: Request) -> Services:
    """The running service's parts, as a dependency of routes."""
    parts: Services = request.app.state.services
    return parts


Parts = Annotated[Services, Depends(services)]
