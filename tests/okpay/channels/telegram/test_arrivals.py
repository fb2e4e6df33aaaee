"""What is kept of an update: nothing more than is needed, and nothing secret."""

from typing import Any

import pytest
from telegram import Update

from okpay.channels.telegram.arrivals import Arrival, Reader
from okpay.channels.telegram.credentials import Credentials
from okpay.conversations.hearing import hear
from okpay.privacy import MailDigests
from tests.okpay.channels.telegram.conftest import TOKEN

LI = {"id": 7_000_000_001, "is_bot": False, "first_name": "李雷", "language_code": "zh-hans"}
BOT = {"id": 123456, "is_bot": True, "first_name": "OKPAY", "username": "okpay_test_bot"}
PRIVATE = {"id": LI["id"], "type": "private", "first_name": "李雷"}
GROUP = {"id": -1_000_000_000_123, "type": "supergroup", "title": "朋友们"}
CARD = "4111111111111111"


def reader() -> Reader:
    digests = MailDigests(b"key")
    return Reader(Credentials(TOKEN), lambda words, locale: hear(words, locale, digests))


def read(kind: str = "message", user: dict[str, Any] = LI, **content: Any) -> Arrival | None:
    about = {"message_id": 5, "date": 1_700_000_000, "chat": PRIVATE, "from": user}
    update = Update.de_json({"update_id": 1, kind: {**about, **content}}, None)
    return reader().read(update, "okpay_test_bot")


def needed(arrival: Arrival | None) -> Arrival:
    assert arrival is not None
    return arrival


def entity(kind: str, text: str, **more: Any) -> list[dict[str, Any]]:
    return [{"type": kind, "offset": 0, "length": len(text), **more}]


def test_secrets_are_masked_and_mail_is_kept_as_a_digest() -> None:
    arrival = needed(read(text=f"卡号 {CARD}，邮箱 lilei@example.com"))
    assert arrival.heard is not None
    assert arrival.heard.masked
    assert len(arrival.heard.mail_digests) == 1
    dumped = arrival.model_dump_json()
    assert CARD not in dumped
    assert "lilei@example.com" not in dumped


@pytest.mark.parametrize(
    "content",
    [
        {
            "caption": f"卡号 {CARD}",
            "photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}],
        },
        {"document": {"file_id": "f", "file_unique_id": "u", "file_name": f"{CARD}.pdf"}},
        {"text": "/status " + CARD},
        {"text": "/start " + CARD},
        {"text": "是的", "user": {**LI, "first_name": CARD}},
        {
            "text": "是的",
            "reply_to_message": {
                "message_id": 4,
                "date": 1_700_000_000,
                "chat": PRIVATE,
                "text": f"我的卡 {CARD}",
            },
        },
        {"contact": {"phone_number": "13800005678", "first_name": f"我的卡 {CARD}"}},
    ],
)
def test_a_secret_is_kept_from_nowhere(content: dict[str, Any]) -> None:
    assert CARD not in needed(read(**content)).model_dump_json()


@pytest.mark.parametrize(
    ("code", "locale"),
    [
        ("zh-hans", "zh-CN"),
        ("zh", "zh-CN"),
        ("zh-hant", "zh-TW"),
        ("zh-TW", "zh-TW"),
        ("zh-HK", "zh-TW"),
        ("en", "en"),
        ("de", "en"),
        (None, "zh-CN"),
    ],
)
def test_the_apps_language_is_the_first_guess(code: str | None, locale: str) -> None:
    user = (
        {**LI, "language_code": code} if code else {name: LI[name] for name in LI if name != "language_code"}
    )
    assert needed(read(text="?", user=user)).locale == locale


def test_a_command_is_told_from_words() -> None:
    assert needed(read(text="/status OK-7K2M-9QXA")).argument == "OK-7K2M-9QXA"
    assert needed(read(text="/HELP@okpay_test_bot")).command == "help"
    assert needed(read(text="/transfer 100")).kind == "text"
    assert needed(read(text="在 /help 里")).kind == "text"


