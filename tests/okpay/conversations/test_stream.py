import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest

from okpay.conversations import stream
from okpay.conversations.news import Event
from okpay.conversations.stream import KEEPALIVE, OPENING, conversation_stream, sse
from okpay.services import Services
from okpay.store.models import Agent
from tests.okpay.engine_double import EngineDouble
from tests.okpay.support import Listener, Talk, eventually, frame


def test_an_event_has_the_wire_form() -> None:
    assert sse("message", {"text": "你\n好"}, 3) == 'id: 3\nevent: message\ndata: {"text": "你\\n好"}\n\n'
    assert sse("typing", {}) == "event: typing\ndata: {}\n\n"


def test_a_line_break_in_a_message_does_not_break_the_event() -> None:
    """A customer could forge events otherwise."""
    raw = sse("message", {"text": "a\n\nevent: state\r\ndata: {}"}, 1)
    assert [line.split(":")[0] for line in raw.rstrip("\n").split("\n")] == ["id", "event", "data"]
    assert "\r" not in raw


async def test_a_new_listener_gets_what_is_there_and_then_what_comes(talk: Talk) -> None:
    await talk.say("一")
    await talk.settled()
    listener = talk.listen()
    await listener.has(lambda heard: heard.seqs == [1, 2])
    await talk.say("二")
    await listener.has(lambda heard: heard.seqs == [1, 2, 3, 4])


async def test_a_message_event_has_the_public_form_and_its_number_as_id(talk: Talk) -> None:
    await talk.say("一")
    listener = talk.listen()
    await listener.has(lambda heard: heard.seqs)
    event = listener.of("message")[0]
    assert event.id == 1
    assert set(event.data) == {"seq", "id", "role", "kind", "text", "data", "created_at"}


async def test_resuming_gives_neither_gap_nor_double(talk: Talk) -> None:
    first = talk.listen()
    for words in ("一", "二", "三"):
        await talk.say(words)
    await first.has(lambda heard: len(heard.seqs) >= 3)
    await first.stop()
    await talk.say("四")
    await talk.settled()
    second = talk.listen(after=first.seqs[-1])
    await second.has(lambda heard: heard.seqs and heard.seqs[-1] == 8)
    assert first.seqs + second.seqs == [1, 2, 3, 4, 5, 6, 7, 8]


async def test_no_message_is_missed_between_reading_and_listening(talk: Talk) -> None:
    sending = asyncio.gather(*(talk.say(f"{n}") for n in range(10)))
    listeners = [talk.listen() for _ in range(5)]
    await sending
    await talk.settled()
    for listener in listeners:
        await listener.has(lambda heard: len(heard.seqs) == 20)
        assert listener.seqs == list(range(1, 21))


