"""The teams' half of a problem as arrays: who may go where, at what price, counting for what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dispatch.optimiser import constraints
from dispatch.optimiser.parts import Incident, IntArray, Need, Running
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
class Board:
    """Arrays over teams (T) and incidents (I).

    Attributes
    ----------
    eta_s : (T, I) seconds until the team is there, -1 where it cannot come.
    may_go : (T, I) whether the hard rules allow the pair, pins and scenes included.
    cost : (T, I) weighted price of sending the team, disturbance of the running ones netted off.
    units : (T, C) units of each needed capability.
    forced : incident of each team that must go there (pinned, or staying on scene), else -1.
    constant : price of disturbing every movable running team; keeping one gives its share back.
    """

    problem: Problem
    capability: dict[str, int]
    units: IntArray
    usable: BoolArray
    reachable: BoolArray
    excluded: BoolArray
    eta_s: IntArray
    late_s: IntArray
    may_go: BoolArray
    cost: IntArray
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
        brought = counted_units(
            self.problem, needs, self.capability, self.units, self.eta_s[:, incident]
        )
        for column, need in enumerate(needs):
            distrusted = self.undependable.get(self.problem.needs[need].id)
            if distrusted is not None:
                brought[:, column] *= ~distrusted
        return brought


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
    needs_of = _needs_of(problem, index)
    capability = _capabilities(problem)
    units = _units(problem, capability)
    excluded = _pairs(problem.exclusions, team_index, index, units.shape[0], len(index))
    usable = np.array(
        [constraints.team_may_go(t, running.get(k)) for k, t in enumerate(problem.teams)], bool
    )
    on_scene = _on_scene(running, index, units.shape[0], len(index))
    eta_s = _arrivals(problem, on_scene)
    allowed = usable[:, None] & (eta_s >= 0) & ~excluded
    forced, unmet = _forced(problem, team_index, index, running, allowed, usable, eta_s)
    held = forced >= 0
    allowed = allowed & (~held[:, None] | (forced[:, None] == np.arange(len(index))))
    counts, late_s = _counting(problem, needs_of, capability, units, eta_s)
    price = _prices(problem, eta_s, late_s, on_scene)
    running_at = np.full(len(problem.teams), -1, np.int64)
    for team, row in running.items():
        running_at[team] = index[row.incident]
    disturbed = _disturbed(problem, running, running_at, counts, usable, excluded, forced)
    bonus = disturbed * problem.policy.weights.disturbance
    for mover in np.flatnonzero(bonus).tolist():
        price[mover, running_at[mover]] -= bonus[mover]
    is_forced_here = held[:, None] & (forced[:, None] == np.arange(len(index)))
    return Board(
        problem=problem,
        capability=capability,
        units=units,
        usable=usable,
        reachable=eta_s >= 0,
        excluded=excluded,
        eta_s=eta_s,
        late_s=late_s,
        may_go=allowed & (counts | is_forced_here),
        cost=price,
        forced=forced,
        running_at=running_at,
        on_scene=on_scene,
        disturbed_s=disturbed,
        constant=int(disturbed.sum()) * problem.policy.weights.disturbance,
        cover=_cover(problem, running, usable),
        needs_of=needs_of,
        unmet_pins=unmet,
        dropped=dropped,
        undependable=undependable or {},
    )


def counted_units(
    problem: Problem,
    needs: tuple[int, ...],
    capability: dict[str, int],
    units: IntArray,
    eta_s: IntArray,
) -> IntArray:
    """Units (T, n) of each team for each need, none after its time.

    Capped by what the incident's needs for that capability ask together.
    """
    rows = [problem.needs[n] for n in needs]
    columns = [capability[need.capability or ""] for need in rows]
    asked: dict[int, int] = {}
    for column, need in zip(columns, rows, strict=True):
        asked[column] = asked.get(column, 0) + need.amount
    amounts = np.array([asked[column] for column in columns], np.int64)
    until = np.array([constraints.useful_until_s(n, problem.policy) for n in rows], np.int64)
    in_time = (eta_s[:, None] >= 0) & (eta_s[:, None] <= until)
    return np.minimum(units[:, columns], amounts) * in_time


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
    units = np.zeros((len(problem.teams), max(len(capability), 1)), np.int64)
    for k, team in enumerate(problem.teams):
        for code, amount in team.units.items():
            if code in capability:
                units[k, capability[code]] = amount
    return units


def _pairs(
    pairs: tuple[object, ...], teams: dict[str, int], index: dict[str, int], rows: int, columns: int
) -> BoolArray:
    marked = np.zeros((rows, columns), bool)
    for pair in pairs:
        marked[teams[pair.team], index[pair.incident]] = True  # type: ignore[attr-defined]
    return marked


def _on_scene(
    running: dict[int, Running], index: dict[str, int], rows: int, columns: int
) -> BoolArray:
    marked = np.zeros((rows, columns), bool)
    for team, row in running.items():
        marked[team, index[row.incident]] = row.state.value == "on_scene"
    return marked


def _arrivals(problem: Problem, on_scene: BoolArray) -> IntArray:
    """`ready_s` + travel, nothing for a team that is there, -1 where there is no way."""
    ready = np.array([team.ready_s for team in problem.teams], np.int64)
    travel = np.asarray(problem.travel.teams_to_incidents, np.int64)
    eta_s = np.where(travel >= 0, ready[:, None] + travel, -1)
    return np.where(on_scene, 0, eta_s)


def _forced(
    problem: Problem,
    teams: dict[str, int],
    index: dict[str, int],
    running: dict[int, Running],
    allowed: BoolArray,
    usable: BoolArray,
    eta_s: IntArray,
) -> tuple[IntArray, tuple[tuple[int, int, str], ...]]:
    """Where teams must go: pins that can hold come before staying on scene."""
    forced = np.full(len(problem.teams), -1, np.int64)
    for team, row in running.items():
        home = index[row.incident]
        if constraints.stays_on_scene(row, problem.policy) and allowed[team, home]:
            forced[team] = home
    unmet = []
    for pin in problem.pins:
        team, incident = teams[pin.team], index[pin.incident]
        if allowed[team, incident]:
            forced[team] = incident
        else:
            unmet.append((team, incident, _unmet_reason(problem, team, usable)))
    return forced, tuple(unmet)


def _unmet_reason(problem: Problem, team: int, usable: BoolArray) -> str:
    row = problem.teams[team]
    if not row.agreed:
        return "agreement_missing"
    if not row.staffed:
        return "no_staff"
    return "none_reachable" if usable[team] else "none_free"


def _counting(
    problem: Problem,
    needs_of: tuple[tuple[int, ...], ...],
    capability: dict[str, int],
    units: IntArray,
    eta_s: IntArray,
) -> tuple[BoolArray, IntArray]:
    """Whether a team counts for anything there (T, I), and its seconds late.

    A pick is late by the most any need it counts for is late.
    """
    counts = np.zeros(eta_s.shape, bool)
    late_s = np.zeros(eta_s.shape, np.int64)
    for incident, needs in enumerate(needs_of):
        if not needs:
            continue
        brought = counted_units(problem, needs, capability, units, eta_s[:, incident]) > 0
        counts[:, incident] = brought.any(axis=1)
        for column, need in enumerate(needs):
            late = constraints.seconds_late(eta_s[:, incident], problem.needs[need])
            late_s[:, incident] = np.maximum(late_s[:, incident], late * brought[:, column])
    return counts, late_s


def _prices(problem: Problem, eta_s: IntArray, late_s: IntArray, on_scene: BoolArray) -> IntArray:
    weights = problem.policy.weights
    priority = _priority(problem.incidents)
    tier_s = np.array([team.tier for team in problem.teams], np.int64) * problem.policy.tier_price_s
    driven = np.maximum(np.asarray(problem.travel.teams_to_incidents, np.int64), 0)
    distance = np.where(on_scene, 0, driven + tier_s[:, None])
    timed = weights.response_time * np.maximum(eta_s, 0) + weights.lateness * late_s
    return np.asarray(timed * priority + weights.distance_cost * distance, np.int64)


def _priority(incidents: tuple[Incident, ...]) -> IntArray:
    return np.array([constraints.priority_weight(i.priority) for i in incidents], np.int64)


def _disturbed(
    problem: Problem,
    running: dict[int, Running],
    running_at: IntArray,
    counts: BoolArray,
    usable: BoolArray,
    excluded: BoolArray,
    forced: IntArray,
) -> IntArray:
    """Seconds (T,) of price for taking each running team away.

    Due where the team still counts for something and may stay; taking it away is free otherwise.
    """
    seconds = np.zeros(len(problem.teams), np.int64)
    for team, row in running.items():
        at = int(running_at[team])
        may_stay = usable[team] and not excluded[team, at] and counts[team, at]
        if may_stay and forced[team] != at:
            seconds[team] = constraints.disturbance_s(row, problem.policy)
    return seconds


def _cover(
    problem: Problem, running: dict[int, Running], usable: BoolArray
) -> tuple[CoverRule, ...]:
    """Cover is served by teams that may go, are not under way already, and are near enough."""
    ready = np.array([team.ready_s for team in problem.teams], np.int64)
    idle = usable & np.array([k not in running for k in range(len(problem.teams))], bool)
    rules = []
    for rule in problem.cover:
        seconds = np.array(rule.travel, np.int64)
        able = np.array([rule.capability in team.units for team in problem.teams], bool)
        members = idle & able & (seconds >= 0) & (ready + seconds <= rule.within_s)
        most_lost = min(rule.count, int(members.sum()))
        price = problem.policy.weights.cover_lost * rule.weight
        rules.append(CoverRule(members, int(members.sum()) - most_lost, most_lost, price))
    return tuple(rules)
