"""Parameters of OGC API - Features are read exactly, or refused by name."""

from datetime import UTC, datetime

import pytest

from exchange.asked import MOST, Asked, UnreadableQuery, asked_of

FILTERS = frozenset({"code", "state"})


def ask(**given: str) -> Asked:
    """Read parameters as a layer with two filters does."""
    return asked_of(list(given.items()), FILTERS)


def test_a_page_without_parameters_is_the_first_hundred() -> None:
    assert ask() == Asked(limit=100, offset=0)


def test_a_box_with_heights_is_a_box_and_one_over_the_antimeridian_is_two() -> None:
    assert ask(bbox="114,30,0,115,31,9").boxes == ((114.0, 30.0, 115.0, 31.0),)
    assert ask(bbox="170,-10,-170,10").boxes == ((170, -10, 180, 10), (-180, -10, -170, 10))


def test_an_interval_may_be_open_at_one_end() -> None:
    noon = datetime(2026, 11, 21, 4, tzinfo=UTC)
    assert ask(datetime="2026-11-21T12:00:00+08:00/..").since == noon
    assert ask(datetime="/2026-11-21T04:00:00Z").until == noon
    assert ask(datetime="2026-11-21T04:00:00Z").since == noon


def test_a_limit_above_the_most_is_the_most() -> None:
    assert ask(limit="999999").limit == MOST


def test_properties_a_layer_names_are_its_filters() -> None:
    assert ask(state="available").equals == (("state", "available"),)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("bbox", "1,2,3"),
        ("bbox", "1,2,nan,4"),
        ("bbox", "0,40,1,30"),
        ("bbox", "0,0,200,10"),
        ("datetime", "yesterday"),
        ("datetime", "../.."),
        ("datetime", "2026-02-01T00:00:00Z/2026-01-01T00:00:00Z"),
        ("limit", "0"),
        ("limit", "-1"),
        ("limit", "ten"),
        ("offset", "1.5"),
        ("offset", "9" * 30),
        ("phone", "1"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(UnreadableQuery) as refusal:
        ask(**{name: value})
    assert refusal.value.status == 400
    assert refusal.value.facts["field"] == name


def test_a_parameter_given_twice_is_refused() -> None:
    with pytest.raises(UnreadableQuery) as refusal:
        asked_of([("code", "a"), ("limit", "1"), ("limit", "2")], FILTERS)
    assert refusal.value.facts["field"] == "limit"
