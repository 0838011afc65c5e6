"""What a child process does for the warm cases: one event after a solve, and the solve after it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from app.bench.optimiser.instances import CAPABILITIES, city_problem
from app.bench.optimiser.teams_work import answer_of, wake
from dispatch.optimiser.problem import Incident, Need, Problem, Travel
from dispatch.optimiser.solution import Solution
from dispatch.optimiser.solve import Budget, Memory, solve

Answer = dict[str, Any]
DELAY_S = 600
DELAYED_SHARE = 0.05


def replan(seed: int, event: str, seconds: float) -> Answer:
    """Solve a city, let one thing happen, solve again from what is remembered, and once cold."""
    before = city_problem("city", seed, part="teams")
    wake()
    memory = Memory()
    base = solve(before, budget=Budget(seconds=seconds), memory=memory)
    after = EVENTS[event](before, base)
    began = time.perf_counter()
    warm = solve(after, budget=Budget(seconds=seconds), previous=base, memory=memory)
    warm_s, began = time.perf_counter() - began, time.perf_counter()
    cold = solve(after, budget=Budget(seconds=seconds))
    cold_s = time.perf_counter() - began
    answer = answer_of(warm, warm_s)
    cold_answer = answer_of(cold, cold_s)
    return {
        **answer,
        "cold_s": cold_answer["seconds"],
        "differs": float(warm.objective != cold.objective),
    }


def _need_raised(problem: Problem, base: Solution) -> Problem:
    """A capability nobody asked for yet is needed at the first incident."""
    place = problem.incidents[0].id
    asked = {need.capability for need in problem.needs if need.incident == place}
    code = next(code for code in CAPABILITIES if code not in asked)
    need = Need("need-new", place, 6, capability=code, latest_s=3600)
    return replace(problem, needs=(*problem.needs, need))


def _team_lost(problem: Problem, base: Solution) -> Problem:
    """The first team that was sent cannot go."""
    gone = base.picks[0].team
    teams = tuple(replace(t, free=False) if t.id == gone else t for t in problem.teams)
    return replace(problem, teams=teams)


def _road_closed(problem: Problem, base: Solution) -> Problem:
    """One team in twenty takes ten minutes longer to everywhere."""
    chance = np.random.default_rng([problem.seed, 1])
    slow = chance.random(len(problem.teams)) < DELAYED_SHARE
    away_s = problem.travel.teams_to_incidents + DELAY_S * slow[:, None]
    return replace(problem, travel=replace(problem.travel, teams_to_incidents=away_s))


def _incident_added(problem: Problem, base: Solution) -> Problem:
    """Something grave happens close to where something has happened already."""
    travel = problem.travel
    away_s = np.column_stack((travel.teams_to_incidents, travel.teams_to_incidents[:, 0] + 120))
    depots_s = np.column_stack((travel.depots_to_incidents, travel.depots_to_incidents[:, 0]))
    needs = [
        Need(f"need-new-{code}", "incident-new", 3, capability=code, latest_s=1800)
        for code in CAPABILITIES[:3]
    ]
    return replace(
        problem,
        incidents=(*problem.incidents, Incident("incident-new", 1)),
        needs=(*problem.needs, *needs),
        travel=Travel(away_s, depots_s),
    )


EVENTS: dict[str, Callable[[Problem, Solution], Problem]] = {
    "a need is raised": _need_raised,
    "a team is lost": _team_lost,
    "roads are closed": _road_closed,
    "an incident is added": _incident_added,
}
