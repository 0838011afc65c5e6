"""Seeded random cities for the benchmarks: teams, depots, lots and incidents on a square.

Licence: Apache-2.0, part of this project. Coordinates are metres on a square, times seconds.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dispatch.optimiser.problem import (
    Depot,
    Incident,
    IntArray,
    Item,
    Lot,
    Need,
    Problem,
    Team,
    Travel,
    Truck,
)

# side_m, settlements, teams, lots, depots, items, incidents, incidents in a surge
SCALES = {
    "county": (40_000, 12, 200, 5_000, 30, 40, 12, 40),
    "city": (80_000, 40, 2_000, 50_000, 250, 120, 60, 300),
    "province": (400_000, 300, 20_000, 1_000_000, 4_000, 300, 90, 500),
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
EPICENTRES = {"county": 1, "city": 2, "province": 3}


def travel_s(ax: Any, ay: Any, bx: Any, by: Any) -> IntArray:
    """Whole seconds by 'road': straight line x a smooth circuity, near slow and far fast."""
    d = np.hypot(ax - bx, ay - by)
    d = d * (1.30 + 0.12 * np.sin((ax + 1.7 * by) / 4_300.0) + 0.08 * np.cos((ay - bx) / 2_900.0))
    near = np.minimum(d, 15_000.0)
    seconds: IntArray = (near / 11.0 + (d - near) / 19.0 + 60).astype(np.int64)
    return seconds


class City:
    """Random draws of one seed, in the order that makes them reproducible."""

    def __init__(self, scale: str, seed: int, surge: bool) -> None:
        self.scale = scale
        side, settlements, self.n_teams, self.n_lots, self.n_depots, self.n_items, calm, many = (
            SCALES[scale]
        )
        self.side, self.n_incidents = side, many if surge else calm
        self.random = np.random.default_rng([seed, list(SCALES).index(scale), int(surge)])
        people = 1.0 / np.arange(1, settlements + 1) ** 0.9
        self.people = people / people.sum()
        self.sx, self.sy = self.random.uniform(0.05 * side, 0.95 * side, (2, settlements))
        self.radius = side * 0.012 * (self.people / self.people.min()) ** 0.35

    def places(self, count: int, share: Any = None, spread: float = 1.0) -> tuple[Any, Any]:
        share = self.people if share is None else share
        at = self.random.choice(len(self.sx), count, p=share)
        x = self.sx[at] + self.random.normal(0, 1, count) * self.radius[at] * spread
        y = self.sy[at] + self.random.normal(0, 1, count) * self.radius[at] * spread
        return np.clip(x, 0, self.side).astype(np.int64), np.clip(y, 0, self.side).astype(np.int64)


def city_problem(scale: str = "city", seed: int = 1, surge: bool = False) -> Problem:
    """A whole random problem of one scale: teams and materials together."""
    city = City(scale, seed, surge)
    tx, ty = city.places(city.n_teams)
    teams = _teams(city)
    share = city.people**0.7
    dx, dy = city.places(city.n_depots, share / share.sum(), 1.5)
    trucks = city.random.integers(1, 9, city.n_depots)
    kg = np.round(np.exp(city.random.normal(1.2, 1.2, city.n_items)), 2) + 0.05
    item_share = 1.0 / np.arange(1, city.n_items + 1) ** 0.6
    item_share /= item_share.sum()
    lots = _lots(city, item_share)
    ix, iy = _incident_places(city)
    incidents, needs = _needs(city, item_share)
    return Problem(
        id=f"{scale}-{seed}{'-surge' if surge else ''}",
        seed=seed,
        incidents=incidents,
        needs=needs,
        teams=teams,
        depots=_depots(trucks),
        items={f"item-{k}": Item(kg=float(mass)) for k, mass in enumerate(kg)},
        lots=lots,
        travel=Travel(
            travel_s(tx[:, None], ty[:, None], ix[None, :], iy[None, :]),
            travel_s(dx[:, None], dy[:, None], ix[None, :], iy[None, :]),
        ),
    )


def _teams(city: City) -> tuple[Team, ...]:
    count, r = city.n_teams, city.random
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


def _depots(trucks: Any) -> tuple[Depot, ...]:
    return tuple(
        Depot(
            f"depot-{k}",
            load_s=600,
            trucks=tuple(Truck(f"truck-{k}-{j}", payload_kg=5000) for j in range(count)),
        )
        for k, count in enumerate(trucks.tolist())
    )


def _lots(city: City, item_share: Any) -> tuple[Lot, ...]:
    r, count = city.random, city.n_lots
    items = r.choice(city.n_items, count, p=item_share)
    depot_share = r.gamma(0.7, 1, city.n_depots)
    depots = r.choice(city.n_depots, count, p=depot_share / depot_share.sum())
    amounts = np.clip(np.exp(r.normal(4.0, 1.0, count)), 1, 5000).astype(np.int64)
    return tuple(
        Lot(f"lot-{k}", f"depot-{d}", f"item-{i}", a, expires_at=86400 * (1 + k % 700))
        for k, (d, i, a) in enumerate(
            zip(depots.tolist(), items.tolist(), amounts.tolist(), strict=True)
        )
    )


def _incident_places(city: City) -> tuple[Any, Any]:
    """Seven in ten lie around one to three epicentres, the rest where people live."""
    r, count = city.random, city.n_incidents
    centres = EPICENTRES[city.scale]
    ex, ey = city.places(centres)
    x, y = city.places(count)
    hot = np.nonzero(r.random(count) < 0.7)[0]
    at = r.integers(0, centres, hot.size)
    x[hot] = np.clip(ex[at] + r.normal(0, city.side * 0.05, hot.size), 0, city.side)
    y[hot] = np.clip(ey[at] + r.normal(0, city.side * 0.05, hot.size), 0, city.side)
    return x, y


def _needs(city: City, item_share: Any) -> tuple[tuple[Incident, ...], tuple[Need, ...]]:
    r = city.random
    priorities = r.choice([1, 2, 3, 4, 5], city.n_incidents, p=[0.15, 0.25, 0.3, 0.2, 0.1]).tolist()
    needs: list[Need] = []
    for k, priority in enumerate(priorities):
        severity, latest = 6 - priority, LATEST_S[priority]
        chosen = r.choice(len(CAPABILITIES), r.integers(1, 5), replace=False, p=CAPABILITY_SHARE)
        for c in chosen:
            amount = int(1 + r.integers(0, 2 + severity))
            name = f"need-{k}-{CAPABILITIES[c]}"
            needs.append(
                Need(name, f"incident-{k}", amount, capability=CAPABILITIES[c], latest_s=latest)
            )
        for m in r.choice(city.n_items, r.integers(1, 6), replace=False, p=item_share):
            amount = int(np.exp(r.normal(3.6 + 0.35 * severity, 0.8))) + 5
            needs.append(
                Need(
                    f"need-{k}-item-{m}", f"incident-{k}", amount, item=f"item-{m}", latest_s=latest
                )
            )
    incidents = tuple(Incident(f"incident-{k}", p) for k, p in enumerate(priorities))
    return incidents, tuple(needs)
