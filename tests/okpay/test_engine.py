"""The client of the engine: what it sends, and which of two ways each fault goes."""

import asyncio
import socket
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.responses import JSONResponse, Response

from okpay.engine import EngineClient, EngineFault, EngineUnavailable
from tests.okpay.engine_double import TOKEN, Body, EngineDouble, said
from tests.okpay.support import free_port


@pytest.fixture
async def client(engine: EngineDouble) -> AsyncIterator[EngineClient]:
    client = EngineClient(engine.url, TOKEN, 1.0)
    yield client
    await client.close()


async def test_words_are_sent_as_text(client: EngineClient, engine: EngineDouble) -> None:
    reply = await client.send("c-1", "m1", "付不了款", None, "zh-CN")
    assert engine.asked == [{"sender": "c-1", "message_id": "m1", "text": "付不了款", "locale": "zh-CN"}]
    assert [message.text for message in reply.messages] == ["re: 付不了款"]


async def test_a_button_is_sent_as_its_action_without_its_words(
    client: EngineClient, engine: EngineDouble
) -> None:
    await client.send("c-1", "m1", "下一步", "next_step", "zh-CN")
    assert engine.asked == [{"sender": "c-1", "message_id": "m1", "action": "next_step", "locale": "zh-CN"}]


async def test_the_language_comes_back(client: EngineClient, engine: EngineDouble) -> None:
    async def answer(body: Body) -> Response:
        return said("Hello", locale="en")

    engine.answer = answer
    assert (await client.send("c-1", "m1", "hi", None, "zh-CN")).locale == "en"


@pytest.mark.parametrize("status", [400, 401, 422, 500, 502, 503])
async def test_a_refusal_is_a_fault(client: EngineClient, engine: EngineDouble, status: int) -> None:
    engine.fail(1, status)
    with pytest.raises(EngineFault):
        await client.send("c-1", "m1", "x", None, "zh-CN")


@pytest.mark.parametrize("status", [404, 409])
async def test_an_engine_that_is_not_ready_is_away(
    client: EngineClient, engine: EngineDouble, status: int
) -> None:
    engine.fail(1, status)
    with pytest.raises(EngineUnavailable):
        await client.send("c-1", "m1", "x", None, "zh-CN")


async def test_an_engine_that_is_not_there_is_away() -> None:
    client = EngineClient(f"http://127.0.0.1:{free_port()}", TOKEN, 1.0)
    with pytest.raises(EngineUnavailable):
        await client.send("c-1", "m1", "x", None, "zh-CN")
    assert not await client.is_ready()
    await client.close()


async def test_an_engine_that_cannot_be_connected_to_in_time_is_away() -> None:
    """It never saw the message, so the message is not at fault."""
    with socket.socket() as full, socket.socket() as one, socket.socket() as other:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for queued in (one, other):
            queued.setblocking(False)
            queued.connect_ex(full.getsockname())
        client = EngineClient(f"http://127.0.0.1:{full.getsockname()[1]}", TOKEN, 0.2)
        with pytest.raises(EngineUnavailable):
            await client.send("c-1", "m1", "x", None, "zh-CN")
        await client.close()


async def test_an_engine_too_busy_with_others_is_away(engine: EngineDouble) -> None:
    """Waiting for a free connection is the fault of no message."""
    client = EngineClient(engine.url, TOKEN, 0.2)
    limited = httpx.Limits(max_connections=1)
    client._http = httpx.AsyncClient(base_url=engine.url, timeout=httpx.Timeout(5, pool=0.1), limits=limited)
    gate = engine.hold()
    first = asyncio.create_task(client.send("c-1", "m1", "x", None, "zh-CN"))
    await engine.is_asked()
    with pytest.raises(EngineUnavailable):
        await client.send("c-2", "m2", "x", None, "zh-CN")
    gate.set()
    await first
    await client.close()


async def test_no_answer_in_time_is_a_fault(engine: EngineDouble) -> None:
    engine.hold()
    client = EngineClient(engine.url, TOKEN, 0.1)
    with pytest.raises(EngineFault):
        await client.send("c-1", "m1", "x", None, "zh-CN")
    await client.close()


@pytest.mark.parametrize(
    "response",
    [
        Response("<html>"),
        Response(b"\xff", media_type="application/json"),
        JSONResponse([]),
        JSONResponse({"messages": "x"}),
        JSONResponse({"messages": [{"kind": 5, "text": "x"}]}),
        Response(b"no gzip", headers={"Content-Encoding": "gzip"}),
        Response(status_code=302, headers={"Location": "/elsewhere"}),
    ],
    ids=["html", "bytes", "list", "no list", "no kind", "no gzip", "elsewhere"],
)
async def test_an_answer_that_cannot_be_read_is_a_fault(
    client: EngineClient, engine: EngineDouble, response: Response
) -> None:
    async def answer(body: Body) -> Response:
        return response

    engine.answer = answer
    with pytest.raises(EngineFault):
        await client.send("c-1", "m1", "x", None, "zh-CN")


async def test_a_fault_does_not_quote_the_customer(client: EngineClient, engine: EngineDouble) -> None:
    async def answer(body: Body) -> Response:
        return Response(body["text"])

    engine.answer = answer
    with pytest.raises(EngineFault) as caught:
        await client.send("c-1", "m1", "s3cret", None, "zh-CN")
    assert "s3cret" not in str(caught.value)


async def test_a_wrong_token_is_a_fault(engine: EngineDouble) -> None:
    client = EngineClient(engine.url, "wrong", 1.0)
    with pytest.raises(EngineFault):
        await client.send("c-1", "m1", "x", None, "zh-CN")
    await client.close()


async def test_forgetting(client: EngineClient, engine: EngineDouble) -> None:
    await client.send("c-1", "m1", "x", None, "zh-CN")
    await client.forget("c-1")
    assert engine.forgotten == ["c-1"]
    assert not engine.memories


async def test_readiness(client: EngineClient, engine: EngineDouble) -> None:
    assert await client.is_ready()
    engine.is_ready = False
    assert not await client.is_ready()


async def test_the_engine_is_never_asked_through_a_proxy(
    engine: EngineDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is on this machine, and the proxy of a company would see the customers' words and the token."""
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    client = EngineClient(engine.url, TOKEN, 1.0)
    try:
        await client.send("c-1", "m1", "x", None, "zh-CN")
    finally:
        await client.close()
