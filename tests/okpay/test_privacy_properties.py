"""What holds of masking whatever the text is."""

import re
import string

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from okpay.privacy import mask, mask_secrets
from okpay.privacy.reading import plainly

IDENTITY = "11010519491231002X"
WIDE = str.maketrans(string.digits, "０１２３４５６７８９")


@st.composite
def cards(draw: st.DrawFn) -> str:
    """The digits of a card number, with the check digit they need."""
    digits = draw(st.sampled_from("3456")) + draw(st.text(string.digits, min_size=11, max_size=17))
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(digits))]
    return digits + str(-sum(value - 9 * (value > 9) for value in doubled) % 10)


@st.composite
def written(draw: st.DrawFn, number: str) -> str:
    """A number in any groups and of any width."""
    separator = draw(st.sampled_from(["", " ", "-", ".", "  ", " -"]))
    cuts = sorted(draw(st.sets(st.integers(1, len(number) - 1), max_size=6)))
    groups = [number[start:end] for start, end in zip([0, *cuts], [*cuts, len(number)], strict=True)]
    text = separator.join(groups)
    return text.translate(WIDE) if draw(st.booleans()) else text


secrets = st.one_of(cards(), st.just(IDENTITY)).flatmap(written)


def is_glued(text: str) -> bool:
    """Beside a letter or another digit, whatever its form, it would be another number."""
    return bool(re.match("[0-9A-Za-z]", plainly(text)))


surroundings = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="0123456789 -./:,*密码是验证我的卡号手机有效期a@", max_size=40),
)


@given(surroundings, secrets, surroundings)
@settings(max_examples=1000, deadline=None)
def test_a_number_with_a_check_digit_is_masked_inside_any_text(before: str, number: str, behind: str) -> None:
    assume(not is_glued(before[-1:]) and not is_glued(behind[:1]))
    masked = mask_secrets(f"{before}{number}{behind}", "zh-CN")
    assert masked.changed
    assert number not in masked.text


@given(surroundings, secrets, surroundings, st.sampled_from(["zh-CN", "zh-TW", "en"]))
@settings(max_examples=1000, deadline=None)
def test_masking_again_changes_nothing(before: str, number: str, behind: str, locale: str) -> None:
    once = mask(before + number + behind, locale).text  # type: ignore[arg-type]
    assert mask(once, locale).text == once  # type: ignore[arg-type]


@given(st.text(alphabet=st.characters(exclude_categories=["N", "Cs"], exclude_characters="@"), max_size=200))
@settings(max_examples=500, deadline=None)
def test_a_text_without_digits_and_announcements_stays(text: str) -> None:
    assume(not any(word in text.lower() for word in ("pass", "pw", "pin", "密", "口令")))
    assert mask(text, "zh-CN").text == text


@given(st.text(alphabet=st.characters(), max_size=300))
@settings(max_examples=500, deadline=None)
def test_no_text_is_too_strange(text: str) -> None:
    mask(text, "zh-CN")
