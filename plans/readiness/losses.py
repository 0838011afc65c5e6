"""Which single loss breaks a case that holds: one team, one depot, one road (pure).

Proven, each way: a team breaks a case exactly when it brings more units in time than there are to
spare by some deadline. A depot that the plan of trips does not draw on breaks nothing, because the
plan stands without it; one that it draws on is taken away and the goods are solved again. A road
breaks nothing if the case holds even when everybody who comes over it stays away; only otherwise
the ways of those, and of nobody else, are found again with the road closed. Where goods stay
undecided in the time allowed the loss is told as possible (`proven` false).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from plans.readiness.cases import Solved, Solver, by_capability
from plans.readiness.goods import Haulage
from plans.readiness.ground import IntArray
from plans.readiness.supply import Asked, Curve, curve_of, fill


@dataclass(frozen=True, slots=True)
class Loss:
    """A single loss that breaks a case: what is lost and what falls short by how much."""

    kind: Literal["team", "depot", "road"]
    key: str
    name: str
    asked: Asked
    missing: int | None
    proven: bool = True


def team_losses(solver: Solver, solved: Solved) -> list[Loss]:
    """Return the teams whose loss alone breaks a case that is met, the worst first; exact."""
    worst: dict[int, Loss] = {}
    for row, one in enumerate(solved.filled):
        if one.asked.is_item or one.asked.quantity is None:
            continue
        curve = solver.supply.curve(solved.case.spot, one.asked.code)
        in_time = curve.at_s <= one.asked.within_s
        for at in np.flatnonzero(in_time & (curve.units > one.slack)).tolist():
            team, missing = int(curve.teams[at]), int(curve.units[at]) - one.slack
            before = worst.get(team)
            if before is None or (before.missing or 0) < missing:
                force = solver.ground.teams[team]
                asked = solved.filled[row].asked
                worst[team] = Loss("team", str(force.id), force.name, asked, missing)
    return sorted(worst.values(), key=lambda loss: (-(loss.missing or 0), loss.name))


def depot_losses(solver: Solver, solved: Solved) -> list[Loss]:
    """Return the depots whose loss alone breaks a case that is met."""
    asked = [one for one in solved.case.asked if one.is_item and one.quantity is not None]
    found = []
    for row in sorted(solved.depots):
        loss = _depot_loss(solver, solved.case.spot, asked, row)
        found += [loss] if loss is not None else []
    return found


def _depot_loss(solver: Solver, spot: int, asked: Sequence[Asked], row: int) -> Loss | None:
    store = solver.ground.depots[row]
    most = solver.haulage(spot).most(asked, {row})
    short = [k for k, one in enumerate(asked) if most[k] < (one.quantity or 0)]
    if short:
        missing = (asked[short[0]].quantity or 0) - most[short[0]]
        return Loss("depot", str(store.id), store.name, asked[short[0]], missing)
    done, _depots = solver.goods(spot, asked, {row})
    for one in done:
        if one.missing:
            return Loss("depot", str(store.id), store.name, one.asked, one.missing, one.proven)
    return None


def road_loss(
    solver: Solver, solved: Solved, key: str, name: str, detour: tuple[IntArray, dict[int, int]]
) -> Loss | None:
    """Return the loss of a road if a met case falls short with the ways round it, else None.

    `detour` holds arrivals (t,) with the road closed, and by depot row the haul that is longer then
    (-1: no way), both in seconds.
    """
    at_s, hauls = detour
    for rows in by_capability(solved.case.asked).values():
        asked = [solved.case.asked[k] for k in rows]
        curve: Curve = curve_of(solver.ground, solved.case.spot, asked[0].code, at_s=at_s)
        for one in fill(curve, asked):
            if one.missing:
                return Loss("road", key, name, one.asked, one.missing)
    if not solved.depots & set(hauls):
        return None
    return _goods_by_detour(solver, solved, Loss("road", key, name, solved.case.asked[0], 0), hauls)


def _goods_by_detour(
    solver: Solver, solved: Solved, loss: Loss, hauls: dict[int, int]
) -> Loss | None:
    """Load again with the longer hauls; the trips of the other depots are as they were."""
    spot = solved.case.spot
    asked = [one for one in solved.case.asked if one.is_item and one.quantity is not None]
    haul_s = solver.ground.haul_s.copy()
    for row, seconds in hauls.items():
        haul_s[spot, row] = seconds
    round_it = Haulage(replace(solver.ground, haul_s=haul_s), spot)
    done, _used = solver.goods(spot, asked, haulage=round_it)
    for one in done:
        if one.missing:
            return replace(loss, asked=one.asked, missing=one.missing, proven=one.proven)
    return None
