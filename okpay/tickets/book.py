"""Opens tickets, tells how they stand, and changes them; all inside the transaction of whoever asks."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from okpay.conversations.journal import append, append_bot, locale_of
from okpay.knowledge.article import Locale
from okpay.messages import (
    BotMessage,
    Button,
    TextData,
    TicketData,
    TicketQuery,
    TicketStatus,
    TicketWish,
    message,
)
from okpay.privacy import mask_secrets
from okpay.store.models import Conversation, Message, Ticket, now
from okpay.texts import text
from okpay.tickets.numbers import new_number
from okpay.tickets.proof import MOST_WRONG, proves


async def fulfil(session: AsyncSession, conversation: Conversation, asked: Message, wish: BotMessage) -> bool:
    """Do what a message of the bot wishes of the tickets; False when it is none of that kind.

    `asked` is the customer's message that it answers.
    """
    if wish.kind == "ticket":
        await open_ticket(session, conversation, TicketWish.model_validate(wish.data))
    elif wish.kind == "ticket_query":
        query = TicketQuery.model_validate(wish.data)
        await answer_query(session, conversation, query, asked.mail_digests or {})
    else:
        return False
    return True


async def open_ticket(session: AsyncSession, conversation: Conversation, wish: TicketWish) -> Ticket:
    """A new ticket, and its number for the customer."""
    locale = locale_of(conversation)
    fields = {name: mask_secrets(value, locale).text for name, value in wish.fields.items()}
    ticket = Ticket(
        number=await _free_number(session),
        kind=wish.ticket_kind.value,
        conversation_id=conversation.id,
        status="open",
        fields=fields,
        tried=[step.model_dump(mode="json") for step in wish.tried],
        mail_digest=await _mail_digest(session, conversation, fields.get("account", "").lower()),
    )
    session.add(ticket)
    _tell(session, conversation, ticket, "ticket.opened")
    return ticket


async def answer_query(
    session: AsyncSession, conversation: Conversation, query: TicketQuery, digests: Mapping[str, str]
) -> None:
    """How a ticket stands, for whoever opened it here or proves that it is his.

    To anybody else a ticket that is there and one that is not look the same. `digests` are those of the mail
    addresses in the message that asks: what an earlier one named is no proof, or many could be tried at once.
    """
    ticket = await session.get(Ticket, query.number, with_for_update=True)
    if ticket and (ticket.conversation_id == conversation.id or _is_proven(ticket, query.proof, digests)):
        _tell(session, conversation, ticket, "ticket.told")
        return
    key = "ticket.no_match" if query.proof else "ticket.ask_proof"
    # Every turn is two messages: whoever asks again is not told the same again.
    turn = conversation.last_seq // 2
    locale = locale_of(conversation)
    words = text(locale, key, {"number": query.number}, turn)
    human = Button(label=text(locale, "button.handoff"), action="handoff")
    append_bot(session, conversation, message("text", words, TextData(buttons=[human])))


def change(
    session: AsyncSession,
    conversation: Conversation,
    ticket: Ticket,
    status: TicketStatus | None,
    note: str | None,
) -> None:
    """An agent's news of a ticket; the customer's conversation, locked, hears of it."""
    ticket.status = status or ticket.status
    if note is not None:
        ticket.note = mask_secrets(note, locale_of(conversation)).text or None
    ticket.updated_at = now()
    _tell(session, conversation, ticket, "ticket.updated", role="system")


def _is_proven(ticket: Ticket, proof: str | None, digests: Mapping[str, str]) -> bool:
    """Only so many wrong proofs: then nobody can try all that there are."""
    if not proof or ticket.wrong_proofs >= MOST_WRONG:
        return False
    is_right = proves(proof, ticket, digests)
    ticket.wrong_proofs += not is_right
    return is_right


async def _mail_digest(session: AsyncSession, conversation: Conversation, account: str) -> str | None:
    """What was kept of the ticket's mail address when it was said here last; None when it has none."""
    statement = (
        select(Message.mail_digests)
        .where(Message.conversation_id == conversation.id, Message.mail_digests.is_not(None))
        .order_by(Message.seq.desc())
    )
    kept = await session.scalars(statement)
    return next((digests[account] for digests in kept if digests and account in digests), None)


async def _free_number(session: AsyncSession) -> str:
    while await session.get(Ticket, number := new_number()):
        pass
    return number


def _tell(
    session: AsyncSession, conversation: Conversation, ticket: Ticket, key: str, role: str = "bot"
) -> None:
    locale = locale_of(conversation)
    data = TicketData.model_validate(
        {"number": ticket.number, "ticket_kind": ticket.kind, "status": ticket.status}
    )
    parts = [text(locale, key, _values(ticket, locale))]
    if ticket.note:
        parts.append(text(locale, "ticket.note", {"note": ticket.note}))
    append(session, conversation, role, "ticket", "\n".join(parts), data=data.model_dump(mode="json"))


def _values(ticket: Ticket, locale: Locale) -> dict[str, Any]:
    return {
        "number": ticket.number,
        "kind": text(locale, f"ticket.kind.{ticket.kind}"),
        "status": text(locale, f"ticket.status.{ticket.status}"),
    }
