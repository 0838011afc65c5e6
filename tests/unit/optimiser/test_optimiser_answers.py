"""What the optimiser decides in problems small enough to know the answer."""

from typing import Any

from dispatch.optimiser.checking.check import check
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import Solution, Status
from dispatch.optimiser.solve import Budget, solve
from tests.unit.optimiser.city_of_two import a_problem, a_store, solved

TWO = [{"id": "fire", "priority": 1}, {"id": "blaze", "priority": 4}]


def _two_fires(near: int, far: int, **changes: Any) -> dict[str, Any]:
    """Team `one` is at the blaze, `near` from the fire; team `two` is `far` from the fire."""
    problem = a_problem(
        incidents=TWO,
        needs=[
            {"id": "hoses", "incident": "fire", "capability": "fire", "amount": 1},
            {"id": "hoses-2", "incident": "blaze", "capability": "fire", "amount": 1},
        ],
        teams=[{"id": "one", "units": {"fire": 1}}, {"id": "two", "units": {"fire": 1}}],
        travel={"teams_to_incidents": [[near, 60], [far, 500]]},
    )
    return {**problem, **changes}


def _goes(solution: Solution) -> dict[str, str]:
    return {pick.team: pick.incident for pick in solution.picks}


def test_the_joint_choice_gives_the_near_team_to_whom_it_helps_most() -> None:
    assert _goes(solved(_two_fires(100, 900))) == {"one": "fire", "two": "blaze"}
    assert _goes(solved(_two_fires(800, 810))) == {"one": "blaze", "two": "fire"}


def test_a_proven_answer_has_its_bound_at_its_value() -> None:
    solution = solved(_two_fires(100, 900))
    assert (solution.status, solution.gap) == (Status.OPTIMAL, 0.0)
    assert solution.bound == solution.objective == 10 * (16 * 100 + 2 * 500) + 100 + 500


def test_a_pin_holds_although_it_costs_more() -> None:
    problem = _two_fires(100, 900, pins=[{"team": "two", "incident": "fire"}])
    solution = solved(problem)
    assert _goes(solution)["two"] == "fire"
    reason = next(pick.reason for pick in solution.picks if pick.team == "two")
    assert reason.code == "pinned_by_officer"


def test_an_exclusion_keeps_the_nearest_team_away() -> None:
    problem = _two_fires(100, 900, exclusions=[{"team": "one", "incident": "fire"}])
    assert _goes(solved(problem)) == {"one": "blaze", "two": "fire"}


def test_a_team_on_scene_stays_unless_it_may_move() -> None:
    run = {"team": "one", "incident": "blaze", "state": "on_scene"}
    problem = _two_fires(100, 40_000, running=[run])
    assert _goes(solved(problem)) == {"one": "blaze", "two": "fire"}
    moved = solved({**problem, "running": [{**run, "may_move": True}]})
    assert _goes(moved) == {"one": "fire", "two": "blaze"}
    assert moved.terms["disturbance"] == 3600


def test_a_team_under_way_is_redirected_only_when_that_is_worth_its_price() -> None:
    running = [{"team": "one", "incident": "blaze", "state": "en_route"}]
    worth = solved(_two_fires(100, 2000, running=running))
    assert [change.team for change in worth.difference.redirected] == ["one"]
    assert worth.difference.redirected[0].buys["saves"] > 0
    not_worth = solved(_two_fires(100, 200, running=running))
    assert [change.team for change in not_worth.difference.kept] == ["one"]


def test_what_a_redirection_saves_is_what_keeping_the_team_would_cost() -> None:
    problem = _two_fires(
        100, 2000, running=[{"team": "one", "incident": "blaze", "state": "en_route"}]
    )
    redirected = solved(problem)
    kept = solved({**problem, "pins": [{"team": "one", "incident": "blaze"}]})
    saves = redirected.difference.redirected[0].buys["saves"]
    assert saves == kept.objective - redirected.objective > 0


def test_the_price_of_the_next_best_is_what_excluding_the_pick_costs() -> None:
    problem = a_problem(
        teams=[{"id": "one", "units": {"fire": 1}}, {"id": "two", "units": {"fire": 1}}],
        travel={"teams_to_incidents": [[300], [420]]},
    )
    first = solved(problem)
    second = solved({**problem, "exclusions": [{"team": "one", "incident": "fire"}]})
    next_best = first.picks[0].next_best
    assert next_best is not None
    assert next_best.team == "two" == second.picks[0].team
    assert next_best.price == second.objective - first.objective


def test_a_team_of_a_further_tier_goes_only_when_the_own_are_much_farther() -> None:
    teams = [{"id": "one", "units": {"fire": 1}}, {"id": "guest", "units": {"fire": 1}, "tier": 1}]
    near = a_problem(teams=teams, travel={"teams_to_incidents": [[310], [300]]})
    far = a_problem(teams=teams, travel={"teams_to_incidents": [[3000], [300]]})
    assert _goes(solved(near)) == {"one": "fire"}
    assert _goes(solved(far)) == {"guest": "fire"}


