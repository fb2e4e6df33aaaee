"""A button was pressed: answered at once, done once, and shown as chosen."""

from okpay.channels.telegram.arrivals import Arrival
from okpay.channels.telegram.buttons import find_button, press_once
from okpay.channels.telegram.chats import CHANNEL, Open
from okpay.channels.telegram.drawing import draw, stars
from okpay.channels.telegram.faults import if_possible
from okpay.channels.telegram.parts import TelegramParts
from okpay.channels.telegram.rich import LONGEST, length, plain, to_html
from okpay.conversations.intake import LANGUAGES
from okpay.conversations.journal import locale_of, locked
from okpay.conversations.rating import rate
from okpay.conversations.reading import messages_after
from okpay.errors import ApiError
from okpay.knowledge.article import LOCALES, Locale
from okpay.store.models import TelegramButton
from okpay.texts import text

RATE, LANGUAGE, ERASE, KEEP = "rate:", "language:", "erase", "keep"


class Presses:
    """What each button does. Those of the conversation go to the intake, the channel's own are done here."""

    def __init__(self, parts: TelegramParts) -> None:
        self._parts = parts

    async def press(self, update_id: int, arrival: Arrival) -> None:
        """Do what the button says, or say that it is past."""
        found = await self._parts.chats.find(arrival.chat_id)
        async with self._parts.database.reading() as session:
            button = await find_button(session, arrival.chat_id, arrival.button)
        if found is None or button is None:
            locale = locale_of(found.conversation) if found else arrival.locale
            await self._answer(arrival, text(locale, "telegram.past"))
            return
        await self._answer(arrival)
        html = await self._act(found, button, f"{CHANNEL}-{update_id}")
        await self._show(arrival, html)

    async def _act(self, found: Open, button: TelegramButton, under: str) -> str | None:
        """Do it; what the message looks like from then on, None where only its buttons go."""
        locale, action = locale_of(found.conversation), button.action
        if action.startswith(RATE):
            score = int(action.removeprefix(RATE))
            await rate(self._parts.database, self._parts.news, found.conversation.id, score)
            await self._retire(button)
            return await self._chosen(found, button, f"{stars(score)}\n{text(locale, 'telegram.rated')}")
        if action.startswith(LANGUAGE):
            return await self._speak(found, button, under)
        if action == ERASE:
            await self._parts.forgetter.erase(found.conversation.id)
            return to_html(plain(text(locale, "telegram.erased")))
        if action == KEEP:
            await self._retire(button)
            return to_html(plain(text(locale, "telegram.kept")))
        return await self._pass_on(found, button, under)

    async def _pass_on(self, found: Open, button: TelegramButton, under: str) -> str | None:
        try:
            await self._parts.intake.send(found.conversation.id, under, None, button.action)
        except ApiError as error:
            if error.status != 422:
                raise
            # Offered too long ago for the conversation to know it.
            await self._retire(button)
            return None
        await self._retire(button, whole_turn=True)
        return await self._chosen(found, button, f"✓ {button.label}")

    async def _speak(self, found: Open, button: TelegramButton, under: str) -> str:
        """Through the dialogue, which says so; where a human is in charge it does not hear, and need not."""
        locale = next(one for one in LOCALES if one == button.action.removeprefix(LANGUAGE))
        if found.conversation.state in ("bot", "closed"):
            action = next(action for action, meant in LANGUAGES.items() if meant == locale)
            await self._parts.intake.send(found.conversation.id, under, None, action)
        else:
            await self._settle(found.conversation.id, locale)
        await self._retire(button)
        return to_html(plain(f"✓ {text(locale, 'language.name')}"))

    async def _settle(self, conversation_id: str, locale: Locale) -> None:
        async with self._parts.database.writing() as session:
            conversation = await locked(session, conversation_id)
            if conversation:
                conversation.locale, conversation.locale_settled = locale, True

    async def _retire(self, button: TelegramButton, *, whole_turn: bool = False) -> None:
        async with self._parts.database.writing() as session:
            await press_once(session, button, whole_turn=whole_turn)

    async def _chosen(self, found: Open, button: TelegramButton, mark: str) -> str | None:
        """The message that bore the button, with what was chosen below."""
        messages = await messages_after(self._parts.database, found.conversation.id, button.seq - 1, 1)
        if not messages or messages[0].seq != button.seq:
            return None
        drawn = draw(messages[0], locale_of(found.conversation), self._parts.address)
        marked = f"{drawn.parts[-1]}\n\n{to_html(plain(mark))}" if drawn.parts else None
        # Its tags count as well here, which errs on the safe side.
        return marked if marked and length(marked) <= LONGEST else None

    async def _answer(self, arrival: Arrival, words: str | None = None) -> None:
        await if_possible(
            "answerCallbackQuery", lambda: self._parts.bot.answer_callback_query(arrival.query_id, words)
        )

    async def _show(self, arrival: Arrival, html: str | None) -> None:
        bot, chat_id, message_id = self._parts.bot, arrival.chat_id, arrival.message_id
        if html is None:
            await if_possible("editMessage", lambda: bot.edit_message_reply_markup(chat_id, message_id))
        else:
            await if_possible("editMessage", lambda: bot.edit_message_text(html, chat_id, message_id))
