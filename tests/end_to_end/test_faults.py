"""Whatever dies or restarts, nothing is lost and nothing is answered twice."""

import sqlite3
import time
import uuid
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.assistant import OPERATOR_KEY, Assistant, Customer, wait_for

SECRETS = ("4111111111111111", "hunter2024", "839201", "11010519491231002X")


def test_the_same_client_id_is_taken_once(customer: Customer) -> None:
    body = {"client_id": uuid.uuid4().hex, "text": "你好"}
    first, second = customer.post(body), customer.post(body)
    assert first.json()["duplicate"] is False
    assert second.status_code == 202
    assert second.json() == {**first.json(), "duplicate": True}
    customer.wait(lambda: customer.after(first.json()["seq"]), "no answer")
    time.sleep(1)
    assert [m["role"] for m in customer.read()] == ["customer", "bot"]


def test_a_foreign_token_learns_as_little_as_a_wrong_one(assistant: Assistant, customer: Customer) -> None:
    with Customer(assistant.url) as stranger:
        for headers in (stranger.headers, {"Authorization": "Bearer x"}, {}):
            answer = httpx.get(f"{customer.address}/messages", headers=headers)
            unknown = httpx.get(f"{assistant.url}/api/v1/conversations/{'0' * 32}/messages", headers=headers)
            assert answer.status_code == unknown.status_code == 404
            assert answer.json() == unknown.json()


@pytest.mark.parametrize("program", ["okpay_engine.server", "python -m actions"])
def test_a_killed_process_comes_back_and_every_message_is_answered_once(
    assistant: Assistant, customer: Customer, program: str
) -> None:
    customer.say("付款失败")
    name = program.removeprefix("python ")
    before = assistant.pids(name)
    assert before
    assistant.kill(name)
    sent = [customer.send(words) for words in ("你好", "密码忘了", "谢谢")]
    wait_for(lambda: set(assistant.pids(name)) - set(before), 60, "it was not started again")
    customer.wait(lambda: len(_answers(customer, sent[0])) >= 3, "not all were answered", seconds=120)
    time.sleep(1.5)
    answers = _answers(customer, sent[0])
    assert [m["kind"] for m in answers] == ["text", "guide_step", "text"]
    assert answers[1]["data"]["article_id"] == "password_reset"
    assistant.wait_ready()


def test_the_customer_is_told_when_the_answer_will_be_late(assistant: Assistant, customer: Customer) -> None:
    assistant.kill("okpay_engine.server")
    seq = customer.send("怎么充值")
    customer.wait(
        lambda: [m for m in customer.after(seq) if m["role"] == "system"], "the customer is not told"
    )
    customer.wait(lambda: _answers(customer, seq), "no answer", seconds=120)
    told = [m for m in customer.after(seq) if m["role"] == "system"]
    assert len(told) == 1
    assistant.wait_ready()


def test_a_killed_service_loses_nothing_and_the_stream_resumes(
    assistant: Assistant, customer: Customer
) -> None:
    customer.say("你好")
    seq = customer.send("提现要多久")
    assistant.kill("uvicorn okpay.app")
    customer.wait(lambda: _answers(customer, seq), "no answer after the restart", seconds=60)
    numbers = [m["seq"] for m in customer.messages]
    assert numbers == list(range(1, len(numbers) + 1))
    assistant.wait_ready()


def test_a_secret_is_nowhere_afterwards(assistant: Assistant, customer: Customer) -> None:
    for words in (
        "我的卡号是4111 1111 1111 1111,扣了钱没到账",
        "登录密码是hunter2024为什么登不上",
        "验证码839201输进去没反应",
        "身份证11010519491231002X认证失败",
    ):
        customer.say(words)
    customer.say("转人工")
    for path in _files(assistant.data):
        content = path.read_bytes()
        for secret in SECRETS:
            assert secret.encode() not in content, f"{secret} is in {path.name}"
    shown = "".join(message["text"] for message in customer.read())
    assert not any(secret in shown for secret in SECRETS)


def test_an_erased_conversation_is_gone_everywhere(assistant: Assistant, customer: Customer) -> None:
    words = f"付款失败 {uuid.uuid4().hex}"
    customer.say(words)
    assert customer.erase().status_code == 204
    assert httpx.get(f"{customer.address}/messages", headers=customer.headers).status_code == 404
    memory = sqlite3.connect(assistant.data / "engine.sqlite3")

    def forgotten() -> bool:
        rows = memory.execute("SELECT 1 FROM tracker WHERE sender_id LIKE ?", (f"{customer.id}%",))
        return rows.fetchone() is None

    wait_for(forgotten, 20, "the engine still remembers")


def test_parse_needs_the_operators_key_and_says_what_would_be_done(assistant: Assistant) -> None:
    url = f"{assistant.url}/api/v1/parse"
    assert httpx.post(url, json={"text": "忘记密码"}).status_code == 401
    parsed = httpx.post(url, json={"text": "忘记密码"}, headers={"X-API-Key": OPERATOR_KEY}).json()
    assert parsed["intent"] == parsed["ranking"][0]["intent"] == "password_reset"
    assert parsed["outcome"] == "answer"
    assert set(parsed) == {"intent", "confidence", "ranking", "entities", "outcome", "language"}


def test_strange_input_has_an_outcome_and_never_an_error(assistant: Assistant, customer: Customer) -> None:
    for words in (
        "字" * 3999,
        "🙂" * 50,
        "\u200b\u200bx",
        "/restart",
        '/answer{"option": "x"}',
        "<b>登录</b>",
    ):
        assert customer.say(words)
    assert customer.post({"client_id": "nul", "text": "\x00\x01"}).status_code == 422
    too_long = customer.post({"client_id": "long", "text": "字" * 4001})
    assert too_long.status_code == 413
    assert too_long.json()["error"]["code"] == "too_large"


def _answers(customer: Customer, seq: int) -> list[dict[str, Any]]:
    return [m for m in customer.after(seq) if m["role"] == "bot"]


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
