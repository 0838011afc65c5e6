"""The teams' half of a problem as arrays: who may go where, at what price, counting for what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dispatch.optimiser import constraints
from dispatch.optimiser.parts import IntArray, Need, Running
from dispatch.optimiser.problem import Problem

BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class CoverRule:
    """A stand-by rule: which teams serve it now, how many may leave freely, price per team."""

    members: BoolArray
    slack: int
    most_lost: int
    price: int


@dataclass(frozen=True, slots=True, eq=False)
class Served:
    """Who may serve one incident: teams (n,), and units (n, needs) each would count there."""

    teams: IntArray
    units: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Board:
    """Arrays over teams (T) and incidents (I), an incident's column lying together in memory.

    Attributes
    ----------
    eta_s : (T, I) seconds until the team is there, -1 where it cannot come.
    late_s : (T, I) seconds late, where the team counts for something.
    may_go : (T, I) whether the hard rules allow the pair, pins and scenes included.
    cost : (T, I) weighted price of sending the team, disturbance of the running ones netted off;
        stated where the team may go.
    served : per incident, who may serve it with what.
    units : (T, C) units of each needed capability.
    forced : incident of each team that must go there (pinned, or staying on scene), else -1.
    constant : price of disturbing every movable running team; keeping one gives its share back.
    """

    problem: Problem
    capability: dict[str, int]
    units: IntArray
    usable: BoolArray
    excluded: BoolArray
    eta_s: IntArray
    late_s: IntArray
    may_go: BoolArray
    cost: IntArray
    served: tuple[Served, ...]
    forced: IntArray
    running_at: IntArray
    on_scene: BoolArray
    disturbed_s: IntArray
    constant: int
    cover: tuple[CoverRule, ...]
    """Cover rules; their price is per team lost."""
    needs_of: tuple[tuple[int, ...], ...]
    unmet_pins: tuple[tuple[int, int, str], ...]
    dropped: frozenset[str]
    """Needs given up beforehand: nothing fills them."""
    undependable: Mapping[str, BoolArray] = field(default_factory=dict)
    """Teams (T,) that must not be counted on for a need, though they may come in time."""

    def may_count(self, team: int, incident: int, need: Need) -> bool:
        """Whether a team that is sent there can be counted on for a need, as far as time goes."""
        until = constraints.useful_until_s(need, self.problem.policy)
        distrusted = self.undependable.get(need.id)
        in_time = int(self.eta_s[team, incident]) <= until
        return in_time and (distrusted is None or not bool(distrusted[team]))

    def counted_units(self, incident: int) -> IntArray:
        """Units (T, n) each team would count for each capability need there, arrival in time."""
        needs = self.needs_of[incident]
        columns = [self.capability[self.problem.needs[n].capability or ""] for n in needs]
        brought = _in_time(self.problem, needs, self.units[:, columns], self.eta_s[:, incident])
        everyone = np.arange(len(brought))
        return brought * _trusted(self.problem, needs, self.undependable, everyone)

    def brought(self, incident: int) -> tuple[IntArray, IntArray]:
        """Teams (n,) that may serve the incident, and units (n, needs) to be counted on."""
        served = self.served[incident]
        needs = self.needs_of[incident]
        return served.teams, served.units * _trusted(
            self.problem, needs, self.undependable, served.teams
        )


def lay_out(
    problem: Problem,
    dropped: frozenset[str] = frozenset(),
    undependable: Mapping[str, BoolArray] | None = None,
) -> Board:
    """Lay the teams' half out as arrays; `dropped` needs are given up beforehand.

    `undependable` teams (T,) are not counted on for the need named; prices stay as they are.
    """
    index = {incident.id: k for k, incident in enumerate(problem.incidents)}
    team_index = {team.id: k for k, team in enumerate(problem.teams)}
    running = {team_index[row.team]: row for row in problem.running}
    ground = _Ground(problem, index, team_index, running)
    forced, unmet = _forced(ground)
    pairs = [_who_counts(ground, incident) for incident in range(len(index))]
    late_s, cost = _prices(ground, pairs, forced)
    disturbed = _disturbed(ground, pairs, forced)
    for mover in np.flatnonzero(disturbed).tolist():
        price = int(disturbed[mover]) * problem.policy.weights.disturbance
        cost[ground.running_at[mover], mover] -= price
    served = tuple(_served(ground, k, pair, forced) for k, pair in enumerate(pairs))
    return Board(
        problem=problem,
        capability=ground.capability,
        units=ground.units,
        usable=ground.usable,
        excluded=ground.excluded.T,
        eta_s=ground.eta_s.T,
        late_s=late_s.T,
        may_go=_may_go(ground, served, forced).T,
        cost=cost.T,
        served=served,
        forced=forced,
        running_at=ground.running_at,
        on_scene=ground.on_scene.T,
        disturbed_s=disturbed,
        constant=int(disturbed.sum()) * problem.policy.weights.disturbance,
        cover=_cover(ground),
        needs_of=ground.needs_of,
        unmet_pins=unmet,
        dropped=dropped,
        undependable=undependable or {},
    )


class _Ground:
    """The records as columns: over teams (T,), and over incidents and teams (I, T)."""

    def __init__(
        self,
        problem: Problem,
        index: dict[str, int],
        team_index: dict[str, int],
        running: dict[int, Running],
    ) -> None:
        teams, shape = problem.teams, (len(index), len(problem.teams))
        self.problem, self.index, self.team_index = problem, index, team_index
        self.running = running
        self.needs_of = _needs_of(problem, index)
        self.capability = _capabilities(problem)
        self.units = _units(problem, self.capability)
        self.ready_s = np.array([team.ready_s for team in teams], np.int64)
        self.tier_s = np.array([team.tier for team in teams], np.int64)
        self.tier_s *= problem.policy.tier_price_s
        self.usable = np.array(
            [constraints.team_may_go(t, running.get(k)) for k, t in enumerate(teams)], bool
        )
        self.excluded, self.on_scene = np.zeros(shape, bool), np.zeros(shape, bool)
        for pair in problem.exclusions:
            self.excluded[index[pair.incident], team_index[pair.team]] = True
        self.running_at = np.full(len(teams), -1, np.int64)
        for team, row in running.items():
            self.running_at[team] = index[row.incident]
            self.on_scene[index[row.incident], team] = row.state.value == "on_scene"
        self.driven_s = np.ascontiguousarray(problem.travel.teams_to_incidents.T, np.int64)
        self.eta_s = _arrivals(self.ready_s, self.driven_s, self.on_scene)

    def may_be_sent(self, team: int, incident: int) -> bool:
        """Whether the hard rules allow the pair, whatever the team counts for."""
        reachable = self.eta_s[incident, team] >= 0
        return bool(self.usable[team] and reachable and not self.excluded[incident, team])


def _needs_of(problem: Problem, index: dict[str, int]) -> tuple[tuple[int, ...], ...]:
    found: list[list[int]] = [[] for _ in index]
    for k, need in enumerate(problem.needs):
        if need.capability is not None:
            found[index[need.incident]].append(k)
    return tuple(tuple(rows) for rows in found)


def _capabilities(problem: Problem) -> dict[str, int]:
    needed = {need.capability for need in problem.needs if need.capability is not None}
    return {code: k for k, code in enumerate(sorted(needed))}


def _units(problem: Problem, capability: dict[str, int]) -> IntArray:
    """Units (T, C) of each needed capability, a capability's column lying together."""
    units = np.zeros((max(len(capability), 1), len(problem.teams)), np.int64)
    for k, team in enumerate(problem.teams):
        for code, amount in team.units.items():
            if code in capability:
                units[capability[code], k] = amount
    return units.T


