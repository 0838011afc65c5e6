"""Reads today's teams, stock and roads as the dispatcher sees them, and lays them out for plans.

The rules are the dispatcher's own: who is free and on duty, by how much an aged row counts later,
what may be relied on of a lot, who may help whom under which agreement, drive times of each vehicle
class over the roads with today's closures and conditions.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.visibility import prefix_of
from dispatch.eligibility import eligible_teams
from dispatch.grades import units_of
from dispatch.optimiser.parts import AgeLimits
from dispatch.picture import Picture, SeenIncident, read_picture
from dispatch.problem_loader import depot_vehicles
from geo.road_state import RoadsNow
from geo.travel import TravelTimes
from geo.types import VehicleClass
from plans.readiness.ground import (
    NEVER_S,
    BoolArray,
    Force,
    Goods,
    Ground,
    Lorry,
    Shelf,
    Spot,
    Standing,
    Store,
)
from resources.lifecycle import FREE
from resources.models_stock import SafetyStock
from resources.queries_seen import InForce
from resources.queries_solver import SolverLot, SolverTeam
from resources.sharing import term_for_item
from resources.stock import expires_at

_CITY = 4
_SPACE = UUID("3a0c4b8e-6f0d-5d55-9f6e-6d7573746572")
Safety = Mapping[tuple[UUID, str], int]


@dataclass(frozen=True)
class Today:
    """One picture of everything that plans are held against; equal for all cases of a run."""

    picture: Picture
    safety: Safety

    @property
    def now(self) -> datetime:
        """The instant that all of it is of."""
        return self.picture.now

    @property
    def roads(self) -> RoadsNow:
        """The state of the roads then."""
        return self.picture.roads


def read_today(session: Session, items: Collection[str]) -> Today:
    """Read everything at one instant; the session must see one (``Database.picture``)."""
    picture = read_picture(session, sorted(items))
    rows = session.execute(
        select(SafetyStock.depot_id, SafetyStock.item_code, SafetyStock.quantity).where(
            SafetyStock.item_code.in_(sorted(items))
        )
    )
    return Today(picture, {(row[0], row[1]): row[2] for row in rows})


def lay_out(
    today: Today, spots: Sequence[Spot], grades: Collection[tuple[str, int]], times: TravelTimes
) -> Ground:
    """Make the ground: drive times of all teams and depots to all places in one go."""
    picture = today.picture
    teams, depots = picture.teams, picture.depots
    targets = np.array([(one.lon, one.lat) for one in spots], np.float64).reshape(-1, 2)
    homes = np.array([(one.home_lon, one.home_lat) for one in teams], np.float64).reshape(-1, 2)
    drive = times.matrix(homes, targets, [VehicleClass(one.vehicle) for one in teams])
    vehicles = depot_vehicles(depots, picture.trucks)
    stores = np.array([(one.lon, one.lat) for one in depots], np.float64).reshape(-1, 2)
    haul = times.matrix(stores, targets, vehicles)
    cities = np.array([one.jurisdiction_code[:_CITY] for one in depots], np.str_)
    return Ground(
        spots=tuple(spots),
        teams=tuple(_force(one) for one in teams),
        depots=_stores(picture, vehicles),
        items={
            code: Goods(one.kg, one.litres, one.hazardous) for code, one in picture.items.items()
        },
        standing=np.array([_standing(one) for one in teams], np.int8),
        ready_s=np.array([one.turnout_s + one.later_s for one in teams], np.int64),
        later_s=np.array([one.later_s for one in teams], np.int64),
        shift_end_s=np.array([_shift_end_s(one, today.now) for one in teams], np.int64),
        units=_units(teams, grades),
        drive_s=drive.seconds.T.astype(np.int64),
        estimated=drive.estimated.T,
        agreed=_agreed(picture, spots, drive.seconds),
        haul_s=haul.seconds.T.astype(np.int64),
        shared=np.array(
            [cities == one.jurisdiction_code[:_CITY] for one in spots], np.bool_
        ).reshape(len(spots), len(depots)),
        shelves=_shelves(today),
        lent_items=_lent_items(picture, spots),
    )


def _force(team: SolverTeam) -> Force:
    return Force(
        team.id, team.name, team.jurisdiction_code, team.home_lon, team.home_lat, team.vehicle
    )


def _standing(team: SolverTeam) -> Standing:
    if team.state not in FREE:
        return Standing.NOT_FREE
    return Standing.ABLE if team.on_duty else Standing.OFF_DUTY


def _shift_end_s(team: SolverTeam, now: datetime) -> int:
    ends_at = team.shift_ends_at
    return NEVER_S if ends_at is None else max(0, int((ends_at - now).total_seconds()))


def _stores(picture: Picture, vehicles: Sequence[VehicleClass]) -> tuple[Store, ...]:
    lorries: dict[UUID, list[Lorry]] = defaultdict(list)
    for truck in picture.trucks:
        lorry = Lorry(float(truck.payload_kg), None, truck.hazardous_permit)
        lorries[truck.depot_id].append(lorry)
    return tuple(
        Store(
            one.id,
            one.name,
            one.jurisdiction_code,
            one.load_s,
            tuple(lorries[one.id]),
            one.lon,
            one.lat,
            vehicle.value,
        )
        for one, vehicle in zip(picture.depots, vehicles, strict=True)
    )


def _units(
    teams: Sequence[SolverTeam], grades: Collection[tuple[str, int]]
) -> dict[str, np.typing.NDArray[np.int64]]:
    found: dict[str, np.typing.NDArray[np.int64]] = {}
    for row, team in enumerate(teams):
        for code, units in units_of(team, grades).items():
            if code not in found:
                found[code] = np.zeros(len(teams), np.int64)
            found[code][row] = units
    return found


def _agreed(
    picture: Picture, spots: Sequence[Spot], seconds: np.typing.NDArray[np.int32]
) -> BoolArray:
    """Which teams may help at each place (p, t), each place asked about by itself."""
    rows = []
    for column, spot in enumerate(spots):
        alone = _as_incident(spot)
        idle = replace(picture, incidents=[alone], running=[])
        rows.append(eligible_teams(idle, [alone], seconds[:, column : column + 1])[:, 0])
    return np.array(rows, np.bool_).reshape(len(spots), len(picture.teams))


def _as_incident(spot: Spot) -> SeenIncident:
    return SeenIncident(
        uuid5(_SPACE, spot.key), spot.name, 1, spot.jurisdiction_code, spot.lon, spot.lat
    )


def _shelves(today: Today) -> dict[str, Shelf]:
    """Add up the lots of each item by depot and by whether the dispatcher would use them."""
    picture, limits = today.picture, today.picture.policy.age_limits
    rows = {one.id: row for row, one in enumerate(picture.depots)}
    sums: dict[str, dict[str, np.typing.NDArray[np.int64]]] = {}
    ends = {day: expires_at(day) for lot in picture.lots if (day := lot.expires_on) is not None}
    for lot in picture.lots:
        shelf = sums.setdefault(lot.item_code, _empty(len(rows)))
        depot = rows[lot.depot_id]
        if lot.expires_on is not None and ends[lot.expires_on] <= today.now:
            shelf["expired"][depot] += lot.counted
        elif _is_stale(lot, today.now, limits):
            shelf["stale"][depot] += lot.counted
        else:
            shelf["usable"][depot] += lot.free
            shelf["doubted"][depot] += lot.counted * (100 - lot.trust_percent) // 100
    for (depot_id, code), quantity in today.safety.items():
        if code in sums and depot_id in rows:
            sums[code]["safety"][rows[depot_id]] = quantity
    return {code: Shelf(**columns) for code, columns in sums.items()}


def _empty(depots: int) -> dict[str, np.typing.NDArray[np.int64]]:
    names = ("usable", "expired", "stale", "doubted", "safety")
    return {name: np.zeros(depots, np.int64) for name in names}


def _is_stale(lot: SolverLot, now: datetime, limits: AgeLimits) -> bool:
    limit_s = limits.stock_s
    return limit_s is not None and (now - lot.confirmed_at).total_seconds() > limit_s


def _lent_items(
    picture: Picture, spots: Sequence[Spot]
) -> dict[tuple[int, int], dict[str, int | None] | None]:
    """What depots of other cities may send to each place under agreements in force."""
    found: dict[tuple[int, int], dict[str, int | None] | None] = {}
    for each in picture.agreements:
        giving = prefix_of(each.provider_code)
        for row, spot in enumerate(spots):
            if not spot.jurisdiction_code.startswith(prefix_of(each.receiver_code)):
                continue
            for depot, store in enumerate(picture.depots):
                if store.jurisdiction_code.startswith(giving):
                    key = row, depot
                    found[key] = _joined(picture, each, found.get(key, {}))
    return found


def _joined(
    picture: Picture, each: InForce, before: dict[str, int | None] | None
) -> dict[str, int | None] | None:
    """The terms of one more agreement, joined to those that hold already."""
    if not each.terms or before is None:
        return None
    joined = dict(before)
    for term in each.terms:
        if term.kind == "item" and term_for_item(each.terms, term.code) is not None:
            left = picture.left_of_items.get((each.id, term.code))
            joined[term.code] = left if term.code not in joined else _more(joined[term.code], left)
    return joined


def _more(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other
