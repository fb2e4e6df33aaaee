"""The parts of the channel, made once and shared by whatever works off updates."""

from dataclasses import dataclass

from okpay.channels.telegram.bot import BotClient
from okpay.channels.telegram.carrying import CarryOvers
from okpay.channels.telegram.chats import Chats
from okpay.channels.telegram.faults import Patiences
from okpay.channels.telegram.records import Records
from okpay.channels.telegram.replies import Replies
from okpay.channels.telegram.updates import Updates
from okpay.conversations.forgetting import Forgetter
from okpay.conversations.intake import Intake
from okpay.conversations.news import News
from okpay.knowledge.library import Library
from okpay.settings import Settings
from okpay.store.database import Database


@dataclass(frozen=True)
class TelegramParts:
    """Those of the service, and the channel's own."""

    settings: Settings
    database: Database
    library: Library
    news: News
    intake: Intake
    forgetter: Forgetter
    bot: BotClient
    chats: Chats
    records: Records
    replies: Replies
    updates: Updates
    carry_overs: CarryOvers
    patiences: Patiences

    @property
    def address(self) -> str:
        """Where customers reach this service; empty when nowhere."""
        return self.settings.public_url.rstrip("/")
