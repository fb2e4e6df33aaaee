"""The desk's API: who may come in, what they may do, and what they see."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import update

from okpay.conversations.rating import rate
from okpay.desk.api import COOKIE, LOGINS_PER_MINUTE, REPLY_LIMIT
from okpay.services import Services
from okpay.store.models import DeskSession, now
from tests.okpay.desk.conftest import PASSWORD, Sit
from tests.okpay.engine_double import EngineDouble, handoff
from tests.okpay.support import Listener, Talk, eventually, new_agent

NOBODY = "0" * 32

READING = [
    "/session",
    "/conversations",
    f"/conversations/{NOBODY}",
    f"/conversations/{NOBODY}/messages",
    "/events",
]
ACTING = [
    ("DELETE", "/session"),
    ("POST", f"/conversations/{NOBODY}/take"),
    ("POST", f"/conversations/{NOBODY}/messages"),
    ("POST", f"/conversations/{NOBODY}/typing"),
    ("POST", f"/conversations/{NOBODY}/close"),
]
WORDS = {"client_id": "a", "text": "您好"}


def code(response: httpx.Response) -> str:
    return str(response.json()["error"]["code"])


async def taken(desk: httpx.AsyncClient, customer: Talk) -> str:
    """The address of a conversation that this agent has taken."""
    await customer.queue()
    address = f"/conversations/{customer.id}"
    assert (await desk.post(f"{address}/take")).status_code == 200
    return address


# Coming in


@pytest.fixture
async def nobody(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A browser in which nobody is logged in."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver/desk/api") as client:
        yield client


async def test_logging_in_tells_who_one_is_and_sets_the_cookie(
    nobody: httpx.AsyncClient, desk_parts: Services
) -> None:
    agent = await new_agent(desk_parts.database, "小李", PASSWORD)
    response = await nobody.post("/session", json={"name": "小李", "password": PASSWORD})
    assert response.status_code == 200
    assert response.json()["agent"] == {"id": agent.id, "name": "小李", "role": "agent"}
    cookie = response.headers["Set-Cookie"]
    flags = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert cookie.startswith(f"{COOKIE}=")
    assert {"httponly", "samesite=strict", "path=/desk", "max-age=43200"} <= flags
    assert "secure" not in flags


async def test_the_cookie_is_for_https_only_where_that_is_set(
    nobody: httpx.AsyncClient, desk_parts: Services
) -> None:
    desk_parts.settings.secure_cookies = True
    await new_agent(desk_parts.database, "小李", PASSWORD)
    response = await nobody.post("/session", json={"name": "小李", "password": PASSWORD})
    assert "; secure" in response.headers["Set-Cookie"].lower()


async def test_the_secret_of_the_session_is_in_the_cookie_only(desk: httpx.AsyncClient) -> None:
    secret = desk.cookies[COOKIE]
    assert secret not in (await desk.get("/session")).text


async def test_wrong_name_and_wrong_password_are_told_alike(
    nobody: httpx.AsyncClient, desk_parts: Services
) -> None:
    await new_agent(desk_parts.database, "小李", PASSWORD)
    wrong = await nobody.post("/session", json={"name": "小李", "password": "x"})
    unknown = await nobody.post("/session", json={"name": "小王", "password": "x"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert "Set-Cookie" not in wrong.headers


async def test_guessing_passwords_is_limited(nobody: httpx.AsyncClient, desk_parts: Services) -> None:
    await new_agent(desk_parts.database, "小李", PASSWORD)
    for _ in range(LOGINS_PER_MINUTE):
        assert (await nobody.post("/session", json={"name": "小李", "password": "x"})).status_code == 401
    refused = await nobody.post("/session", json={"name": "小李", "password": PASSWORD})
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0


@pytest.mark.parametrize("path", READING)
async def test_without_a_session_nothing_is_read(nobody: httpx.AsyncClient, path: str) -> None:
    response = await nobody.get(path)
    assert response.status_code == 401
    assert code(response) == "unauthorized"


@pytest.mark.parametrize(("method", "path"), ACTING)
async def test_without_a_session_nothing_is_done(nobody: httpx.AsyncClient, method: str, path: str) -> None:
    response = await nobody.request(method, path, json=WORDS, headers={"X-CSRF-Token": "x"})
    assert response.status_code == 401


@pytest.mark.parametrize(("method", "path"), ACTING)
@pytest.mark.parametrize("token", [None, "", "wrong"])
async def test_without_the_pages_token_nothing_is_done(
    desk: httpx.AsyncClient, method: str, path: str, token: str | None
) -> None:
    """Another site can make the browser send the cookie, but not the token."""
    del desk.headers["X-CSRF-Token"]
    headers = {} if token is None else {"X-CSRF-Token": token}
    response = await desk.request(method, path, json=WORDS, headers=headers)
    assert response.status_code == 403
    assert code(response) == "forbidden"


async def test_a_colleagues_token_does_not_do(sit: Sit) -> None:
    mine, colleagues = await sit("小李"), await sit("小王")
    mine.headers["X-CSRF-Token"] = colleagues.headers["X-CSRF-Token"]
    assert (await mine.delete("/session")).status_code == 403


async def test_the_token_can_be_had_again_after_a_reload(desk: httpx.AsyncClient) -> None:
    assert (await desk.get("/session")).json()["csrf"] == desk.headers["X-CSRF-Token"]


async def test_a_session_that_ran_out_opens_nothing(desk: httpx.AsyncClient, desk_parts: Services) -> None:
    async with desk_parts.database.writing() as session:
        await session.execute(update(DeskSession).values(expires_at=now() - timedelta(seconds=1)))
    assert (await desk.get("/conversations")).status_code == 401


async def test_after_logging_out_the_cookie_opens_nothing(desk: httpx.AsyncClient) -> None:
    secret = desk.cookies[COOKIE]
    response = await desk.delete("/session")
    assert response.status_code == 204
    assert 'okpay_desk=""' in response.headers["Set-Cookie"]
    again = await desk.get("/conversations", headers={"Cookie": f"{COOKIE}={secret}"})
    assert again.status_code == 401


async def test_a_customers_token_does_not_open_the_desk(nobody: httpx.AsyncClient, customer: Talk) -> None:
    headers = {"Authorization": f"Bearer {customer.token}", "Cookie": f"{COOKIE}={customer.token}"}
    assert (await nobody.get("/conversations", headers=headers)).status_code == 401


async def test_the_desk_does_not_open_the_customers_api(desk: httpx.AsyncClient, customer: Talk) -> None:
    path = f"http://testserver/api/v1/conversations/{customer.id}/messages"
    assert (await desk.get(path)).status_code == 404


# Seeing


async def test_the_queue_shows_urgent_ones_first_and_then_who_waited_longest(
    desk: httpx.AsyncClient, desk_parts: Services
) -> None:
    talks = [await Talk.begin(desk_parts) for _ in range(4)]
    for talk in talks[:3]:
        await talk.queue(urgent=talk is talks[2])
    body = (await desk.get("/conversations?box=queue")).json()
    assert [row["id"] for row in body["conversations"]] == [talks[2].id, talks[0].id, talks[1].id]
    assert [row["position"] for row in body["conversations"]] == [1, 2, 3]
    assert body["counts"] == {"queue": 3, "mine": 0}


async def test_mine_shows_mine_only(sit: Sit, desk_parts: Services) -> None:
    mine, colleagues = await sit("小李"), await sit("小王")
    talks = [await Talk.begin(desk_parts) for _ in range(2)]
    await taken(mine, talks[0])
    await taken(colleagues, talks[1])
    body = (await mine.get("/conversations?box=mine")).json()
    assert [row["id"] for row in body["conversations"]] == [talks[0].id]
    assert body["counts"] == {"queue": 0, "mine": 1}


async def test_all_shows_the_newest_first(desk: httpx.AsyncClient, desk_parts: Services) -> None:
    talks = [await Talk.begin(desk_parts) for _ in range(3)]
    await talks[1].queue()
    body = (await desk.get("/conversations?box=all")).json()
    assert body["conversations"][0]["id"] == talks[1].id
    assert len(body["conversations"]) == 3


async def test_a_conversation_is_shown_with_what_the_bot_learned(
    desk: httpx.AsyncClient, customer: Talk, engine: EngineDouble
) -> None:
    wish = handoff()
    wish["data"]["summary"]["said"] = ["付不了款"]
    engine.will_say(wish)
    await customer.say("付不了款")
    await customer.settled()
    body = (await desk.get(f"/conversations/{customer.id}")).json()
    assert body["summary"]["said"] == ["付不了款"]
    assert [message["seq"] for message in body["messages"]] == [1, 2]
    assert body["state"] == "queued"


async def test_newer_messages_can_be_read_alone(desk: httpx.AsyncClient, customer: Talk) -> None:
    await customer.say("一")
    await customer.settled()
    body = (await desk.get(f"/conversations/{customer.id}/messages?after=1")).json()
    assert [message["seq"] for message in body["messages"]] == [2]


async def test_no_secret_of_the_customer_is_shown(desk: httpx.AsyncClient, customer: Talk) -> None:
    await customer.say("密码是hunter2x")
    everything = "".join(
        [
            (await desk.get("/conversations?box=all")).text,
            (await desk.get(f"/conversations/{customer.id}")).text,
        ]
    )
    assert "hunter2x" not in everything
    assert customer.token not in everything
    assert "token_hash" not in everything


async def test_a_rating_is_shown_wherever_its_conversation_is(
    desk: httpx.AsyncClient, desk_parts: Services, customer: Talk
) -> None:
    stranger = await Talk.begin(desk_parts)
    before = (await desk.get(f"/conversations/{customer.id}")).json()
    await rate(desk_parts.database, desk_parts.news, customer.id, 4, "很快，密码是hunter2x")
    shown = (await desk.get(f"/conversations/{customer.id}")).json()
    listed = (await desk.get("/conversations?box=all")).json()["conversations"]
    assert before["rating"] is None
    assert shown["rating"] == {"score": 4, "comment": "很快，密码是[密码]"}
    assert {row["id"]: row["rating"] for row in listed} == {customer.id: shown["rating"], stranger.id: None}
    assert shown["updated_at"] > before["updated_at"]


async def test_an_unknown_conversation_is_not_found(desk: httpx.AsyncClient) -> None:
    assert (await desk.get(f"/conversations/{NOBODY}")).status_code == 404
    for action in ("take", "messages", "typing", "close"):
        response = await desk.post(f"/conversations/{NOBODY}/{action}", json=WORDS)
        assert response.status_code == 404


@pytest.mark.parametrize("query", ["box=other", "limit=0", "limit=9999", "limit=x"])
async def test_a_strange_question_is_invalid(desk: httpx.AsyncClient, query: str) -> None:
    assert (await desk.get(f"/conversations?{query}")).status_code == 422


@pytest.mark.parametrize("after", ["-1", "x", "2147483648", "9" * 30])
async def test_a_strange_number_does_no_harm(desk: httpx.AsyncClient, customer: Talk, after: str) -> None:
    response = await desk.get(f"/conversations/{customer.id}/messages?after={after}")
    assert response.status_code in (200, 422)


@pytest.mark.parametrize("path", ["a%00b", "%00", "..", "%F0%9F%98%80", "x" * 3000])
async def test_a_strange_id_is_not_found(desk: httpx.AsyncClient, path: str) -> None:
    assert (await desk.get(f"/conversations/{path}")).status_code == 404


# Doing


async def test_taking_shows_the_conversation_as_mine(desk: httpx.AsyncClient, customer: Talk) -> None:
    await customer.queue()
    shown = (await desk.post(f"/conversations/{customer.id}/take")).json()
    assert (shown["state"], shown["assignee"]["name"]) == ("agent", "小李")
    assert shown["position"] is None
    assert shown["last_message"]["text"].endswith("为您服务。")


async def test_two_desks_at_once_exactly_one_has_it(sit: Sit, customer: Talk) -> None:
    desks = await sit("小李"), await sit("小王")
    await customer.queue()
    answers = await asyncio.gather(*(desk.post(f"/conversations/{customer.id}/take") for desk in desks))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    lost = next(answer for answer in answers if answer.status_code == 409)
    assert code(lost) == "taken"


async def test_desks_taking_different_conversations_at_once_all_succeed(
    sit: Sit, desk_parts: Services
) -> None:
    desks = [await sit(f"客服{n}") for n in range(4)]
    talks = [await Talk.begin(desk_parts) for _ in range(4)]
    for talk in talks:
        await talk.queue()
    answers = await asyncio.gather(
        *(desk.post(f"/conversations/{talk.id}/take") for desk, talk in zip(desks, talks, strict=True))
    )
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200]


async def test_taking_moves_up_who_waits_behind(desk: httpx.AsyncClient, desk_parts: Services) -> None:
    first, second = [await Talk.begin(desk_parts) for _ in range(2)]
    await first.queue()
    await second.queue()
    await desk.post(f"/conversations/{first.id}/take")
    assert [told["position"] for told in await second.handoffs()] == [2, 1]


async def test_an_agents_words_reach_the_customer_with_the_agents_name(
    desk: httpx.AsyncClient, customer: Talk
) -> None:
    address = await taken(desk, customer)
    response = await desk.post(f"{address}/messages", json=WORDS)
    assert response.status_code == 202
    last = (await customer.messages())[-1]
    assert (last.role, last.text, last.data) == ("agent", "您好", {"agent": {"name": "小李"}})


async def test_the_same_words_sent_twice_are_kept_once(desk: httpx.AsyncClient, customer: Talk) -> None:
    address = await taken(desk, customer)
    answers = await asyncio.gather(*(desk.post(f"{address}/messages", json=WORDS) for _ in range(4)))
    assert sorted(answer.json()["duplicate"] for answer in answers) == [False, True, True, True]
    assert await customer.texts("agent") == ["您好"]


async def test_agent_and_customer_may_use_the_same_client_id(desk: httpx.AsyncClient, customer: Talk) -> None:
    """Each counts for itself; nobody's words may vanish for what the other has sent."""
    address = await taken(desk, customer)
    await customer.say("在吗", "1")
    answer = await desk.post(f"{address}/messages", json={"client_id": "1", "text": "在的"})
    assert not answer.json()["duplicate"]
    assert await customer.texts("agent") == ["在的"]


