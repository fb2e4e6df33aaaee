"""Tickets: opened with the answer that wishes for them, and told only to whoever they belong to."""

from typing import Any

import pytest
from sqlalchemy import select

from okpay.services import Services
from okpay.store.models import Conversation, Message, Ticket
from okpay.texts import catalogue, text
from okpay.tickets import book
from okpay.tickets.numbers import new_number
from okpay.tickets.proof import MOST_WRONG
from tests.okpay.conftest import Begin
from tests.okpay.engine_double import Body, EngineDouble
from tests.okpay.support import Talk

MAIL, SHOWN = "Li.Wei@example.com", "li****@example.com"
FIELDS = {"account": SHOWN, "amount": "900", "transaction_id": "TX-2023-8812"}
NO_MATCH = catalogue("zh-CN")["ticket.no_match"]


def wish(**fields: str) -> Body:
    data = {"ticket_kind": "recharge_trace", "fields": fields or FIELDS, "tried": []}
    return {"kind": "ticket", "text": "", "data": data}


def query(number: str, proof: str | None = None) -> Body:
    return {"kind": "ticket_query", "text": "", "data": {"number": number, "proof": proof}}


async def told(talk: Talk, engine: EngineDouble, *messages: Body, words: str = "一句话") -> Message:
    """What the customer hears when the engine answers with these."""
    engine.will_say(*messages)
    await talk.say(words)
    return (await talk.settled())[-1]


async def opened(talk: Talk, engine: EngineDouble, **fields: str) -> str:
    said = await told(talk, engine, wish(**fields), words=f"我的邮箱是{MAIL}")
    return str(said.data["number"])


async def ticket(parts: Services, number: str) -> Ticket:
    async with parts.database.reading() as session:
        return await session.get_one(Ticket, number)


def actions_of(said: Message) -> list[str]:
    """All that a message tells of a ticket is what can be done without it."""
    assert set(said.data) == {"buttons"}
    return [button["action"] for button in said.data["buttons"]]


async def test_a_wish_becomes_a_ticket_and_a_number(
    begin: Begin, engine: EngineDouble, parts: Services
) -> None:
    talk = await begin()
    said = await told(talk, engine, wish())
    assert said.kind == "ticket"
    assert said.role == "bot"
    number = said.data["number"]
    assert said.data == {"number": number, "ticket_kind": "recharge_trace", "status": "open"}
    assert number in said.text
    kept = await ticket(parts, number)
    assert kept.fields == FIELDS
    assert kept.conversation_id == talk.id


async def test_the_same_message_opens_one_ticket(begin: Begin, engine: EngineDouble, parts: Services) -> None:
    talk = await begin()
    engine.will_say(wish())
    for _ in range(3):
        await talk.say("确认", client_id="a")
    await talk.settled()
    async with parts.database.reading() as session:
        assert len((await session.scalars(select(Ticket))).all()) == 1


async def test_what_else_is_said_follows_in_order(begin: Begin, engine: EngineDouble) -> None:
    talk = await begin()
    after = {"kind": "text", "text": "还有别的吗", "data": {"buttons": []}}
    await told(talk, engine, wish(), after)
    assert [message.kind for message in await talk.messages()][-2:] == ["ticket", "text"]


async def test_secrets_are_not_kept_in_a_ticket(begin: Begin, engine: EngineDouble, parts: Services) -> None:
    talk = await begin()
    number = await opened(talk, engine, description="我的密码是abc12345")
    assert "abc12345" not in (await ticket(parts, number)).fields["description"]


async def test_a_wish_that_cannot_be_read_is_a_fault_of_the_engine(
    begin: Begin, engine: EngineDouble
) -> None:
    talk = await begin()
    said = await told(talk, engine, {"kind": "ticket", "text": "", "data": {"ticket_kind": "no_such"}})
    assert said.kind == "text"


async def test_where_it_was_opened_its_state_is_told_at_once(begin: Begin, engine: EngineDouble) -> None:
    talk = await begin()
    number = await opened(talk, engine)
    said = await told(talk, engine, query(number))
    assert said.data["status"] == "open"


