"""What a request carries: Telegram takes a query, a form, JSON and multipart, and reads them alike."""

import json
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

from tests.telegram.double.files import File
from tests.telegram.double.refusals import bad_request


class Params:
    """The arguments of one request by name; forms carry everything as text."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values

    @classmethod
    async def of(cls, request: Request) -> "Params":
        """Read the whole request."""
        values: dict[str, Any] = dict(request.query_params)
        kind = request.headers.get("content-type", "")
        if kind.startswith("application/json"):
            values |= await request.json()
        elif kind:
            async with request.form() as form:
                for name, value in form.items():
                    values[name] = await _kept(value)
        return cls(values)

    def text(self, name: str) -> str | None:
        """A text, as it is."""
        value = self.values.get(name)
        if value is not None and not isinstance(value, str):
            raise bad_request(f'parameter "{name}" must be a String')
        return value

    def number(self, name: str, default: int = 0) -> int:
        """A whole number; what is none counts as absent."""
        try:
            return int(self.values.get(name, default))
        except (TypeError, ValueError):
            return default

    def flag(self, name: str) -> bool:
        """Whether it is set."""
        return str(self.values.get(name, "")).lower() in ("true", "1", "yes")

    def json(self, name: str) -> Any:
        """An object or a list, wherever it came from."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None

    def file(self, name: str) -> File | str:
        """A file that was sent along, or the id of one that Telegram has."""
        value = self.values.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            value = self.values.get(value.removeprefix("attach://"))
        if isinstance(value, File | str) and value:
            return value
        raise bad_request(f"there is no {name} in the request")


async def _kept(value: UploadFile | str) -> File | str:
    if isinstance(value, str):
        return value
    content = await value.read()
    return File(value.filename or "file", content, len(content))
