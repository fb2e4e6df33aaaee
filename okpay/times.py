"""Times as they are sent."""

from datetime import datetime


def rfc3339(moment: datetime) -> str:
    """An aware time in UTC, in the form of RFC 3339."""
    return moment.isoformat().replace("+00:00", "Z")
