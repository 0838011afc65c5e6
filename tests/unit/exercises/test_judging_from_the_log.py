"""Expected actions are found in the log, also when they held for a moment only."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import NotFound
from core.visibility import for_roles, hears
from exercises.giving_doing import moved, read_doing
from exercises.giving_judging import Fact, Tally, first_held_at
from exercises.giving_media import MOST_BYTES, media_of
from exercises.queries_injects import part_for
from exercises.scenario import Condition


def order(at_s: int, name: str, state: str, incident: str = "A", **more: Any) -> Fact:
    team = more.get("team", f"team {name}")
    return Fact(at_s, "order", name, incident, state, team, state != "issued")


def measured(measure: str, incident: str | None = None, **bound: int) -> Condition:
    return Condition.model_validate({"measure": measure, "incident": incident, **bound})


COURSE = [
    Fact(0, "incident", "", "A"),
    Fact(0, "need", "n1", "A", "open", counts=True),
    order(100, "1", "issued"),
    order(120, "2", "issued", "B"),
    order(160, "1", "acknowledged"),
    order(300, "1", "on_scene"),
    order(340, "1", "released"),
    Fact(400, "need", "n1", "A", "open"),
    Fact(420, "sitrep", "s1", "A"),
]


@pytest.mark.parametrize(
    ("condition", "at_s"),
    [
        (measured("ordered", at_least=1), 100),
        (measured("ordered", "B", at_least=1), 120),
        (measured("ordered", at_least=2), 120),
        (measured("acknowledged", "A", at_least=1), 160),
        (measured("on_scene", "A", at_least=1), 300),
        (measured("unmet", "A", at_most=0), 400),
        (measured("reported", "A", at_least=1), 420),
        (measured("elapsed_s", at_least=200), 300),
        (measured("on_scene", at_least=2), None),
    ],
)
def test_the_first_moment_at_which_a_condition_held_is_found(
    condition: Condition, at_s: int | None
) -> None:
    assert first_held_at([condition], COURSE, 0, 1000) == at_s


def test_what_held_for_a_moment_counts_and_what_came_too_late_does_not() -> None:
    there = [measured("on_scene", "A", at_least=1)]
    assert first_held_at(there, COURSE, 50, 1000) == 300
    assert first_held_at(there, COURSE, 50, 299) is None
    assert first_held_at(there, COURSE, 350, 1000) is None


def test_what_held_already_when_it_was_asked_for_holds_from_then() -> None:
    assert first_held_at([measured("ordered", at_least=1)], COURSE, 200, 1000) == 200
    assert first_held_at([measured("ordered", at_least=1)], COURSE, 2000, 2500) == 2000
    assert first_held_at([measured("elapsed_s", at_least=900)], COURSE, 500, 950) == 950


def test_an_incident_that_is_not_known_has_no_measure_and_a_known_one_has_zero() -> None:
    tally = Tally()
    tally.take(COURSE[0])
    found = tally.measures()
    assert found["ordered", "A"] == 0
    assert ("ordered", "B") not in found


def test_orders_that_nobody_follows_are_not_counted_and_a_team_counts_once() -> None:
    tally = Tally()
    for fact in (order(1, "1", "declined"), order(2, "2", "issued", team="x"),
                 order(3, "3", "acknowledged", team="x")):  # fmt: skip
        tally.take(fact)
    assert tally.measures()["ordered", None] == 1


@given(st.lists(st.integers(0, 50), max_size=12), st.integers(0, 60), st.integers(0, 60))
def test_the_verdict_does_not_depend_on_when_it_is_asked(
    times: list[int], from_s: int, more_s: int
) -> None:
    facts = [order(at_s, str(n), "issued") for n, at_s in enumerate(sorted(times))]
    wanted = [measured("ordered", at_least=3)]
    early = first_held_at(wanted, facts, from_s, from_s + more_s)
    late = first_held_at(wanted, facts, from_s, 1000)
    assert early is None or early == late


def test_what_an_inject_does_moves_to_the_day_on_which_it_is_played() -> None:
    kept = {
        "do": "close_road",
        "closure": {"kind": "works", "reason": "抢修", "area": {"type": "Polygon", "coordinates": [
            [[114.30, 30.59], [114.31, 30.59], [114.31, 30.60], [114.30, 30.59]]]},
            "valid_to": "2026-07-03T00:00:00+08:00"},
    }  # fmt: skip
    played: Any = read_doing(moved(kept, timedelta(days=30)))
    assert played.closure.valid_to.isoformat() == "2026-08-02T00:00:00+08:00"
    as_typed: Any = read_doing(kept)
    assert as_typed.closure.valid_to.isoformat() == "2026-07-03T00:00:00+08:00"


_FACTS = st.builds(
    Fact,
    at_s=st.just(0),
    noun=st.sampled_from(("order", "need", "sitrep", "incident")),
    id=st.sampled_from("123"),
    incident=st.sampled_from(("A", "B", None)),
    state=st.sampled_from(("issued", "on_scene", "declined", "open")),
    team=st.sampled_from(("x", "y", None)),
    counts=st.booleans(),
)


@given(st.lists(_FACTS, max_size=12))
def test_counting_fact_by_fact_comes_to_what_counting_all_anew_does(facts: list[Fact]) -> None:
    kept_up, last = Tally(), {}
    for fact in facts:
        kept_up.take(fact)
        last[fact.noun, fact.id] = fact
    anew = Tally(known=set(kept_up.known))
    for fact in last.values():
        anew.take(fact)
    assert kept_up.measures() == anew.measures()


def test_a_player_is_told_neither_what_is_planned_nor_what_is_expected() -> None:
    whole = {"id": "1", "title": "渗水", "script": {"trigger": {}}, "expected": [{}],
             "readings": [{}], "trouble": {}, "due_s": 3, "due_at": "x"}  # fmt: skip
    seen = part_for(whole, frozenset({"duty_officer"}))
    assert (seen["script"], seen["expected"], seen["readings"], seen["due_s"]) == (
        None,
        [],
        [],
        None,
    )
    assert part_for(whole, frozenset({"duty_officer", "director"})) == whole
    assert part_for(whole, frozenset({"observer"})) == whole


def test_an_event_for_roles_is_heard_by_them_alone() -> None:
    listed = for_roles(["duty_officer", "director"])
    assert hears(["4201"], None, listed, {"duty_officer"})
    assert not hears(["4201"], None, listed, {"commander"})
    assert not hears(["42"], None, listed)


def test_pictures_come_from_their_folder_alone_and_within_limits(tmp_path: Path) -> None:
    folder = tmp_path / "media"
    folder.mkdir()
    (tmp_path / "secret.svg").write_text("<svg/>")
    (folder / "plate.svg").write_text("<svg/>")
    (folder / "notes.txt").write_text("x")
    (folder / "link.svg").symlink_to(tmp_path / "secret.svg")
    (folder / "big.png").write_bytes(b"x" * (MOST_BYTES + 1))
    assert media_of({"media": "plate.svg"}, folder).media_type == "image/svg+xml"
    for name in ("../secret.svg", "link.svg", "notes.txt", "big.png", "gone.svg", None):
        with pytest.raises(NotFound):
            media_of({"media": name}, folder)
