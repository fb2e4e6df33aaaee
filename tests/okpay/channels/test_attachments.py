"""Customers' files: which are taken, who gets them, and that they go with their conversation."""

from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from fastapi import FastAPI

from okpay.channels.attachments import FILES_PER_MINUTE
from okpay.conversations.attachments import LONGEST_TEXT
from okpay.services import Services
from tests.okpay.channels.conftest import Own, begin, dump, error
from tests.okpay.desk.conftest import PASSWORD
from tests.okpay.engine_double import EngineDouble
from tests.okpay.support import Talk, eventually, new_agent

NOBODY = "0" * 32
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
FILES = {
    "image/png": PNG,
    "image/jpeg": b"\xff\xd8\xff\xe0" + bytes(64),
    "image/gif": b"GIF89a" + bytes(64),
    "image/webp": b"RIFF\x10\x00\x00\x00WEBPVP8 " + bytes(64),
    "application/pdf": b"%PDF-1.7\n" + bytes(64),
    "text/plain": "付款失败，代码 E42\r\n".encode(),
}


async def attach(own: Own, content: bytes = PNG, name: str = "a.png") -> httpx.Response:
    return await own.http.post(
        f"{own.path}/attachments", files={"file": (name, content)}, headers=own.headers
    )


async def attached(own: Own, content: bytes = PNG, name: str = "a.png") -> dict[str, Any]:
    response = await attach(own, content, name)
    assert response.status_code == 201, response.text
    kept: dict[str, Any] = response.json()
    return kept


async def sent(own: Own, client_id: str = "a") -> dict[str, Any]:
    """A file in the conversation."""
    kept = await attached(own)
    response = await own.send({"client_id": client_id, "attachment_id": kept["attachment_id"]})
    assert response.status_code == 202
    return kept


# Taking


@pytest.mark.parametrize("media_type", FILES)
async def test_a_file_is_known_by_what_is_in_it(own: Own, media_type: str) -> None:
    kept = await attached(own, FILES[media_type], "nonsense.exe")
    assert kept["media_type"] == media_type
    assert kept["size"] == len(FILES[media_type])
    assert not kept["name"].endswith(".exe")


@pytest.mark.parametrize(
    "content",
    [b"MZ\x90\x00\x03", b"PK\x03\x04", b"\x7fELF", b"\x1f\x8b\x08", b"a\0b", b"\xff\xfe\xfd", b"\x1b[2J"],
)
async def test_other_files_are_not_taken_whatever_they_are_called(own: Own, content: bytes) -> None:
    response = await attach(own, content, "holiday.png")
    assert response.status_code == 415
    assert error(response)["code"] == "unsupported"


@pytest.mark.parametrize("content", [b"<svg onload='alert(1)'/>", b"<script>alert(1)</script>", b"@echo off"])
async def test_what_could_run_is_a_text_and_nothing_else(own: Own, content: bytes) -> None:
    kept = await attached(own, content, "x.svg")
    assert (kept["media_type"], kept["name"]) == ("text/plain", "x.svg.txt")


async def test_an_empty_file_is_invalid(own: Own) -> None:
    response = await attach(own, b"")
    assert response.status_code == 422
    assert list(error(response)["fields"]) == ["file"]


async def test_without_a_file_it_is_invalid(own: Own) -> None:
    for options in ({"data": {"file": "x"}}, {"json": {"file": "x"}}, {}):
        response = await own.http.post(f"{own.path}/attachments", headers=own.headers, **options)  # type: ignore[arg-type]
        assert response.status_code in (400, 422)
        error(response)


@pytest.mark.parametrize("more", [1, 1_000_000])
async def test_a_file_may_be_as_large_as_is_set(own: Own, app: FastAPI, more: int) -> None:
    parts: Services = app.state.services
    most = parts.settings.attachment_megabytes * 1_000_000
    assert (await attach(own, PNG.ljust(most, b"\0"))).status_code == 201
    response = await attach(own, PNG.ljust(most + more, b"\0"))
    assert response.status_code == 413
    assert error(response)["code"] == "file_too_large"
    assert str(parts.settings.attachment_megabytes) in error(response)["message"]


async def test_a_text_may_be_as_long_as_can_be_masked_at_once(own: Own) -> None:
    assert (await attach(own, b"a" * LONGEST_TEXT)).status_code == 201
    assert (await attach(own, b"a" * (LONGEST_TEXT + 1))).status_code == 413


async def test_too_many_files_have_to_wait(own: Own) -> None:
    codes = [(await attach(own)).status_code for _ in range(FILES_PER_MINUTE + 1)]
    assert codes == [201] * FILES_PER_MINUTE + [429]


async def test_no_secret_is_kept(own: Own, app: FastAPI) -> None:
    content = "我的密码是hunter2x，卡号4111 1111 1111 1111".encode()
    kept = await attached(own, content, "密码是hunter2x.txt")
    shown = await own.get(f"attachments/{kept['attachment_id']}")
    assert shown.content.decode() == "我的密码是[密码]，卡号[卡号]"
    assert "hunter2x" not in await dump(app.state.services)
    assert "hunter2x" not in kept["name"]


