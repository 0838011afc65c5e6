"""Places, addresses, hours and seasons in which a run card holds."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.local_time import BEIJING
from plans.holding import Scene, is_open, not_here
from plans.schemas_cards import CardPlace, CardWindow

SATURDAY_NOON = datetime(2026, 11, 21, 12, 0, tzinfo=BEIJING)


def scene(at: datetime = SATURDAY_NOON, place_name: str = "珞狮南路与三环线") -> Scene:
    return Scene("420111", 114.35, 30.53, place_name, at)


def place(holds: str, kind: str, **more: object) -> CardPlace:
    known = {"code": None, "name": "某处", "area": None, "lon": None, "lat": None, "radius_m": None}
    return CardPlace.model_validate({"holds": holds, "kind": kind, **known, **more})


def window(
    days: list[int] | None = None, hours: str | None = None, season: str | None = None
) -> CardWindow:
    from_time, to_time = hours.split("-") if hours else (None, None)
    from_day, to_day = season.split("~") if season else (None, None)
    return CardWindow(
        days=days or [], from_time=from_time, to_time=to_time, from_day=from_day, to_day=to_day
    )


SQUARE = [(114.3, 30.5), (114.4, 30.5), (114.4, 30.6), (114.3, 30.6)]


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        ([], None),
        ([place("within", "jurisdiction", code="420100")], None),
        ([place("within", "jurisdiction", code="420106")], "outside_places"),
        ([place("except", "jurisdiction", code="420111")], "excepted_place"),
        ([place("within", "area", area=SQUARE)], None),
        ([place("except", "area", area=SQUARE)], "excepted_place"),
        ([place("except", "address", name="珞狮南路")], "excepted_place"),
        ([place("within", "address", name="他处", lon=114.352, lat=30.53, radius_m=300)], None),
        ([place("within", "hazard_source", lon=114.352, lat=30.53, radius_m=100)], "outside_places"),
        ([place("within", "jurisdiction", code="420106"), place("within", "area", area=SQUARE)], None),
    ],
)  # fmt: skip
def test_a_place_that_excepts_wins_and_of_those_within_one_is_enough(
    rules: list[CardPlace], why: str | None
) -> None:
    found = not_here(scene(), rules, [])
    assert (found.code if found else None) == why


def test_without_a_position_no_area_holds_the_incident() -> None:
    nowhere = Scene("420111", None, None, "", SATURDAY_NOON)
    assert not_here(nowhere, [place("within", "area", area=SQUARE)], []) is not None


@pytest.mark.parametrize(
    ("one", "day", "clock", "is_it"),
    [
        (window(), 21, "12:00", True),
        (window(days=[6, 7]), 21, "12:00", True),
        (window(days=[1, 2, 3, 4, 5]), 21, "12:00", False),
        (window(hours="08:00-18:00"), 21, "18:00", False),
        (window(hours="22:00-06:00"), 21, "23:00", True),
        (window(hours="22:00-06:00"), 21, "05:59", True),
        (window(hours="22:00-06:00"), 21, "06:00", False),
        (window(days=[5], hours="22:00-06:00"), 21, "05:00", True),
        (window(days=[6], hours="22:00-06:00"), 21, "05:00", False),
        (window(season="05-15~09-30"), 21, "12:00", False),
        (window(season="11-01~03-15"), 21, "12:00", True),
        (window(season="11-21~11-21"), 21, "12:00", True),
    ],
)
def test_hours_run_over_midnight_and_seasons_over_the_year(
    one: CardWindow, day: int, clock: str, is_it: bool
) -> None:
    hour, minute = clock.split(":")
    at = datetime(2026, 11, day, int(hour), int(minute), tzinfo=BEIJING)
    assert is_open(one, at) is is_it


@given(st.integers(0, 23), st.integers(0, 23), st.integers(0, 7 * 24 * 60))
def test_hours_and_the_other_hours_together_are_always(a: int, b: int, minutes: int) -> None:
    if a == b:
        return
    at = SATURDAY_NOON + timedelta(minutes=minutes)
    one = window(hours=f"{a:02d}:00-{b:02d}:00")
    other = window(hours=f"{b:02d}:00-{a:02d}:00")
    assert is_open(one, at) != is_open(other, at)
