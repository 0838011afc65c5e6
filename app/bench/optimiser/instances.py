"""Seeded random cities: teams, depots, lots and incidents on a square; the one generator.

Scheme: settlements of Zipf-like size on a square; teams, depots and people lie around them; seven
incidents in ten lie around one to three epicentres (the scheme of the dispatch instances that the
project's targets were set with; same draws in the same order). Coordinates are metres, times
seconds. Licence: Apache-2.0, part of this project.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dispatch.optimiser.lots import NEVER_CONFIRMED, LotTable
from dispatch.optimiser.problem import (
    Cover,
    Depot,
    Incident,
    IntArray,
    Item,
    Need,
    Problem,
    Team,
    Travel,
    Truck,
)


@dataclass(frozen=True, slots=True)
class Scale:
    """How large a random area is; `surge` is its number of incidents after a disaster."""

    side_m: int
    settlements: int
    teams: int
    lots: int
    depots: int
    items: int
    incidents: int
    surge: int
    epicentres: int


SCALES = {
    "county": Scale(40_000, 12, 200, 5_000, 30, 40, 12, 40, 1),
    "city": Scale(80_000, 40, 2_000, 50_000, 250, 120, 60, 300, 2),
    "province": Scale(400_000, 300, 20_000, 1_000_000, 4_000, 300, 90, 500, 3),
}
CAPABILITIES = [
    "medical",
    "fire",
    "search",
    "transport",
    "police",
    "engineering",
    "water_rescue",
    "canine",
    "power",
    "telecom",
    "hazmat",
    "cbrn",
    "heavy_lift",
    "shelter",
]
CAPABILITY_SHARE = np.array([20, 18, 14, 10, 9, 7, 5, 3, 4, 3, 2.5, 1, 1.5, 2])
CAPABILITY_SHARE = CAPABILITY_SHARE / CAPABILITY_SHARE.sum()
LATEST_S = (0, 1800, 3600, 7200, 14400, 28800)
TRUCK_PAYLOAD_KG = 5000
LOADING_S = 600
DAY_S = 86_400
COVER_WITHIN_S, COVER_SHARE = 600, 0.97


def travel_s(ax: Any, ay: Any, bx: Any, by: Any) -> IntArray:
    """Whole seconds by 'road': straight line x a smooth circuity, near slow and far fast."""
    d = np.hypot(ax - bx, ay - by)
    d = d * (1.30 + 0.12 * np.sin((ax + 1.7 * by) / 4_300.0) + 0.08 * np.cos((ay - bx) / 2_900.0))
    near = np.minimum(d, 15_000.0)
    seconds: IntArray = (near / 11.0 + (d - near) / 19.0 + 60).astype(np.int64)
    return seconds


class City:
    """Random draws of one seed, in the order that makes them reproducible."""

    def __init__(self, scale: str, seed: int, surge: bool, size: Scale | None = None) -> None:
        self.size = size or SCALES[scale]
        self.side = self.size.side_m
        self.incidents = self.size.surge if surge else self.size.incidents
        self.random = np.random.default_rng([seed, list(SCALES).index(scale), int(surge)])
        people = 1.0 / np.arange(1, self.size.settlements + 1) ** 0.9
        self.people = people / people.sum()
        self.sx, self.sy = self.random.uniform(
            0.05 * self.side, 0.95 * self.side, (2, self.size.settlements)
        )
        self.radius = self.side * 0.012 * (self.people / self.people.min()) ** 0.35

    def places(self, count: int, share: Any = None, spread: float = 1.0) -> tuple[Any, Any]:
        """Places around the settlements, the larger ones oftener."""
        share = self.people if share is None else share
        at = self.random.choice(len(self.sx), count, p=share)
        x = self.sx[at] + self.random.normal(0, 1, count) * self.radius[at] * spread
        y = self.sy[at] + self.random.normal(0, 1, count) * self.radius[at] * spread
        return np.clip(x, 0, self.side).astype(np.int64), np.clip(y, 0, self.side).astype(np.int64)


def city_problem(
    scale: str = "city",
    seed: int = 1,
    surge: bool = False,
    *,
    part: str = "all",
    size: Scale | None = None,
    covered: int = 0,
) -> Problem:
    """A whole random problem of one scale; `part` leaves only its "teams" or its "materials".

    `size` replaces the scale's numbers; the draws stay those of the scale's seed. So many of the
    largest settlements are `covered` by stand-by rules.
    """
    city = City(scale, seed, surge, size)
    tx, ty = city.places(city.size.teams)
    teams = _teams(city)
    share = city.people**0.7
    dx, dy = city.places(city.size.depots, share / share.sum(), 1.5)
    trucks = city.random.integers(1, 9, city.size.depots)
    kg = np.round(np.exp(city.random.normal(1.2, 1.2, city.size.items)), 2) + 0.05
    item_share = 1.0 / np.arange(1, city.size.items + 1) ** 0.6
    item_share /= item_share.sum()
    stock = _Stock(city, item_share)
    ix, iy = _incident_places(city)
    incidents, needs = _needs(city, item_share)
    problem = Problem(
        id=f"{scale}-{seed}{'-surge' if surge else ''}",
        seed=seed,
        incidents=incidents,
        needs=needs,
        teams=teams,
        depots=_depots(trucks),
        items={f"item-{k}": Item(kg=float(mass)) for k, mass in enumerate(kg)},
        lots=stock.lots(city.size) if part != "teams" else (),
        travel=Travel(
            travel_s(tx[:, None], ty[:, None], ix[None, :], iy[None, :]),
            travel_s(dx[:, None], dy[:, None], ix[None, :], iy[None, :]),
            travel_s(ix[:, None], iy[:, None], ix[None, :], iy[None, :]),
        ),
        cover=tuple(rule for k in range(covered) for rule in _cover(city, k, tx, ty, teams)),
    )
    return _part(problem, part)


def _part(problem: Problem, part: str) -> Problem:
    if part == "all":
        return problem
    travel = problem.travel
    if part == "teams":
        needs = tuple(need for need in problem.needs if need.item is None)
        sources = Travel(travel.teams_to_incidents, travel.depots_to_incidents[:0], None)
        return replace(problem, needs=needs, depots=(), travel=sources)
    needs = tuple(need for need in problem.needs if need.item is not None)
    sources = replace(travel, teams_to_incidents=travel.teams_to_incidents[:0])
    return replace(problem, needs=needs, teams=(), travel=sources)


def _cover(city: City, settlement: int, tx: Any, ty: Any, teams: tuple[Team, ...]) -> list[Cover]:
    """Stand-by rules of a settlement: nearly all that now stand within ten minutes of it."""
    away_s = travel_s(tx, ty, city.sx[settlement], city.sy[settlement])
    area, travel, rules = f"settlement-{settlement}", tuple(away_s.tolist()), []
    for code in CAPABILITIES[:3]:
        near = sum(
            team.free and code in team.units and team.ready_s + away <= COVER_WITHIN_S
            for team, away in zip(teams, travel, strict=True)
        )
        count = int(COVER_SHARE * near)
        rules.append(Cover(area, code, COVER_WITHIN_S, count, 1, travel))
    return rules


def _teams(city: City) -> tuple[Team, ...]:
    count, r = city.size.teams, city.random
    units = np.zeros((count, len(CAPABILITIES)), np.int64)
    kinds = r.choice([1, 2, 3], count, p=[0.5, 0.35, 0.15])
    for j in range(3):
        rows = np.nonzero(kinds > j)[0]
        columns = r.choice(len(CAPABILITIES), rows.size, p=CAPABILITY_SHARE)
        units[rows, columns] = r.integers(1, 5, rows.size)
    free = r.random(count) < 0.75
    ready = r.integers(0, 7, count) * 120
    return tuple(
        Team(
            id=f"team-{k}",
            units={CAPABILITIES[c]: int(units[k, c]) for c in np.flatnonzero(units[k])},
            ready_s=int(ready[k]),
            free=bool(free[k]),
        )
        for k in range(count)
    )


def _depots(trucks: NDArray[np.int64]) -> tuple[Depot, ...]:
    return tuple(
        Depot(
            f"depot-{k}",
            load_s=LOADING_S,
            trucks=tuple(
                Truck(f"truck-{k}-{j}", payload_kg=TRUCK_PAYLOAD_KG) for j in range(count)
            ),
        )
        for k, count in enumerate(trucks.tolist())
    )


class _Stock:
    """The lots as drawn, in columns."""

    def __init__(self, city: City, item_share: Any) -> None:
        r, count, depots = city.random, city.size.lots, city.size.depots
        self.item = r.choice(city.size.items, count, p=item_share)
        depot_share = r.gamma(0.7, 1, depots)
        self.depot = r.choice(depots, count, p=depot_share / depot_share.sum())
        self.amount = np.clip(np.exp(r.normal(4.0, 1.0, count)), 1, 5000).astype(np.int64)

    def lots(self, size: Scale) -> LotTable:
        count = len(self.amount)
        return LotTable(
            [f"lot-{k}" for k in range(count)],
            [f"item-{k}" for k in range(size.items)],
            [f"depot-{k}" for k in range(size.depots)],
            item=self.item.astype(np.int64),
            depot=self.depot.astype(np.int64),
            amount=self.amount,
            expires_at=DAY_S * (1 + np.arange(count, dtype=np.int64) % 700),
            confirmed_at=np.full(count, NEVER_CONFIRMED, np.int64),
        )


def _incident_places(city: City) -> tuple[Any, Any]:
    """Seven in ten lie around one to three epicentres, the rest where people live."""
    r, count = city.random, city.incidents
    ex, ey = city.places(city.size.epicentres)
    x, y = city.places(count)
    hot = np.nonzero(r.random(count) < 0.7)[0]
    at = r.integers(0, city.size.epicentres, hot.size)
    x[hot] = np.clip(ex[at] + r.normal(0, city.side * 0.05, hot.size), 0, city.side)
    y[hot] = np.clip(ey[at] + r.normal(0, city.side * 0.05, hot.size), 0, city.side)
    return x, y


def _needs(city: City, item_share: Any) -> tuple[tuple[Incident, ...], tuple[Need, ...]]:
    r = city.random
    priorities = r.choice([1, 2, 3, 4, 5], city.incidents, p=[0.15, 0.25, 0.3, 0.2, 0.1]).tolist()
    needs: list[Need] = []
    for k, priority in enumerate(priorities):
        needs += _needs_of(city, k, priority, item_share)
    return tuple(Incident(f"incident-{k}", p) for k, p in enumerate(priorities)), tuple(needs)


def _needs_of(city: City, k: int, priority: int, item_share: Any) -> list[Need]:
    r, needs = city.random, []
    severity, latest, incident = 6 - priority, LATEST_S[priority], f"incident-{k}"
    for c in r.choice(len(CAPABILITIES), r.integers(1, 5), replace=False, p=CAPABILITY_SHARE):
        amount, code = int(1 + r.integers(0, 2 + severity)), CAPABILITIES[c]
        needs.append(Need(f"need-{k}-{code}", incident, amount, capability=code, latest_s=latest))
    for m in r.choice(city.size.items, r.integers(1, 6), replace=False, p=item_share):
        amount = int(np.exp(r.normal(3.6 + 0.35 * severity, 0.8))) + 5
        code = f"item-{m}"
        needs.append(Need(f"need-{k}-{code}", incident, amount, item=code, latest_s=latest))
    return needs
