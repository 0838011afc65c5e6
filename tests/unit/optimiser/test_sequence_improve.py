"""Planning a few units anew: never worse, rules kept, and near the best of all in the end."""

from __future__ import annotations

import pytest

from dispatch.optimiser.budget import Budget, Watch
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.sequence import stage
from dispatch.optimiser.sequence.first_stops import first_stops, rows_of
from dispatch.optimiser.sequence.greedy import cost_of, serve_gravest_first
from dispatch.optimiser.sequence.improve import improve
from dispatch.optimiser.sequence.layout import Layout, lay_field
from dispatch.optimiser.sequence.prove import Answer
from dispatch.optimiser.sequence.rules import broken_rows, served
from dispatch.optimiser.solve import solve
from tests.unit.optimiser.sequence_problems import sequence_problem


def laid_out(seed: int, *, groups: bool) -> tuple[Layout, int]:
    """A problem's later visits as a field, and the proven least cost of them."""
    data = sequence_problem(seed, teams=4, incidents=6)
    for need in data["needs"]:
        need["group"] = need["group"] if groups else None
    problem = Problem.from_json(data)
    answer = solve(problem, budget=Budget(60.0, 200))
    stops = first_stops(problem, answer)
    part = answer.parts["sequence"]
    assert part.bound == part.objective
    return lay_field(problem, answer, stops, rows_of(problem, answer, stops)), part.objective


@pytest.mark.parametrize("groups", [True, False])
@pytest.mark.parametrize("seed", range(8))
def test_small_parts_planned_anew_lead_from_the_first_answer_to_the_best(
    seed: int, groups: bool
) -> None:
    layout, least = laid_out(seed, groups=groups)
    routes = serve_gravest_first(layout.field)
    first = Answer(routes, cost_of(layout.field, routes), 0)
    better = improve(layout.field, first, Watch(Budget(60.0, 100)))
    assert least <= better.cost <= first.cost
    assert groups or better.cost <= least + 0.02 * abs(least)
    assert better.cost == cost_of(layout.field, better.routes)
    assert not broken_rows(layout.field, served(layout.field, better.routes))


def test_a_large_field_is_improved_in_parts_before_it_is_bounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stage, "LARGE", 10)
    problem = Problem.from_json(sequence_problem(3, teams=5, incidents=7))
    answer = solve(problem, budget=Budget(60.0, 200))
    part = answer.parts["sequence"]
    assert 0 <= part.bound <= part.objective
    assert answer.later
