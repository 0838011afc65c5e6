"""The optimiser's benchmark: children under limits, peers' models, lines, pages and pictures."""

import json
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from app.bench import record
from app.bench.figures import EXAMPLE
from app.bench.optimiser import child, page
from app.bench.optimiser.child import Order, measure
from app.bench.optimiser.flow_model import cost_of_flow, cost_of_nearest, flow_model, linear_of_flow
from app.bench.optimiser.general_solvers import (
    CP_SAT_BEST,
    HIGHS,
    SCIP,
    linear_of,
    solve_linear,
    taken_of,
)
from app.bench.optimiser.instances import city_problem
from app.bench.optimiser.materials_work import stock_problem
from app.bench.optimiser.nearest_first import nearest_first
from app.bench.optimiser.pair_model import pair_model
from app.bench.optimiser.price_story import tell_prices, within_margin
from app.bench.optimiser.runs import Runs, line, line_of_ratio, median_ratio, share
from app.bench.plot import Axis, Chart, Series, svg_of
from app.bench.run import as_object
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solve import solve

WORK = "slow_work"


@pytest.fixture(autouse=True)
def work_on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let children find the work that lies beside this file."""
    monkeypatch.setattr(sys, "path", [str(Path(__file__).parent), *sys.path])


def test_a_child_answers_for_each_seed_with_its_peak_memory() -> None:
    answers = list(measure(Order(f"{WORK}:end", {"factor": 10}, 5.0), [1, 2]))
    assert [answer["value"] for answer in answers] == [10, 20]
    assert all(5 < answer["memory_mb"] < 500 for answer in answers)


def test_a_child_that_hangs_is_ended_and_the_next_seed_gets_a_new_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(child, "START_S", 4.0)
    first, second, third = measure(Order(f"{WORK}:hang", {}, 0.5), [1, 2, 3])
    assert (first["value"], third["value"]) == (1, 3)
    assert second["killed"] == "time"
    assert second["seed"] == 2


def test_a_failure_is_an_answer_that_never_looks_good() -> None:
    runs = Runs("ours", tuple(measure(Order(f"{WORK}:fail", {}, 5.0), [1, 2])), 5.0)
    assert runs.answers[0]["killed"] == "ValueError: no such city"
    assert runs.answers[1]["value"] == 2
    assert runs.memory_mb is None
    assert share(runs.values("value"), 1.0) is None
    assert "1 of 2 cut short" in line("x", None, "s", runs).facts["why"]


def test_a_child_cannot_take_more_memory_than_it_is_given() -> None:
    (answer,) = measure(Order(f"{WORK}:swell", {}, 5.0, memory_mb=2_000), [1])
    assert answer["killed"] == "memory"


def runs_of(*gaps_and_seconds: tuple[float | None, float]) -> Runs:
    answers = [
        {"seed": k, "gap": gap, "seconds": seconds, "memory_mb": 100.0 + k}
        for k, (gap, seconds) in enumerate(gaps_and_seconds)
    ]
    return Runs("somebody", tuple(answers), 20.0)


def test_an_answer_without_proof_takes_for_ever_in_ours_and_the_limit_in_a_peers() -> None:
    runs = runs_of((0.0, 1.0), (0.5, 2.0), (None, 3.0))
    assert runs.proven_s() == [1.0, float("inf"), float("inf")]
    assert runs.at_least_s() == [1.0, 20.0, 20.0]
    assert share(runs.proven_s(), 0.3) == 1.0
    assert share(runs.proven_s(), 0.95) is None


def test_a_ratio_compares_seed_by_seed_and_says_both_values() -> None:
    ours, peer = runs_of((0.0, 1.0), (0.0, 2.0)), runs_of((0.0, 4.0), (0.0, 6.0))
    ratio = median_ratio(ours, ours.proven_s(), peer, peer.at_least_s())
    assert ratio == 3.5
    told = as_object(line_of_ratio("x", ratio, ours, peer, (1.5, 5.0), target=3.0))
    assert (told["ok"], told["ours"], told["peer"], told["ratio"]) == (True, 1.5, 5.0, 3.5)
    assert told["seeds"] == 2
    assert told["memory_mb"] == 101.0


@pytest.mark.parametrize("solver", [HIGHS, CP_SAT_BEST, SCIP])
def test_general_solvers_find_our_value_on_a_model_written_apart(solver: str) -> None:
    problem = city_problem("county", 2, part="teams")
    model = pair_model(problem)
    found = solve_linear(linear_of(model), solver, 20.0)
    taken = taken_of(model, found)
    assert taken is not None
    assert model.value(taken) == solve(problem).objective
    assert found.bound == pytest.approx(model.value(taken))


def test_nearest_first_sends_each_team_once_and_is_never_better_than_the_optimum() -> None:
    problem = city_problem("county", 3, part="teams")
    model = pair_model(problem)
    taken = nearest_first(problem, model)
    assert np.bincount(model.team, taken).max() == 1
    assert model.value(taken) >= solve(problem).objective


def test_a_flow_a_program_and_our_choice_cost_the_same() -> None:
    problem = stock_problem("county", 1, surge=True)
    model = flow_model(problem)
    best = solve(problem).objective
    assert cost_of_flow(model) == best
    found = solve_linear(linear_of_flow(model), HIGHS, 20.0)
    assert found.x is not None
    assert float(linear_of_flow(model).cost @ found.x) == pytest.approx(best)
    assert cost_of_nearest(model, problem) >= best


def test_the_prices_of_the_page_end_at_a_bound_below_our_proven_value() -> None:
    problem = Problem.from_json(json.loads(EXAMPLE.read_text(encoding="utf-8")))
    story, ours = tell_prices(problem), solve(problem)
    best = max(one.bound for one in story.rounds)
    assert story.value == ours.objective == ours.bound
    assert best == pytest.approx(story.relaxation)
    assert best <= story.value + 1e-6
    kept = within_margin(problem, story, story.value - best)
    assert set(story.best) <= set(kept)


def test_a_chart_is_well_formed_and_draws_each_series() -> None:
    chart = Chart(
        "a < b",
        Axis("teams", log=True),
        Axis("seconds"),
        (Series("ours", ((200.0, 0.1), (20_000.0, 0.7))), Series("peer", ((200.0, 3.0),), "dots")),
        ((0.5, "target"),),
    )
    root = ElementTree.fromstring(svg_of(chart))
    tags = [element.tag.rpartition("}")[2] for element in root.iter()]
    assert tags.count("polyline") == 1
    assert tags.count("circle") == 3
    assert "a < b" in {element.text for element in root.iter()}


def test_the_page_is_made_of_the_lines_on_record_and_keeps_what_was_missed(tmp_path: Path) -> None:
    ours = runs_of((0.0, 0.2))
    lines = [
        line("city: proven, p95", 0.2, "s", ours, peer=ours, peer_value=3.0, target=0.6),
        line("city: other", None, "s", ours, target=0.1, why="too few cores"),
    ]
    for one in lines:
        record.keep("optimiser", as_object(one), tmp_path)
    record.keep("optimiser", as_object(lines[0]), tmp_path)
    assert [one["name"] for one in record.kept("optimiser", tmp_path)] == [o.name for o in lines]
    (tmp_path / page.NOTES).write_text("# notes\n\n## city\n\nA remark.\n", encoding="utf-8")
    text = page.write_page(tmp_path).read_text(encoding="utf-8")
    assert "| proven, p95 | 0.2 s | ≤ 0.6 s | met | somebody | 3 s |" in text
    assert "| other | not reached | ≤ 0.1 s | **missed** |" in text
    assert "too few cores" in text
    assert "Load average" in text
    assert "A remark." in text
    assert "Met: **1** of 2 targets; missed: **1**." in text