def _arrivals(ready_s: IntArray, driven_s: IntArray, on_scene: BoolArray) -> IntArray:
    """`ready_s` + travel, nothing for a team that is there, -1 where there is no way."""
    eta_s = driven_s + ready_s
    eta_s[driven_s < 0] = -1
    eta_s[on_scene] = 0
    return eta_s


def _forced(ground: _Ground) -> tuple[IntArray, tuple[tuple[int, int, str], ...]]:
    """Where teams must go: pins that can hold come before staying on scene."""
    problem = ground.problem
    forced = np.full(len(problem.teams), -1, np.int64)
    for team, row in ground.running.items():
        home = int(ground.running_at[team])
        if constraints.stays_on_scene(row, problem.policy) and ground.may_be_sent(team, home):
            forced[team] = home
    unmet = []
    for pin in problem.pins:
        team, incident = ground.team_index[pin.team], ground.index[pin.incident]
        if ground.may_be_sent(team, incident):
            forced[team] = incident
        else:
            unmet.append((team, incident, _unmet_reason(problem, team, ground.usable)))
    return forced, tuple(unmet)


def _unmet_reason(problem: Problem, team: int, usable: BoolArray) -> str:
    row = problem.teams[team]
    if not row.agreed:
        return "agreement_missing"
    if not row.staffed:
        return "no_staff"
    return "none_reachable" if usable[team] else "none_free"


def _who_counts(ground: _Ground, incident: int) -> Served:
    """Every usable team that would count for something there, and for how much."""
    problem, needs = ground.problem, ground.needs_of[incident]
    columns = [ground.capability[problem.needs[n].capability or ""] for n in needs]
    able = ground.usable & (ground.eta_s[incident] >= 0) & ~ground.excluded[incident]
    able &= (ground.units[:, columns] > 0).any(axis=1)
    teams = np.flatnonzero(able)
    units = ground.units[teams][:, columns]
    brought = _in_time(problem, needs, units, ground.eta_s[incident, teams])
    counts = brought.any(axis=1)
    return Served(teams[counts], brought[counts])