async def test_an_agent_masks_as_a_customer_does(desk: httpx.AsyncClient, customer: Talk) -> None:
    address = await taken(desk, customer)
    await desk.post(f"{address}/messages", json={"client_id": "a", "text": "您的卡号4111111111111111对吗"})
    assert await customer.texts("agent") == ["您的卡号[卡号]对吗"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"client_id": "a"},
        {"client_id": "", "text": "x"},
        {"client_id": "a", "text": ""},
        {"client_id": "a", "text": "  \n "},
        {"client_id": "a", "text": "x" * (REPLY_LIMIT + 1)},
        {"client_id": "a" * 65, "text": "x"},
        {"client_id": "a", "text": 5},
    ],
)
async def test_words_that_are_none_are_invalid(
    desk: httpx.AsyncClient, customer: Talk, body: dict[str, Any]
) -> None:
    address = await taken(desk, customer)
    response = await desk.post(f"{address}/messages", json=body)
    assert response.status_code == 422
    assert response.json()["error"]["fields"]


async def test_a_nul_in_an_agents_words_does_no_harm(desk: httpx.AsyncClient, customer: Talk) -> None:
    address = await taken(desk, customer)
    response = await desk.post(f"{address}/messages", json={"client_id": "a", "text": "a\0b"})
    assert response.status_code in (202, 422)


