"""The mixed-integer model of trips: how many lorries drive each way, and what they carry.

Lorries of a fleet are counted over time (departures so far less returns so far never exceed the
fleet), so that one lorry's several trips need no variable of its own. A load is at most what
one trip carries times the trips made: with that the relaxation is as strong as one column per
loaded trip (the hull of a disjunction, Balas, Discrete Applied Mathematics 89, 1998).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.optimize
import scipy.sparse as sp

from dispatch.optimiser.materials.fleet import Fleet
from dispatch.optimiser.materials.ground import Ground
from dispatch.optimiser.materials.linear import solve_linear
from dispatch.optimiser.materials.ways import MOST_STOPS, Ways
from dispatch.optimiser.parts import IntArray

WHOLE = 1e-5
FloatArray = np.typing.NDArray[np.float64]
Driven = tuple[FloatArray, FloatArray]


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """What was chosen: units of each load (X,), trips of each way (P,), units beyond horizons (K,).

    `bound` is a proven lower bound of the model in the problem's own whole prices.
    """

    units: FloatArray
    trips: FloatArray
    beyond: FloatArray
    bound: int


@dataclass(slots=True, eq=False)
class _Rows:
    """Rows of the model as they are collected: (row, column, value) and limits."""

    row: list[IntArray]
    column: list[IntArray]
    value: list[FloatArray]
    least: list[FloatArray]
    most: list[FloatArray]
    count: int = 0

    def add(
        self,
        row: IntArray,
        column: IntArray,
        value: Any,
        least: FloatArray | IntArray,
        most: FloatArray | IntArray,
    ) -> None:
        """Add a block of rows, numbered from 0 within the block."""
        self.row.append(np.asarray(row, np.int64) + self.count)
        self.column.append(np.asarray(column, np.int64))
        self.value.append(np.asarray(value, np.float64))
        self.least.append(np.asarray(least, np.float64))
        self.most.append(np.asarray(most, np.float64))
        self.count += len(self.least[-1])


class TripModel:
    """The model over listed ways; needs may go beyond their horizons at the price of these."""

    def __init__(
        self, ground: Ground, fleets: list[Fleet], ways: Ways, horizon_s: IntArray
    ) -> None:
        self.ground, self.fleets, self.ways = ground, fleets, ways
        self.need = np.array(ways.need, np.int64)
        self.way = np.array(ways.way, np.int64)
        self.stop = np.array(ways.stop, np.int64)
        self.most = np.array(ways.most, np.int64)
        self.fleet = np.array([way.fleet for way in ways.ways], np.int64)
        self.start_s = np.array([way.start_s for way in ways.ways], np.int64)
        self.back_s = np.array([way.back_s for way in ways.ways], np.int64)
        self.planned = np.array([fleets[way.fleet].trucks is not None for way in ways.ways], bool)
        eta_s = [ways.ways[w].etas_s[s] for w, s in zip(ways.way, ways.stop, strict=True)]
        self.eta_s = np.array(eta_s, np.int64)
        self.loads, self.trips, self.needs = len(self.need), len(ways.ways), len(ground.need)
        self.served = np.flatnonzero((ground.least > 1) | _in_group(ground))
        self.begin = np.cumsum([0, self.loads, self.trips, self.needs, self.needs])
        self._set_prices(horizon_s)
        self._set_limits(horizon_s)
        self._set_rows()

    def _set_prices(self, horizon_s: IntArray) -> None:
        """Prices above the cheapest of each need, divided by what they have in common."""
        ground, rows = self.ground, np.arange(self.needs)
        price = ground.price(self.need, self.eta_s)
        beyond = ground.price(rows, np.minimum(horizon_s + 1, ground.until_s))
        base = np.minimum(beyond, ground.short)
        np.minimum.at(base, self.need, price)
        parts = [
            price - base[self.need],
            np.zeros(self.trips, np.int64),
            ground.short - base,
            beyond - base,
            np.zeros(len(self.served), np.int64),
        ]
        prices = np.concatenate(parts)
        self.base = int(base @ ground.amount)
        self.unit = math.gcd(*np.unique(prices).tolist()) or 1
        self.price = (prices // self.unit).astype(np.float64)

    def _set_limits(self, horizon_s: IntArray) -> None:
        ground = self.ground
        fleet_size = np.array([len(f.trucks or ()) for f in self.fleets] or [0], np.float64)
        trips = np.where(self.planned, fleet_size[self.fleet], 0.0)
        open_end = np.where(horizon_s < ground.until_s, ground.amount, 0)
        loads = np.minimum(
            ground.amount[self.need],
            np.where(self.planned[self.way], self.most * np.maximum(trips[self.way], 1), self.most),
        )
        self.limit = np.concatenate(
            (loads, trips, ground.amount, open_end, np.ones(len(self.served)))
        ).astype(np.float64)

    def _set_rows(self) -> None:
        rows = _Rows([], [], [], [], [])
        self._need_rows(rows)
        self._link_rows(rows)
        self._room_rows(rows)
        self._lorry_rows(rows)
        self._stock_rows(rows)
        self._obtainable_rows(rows)
        self._stop_rows(rows)
        self._served_rows(rows)
        self.matrix = sp.csr_matrix(
            (np.concatenate(rows.value), (np.concatenate(rows.row), np.concatenate(rows.column))),
            shape=(rows.count, len(self.price)),
        )
        self.row_least, self.row_most = np.concatenate(rows.least), np.concatenate(rows.most)

    def _need_rows(self, rows: _Rows) -> None:
        """Every unit asked comes by a load, from beyond the horizon, or stays short."""
        each = np.arange(self.needs)
        columns = np.concatenate(
            (np.arange(self.loads), self.begin[2] + each, self.begin[3] + each)
        )
        amount = self.ground.amount
        rows.add(
            np.concatenate((self.need, each, each)), columns, np.ones(len(columns)), amount, amount
        )

    def _link_rows(self, rows: _Rows) -> None:
        """A load is at most what one trip carries of it, times the trips made."""
        at = np.flatnonzero(self.planned[self.way])
        each = np.arange(len(at))
        rows.add(
            np.concatenate((each, each)),
            np.concatenate((at, self.begin[1] + self.way[at])),
            np.concatenate((np.ones(len(at)), -self.most[at])),
            np.full(len(at), -np.inf),
            np.zeros(len(at)),
        )

    def _room_rows(self, rows: _Rows) -> None:
        """Payload and volume, where all that could ride is more than fits."""
        limits = (
            (self.ground.kg, np.array([f.payload_kg for f in self.fleets] or [np.inf])),
            (self.ground.litres, np.array([f.volume_l for f in self.fleets] or [np.inf])),
        )
        self.is_tight = np.zeros(self.trips, bool)
        for each, limit in limits:
            could = np.bincount(self.way, self.most * each[self.need], minlength=self.trips)
            tight = np.flatnonzero((could > limit[self.fleet]) & self.planned)
            self.is_tight[tight] = True
            number = np.full(self.trips, -1, np.int64)
            number[tight] = np.arange(len(tight))
            at = np.flatnonzero(number[self.way] >= 0) if self.trips else np.zeros(0, np.int64)
            rows.add(
                np.concatenate((number[self.way[at]], np.arange(len(tight)))),
                np.concatenate((at, self.begin[1] + tight)),
                np.concatenate((each[self.need[at]], -limit[self.fleet[tight]])),
                np.full(len(tight), -np.inf),
                np.zeros(len(tight)),
            )

    def _lorry_rows(self, rows: _Rows) -> None:
        """At every start, departures so far less returns so far do not exceed the fleet."""
        order = np.argsort(self.fleet, kind="stable")
        bounds = np.searchsorted(self.fleet[order], np.arange(len(self.fleets) + 1))
        for number, fleet in enumerate(self.fleets):
            at = order[bounds[number] : bounds[number + 1]]
            if fleet.trucks is None or not len(at):
                continue
            starts = np.unique(self.start_s[at])
            out = (self.start_s[at][None, :] <= starts[:, None]).astype(np.int64)
            out -= self.back_s[at][None, :] <= starts[:, None]
            row, column = np.nonzero(out)
            rows.add(
                row,
                self.begin[1] + at[column],
                out[row, column],
                np.full(len(starts), -np.inf),
                np.full(len(starts), len(fleet.trucks)),
            )

    def _stock_rows(self, rows: _Rows) -> None:
        """What lies in a depot, where more could be drawn than lies there."""
        depots = np.array([fleet.depot for fleet in self.fleets] or [0], np.int64)
        sendable = self.ground.stock.sendable
        cell = self.ground.item[self.need] * sendable.shape[1] + depots[self.fleet[self.way]]
        pairs = np.unique(np.stack((cell, self.need)), axis=1)
        asked = np.bincount(pairs[0], self.ground.amount[pairs[1]], minlength=sendable.size)
        tight = np.flatnonzero(asked > sendable.ravel())
        number = np.full(sendable.size, -1, np.int64)
        number[tight] = np.arange(len(tight))
        at = np.flatnonzero(number[cell] >= 0)
        rows.add(
            number[cell[at]],
            at,
            np.ones(len(at)),
            np.full(len(tight), -np.inf),
            sendable.ravel()[tight],
        )

    def _obtainable_rows(self, rows: _Rows) -> None:
        """What comes, from beyond the horizons too, lies in depots that can bring it there."""
        ground, sendable = self.ground, self.ground.stock.sendable
        reached = np.zeros((self.needs, sendable.shape[1]), bool)
        for fleet in self.fleets:
            reached[fleet.rows, fleet.depot] = True
        held = np.where(reached, sendable[ground.item], 0)
        self._at_most(rows, np.arange(self.needs), held.sum(axis=1))
        any_need = np.zeros(sendable.shape, bool)
        np.logical_or.at(any_need, ground.item, reached)
        self._at_most(rows, ground.item, np.where(any_need, sendable, 0).sum(axis=1))

    def _at_most(self, rows: _Rows, kind: IntArray, most: IntArray) -> None:
        """Of all needs of a kind (K,) together at most so many units come, where more are asked."""
        asked = np.bincount(kind, self.ground.amount, minlength=len(most))
        tight = np.flatnonzero(asked > most)
        number = np.full(len(most), -1, np.int64)
        number[tight] = np.arange(len(tight))
        loads = np.flatnonzero(number[kind[self.need]] >= 0)
        needs = np.flatnonzero(number[kind] >= 0)
        column = np.concatenate((loads, self.begin[3] + needs))
        rows.add(
            number[kind[np.concatenate((self.need[loads], needs))]],
            column,
            np.ones(len(column)),
            np.full(len(tight), -np.inf),
            most[tight],
        )

    def _stop_rows(self, rows: _Rows) -> None:
        """Where a trip has several stops, something is unloaded at each that has loads listed."""
        stops = np.array([len(way.stops) for way in self.ways.ways], np.int64)
        at = np.flatnonzero(stops[self.way] > 1) if self.trips else np.zeros(0, np.int64)
        places, row = np.unique(self.way[at] * MOST_STOPS + self.stop[at], return_inverse=True)
        rows.add(
            np.concatenate((row, np.arange(len(places)))),
            np.concatenate((at, self.begin[1] + places // MOST_STOPS)),
            np.concatenate((np.ones(len(at)), -np.ones(len(places)))),
            np.zeros(len(places)),
            np.full(len(places), np.inf),
        )

    def _served_rows(self, rows: _Rows) -> None:
        """A need gets nothing or at least its least amount; a group everything or nothing."""
        ground, needs = self.ground, self.ground.problem.needs
        groups: dict[str, int] = {}
        for number, row in enumerate(self.served.tolist()):
            group = needs[ground.need[row]].group
            leader = number if group is None else groups.setdefault(group, number)
            column = self.begin[4] + leader
            least = ground.amount[row] if group is not None else ground.least[row]
            short = self.begin[2] + row
            # what is not short is least x served at least, amount x served at most
            rows.add(
                np.array([0, 0, 1, 1]),
                np.array([short, column, short, column]),
                np.array([1, least, 1, ground.amount[row]]),
                np.array([-np.inf, ground.amount[row]]),
                np.array([ground.amount[row], np.inf]),
            )

    def relax(self, seconds: float, driven: Driven | None = None) -> Choice | None:
        """The relaxation: its value bounds every answer, within the horizons or beyond.

        With `driven` trips (see `choose`) it only shows what goes well with these.
        """
        least, limit = self._limits(driven)
        price = self.price if driven is None else self._with_tie()
        solved = solve_linear(
            price, limit, self.matrix, self.row_least, self.row_most, seconds, least
        )
        if solved is None:
            return None
        bound = self.base + self.unit * math.ceil(solved.value - 1e-6 * (1 + abs(solved.value)))
        return self._choice(solved.values, bound)

    def choose(
        self,
        seconds: float,
        *,
        driven: Driven | None = None,
        gap: float = 0.0,
        strictly: bool = False,
    ) -> tuple[Choice | None, bool]:
        """The best whole choice found in so many seconds, and whether it is the model's best.

        `driven` are the least and most trips of each way (P,), (P,); with them nothing comes from
        beyond the horizons. Among choices of equal value those with fewer trips come first.
        `strictly` asks every load to be whole: slower, but a millionth of a trip carries nothing.
        """
        price = self._with_tie()
        least, limit = self._limits(driven)
        found = scipy.optimize.milp(
            price,
            integrality=np.ones(len(price)) if strictly else self._whole(),
            bounds=scipy.optimize.Bounds(least, limit),
            constraints=scipy.optimize.LinearConstraint(self.matrix, self.row_least, self.row_most),
            options={"time_limit": max(seconds, 0.05), "mip_rel_gap": gap},
        )
        if found.x is None or found.mip_dual_bound is None:
            return None, False
        values = found.x
        if np.abs(values[: self.loads] - np.rint(values[: self.loads])).max(initial=0) > WHOLE:
            values = self._whole_loads(price, least, limit, values)
        bound = self.base + self.unit * math.ceil(found.mip_dual_bound - 0.5)
        return self._choice(values, bound), bool(found.status == 0)

    @property
    def any_trips(self) -> Driven:
        """No trip must be driven, and as many may be as there are lorries."""
        return np.zeros(self.trips), self.limit[self.begin[1] : self.begin[2]].copy()

    def _with_tie(self) -> FloatArray:
        """Prices with so little on every trip that all of them together change no choice."""
        price = self.price.copy()
        tie = 0.4 / (1 + float(self.limit[self.begin[1] : self.begin[2]].sum()))
        price[self.begin[1] : self.begin[2]] = tie
        return price

    def _limits(self, driven: Driven | None) -> tuple[FloatArray, FloatArray]:
        least, limit = np.zeros(len(self.limit)), self.limit.copy()
        if driven is not None:
            limit[self.begin[3] : self.begin[4]] = 0
            least[self.begin[1] : self.begin[2]], limit[self.begin[1] : self.begin[2]] = driven
        return least, limit

    def _whole_loads(
        self, price: FloatArray, least: FloatArray, limit: FloatArray, values: FloatArray
    ) -> FloatArray:
        """The best whole loads for the trips and least amounts chosen."""
        least, limit = least.copy(), limit.copy()
        for part in (slice(self.begin[1], self.begin[2]), slice(self.begin[4], None)):
            least[part] = limit[part] = np.rint(values[part])
        found = scipy.optimize.milp(
            price,
            integrality=np.ones(len(price)),
            bounds=scipy.optimize.Bounds(least, limit),
            constraints=scipy.optimize.LinearConstraint(self.matrix, self.row_least, self.row_most),
            options={"time_limit": 2.0},
        )
        return np.floor(values + WHOLE) if found.x is None else np.asarray(found.x)

    def _whole(self) -> IntArray:
        """Trips, least amounts, and loads where room is scarce; the other loads follow (a flow)."""
        whole = np.zeros(len(self.price), np.int64)
        whole[: self.loads] = self.is_tight[self.way]
        whole[self.begin[1] : self.begin[2]] = 1
        whole[self.begin[4] :] = 1
        return whole

    def _choice(self, values: FloatArray, bound: int) -> Choice:
        begin = self.begin
        return Choice(
            values[: begin[1]], values[begin[1] : begin[2]], values[begin[3] : begin[4]], bound
        )


def _in_group(ground: Ground) -> np.typing.NDArray[np.bool_]:
    needs = ground.problem.needs
    return np.array([needs[k].group is not None for k in ground.need.tolist()], np.bool_)
