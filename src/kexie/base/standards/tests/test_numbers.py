"""Check digits, with numbers made up by the norms' own rules."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from kexie.base.standards.rules import numbers

characters = st.sampled_from(numbers.USCC_ALPHABET)
regions = st.from_regex(r"[0-9]{6}", fullmatch=True)
bodies = st.builds(
    lambda head, region, tail: "".join(head) + region + "".join(tail),
    st.lists(characters, min_size=2, max_size=2),
    regions,
    st.lists(characters, min_size=9, max_size=9),
)
births = st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31))


@st.composite
def identity_bodies(draw: st.DrawFn) -> str:
    region = draw(st.integers(110000, 659999))
    return f"{region}{draw(births):%Y%m%d}{draw(st.integers(0, 999)):03}"


def test_a_remainder_of_nought_gives_the_check_character_nought():
    assert numbers.uscc_check_character("91110105000000011") == "0"
    assert numbers.is_uscc("911101050000000110")


def test_the_library_agrees_on_nought():
    """python-stdnum 2 closes the sum with a second mod 31 as well; a version that fails on nought must not pass here."""
    assert uscc.calc_check_digit("91110105000000011") == "0"
    assert uscc.is_valid("911101050000000110")


def test_the_library_refuses_registrars_that_are_letters():
    """GB 32100-2015, table 2 has letters for some registrars (Y: others); stdnum 2.2 takes digits only, so ours decides."""
    body = "Y1110105000000011"
    number = body + numbers.uscc_check_character(body)
    assert numbers.is_uscc(number)
    assert not uscc.is_valid(number)


@given(bodies)
def test_a_completed_body_is_right_and_its_sum_is_nought(body):
    number = body + numbers.uscc_check_character(body)
    assert numbers.is_uscc(number)
    weighted = (numbers.USCC_ALPHABET.index(char) * 3**place for place, char in enumerate(body))
    assert (sum(weighted) + numbers.USCC_ALPHABET.index(number[17])) % 31 == 0


@given(bodies, st.integers(0, 17), characters)
def test_any_one_wrong_character_is_found(body, place, wrong):
    number = body + numbers.uscc_check_character(body)
    altered = number[:place] + wrong + number[place + 1 :]
    assert numbers.is_uscc(altered) == (altered == number)


@given(bodies, st.integers(0, 16))
def test_two_neighbours_that_changed_places_are_found(body, place):
    number = body + numbers.uscc_check_character(body)
    turned = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert numbers.is_uscc(turned) == (turned == number)


@given(st.from_regex(r"[1-9]{2}[0-9]{6}[0-9A-H]{9}", fullmatch=True))
def test_we_agree_with_the_library_where_it_knows_the_registrar(body):
    assert numbers.uscc_check_character(body) == uscc.calc_check_digit(body)


@pytest.mark.parametrize(
    "wrong", ["", "9111010500000001", "9111010500000001I", "91A10105000000011", "９1110105000000011"]
)
def test_what_is_no_body_has_no_check_character(wrong):
    with pytest.raises(ValueError, match="credit code"):
        numbers.uscc_check_character(wrong)


@pytest.mark.parametrize("wrong", ["", "91110105000000011", "911101050000000111", "9111010500000001100"])
def test_what_is_no_credit_code(wrong):
    assert not numbers.is_uscc(wrong)


def test_the_example_of_the_norm_for_persons():
    """GB 11643-1999, appendix A computes X for 11010519491231002."""
    assert numbers.identity_check_character("11010519491231002") == "X"


@given(identity_bodies())
def test_the_sum_of_an_identity_number_is_one(body):
    """ISO 7064 MOD 11-2."""
    check = numbers.identity_check_character(body)
    value = 10 if check == "X" else int(check)
    assert (sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(body)) + value) % 11 == 1
    assert ric.calc_check_digit(body + check) == check


@given(identity_bodies(), st.integers(0, 15))
def test_neighbouring_digits_that_changed_places_are_found(body, place):
    turned = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
    if turned != body and turned[0] != "0":
        assert numbers.identity_check_character(turned) != numbers.identity_check_character(body)


@given(births)
def test_the_date_of_birth_is_read(born):
    assert numbers.birth_date(f"110105{born:%Y%m%d}0021") == born


@pytest.mark.parametrize("digits", ["19490230", "20230229", "19491301", "00000101", "1949１２31"])
def test_a_day_that_is_none_is_no_date_of_birth(digits):
    assert numbers.birth_date(f"110105{digits}0021") is None
