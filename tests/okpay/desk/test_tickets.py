"""Agents see tickets, and tell how they stand."""

import httpx
import pytest

from okpay.messages import TicketWish
from okpay.services import Services
from okpay.store.models import Conversation
from okpay.tickets.book import open_ticket
from okpay.tickets.numbers import new_number
from tests.okpay.desk.conftest import Sit
from tests.okpay.support import Talk


async def opened(parts: Services, customer: Talk) -> str:
    wish = TicketWish.model_validate({"ticket_kind": "complaint", "fields": {"description": "太慢了"}})
    async with parts.database.writing() as session:
        conversation = await session.get_one(Conversation, customer.id)
        return (await open_ticket(session, conversation, wish)).number


@pytest.fixture
async def number(desk_parts: Services, customer: Talk) -> str:
    """A ticket."""
    return await opened(desk_parts, customer)


async def test_a_ticket_is_read(desk: httpx.AsyncClient, number: str, customer: Talk) -> None:
    shown = (await desk.get(f"/tickets/{number}")).json()
    assert shown["number"] == number
    assert shown["kind"] == "complaint"
    assert shown["status"] == "open"
    assert shown["fields"] == {"description": "太慢了"}
    assert shown["conversation_id"] == customer.id
    assert shown["note"] is None
    assert shown["created_at"].endswith("Z")


async def test_tickets_are_listed_by_conversation_and_status(
    desk: httpx.AsyncClient, number: str, customer: Talk, desk_parts: Services
) -> None:
    other = await opened(desk_parts, await Talk.begin(desk_parts))
    await desk.patch(f"/tickets/{number}", json={"status": "resolved"})

    async def listed(**which: str) -> list[str]:
        answer = await desk.get("/tickets", params=which)
        return [ticket["number"] for ticket in answer.json()["tickets"]]

    assert await listed() == [number, other]
    assert await listed(conversation=customer.id) == [number]
    assert await listed(status="open") == [other]
    assert await listed(conversation="0" * 32) == []
    assert (await desk.get("/tickets", params={"conversation": "x"})).status_code == 404
    assert (await desk.get("/tickets", params={"status": "x"})).status_code == 422


async def test_an_update_reaches_the_conversation(
    desk: httpx.AsyncClient, number: str, customer: Talk
) -> None:
    listener = customer.listen()
    answer = await desk.patch(f"/tickets/{number}", json={"status": "in_progress", "note": "正在查。"})
    assert answer.status_code == 200
    assert answer.json()["status"] == "in_progress"
    await listener.has(lambda heard: len(heard.of("message")) == 2)
    told = listener.of("message")[-1].data
    assert told["kind"] == "ticket"
    assert told["role"] == "system"
    assert told["data"] == {"number": number, "ticket_kind": "complaint", "status": "in_progress"}
    assert "正在查。" in told["text"]
    await customer.leave()


async def test_a_note_is_masked_and_may_stand_alone(desk: httpx.AsyncClient, number: str) -> None:
    changed = (await desk.patch(f"/tickets/{number}", json={"note": "密码是abc12345"})).json()
    assert "abc12345" not in changed["note"]
    assert changed["status"] == "open"
    assert (await desk.patch(f"/tickets/{number}", json={"note": ""})).json()["note"] is None


@pytest.mark.parametrize("body", [{}, {"status": "x"}, {"note": "x" * 2001}])
async def test_what_changes_nothing_is_refused(
    desk: httpx.AsyncClient, number: str, body: dict[str, str]
) -> None:
    assert (await desk.patch(f"/tickets/{number}", json=body)).status_code == 422


@pytest.mark.parametrize("unknown", ["x", new_number()])
async def test_an_unknown_ticket_is_not_found(desk: httpx.AsyncClient, unknown: str) -> None:
    assert (await desk.get(f"/tickets/{unknown}")).status_code == 404
    assert (await desk.patch(f"/tickets/{unknown}", json={"status": "open"})).status_code == 404


async def test_only_agents_on_the_desks_own_page(sit: Sit, number: str) -> None:
    desk = await sit("小王")
    del desk.headers["X-CSRF-Token"]
    assert (await desk.patch(f"/tickets/{number}", json={"status": "open"})).status_code == 403
    desk.cookies.clear()
    assert (await desk.get("/tickets")).status_code == 401
    assert (await desk.get(f"/tickets/{number}")).status_code == 401
    assert (await desk.patch(f"/tickets/{number}", json={"status": "open"})).status_code == 401