# Sending


async def test_a_message_carries_the_file(own: Own) -> None:
    kept = await sent(own)
    message = (await own.messages())[0]
    assert (message["role"], message["kind"]) == ("customer", "attachment")
    assert message["data"] == {**kept, "url": f"{own.path}/attachments/{kept['attachment_id']}"}
    assert kept["name"] in message["text"]


async def test_the_bot_says_who_can_read_it_and_does_not_hear_of_it(own: Own, engine: EngineDouble) -> None:
    await sent(own)
    messages = await own.messages()
    assert [message["role"] for message in messages] == ["customer", "bot"]
    assert [button["action"] for button in messages[1]["data"]["buttons"]] == ["handoff"]
    assert engine.asked == []


async def test_a_human_gets_it_without_a_word_of_the_bot(own: Own) -> None:
    await own.send({"client_id": "h", "action": "handoff"})

    async def handed_over() -> bool:
        return any(message["kind"] == "handoff" for message in await own.messages())

    await eventually(handed_over)
    await sent(own)
    assert (await own.messages())[-1]["kind"] == "attachment"


async def test_after_the_close_the_bot_is_back(app: FastAPI, client: httpx.AsyncClient) -> None:
    parts: Services = app.state.services
    talk = await Talk.begin(parts)
    agent = await new_agent(parts.database, "小李")
    await talk.queue()
    await talk.take(agent)
    await talk.close()
    await sent(Own(client, talk.id, talk.token))
    assert await talk.state() == "bot"
    assert (await talk.roles())[-2:] == ["customer", "bot"]


async def test_the_same_client_id_again_does_nothing(own: Own) -> None:
    kept = await sent(own)
    again = await own.send({"client_id": "a", "attachment_id": kept["attachment_id"]})
    assert again.json()["duplicate"]
    assert len(await own.messages()) == 2


async def test_the_file_of_another_conversation_cannot_be_sent(client: httpx.AsyncClient, own: Own) -> None:
    kept = await attached(await begin(client))
    response = await own.send({"client_id": "a", "attachment_id": kept["attachment_id"]})
    assert response.status_code == 422
    assert await own.messages() == []


# Getting


async def test_a_file_comes_back_to_be_saved_and_never_to_be_shown(own: Own) -> None:
    kept = await attached(own, name="截图.png")
    response = await own.get(f"attachments/{kept['attachment_id']}")
    assert response.content == PNG
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    kind, _, name = response.headers["Content-Disposition"].partition("; filename*=UTF-8''")
    assert (kind, unquote(name)) == ("attachment", "截图.png")


async def test_a_stranger_gets_no_file(client: httpx.AsyncClient, own: Own) -> None:
    kept = await attached(own)
    stranger = await begin(client)
    path = f"attachments/{kept['attachment_id']}"
    assert (await stranger.get(path)).status_code == 404
    assert (await client.get(f"{own.path}/{path}", headers=stranger.headers)).status_code == 404
    assert (await client.get(f"{own.path}/{path}")).status_code == 404


async def test_a_stranger_leaves_no_file(client: httpx.AsyncClient, own: Own, app: FastAPI) -> None:
    stranger = await begin(client)
    response = await client.post(
        f"{own.path}/attachments", files={"file": ("stranger.png", PNG)}, headers=stranger.headers
    )
    assert response.status_code == 404
    assert "stranger.png" not in await dump(app.state.services)


@pytest.mark.parametrize("identifier", [NOBODY, "%00", "x", "..%2fx", "x" * 3000])
async def test_a_file_that_is_not_there_is_not_found(own: Own, identifier: str) -> None:
    response = await own.get(f"attachments/{identifier}")
    assert response.status_code == 404
    error(response)


async def test_an_agent_gets_the_file_under_the_address_at_the_desk(
    client: httpx.AsyncClient, own: Own, app: FastAPI
) -> None:
    kept = await sent(own)
    desk_address = f"/desk/api/conversations/{own.id}/attachments/{kept['attachment_id']}"
    assert (await client.get(desk_address)).status_code == 401
    await new_agent(app.state.services.database, "小李", PASSWORD)
    await client.post("/desk/api/session", json={"name": "小李", "password": PASSWORD})
    opened = (await client.get(f"/desk/api/conversations/{own.id}")).json()
    assert opened["messages"][0]["data"]["url"] == desk_address
    response = await client.get(desk_address)
    assert response.content == PNG
    assert response.headers["Content-Disposition"].startswith("attachment")
    other = await begin(client)
    strange = f"/desk/api/conversations/{other.id}/attachments/{kept['attachment_id']}"
    assert (await client.get(strange)).status_code == 404


async def test_erasing_the_conversation_erases_its_files(own: Own, app: FastAPI) -> None:
    kept = await sent(own)
    assert (await own.http.delete(own.path, headers=own.headers)).status_code == 204
    assert kept["attachment_id"] not in await dump(app.state.services)
