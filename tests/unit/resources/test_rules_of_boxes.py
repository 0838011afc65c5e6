"""Rules of labelled boxes: codes people can type, and one next step for each place and person."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.boxes import (
    ALLOWED,
    ALPHABET,
    Act,
    BoxState,
    Surroundings,
    expected_in_books,
    new_code,
    next_act,
    normal_code,
    spoken_code,
)

KEEPER = Surroundings(keeps_here=True, keeps_there=True, drives=True)
STRANGER = Surroundings(keeps_here=False, keeps_there=False, drives=False)


@given(st.text(ALPHABET, min_size=10, max_size=10))
def test_a_code_is_found_however_it_is_typed(code: str) -> None:
    for typed in (code, code.lower(), spoken_code(code), f"http://x:1/l/{code}/", f" {code} "):
        assert normal_code(typed) == code


def test_letters_that_look_like_digits_are_read_as_digits() -> None:
    assert normal_code("oOiIlL-23456") == "00111123456"


def test_codes_are_not_met_by_counting_up() -> None:
    codes = {new_code() for _ in range(2000)}
    assert len(codes) == 2000
    assert all(len(code) == 10 and set(code) <= set(ALPHABET) for code in codes)


@pytest.mark.parametrize("state", BoxState)
def test_a_stranger_is_offered_nothing_wherever_the_box_is(state: BoxState) -> None:
    assert next_act(state, STRANGER) is None


@pytest.mark.parametrize("state", BoxState)
def test_what_is_offered_next_is_always_allowed(state: BoxState) -> None:
    for wanted in (True, False):
        for books in (True, False):
            for fresh in (True, False):
                around = replace(KEEPER, is_wanted=wanted, in_books=books, is_fresh=fresh)
                act = next_act(state, around)
                assert act is None or act in ALLOWED[state]


def test_a_box_in_stock_is_loaded_counted_looked_at_or_handed_over_in_this_order() -> None:
    around = replace(KEEPER, is_wanted=True, in_books=False, is_fresh=False)
    assert next_act(BoxState.IN_STOCK, around) is Act.LOAD
    around = replace(around, is_wanted=False)
    assert next_act(BoxState.IN_STOCK, around) is Act.COUNT
    around = replace(around, in_books=True)
    assert next_act(BoxState.IN_STOCK, around) is Act.SEEN
    assert next_act(BoxState.IN_STOCK, KEEPER) is Act.HAND_OVER


def test_a_spent_label_cannot_be_received_again() -> None:
    for state in (BoxState.IN_STOCK, BoxState.HANDED_OVER, BoxState.VOID, BoxState.MISSING):
        assert Act.RECEIVE not in ALLOWED[state]


def test_the_books_never_know_more_of_a_box_than_its_lot_has() -> None:
    assert expected_in_books(40, 0) == 0
    assert expected_in_books(40, 25) == 25
    assert expected_in_books(40, 400) == 40
