"""The best choice among listed packages: one per block, no team twice, cover priced."""

from __future__ import annotations

from ortools.sat.python import cp_model

from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.teams.board import CoverRule
from dispatch.optimiser.teams.packages import Package


def choose(
    packages: list[Package],
    surplus: IntArray,
    used: IntArray,
    rules: tuple[CoverRule, ...],
    scale: int,
    seconds: float,
    seed: int,
    hint: set[Package],
) -> tuple[list[Package], bool] | None:
    """The cheapest choice of one package per block with no team twice, and whether it is proven.

    CP-SAT with one worker: exact in integers and the same answer every time it finishes.
    `used` (P, K) is the cover each package takes from each rule, negative where it restores it.
    An empty choice means that none exists; None that none was found in time.
    """
    model = cp_model.CpModel()
    taken = [model.new_bool_var("") for _ in packages]
    _one_per_block_and_team(model, packages, taken)
    objective = list(zip(surplus.tolist(), taken, strict=True))
    for k, rule in enumerate(rules):
        lost = model.new_int_var(0, rule.most_lost, "")
        terms = cp_model.LinearExpr.weighted_sum(taken, used[:, k].tolist())
        model.add(terms - lost <= rule.slack)
        objective.append((rule.price * scale, lost))
    model.minimize(
        cp_model.LinearExpr.weighted_sum([var for _, var in objective], [c for c, _ in objective])
    )
    for package, variable in zip(packages, taken, strict=True):
        model.add_hint(variable, package in hint)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.random_seed = seed % 2**31
    solver.parameters.max_time_in_seconds = max(seconds, 0.05)
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return [], True
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    chosen = [p for p, var in zip(packages, taken, strict=True) if solver.boolean_value(var)]
    return sorted(chosen, key=lambda p: p.block), status == cp_model.OPTIMAL


def _one_per_block_and_team(
    model: cp_model.CpModel, packages: list[Package], taken: list[cp_model.IntVar]
) -> None:
    by_block: dict[int, list[int]] = {}
    by_team: dict[int, list[int]] = {}
    for k, package in enumerate(packages):
        by_block.setdefault(package.block, []).append(k)
        for team in package.teams:
            by_team.setdefault(team, []).append(k)
    for columns in by_block.values():
        model.add_exactly_one(taken[k] for k in columns)
    for columns in by_team.values():
        if len({packages[k].block for k in columns}) > 1:
            model.add_at_most_one(taken[k] for k in columns)
