"""Inline buttons: Telegram carries 64 bytes, so what a button means is kept here under a token."""

import re
from itertools import count

from sqlalchemy import delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from okpay.channels.telegram.drawing import Rows
from okpay.store.ids import new_id
from okpay.store.models import Message, TelegramButton

_TOKEN = re.compile(r"[0-9a-f]{24}\.[0-9]{1,3}")


async def make_keyboard(session: AsyncSession, chat_id: int, seq: int, rows: Rows) -> InlineKeyboardMarkup:
    """Buttons for the message `seq` of a chat. Those of turns before it can be pressed no more."""
    keyboard, numbers = new_id()[:24], count()
    drawn = []
    for row in rows:
        buttons = [(button, f"{keyboard}.{next(numbers)}") for button in row]
        drawn.append([InlineKeyboardButton(b.label, callback_data=token) for b, token in buttons])
        session.add_all(
            TelegramButton(
                token=token, chat_id=chat_id, keyboard=keyboard, seq=seq, action=b.action, label=b.label
            )
            for b, token in buttons
        )
    return InlineKeyboardMarkup(drawn)


async def retire(session: AsyncSession, chat_id: int, conversation_id: str, seq: int) -> None:
    """What was offered before the customer's last words is past; so is what `seq` was offered with before."""
    turn = select(func.max(Message.seq)).where(
        Message.conversation_id == conversation_id, Message.role == "customer", Message.seq < seq
    )
    begun = await session.scalar(turn) or 0
    is_past = or_(TelegramButton.seq < begun, TelegramButton.seq == seq)
    await session.execute(delete(TelegramButton).where(TelegramButton.chat_id == chat_id, is_past))


async def find_button(session: AsyncSession, chat_id: int, token: str) -> TelegramButton | None:
    """The button, if it may still be pressed."""
    button = await session.get(TelegramButton, token) if _TOKEN.fullmatch(token) else None
    return button if button and button.chat_id == chat_id else None


async def press_once(session: AsyncSession, button: TelegramButton, *, whole_turn: bool) -> None:
    """Neither it nor another of its message, or of all up to now, can be pressed from now on."""
    pressed = TelegramButton.keyboard == button.keyboard
    if whole_turn:
        pressed = or_(pressed, TelegramButton.seq <= button.seq)
    await session.execute(delete(TelegramButton).where(TelegramButton.chat_id == button.chat_id, pressed))
