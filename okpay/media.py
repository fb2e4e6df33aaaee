"""What kind of file something is: told by its content, for a name can say anything."""

import re
from dataclasses import dataclass

TEXT = "text/plain"
# What a text does not hold: control characters other than tab, line ends and form feed.
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Media:
    """A kind of file; the first extension is the usual one."""

    media_type: str
    extensions: tuple[str, ...]
    magic: re.Pattern[bytes]


KINDS = (
    Media("image/png", ("png",), re.compile(rb"\x89PNG\r\n\x1a\n")),
    Media("image/jpeg", ("jpg", "jpeg"), re.compile(rb"\xff\xd8\xff")),
    Media("image/gif", ("gif",), re.compile(rb"GIF8[79]a")),
    Media("image/webp", ("webp",), re.compile(rb"RIFF....WEBP", re.DOTALL)),
    Media("application/pdf", ("pdf",), re.compile(rb"%PDF-")),
    Media("audio/ogg", ("ogg", "oga"), re.compile(rb"OggS")),
)
_PLAIN = Media(TEXT, ("txt", "log", "csv", "md"), re.compile(b""))


def kind_of(content: bytes) -> Media | None:
    """The kind, if it is one that is taken."""
    known = next((kind for kind in KINDS if kind.magic.match(content)), None)
    return known or (_PLAIN if _is_text(content) else None)


def _is_text(content: bytes) -> bool:
    try:
        return not _NO_TEXT.search(content.decode())
    except UnicodeDecodeError:
        return False
