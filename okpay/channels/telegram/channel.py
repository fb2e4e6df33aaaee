"""The channel as a whole: what every process does, and what only the one does that speaks for the bot."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError
from telegram import Update
from telegram.error import BadRequest, InvalidToken

from okpay.bodies import LARGEST
from okpay.channels.telegram import lease as leases
from okpay.channels.telegram.arrivals import UPDATE_KINDS, Arrival, Reader
from okpay.channels.telegram.bot import BotClient
from okpay.channels.telegram.carrying import CarryOvers
from okpay.channels.telegram.chats import Chats
from okpay.channels.telegram.commanding import Commands
from okpay.channels.telegram.commands import set_menus
from okpay.channels.telegram.credentials import Credentials
from okpay.channels.telegram.faults import Patiences, if_possible, patiently, with_store
from okpay.channels.telegram.inbox import Inbox
from okpay.channels.telegram.incoming import Incoming
from okpay.channels.telegram.lease import Lease, LeaseLost
from okpay.channels.telegram.outbox import Outbox
from okpay.channels.telegram.parts import TelegramParts
from okpay.channels.telegram.polling import poll
from okpay.channels.telegram.pressing import Presses
from okpay.channels.telegram.records import Records
from okpay.channels.telegram.replies import Replies
from okpay.channels.telegram.updates import Updates
from okpay.conversations.forgetting import Forgetter
from okpay.conversations.intake import Intake
from okpay.conversations.lasting import for_ever
from okpay.conversations.news import Event, News
from okpay.knowledge.library import Library
from okpay.settings import Settings
from okpay.store.database import Database
from okpay.store.models import TelegramBot

log = structlog.get_logger()

WEBHOOK_PATH = "/telegram"
FORGET_SECONDS = 3600.0


class Telegram:
    """The bot of the settings, in one process."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        library: Library,
        news: News,
        intake: Intake,
        forgetter: Forgetter,
    ) -> None:
        self._settings = settings
        self._database = database
        self._news = news
        self.credentials = Credentials(settings.telegram_token.get_secret_value())
        self.carry_overs = CarryOvers(database, self.credentials)
        self._reader = Reader(self.credentials, intake.hear)
        self._updates = Updates(database, self.credentials.bot_id)
        self._lease = Lease(database, self.credentials.bot_id)
        self._bot = BotClient.build(settings)
        chats, patiences = Chats(database), Patiences()
        parts = TelegramParts(
            settings=settings,
            database=database,
            library=library,
            news=news,
            intake=intake,
            forgetter=forgetter,
            bot=self._bot,
            chats=chats,
            records=Records(database, news),
            replies=Replies(self._bot, chats, patiences),
            updates=self._updates,
            carry_overs=self.carry_overs,
            patiences=patiences,
        )
        incoming = Incoming(parts, Commands(parts), Presses(parts))
        self._inbox = Inbox(database, self._updates, incoming)
        self._outbox = Outbox(database, self._bot, chats, parts.address)
        self._is_refused = False

    @staticmethod
    def is_update(told: object) -> bool:
        """Whether it can be one: an object with a number."""
        number = told.get("update_id") if isinstance(told, dict) else None
        return isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= LARGEST

    async def take(self, told: Sequence[Mapping[str, Any]]) -> None:
        """Keep updates as Telegram tells them, each once; whoever speaks for the bot works them off."""
        username = await self.username()
        await self._updates.keep({int(raw["update_id"]): self._read(raw, username) for raw in told})
        await self._news.publish("update", "")

    async def username(self) -> str | None:
        """The bot's name, once a process has learned it."""
        async with self._database.reading() as session:
            bot = await session.get(TelegramBot, self.credentials.bot_id)
        return bot.username if bot else None

    async def run(self) -> None:
        """Speak for the bot whenever no other process does, for ever; not with a token that is refused."""
        await for_ever(self._lead, self._rest)

    async def stop(self) -> None:
        """Leave it to another process."""
        await self._bot.shutdown()
        # Without a database it ends by itself.
        with suppress(SQLAlchemyError):
            await self._lease.release()

    def _read(self, raw: Mapping[str, Any], username: str | None) -> Arrival | None:
        """What an update means: nothing, if the library cannot read it, which a second try would not mend."""
        try:
            return self._reader.read(Update.de_json(dict(raw), None), username)
        except Exception as error:
            log.warning("telegram_update_unreadable", exc_info=error)
            return None

    async def _rest(self) -> None:
        await asyncio.sleep(leases.RENEW_SECONDS)

    async def _lead(self) -> None:
        if self._is_refused or not await self._lease.take():
            return
        try:
            async with asyncio.TaskGroup() as group:
                for part in (self._lease.keep, self._inbox.run, self._forget, self._listen, self._speak):
                    group.create_task(part())
        except* InvalidToken:
            self._is_refused = True
            log.error("telegram_off", reason="Telegram refuses OKPAY_TELEGRAM_TOKEN; the website goes on")
        except* LeaseLost:
            log.warning("telegram_lease_lost")

    async def _speak(self) -> None:
        """What needs Telegram to be there."""
        await patiently("getMe", self._bot.initialize)
        await with_store("username", self._keep_username)
        await if_possible("setMyCommands", lambda: set_menus(self._bot))
        async with asyncio.TaskGroup() as group:
            group.create_task(self._outbox.run())
            group.create_task(self._receive())

    async def _receive(self) -> None:
        if not self._settings.telegram_webhook_url:
            await poll(self._bot, self._updates, self.take)
            return
        url = f"{self._settings.telegram_webhook_url.rstrip('/')}{WEBHOOK_PATH}/{self.credentials.path}"
        try:
            await patiently(
                "setWebhook",
                lambda: self._bot.set_webhook(
                    url, allowed_updates=UPDATE_KINDS, secret_token=self.credentials.secret
                ),
            )
        except BadRequest as error:
            log.error("telegram_webhook_refused", reason=error.message)

    async def _keep_username(self) -> None:
        async with self._database.writing() as session:
            bot = await session.get_one(TelegramBot, self.credentials.bot_id)
            bot.username = self._bot.username

    async def _forget(self) -> None:
        """Numbers of updates that will not be told again."""
        await for_ever(self._updates.forget_old, lambda: asyncio.sleep(FORGET_SECONDS))

    async def _listen(self) -> None:
        async with self._news.subscribe() as news:
            while True:
                event = await news.get()
                await with_store("news", partial(self._hear, event))

    async def _hear(self, event: Event) -> None:
        if event.topic == "update":
            self._inbox.wake()
        elif event.topic == "changed":
            await self._outbox.changed(event.conversation_id)
        elif event.topic == "typing" and event.value != "customer":
            await self._outbox.typing(event.conversation_id)
