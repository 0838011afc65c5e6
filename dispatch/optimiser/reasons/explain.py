"""Why each team was chosen, who would go instead, and what each change to what is running buys."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.solution import (
    Change,
    Difference,
    NextBest,
    Pick,
    PickReason,
    Reason,
    Solution,
)
from dispatch.optimiser.teams.assign import WANTED
from dispatch.optimiser.teams.board import Board, BoolArray
from dispatch.optimiser.teams.packages import BARRED, SCALE, Block, Package, price_block

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
    _brought: dict[int, IntArray] = field(default_factory=dict)
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

    def brought(self, incident: int) -> IntArray:
        """Units (T, n) every team would count for the incident's needs."""
        if incident not in self._brought:
            self._brought[incident] = self.board.counted_units(incident)
        return self._brought[incident]

    def without(self, package: Package, team: int) -> tuple[int | None, int]:
        """Who would join the package if `team` stayed away, and what that costs."""
        price = self._barred.copy()
        price[list(package.teams)] = 0
        price[team] = BARRED
        found = price_block(self.blocks[package.block], price)
        joined = [other for other in found.teams if other not in package.teams]
        cost = (found.cost - package.cost) // SCALE + self._cover_change(package.teams, found.teams)
        return (joined[0] if joined else None), cost

    def staying(self, block: int, team: int, left: Package | None) -> int:
        """What it would cost if `team` had to serve `block` instead of the package it `left` for.

        Teams that are no longer needed there may take its place in the other.
        """
        package = self.packages[block]
        price = self._barred.copy()
        price[list(package.teams)] = 0
        price[team] = WANTED
        there = price_block(self.blocks[block], price)
        change = there.cost - package.cost
        if left is not None:
            price[list(left.teams)] = 0
            price[[*there.teams, team]] = BARRED
            change += price_block(self.blocks[left.block], price).cost - left.cost
        return change // SCALE

    def _cover_change(self, before: tuple[int, ...], after: tuple[int, ...]) -> int:
        used = self._barred > 0
        then = used.copy()
        then[list(before)] = False
        then[list(after)] = True
        return sum(
            rule.price
            * (
                max(0, int((rule.members & then).sum()) - rule.slack - back)
                - max(0, int((rule.members & used).sum()) - rule.slack - back)
            )
            for rule, back in zip(self.board.cover, self.restored.tolist(), strict=True)
        )


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
        next_best = NextBest(None if other is None else board.problem.teams[other].id, price)
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
    able = (explainer.brought(incident)[:, columns] > 0).any(axis=1)
    eta = board.eta_s[:, incident]
    free = able & board.may_go[:, incident] & (eta < eta[team])
    rows = np.flatnonzero(free)
    rows = rows[[(int(row), incident) not in explainer.fills for row in rows]]
    return np.asarray(rows[np.argsort(eta[rows], kind="stable")], np.int64)


def _nearest_fact(explainer: Explainer, nearer: IntArray, incident: int) -> dict[str, object]:
    board, first = explainer.board, int(nearer[0])
    goes_to = next((i for t, i in explainer.fills if t == first), None)
    return {
        "nearer_team": board.problem.teams[first].id,
        "nearer_eta_s": int(board.eta_s[first, incident]),
        "nearer_goes_to": None if goes_to is None else board.problem.incidents[goes_to].id,
    }


def difference_to_running(explainer: Explainer, picks: tuple[Pick, ...]) -> Difference:
    """How the picks differ from the assignments in force, and what each difference buys."""
    sent = {pick.team: pick for pick in picks}
    was = {row.team: row.incident for row in explainer.board.problem.running}
    kept, redirected, recalled = [], [], []
    for team, incident in was.items():
        pick = sent.get(team)
        if pick is None:
            recalled.append(
                Change(team, None, incident, _change_buys(explainer, team, incident, None))
            )
        elif pick.incident == incident:
            kept.append(Change(team, incident, incident, _pick_buys(pick)))
        else:
            buys = _change_buys(explainer, team, incident, pick)
            redirected.append(Change(team, pick.incident, incident, buys))
    added = [Change(p.team, p.incident, None, _pick_buys(p)) for p in picks if p.team not in was]
    return Difference(tuple(kept), tuple(added), tuple(redirected), tuple(recalled))


def _pick_buys(pick: Pick) -> dict[str, object]:
    """Units filled, and what the objective would lose without the pick."""
    price = pick.next_best.price if pick.next_best is not None else None
    return {"fills": dict(pick.fills), "price_without": price}


def _change_buys(explainer: Explainer, team: str, was: str, pick: Pick | None) -> dict[str, object]:
    """What the objective would lose if the team had to stay where it was; None: it could not."""
    board = explainer.board
    row = next(k for k, t in enumerate(board.problem.teams) if t.id == team)
    block = _block_of(explainer, row, was)
    left = next((package for package in explainer.packages if row in package.teams), None)
    saves = None if block is None else explainer.staying(block, row, left)
    return {"fills": {} if pick is None else dict(pick.fills), "saves": saves}


def _block_of(explainer: Explainer, team: int, incident: str) -> int | None:
    """The block of an incident in which a team counts and may serve."""
    for number, block in enumerate(explainer.blocks):
        at_home = block.incident >= 0 and (
            explainer.board.problem.incidents[block.incident].id == incident
        )
        if at_home and bool((block.teams == team).any()):
            return number
    return None


def difference_to_previous(previous: Solution, picks: tuple[Pick, ...]) -> Difference:
    """How the picks differ from those of the proposal before."""
    was = {pick.team: pick.incident for pick in previous.picks}
    now = {pick.team: pick for pick in picks}
    kept: list[Change] = []
    added: list[Change] = []
    redirected: list[Change] = []
    for pick in picks:
        before = was.get(pick.team)
        change = Change(pick.team, pick.incident, before, _pick_buys(pick))
        (added if before is None else kept if before == pick.incident else redirected).append(
            change
        )
    recalled = [Change(t, None, incident) for t, incident in was.items() if t not in now]
    return Difference(tuple(kept), tuple(added), tuple(redirected), tuple(recalled))
