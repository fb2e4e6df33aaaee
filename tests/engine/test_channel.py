import pytest
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from okpay_engine.channel import _is_known, _replies, as_plain_text, as_rasa_payload


@pytest.mark.parametrize(
    ("action", "payload"),
    [("next_step", "/next_step"), ("answer:balance/0", '/answer{"option": "balance/0"}')],
)
def test_a_button_is_rasas_payload(action: str, payload: str) -> None:
    assert as_rasa_payload(action) == payload


def test_a_button_tells_the_language() -> None:
    assert as_rasa_payload("next_step", "en") == '/next_step{"locale": "en"}'
    assert as_rasa_payload("answer:a/0", "en") == '/answer{"option": "a/0", "locale": "en"}'


@pytest.mark.parametrize(("typed", "text"), [("/restart", "restart"), ("// x", "x"), ("/", "?")])
def test_typed_words_are_never_a_button(typed: str, text: str) -> None:
    assert as_plain_text(typed) == text


def test_rasas_own_intents_are_no_buttons() -> None:
    intents = ["restart", "back", "session_start", "fees"]
    assert [action for action in ("restart", "fees", "answer:x/0") if _is_known(action, intents)] == ["fees"]


def test_an_answered_message_has_its_answer() -> None:
    events = [
        UserUttered("一", message_id="1"),
        BotUttered("答一"),
        UserUttered("二", message_id="2"),
        BotUttered("答二", {"custom": {"kind": "text", "text": "答二", "data": {}}}),
        BotUttered("再答二", {"buttons": [{"title": "下一步", "payload": "/next_step"}]}),
    ]
    tracker = DialogueStateTracker.from_events("somebody", events)
    assert [reply["text"] for reply in _replies(tracker, "2")] == ["答二", "再答二"]
    assert _replies(tracker, "2")[1]["data"]["buttons"] == [{"label": "下一步", "action": "next_step"}]
    assert _replies(tracker, "1") == []
    assert _replies(None, "1") == []
