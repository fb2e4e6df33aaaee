"""When agents are there, by the clock of the deployment."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from okpay.handoff.hours import EXAMPLE, Hours, read_shifts, read_zone

SHANGHAI = "Asia/Shanghai"
BERLIN = "Europe/Berlin"


def at(words: str, zone: str = SHANGHAI) -> datetime:
    """A moment by the clock of a zone; 2026-11-23 is a Monday."""
    return datetime.fromisoformat(words).replace(tzinfo=ZoneInfo(zone))


def opens(words: str, moment: str, zone: str = SHANGHAI) -> datetime | None:
    return Hours.read(words, zone).opens_at(at(moment, zone))


@pytest.mark.parametrize("moment", ["2026-11-23T09:00", "2026-11-27T17:59:59", "2026-11-28T10:00"])
def test_somebody_is_there(moment: str) -> None:
    assert opens(EXAMPLE, moment) is None


@pytest.mark.parametrize(
    ("moment", "back"),
    [
        ("2026-11-23T08:59:59", "2026-11-23T09:00"),
        ("2026-11-23T18:00", "2026-11-24T09:00"),
        ("2026-11-27T20:00", "2026-11-28T10:00"),
        ("2026-11-28T16:00", "2026-11-30T09:00"),
        ("2026-11-29T12:00", "2026-11-30T09:00"),
    ],
)
def test_they_are_back_at_the_next_shift(moment: str, back: str) -> None:
    assert opens(EXAMPLE, moment) == at(back)


def test_without_hours_somebody_is_always_there() -> None:
    assert opens("", "2026-11-29T03:00") is None
    assert opens("Mon-Sun 00:00-24:00", "2026-11-29T23:59:59") is None


def test_a_shift_may_go_on_past_midnight() -> None:
    words = "Fri 22:00-02:00"
    assert opens(words, "2026-11-28T01:59") is None
    assert opens(words, "2026-11-28T02:00") == at("2026-12-04T22:00")


def test_days_may_go_on_past_the_weekend() -> None:
    assert opens("Sat - mon 10:00 - 12:00", "2026-11-23T11:00") is None
    assert opens("Sat - mon 10:00 - 12:00", "2026-11-23T12:00") == at("2026-11-28T10:00")


def test_a_day_may_have_two_shifts() -> None:
    words = "Mon-Fri 09:00-12:00; Mon-Fri 13:00-18:00;"
    assert opens(words, "2026-11-23T12:30") == at("2026-11-23T13:00")


def test_one_shift_a_week_is_found_a_week_ahead() -> None:
    assert opens("Mon 09:00-10:00", "2026-11-23T10:00") == at("2026-11-30T09:00")


def test_the_zone_counts_and_not_where_the_service_runs() -> None:
    hours = Hours.read("Mon 09:00-18:00", SHANGHAI)
    assert hours.opens_at(datetime(2026, 11, 23, 1, 0, tzinfo=UTC)) is None
    assert hours.opens_at(datetime(2026, 11, 23, 0, 59, tzinfo=UTC)) == datetime(
        2026, 11, 23, 1, 0, tzinfo=UTC
    )


def test_a_day_of_another_length_opens_by_the_clock_on_the_wall() -> None:
    assert opens("Mon-Sun 09:00-18:00", "2026-03-28T19:00", BERLIN) == at("2026-03-29T09:00", BERLIN)
    assert opens("Mon-Sun 09:00-18:00", "2026-03-29T17:59", BERLIN) is None


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        (
            "zh-CN",
            [
                "今天 09:00（北京时间）",
                "明天（周二）09:00（北京时间）",
                "周日 09:00（北京时间）",
                "下周一 09:00（北京时间）",
            ],
        ),
        (
            "zh-TW",
            [
                "今天 09:00（北京時間）",
                "明天（週二）09:00（北京時間）",
                "週日 09:00（北京時間）",
                "下週一 09:00（北京時間）",
            ],
        ),
        (
            "en",
            [
                "today at 09:00 (Beijing time)",
                "tomorrow, Tuesday, at 09:00 (Beijing time)",
                "on Sunday at 09:00 (Beijing time)",
                "next Monday at 09:00 (Beijing time)",
            ],
        ),
    ],
)
def test_a_time_is_said_as_people_say_it(locale: str, words: list[str]) -> None:
    hours, monday = Hours.read(EXAMPLE, SHANGHAI), at("2026-11-23T07:00")
    days = (at("2026-11-23T09:00") + timedelta(days=days) for days in (0, 1, 6, 7))
    assert [hours.said(day, monday, locale) for day in days] == words  # type: ignore[arg-type]


def test_a_zone_without_a_name_of_its_own_is_told_by_its_distance() -> None:
    hours, moment = Hours.read(EXAMPLE, "Asia/Kolkata"), at("2026-11-23T07:00", "Asia/Kolkata")
    assert hours.said(moment, moment, "en") == "today at 07:00 (UTC+05:30)"


@pytest.mark.parametrize(
    "words",
    [
        "9-18",
        "Mon-Fri 9:00-18:00",
        "Mon-Fri 09:00",
        "Mon 25:00-26:00",
        "周一 09:00-18:00",
        "Mon-Fri, Sat 09:00-18:00",
    ],
)
def test_what_cannot_be_read_is_refused_with_an_example(words: str) -> None:
    with pytest.raises(ValueError, match="is not like 'Mon-Fri 09:00-18:00"):
        list(read_shifts(words))


@pytest.mark.parametrize("name", ["", "Beijing", "Asia", "../localtime", "/etc/localtime"])
def test_a_zone_that_there_is_not_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is no time zone like 'Asia/Shanghai'"):
        read_zone(name)
