from html import unescape
from re import sub

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okpay.channels.telegram.rich import Span, bold, joined, length, markup, plain, split, to_html

LOOKS = st.tuples(st.text(st.characters(exclude_categories=["Cs"])), st.booleans()).map(
    lambda given: Span(given[0], bold=given[1])
)


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("打开**账户设置**，再看", "打开<b>账户设置</b>，再看"),
        ("- 一\n- 二", "• 一\n• 二"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("**a<b**", "<b>a&lt;b</b>"),
        ("2 ** 3", "2 ** 3"),
        ("", ""),
    ],
)
def test_an_articles_text_is_written_in_telegrams_html(source: str, html: str) -> None:
    assert to_html(markup(source)) == html


def test_an_address_cannot_end_its_tag() -> None:
    assert to_html((Span("x", url='https://a.b/"><b>'),)) == '<a href="https://a.b/&quot;&gt;&lt;b&gt;">x</a>'


def test_what_says_nothing_takes_no_room() -> None:
    assert to_html(joined([plain("a"), (), bold(""), plain("b")])) == "a\n\nb"


def test_an_emoji_counts_as_two() -> None:
    assert length("好😀") == 3


def test_what_fits_stays_whole() -> None:
    assert split(plain("好" * 4096)) == [plain("好" * 4096)]
    assert split(plain("😀" * 2048)) == [plain("😀" * 2048)]


def test_a_long_text_is_cut_after_a_sentence() -> None:
    sentence = "先看余额够不够，再看网络。"
    first, second = split(plain(sentence * 400))
    assert first[0].text.endswith("。")
    assert first[0].text + second[0].text == sentence * 400


def test_a_paragraph_is_a_better_end_than_a_sentence() -> None:
    first, second = split(plain("一。" * 6 + "\n\n" + "二。" * 6), 20)
    assert first[0].text == "一。" * 6
    assert second[0].text == "二。" * 6


def test_a_dot_in_a_number_ends_no_sentence() -> None:
    first, *_ = split(plain("It costs 12345.67890 and more than that"), 16)
    assert first[0].text == "It costs"


def test_a_cut_goes_through_no_emoji_and_keeps_the_look() -> None:
    parts = split(bold("😀" * 10), 5)
    assert [to_html(part) for part in parts] == ["<b>😀😀</b>"] * 5


@given(st.lists(LOOKS), st.integers(2, 40))
def test_every_part_fits_and_nothing_but_white_space_is_lost(spans: list[Span], longest: int) -> None:
    parts = split(tuple(spans), longest)
    texts = [unescape(sub("</?b>", "", to_html(part))) for part in parts]
    assert all(0 < length(text) <= longest and text == text.strip() for text in texts)
    whole = "".join(span.text for span in spans)
    assert "".join("".join(texts).split()) == "".join(whole.split())
