"""The teams' half as one model, a yes or no for every pair: what a general solver is given.

Written from the format's rules alone; it shares no code with the optimiser that it is held against.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from dispatch.optimiser.parts import PRIORITY_WEIGHT, IntArray, Need
from dispatch.optimiser.problem import Problem


@dataclass(frozen=True, slots=True, eq=False)
class PairModel:
    """Minimise cost @ x + price @ short, x binary: units @ x + short >= amounts, teams once.

    Attributes
    ----------
    team, incident, cost : (P,) the pairs that may be, and the price of each.
    units : (N, P) what each pair brings to each need.
    amounts, price : (N,) what each need asks, and the price of a unit short.
    once : (U, P) the pairs of each team that could go to several places.
    """

    team: IntArray
    incident: IntArray
    cost: IntArray
    units: sparse.csr_array
    amounts: IntArray
    price: IntArray
    once: sparse.csr_array

    def value(self, taken: IntArray) -> int:
        """The whole objective, in integers, of the pairs taken (P,)."""
        brought = self.units @ taken
        short = np.maximum(self.amounts - brought, 0)
        return int(self.cost @ taken) + int(self.price @ short)


def pair_model(problem: Problem, nearest: int | None = None) -> PairModel:
    """Every useful pair, or only those of the `nearest` able teams of each need.

    The needs may not be grouped, nor two of an incident ask the same capability.
    """
    eta_s, counted, needs = _arrivals(problem), [], _team_needs(problem)
    column = {incident.id: k for k, incident in enumerate(problem.incidents)}
    may = np.zeros(eta_s.shape, bool)
    late_s = np.zeros(eta_s.shape, np.int64)
    for need in needs:
        at = column[need.incident]
        units = _units(problem, need, eta_s[:, at])
        kept = _nearest(units, eta_s[:, at], nearest)
        may[kept, at] = True
        late = np.maximum(eta_s[:, at] - need.latest_s, 0) if need.latest_s is not None else 0
        late_s[:, at] = np.maximum(late_s[:, at], late * (units > 0))
        counted.append((at, units))
    team, incident = np.nonzero(may)
    return PairModel(
        team,
        incident,
        _cost(problem, eta_s, late_s)[team, incident],
        _brought(counted, team, incident),
        np.array([need.amount for need in needs], np.int64),
        _short_price(problem, needs, column),
        _once(team),
    )


def _team_needs(problem: Problem) -> list[Need]:
    return [need for need in problem.needs if need.capability is not None]


def _arrivals(problem: Problem) -> IntArray:
    """Seconds (T, I) until each team is there, -1 where it may not or cannot go."""
    travel = problem.travel.teams_to_incidents
    ready = np.array([team.ready_s for team in problem.teams], np.int64)
    able = np.array([team.free and team.staffed and team.agreed for team in problem.teams], bool)
    return np.where((travel >= 0) & able[:, None], ready[:, None] + travel, -1)


def _units(problem: Problem, need: Need, eta_s: IntArray) -> IntArray:
    """Units (T,) each team counts for a need: none after its time, never more than it asks."""
    brought = np.array([team.units.get(need.capability or "", 0) for team in problem.teams])
    in_time = eta_s >= 0
    if need.latest_s is not None:
        in_time &= eta_s <= int(need.latest_s * problem.policy.lateness_factor)
    return np.asarray(np.minimum(brought, need.amount) * in_time, np.int64)


def _nearest(units: IntArray, eta_s: IntArray, most: int | None) -> IntArray:
    able = np.flatnonzero(units)
    if most is None or len(able) <= most:
        return able
    return able[np.argsort(eta_s[able], kind="stable")[:most]]


def _cost(problem: Problem, eta_s: IntArray, late_s: IntArray) -> IntArray:
    weights = problem.policy.weights
    priority = np.array([PRIORITY_WEIGHT[i.priority] for i in problem.incidents], np.int64)
    tier_s = np.array([team.tier for team in problem.teams]) * problem.policy.tier_price_s
    timed = weights.response_time * eta_s + weights.lateness * late_s
    driven = problem.travel.teams_to_incidents + tier_s[:, None]
    return np.asarray(timed * priority + weights.distance_cost * driven, np.int64)


def _brought(
    counted: list[tuple[int, IntArray]], team: IntArray, incident: IntArray
) -> sparse.csr_array:
    rows, columns, units = [], [], []
    for row, (at, brought) in enumerate(counted):
        here = np.flatnonzero(incident == at)
        here = here[brought[team[here]] > 0]
        rows.append(np.full(len(here), row))
        columns.append(here)
        units.append(brought[team[here]])
    shape = (len(counted), len(team))
    entries = tuple(np.concatenate(part) for part in (units, rows, columns))
    return sparse.csr_array((entries[0], (entries[1], entries[2])), shape=shape)


def _short_price(problem: Problem, needs: list[Need], column: dict[str, int]) -> IntArray:
    weight = problem.policy.weights.shortage
    return np.array(
        [weight * PRIORITY_WEIGHT[problem.incidents[column[n.incident]].priority] for n in needs],
        np.int64,
    )


def _once(team: IntArray) -> sparse.csr_array:
    _, inverse, uses = np.unique(team, return_inverse=True, return_counts=True)
    several = uses > 1
    number = np.cumsum(several) - 1
    pairs = np.flatnonzero(several[inverse])
    ones = np.ones(len(pairs), np.int64)
    shape = (int(several.sum()), len(team))
    return sparse.csr_array((ones, (number[inverse[pairs]], pairs)), shape=shape)
