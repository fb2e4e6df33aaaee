from re import fullmatch

import pytest

from okpay.channels.telegram.credentials import Credentials
from tests.okpay.channels.telegram.conftest import TOKEN


def test_every_process_with_the_token_knows_the_same(credentials: Credentials) -> None:
    other = Credentials(TOKEN)
    assert other.is_own_webhook(credentials.path, credentials.secret)
    assert other.has_signed(credentials.new_code())


def test_another_token_opens_nothing(credentials: Credentials) -> None:
    other = Credentials(TOKEN + "x")
    assert not other.is_own_webhook(credentials.path, credentials.secret)
    assert not other.has_signed(credentials.new_code())


def test_both_the_path_and_the_secret_have_to_be_right(credentials: Credentials) -> None:
    assert not credentials.is_own_webhook(credentials.path, "")
    assert not credentials.is_own_webhook("", credentials.secret)
    assert not credentials.is_own_webhook(credentials.path, "密")


def test_nothing_derived_shows_the_token(credentials: Credentials) -> None:
    secret = TOKEN.partition(":")[2]
    for derived in (credentials.path, credentials.secret, credentials.new_code()):
        assert secret not in derived
        assert fullmatch(r"[A-Za-z0-9_-]{1,64}", derived), "a deep link, a header and a path take no more"


def test_no_two_codes_are_the_same(credentials: Credentials) -> None:
    assert len({credentials.new_code() for _ in range(100)}) == 100


@pytest.mark.parametrize("code", ["", "x", "payment_failed", "0" * 55, "a" * 22 + "-" + "0" * 32, "é" * 55])
def test_what_was_not_signed_here_is_known(credentials: Credentials, code: str) -> None:
    assert not credentials.has_signed(code)


def test_a_code_that_was_changed_is_no_longer_signed(credentials: Credentials) -> None:
    code = credentials.new_code()
    assert not credentials.has_signed(("B" if code[0] == "A" else "A") + code[1:])


@pytest.mark.parametrize(
    ("token", "number"), [(TOKEN, 123456), ("nonsense", 0), ("", 0), ("9" * 30 + ":a", 0)]
)
def test_the_bots_number_is_before_the_colon(token: str, number: int) -> None:
    assert Credentials(token).bot_id == number