def _in_time(
    problem: Problem, needs: tuple[int, ...], units: IntArray, eta_s: IntArray
) -> IntArray:
    """Units (n, needs) that count for each need, none after its time.

    Capped by what the incident's needs for that capability ask together.
    """
    rows = [problem.needs[n] for n in needs]
    asked: dict[str, int] = {}
    for need in rows:
        asked[need.capability or ""] = asked.get(need.capability or "", 0) + need.amount
    amounts = np.array([asked[need.capability or ""] for need in rows], np.int64)
    until = np.array([constraints.useful_until_s(n, problem.policy) for n in rows], np.int64)
    in_time = (eta_s[:, None] >= 0) & (eta_s[:, None] <= until)
    return np.minimum(units, amounts) * in_time


def _prices(ground: _Ground, pairs: list[Served], forced: IntArray) -> tuple[IntArray, IntArray]:
    """Seconds late and weighted price (I, T) of every pair that counts or is forced.

    A pick is late by the most any need it counts for is late.
    """
    problem, weights = ground.problem, ground.problem.policy.weights
    late_s, cost = np.zeros_like(ground.eta_s), np.zeros_like(ground.eta_s)
    for incident, (pair, needs) in enumerate(zip(pairs, ground.needs_of, strict=True)):
        eta_s = ground.eta_s[incident, pair.teams]
        late = np.zeros(eta_s.size, np.int64)
        for column, need in enumerate(needs):
            of_need = constraints.seconds_late(eta_s, problem.needs[need])
            late = np.maximum(late, of_need * (pair.units[:, column] > 0))
        late_s[incident, pair.teams] = late
        teams = np.concatenate((pair.teams, np.flatnonzero(forced == incident)))
        driven = np.maximum(ground.driven_s[incident, teams], 0) + ground.tier_s[teams]
        driven[ground.on_scene[incident, teams]] = 0
        timed = weights.response_time * np.maximum(ground.eta_s[incident, teams], 0)
        timed += weights.lateness * late_s[incident, teams]
        priority = constraints.priority_weight(problem.incidents[incident].priority)
        cost[incident, teams] = timed * priority + weights.distance_cost * driven
    return late_s, cost


def _disturbed(ground: _Ground, pairs: list[Served], forced: IntArray) -> IntArray:
    """Seconds (T,) of price for taking each running team away.

    Due where the team still counts for something and may stay; taking it away is free otherwise.
    """
    seconds = np.zeros(len(ground.problem.teams), np.int64)
    for team, row in ground.running.items():
        at = int(ground.running_at[team])
        if forced[team] != at and bool((pairs[at].teams == team).any()):
            seconds[team] = constraints.disturbance_s(row, ground.problem.policy)
    return seconds


def _served(ground: _Ground, incident: int, pair: Served, forced: IntArray) -> Served:
    """Who may serve an incident: teams that must go elsewhere are left out."""
    here = (forced[pair.teams] < 0) | (forced[pair.teams] == incident)
    return Served(pair.teams[here], pair.units[here])


def _may_go(ground: _Ground, served: tuple[Served, ...], forced: IntArray) -> BoolArray:
    allowed = np.zeros(ground.eta_s.shape, bool)
    for incident, pair in enumerate(served):
        allowed[incident, pair.teams] = True
    held = np.flatnonzero(forced >= 0)
    allowed[forced[held], held] = True
    return allowed


def _trusted(
    problem: Problem,
    needs: tuple[int, ...],
    undependable: Mapping[str, BoolArray],
    teams: IntArray,
) -> BoolArray:
    """Whether each team (n,) may be counted on for each need."""
    trusted = np.ones((teams.size, len(needs)), bool)
    for column, need in enumerate(needs):
        distrusted = undependable.get(problem.needs[need].id)
        if distrusted is not None:
            trusted[:, column] = ~distrusted[teams]
    return trusted


def _cover(ground: _Ground) -> tuple[CoverRule, ...]:
    """Cover is served by teams that may go, are not under way already, and are near enough."""
    problem, idle = ground.problem, ground.usable & (ground.running_at < 0)
    rules = []
    for rule in problem.cover:
        seconds = np.array(rule.travel, np.int64)
        able = np.array([rule.capability in team.units for team in problem.teams], bool)
        members = idle & able & (seconds >= 0) & (ground.ready_s + seconds <= rule.within_s)
        most_lost = min(rule.count, int(members.sum()))
        price = problem.policy.weights.cover_lost * rule.weight
        rules.append(CoverRule(members, int(members.sum()) - most_lost, most_lost, price))
    return tuple(rules)
