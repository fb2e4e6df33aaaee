"""From bot to human and back."""

import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.assistant import Assistant, Customer


class Agent:
    """An agent at the desk."""

    def __init__(self, url: str, name: str, password: str) -> None:
        self._http = httpx.Client(base_url=f"{url}/desk/api", timeout=30)
        begun = self._http.post("/session", json={"name": name, "password": password})
        assert begun.status_code == 200, begun.text
        self._headers = {"X-CSRF-Token": begun.json()["csrf"]}

    def leave(self) -> None:
        self._http.close()

    def post(self, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        return self._http.post(path, json=body or {}, headers=self._headers)

    def get(self, path: str) -> dict[str, Any]:
        found = self._http.get(path)
        found.raise_for_status()
        shown: dict[str, Any] = found.json()
        return shown

    def write(self, conversation_id: str, text: str) -> httpx.Response:
        body = {"client_id": uuid.uuid4().hex, "text": text}
        return self.post(f"/conversations/{conversation_id}/messages", body)


@pytest.fixture(scope="module")
def agent(assistant: Assistant) -> Iterator[Agent]:
    name = f"小林{uuid.uuid4().hex[:4]}"
    made = assistant.okpay("agent", "add", name, "--make-password")
    assert made.returncode == 0, made.stderr
    password = made.stdout.split("password: ")[1].strip()
    somebody = Agent(assistant.url, name, password)
    yield somebody
    somebody.leave()


@pytest.fixture
def waiting(customer: Customer) -> Customer:
    """A customer whom the steps did not help and who waits for a human."""
    customer.say("充值没到账,银行卡已经扣款了")
    customer.say(action="unsolved")
    said = customer.say("转人工")
    assert said[-1]["kind"] == "handoff"
    return customer


def test_the_customer_learns_the_place_in_the_queue(waiting: Customer) -> None:
    [told] = [m for m in waiting.messages if m["kind"] == "handoff"]
    assert told["data"]["state"] == "queued"
    assert told["data"]["position"] >= 1
    assert waiting.states[-1] == "queued"


def test_the_bot_is_silent_while_a_human_is_awaited(waiting: Customer) -> None:
    seq = waiting.send("还有,提现也失败了")
    waiting.wait(lambda: [m for m in waiting.messages if m["seq"] == seq], "not kept")
    assert not waiting.after(seq)


def test_the_agent_sees_what_the_bot_learned(waiting: Customer, agent: Agent) -> None:
    rows = agent.get("/conversations?box=queue")["conversations"]
    row = next(row for row in rows if row["id"] == waiting.id)
    assert row["topic"]["id"] == "recharge_not_arrived"
    assert row["customer"]["name"] == "李雷"
    summary = agent.get(f"/conversations/{waiting.id}")["summary"]
    assert summary["said"] == ["充值没到账,银行卡已经扣款了"]
    assert summary["tried"][0]["outcome"] == "did_not_help"


def test_human_and_customer_talk_and_afterwards_the_bot_is_back(waiting: Customer, agent: Agent) -> None:
    assert agent.post(f"/conversations/{waiting.id}/take").status_code == 200
    waiting.wait(lambda: "agent" in waiting.states, "the customer does not learn of the agent")
    assigned = [m for m in waiting.messages if m["kind"] == "handoff"][-1]
    assert assigned["data"]["agent"]["name"].startswith("小林")

    assert agent.write(waiting.id, "您好,我来帮您查。").status_code == 202
    waiting.wait(lambda: waiting.messages[-1]["role"] == "agent", "the agent's words do not arrive")
    seq = waiting.send("订单号 2311 的那笔")
    read = agent.get(f"/conversations/{waiting.id}/messages?after={seq - 1}")["messages"]
    assert read[0]["text"] == "订单号 2311 的那笔"
    assert not waiting.after(seq)

    assert agent.post(f"/conversations/{waiting.id}/close").status_code == 200
    waiting.wait(lambda: waiting.states[-1] == "closed", "the customer does not learn of the close")
    fresh = waiting.say("下一步")
    assert fresh[0]["kind"] == "text", "the bot still remembers the old problem"
    guide = waiting.say("忘记密码了")
    assert guide[0]["data"]["article_id"] == "password_reset"


def test_only_the_agent_who_took_it_may_write(waiting: Customer, agent: Agent) -> None:
    refused = agent.write(waiting.id, "插一句")
    assert refused.status_code == 409
    assert refused.json()["error"]["code"] == "not_yours"


def test_nobody_reads_the_desk_without_logging_in(assistant: Assistant) -> None:
    assert httpx.get(f"{assistant.url}/desk/api/conversations").status_code == 401
