"""Decides the goods of one case exactly where a quick plan and the bound leave it open: CP-SAT.

The model: whole units of each asked thing on each trip of each lorry in time; payload and volume of
the trip, stock of the depot, the permit for hazardous goods. It maximises the units that arrive in
time, so that "all of them" is a proof that the level can be met, and a proven maximum below that a
proof that it cannot. Only cases that `goods.load` leaves open come here.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ortools.sat.python import cp_model

from plans.readiness.goods import Haulage, Loaded, Trip, loaded, trips_of
from plans.readiness.supply import Asked

BUDGET_S = 2.0
GRAMS = 1000
"""Mass and volume enter as whole thousandths, rounded so that no lorry is overloaded."""


def load_exactly(
    haulage: Haulage, asked: Sequence[Asked], without: Collection[int] = ()
) -> tuple[Loaded, bool]:
    """The best plan of trips, and whether it is proven that nothing brings more in time."""
    trips = list(_trips(haulage, asked, without))
    model = cp_model.CpModel()
    units = {}
    for number, trip in enumerate(trips):
        for row, one in enumerate(asked):
            most = _most(haulage, trip, one)
            if most:
                units[number, row] = model.new_int_var(0, most, "")
    _limit_trips(model, haulage, asked, trips, units)
    _limit_stock(model, haulage, asked, trips, units)
    for row, one in enumerate(asked):
        model.add(sum(v for (_, k), v in units.items() if k == row) <= (one.quantity or 0))
    model.maximize(sum(units.values()))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = BUDGET_S
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return loaded(asked, []), False
    for (number, row), variable in units.items():
        if amount := int(solver.value(variable)):
            trips[number].load[row] = amount
    return loaded(asked, trips), status == cp_model.OPTIMAL


Units = dict[tuple[int, int], cp_model.IntVar]


def _trips(haulage: Haulage, asked: Sequence[Asked], without: Collection[int]) -> list[Trip]:
    until_s = max((one.within_s for one in asked), default=0)
    found = []
    for row in haulage.nearest:
        if haulage.direct_s[row] <= until_s and row not in without:
            haul_s = int(haulage.ground.haul_s[haulage.spot, row])
            found += trips_of(haulage.ground.depots[row], row, haul_s, until_s)
    return found


def _most(haulage: Haulage, trip: Trip, one: Asked) -> int:
    if one.quantity is None or trip.at_s > one.within_s:
        return 0
    here = min(one.quantity, int(haulage.stock(one.code)[trip.depot]))
    room = trip.fits(haulage.goods(one.code))
    return here if room is None else min(here, room)


def _limit_trips(
    model: cp_model.CpModel,
    haulage: Haulage,
    asked: Sequence[Asked],
    trips: Sequence[Trip],
    units: Units,
) -> None:
    for number, trip in enumerate(trips):
        mine = [(row, v) for (n, row), v in units.items() if n == number]
        if trip.lorry.payload_kg is not None:
            masses = [_up(haulage.goods(asked[row].code).kg) * v for row, v in mine]
            model.add(sum(masses) <= int(trip.lorry.payload_kg * GRAMS))
        if trip.lorry.volume_l is not None:
            volumes = [_up(haulage.goods(asked[row].code).litres) * v for row, v in mine]
            model.add(sum(volumes) <= int(trip.lorry.volume_l * GRAMS))


def _limit_stock(
    model: cp_model.CpModel,
    haulage: Haulage,
    asked: Sequence[Asked],
    trips: Sequence[Trip],
    units: Units,
) -> None:
    shelves: dict[tuple[int, str], list[cp_model.IntVar]] = {}
    for (number, row), variable in units.items():
        shelves.setdefault((trips[number].depot, asked[row].code), []).append(variable)
    for (depot, item), variables in sorted(shelves.items(), key=lambda pair: pair[0]):
        model.add(sum(variables) <= int(haulage.stock(item)[depot]))


def _up(amount: float) -> int:
    return int(-(-amount * GRAMS // 1))
