"""Plans held against what is there in time: what counts, what does not, and the cheapest way out."""

import importlib.util
from pathlib import Path
from types import ModuleType

from hypothesis import given
from hypothesis import strategies as st

from app.survey.gaps import Source as From
from app.survey.gaps import covers, in_time, measure, summary


def _load(name: str) -> ModuleType:
    path = Path(__file__).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


t = _load("small_survey")


def test_teams_that_are_there_in_time_meet_what_is_asked() -> None:
    seen = t.picture(teams=[t.team("A", {"fire": 3})], plans=[t.plan(t.ask("fire", 3, 12))])
    assert measure(seen) == []
    assert covers(seen)[0].met_own == 1


def test_a_team_without_a_known_way_is_never_there_in_time() -> None:
    seen = t.picture(
        teams=[t.team("A", {"fire": 3}, drive_s=None)], plans=[t.plan(t.ask("fire", 3, 600))]
    )
    (gap,) = measure(seen)
    assert gap.missing == 3
    assert [(fix.code, fix.soonest_s) for fix in gap.fixes] == [("forward", None)]


def test_a_team_out_of_service_is_a_way_out_and_no_means() -> None:
    seen = t.picture(
        teams=[t.team("A", {"fire": 3}, out=True)], plans=[t.plan(t.ask("fire", 2, 20))]
    )
    (gap,) = measure(seen)
    assert (gap.own, gap.missing) == (0, 2)
    assert [(fix.code, fix.amount, fix.where) for fix in gap.fixes] == [("repair", 2, "A队")]


def test_stock_counts_as_far_as_it_can_be_relied_on() -> None:
    seen = t.picture(
        depots=[t.depot("K")],
        stock=[t.stock("K", counted=30, expired=4, promised=2, relied_on=15)],
        plans=[t.plan(t.ask("2990104", 40, 30))],
    )
    (gap,) = measure(seen)
    assert (gap.own, gap.missing) == (15, 25)
    assert [(fix.code, fix.amount) for fix in gap.fixes] == [
        ("confirm", 9),
        ("replace", 4),
        ("buy", 12),
    ]


def test_help_by_agreement_counts_and_no_more_of_it_than_agreed() -> None:
    lent = {"jurisdiction_code": "420106", "through": "agreement", "provider": "420106"}
    seen = t.picture(
        teams=[t.team("D", {"pump": 8}, **lent)],
        agreements=[t.agreement(("capability", "pump", 3))],
        plans=[t.plan(t.ask("pump", 5, 30))],
    )
    (gap,) = measure(seen)
    assert (gap.own, gap.aid, gap.missing_own, gap.missing) == (0, 3, 5, 2)


def test_neighbours_without_an_agreement_do_not_count_but_can_be_agreed_with() -> None:
    near = {"jurisdiction_code": "420103", "through": "neighbour"}
    seen = t.picture(teams=[t.team("N", {"pump": 4}, **near)], plans=[t.plan(t.ask("pump", 3, 30))])
    (gap,) = measure(seen)
    assert (gap.neighbour, gap.missing) == (4, 3)
    assert [(fix.code, fix.where) for fix in gap.fixes] == [("agree", "江汉区")]


def test_what_hangs_on_unknown_facts_is_unknown_and_no_gap() -> None:
    seen = t.picture(plans=[t.plan(t.ask("fire", None, 20, unknown=["deaths"]))])
    assert measure(seen) == []
    (cover,) = covers(seen)
    assert (cover.asks, cover.unknown, cover.unmet) == (1, 1, 0)


def test_each_thing_stands_once_by_its_most_demanding_plan() -> None:
    plans = [
        t.plan(t.ask("fire", 4, 20), level=2, code="P1"),
        t.plan(t.ask("fire", 9, 20), level=1, code="P2"),
    ]
    (gap,) = measure(t.picture(teams=[t.team("A", {"fire": 3})], plans=plans))
    assert (gap.plan_title, gap.wanted, gap.missing) == ("预案P2", 9, 6)


def test_the_worst_gap_stands_first() -> None:
    seen = t.picture(
        teams=[t.team("A", {"fire": 3})],
        plans=[t.plan(t.ask("fire", 4, 20), t.ask("pump", 2, 20))],
    )
    assert [gap.code for gap in measure(seen)] == ["pump", "fire"]


def test_an_empty_area_is_surveyed_without_inventing_figures() -> None:
    told = summary(t.picture(point=None))
    assert told.figures.teams == 0
    assert told.figures.shelter_places is None
    assert told.gaps == []


def test_capacity_that_nobody_knows_is_unknown_and_not_nought() -> None:
    told = summary(t.whole_picture())
    assert told.figures.shelters == 1
    assert told.figures.shelter_places is None
    assert told.figures.items_below_safety == 1


@given(
    st.lists(st.tuples(st.integers(0, 50), st.one_of(st.none(), st.integers(0, 9_000)))),
    st.integers(1, 7_200),
    st.integers(1, 200),
)
def test_own_means_and_ways_out_always_add_up_to_what_is_asked(
    sources: list[tuple[int, int | None]], within_s: int, wanted: int
) -> None:
    teams = [
        t.team(f"T{n}", {"pump": units} if units else {}, turnout_s=0, drive_s=drive_s)
        for n, (units, drive_s) in enumerate(sources)
    ]
    asked = t.ask("pump", wanted, 1).model_copy(update={"within_s": within_s})
    found = measure(t.picture(teams=teams, plans=[t.plan(asked)]))
    own = in_time([From(units, drive_s, "") for units, drive_s in sources], within_s)
    if own >= wanted:
        assert found == []
        return
    (gap,) = found
    assert gap.own == own
    assert gap.missing == wanted - own == sum(fix.amount for fix in gap.fixes)