def test_cover_that_costs_more_than_the_detour_is_kept() -> None:
    rule = {"area": "a", "capability": "fire", "within_s": 900, "count": 1, "travel": [100, None]}
    problem = a_problem(
        teams=[{"id": "one", "units": {"fire": 1}}, {"id": "two", "units": {"fire": 1}}],
        travel={"teams_to_incidents": [[300], [420]]},
    )
    assert _goes(solved({**problem, "cover": [{**rule, "weight": 1}]})) == {"one": "fire"}
    assert _goes(solved({**problem, "cover": [{**rule, "weight": 9000}]})) == {"two": "fire"}


def test_lost_cover_is_offered_a_stand_by_move() -> None:
    rule = {"area": "a", "capability": "fire", "within_s": 900, "count": 1, "weight": 1}
    problem = a_problem(
        teams=[{"id": "one", "units": {"fire": 1}}, {"id": "two", "units": {"fire": 1}}],
        travel={"teams_to_incidents": [[300], [4200]]},
        cover=[{**rule, "travel": [100, 1200]}],
    )
    moves = solved(problem).moves
    assert [(move.team, move.area, move.eta_s) for move in moves] == [("two", "a", 1200)]


def test_a_unit_counts_for_one_of_two_needs_of_the_same_capability() -> None:
    needs = [
        {"id": "hoses", "incident": "fire", "capability": "fire", "amount": 2, "latest_s": 400},
        {"id": "pumps", "incident": "fire", "capability": "fire", "amount": 1},
    ]
    solution = solved(a_problem(needs=needs, teams=[{"id": "one", "units": {"fire": 2}}]))
    assert solution.terms["shortage"] == 16
    assert sum(solution.picks[0].fills.values()) == 2


def test_help_below_the_least_useful_amount_is_not_sent() -> None:
    needs = [{"id": "hoses", "incident": "fire", "capability": "fire", "amount": 3, "least": 2}]
    solution = solved(a_problem(needs=needs))
    assert solution.picks == ()
    assert solution.shortfalls[0].amount == 3


def test_the_earliest_usable_expiry_leaves_first() -> None:
    lots = [
        {"id": "late", "depot": "store", "item": "bag", "amount": 8, "expires_at": 9_000_000},
        {"id": "gone", "depot": "store", "item": "bag", "amount": 8, "expires_at": 1_000_000},
        {"id": "soon", "depot": "store", "item": "bag", "amount": 8, "expires_at": 2_000_000},
    ]
    amounts = {d.lot: d.amount for d in solved(a_store(lots=lots)).deliveries}
    assert amounts == {"soon": 8, "late": 2}


def test_a_truck_too_small_for_all_goes_again_after_it_is_back() -> None:
    depots = [{"id": "store", "load_s": 600, "trucks": [{"id": "van", "payload_kg": 60}]}]
    solution = solved(a_store(depots=depots, items={"bag": {"kg": 10}}))
    assert [(t.trip, t.start_s, t.stops[0].eta_s, t.back_s) for t in solution.trips] == [
        (1, 0, 4200, 7800),
        (2, 7800, 12000, 15600),
    ]
    assert [d.amount for d in solution.deliveries] == [6, 4]


def test_hazardous_goods_wait_for_a_permitted_carrier() -> None:
    trucks = [{"id": "van"}, {"id": "tanker", "hazmat": True}]
    problem = a_store(
        depots=[{"id": "store", "trucks": trucks}], items={"bag": {"hazardous": True}}
    )
    assert {d.truck for d in solved(problem).deliveries} == {"tanker"}


def test_a_group_of_teams_and_goods_is_served_whole_or_not_at_all() -> None:
    problem = a_store(
        needs=[
            {"id": "bags", "incident": "flood", "item": "bag", "amount": 10, "group": "g"},
            {"id": "crew", "incident": "flood", "capability": "diver", "amount": 1, "group": "g"},
        ]
    )
    solution = solved(problem)
    assert solution.deliveries == ()
    assert solution.terms["shortage"] == 8 * 11
    assert check(problem, solution.to_json()) == []


def test_a_spent_budget_still_gives_a_checked_answer_with_a_bound() -> None:
    problem = _two_fires(100, 900)
    solution = solve(Problem.from_json(problem), budget=Budget(seconds=0.0))
    assert check(problem, solution.to_json()) == []
    assert solution.bound <= solution.objective


def test_the_first_answer_is_told_before_the_last_is_returned() -> None:
    told: list[Solution] = []
    last = solved(_two_fires(100, 900), on_progress=told.append)
    assert told and told[0].objective >= last.objective
