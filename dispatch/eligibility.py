"""Whose teams and goods may serve which incident: the city's own, agreed ones, lent ones.

An agreement counts only for what its terms name, and up to what they say. Whatever a city's own
incidents may use without any agreement is never taken from them here.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from core.visibility import prefix_of
from dispatch.picture import Picture, SeenIncident
from resources.queries_seen import InForce
from resources.queries_solver import SolverDepot, SolverLot, SolverTeam
from resources.sharing import Term, term_for_item, terms_for_team

BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int32]
_CITY = 4
_LAST = 2**31 - 1


def eligible_teams(
    picture: Picture, incidents: Sequence[SeenIncident], seconds: IntArray
) -> BoolArray:
    """Which team may serve which incident (T, I).

    Parameters
    ----------
    seconds : (T, I) travel times, s; below zero there is no way. They order the teams under a
        term that lets only so many help at once: those already there come first, then the nearest.
    """
    teams = picture.teams
    agreed = _same_city([team.jurisdiction_code for team in teams], incidents)
    running = {order.team_id: order.incident_id for order in picture.running}
    for each in picture.agreements:
        receives = _receives(each, incidents)
        own: BoolArray = np.asarray(agreed[:, receives].all(axis=1), np.bool_)
        helping = _helping(each, teams, own, receives, seconds, running, incidents)
        agreed |= helping[:, None] & receives[None, :]
    for row, team in enumerate(teams):
        if team.id in picture.lent:
            agreed[row] = _of_lent(agreed[row], team, picture.lent[team.id], incidents, running)
    return agreed


def _same_city(codes: Sequence[str], incidents: Sequence[SeenIncident]) -> BoolArray:
    home = np.array([code[:_CITY] for code in codes], np.str_)
    scene = np.array([one.jurisdiction_code[:_CITY] for one in incidents], np.str_)
    same: BoolArray = home[:, None] == scene[None, :]
    return same


def _receives(each: InForce, incidents: Sequence[SeenIncident]) -> BoolArray:
    return _within(each.receiver_code, [one.jurisdiction_code for one in incidents])


def _within(area: str, codes: Sequence[str]) -> BoolArray:
    around = prefix_of(area)
    return np.array([code.startswith(around) for code in codes], np.bool_)


def _helping(
    each: InForce,
    teams: Sequence[SolverTeam],
    own: BoolArray,
    receives: BoolArray,
    seconds: IntArray,
    running: Mapping[UUID, UUID],
    incidents: Sequence[SeenIncident],
) -> BoolArray:
    """Which teams may help under one agreement (T,); a term may let only so many of them.

    A team that may go there anyway needs no agreement and uses none up.
    """
    provides = _within(each.provider_code, [team.jurisdiction_code for team in teams]) & ~own
    if not each.terms or not receives.any():
        return provides & bool(receives.any())
    there = {one.id for one, here in zip(incidents, receives, strict=True) if here}
    nearest = np.where(seconds < 0, _LAST, seconds)[:, receives].min(axis=1)
    order = sorted(
        np.flatnonzero(provides).tolist(),
        key=lambda row: (running.get(teams[row].id) not in there, int(nearest[row]), row),
    )
    helping = np.zeros(len(teams), np.bool_)
    used: dict[Term, int] = defaultdict(int)
    for row in order:
        team = teams[row]
        under = terms_for_team(each.terms, team.kind, team.capability_codes)
        open_terms = [term for term in under if term.most is None or used[term] < term.most]
        helping[row] = bool(open_terms)
        if open_terms and all(term.most is not None for term in open_terms):
            used[open_terms[0]] += 1
    return helping


def _of_lent(
    agreed: BoolArray,
    team: SolverTeam,
    receiver: str,
    incidents: Sequence[SeenIncident],
    running: Mapping[UUID, UUID],
) -> BoolArray:
    """Where a lent team may go: to the receiver; its own city keeps it only inside that city."""
    theirs = _within(receiver, [one.jurisdiction_code for one in incidents])
    if receiver[:_CITY] == team.jurisdiction_code[:_CITY]:
        return agreed | theirs
    here = np.array([one.id == running.get(team.id) for one in incidents], np.bool_)
    return theirs | (agreed & here)


@dataclass(frozen=True)
class EligibleGoods:
    """What may be sent from where to where.

    `reach` (D, I) says which depot may serve which incident; `lots` are those that may be used at
    all, with no more in them than agreements leave; `barred` is what only an agreement is missing
    for, in units, by item and incident.
    """

    reach: BoolArray
    lots: list[SolverLot]
    barred: Mapping[tuple[str, UUID], int] = field(default_factory=dict)


def eligible_goods(picture: Picture, incidents: Sequence[SeenIncident]) -> EligibleGoods:
    """Return which goods may serve which incident.

    The optimiser knows ways from depots, not from lots. So where an agreement covers one item of a
    depot and not another that the same incident also needs, the depot does not serve it: too
    little is offered rather than something that nobody agreed to.
    """
    own = _same_city([depot.jurisdiction_code for depot in picture.depots], incidents)
    if own.all():
        return EligibleGoods(own, picture.lots)
    rows = {depot.id: row for row, depot in enumerate(picture.depots)}
    needed = _needed(picture, incidents)
    allowed = {
        (row, item): own[row] | _agreed_item(picture, picture.depots[row], item, incidents)
        for row, item in sorted({(rows[lot.depot_id], lot.item_code) for lot in picture.lots})
    }
    reach = own.copy()
    for (row, item), where in allowed.items():
        reach[row] |= where & needed[item]
    for (row, item), where in allowed.items():
        if (where & needed[item]).any():
            reach[row] &= ~needed[item] | where
    shelves = {
        key: _shelf(picture, key, where, needed[key[1]], incidents)
        for key, where in allowed.items()
    }
    lots, barred = _usable_lots(picture, rows, shelves)
    return EligibleGoods(reach, lots, barred)


def _needed(picture: Picture, incidents: Sequence[SeenIncident]) -> Mapping[str, BoolArray]:
    """At which incidents each item is needed (I,)."""
    column = {one.id: k for k, one in enumerate(incidents)}
    needed: dict[str, BoolArray] = defaultdict(lambda: np.zeros(len(incidents), np.bool_))
    for need in picture.needs:
        if need.item_code is not None and need.remaining > 0 and need.incident_id in column:
            needed[need.item_code][column[need.incident_id]] = True
    return needed


def _agreed_item(
    picture: Picture, depot: SolverDepot, item: str, incidents: Sequence[SeenIncident]
) -> BoolArray:
    where = np.zeros(len(incidents), np.bool_)
    for each in _covering(picture, depot, item):
        where |= _receives(each, incidents)
    return where


def _covering(picture: Picture, depot: SolverDepot, item: str) -> list[InForce]:
    return [
        each
        for each in picture.agreements
        if depot.jurisdiction_code.startswith(prefix_of(each.provider_code))
        and (not each.terms or term_for_item(each.terms, item) is not None)
    ]


@dataclass(frozen=True)
class _Shelf:
    """What may be done with one item of one depot."""

    usable: bool
    barred_at: tuple[UUID, ...]
    covering: tuple[InForce, ...] | None


def _usable_lots(
    picture: Picture,
    rows: Mapping[UUID, int],
    shelves: Mapping[tuple[int, str], _Shelf],
) -> tuple[list[SolverLot], dict[tuple[str, UUID], int]]:
    """Leave out what nobody who needs it may use, and cap what an agreement caps."""
    usable: list[SolverLot] = []
    barred: dict[tuple[str, UUID], int] = defaultdict(int)
    left = dict(picture.left_of_items)
    for lot in picture.lots:
        shelf = shelves[rows[lot.depot_id], lot.item_code]
        for incident_id in shelf.barred_at:
            barred[lot.item_code, incident_id] += lot.free
        if not shelf.usable:
            continue
        if shelf.covering is None:
            usable.append(lot)
        elif (amount := _take(shelf.covering, lot, left)) > 0:
            usable.append(lot._replace(free=amount))
    return usable, dict(barred)


def _shelf(
    picture: Picture,
    key: tuple[int, str],
    where: BoolArray,
    wanted: BoolArray,
    incidents: Sequence[SeenIncident],
) -> _Shelf:
    depot = picture.depots[key[0]]
    city = depot.jurisdiction_code[:_CITY]
    is_own = any(one.jurisdiction_code[:_CITY] == city for one in incidents)
    return _Shelf(
        usable=bool((where & wanted).any()) or not wanted.any(),
        barred_at=tuple(
            incidents[column].id for column in np.flatnonzero(wanted & ~where).tolist()
        ),
        covering=None if is_own else tuple(_covering(picture, depot, key[1])),
    )


def _take(covering: Sequence[InForce], lot: SolverLot, left: dict[tuple[UUID, str], int]) -> int:
    """How much of a lot agreements still allow; what they cap is counted down lot by lot."""
    keys = [(each.id, lot.item_code) for each in covering]
    if not keys or any(key not in left for key in keys):
        return lot.free
    amount = 0
    for key in keys:
        taken = min(left[key], lot.free - amount)
        left[key] -= taken
        amount += taken
    return amount
