"""The parts of a running service, made once and handed to the routes."""

import asyncio
from dataclasses import dataclass
from typing import Annotated

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
        return cls(
            settings=settings,
            library=library,
            database=database,
            engine=engine,
            news=news,
            answering=answering,
            forgetter=Forgetter(database, engine, news, settings.hours),
            intake=Intake(database, library, news, answering, MailDigests(proof_key(settings))),
        )

    async def start(self) -> None:
        """Bring the database up to date and start what runs in the background."""
        await self.database.migrate()
        self._tasks = [
            asyncio.create_task(part.run(), name=type(part).__name__)
            for part in (self.news, self.answering, self.forgetter)
        ]

    async def stop(self) -> None:
        """Stop; whatever is pending stays so."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.answering.stop()
        await self.news.close()
        await self.engine.close()
        await self.database.close()


def services(request: Request) -> Services:
    """The running service's parts, as a dependency of routes."""
    parts: Services = request.app.state.services
    return parts


Parts = Annotated[Services, Depends(services)]