async def test_elsewhere_a_proof_is_asked_for_whether_it_is_there_or_not(
    begin: Begin, engine: EngineDouble
) -> None:
    number = await opened(await begin(), engine)
    stranger = await begin()
    for other in (number, unknown := new_number()):
        said = await told(stranger, engine, query(other))
        assert said.text == text("zh-CN", "ticket.ask_proof", {"number": other})
        assert actions_of(said) == ["handoff"]
    for other in (number, unknown):
        said = await told(stranger, engine, query(other, "9999"))
        assert said.text in NO_MATCH
        assert actions_of(said) == ["handoff"]


async def test_with_the_mail_address_or_the_last_four_it_is_told(begin: Begin, engine: EngineDouble) -> None:
    number = await opened(await begin(), engine)
    for proof, words in ((SHOWN, f"邮箱{MAIL.upper()}"), ("8812", "8812")):
        assert (await told(await begin(), engine, query(number, proof), words=words)).kind == "ticket"


@pytest.mark.parametrize("words", [SHOWN, "li.mei@example.com", "一句话"])
async def test_an_address_that_only_looks_the_same_in_part_proves_nothing(
    begin: Begin, engine: EngineDouble, words: str
) -> None:
    number = await opened(await begin(), engine)
    assert (await told(await begin(), engine, query(number, SHOWN), words=words)).text in NO_MATCH


async def test_the_address_counts_only_in_the_message_that_asks(begin: Begin, engine: EngineDouble) -> None:
    number = await opened(await begin(), engine)
    stranger = await begin()
    await stranger.say(MAIL)
    await stranger.settled()
    assert (await told(stranger, engine, query(number, SHOWN))).text in NO_MATCH


async def test_an_address_that_the_ticket_does_not_hold_proves_nothing(
    begin: Begin, engine: EngineDouble
) -> None:
    number = await opened(await begin(), engine, amount="900")
    assert (await told(await begin(), engine, query(number, SHOWN), words=MAIL)).text in NO_MATCH


async def test_of_two_addresses_the_ticket_holds_its_own(begin: Begin, engine: EngineDouble) -> None:
    talk = await begin()
    await talk.say("wang@example.com")
    number = await opened(talk, engine, account="wa**@example.com")
    for mail, shown, kind in ((MAIL, SHOWN, "text"), ("wang@example.com", "wa**@example.com", "ticket")):
        assert (await told(await begin(), engine, query(number, shown), words=mail)).kind == kind


async def test_an_address_is_nowhere_kept_whole(begin: Begin, engine: EngineDouble, parts: Services) -> None:
    talk = await begin()
    number = await opened(talk, engine)
    kept = await ticket(parts, number)
    assert kept.mail_digest
    rows = [vars(message) for message in await talk.messages()] + [vars(kept)]
    assert MAIL.lower() not in str(rows).lower()
    assert kept.mail_digest not in engine.dump()


async def test_a_ticket_without_either_is_told_to_nobody_else(begin: Begin, engine: EngineDouble) -> None:
    number = await opened(await begin(), engine, account="李雷", transaction_id="abc")
    for proof in ("李雷", "abc", "@", " "):
        assert (await told(await begin(), engine, query(number, proof))).kind == "text"


async def test_proofs_cannot_be_tried_one_after_another(begin: Begin, engine: EngineDouble) -> None:
    owner = await begin()
    number = await opened(owner, engine)
    for attempt in range(MOST_WRONG):
        await told(await begin(), engine, query(number, f"000{attempt}"))
    assert (await told(await begin(), engine, query(number, "8812"))).text in NO_MATCH
    assert (await told(owner, engine, query(number))).kind == "ticket"


async def test_a_number_that_is_taken_is_drawn_again(
    begin: Begin, engine: EngineDouble, monkeypatch: Any
) -> None:
    taken, free = new_number(), new_number()
    drawn = iter([taken, taken, free])
    monkeypatch.setattr(book, "new_number", lambda: next(drawn))
    assert await opened(await begin(), engine) == taken
    assert await opened(await begin(), engine) == free


async def test_a_ticket_goes_with_its_conversation(
    begin: Begin, engine: EngineDouble, parts: Services
) -> None:
    talk = await begin()
    await opened(talk, engine)
    await parts.forgetter.erase(talk.id)
    async with parts.database.reading() as session:
        assert (await session.scalars(select(Ticket))).all() == []
        assert (await session.scalars(select(Conversation))).all() == []
