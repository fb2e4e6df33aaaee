import pytest

from okpay_engine.nlu.numerals import read_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,280.50", 1280.5),
        ("3.5万", 35000),
        ("3k", 3000),
        ("2w", 20000),
        ("两千", 2000),
        ("两千五", 2500),
        ("一百二", 120),
        ("一百零二", 102),
        ("三万五", 35000),
        ("三万零五", 30005),
        ("十", 10),
        ("十五", 15),
        ("二十一", 21),
        ("一亿", 100_000_000),
        ("一万二千三百四十五", 12345),
        ("壹仟贰佰", 1200),
    ],
)
def test_reads_numbers_as_people_write_them(text: str, value: float) -> None:
    assert read_number(text) == value


@pytest.mark.parametrize("text", ["", "abc", "一些", "1.2.3", "12,34", "一万" * 2000])
def test_what_is_no_number_is_none(text: str) -> None:
    assert read_number(text) is None
