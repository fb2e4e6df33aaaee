"""Files as Telegram keeps them: by an id that only means something here."""

import itertools
from typing import Any, NamedTuple

from tests.telegram.double.refusals import bad_request

MOST_TO_DOWNLOAD = 20_000_000
_MAGIC = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"RIFF")


class File(NamedTuple):
    """Content, or a mere size where the content does not matter."""

    name: str
    content: bytes
    size: int


class Files:
    """All files."""

    def __init__(self) -> None:
        self._files: dict[str, File] = {}
        self._numbers = itertools.count(1)

    def add(self, name: str, content: bytes, size: int | None = None) -> dict[str, Any]:
        """What a message says of a file that is kept from now on."""
        number = next(self._numbers)
        file = File(name, content, len(content) if size is None else size)
        self._files[f"BQACAgIAAxkBAAI{number:04}"] = file
        return {
            "file_id": f"BQACAgIAAxkBAAI{number:04}",
            "file_unique_id": f"AgAD{number:04}",
            "file_size": file.size,
        }

    def content(self, file_id: str) -> bytes:
        """What is in it."""
        return self._found(file_id).content

    def describe(self, file_id: object) -> dict[str, Any]:
        """As getFile says it; Refusal when there is none, or it is too big to give."""
        file = self._found(file_id)
        if file.size > MOST_TO_DOWNLOAD:
            raise bad_request("file is too big")
        about = {"file_id": file_id, "file_unique_id": f"AgAD{str(file_id)[-4:]}", "file_size": file.size}
        return {**about, "file_path": f"documents/{file_id}/{file.name}"}

    def at(self, path: str) -> bytes | None:
        """What is downloaded from a path that getFile gave."""
        _, _, rest = path.partition("/")
        file = self._files.get(rest.partition("/")[0])
        return file.content if file else None

    def _found(self, file_id: object) -> File:
        if file_id not in self._files:
            raise bad_request("invalid file_id")
        return self._files[str(file_id)]


def is_picture(content: bytes) -> bool:
    """Whether Telegram would make a photo of it."""
    return content.startswith(_MAGIC)
