"""Why a capability need stays short: the obstacle whose removal would help most cheaply."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dispatch.optimiser import constraints
from dispatch.optimiser.parts import IntArray, Need
from dispatch.optimiser.reasons.group_shortfalls import BYSTANDER
from dispatch.optimiser.reasons.levers import lever_of
from dispatch.optimiser.solution import FixCode, Reason, Shortfall, ShortfallReason
from dispatch.optimiser.teams.board import Board, BoolArray

Fills = dict[tuple[int, int], dict[str, int]]


@dataclass(frozen=True, slots=True, eq=False)
class Obstacles:
    """For one short need, what stands between each team (T,) that has the capability and it."""

    able: BoolArray
    here: BoolArray
    used: BoolArray
    excluded: BoolArray
    not_agreed: BoolArray
    not_staffed: BoolArray
    not_free: BoolArray
    far: BoolArray
    late: BoolArray
    covering: BoolArray
    eta_s: IntArray

    def only(self, *allowed: str) -> BoolArray:
        """Teams that only the named obstacles keep away."""
        names = (
            "used",
            "excluded",
            "not_agreed",
            "not_staffed",
            "not_free",
            "far",
            "late",
            "covering",
        )
        clear = self.able & ~self.here
        for name in names:
            if name not in allowed:
                clear = clear & ~getattr(self, name)
        return clear


def explain_team_shortfalls(
    board: Board, fills: Fills, short: list[tuple[Need, int]]
) -> list[Shortfall]:
    """One shortfall with its reason for every capability need that is not filled."""
    found = []
    for need, amount in short:
        if amount and need.capability is not None:
            code, facts, fix = _reason(board, fills, need)
            found.append(Shortfall(need.id, amount, code, facts, fix))
    return found


Answer = tuple[str, dict[str, object], Reason | None]


def _reason(board: Board, fills: Fills, need: Need) -> Answer:
    seen = _obstacles(board, fills, need)
    if not seen.able.any():
        facts: dict[str, object] = {"capability": need.capability}
        return ShortfallReason.NO_SUCH_CAPABILITY, facts, Reason(FixCode.ASK_OUTSIDE, facts)
    idle = seen.only()
    if _suffice(board, fills, need, idle):
        rows = np.flatnonzero(idle)
        kept = ShortfallReason.KEPT_FOR_COVER
        code, told, fix = _answer(board, fills, need, seen, rows, kept, FixCode.ACCEPT_PART)
        return code, {**told, BYSTANDER: True}, fix
    steps = [
        _answer(board, fills, need, seen, rows, code, step)
        for obstacle, code, step in _LADDER
        for rows in [np.flatnonzero(seen.only(*obstacle) & ~idle)]
        if rows.size
    ]
    if not steps:
        return _mixed(board, fills, need, seen)
    code, told, _ = steps[0]
    return code, told, next((fix for _, _, fix in steps if _helps(fix)), steps[0][2])


def _helps(fix: Reason | None) -> bool:
    """Whether a lever alone would fill something of the need."""
    return fix is not None and bool(fix.facts.get("would_fill"))


def _suffice(board: Board, fills: Fills, need: Need, teams: BoolArray) -> bool:
    """Whether some teams, with those that are there, would make help for a need useful."""
    column = board.capability[need.capability or ""]
    there = sum(given.get(need.id, 0) for given in fills.values())
    useful = need.amount if need.group is not None else need.least
    more = int(board.units[teams, column].sum())
    return more > 0 and there + more >= useful


_LADDER: tuple[tuple[tuple[str, ...], ShortfallReason, FixCode], ...] = (
    (("excluded",), ShortfallReason.EXCLUDED_BY_OFFICER, FixCode.LIFT_EXCLUSION),
    (("not_agreed",), ShortfallReason.AGREEMENT_MISSING, FixCode.SIGN_AGREEMENT),
    (("covering",), ShortfallReason.KEPT_FOR_COVER, FixCode.GIVE_UP_COVER),
    (("used",), ShortfallReason.HELD_BY_HIGHER_NEED, FixCode.REDIRECT),
    (("used", "covering"), ShortfallReason.HELD_BY_HIGHER_NEED, FixCode.REDIRECT),
    (("not_staffed",), ShortfallReason.NO_STAFF, FixCode.CALL_IN_STAFF),
    (("not_free",), ShortfallReason.NONE_FREE, FixCode.RELEASE_TEAM),
    (("late",), ShortfallReason.TOO_LATE, FixCode.ACCEPT_LATER),
    (("far",), ShortfallReason.NONE_REACHABLE, FixCode.OPEN_ROAD),
)


def _mixed(board: Board, fills: Fills, need: Need, seen: Obstacles) -> Answer:
    """Every able team meets several obstacles: name the one that all of them share, roads first."""
    idle = seen.only()
    away = seen.able & ~seen.here & ~idle
    if not away.any():
        facts: dict[str, object] = {"all_sent": int((seen.able & seen.here).sum())}
        if idle.any():
            facts["too_few"] = int(idle.sum())
        return ShortfallReason.NONE_FREE, facts, Reason(FixCode.ASK_OUTSIDE, facts)
    shared: tuple[tuple[BoolArray, ShortfallReason, FixCode], ...] = (
        (seen.far, ShortfallReason.NONE_REACHABLE, FixCode.OPEN_ROAD),
        (seen.late, ShortfallReason.TOO_LATE, FixCode.ACCEPT_LATER),
        (seen.not_free, ShortfallReason.NONE_FREE, FixCode.RELEASE_TEAM),
        (seen.not_staffed, ShortfallReason.NO_STAFF, FixCode.CALL_IN_STAFF),
        (seen.not_agreed, ShortfallReason.AGREEMENT_MISSING, FixCode.SIGN_AGREEMENT),
        (seen.excluded, ShortfallReason.EXCLUDED_BY_OFFICER, FixCode.LIFT_EXCLUSION),
    )
    for stopped, code, fix in shared:
        if bool(stopped[away].all()):
            return _not_alone(_answer(board, fills, need, seen, np.flatnonzero(away), code, fix))
    rows, code = np.flatnonzero(away), ShortfallReason.NONE_FREE
    return _not_alone(_answer(board, fills, need, seen, rows, code, FixCode.ASK_OUTSIDE))


def _not_alone(answer: Answer) -> Answer:
    """Where other obstacles remain the lever is named, but fills nothing by itself."""
    code, facts, fix = answer
    return code, facts, fix and Reason(fix.code, {**fix.facts, "would_fill": 0})


def _answer(
    board: Board,
    fills: Fills,
    need: Need,
    seen: Obstacles,
    rows: IntArray,
    code: ShortfallReason,
    fix: FixCode,
) -> Answer:
    """The nearest of the teams concerned carries the facts of reason and fix."""
    eta = np.where(seen.eta_s[rows] >= 0, seen.eta_s[rows], constraints.NO_LIMIT_S)
    nearest = int(rows[int(np.argmin(eta))])
    team = board.problem.teams[nearest]
    facts: dict[str, object] = {"teams": int(rows.size), "nearest_team": team.id}
    if seen.eta_s[nearest] >= 0:
        facts["eta_s"] = int(seen.eta_s[nearest])
    held_by = next((i for t, i in fills if t == nearest), None)
    if code is ShortfallReason.HELD_BY_HIGHER_NEED and held_by is not None:
        facts["held_by_incident"] = board.problem.incidents[held_by].id
    if code is ShortfallReason.TOO_LATE:
        facts["useful_until_s"] = constraints.useful_until_s(need, board.problem.policy)
    return code, facts, lever_of(board, fills, need, seen.eta_s, rows, fix)


def _obstacles(board: Board, fills: Fills, need: Need) -> Obstacles:
    problem = board.problem
    incident = next(k for k, i in enumerate(problem.incidents) if i.id == need.incident)
    column = board.capability[need.capability or ""]
    eta_s = board.eta_s[:, incident]
    sent = np.zeros(len(problem.teams), bool)
    sent[[t for t, _ in fills]] = True
    here = np.zeros(len(problem.teams), bool)
    here[[t for t, i in fills if i == incident]] = True
    running = np.isin(np.arange(len(problem.teams)), np.flatnonzero(board.running_at >= 0))
    until = constraints.useful_until_s(need, problem.policy)
    return Obstacles(
        able=board.units[:, column] > 0,
        here=here,
        used=sent & ~here,
        excluded=board.excluded[:, incident],
        not_agreed=_each(board, lambda k: not problem.teams[k].agreed),
        not_staffed=_each(board, lambda k: not problem.teams[k].staffed),
        not_free=_each(board, lambda k: not problem.teams[k].free) & ~running,
        far=eta_s < 0,
        late=(eta_s > until) | board.undependable.get(need.id, False),
        covering=_covering(board, sent),
        eta_s=eta_s,
    )


def _each(board: Board, rule: Callable[[int], bool]) -> BoolArray:
    return np.array([rule(k) for k in range(len(board.problem.teams))], bool)


def _covering(board: Board, sent: BoolArray) -> BoolArray:
    """Idle teams whose leaving would lose cover."""
    found = np.zeros(len(board.problem.teams), bool)
    for rule in board.cover:
        if int((rule.members & sent).sum()) >= rule.slack:
            found |= rule.members & ~sent
    return found
