"""A strict double of Telegram's Bot API, written from its documentation, over real HTTP.

It refuses what Telegram would refuse, with Telegram's words, and shows what a customer would see.
"""

from tests.telegram.double.api import BotApi
from tests.telegram.double.chats import Sent
from tests.telegram.double.people import Group, Person
from tests.telegram.double.webhooks import Webhook

TOKEN = "123456789:AAF0kPayTestTokenThatOpensNothing12"

__all__ = ["TOKEN", "BotApi", "Group", "Person", "Sent", "Webhook"]
