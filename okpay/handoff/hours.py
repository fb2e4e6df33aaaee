"""When agents are there: `Mon-Fri 09:00-18:00; Sat 10:00-16:00`, in the deployment's time zone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from okpay.knowledge.article import Locale
from okpay.texts import catalogue, text

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
EXAMPLE = "Mon-Fri 09:00-18:00; Sat 10:00-16:00"

_NUMBERS = {day.lower(): number for number, day in enumerate(DAYS)}
_DAY = "|".join(DAYS)
_TIME = "(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00"
_ENTRY = re.compile(
    rf"(?P<first>{_DAY})(?:\s*-\s*(?P<last>{_DAY}))?\s+(?P<opens>{_TIME})\s*-\s*(?P<closes>{_TIME})",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Shift:
    """Some hours of one day of the week, 0 is Monday; those that end past midnight end after 24:00."""

    day: int
    opens: timedelta
    closes: timedelta


@dataclass(frozen=True)
class Hours:
    """The shifts of a week; without any, somebody is always there."""

    shifts: tuple[Shift, ...]
    zone: ZoneInfo

    @classmethod
    def read(cls, words: str, zone: str) -> Self:
        """From the settings; ValueError, in one line, for what cannot be."""
        return cls(tuple(read_shifts(words)), read_zone(zone))

    def opens_at(self, moment: datetime) -> datetime | None:
        """When somebody is back; None while somebody is there."""
        today = moment.astimezone(self.zone).date()
        # A shift that began yesterday may go on; a week ahead every shift has come once.
        days = (today + timedelta(days=offset) for offset in range(-1, 8))
        spans = [span for day in days for span in self._spans(day)]
        if not spans or any(opens <= moment < closes for opens, closes in spans):
            return None
        return min(opens for opens, _ in spans if opens > moment)

    def said(self, opens: datetime, moment: datetime, locale: Locale) -> str:
        """A time within a week of the moment, in words: 明天（周三）09:00（北京时间）."""
        there, here = opens.astimezone(self.zone), moment.astimezone(self.zone)
        days = (there.date() - here.date()).days
        key = {0: "today", 1: "tomorrow", 7: "next_week"}.get(days, "this_week")
        day = catalogue(locale)["hours.day"][there.weekday()]
        values = {"day": day, "time": f"{there:%H:%M}", "zone": self._zone_name(there, locale)}
        return text(locale, f"hours.{key}", values)

    def _spans(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        # By the clock on the wall, then in UTC: one day of the year may have 23 hours.
        midnight = datetime.combine(day, time(), self.zone)
        for shift in self.shifts:
            if shift.day == day.weekday():
                yield (midnight + shift.opens).astimezone(UTC), (midnight + shift.closes).astimezone(UTC)

    def _zone_name(self, there: datetime, locale: Locale) -> str:
        """As people call it, else its distance from Greenwich."""
        called = catalogue(locale).get(f"hours.zone.{self.zone.key}")
        return called[0] if called else f"UTC{there.isoformat()[-6:]}"


def read_shifts(words: str) -> Iterator[Shift]:
    """Each shift of each day; ValueError for what is none."""
    for part in filter(None, map(str.strip, words.split(";"))):
        found = _ENTRY.fullmatch(part)
        if found is None:
            raise ValueError(f"{part!r} is not like {EXAMPLE!r}")
        opens, closes = _read_time(found["opens"]), _read_time(found["closes"])
        past_midnight = timedelta(days=1) if closes <= opens else timedelta()
        for day in _days(found["first"], found["last"]):
            yield Shift(day, opens, closes + past_midnight)


def read_zone(name: str) -> ZoneInfo:
    """The zone of that name; ValueError when there is none."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError) as error:
        raise ValueError(f"{name!r} is no time zone like 'Asia/Shanghai'") from error


def _days(first: str, last: str | None) -> Iterator[int]:
    begin, end = _NUMBERS[first.lower()], _NUMBERS[(last or first).lower()]
    yield from ((begin + offset) % 7 for offset in range((end - begin) % 7 + 1))


def _read_time(words: str) -> timedelta:
    hours, minutes = words.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))
