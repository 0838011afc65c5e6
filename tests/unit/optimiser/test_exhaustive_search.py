"""The exhaustive search itself, on problems whose optimum can be worked out by hand."""

from typing import Any

import pytest

from dispatch.optimiser.checking.exhaustive import TooLarge, least_objective, steep_weights
from dispatch.optimiser.solution import TERMS
from tests.unit.optimiser.city_of_two import a_problem, a_store

SHORT = 5_000_000
TWO = [{"id": "one", "units": {"fire": 1}}, {"id": "two", "units": {"fire": 1}}]


def test_one_team_is_sent_where_it_is_needed() -> None:
    assert least_objective(a_problem()) == 16 * 10 * 300 + 300


def test_a_unit_nobody_can_bring_costs_its_shortage() -> None:
    nobody = a_problem(travel={"teams_to_incidents": [[None]]})
    assert least_objective(nobody) == 16 * SHORT


def test_weights_that_are_given_take_the_place_of_those_of_the_policy() -> None:
    only_short = dict.fromkeys(TERMS, 0) | {"shortage": 1}
    assert least_objective(a_problem(), weights=only_short) == 0


def test_the_farther_team_goes_when_the_nearer_is_worth_more_as_cover() -> None:
    rule = {"area": "a", "capability": "fire", "within_s": 600, "count": 1, "travel": [60, None]}
    problem = a_problem(teams=TWO, travel={"teams_to_incidents": [[300], [400]]})
    near, far = 16 * 10 * 300 + 300, 16 * 10 * 400 + 400
    for weight in (1, 10**6):
        found = least_objective({**problem, "cover": [{**rule, "weight": weight}]})
        assert found == min(near + 10 * weight, far)


def test_an_idle_team_is_moved_up_when_that_costs_less_than_the_cover_lost() -> None:
    rule = {"area": "a", "capability": "fire", "within_s": 600, "count": 1, "weight": 500}
    problem = a_problem(
        teams=TWO,
        travel={"teams_to_incidents": [[300], [9000]]},
        cover=[{**rule, "travel": [60, 700]}],
        policy={"move_ups": True},
    )
    assert least_objective(problem) == 16 * 10 * 300 + 300 + 700


def test_taking_a_team_away_costs_its_disturbance() -> None:
    problem = a_problem(
        incidents=[{"id": "fire", "priority": 1}, {"id": "bin", "priority": 5}],
        needs=[
            {"id": "hoses", "incident": "fire", "capability": "fire", "amount": 1},
            {"id": "bucket", "incident": "bin", "capability": "fire", "amount": 1},
        ],
        travel={"teams_to_incidents": [[300, 100]]},
        running=[{"team": "one", "incident": "bin", "state": "en_route"}],
    )
    assert least_objective(problem) == SHORT + 10 * 900 + 16 * 10 * 300 + 300


def test_a_truck_that_is_too_small_goes_again_once_it_is_back() -> None:
    depots = [{"id": "store", "load_s": 600, "trucks": [{"id": "van", "payload_kg": 60}]}]
    problem = a_store(depots=depots, items={"bag": {"kg": 10}})
    assert least_objective(problem) == 8 * 10 * (6 * 4200 + 4 * 12_000)


def test_a_truck_goes_on_from_one_stop_to_the_next_where_the_way_is_known() -> None:
    problem = a_store(
        incidents=[{"id": "flood", "priority": 2}, {"id": "dam", "priority": 2}],
        needs=[
            {"id": "bags", "incident": "flood", "item": "bag", "amount": 1},
            {"id": "dam-bags", "incident": "dam", "item": "bag", "amount": 1},
        ],
        depots=[{"id": "store", "trucks": [{"id": "van"}]}],
        travel={"depots_to_incidents": [[600, 900]]},
    )
    alone = 8 * 10 * (600 + (600 + 600 + 900))
    assert least_objective(problem) == alone
    problem["travel"]["between_incidents"] = [[0, 400], [400, 0]]
    assert least_objective(problem) == 8 * 10 * (600 + 1000)


def test_hazardous_goods_stay_without_a_permitted_carrier() -> None:
    problem = a_store(
        depots=[{"id": "store", "trucks": [{"id": "van"}]}], items={"bag": {"hazardous": True}}
    )
    assert least_objective(problem) == 8 * SHORT * 10


def test_a_group_of_teams_and_goods_is_served_whole_or_not_at_all() -> None:
    crew = {"id": "crew", "incident": "flood", "capability": "diver", "amount": 1, "group": "g"}
    bags = {"id": "bags", "incident": "flood", "item": "bag", "amount": 10, "group": "g"}
    problem = a_store(needs=[bags, crew])
    assert least_objective(problem) == 8 * SHORT * 11
    problem["teams"] = [{"id": "divers", "units": {"diver": 1}}]
    problem["travel"] = {"depots_to_incidents": [[3600]], "teams_to_incidents": [[60]]}
    assert least_objective(problem) == 8 * 10 * (36_000 + 60) + 60


def test_the_strict_order_puts_an_earlier_term_before_any_amount_of_a_later() -> None:
    problem = a_problem(teams=TWO, travel={"teams_to_incidents": [[300], [400]]})
    problem["cover"] = [
        {
            "area": "a",
            "capability": "fire",
            "within_s": 600,
            "count": 1,
            "weight": 9,
            "travel": [60, None],
        }
    ]
    problem["policy"] = {"strict": True}
    steep = steep_weights(dict.fromkeys(TERMS, 0))
    assert least_objective(problem) == (
        steep["response_time"] * 16 * 300 + steep["cover_lost"] * 9 + steep["distance_cost"] * 300
    )


def test_a_problem_with_too_many_choices_is_refused() -> None:
    teams: list[dict[str, Any]] = [{"id": f"t{k}", "units": {"fire": 1}} for k in range(30)]
    problem = a_problem(teams=teams, travel={"teams_to_incidents": [[60]] * 30})
    with pytest.raises(TooLarge):
        least_objective(problem)
