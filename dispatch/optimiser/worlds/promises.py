"""What an answer promises, and in which worlds it keeps it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.optimiser import constraints
from dispatch.optimiser.parts import IntArray, Need
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import Solution, WorstNeed
from dispatch.optimiser.worlds.draw import Luck, stretched

BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Promises:
    """Every unit promised to a need, by a team's pick or a depot's delivery.

    Attributes
    ----------
    need : (P,) row of the need.
    team, depot : (P,) row of who brings it, -1 for the other kind.
    ready_s, travel_s : (P,) turnout and drive of a team (0 and 0 where it is on scene already).
    eta_s : (P,) the arrival promised by a depot (0 for a team).
    until_s, latest_s : (P,) until when the help counts, and after when it is late.
    weight : (P,) units promised times the weight of the incident's priority.
    """

    need: IntArray
    team: IntArray
    depot: IntArray
    ready_s: IntArray
    travel_s: IntArray
    eta_s: IntArray
    until_s: IntArray
    latest_s: IntArray
    weight: IntArray

    def arrivals(self, luck: Luck) -> IntArray:
        """When each promise is kept in a world (P,)."""
        by_team = self.team >= 0
        arrived = np.zeros(self.need.size, np.int64)
        teams = self.team[by_team]
        drives = stretched(self.travel_s[by_team], luck.factor[teams])
        arrived[by_team] = self.ready_s[by_team] + luck.delay_s[teams] + drives
        goods = luck.depot_factor[self.depot[~by_team]]
        arrived[~by_team] = stretched(self.eta_s[~by_team], goods)
        return arrived

    def lates(self, luck: Luck) -> BoolArray:
        """Promises (P,) kept after the latest useful time in a world."""
        return np.asarray(self.arrivals(luck) > self.latest_s, bool)

    def broken(self, luck: Luck) -> BoolArray:
        """Promises (P,) that come too late to count in a world."""
        return np.asarray(self.arrivals(luck) > self.until_s, bool)


def promises_of(problem: Problem, solution: Solution) -> Promises:
    """The promises of an answer, in the order of its picks and deliveries."""
    teams = {team.id: k for k, team in enumerate(problem.teams)}
    incidents = {one.id: k for k, one in enumerate(problem.incidents)}
    needs = {need.id: (k, need) for k, need in enumerate(problem.needs)}
    depots = {depot.id: k for k, depot in enumerate(problem.depots)}
    from_depot = {lot.id: depots[lot.depot] for lot in problem.lots}
    weight = [constraints.priority_weight(one.priority) for one in problem.incidents]
    scene = {(r.team, r.incident) for r in problem.running if r.state.value == "on_scene"}
    rows: list[tuple[int, ...]] = []
    for pick in solution.picks:
        team, incident = teams[pick.team], incidents[pick.incident]
        way = _way(problem, team, incident, (pick.team, pick.incident) in scene)
        rows += [
            (
                needs[n][0],
                team,
                -1,
                *way,
                0,
                *_limits(problem, needs[n][1]),
                units * weight[incident],
            )
            for n, units in pick.fills.items()
        ]
    for delivery in solution.deliveries:
        k, need = needs[delivery.need]
        depot = from_depot[delivery.lot]
        worth = delivery.amount * weight[incidents[need.incident]]
        rows.append((k, -1, depot, 0, 0, delivery.eta_s, *_limits(problem, need), worth))
    return Promises(*np.array(rows, np.int64).reshape(-1, 9).T)


def worst_need(problem: Problem, lates: IntArray, worlds: int) -> WorstNeed | None:
    """The need that was late in most worlds, by how often each was (N,); None: none ever was."""
    if not lates.size or not worlds:
        return None
    worst = int(lates.argmax())
    if not lates[worst]:
        return None
    return WorstNeed(problem.needs[worst].id, int(lates[worst]) / worlds)


def _way(problem: Problem, team: int, incident: int, on_scene: bool) -> tuple[int, int]:
    if on_scene:
        return 0, 0
    drive_s = int(problem.travel.teams_to_incidents[team, incident])
    return problem.teams[team].ready_s, drive_s


def _limits(problem: Problem, need: Need) -> tuple[int, int]:
    latest_s = constraints.NO_LIMIT_S if need.latest_s is None else need.latest_s
    return constraints.useful_until_s(need, problem.policy), latest_s
