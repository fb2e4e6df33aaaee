"""The public HTTP API, as the contract has it."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.responses import JSONResponse, Response

from okpay import errors
from okpay.services import Services
from okpay.settings import Settings
from tests.okpay.channels.conftest import Own, begin, dump, error
from tests.okpay.conftest import OPERATOR_KEY
from tests.okpay.engine_double import Body, EngineDouble
from tests.okpay.support import description, eventually

NOBODY = "0" * 32
SECRETS = {
    "4111111111111111": "卡号是 4111111111111111",
    "4111 1111 1111 1111": "4111 1111 1111 1111",
    "4111-1111-1111-1111": "我的是4111-1111-1111-1111",
    "11010519491231002X": "身份证11010519491231002X",
    "hunter2x": "密码是hunter2x",
    "739214": "验证码 739214",
}


# Beginning


async def test_beginning_answers_with_the_secret_of_this_conversation(client: httpx.AsyncClient) -> None:
    response = await client.post("/api/v1/conversations", json={"locale": "en"})
    assert response.status_code == 201
    assert set(response.json()) == {"conversation_id", "token", "locale"}
    assert response.json()["locale"] == "en"


async def test_nothing_has_to_be_said_to_begin(client: httpx.AsyncClient) -> None:
    assert (await client.post("/api/v1/conversations", json={})).json()["locale"] == "zh-CN"


async def test_the_customer_is_kept_as_the_page_says(client: httpx.AsyncClient, app: FastAPI) -> None:
    customer = {"name": "王芳", "email": "w@example.org", "external_id": "7", "identity_hash": "ab"}
    own = await begin(client, customer=customer)
    dumped = await dump(app.state.services)
    for value in (own.id, *customer.values()):
        assert value in dumped


async def test_two_conversations_have_nothing_in_common(client: httpx.AsyncClient) -> None:
    one, other = await begin(client), await begin(client)
    assert one.id != other.id
    assert one.token != other.token
    assert len(one.token) >= 40


@pytest.mark.parametrize(
    "body",
    [
        {"locale": "fr"},
        {"locale": 5},
        {"customer": "me"},
        {"customer": {"name": "x" * 201}},
        {"customer": {"email": "x" * 321}},
        {"page_url": "x" * 2001},
        {"page_url": ["x"]},
    ],
)
async def test_a_beginning_that_cannot_be_is_invalid(client: httpx.AsyncClient, body: Body) -> None:
    response = await client.post("/api/v1/conversations", json=body)
    assert response.status_code == 422
    assert error(response)["fields"]


# Sending


async def test_a_message_is_taken_and_answered(own: Own) -> None:
    response = await own.say("付不了款")
    assert response.status_code == 202
    assert response.json() == {"id": response.json()["id"], "seq": 1, "duplicate": False}
    assert [message["role"] for message in await own.answered()] == ["customer", "bot"]


async def test_a_message_has_the_documented_form(own: Own) -> None:
    await own.say("付不了款")
    (message, _) = await own.answered()
    assert set(message) == {"seq", "id", "role", "kind", "text", "data", "created_at"}
    assert message["created_at"].endswith("Z")
    assert (message["role"], message["kind"], message["text"]) == ("customer", "text", "付不了款")


async def test_the_same_client_id_again_does_nothing(own: Own) -> None:
    first, again = await own.say("一"), await own.say("一")
    assert again.status_code == 202
    assert again.json() == {**first.json(), "duplicate": True}


async def test_the_same_client_id_at_once_is_taken_once(own: Own) -> None:
    answers = await asyncio.gather(*(own.say("一") for _ in range(8)))
    assert {answer.status_code for answer in answers} == {202}
    assert sum(not answer.json()["duplicate"] for answer in answers) == 1
    assert len(await own.answered()) == 2


async def test_a_button_is_sent_as_its_action(own: Own, engine: EngineDouble) -> None:
    response = await own.send({"client_id": "a", "action": "payment_failed"})
    assert response.status_code == 202
    messages = await own.answered()
    assert messages[0]["text"] == "付款失败怎么办"
    assert messages[0]["data"] == {"action": "payment_failed"}
    assert engine.asked[0]["action"] == "payment_failed"


async def test_a_button_that_was_never_offered_is_refused(own: Own) -> None:
    response = await own.send({"client_id": "a", "action": "answer:balance/0"})
    assert response.status_code == 422
    assert error(response)["code"] == "invalid_action"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"client_id": "a"},
        {"text": "x"},
        {"client_id": "", "text": "x"},
        {"client_id": " ", "text": "x"},
        {"client_id": "a" * 65, "text": "x"},
        {"client_id": 5, "text": "x"},
        {"client_id": "a", "text": ""},
        {"client_id": "a", "text": " \n\t "},
        {"client_id": "a", "text": 5},
        {"client_id": "a", "text": None},
        {"client_id": "a", "action": ""},
        {"client_id": "a", "action": "x" * 121},
        {"client_id": "a", "text": "x", "action": "solved"},
        {"client_id": "a", "text": "x", "attachment_id": NOBODY},
        {"client_id": "a", "attachment_id": NOBODY},
        {"client_id": "a", "attachment_id": "a\0b"},
        {"client_id": "a", "attachment_id": "../x"},
    ],
)
async def test_a_message_that_cannot_be_is_invalid(own: Own, body: Body) -> None:
    response = await own.send(body)
    assert response.status_code == 422
    assert error(response)["code"] == "invalid"
    assert error(response)["fields"]
    assert await own.messages() == []


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b'"x"', b"5", b"null", b"\xff\xfe", b"[" * 100_000, b'{"client_id": "a", }']
)
async def test_what_is_no_json_object_is_malformed(own: Own, raw: bytes) -> None:
    headers = {**own.headers, "Content-Type": "application/json"}
    response = await own.http.post(f"{own.path}/messages", content=raw, headers=headers)
    assert response.status_code in (400, 422)
    assert error(response)["code"] in ("malformed", "invalid")


async def test_another_kind_of_body_is_refused(own: Own) -> None:
    response = await own.http.post(f"{own.path}/messages", data={"client_id": "a"}, headers=own.headers)
    assert response.status_code in (400, 415, 422)
    error(response)


async def test_the_longest_message_is_taken_and_a_longer_one_is_not(
    own: Own, chosen: Settings, engine: EngineDouble
) -> None:
    assert (await own.say("长" * chosen.message_limit)).status_code == 202
    response = await own.say("长" * (chosen.message_limit + 1), "b")
    assert response.status_code == 413
    assert str(chosen.message_limit) in error(response)["message"]


@pytest.mark.parametrize(
    "words",
    [
        "a\0b",
        "\u202e反",
        "👩‍👩‍👧",
        "\ufeff",
        "\u0085",
        "<script>",
        "' OR 1=1 --",
        "{x} %s {0}",
        "𠮷",
        "\x1b[2J",
    ],
)
async def test_strange_words_do_no_harm(own: Own, engine: EngineDouble, words: str) -> None:
    response = await own.say(words)
    assert response.status_code in (202, 422)
    if response.status_code == 202:
        assert (await own.answered())[0]["text"].strip("\ufeff\u0085") in words


async def test_half_a_character_is_invalid(own: Own) -> None:
    """A lone surrogate is no text, and no database takes it."""
    headers = {**own.headers, "Content-Type": "application/json"}
    raw = b'{"client_id": "a", "text": "\\ud800"}'
    response = await own.http.post(f"{own.path}/messages", content=raw, headers=headers)
    assert response.status_code in (400, 422)
    error(response)


@pytest.mark.parametrize("field", ["client_id", "action"])
async def test_a_nul_in_a_field_does_no_harm(own: Own, field: str) -> None:
    response = await own.send({"client_id": "a", "text": "x", field: "a\0b"})
    assert response.status_code in (202, 422)


@pytest.mark.parametrize("field", ["name", "email", "external_id", "identity_hash"])
async def test_a_nul_in_the_customer_does_no_harm(client: httpx.AsyncClient, field: str) -> None:
    response = await client.post("/api/v1/conversations", json={"customer": {field: "a\0b"}})
    assert response.status_code in (201, 422)


# Reading


async def test_reading_goes_on_after_a_number(own: Own) -> None:
    for n in ("a", "b"):
        await own.say(n, n)
    await own.answered(2)
    messages = (await own.get("messages?after=1&limit=2")).json()["messages"]
    assert [message["seq"] for message in messages] == [2, 3]


@pytest.mark.parametrize("query", ["after=-1", "after=x", "limit=0", "limit=201", "limit=x"])
async def test_reading_what_cannot_be_is_invalid(own: Own, query: str) -> None:
    response = await own.get(f"messages?{query}")
    assert response.status_code == 422
    assert list(error(response)["fields"]) == [query.split("=", maxsplit=1)[0]]


@pytest.mark.parametrize("after", ["2147483648", "9223372036854775808", "9" * 30, "9" * 5000])
async def test_reading_after_a_huge_number_does_no_harm(own: Own, after: str) -> None:
    response = await own.get(f"messages?after={after}")
    assert response.status_code in (200, 422)


async def test_typing_is_told(own: Own, app: FastAPI) -> None:
    parts: Services = app.state.services
    async with parts.news.subscribe(own.id) as heard:
        response = await own.http.post(f"{own.path}/typing", json={}, headers=own.headers)
        assert response.status_code == 204
        assert response.content == b""
        assert (heard.get_nowait().topic, own.id) == ("typing", own.id)


# Erasing


async def test_an_erased_conversation_is_unknown(own: Own, engine: EngineDouble, app: FastAPI) -> None:
    await own.say("一")
    await own.answered()
    response = await own.http.delete(own.path, headers=own.headers)
    assert response.status_code == 204
    assert (await own.get("messages")).status_code == 404
    assert (await own.say("二", "b")).status_code == 404
    assert (await own.http.delete(own.path, headers=own.headers)).status_code == 404
    assert own.id not in (await dump(app.state.services)).replace(f"{own.id}-1", "")

    async def forgotten() -> bool:
        return not engine.memories

    await eventually(forgotten)


# Strangers


CALLS = [
    ("GET", "messages", None),
    ("POST", "messages", {"client_id": "a", "text": "x"}),
    ("GET", "events", None),
    ("POST", "typing", {}),
    ("POST", "rating", {"score": 5}),
    ("GET", "transcript", None),
    ("GET", f"attachments/{NOBODY}", None),
    ("DELETE", "", None),
]


@pytest.mark.parametrize(("method", "rest", "body"), CALLS)
async def test_a_foreign_token_is_told_the_same_as_an_unknown_conversation(
    client: httpx.AsyncClient, own: Own, method: str, rest: str, body: Body | None
) -> None:
    stranger = await begin(client)

    async def asked(conversation_id: str, headers: dict[str, str]) -> tuple[int, str, list[str]]:
        path = f"/api/v1/conversations/{conversation_id}/{rest}".rstrip("/")
        encoded = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        response = await client.request(method, path, json=body, headers=encoded)
        return response.status_code, response.text, sorted(response.headers)

    unknown = await asked(NOBODY, own.headers)
    assert unknown[0] == 404
    assert await asked(own.id, stranger.headers) == unknown
    assert await asked(own.id, {"Authorization": f"Bearer {own.token}x"}) == unknown
    assert await asked(own.id, {"Authorization": "Bearer "}) == unknown
    assert await asked(own.id, {"Authorization": f"Basic {own.token}"}) == unknown
    assert await asked(own.id, {"Authorization": own.token}) == unknown
    assert await asked(own.id, {"Authorization": "Bearer ÿ"}) == unknown
    assert await asked(own.id, {}) == unknown


async def test_a_stranger_changes_nothing(client: httpx.AsyncClient, own: Own) -> None:
    stranger = await begin(client)
    for method, rest, body in CALLS[1:]:
        await client.request(method, f"{own.path}/{rest}".rstrip("/"), json=body, headers=stranger.headers)
    assert await own.messages() == []


async def test_a_stranger_learns_nothing_from_a_message_that_cannot_be(
    client: httpx.AsyncClient, own: Own
) -> None:
    stranger = await begin(client)
    answers = [
        await client.post(f"/api/v1/conversations/{one}/messages", json={}, headers=stranger.headers)
        for one in (own.id, NOBODY)
    ]
    assert answers[0].status_code == answers[1].status_code == 404
    assert answers[0].text == answers[1].text


@pytest.mark.parametrize("path", ["%00", "a%00b", "..%2f", "%F0%9F%98%80", "x" * 3000, "%ff"])
async def test_a_strange_id_is_not_found(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(
        f"/api/v1/conversations/{path}/messages", headers={"Authorization": "Bearer x"}
    )
    assert response.status_code == 404
    error(response)


async def test_a_token_is_kept_as_a_hash_only(own: Own, app: FastAPI) -> None:
    assert own.token not in await dump(app.state.services)


# Limits


async def test_too_many_messages_have_to_wait(own: Own, app: FastAPI, engine: EngineDouble) -> None:
    parts: Services = app.state.services
    parts.settings.messages_per_minute = 3
    codes = [(await own.say("x", f"{n}")).status_code for n in range(5)]
    assert codes == [202, 202, 202, 429, 429]
    response = await own.say("x", "z")
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert response.headers["Retry-After"] in error(response)["message"]
    assert error(response)["code"] == "too_many"


async def test_the_limit_is_each_conversations_own(client: httpx.AsyncClient, app: FastAPI) -> None:
    parts: Services = app.state.services
    parts.settings.messages_per_minute = 1
    one, other = await begin(client), await begin(client)
    assert (await one.say("x")).status_code == 202
    assert (await one.say("x", "b")).status_code == 429
    assert (await other.say("x")).status_code == 202


async def test_a_stranger_does_not_use_up_the_limit(
    client: httpx.AsyncClient, own: Own, app: FastAPI
) -> None:
    parts: Services = app.state.services
    parts.settings.messages_per_minute = 1
    stranger = Own(client, own.id, "wrong")
    for _ in range(3):
        await stranger.say("x")
    assert (await own.say("x")).status_code == 202


async def test_one_address_begins_so_many_conversations_a_minute(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    parts: Services = app.state.services
    parts.settings.conversations_per_minute = 2
    for _ in range(2):
        await begin(client)
    response = await client.post("/api/v1/conversations", json={})
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) >= 1
    error(response)


# Privacy


@pytest.mark.parametrize("secret", SECRETS)
async def test_a_secret_reaches_neither_the_store_nor_the_engine(
    own: Own, app: FastAPI, engine: EngineDouble, secret: str
) -> None:
    await own.say(SECRETS[secret])
    await own.answered()
    assert secret not in await dump(app.state.services)
    assert secret not in engine.dump()
    assert "[" in engine.texts()[0]


@pytest.mark.parametrize(
    "body",
    [
        {"page_url": "https://shop.example/pay?card=4111111111111111&step=2"},
        {"page_url": "https://shop.example/#password=hunter2x"},
        {"customer": {"name": "王芳 4111 1111 1111 1111"}},
    ],
)
async def test_a_secret_does_not_come_in_with_the_beginning(
    client: httpx.AsyncClient, app: FastAPI, body: Body
) -> None:
    await begin(client, **body)
    dumped = await dump(app.state.services)
    assert "1111" not in dumped
    assert "hunter2x" not in dumped


def contents(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_secret_is_in_no_file_of_the_database(own: Own, tmp_path: Path) -> None:
    await own.say("密码是hunter2x，卡号4111111111111111")
    await own.answered()
    kept = contents(tmp_path)
    assert "密码是[密码]".encode() in kept
    assert b"hunter2x" not in kept
    assert b"4111111111111111" not in kept


# Errors


@pytest.mark.parametrize(
    "body",
    [
        {"client_id": "s3cret-in-here" * 9, "text": "x"},
        {"client_id": "a", "text": ["s3cret-in-here"]},
        {"client_id": {"s3cret-in-here": 1}, "text": "x"},
        {"client_id": "a", "text": "s3cret-in-here", "action": "s3cret-in-here"},
        {"client_id": "a", "action": "s3cret-in-here"},
    ],
)
async def test_what_was_sent_is_not_repeated_in_an_error(own: Own, body: Body) -> None:
    response = await own.send(body)
    assert response.status_code == 422
    assert "s3cret" not in response.text
    error(response)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/nothing", 404),
        ("GET", "/api/v1/conversations", 405),
        ("PUT", f"/api/v1/conversations/{NOBODY}/messages", 405),
        ("GET", f"/api/v1/conversations/{NOBODY}/messages", 404),
        ("GET", "/widget/nothing.js", 404),
    ],
)
async def test_every_error_has_the_documented_form(
    client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    response = await client.request(method, path)
    assert response.status_code == status
    error(response)


async def test_an_unexpected_fault_is_told_without_its_reason(
    own: Own, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*arguments: Any) -> None:
        raise RuntimeError("the database says: s3cret")

    monkeypatch.setattr(app.state.services.intake, "send", fail)
    response = await own.say("x")
    assert response.status_code == 500
    assert error(response)["code"] == "internal"
    assert "s3cret" not in response.text


@pytest.fixture
def told_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    """Instead of its words, each error says the language that it would be in."""
    monkeypatch.setattr(errors, "text", lambda locale, key, values=None: locale)


@pytest.mark.usefixtures("told_locale")
async def test_an_error_is_in_the_conversations_language(client: httpx.AsyncClient) -> None:
    own = await begin(client, locale="en")
    for body in ({"client_id": "a", "action": "made_up"}, {"client_id": "a"}):
        assert error(await own.send(body))["message"] == "en"


@pytest.mark.usefixtures("told_locale")
@pytest.mark.parametrize(
    ("wanted", "locale"),
    [
        ("en-GB,en;q=0.9", "en"),
        ("zh-TW", "zh-TW"),
        ("zh-HK", "zh-TW"),
        ("zh-Hant", "zh-TW"),
        ("zh-Hant-TW", "zh-TW"),
        ("zh-Hans-CN", "zh-CN"),
        ("zh", "zh-CN"),
        ("zh-Hans-HK", "zh-CN"),
        ("fr,en;q=0.5", "en"),
        ("en;q=0.1,zh-TW", "zh-TW"),
        ("en;q=x,,;", "en"),
        ("fr", "zh-CN"),
        ("", "zh-CN"),
    ],
)
async def test_without_a_conversation_an_error_is_in_the_browsers_language(
    client: httpx.AsyncClient, wanted: str, locale: str
) -> None:
    response = await client.get("/nothing", headers={"Accept-Language": wanted})
    assert error(response)["message"] == locale


async def test_while_the_engine_is_away_messages_are_taken_all_the_same(
    own: Own, engine: EngineDouble
) -> None:
    await engine.die()
    assert (await own.say("一")).status_code == 202
    await engine.start()
    assert [message["role"] for message in await own.answered()] == ["customer", "bot"]


# Understanding


KEY = {"X-API-Key": OPERATOR_KEY}


async def test_understanding_has_the_documented_form(client: httpx.AsyncClient) -> None:
    response = await client.post("/api/v1/parse", json={"text": "手续费"}, headers=KEY)
    assert response.json() == {
        "intent": "fees",
        "confidence": 0.9,
        "ranking": [{"intent": "fees", "confidence": 0.9}, {"intent": "limit_raise", "confidence": 0.1}],
        "entities": [{"entity": "amount", "value": "5", "start": 0, "end": 1}],
        "outcome": "answer",
        "language": "zh-CN",
    }


@pytest.mark.parametrize("headers", [{}, {"X-API-Key": ""}, {"X-API-Key": "wrong"}, {"X-API-Key": "\xff"}])
@pytest.mark.parametrize(("method", "path"), [("POST", "/api/v1/parse"), ("GET", "/metrics")])
async def test_the_operators_key_is_needed(
    client: httpx.AsyncClient, method: str, path: str, headers: dict[str, str]
) -> None:
    encoded = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    response = await client.request(method, path, json={"text": "x"}, headers=encoded)
    assert response.status_code == 401
    error(response)


async def test_with_no_key_set_nobody_is_the_operator(client: httpx.AsyncClient, app: FastAPI) -> None:
    parts: Services = app.state.services
    parts.settings.operator_key = type(parts.settings.operator_key)("")
    for headers in ({}, {"X-API-Key": ""}):
        assert (await client.get("/metrics", headers=headers)).status_code == 401


async def test_without_the_engine_nothing_is_understood(
    client: httpx.AsyncClient, engine: EngineDouble
) -> None:
    await engine.die()
    response = await client.post("/api/v1/parse", json={"text": "x"}, headers=KEY)
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    error(response)


@pytest.mark.parametrize(
    "response",
    [
        Response("<html>"),
        JSONResponse([]),
        JSONResponse({"intent_ranking": [{"confidence": 1}]}),
        JSONResponse({"outcome": "shrug"}),
        JSONResponse({"language": "tlh"}),
        JSONResponse({}, 500),
    ],
)
async def test_an_engine_that_talks_nonsense_is_no_fault_of_ours(
    client: httpx.AsyncClient, engine: EngineDouble, response: Response
) -> None:
    async def nonsense(body: Body) -> Response:
        return response

    engine.parsing = nonsense
    answer = await client.post("/api/v1/parse", json={"text": "x"}, headers=KEY)
    assert answer.status_code in (200, 503)


# The description


@pytest.fixture(scope="module")
def openapi() -> dict[str, Any]:
    return description()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", ""),
        ("post", "/{conversation_id}/messages"),
        ("get", "/{conversation_id}/messages"),
        ("get", "/{conversation_id}/events"),
        ("post", "/{conversation_id}/typing"),
        ("post", "/{conversation_id}/attachments"),
        ("post", "/{conversation_id}/rating"),
        ("get", "/{conversation_id}/transcript"),
        ("delete", "/{conversation_id}"),
    ],
)
def test_every_call_of_the_contract_is_described(openapi: dict[str, Any], method: str, path: str) -> None:
    assert method in openapi["paths"].get(f"/api/v1/conversations{path}", {})


def test_the_desks_own_api_is_not_described(openapi: dict[str, Any]) -> None:
    assert not [path for path in openapi["paths"] if path.startswith("/desk")]


def test_every_call_says_what_it_does(openapi: dict[str, Any]) -> None:
    for path in openapi["paths"].values():
        for operation in path.values():
            assert operation.get("description")


def test_errors_are_described_in_the_form_they_have(openapi: dict[str, Any]) -> None:
    """FastAPI's own form of a 422 is not the one that is sent."""
    assert "HTTPValidationError" not in openapi["components"]["schemas"]
