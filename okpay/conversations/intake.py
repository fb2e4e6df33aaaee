"""Takes in what customers send: masked, kept under the client's id, and only then passed on."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from okpay.conversations.answering import Answering
from okpay.conversations.attachments import append_attachment
from okpay.conversations.hearing import Heard, hear
from okpay.conversations.journal import append, append_system, locale_of, locked
from okpay.conversations.news import News
from okpay.detection import written_in
from okpay.errors import ApiError
from okpay.handoff.queue import reopen
from okpay.knowledge.article import LOCALES, Locale
from okpay.knowledge.library import Library
from okpay.privacy import MailDigests, mask_secrets
from okpay.store.database import Database
from okpay.store.ids import hash_secret, new_id, new_secret
from okpay.store.models import Conversation, Message
from okpay.texts import text

TakeIn = Callable[[AsyncSession, Conversation], Awaitable[Message]]

OFFERED_BACK = 40
MOVES = (
    "next_step",
    "previous_step",
    "solved",
    "unsolved",
    "handoff",
    "start_over",
    "affirm",
    "deny",
    "skip",
)
# A client that has a menu of languages need not have been offered one.
LANGUAGES: Mapping[str, Locale] = {f"switch_language:{locale}": locale for locale in LOCALES}


@dataclass(frozen=True)
class Customer:
    """What a page says about its customer."""

    name: str | None = None
    email: str | None = None
    external_id: str | None = None
    identity_hash: str | None = None


@dataclass(frozen=True)
class Receipt:
    """What became of a message that was sent."""

    id: str
    seq: int
    duplicate: bool


class Intake:
    """The one way for customers' messages into the store."""

    def __init__(
        self,
        database: Database,
        library: Library,
        news: News,
        answering: Answering,
        digests: MailDigests,
    ) -> None:
        self._database = database
        self._library = library
        self._news = news
        self._answering = answering
        self._digests = digests

    async def create(
        self, locale: Locale, customer: Customer, page_url: str | None, channel: str = "web"
    ) -> tuple[str, str]:
        """A new conversation: its id, and the secret that opens it."""
        token = new_secret()
        conversation = new_conversation(locale, customer, page_url, channel, token)
        async with self._database.writing() as session:
            session.add(conversation)
        return conversation.id, token

    def hear(self, words: str, locale: Locale) -> Heard:
        """For a channel that has to keep words before it sends them: what it may keep of them."""
        return hear(words, locale, self._digests)

    async def send(
        self, conversation_id: str, client_id: str, words: str | Heard | None, action: str | None
    ) -> Receipt:
        """Keep one message; the same client_id again does nothing. ApiError when it cannot be taken."""

        async def take_in(session: AsyncSession, conversation: Conversation) -> Message:
            return await self._take_in(session, conversation, client_id, words, action)

        return await self._keep(conversation_id, client_id, take_in)

    async def send_file(self, conversation_id: str, client_id: str, attachment_id: str) -> Receipt:
        """Keep a message that carries a file; it is for humans, so the engine does not hear of it."""

        async def take_in(session: AsyncSession, conversation: Conversation) -> Message:
            return await append_attachment(session, conversation, client_id, attachment_id)

        return await self._keep(conversation_id, client_id, take_in)

    async def _keep(self, conversation_id: str, client_id: str, take_in: TakeIn) -> Receipt:
        async with self._database.writing() as session:
            conversation = await locked(session, conversation_id)
            if conversation is None:
                raise ApiError.not_found()
            known = await _by_client_id(session, conversation_id, client_id)
            if known:
                return Receipt(known.id, known.seq, duplicate=True)
            if conversation.state == "closed":
                reopen(conversation)
            message = await take_in(session, conversation)
            pending = message.pending
            leased = await self._answering.lease_at_once(session, conversation_id) if pending else None
        if pending:
            self._answering.wake(conversation_id, leased)
        await self._news.publish("changed", conversation_id)
        return Receipt(message.id, message.seq, duplicate=False)

    async def _take_in(
        self,
        session: AsyncSession,
        conversation: Conversation,
        client_id: str,
        words: str | Heard | None,
        action: str | None,
    ) -> Message:
        before = conversation.locale
        if action is not None:
            words = await _label(session, conversation, action, self._library)
        elif words and not conversation.locale_settled:
            # The first words that tell in which language they are settle it.
            plain = words.text if isinstance(words, Heard) else words
            conversation.locale, conversation.locale_settled = written_in(plain, locale_of(conversation))
        heard = words if isinstance(words, Heard) else self.hear(words or "", locale_of(conversation))
        message = append(
            session,
            conversation,
            "customer",
            "text",
            heard.text,
            client_id=client_id,
            action=action,
            mail_digests=heard.mail_digests or None,
            data=_data(action, conversation.locale if conversation.locale != before else None),
            pending=conversation.state == "bot",
        )
        if heard.masked:
            append_system(session, conversation, "masked")
        return message


def new_conversation(
    locale: Locale, customer: Customer, page_url: str | None, channel: str, token: str
) -> Conversation:
    """One that has yet to be added; `token` opens it."""
    return Conversation(
        id=new_id(),
        token_hash=hash_secret(token),
        channel=channel,
        locale=locale,
        customer_name=_masked(customer.name, locale),
        customer_email=_masked(customer.email, locale),
        external_id=customer.external_id,
        identity_hash=customer.identity_hash,
        page_url=_masked(page_url, locale),
    )


def _data(action: str | None, locale: str | None) -> dict[str, Any]:
    """`locale` only when another language is spoken from here on, so that a client speaks it as well."""
    known = {"action": action, "locale": locale}
    return {name: value for name, value in known.items() if value is not None}


def _masked(given: str | None, locale: Locale) -> str | None:
    # A mask may be longer than what it hides; the column is not.
    return mask_secrets(given, locale).text[: len(given)] if given else None


async def _by_client_id(session: AsyncSession, conversation_id: str, client_id: str) -> Message | None:
    statement = select(Message).where(
        Message.conversation_id == conversation_id,
        Message.role == "customer",
        Message.client_id == client_id,
    )
    return (await session.scalars(statement)).one_or_none()


async def _label(session: AsyncSession, conversation: Conversation, action: str, library: Library) -> str:
    """What the button said. Only moves that mean the same anywhere are taken without having been offered."""
    statement = (
        select(Message.data)
        .where(Message.conversation_id == conversation.id, Message.role == "bot")
        .order_by(Message.seq.desc())
        .limit(OFFERED_BACK)
    )
    for data in await session.scalars(statement):
        for button in _buttons(data):
            if button.get("action") == action:
                return str(button.get("label") or button.get("title"))
    locale = locale_of(conversation)
    if action in library:
        return library.get(action, locale).title
    if action in LANGUAGES:
        return text(LANGUAGES[action], "language.name")
    if action in MOVES:
        return text(locale, f"button.{action}")
    raise ApiError.invalid_action()


def _buttons(data: dict[str, Any]) -> Iterable[dict[str, Any]]:
    for name in ("buttons", "options", "articles"):
        yield from data.get(name) or []
