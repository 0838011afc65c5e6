"""Scenes: the same seed gives the same course, and help that comes late is worse, never better."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.field.draws import Luck
from exercises.field.model_scene import (
    KINDS,
    Crews,
    Facts,
    Scene,
    absorb,
    advance,
    begins,
    is_under_control,
    lacks,
    told,
)

LUCK = Luck(7, "突-1")
HELP = {
    "fire_suppression": 6, "foam_attack": 2, "hazmat_control": 4, "search_rescue": 3,
    "medical_first_aid": 4, "ambulance_transport": 4, "evacuation_transport": 3,
    "drainage_pump": 8, "water_rescue": 3, "traffic_control": 2, "demolition_cutting": 2,
    "mine_rescue": 3,
}  # fmt: skip
kinds = st.sampled_from(sorted(KINDS))
known = st.builds(
    Facts, kind=kinds, exposed=st.none() | st.integers(0, 500), trapped=st.integers(0, 60),
    serious=st.integers(0, 60), minor=st.integers(0, 100),
)  # fmt: skip


def from_tick(first: int, crews: Crews) -> Callable[[int], Crews]:
    return lambda tick: crews if tick >= first else {}


def course(facts: Facts, seed: int, crews_at: Callable[[int], Crews], ticks: int = 300) -> Scene:
    scene = begins(facts)
    assert scene is not None
    return advance(scene, facts.kind, Luck(seed, "A"), ticks, crews_at)


@given(known, st.integers(0, 2**31 - 1))
def test_the_same_seed_gives_the_same_course_whatever_the_steps(facts: Facts, seed: int) -> None:
    whole = course(facts, seed, from_tick(30, HELP), 120)
    scene = begins(facts)
    assert scene is not None
    for ticks in (1, 50, 0, 69):
        scene = advance(scene, facts.kind, Luck(seed, "A"), ticks, from_tick(30, HELP))
    assert scene == whole


@given(known, st.integers(0, 1000), st.integers(0, 200), st.integers(0, 200))
def test_help_that_comes_later_is_worse_and_never_better(
    facts: Facts, seed: int, one: int, other: int
) -> None:
    soon = course(facts, seed, from_tick(min(one, other), HELP))
    late = course(facts, seed, from_tick(max(one, other), HELP))
    for measure in ("danger", "worst", "deaths", "harmed", "trapped", "untended", "threatened"):
        assert getattr(soon, measure) <= getattr(late, measure) + 1e-9, measure


@given(known, st.dictionaries(st.sampled_from(sorted(HELP)), st.integers(0, 8)), st.data())
def test_a_crew_more_never_makes_a_scene_worse(
    facts: Facts, crews: dict[str, int], data: st.DataObject
) -> None:
    more = crews | {
        name: crews.get(name, 0) + 1 for name in data.draw(st.sets(st.sampled_from(sorted(HELP))))
    }
    fewer_there = course(facts, 3, from_tick(20, crews))
    more_there = course(facts, 3, from_tick(20, more))
    for measure in ("danger", "deaths", "harmed"):
        assert getattr(more_there, measure) <= getattr(fewer_there, measure) + 1e-9


@given(known, st.integers(0, 1000))
def test_nobody_is_lost_or_counted_below_nothing(facts: Facts, seed: int) -> None:
    scene = course(facts, seed, from_tick(60, HELP), 900)
    values = [getattr(scene, name) for name in Scene.__slots__]
    assert min(values) >= -1e-9
    assert scene.danger <= 1.0


def test_a_fire_without_help_grows_and_with_the_right_crews_goes_out() -> None:
    facts = Facts("fire_explosion", exposed=80, trapped=10, serious=5)
    alone = course(facts, 1, lambda _tick: {}, 240)
    helped = course(facts, 1, from_tick(15, HELP), 240)
    wrong = course(facts, 1, from_tick(15, {"drainage_pump": 9}), 240)
    assert alone.danger > 0.9
    assert wrong.danger == alone.danger
    assert is_under_control(helped)
    assert told(helped).deaths < told(alone).deaths
    assert told(alone).serious > 5


def test_numbers_told_never_fall_while_nobody_is_moved_or_dies() -> None:
    facts = Facts("urban_flood", exposed=400)
    scene = begins(facts)
    assert scene is not None
    series = []
    for _ in range(40):
        scene = advance(scene, facts.kind, LUCK, 10, lambda _tick: {})
        series.append(told(scene))
    assert all(a.minor <= b.minor and a.deaths <= b.deaths for a, b in pairwise(series))


def test_what_others_found_out_is_added_to_the_scene() -> None:
    before = Facts("hazmat_leak", trapped=2, spill="large")
    scene = begins(before)
    assert scene is not None
    after = absorb(
        scene,
        before,
        Facts("hazmat_leak", exposed=60, trapped=2, serious=5, minor=18, spill="large"),
    )
    assert (after.untended, after.minor, after.threatened) == (5.0, 18.0, 60.0)
    assert absorb(scene, before, before) == scene


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_whoever_leads_on_scene_asks_for_what_helps_until_there_is_enough(kind: str) -> None:
    scene = begins(Facts(kind, trapped=20))
    assert scene is not None
    crews: dict[str, int] = {}
    for _ in range(12):
        wanted = lacks(scene, kind, crews)
        if wanted is None:
            break
        crews[wanted[0]] = crews.get(wanted[0], 0) + wanted[1]
    assert lacks(scene, kind, crews) is None
    assert crews
    later = advance(scene, kind, LUCK, 1, lambda _tick: crews)
    assert later.danger < scene.danger


def test_a_kind_without_a_scene_does_not_grow() -> None:
    assert begins(Facts("epidemic")) is None


def test_nobody_vanishes_between_the_severely_hurt_and_the_dead() -> None:
    scene = begins(Facts("fire_explosion", exposed=0, serious=16))
    assert scene is not None
    for _ in range(600):
        scene = advance(scene, "fire_explosion", LUCK, 1, lambda _tick: {})
        found = told(scene)
        assert found.serious + found.deaths == 16
    assert found.deaths > 0