@pytest.mark.parametrize("action", ["messages", "typing", "close"])
async def test_a_colleagues_conversation_is_left_alone(sit: Sit, customer: Talk, action: str) -> None:
    mine, colleagues = await sit("小李"), await sit("小王")
    address = await taken(mine, customer)
    response = await colleagues.post(f"{address}/{action}", json=WORDS)
    assert response.status_code == 409
    assert code(response) == "not_yours"


@pytest.mark.parametrize("action", ["messages", "typing", "close"])
async def test_a_conversation_that_was_not_taken_is_left_alone(
    desk: httpx.AsyncClient, customer: Talk, action: str
) -> None:
    await customer.queue()
    response = await desk.post(f"/conversations/{customer.id}/{action}", json=WORDS)
    assert response.status_code == 409


async def test_an_agents_typing_is_told_to_the_customer(desk: httpx.AsyncClient, customer: Talk) -> None:
    address = await taken(desk, customer)
    listener = customer.listen()
    await listener.has(lambda heard: heard.states)
    assert (await desk.post(f"{address}/typing")).status_code == 204
    await listener.has(lambda heard: [event.data for event in heard.of("typing")] == [{"role": "agent"}])
    await listener.stop()


async def test_after_the_close_the_agent_says_nothing_more(desk: httpx.AsyncClient, customer: Talk) -> None:
    address = await taken(desk, customer)
    assert (await desk.post(f"{address}/close")).json()["state"] == "closed"
    assert (await desk.post(f"{address}/messages", json=WORDS)).status_code == 409


