"""The cheapest fix of a shortfall does what it says: applied as edits, the need is shorter by that."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import pytest

from dispatch.optimiser.parts import PRIORITY_WEIGHT, Truck
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import Reason, Shortfall, Solution, Status
from dispatch.optimiser.solve import solve
from dispatch.optimiser.what_if import edits as kinds
from dispatch.optimiser.what_if.applying import apply_edits
from tests.unit.optimiser.small_problems import random_problem

OF_TEAMS = (
    "lift_exclusion",
    "sign_agreement",
    "give_up_cover",
    "redirect",
    "call_in_staff",
    "release_team",
    "accept_later",
    "open_road",
)


def teams_of(fix: Reason) -> list[str]:
    return [fix.facts["team"], *fix.facts.get("also_teams", ())]


def pulled(problem: Problem, shortfall: Shortfall, fix: Reason) -> Iterator[kinds.Edit]:
    """The lever as edits."""
    need = next(need for need in problem.needs if need.id == shortfall.need)
    for team in teams_of(fix):
        if fix.code == "lift_exclusion":
            yield kinds.Allow(team, need.incident)
        elif fix.code == "sign_agreement":
            yield kinds.TeamChanged(team, {"agreed": True})
        elif fix.code == "call_in_staff":
            yield kinds.TeamChanged(team, {"staffed": True})
        elif fix.code == "release_team":
            yield kinds.ReleaseTeam(team)
        elif fix.code == "open_road":
            yield kinds.TravelChanged((kinds.Way(need.incident, 0, team=team),))
    if fix.code == "accept_later":
        latest_s = math.ceil(fix.facts["eta_s"] / problem.policy.lateness_factor)
        yield kinds.NeedChanged(need.id, {"latest_s": latest_s})
    for team in teams_of(fix):
        yield kinds.Pin(team, need.incident)


def all_else_as_it_is(base: Solution, fix: Reason) -> Iterator[kinds.Edit]:
    for pick in base.picks:
        if pick.team not in teams_of(fix):
            yield kinds.Pin(pick.team, pick.incident)


def short_of(problem: Problem, solution: Solution, need_id: str) -> int:
    """Units short of the needs that ask the same of the same incident."""
    need = next(need for need in problem.needs if need.id == need_id)
    alike = {
        other.id
        for other in problem.needs
        if (other.incident, other.capability) == (need.incident, need.capability)
    }
    return sum(row.amount for row in solution.shortfalls if row.need in alike)


def fixes(problem: Problem, base: Solution) -> Iterator[tuple[Shortfall, Reason]]:
    groups = {need.id for need in problem.needs if need.group is not None}
    for shortfall in base.shortfalls:
        fix = shortfall.cheapest_fix
        if fix is None or fix.code not in OF_TEAMS or shortfall.need in groups:
            continue
        if fix.facts["would_fill"]:
            yield shortfall, fix


@pytest.mark.parametrize("seed", range(400))
def test_a_lever_fills_at_least_what_it_says(seed: int) -> None:
    problem = Problem.from_json(random_problem(seed, materials=False))
    base = solve(problem)
    for shortfall, fix in fixes(problem, base):
        edits = [*all_else_as_it_is(base, fix), *pulled(problem, shortfall, fix)]
        after = solve(apply_edits(problem, edits))
        before = short_of(problem, base, shortfall.need)
        left = short_of(problem, after, shortfall.need)
        assert before - left >= fix.facts["would_fill"] > 0, (shortfall, fix)
        arrivals = [pick.eta_s for pick in after.picks if pick.team in teams_of(fix)]
        if "eta_s" in fix.facts:
            assert max(arrivals) == fix.facts["eta_s"]


def test_the_random_problems_hold_most_levers() -> None:
    seen = set()
    for seed in range(400):
        problem = Problem.from_json(random_problem(seed, materials=False))
        seen |= {fix.code for _, fix in fixes(problem, solve(problem))}
    assert seen >= {"lift_exclusion", "sign_agreement", "redirect", "release_team", "accept_later"}


def test_a_fix_names_as_many_teams_as_make_help_useful() -> None:
    problem = Problem.from_json(
        {
            "format": "muster-problem/1",
            "incidents": [{"id": "east"}],
            "needs": [
                {"id": "n", "incident": "east", "capability": "pump", "amount": 3, "least": 2}
            ],
            "teams": [{"id": f"t{k}", "units": {"pump": 1}, "agreed": False} for k in range(3)],
            "travel": {"teams_to_incidents": [[900], [300], [600]]},
        }
    )
    (shortfall,) = solve(problem).shortfalls
    assert shortfall.cheapest_fix == Reason(
        "sign_agreement",
        {"team": "t1", "units": 1, "would_fill": 2, "also_teams": ["t2"], "eta_s": 600},
    )


def test_a_lever_that_alone_is_of_no_use_gives_way_to_one_that_is() -> None:
    problem = Problem.from_json(
        {
            "format": "muster-problem/1",
            "incidents": [{"id": "east"}],
            "needs": [
                {"id": "n", "incident": "east", "capability": "pump", "amount": 2, "least": 2}
            ],
            "teams": [
                {"id": "weak", "units": {"pump": 1}, "agreed": False},
                {"id": "strong", "units": {"pump": 2}, "staffed": False},
            ],
            "travel": {"teams_to_incidents": [[300], [600]]},
        }
    )
    (shortfall,) = solve(problem).shortfalls
    assert shortfall.reason == "agreement_missing"
    assert shortfall.cheapest_fix is not None
    assert shortfall.cheapest_fix.code == "call_in_staff"


OF_GOODS = ("send_truck", "confirm_stock", "accept_later", "open_road", "redirect")


def goods_lever(problem: Problem, shortfall: Shortfall, fix: Reason) -> Iterator[kinds.Edit]:
    """The lever for goods as edits; nothing but the lever changes."""
    need = next(need for need in problem.needs if need.id == shortfall.need)
    depots = [fix.facts["depot"], *fix.facts.get("also_depots", ())]
    if fix.code == "send_truck":
        for depot in depots:
            yield kinds.TruckAdded(depot, Truck(f"more-{depot}", hazmat=True))
    elif fix.code == "confirm_stock":
        for lot in fix.facts["lots"]:
            yield kinds.StockConfirmed(lot)
    elif fix.code == "accept_later":
        latest_s = math.ceil(fix.facts["eta_s"] / problem.policy.lateness_factor)
        yield kinds.NeedChanged(need.id, {"latest_s": latest_s})
    elif fix.code == "open_road":
        yield kinds.TravelChanged(
            tuple(kinds.Way(need.incident, 0, depot=depot) for depot in depots)
        )
    elif fix.code == "redirect":
        for other in fix.facts["held_by_needs"]:
            yield kinds.NeedRemoved(other)


def goods_alone(seed: int, *, trucks: bool) -> Problem:
    """A random problem with its goods only; without trucks transport is not planned."""
    problem = Problem.from_json(random_problem(seed))
    needs = tuple(replace(n, group=None) for n in problem.needs if n.item is not None)
    depots = problem.depots
    if not trucks:
        depots = tuple(replace(depot, trucks=None) for depot in depots)
    return replace(problem, needs=needs, depots=depots)


def goods_fixes(problem: Problem, base: Solution) -> Iterator[tuple[Shortfall, Reason]]:
    for shortfall in base.shortfalls:
        fix = shortfall.cheapest_fix
        if fix is not None and fix.code in OF_GOODS and fix.facts["could_fill"]:
            yield shortfall, fix


def weighted_short(problem: Problem, solution: Solution, but: tuple[str, ...] = ()) -> int:
    """Units short by priority."""
    weight = {i.id: PRIORITY_WEIGHT[i.priority] for i in problem.incidents}
    needs = {need.id: need for need in problem.needs}
    return sum(
        weight[needs[row.need].incident] * row.amount
        for row in solution.shortfalls
        if row.need not in but
    )


@pytest.mark.parametrize("seed", range(200))
def test_where_transport_is_not_planned_a_lever_for_goods_does_what_it_says(seed: int) -> None:
    problem = goods_alone(seed, trucks=False)
    base = solve(problem)
    for shortfall, fix in goods_fixes(problem, base):
        after_problem = apply_edits(problem, list(goods_lever(problem, shortfall, fix)))
        after = solve(after_problem)
        gone = tuple(fix.facts.get("held_by_needs", ())) if fix.code == "redirect" else ()
        need = next(need for need in problem.needs if need.id == shortfall.need)
        priority = next(i.priority for i in problem.incidents if i.id == need.incident)
        gained = weighted_short(problem, base, gone) - weighted_short(after_problem, after)
        assert gained >= PRIORITY_WEIGHT[priority] * fix.facts["could_fill"], (shortfall, fix)


@pytest.mark.parametrize("seed", range(100))
def test_a_truck_more_brings_what_was_left_behind(seed: int) -> None:
    problem = goods_alone(seed, trucks=True)
    base = solve(problem)
    for shortfall, fix in goods_fixes(problem, base):
        if fix.code != "send_truck":
            continue
        after_problem = apply_edits(problem, list(goods_lever(problem, shortfall, fix)))
        after = solve(after_problem)
        if after.status is Status.OPTIMAL:
            assert weighted_short(after_problem, after) < weighted_short(problem, base)


def test_stock_that_is_expired_is_to_be_replaced_and_not_confirmed() -> None:
    data = {
        "format": "muster-problem/1",
        "now": 1000,
        "incidents": [{"id": "east"}],
        "needs": [{"id": "n", "incident": "east", "item": "water", "amount": 5}],
        "depots": [{"id": "d"}],
        "lots": [
            {"id": "old", "depot": "d", "item": "water", "amount": 9, "expires_at": 500},
        ],
        "travel": {"depots_to_incidents": [[600]]},
    }
    (shortfall,) = solve(Problem.from_json(data)).shortfalls
    assert shortfall.cheapest_fix is not None
    assert shortfall.cheapest_fix.code == "replace_stock"
    assert shortfall.cheapest_fix.facts["depot"] == "d"


def test_stock_nobody_counted_names_its_lots_and_when_they_could_be_there() -> None:
    data = {
        "format": "muster-problem/1",
        "now": 1000,
        "policy": {"age_limits": {"stock_s": 100}},
        "incidents": [{"id": "east"}],
        "needs": [{"id": "n", "incident": "east", "item": "water", "amount": 5}],
        "depots": [{"id": "d", "load_s": 300}],
        "lots": [
            {"id": "dusty", "depot": "d", "item": "water", "amount": 3, "confirmed_at": 10},
        ],
        "travel": {"depots_to_incidents": [[600]]},
    }
    (shortfall,) = solve(Problem.from_json(data)).shortfalls
    assert shortfall.cheapest_fix == Reason(
        "confirm_stock",
        {
            "item": "water",
            "amount": 3,
            "depot": "d",
            "could_fill": 3,
            "lots": ["dusty"],
            "eta_s": 900,
        },
    )