async def test_more_messages_than_one_reading_gives_all_come(
    talk: Talk, engine: EngineDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.will_say(*({"kind": "text", "text": f"{n}", "data": {}} for n in range(60)))
    for n in range(4):
        await talk.say(f"{n}")
    await talk.settled()
    listener = talk.listen()
    await listener.has(lambda heard: heard.seqs == list(range(1, 245)))


async def test_two_listeners_hear_the_same(talk: Talk) -> None:
    one, other = talk.listen(), talk.listen()
    await talk.say("一")
    for listener in (one, other):
        await listener.has(lambda heard: heard.seqs == [1, 2])


async def test_a_listener_hears_nothing_of_another_conversation(talk: Talk, parts: Services) -> None:
    stranger = await Talk.begin(parts)
    listener = stranger.listen()
    await talk.say("一")
    await talk.settled()
    await talk.parts.news.publish("typing", talk.id, "customer")
    await stranger.say("二")
    await listener.has(lambda heard: len(heard.seqs) == 2)
    assert [event.data["text"] for event in listener.of("message")] == ["二", "re: 二"]
    assert {"role": "customer"} not in [event.data for event in listener.of("typing")]
    await listener.stop()


async def test_the_state_is_told_at_the_beginning(talk: Talk) -> None:
    await talk.queue()
    listener = talk.listen()
    await listener.has(lambda heard: heard.states == ["queued"])


async def test_the_bots_typing_is_told(talk: Talk) -> None:
    listener = talk.listen()
    await listener.has(lambda heard: heard.states)
    await talk.say("一")
    await listener.has(lambda heard: heard.of("typing"))
    event = listener.of("typing")[0]
    assert event.data == {"role": "bot"}
    assert event.id is None


async def test_a_change_of_state_is_told_after_its_message(talk: Talk) -> None:
    listener = talk.listen()
    await listener.has(lambda heard: heard.states == ["bot"])
    await talk.press("handoff")
    await listener.has(lambda heard: heard.states == ["bot", "queued"])
    order = [event.event for event in listener.frames if event.event != "typing"]
    assert order.index("message") < len(order) - 1 - order[::-1].index("state")
    assert listener.of("state")[-1].id is None


async def test_the_reopening_by_the_customer_is_told(talk: Talk, agent: Agent) -> None:
    await talk.queue()
    await talk.take(agent)
    await talk.close()
    listener = talk.listen()
    await listener.has(lambda heard: heard.states == ["closed"])
    await talk.say("又来了")
    await listener.has(lambda heard: heard.states == ["closed", "bot"])


async def test_a_quiet_stream_is_kept_alive(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "KEEPALIVE_SECONDS", 0.02)
    listener = talk.listen()
    await listener.has(lambda heard: [one.raw for one in heard.frames].count(KEEPALIVE.strip()) >= 2)


def test_a_quiet_stream_is_kept_alive_often_enough() -> None:
    assert stream.KEEPALIVE_SECONDS <= 20
    assert KEEPALIVE.startswith(":")
    assert KEEPALIVE.endswith("\n\n")


async def test_news_that_was_lost_costs_time_and_no_message(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(topic: str, conversation_id: str, value: str = "") -> None:
        """Nobody hears of it."""

    monkeypatch.setattr(stream, "KEEPALIVE_SECONDS", 0.05)
    listener = talk.listen()
    await listener.has(lambda heard: heard.states)
    monkeypatch.setattr(talk.parts.news, "publish", lost)
    await talk.say("一")
    await listener.has(lambda heard: heard.seqs == [1, 2])


async def test_a_state_whose_news_was_lost_is_told_in_time(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "KEEPALIVE_SECONDS", 0.05)
    listener = talk.listen()
    await listener.has(lambda heard: heard.states == ["bot"])
    await talk.queue()
    await listener.has(lambda heard: heard.states[-1] == "queued")


async def test_the_stream_ends_when_the_conversation_is_erased(talk: Talk) -> None:
    await talk.say("一")
    listener = talk.listen()
    await listener.has(lambda heard: heard.seqs)
    await talk.parts.forgetter.erase(talk.id)
    await listener.has(lambda heard: heard.ended)


async def test_the_stream_ends_when_the_news_of_the_erasure_was_lost(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(topic: str, conversation_id: str, value: str = "") -> None:
        """Nobody hears of it."""

    monkeypatch.setattr(stream, "KEEPALIVE_SECONDS", 0.05)
    listener = talk.listen()
    await listener.has(lambda heard: heard.states)
    monkeypatch.setattr(talk.parts.news, "publish", lost)
    await talk.parts.forgetter.erase(talk.id)
    await listener.has(lambda heard: heard.ended)


async def test_a_stream_of_a_conversation_that_was_just_erased_ends(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Erased after the token was looked at and before the first event was read."""
    monkeypatch.setattr(stream, "KEEPALIVE_SECONDS", 0.05)
    await talk.parts.forgetter.erase(talk.id)
    listener = talk.listen()
    await listener.has(lambda heard: heard.ended)
    assert listener.of("state") == []


async def test_a_slow_listener_misses_no_message(talk: Talk, parts: Services) -> None:
    slow = conversation_stream(parts.database, parts.news, talk.id, 0)
    assert await anext(slow) == OPENING
    for n in range(3):
        await talk.say(f"{n}")
        for _ in range(200):
            await parts.news.publish("changed", talk.id)
    await talk.settled()
    listener = Listener(slow)
    await listener.has(lambda heard: heard.seqs == [1, 2, 3, 4, 5, 6])
    await listener.stop()


async def test_a_slow_listener_hears_the_newest_state(talk: Talk, parts: Services) -> None:
    slow = conversation_stream(parts.database, parts.news, talk.id, 0)
    assert await anext(slow) == OPENING
    assert frame(await anext(slow)).event == "state"
    for _ in range(300):
        parts.news.deliver(Event("typing", talk.id, "bot"))
    await talk.press("handoff")
    await talk.settled()
    listener = Listener(slow)
    await listener.has(lambda heard: "queued" in heard.states)
    await listener.stop()


async def test_a_slow_listeners_stream_ends_with_the_conversation(talk: Talk, parts: Services) -> None:
    slow = conversation_stream(parts.database, parts.news, talk.id, 0)
    assert await anext(slow) == OPENING
    assert frame(await anext(slow)).event == "state"
    for _ in range(300):
        parts.news.deliver(Event("typing", talk.id, "bot"))
    await parts.forgetter.erase(talk.id)
    listener = Listener(slow)
    await listener.has(lambda heard: heard.ended)


async def test_whoever_has_gone_is_not_told_any_more(talk: Talk, parts: Services) -> None:
    listener = talk.listen()
    await listener.has(lambda heard: heard.states)
    await listener.stop()
    assert parts.news._queues == {}


# Over HTTP


@pytest.fixture
async def http(served: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=served) as client:
        body = (await client.post("/api/v1/conversations", json={})).json()
        client.headers["Authorization"] = f"Bearer {body['token']}"
        client.base_url = httpx.URL(f"{served}/api/v1/conversations/{body['conversation_id']}/")
        yield client


async def follow(http: httpx.AsyncClient, **headers: str) -> AsyncIterator[str]:
    async with http.stream("GET", "events", headers=headers) as response:
        assert response.headers["Content-Type"].startswith("text/event-stream")
        assert response.headers["Cache-Control"] == "no-store"
        async for piece in response.aiter_text():
            yield piece


async def test_the_stream_comes_live_over_http(http: httpx.AsyncClient) -> None:
    listener = Listener(follow(http))
    await listener.has(lambda heard: heard.states)
    await http.post("messages", json={"client_id": "a", "text": "一"})
    await listener.has(lambda heard: heard.seqs == [1, 2])
    await listener.stop()


async def test_last_event_id_resumes_over_http(http: httpx.AsyncClient) -> None:
    for n in ("a", "b", "c"):
        await http.post("messages", json={"client_id": n, "text": n})
    listener = Listener(follow(http, **{"Last-Event-ID": "2"}))
    await listener.has(lambda heard: len(heard.seqs) == 4)
    assert listener.seqs == [3, 4, 5, 6]
    await listener.stop()


@pytest.mark.parametrize("value", [b"", b"x", b"-1", b"1.5", b"\xb2", b"9" * 30, b"2147483648"])
async def test_a_strange_last_event_id_does_no_harm(http: httpx.AsyncClient, value: bytes) -> None:
    async with http.stream("GET", "events", headers=[(b"Last-Event-ID", value)]) as response:
        assert response.status_code == 200
        read = response.aiter_text()
        told = await anext(read)
        while "event: state" not in told:
            told += await anext(read)


async def test_a_listener_who_hangs_up_is_forgotten(http: httpx.AsyncClient, app: object) -> None:
    listener = Listener(follow(http))
    await listener.has(lambda heard: heard.states)
    parts: Services = app.state.services  # type: ignore[attr-defined]
    assert len(parts.news._queues) == 1
    await listener.stop()

    async def forgotten() -> bool:
        return not parts.news._queues

    await eventually(forgotten)


async def test_erasing_ends_the_stream_over_http(http: httpx.AsyncClient) -> None:
    listener = Listener(follow(http))
    await listener.has(lambda heard: heard.states)
    await http.delete(str(http.base_url).rstrip("/"))
    await listener.has(lambda heard: heard.ended)
    assert json.dumps(listener.states) == '["bot"]'
