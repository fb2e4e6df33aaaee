"""The buttons under a message, and what Telegram refuses of them."""

from typing import Any
from urllib.parse import urlsplit

from tests.telegram.double.refusals import bad_request

MOST_BUTTONS = 100
MOST_DATA_BYTES = 64
_OTHERS = ("keyboard", "remove_keyboard", "force_reply")

Keyboard = list[list[dict[str, Any]]]


def inline_keyboard(markup: object) -> Keyboard | None:
    """The rows of buttons as they will be shown; None when there are none. Refusal when they are wrong."""
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if any(name in markup for name in _OTHERS):
        return None
    rows = markup.get("inline_keyboard")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    if sum(len(row) for row in rows) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    shown = [[_button(button) for button in row] for row in rows if row]
    return shown or None


def _button(button: object) -> dict[str, Any]:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    words = button.get("text")
    if not isinstance(words, str):
        raise bad_request("can't parse inline keyboard button: can't find field \"text\"")
    if not words.strip():
        raise bad_request("can't parse inline keyboard button: button text must be non-empty")
    does = {name: value for name, value in button.items() if name in ("url", "callback_data") and value}
    if not does:
        words = "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        raise bad_request(words)
    if len(does) > 1:
        raise bad_request("can't parse inline keyboard button: exactly one optional field must be used")
    if "callback_data" in does:
        _check_data(does["callback_data"])
    else:
        _check_url(does["url"])
    return {"text": words, **does}


def _check_data(data: object) -> None:
    if not isinstance(data, str) or len(data.encode()) > MOST_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")


def _check_url(url: object) -> None:
    parts = urlsplit(url) if isinstance(url, str) else None
    if parts and parts.scheme == "tg":
        return
    # Telegram opens no page of a machine without a name in the net.
    if not parts or parts.scheme not in ("http", "https") or "." not in (parts.hostname or ""):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
