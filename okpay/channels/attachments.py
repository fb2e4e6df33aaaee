"""Customers' files: taken by what is in them, given back only to whom the conversation belongs."""

from typing import Annotated

from fastapi import APIRouter, File, Request, Response, UploadFile
from pydantic import BaseModel

from okpay.channels.access import Own, limit
from okpay.channels.downloads import download
from okpay.conversations.attachments import find_attachment, keep_attachment
from okpay.errors import ApiError, described
from okpay.services import Parts

router = APIRouter(prefix="/api/v1/conversations/{conversation_id}/attachments", tags=["conversation"])

FILES_PER_MINUTE = 10


class AttachmentKept(BaseModel):
    """A file that a message may carry from now on."""

    attachment_id: str
    name: str
    media_type: str
    size: int


@router.post("", status_code=201, responses=described(404, 413, 415, 429))
async def attach(
    file: Annotated[UploadFile, File()], own: Own, request: Request, parts: Parts
) -> AttachmentKept:
    """Keep a picture, a PDF or a plain text; a message with its id shows it in the conversation."""
    limit(request, "attach", FILES_PER_MINUTE, own.id)
    megabytes = parts.settings.attachment_megabytes
    content = await file.read(megabytes * 1_000_000 + 1)
    if len(content) > megabytes * 1_000_000:
        raise ApiError.file_too_large(megabytes)
    kept = await keep_attachment(parts.database, own, file.filename or "", content)
    return AttachmentKept(attachment_id=kept.id, name=kept.name, media_type=kept.media_type, size=kept.size)


@router.get("/{attachment_id}", response_class=Response, responses=described(404))
async def fetch(attachment_id: str, own: Own, parts: Parts) -> Response:
    """The file, to be saved."""
    found = await find_attachment(parts.database, own.id, attachment_id)
    return download(found.content, found.name, found.media_type)
