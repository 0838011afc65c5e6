"""What the next best would leave unmet, need by need, beside its price."""

from tests.unit.optimiser.city_of_two import a_problem, solved


def test_nobody_in_its_place_leaves_the_units_it_fills_unmet() -> None:
    problem = a_problem(
        incidents=[{"id": "fire", "priority": 1}],
        needs=[{"id": "hoses", "incident": "fire", "capability": "fire", "amount": 2}],
        teams=[{"id": "one", "units": {"fire": 2}}],
        travel={"teams_to_incidents": [[100]]},
    )
    (pick,) = solved(problem).picks
    assert pick.next_best is not None
    assert (pick.next_best.team, dict(pick.next_best.unmet)) == (None, {"hoses": 2})


def test_a_weaker_team_in_its_place_leaves_the_difference_unmet() -> None:
    problem = a_problem(
        incidents=[{"id": "fire", "priority": 1}],
        needs=[
            {"id": "hoses", "incident": "fire", "capability": "fire", "amount": 2},
            {"id": "masks", "incident": "fire", "capability": "hazmat", "amount": 1},
        ],
        teams=[
            {"id": "strong", "units": {"fire": 2, "hazmat": 1}},
            {"id": "weak", "units": {"fire": 1}},
        ],
        travel={"teams_to_incidents": [[100], [200]]},
    )
    pick = next(one for one in solved(problem).picks if one.team == "strong")
    assert pick.next_best is not None
    assert dict(pick.next_best.unmet) == {"hoses": 1, "masks": 1}


def test_an_equal_team_in_its_place_leaves_nothing_unmet() -> None:
    problem = a_problem(
        incidents=[{"id": "fire", "priority": 1}],
        needs=[{"id": "hoses", "incident": "fire", "capability": "fire", "amount": 1}],
        teams=[{"id": "near", "units": {"fire": 1}}, {"id": "far", "units": {"fire": 1}}],
        travel={"teams_to_incidents": [[100], [900]]},
    )
    (pick,) = solved(problem).picks
    assert pick.next_best is not None
    assert (pick.next_best.team, dict(pick.next_best.unmet)) == ("far", {})
