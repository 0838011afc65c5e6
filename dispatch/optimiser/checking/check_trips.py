"""The checker's rules of carriage: deliveries ride as told, trips hold together, nothing too heavy.

Times are recomputed stop by stop from the matrices; loads lot by lot from the deliveries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from dispatch.optimiser.checking.check_case import Case, Violation

MOST_STOPS = 3
Row = Mapping[str, Any]
Key = tuple[str, int]


def delivery_rules(case: Case) -> Iterator[Violation]:
    """Goods fit the need, come in time, and ride as told."""
    trips = {(trip["truck"], trip["trip"]): trip for trip in case.trips}
    for k, row in enumerate(case.deliveries):
        path, need, lot = f"deliveries[{k}]", case.needs[row["need"]], case.lots[row["lot"]]
        if row["amount"] < 1 or need.get("item") != lot["item"]:
            yield Violation("wrong_item", path, f"'{row['lot']}' does not serve '{row['need']}'")
            continue
        if row["eta_s"] > case.until(need):
            yield Violation("too_late", path, "arrives after it is useful")
        if case.depots[lot["depot"]].get("trucks") is None:
            yield from _unplanned(case, row, path)
        else:
            yield from _carriage(case, row, path, trips)


def _unplanned(case: Case, row: Row, path: str) -> Iterator[Violation]:
    """Where transport is not planned, goods arrive after loading and drive, without a truck."""
    depot = case.depots[case.lots[row["lot"]]["depot"]]
    way = case.way(case.depot_travel, depot["id"], case.needs[row["need"]]["incident"])
    if way is None:
        yield Violation("unreachable", path, f"no way from '{depot['id']}'")
    elif row["eta_s"] != (depot.get("load_s") or 0) + way:
        yield Violation("eta", f"{path}.eta_s", "is not loading and drive")
    if row.get("truck") is not None:
        yield Violation("truck", path, "no truck is planned there")


def _carriage(case: Case, row: Row, path: str, trips: Mapping[Key, Row]) -> Iterator[Violation]:
    """With trucks, goods ride on a trip of their depot that stops at the need's incident."""
    depot = case.depots[case.lots[row["lot"]]["depot"]]
    trucks = {truck["id"]: truck for truck in depot["trucks"]}
    trip = trips.get((row.get("truck") or "", row.get("trip") or 0))
    if row.get("truck") not in trucks or trip is None:
        yield Violation("truck", path, "no such truck or trip at the depot")
        return
    arrivals = {stop["incident"]: stop["eta_s"] for stop in trip["stops"]}
    incident = case.needs[row["need"]]["incident"]
    if incident not in arrivals or trip["depot"] != depot["id"]:
        yield Violation("trip", path, "the trip goes elsewhere")
    elif arrivals[incident] != row["eta_s"]:
        yield Violation("eta", f"{path}.eta_s", "is not that of its stop")
    item = case.items.get(case.lots[row["lot"]]["item"]) or {}
    if item.get("hazardous") and not trucks[row["truck"]].get("hazmat"):
        yield Violation("hazmat", path, f"'{row['truck']}' may not carry it")


def trip_rules(case: Case) -> Iterator[Violation]:
    """Trips of a truck belong to its depot, follow each other, and carry what is told."""
    trucks = {t["id"]: (t, d) for d in case.depots.values() for t in d.get("trucks") or []}
    loads: dict[Key, list[Row]] = defaultdict(list)
    for row in case.deliveries:
        if row.get("truck"):
            loads[row["truck"], row["trip"]].append(row)
    free: dict[str, int] = {}
    seen: dict[str, int] = defaultdict(int)
    for trip in sorted(case.trips, key=lambda t: (t["truck"], t["trip"])):
        path = f"trips.{trip['truck']}.{trip['trip']}"
        if trip["truck"] not in trucks or trucks[trip["truck"]][1]["id"] != trip["depot"]:
            yield Violation("truck", path, "the depot has no such truck")
            continue
        if trip["trip"] <= seen[trip["truck"]]:
            yield Violation("trip", path, "told twice")
        seen[trip["truck"]] = trip["trip"]
        truck, depot = trucks[trip["truck"]]
        if trip["start_s"] < free.get(trip["truck"], 0):
            yield Violation("trip", path, "starts before the truck is back")
        free[trip["truck"]] = trip["back_s"]
        yield from _time_rules(case, trip, depot, path)
        yield from _load_rules(case, trip, truck, loads[trip["truck"], trip["trip"]], path)


def _time_rules(case: Case, trip: Row, depot: Row, path: str) -> Iterator[Violation]:
    """Loading, then drive to the first stop, from stop to stop, and back from the last."""
    eta: int | None = trip["start_s"] + (depot.get("load_s") or 0)
    here: str | None = None
    for stop in trip["stops"]:
        incident = stop["incident"]
        way = (
            case.way(case.depot_travel, depot["id"], incident)
            if here is None
            else case.between(here, incident)
        )
        eta = None if eta is None or way is None else eta + way
        if eta is None:
            yield Violation("unreachable", path, f"no way to '{incident}'")
            return
        if eta != stop["eta_s"]:
            yield Violation("trip", path, f"at '{incident}' at {stop['eta_s']}, should be {eta}")
        here = incident
    home = None if here is None else case.way(case.depot_travel, depot["id"], here)
    if home is None or eta is None or trip["back_s"] != eta + home:
        yield Violation("trip", path, "is not back when the times say")


def _load_rules(
    case: Case, trip: Row, truck: Row, rows: list[Row], path: str
) -> Iterator[Violation]:
    """Payload and volume hold, the load is as told, and something is unloaded at every stop."""
    told = (("kg", "payload_kg", "load_kg"), ("litres", "volume_l", "load_l"))
    for each, limit, field in told:
        load = sum(
            row["amount"] * ((case.items.get(case.lots[row["lot"]]["item"]) or {}).get(each) or 0)
            for row in rows
        )
        if truck.get(limit) is not None and load > truck[limit] + 1e-6:
            yield Violation("overloaded", path, f"{load} {each} of {truck[limit]}")
        if abs(load - trip[field]) > 0.01:
            yield Violation("trip", f"{path}.{field}", f"{trip[field]} should be {load}")
    served = {case.needs[row["need"]]["incident"] for row in rows}
    stops = [stop["incident"] for stop in trip["stops"]]
    if not stops or len(set(stops)) < len(stops) or not set(stops) <= served:
        yield Violation("trip", f"{path}.stops", "a stop twice, or where nothing is unloaded")
    most = MOST_STOPS if case.problem["travel"].get("trucks_go_on", True) else 1
    if len(stops) > most:
        yield Violation("trip", f"{path}.stops", f"more than {most} stops")
