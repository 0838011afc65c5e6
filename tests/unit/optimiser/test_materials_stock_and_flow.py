"""Lots as columns, and the flow over them against a flow over every arc."""

import random
from dataclasses import replace

import numpy as np
import pytest
from ortools.graph.python import min_cost_flow

from dispatch.optimiser.lots import LotTable
from dispatch.optimiser.materials import flow
from dispatch.optimiser.materials.ground import Ground, survey
from dispatch.optimiser.materials.stock import take_stock
from dispatch.optimiser.problem import (
    AgeLimits,
    Depot,
    Incident,
    Lot,
    Need,
    Policy,
    Problem,
    ProblemError,
    Travel,
)
from dispatch.optimiser.solve import Budget, solve

NOW = 1_000


def _problem(seed: int, *, depots: int = 40, lots: int = 300) -> Problem:
    r = random.Random(seed)
    incidents = tuple(Incident(f"i{k}", r.randint(1, 5)) for k in range(6))
    needs = tuple(
        Need(
            f"n{k}",
            f"i{r.randrange(6)}",
            r.randint(1, 60),
            item=f"m{r.randrange(5)}",
            latest_s=r.choice([None, 600, 1800]),
        )
        for k in range(15)
    )
    return Problem(
        now=NOW,
        incidents=incidents,
        needs=needs,
        policy=Policy(age_limits=AgeLimits(stock_s=500)),
        depots=tuple(Depot(f"d{k}", load_s=r.choice([0, 300])) for k in range(depots)),
        lots=tuple(
            Lot(
                f"l{k}",
                f"d{r.randrange(depots)}",
                f"m{r.randrange(6)}",
                r.randint(0, 9),
                r.choice([None, 900, 2000, 9000]),
                r.choice([NOW, 600, 100, None]),
            )
            for k in range(lots)
        ),
        travel=Travel(
            np.zeros((0, 6), np.int64),
            np.array([[r.choice([-1, *range(60, 4000)]) for _ in range(6)] for _ in range(depots)]),
        ),
    )


def _least_over_every_arc(ground: Ground) -> int:
    """The value of the flow with every arc there is, by OR-Tools' network simplex."""
    sendable, needs = ground.stock.sendable, len(ground.need)
    solver = min_cost_flow.SimpleMinCostFlow()
    depots = sendable.shape[1]
    root = sendable.size + needs
    for cell in range(sendable.size):
        solver.add_arc_with_capacity_and_unit_cost(root, cell, int(sendable.ravel()[cell]), 0)
    for row in range(needs):
        amount = int(ground.amount[row])
        sink = sendable.size + row
        for depot in range(depots):
            eta_s = int(ground.direct_s[depot, ground.incident[row]])
            if 0 <= eta_s <= ground.until_s[row]:
                price = int(ground.price(np.array([row]), np.array([eta_s]))[0])
                cell = int(ground.item[row]) * depots + depot
                solver.add_arc_with_capacity_and_unit_cost(cell, sink, amount, price)
        solver.add_arc_with_capacity_and_unit_cost(root, sink, amount, int(ground.short[row]))
        solver.set_node_supply(sink, -amount)
    solver.set_node_supply(root, int(ground.amount.sum()))
    assert solver.solve() == solver.OPTIMAL
    return int(solver.optimal_cost())


@pytest.mark.parametrize("seed", range(25))
def test_the_flow_over_the_nearest_depots_is_that_over_every_arc(seed: int) -> None:
    problem = _problem(seed)
    ground = survey(problem, take_stock(problem))
    found = flow.cheapest_flow(ground)
    assert found.value == found.bound == _least_over_every_arc(ground)


def test_depots_beyond_those_sorted_first_are_found_when_the_near_ones_are_empty(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(flow, "FIRST", 3)
    monkeypatch.setattr(flow, "NEAREST", 2)
    for seed in range(15):
        problem = _problem(seed, lots=60)
        ground = survey(problem, take_stock(problem))
        found = flow.cheapest_flow(ground)
        assert found.value == found.bound == _least_over_every_arc(ground)


def test_lots_as_columns_and_as_records_give_the_same_answer() -> None:
    for seed in range(10):
        problem = _problem(seed)
        table = LotTable.from_lots(problem.lots)
        assert sorted(table, key=lambda lot: lot.id) == sorted(problem.lots, key=lambda lot: lot.id)
        columns = replace(problem, lots=table)
        first, second = (solve(p, budget=Budget(seconds=20)) for p in (problem, columns))
        assert first.objective == second.objective
        assert {(d.lot, d.need, d.amount) for d in first.deliveries} == {
            (d.lot, d.need, d.amount) for d in second.deliveries
        }
        assert Problem.from_json(columns.to_json()).to_json() == columns.to_json()


def test_stock_counts_what_may_leave_and_what_may_not() -> None:
    problem = _problem(3)
    stock = take_stock(problem)
    for code, row in stock.row.items():
        for k, depot in enumerate(problem.depots):
            held = [lot for lot in problem.lots if (lot.item, lot.depot) == (code, depot.id)]
            usable = [
                lot
                for lot in held
                if (lot.expires_at is None or lot.expires_at > NOW)
                and lot.confirmed_at is not None
                and NOW - lot.confirmed_at <= 500
            ]
            assert stock.amount[row, k] == sum(lot.amount for lot in usable)
            assert stock.barred[row, k] == sum(lot.amount for lot in held) - stock.amount[row, k]
            leaving = [lot for lot, _ in stock.lots(row, k)]
            ends = {lot.id: lot.expires_at or 2**62 for lot in usable}
            assert [ends[lot] for lot in leaving] == sorted(ends[lot] for lot in leaving)


def test_columns_with_an_unknown_depot_or_a_double_id_are_refused() -> None:
    problem = _problem(1)
    stranger = replace(problem, lots=LotTable.from_lots([Lot("x", "nowhere", "m1", 1)]))
    twice = replace(problem, lots=LotTable.from_lots([Lot("x", "d1", "m1", 1)] * 2))
    for wrong in (stranger, twice):
        with pytest.raises(ProblemError):
            wrong.require_consistent()
