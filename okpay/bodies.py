"""What is sent as JSON."""

from typing import Any

from pydantic import BaseModel, ConfigDict, field_validator

# The largest whole number that every database keeps in an ordinary column.
LARGEST = 2**31 - 1


class Body(BaseModel):
    """Its texts are stripped; what it does not know is left aside."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)

    @field_validator("*")
    @classmethod
    def _keepable(cls, value: Any) -> Any:
        # PostgreSQL keeps no NUL.
        if isinstance(value, str) and "\0" in value:
            raise ValueError("a NUL is no text")
        return value
