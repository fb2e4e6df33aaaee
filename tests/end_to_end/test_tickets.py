"""Tickets: from a guide that did not help to an agent's word on it, through the real assistant."""

import uuid

import httpx

from tests.assistant import Assistant, Customer, Message


def actions_of(message: Message) -> list[str]:
    return [button["action"] for button in message["data"].get("buttons", [])]


def open_field(said: list[Message]) -> str:
    [form] = [message for message in said if message["kind"] == "form"]
    return str(form["data"]["field"])


def number_of(said: list[Message]) -> str:
    [ticket] = [message for message in said if message["kind"] == "ticket"]
    return str(ticket["data"]["number"])


def left_ticket(customer: Customer) -> str:
    """A trace of a recharge; its number."""
    customer.say("我昨天充了800元没到账")
    # The amount and the time are known already.
    assert open_field(customer.say("提交工单")) == "method"
    assert open_field(customer.say("支付宝")) == "transaction_id"
    assert open_field(customer.say("不对,是900")) == "transaction_id"
    assert open_field(customer.say("TX20238812")) == "account"
    [summary] = customer.say("li.wei@example.com")
    assert "form:submit" in actions_of(summary)
    for value in ("900", "昨天", "支付宝", "TX20238812"):
        assert value in summary["text"]
    assert "800" not in summary["text"]
    return number_of(customer.say("确认"))


def test_a_ticket_is_left_and_its_state_told_here_and_with_a_proof_elsewhere(
    customer: Customer, assistant: Assistant
) -> None:
    number = left_ticket(customer)
    assert number_of(customer.say(f"{number}怎么样了")) == number
    assert number_of(customer.say(number.lower().replace("-", ""))) == number
    with Customer(assistant.url, locale="zh-CN") as stranger:
        [asks] = stranger.say("查工单")
        assert asks["kind"] == "text"
        assert stranger.say(number)[0]["kind"] == "text"
        assert stranger.say("9999")[0]["kind"] == "text"
        # What the ticket shows of the address is no proof; the whole address is.
        assert stranger.say("li****@example.com")[0]["kind"] == "text"
        assert number_of(stranger.say("后四位是8812")) == number
    with Customer(assistant.url, locale="zh-CN") as owner:
        assert owner.say(f"查一下工单{number}")[0]["kind"] == "text"
        assert number_of(owner.say("我的邮箱是Li.Wei@example.com")) == number


def test_an_agents_word_reaches_the_customer(customer: Customer, assistant: Assistant) -> None:
    number = left_ticket(customer)
    name = f"小周{uuid.uuid4().hex[:4]}"
    made = assistant.okpay("agent", "add", name, "--make-password")
    password = made.stdout.split("password: ")[1].strip()
    with httpx.Client(base_url=f"{assistant.url}/desk/api", timeout=30) as desk:
        begun = desk.post("/session", json={"name": name, "password": password})
        desk.headers["X-CSRF-Token"] = begun.json()["csrf"]
        [ticket] = desk.get("/tickets", params={"conversation": customer.id}).json()["tickets"]
        assert ticket["fields"]["method"] == "支付宝"
        changed = desk.patch(f"/tickets/{number}", json={"status": "resolved", "note": "已经到账了。"})
        assert changed.status_code == 200
    told = customer.wait(
        lambda: [m for m in customer.messages if m["data"].get("status") == "resolved"], "nothing is told"
    )
    assert "已经到账了。" in told[0]["text"]


def test_a_question_or_a_human_leaves_the_form_and_nothing_is_lost(customer: Customer) -> None:
    [step] = customer.say("我要投诉")
    assert {"open_ticket:complaint", "open_ticket:suggestion"} <= set(actions_of(step))
    assert open_field(customer.say(action="open_ticket:complaint")) == "description"
    assert open_field(customer.say("我充值没到账,客服三天都没有理我")) == "transaction_id"
    [guide] = customer.say("你们客服几点上班?")
    assert guide["kind"] == "guide_step"
    assert "open_ticket:complaint" in actions_of(guide)
    assert open_field(customer.say("接着填")) == "transaction_id"
    assert open_field(customer.say(action="skip")) == "account"
    assert customer.say("转人工")[-1]["kind"] == "handoff"


def test_an_exhausted_guide_offers_a_ticket_beside_the_human(customer: Customer) -> None:
    said = customer.say("怎么提现")
    for _ in range(20):
        said = customer.say(action="unsolved")
        if said[-1]["kind"] != "guide_step":
            break
    assert {"handoff", "open_ticket"} <= set(actions_of(said[-1]))
    assert open_field(customer.say("那就提交工单吧"))


def test_a_form_is_cancelled_in_words(customer: Customer) -> None:
    customer.say(action="fee_dispute")
    customer.say(action="open_ticket")
    [said] = customer.say("算了,不填了")
    assert said["kind"] == "text"
    assert "handoff" in actions_of(said)
