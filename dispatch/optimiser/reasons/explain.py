"""Why each team was chosen, and who would go instead at what price."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.solution import (
    NextBest,
    Pick,
    PickReason,
    Reason,
)
from dispatch.optimiser.teams.assign import WANTED
from dispatch.optimiser.teams.board import Board, BoolArray
from dispatch.optimiser.teams.fills import fill_needs
from dispatch.optimiser.teams.packages import BARRED, SCALE, Block, Package, Priced, price_block

Fills = dict[tuple[int, int], dict[str, int]]


@dataclass(slots=True, eq=False)
class Explainer:
    """A finished choice with what is needed to ask "what if" about one team at a time.

    All prices are exact with every other incident left as it is: an incident is priced again
    over all teams that are not used elsewhere.
    """

    board: Board
    blocks: list[Block]
    packages: tuple[Package, ...]
    fills: Fills
    with_next_best: bool = True
    _brought: dict[int, tuple[IntArray, IntArray]] = field(default_factory=dict)
    _rest: dict[int, Priced] = field(default_factory=dict)
    _fills_at: dict[int, Fills] = field(default_factory=dict)
    _barred: IntArray = field(init=False)
    restored: IntArray = field(init=False)
    """Teams (K,) that stand-by moves of the choice bring to each cover rule."""

    def __post_init__(self) -> None:
        self._barred = np.zeros(len(self.board.problem.teams), np.int64)
        self.restored = np.zeros(len(self.board.cover), np.int64)
        for package in self.packages:
            self._barred[list(package.teams)] = BARRED
            restores = self.blocks[package.block].restores
            if restores >= 0:
                self.restored[restores] += len(package.teams)

    @property
    def used(self) -> BoolArray:
        """Teams (T,) that are sent or moved."""
        return np.asarray(self._barred > 0, bool)

    def brought(self, incident: int) -> tuple[IntArray, IntArray]:
        """Teams (n,) that may serve the incident, and units (n, needs) they would count."""
        if incident not in self._brought:
            self._brought[incident] = self.board.brought(incident)
        return self._brought[incident]

    def rest(self, package: Package, team: int) -> Priced:
        """The best package of the same incident if `team` stayed away."""
        if team not in self._rest:
            price = self._barred.copy()
            price[list(package.teams)] = 0
            price[team] = BARRED
            self._rest[team] = price_block(self.blocks[package.block], price)
        return self._rest[team]

    def without(self, package: Package, team: int) -> tuple[int | None, int]:
        """Who would join the package if `team` stayed away, and what that costs."""
        found = self.rest(package, team)
        joined = [other for other in found.teams if other not in package.teams]
        cost = (found.cost - package.cost) // SCALE + self.cover_change(package.teams, found.teams)
        return (joined[0] if joined else None), cost

    def unmet_without(self, package: Package, team: int) -> dict[str, int]:
        """Units by which needs of the incident would be filled less if `team` stayed away."""
        incident = self.blocks[package.block].incident
        now = self.fills_at(incident)
        others = [pair for pair in now if pair[0] not in package.teams]
        instead = [(other, incident) for other in self.rest(package, team).teams]
        then = _units_by_need(fill_needs(self.board, [*others, *instead]))
        lost = {n: units - then.get(n, 0) for n, units in _units_by_need(now).items()}
        return {n: units for n, units in sorted(lost.items()) if units > 0}

    def fills_at(self, incident: int) -> Fills:
        """Who fills what at one incident."""
        if not self._fills_at:
            for pair, given in self.fills.items():
                self._fills_at.setdefault(pair[1], {})[pair] = given
        return self._fills_at.get(incident, {})

    def staying(
        self, block: int, team: int, left: Package | None
    ) -> tuple[int, dict[int, tuple[int, ...]]]:
        """What it would cost if `team` had to serve `block` instead of the package it `left` for.

        Teams that are no longer needed there may take its place in the other. With the cost come
        the teams that both blocks would have.
        """
        package = self.packages[block]
        price = self._barred.copy()
        price[list(package.teams)] = 0
        price[team] = WANTED
        there = price_block(self.blocks[block], price)
        change, undone = there.cost - package.cost, {block: there.teams}
        if left is not None and left.block != block:
            price[list(left.teams)] = 0
            price[[*there.teams, team]] = BARRED
            elsewhere = price_block(self.blocks[left.block], price)
            change += elsewhere.cost - left.cost
            undone[left.block] = elsewhere.teams
        before = [t for number in undone for t in self.packages[number].teams]
        after = [t for teams in undone.values() for t in teams]
        return change // SCALE + self.cover_change(before, after), undone

    def cover_change(
        self, before: Iterable[int], after: Iterable[int], *, priced: bool = True
    ) -> int:
        """Price, or weight, of the cover lost in addition if other teams were used."""
        then = self.used.copy()
        then[list(before)] = False
        then[list(after)] = True
        lost = 0
        for rule, row, back in zip(
            self.board.cover, self.board.problem.cover, self.restored.tolist(), strict=True
        ):
            free = rule.slack + back
            more = max(0, int((rule.members & then).sum()) - free)
            more -= max(0, int((rule.members & self.used).sum()) - free)
            lost += more * (rule.price if priced else row.weight)
        return lost


def _units_by_need(fills: Fills) -> dict[str, int]:
    units: dict[str, int] = {}
    for given in fills.values():
        for need, count in given.items():
            units[need] = units.get(need, 0) + count
    return units


def explain_picks(explainer: Explainer) -> tuple[Pick, ...]:
    """Every pick with its reason, its next best and the price of the change."""
    picks = []
    for package in explainer.packages:
        incident = explainer.blocks[package.block].incident
        if incident < 0:
            continue
        picks += [_pick(explainer, package, team, incident) for team in package.teams]
    return tuple(sorted(picks, key=lambda pick: (pick.incident, pick.eta_s, pick.team)))


def _pick(explainer: Explainer, package: Package, team: int, incident: int) -> Pick:
    board = explainer.board
    row = board.problem.teams[team]
    next_best = None
    if board.forced[team] < 0 and explainer.with_next_best:
        other, price = explainer.without(package, team)
        name = None if other is None else board.problem.teams[other].id
        next_best = NextBest(name, price, explainer.unmet_without(package, team))
    return Pick(
        team=row.id,
        incident=board.problem.incidents[incident].id,
        fills=explainer.fills[team, incident],
        eta_s=int(board.eta_s[team, incident]),
        reason=_reason(explainer, team, incident, next_best),
        next_best=next_best,
    )


def _reason(explainer: Explainer, team: int, incident: int, next_best: NextBest | None) -> Reason:
    board = explainer.board
    facts = _facts(board, team, incident)
    if board.forced[team] == incident:
        on_scene = bool(board.on_scene[team, incident])
        code = PickReason.ON_SCENE if on_scene else PickReason.PINNED
        return Reason(code, facts)
    if board.running_at[team] == incident:
        return Reason(PickReason.KEPT, facts)
    if next_best is not None and next_best.team is None:
        return Reason(PickReason.ONLY_ONE, facts)
    nearer = _nearer_teams(explainer, team, incident)
    if nearer.size == 0:
        return Reason(PickReason.NEAREST, facts)
    if len(explainer.fills[team, incident]) > 1:
        return Reason(
            PickReason.FILLS_SEVERAL, {**facts, **_nearest_fact(explainer, nearer, incident)}
        )
    return Reason(PickReason.BEST_JOINTLY, {**facts, **_nearest_fact(explainer, nearer, incident)})


def _facts(board: Board, team: int, incident: int) -> dict[str, object]:
    row, problem = board.problem.teams[team], board.problem
    facts: dict[str, object] = {"eta_s": int(board.eta_s[team, incident])}
    if board.late_s[team, incident]:
        facts["late_s"] = int(board.late_s[team, incident])
    limit = problem.policy.age_limits.position_s
    if limit is not None and row.position_at is not None and problem.now - row.position_at > limit:
        facts["position_age_s"] = problem.now - row.position_at
    if row.tier:
        facts["tier"] = row.tier
        facts["jurisdiction"] = row.jurisdiction
    return facts


def _nearer_teams(explainer: Explainer, team: int, incident: int) -> IntArray:
    """Teams not already sent here that would be here sooner and count for a need it fills."""
    board = explainer.board
    filled = explainer.fills[team, incident]
    columns = [
        column
        for column, n in enumerate(board.needs_of[incident])
        if board.problem.needs[n].id in filled
    ]
    if not columns:
        return np.zeros(0, np.int64)
    teams, units = explainer.brought(incident)
    eta = board.eta_s[teams, incident]
    able = (units[:, columns] > 0).any(axis=1)
    sooner = able & (eta < board.eta_s[team, incident])
    rows = [k for k in np.flatnonzero(sooner) if (int(teams[k]), incident) not in explainer.fills]
    return np.asarray(teams[rows][np.argsort(eta[rows], kind="stable")], np.int64)


def _nearest_fact(explainer: Explainer, nearer: IntArray, incident: int) -> dict[str, object]:
    board, first = explainer.board, int(nearer[0])
    goes_to = next((i for t, i in explainer.fills if t == first), None)
    return {
        "nearer_team": board.problem.teams[first].id,
        "nearer_eta_s": int(board.eta_s[first, incident]),
        "nearer_goes_to": None if goes_to is None else board.problem.incidents[goes_to].id,
    }
