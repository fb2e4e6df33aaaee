"""Keeps customers' files in the database, so that whatever erases a conversation erases them too."""

import asyncio
import re
import unicodedata

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from okpay.conversations.journal import append, append_bot, locale_of, locked
from okpay.errors import ApiError
from okpay.knowledge.article import Locale
from okpay.media import TEXT, Media, kind_of
from okpay.messages import Button, TextData, message
from okpay.privacy import mask
from okpay.store.database import Database
from okpay.store.ids import is_id, new_id
from okpay.store.models import Attachment, Conversation, Message
from okpay.texts import text

LONGEST_STEM = 100
# A text is masked as a message is, which takes its time.
LONGEST_TEXT = 100_000


async def keep_attachment(
    database: Database, conversation: Conversation, name: str, content: bytes
) -> Attachment:
    """Keep a file; ApiError when it is none that is taken."""
    if not content:
        raise ApiError.invalid({"file": "it is empty"})
    kind = kind_of(content)
    if kind is None:
        raise ApiError.unsupported()
    locale = locale_of(conversation)
    if kind.media_type == TEXT:
        content = await asyncio.to_thread(_masked, content.decode(), locale)
    attachment = Attachment(
        id=new_id(),
        conversation_id=conversation.id,
        name=clean_name(name, kind, locale),
        media_type=kind.media_type,
        size=len(content),
        content=content,
    )
    async with database.writing() as session:
        if await locked(session, conversation.id) is None:
            raise ApiError.not_found()
        session.add(attachment)
    return attachment


async def find_attachment(database: Database, conversation_id: str, attachment_id: str) -> Attachment:
    """A file of this conversation with its content; ApiError when there is none."""
    async with database.reading() as session:
        found = await _of_conversation(session, conversation_id, attachment_id, with_content=True)
    if found is None:
        raise ApiError.not_found()
    return found


async def append_attachment(
    session: AsyncSession, conversation: Conversation, client_id: str, attachment_id: str
) -> Message:
    """The customer's message that carries a file; the bot, who cannot read it, says who can."""
    attachment = await _of_conversation(session, conversation.id, attachment_id)
    if attachment is None:
        raise ApiError.invalid({"attachment_id": "there is no such file"})
    locale = locale_of(conversation)
    words = text(locale, "attachment.sent", {"name": attachment.name})
    data = {
        "attachment_id": attachment.id,
        "name": attachment.name,
        "media_type": attachment.media_type,
        "size": attachment.size,
    }
    sent = append(session, conversation, "customer", "attachment", words, client_id=client_id, data=data)
    if conversation.state == "bot":
        button = Button(label=text(locale, "button.handoff"), action="handoff")
        kept = message("text", text(locale, "attachment.kept"), TextData(buttons=[button]))
        append_bot(session, conversation, kept)
    return sent


async def _of_conversation(
    session: AsyncSession, conversation_id: str, attachment_id: str, *, with_content: bool = False
) -> Attachment | None:
    if not (is_id(conversation_id) and is_id(attachment_id)):
        return None
    statement = select(Attachment).where(
        Attachment.id == attachment_id, Attachment.conversation_id == conversation_id
    )
    if with_content:
        statement = statement.options(undefer(Attachment.content))
    return (await session.scalars(statement)).one_or_none()


def _masked(words: str, locale: Locale) -> bytes:
    if len(words) > LONGEST_TEXT:
        raise ApiError.too_large(LONGEST_TEXT)
    return mask(words, locale).text.encode()


def clean_name(name: str, kind: Media, locale: Locale) -> str:
    """The name without folders, tricks and secrets; its end says what the file really is."""
    last = re.split(r"[/\\]", name)[-1]
    visible = "".join(character for character in last if unicodedata.category(character)[0] != "C")
    masked = mask(visible.strip(" ."), locale).text
    stem, _, extension = masked.rpartition(".")
    if extension.lower() not in kind.extensions:
        stem, extension = masked, kind.extensions[0]
    return f"{stem[:LONGEST_STEM] or text(locale, 'attachment.unnamed')}.{extension}"