async def test_the_close_has_the_engine_forget_at_once(
    desk: httpx.AsyncClient, customer: Talk, engine: EngineDouble
) -> None:
    await customer.say("一")
    await customer.settled()
    address = await taken(desk, customer)
    await desk.post(f"{address}/close")

    async def forgotten() -> bool:
        return not engine.memories

    await eventually(forgotten)


# Following


class Desk:
    """A desk on a real port, where a stream comes piece by piece."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def follow(self) -> AsyncIterator[str]:
        async with self.client.stream("GET", "/events", timeout=None) as response:
            assert response.status_code == 200
            async for piece in response.aiter_text():
                yield piece


@pytest.fixture
async def live(served: str, desk_parts: Services) -> AsyncIterator[Desk]:
    await new_agent(desk_parts.database, "小李", PASSWORD)
    async with httpx.AsyncClient(base_url=f"{served}/desk/api") as client:
        begun = await client.post("/session", json={"name": "小李", "password": PASSWORD})
        client.headers["X-CSRF-Token"] = begun.json()["csrf"]
        yield Desk(client)


async def followed(live: Desk, parts: Services) -> Listener:
    """A listener who is heard."""
    listener = Listener(live.follow())

    async def listening() -> bool:
        return bool(parts.news._queues)

    await eventually(listening)
    return listener


async def test_every_change_of_every_conversation_is_told(
    live: Desk, desk_parts: Services, customer: Talk
) -> None:
    listener = await followed(live, desk_parts)
    await customer.say("一")
    await listener.has(
        lambda heard: [event.data["last_seq"] for event in heard.of("conversation")][-1:] == [2]
    )
    await listener.has(lambda heard: heard.of("typing"))
    assert listener.of("typing")[0].data == {"conversation_id": customer.id, "role": "bot"}
    await listener.stop()


async def test_a_handoff_is_told_at_once(live: Desk, desk_parts: Services, customer: Talk) -> None:
    listener = await followed(live, desk_parts)
    await customer.press("handoff")
    await listener.has(lambda heard: "queued" in [event.data["state"] for event in heard.of("conversation")])
    await listener.stop()


async def test_a_rating_is_told_at_once(
    live: Desk, served: str, desk_parts: Services, customer: Talk
) -> None:
    listener = await followed(live, desk_parts)
    address = f"{served}/api/v1/conversations/{customer.id}/rating"
    headers = {"Authorization": f"Bearer {customer.token}"}
    async with httpx.AsyncClient() as client:
        await client.post(address, json={"score": 5}, headers=headers)
    await listener.has(lambda heard: heard.of("conversation"))
    assert listener.of("conversation")[-1].data["rating"] == {"score": 5, "comment": None}
    await listener.stop()


async def test_after_logging_out_nothing_more_is_told(
    live: Desk, desk_parts: Services, customer: Talk
) -> None:
    listener = await followed(live, desk_parts)
    await live.client.delete("/session")
    await customer.say("一")
    await customer.settled()
    await asyncio.sleep(0.2)
    assert listener.of("conversation") == []
    await listener.stop()
