import itertools

import pytest

from okpay.tickets.numbers import ALPHABET, LEAST_DIGITS, new_number, read_number

SAMPLE = [new_number() for _ in range(60)]


def characters(number: str) -> str:
    return number.removeprefix("OK-").replace("-", "")


def written(characters: str) -> str:
    return f"OK-{characters[:4]}-{characters[4:]}"


@pytest.mark.parametrize("number", SAMPLE)
def test_a_new_number_is_one(number: str) -> None:
    assert read_number(number) == number
    assert len(characters(number)) == 8
    assert sum(character.isdigit() for character in characters(number)) >= LEAST_DIGITS


def test_numbers_are_not_a_sequence() -> None:
    assert len(set(SAMPLE)) == len(SAMPLE)
    assert len({number[3] for number in SAMPLE}) > 10


@pytest.mark.parametrize("number", SAMPLE[:20])
def test_every_wrong_character_is_noticed(number: str) -> None:
    right = characters(number)
    for place, other in itertools.product(range(len(right)), ALPHABET):
        if other != right[place]:
            assert read_number(written(right[:place] + other + right[place + 1 :])) is None


@pytest.mark.parametrize("number", SAMPLE[:20])
def test_any_two_characters_that_changed_places_are_noticed(number: str) -> None:
    right = characters(number)
    for one, other in itertools.combinations(range(len(right)), 2):
        swapped = list(right)
        swapped[one], swapped[other] = right[other], right[one]
        if right[one] != right[other]:
            assert read_number(written("".join(swapped))) is None


def test_it_is_read_however_it_is_typed() -> None:
    for number in SAMPLE:
        bare = number.replace("-", "")
        for typed in (number.lower(), bare, bare.lower(), number.replace("-", " "), f" {number} "):
            assert read_number(typed) == number
        assert read_number(number.replace("0", "O").replace("1", "l")) == number


@pytest.mark.parametrize(
    "typed", ["", "OK", "OKPAY", "OK-1234", "OK-U234-5678", "K-1234-5678", "okpayments1"]
)
def test_anything_else_is_no_number(typed: str) -> None:
    assert read_number(typed) is None
