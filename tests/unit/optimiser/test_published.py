"""Published problem sets: texts are read as they are laid out, answers equal trying everything."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from app.bench.optimiser.ruasp_instances import ruasp_instance
from dispatch.optimiser.budget import Budget
from dispatch.optimiser.published.gap import GapInstance, solve_gap
from dispatch.optimiser.published.gap_text import is_maximised, read_gap, write_gap
from dispatch.optimiser.published.knapsack import least_with_each, pack
from dispatch.optimiser.published.numbers import TextError
from dispatch.optimiser.published.ruasp_text import is_ruasp, read_ruasp, write_ruasp
from dispatch.optimiser.published.runs import run_folder
from dispatch.optimiser.sequence.ruasp import solve_ruasp

BUDGET = Budget(60.0, 400)


def gap_instance(seed: int, agents: int, jobs: int, maximise: bool = False) -> GapInstance:
    """Costs 10 to 50, resources 5 to 25, capacities 0.8 of an even share (the scheme of type c)."""
    r = np.random.default_rng(seed)
    resource = r.integers(5, 26, (agents, jobs))
    capacity = (0.8 * resource.sum(axis=1) / agents).astype(np.int64)
    return GapInstance(r.integers(10, 51, (agents, jobs)), resource, capacity, maximise)


def best_by_trying_all(instance: GapInstance) -> int | None:
    agents, jobs = instance.cost.shape
    values = []
    for who in itertools.product(range(agents), repeat=jobs):
        used = np.zeros(agents, np.int64)
        for job, agent in enumerate(who):
            used[agent] += instance.resource[agent, job]
        if (used <= instance.capacity).all():
            values.append(int(instance.cost[list(who), range(jobs)].sum()))
    return None if not values else max(values) if instance.maximise else min(values)


@pytest.mark.parametrize("seed", range(30))
def test_an_assignment_is_the_best_of_all_or_there_is_none(seed: int) -> None:
    instance = gap_instance(seed, 2 + seed % 2, 6, maximise=seed % 3 == 0)
    found, best = solve_gap(instance, BUDGET), best_by_trying_all(instance)
    assert found.objective == best
    assert found.is_infeasible == (best is None)
    assert found.bound == best
    if found.agents is not None:
        assert int(instance.cost[list(found.agents), range(6)].sum()) == best


def test_a_middling_assignment_is_proven() -> None:
    found = solve_gap(gap_instance(1, 5, 30), BUDGET)
    assert found.objective is not None
    assert found.objective == found.bound


def test_a_job_that_fits_nowhere_makes_the_problem_infeasible() -> None:
    instance = gap_instance(1, 2, 4)
    instance.resource[:, 2] = 1000
    assert solve_gap(instance, BUDGET).is_infeasible


@pytest.mark.parametrize("seed", range(20))
def test_a_knapsack_is_the_least_of_all_sets_also_with_each_job(seed: int) -> None:
    r = np.random.default_rng(seed)
    value, size = r.integers(-9, 5, 6).astype(np.float64), r.integers(0, 6, 6)
    capacity = int(r.integers(0, 12))
    sets = [
        np.array(chosen, np.int64)
        for count in range(7)
        for chosen in itertools.combinations(range(6), count)
        if sum(size[j] for j in chosen) <= capacity
    ]
    packed = pack(value, size, capacity)
    assert packed.value == min(value[s].sum() for s in sets) == value[packed.jobs].sum()
    assert size[packed.jobs].sum() <= capacity
    with_each = [min((value[s].sum() for s in sets if j in s), default=np.inf) for j in range(6)]
    assert least_with_each(value, size, capacity).tolist() == with_each


def test_a_file_of_the_or_library_holds_several_problems() -> None:
    problems = [gap_instance(seed, 2, 5) for seed in range(3)]
    again = read_gap("gapa.txt", write_gap(problems))
    assert [one.cost.tolist() for one in again] == [one.cost.tolist() for one in problems]
    assert [one.capacity.tolist() for one in again] == [one.capacity.tolist() for one in problems]


def test_a_file_with_one_problem_may_leave_its_number_out() -> None:
    text = write_gap([gap_instance(1, 2, 5)]).split("\n", 1)[1]
    assert len(read_gap("c0205", text)) == 1


def test_the_sense_comes_from_the_name() -> None:
    assert all(is_maximised(f"gap{k}.txt") for k in range(1, 13))
    assert not any(is_maximised(f"gap{letter}.txt") for letter in "abcde")
    assert read_gap("gap1.txt", write_gap([gap_instance(1, 2, 3)]))[0].maximise


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("1\n2 2\n1 2 3", "ends too soon"),
        ("1\n1 1\n1\n1\nx", "'x' is not a number"),
        ("1\n1 1\n1.5\n1\n1", "not a whole number"),
        ("2\n1 1\n1\n1\n1\n1 1\n1\n1\n1\n9", "more numbers"),
        ("1\n1 1\n1\n-1\n1", "below zero"),
    ],
)
def test_a_broken_file_says_what_is_wrong(text: str, complaint: str) -> None:
    with pytest.raises(TextError, match=complaint):
        read_gap("gapa.txt", text)


def test_a_ruasp_text_reads_back_as_it_was() -> None:
    instance = ruasp_instance(5, 3, 1, "g")
    text = write_ruasp(instance, "made here\nand not published")
    again = read_ruasp("one.txt", text)
    assert is_ruasp(text)
    for name in ("weight", "capable", "work", "start_travel", "travel"):
        assert np.array_equal(getattr(again, name), getattr(instance, name))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("RUASP 2", "line 1: expected '1'"),
        ("RUASP 1 units 1 incidents 1\nweights 1\nabel 1", "line 3: expected 'capable'"),
        ("RUASP 1 units 1 incidents 1 weights -1", "out of range"),
        ("RUASP 1 units 1 incidents 2 weights 1", "ends too soon"),
    ],
)
def test_a_broken_ruasp_text_says_what_is_wrong(text: str, complaint: str) -> None:
    with pytest.raises(TextError, match=complaint):
        read_ruasp("one.txt", text)


def test_a_folder_is_run_beside_the_best_values_known(tmp_path: Path) -> None:
    schedule = ruasp_instance(6, 3, 1, "w")
    (tmp_path / "units.txt").write_text(write_ruasp(schedule), "utf-8")
    problems = [gap_instance(seed, 2, 6) for seed in (2, 4)]
    (tmp_path / "gapa.txt").write_text(write_gap(problems), "utf-8")
    (tmp_path / "best-known.txt").write_text("units 1\ngapa:2 77  # as stated\n", "utf-8")
    rows = run_folder(tmp_path, 30.0)
    assert [(row.file, row.n, row.m, row.best_known) for row in rows] == [
        ("gapa:1", 6, 2, None),
        ("gapa:2", 6, 2, 77),
        ("units", 6, 3, 1),
    ]
    assert rows[2].objective == rows[2].bound == solve_ruasp(schedule).objective


def test_the_examples_can_be_run() -> None:
    rows = run_folder("examples/published", 30.0)
    assert len(rows) >= 4
    assert all(row.objective is not None and row.objective == row.bound for row in rows)
