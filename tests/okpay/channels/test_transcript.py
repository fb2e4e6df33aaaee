"""The customer's copy of a conversation."""

import pytest

from tests.okpay.channels.conftest import Own, error


async def test_a_text_says_when_who_and_what(own: Own) -> None:
    await own.say("付不了款")
    (message, _) = await own.answered()
    response = await own.get("transcript")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.headers["Content-Disposition"].startswith("attachment")
    when = message["created_at"][:19].replace("T", " ")
    assert response.text.startswith(f"{when} UTC  我\n付不了款\n")
    assert "助手\nre: 付不了款" in response.text


async def test_the_same_is_had_as_json(own: Own) -> None:
    await own.say("付不了款")
    await own.answered()
    body = (await own.get("transcript?format=json")).json()
    assert body == {"conversation_id": own.id, "locale": "zh-CN", "messages": await own.messages()}


async def test_there_is_no_secret_in_it(own: Own) -> None:
    await own.say("密码是hunter2x")
    for form in ("txt", "json"):
        response = await own.get(f"transcript?format={form}")
        assert "hunter2x" not in response.text
        assert "[密码]" in response.text


async def test_before_the_first_word_it_is_empty(own: Own) -> None:
    assert (await own.get("transcript?format=txt")).text == ""
    assert (await own.get("transcript?format=json")).json()["messages"] == []


async def test_it_has_more_than_is_read_at_once(own: Own) -> None:
    for n in range(55):
        await own.say("嗯", f"{n}")
    assert (await own.get("transcript")).text.count("嗯") >= 55


@pytest.mark.parametrize("form", ["pdf", "", "TXT", "%00"])
async def test_another_form_is_invalid(own: Own, form: str) -> None:
    response = await own.get(f"transcript?format={form}")
    assert response.status_code == 422
    assert list(error(response)["fields"]) == ["format"]