def test_only_a_topic_or_a_code_of_ours_follows_a_start() -> None:
    code = Credentials(TOKEN).new_code()
    assert needed(read(text=f"/start {code}")).argument == code
    assert needed(read(text="/start payment_failed")).argument == "payment_failed"
    assert needed(read(text="/start " + "a" * 22 + "-" + "0" * 32)).argument == ""


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ({"voice": {"file_id": "f", "file_unique_id": "u", "duration": 3}}, "voice"),
        (
            {
                "animation": {"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1, "duration": 1},
                "document": {"file_id": "f", "file_unique_id": "u"},
            },
            "video",
        ),
        ({"location": {"longitude": 116.4, "latitude": 39.9}}, "location"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "other"),
    ],
)
def test_what_nobody_can_read_is_called_by_its_name(content: dict[str, Any], what: str) -> None:
    arrival = needed(read(**content))
    assert (arrival.kind, arrival.what) == ("unreadable", what)


def test_a_document_with_its_name_and_size() -> None:
    document = {"file_id": "f", "file_unique_id": "u", "file_name": "账单.pdf", "file_size": 9}
    file = needed(read(document=document)).file
    assert file is not None
    assert (file.name, file.size) == ("账单.pdf", 9)


@pytest.mark.parametrize(
    "content",
    [
        {"text": "今天天气不错"},
        {"text": "@okpay_test_bot_fan 在吗", "entities": entity("mention", "@okpay_test_bot_fan")},
        {"text": "/help@other_bot", "entities": entity("bot_command", "/help@other_bot")},
        {
            "text": "好",
            "reply_to_message": {"message_id": 4, "date": 1, "chat": GROUP, "from": LI, "text": "x"},
        },
    ],
)
def test_what_is_said_in_a_group_among_others_is_none_of_ours(content: dict[str, Any]) -> None:
    assert read(chat=GROUP, **content) is None


@pytest.mark.parametrize(
    "content",
    [
        {"text": "@OKPAY_test_bot 在吗", "entities": entity("mention", "@OKPAY_test_bot")},
        {"text": "/help@okpay_test_bot", "entities": entity("bot_command", "/help@okpay_test_bot")},
        {"text": "客服 在吗", "entities": entity("text_mention", "客服", user=BOT)},
        {
            "text": "好",
            "reply_to_message": {"message_id": 4, "date": 1, "chat": GROUP, "from": BOT, "text": "x"},
        },
    ],
)
def test_of_a_group_nothing_is_kept_but_where_the_bot_was_asked(content: dict[str, Any]) -> None:
    arrival = needed(read(chat=GROUP, **content))
    assert arrival.model_dump(exclude_defaults=True) == {
        "kind": "group",
        "chat_id": GROUP["id"],
        "message_id": 5,
        "locale": "zh-CN",
    }


def test_another_bot_and_a_service_message_are_nothing() -> None:
    assert read(text="hi", user={**LI, "is_bot": True}) is None
    assert read(new_chat_title="x") is None
    assert read(kind="channel_post", text="hi", chat={"id": -5, "type": "channel", "title": "x"}) is None


def test_an_edit_of_words_is_one_and_a_walk_on_the_map_is_none() -> None:
    assert needed(read(kind="edited_message", text="改了", edit_date=1_700_000_009)).kind == "edit"
    place = {"longitude": 116.4, "latitude": 39.9, "live_period": 60}
    assert read(kind="edited_message", location=place, edit_date=1_700_000_009) is None


def test_half_a_character_and_a_nul_can_be_kept() -> None:
    heard = needed(read(text="a\0b\ud800c")).heard
    assert heard is not None
    assert heard.text == "ab?c"


def test_a_deleted_account_without_a_name_is_heard() -> None:
    arrival = needed(read(text="在吗", user={**LI, "first_name": ""}))
    assert (arrival.kind, arrival.name) == ("text", None)


def test_a_mention_after_emoji_is_found_and_one_that_covers_nothing_is_none() -> None:
    words = "😀😀 @okpay_test_bot"
    mention = {"type": "mention", "offset": 5, "length": 15}
    assert needed(read(chat=GROUP, text=words, entities=[mention])).kind == "group"
    assert read(chat=GROUP, text="\ud83d", entities=[{"type": "mention", "offset": 9, "length": 3}]) is None
    assert read(chat=GROUP, dice={"emoji": "🎲", "value": 1}, entities=[mention]) is None
