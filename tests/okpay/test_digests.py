"""What is kept of a mail address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okpay.privacy import MailDigests, mask

digests = MailDigests(b"a key")


def test_an_address_is_found_by_what_is_shown_of_it() -> None:
    [(shown, digest)] = digests.of("我的邮箱是Li.Wei@Example.com,没收到").items()
    assert shown == "li****@example.com"
    assert "wei" not in digest


@pytest.mark.parametrize("typed", ["LI.WEI@example.com", "ｌｉ.ｗｅｉ＠example.com", " li.wei@example.com "])
def test_however_it_is_typed_it_is_the_same(typed: str) -> None:
    assert digests.of(typed) == digests.of("li.wei@example.com")


def test_two_that_look_the_same_in_part_are_not() -> None:
    one, other = digests.of("li.wei@example.com"), digests.of("li.mei@example.com")
    assert one.keys() == other.keys()
    assert one != other


def test_what_is_shown_in_part_has_no_digest() -> None:
    assert digests.of("li****@example.com") == {}


def test_another_key_gives_another_digest() -> None:
    assert MailDigests(b"another").of("li.wei@example.com") != digests.of("li.wei@example.com")


@given(st.from_regex(r"[a-zA-Z][a-zA-Z0-9.]{0,12}@[a-z]{2,8}\.(com|cn|com\.tw)", fullmatch=True))
def test_what_is_shown_is_what_the_mask_leaves(address: str) -> None:
    assert list(digests.of(address)) == [mask(address, "en").text.lower()]
