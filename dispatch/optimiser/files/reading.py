"""From the JSON of `muster-problem/1` to records, with errors that name the field."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from dispatch.optimiser.files.fields import Fields, ProblemError, instant
from dispatch.optimiser.files.policies import read_policy, read_uncertainty
from dispatch.optimiser.parts import (
    FORMAT,
    UNREACHABLE,
    Cover,
    Depot,
    Incident,
    IntArray,
    Item,
    Lot,
    Need,
    Pair,
    Running,
    RunningState,
    Team,
    Travel,
    Truck,
)

TOP_LEVEL = [
    "format",
    "id",
    "now",
    "seed",
    "policy",
    "incidents",
    "needs",
    "teams",
    "depots",
    "items",
    "lots",
    "travel",
    "running",
    "pins",
    "exclusions",
    "cover",
    "uncertainty",
]


def problem_fields(data: object, folder: Path | None) -> dict[str, Any]:
    """The arguments of `Problem`, read field by field."""
    top = Fields(data, "")
    if top.row.get("format") != FORMAT:
        raise ProblemError("format", "bad_format", f"expected '{FORMAT}'")
    top.refuse_others(TOP_LEVEL)
    incidents = tuple(
        read_incident(row) for row in top.rows("incidents", _missing(top, "incidents"))
    )
    teams = tuple(read_team(row) for row in top.rows("teams"))
    depots = tuple(_depot(row) for row in top.rows("depots"))
    return {
        "id": top.text("id", "problem"),
        "now": top.instant("now", 0),
        "seed": top.whole("seed", 0),
        "policy": read_policy(top.inner("policy")),
        "incidents": incidents,
        "needs": tuple(read_need(row) for row in top.rows("needs", _missing(top, "needs"))),
        "teams": teams,
        "depots": depots,
        "items": _items(top.inner("items")),
        "lots": _lots(top.listed("lots", ())),
        "travel": _travel(top, len(teams), len(depots), len(incidents), folder),
        "running": tuple(_running(row) for row in top.rows("running")),
        "pins": tuple(_pair(row) for row in top.rows("pins")),
        "exclusions": tuple(_pair(row) for row in top.rows("exclusions")),
        "cover": tuple(_cover(row) for row in top.rows("cover")),
        "uncertainty": read_uncertainty(top),
    }


def _missing(top: Fields, name: str) -> Any:
    if top.row.get(name) is None:
        raise ProblemError(name, "missing", "this field is required")
    return ()


def _place(row: Fields) -> dict[str, float | None]:
    return {
        "lon": row.number("lon", None, least=-180, most=180),
        "lat": row.number("lat", None, least=-90, most=90),
    }


def read_incident(row: Fields) -> Incident:
    """One incident, what is not given by default."""
    row.refuse_others(("id", "priority", "lon", "lat", "release_s", "district"))
    return Incident(
        row.text("id"),
        row.whole("priority", 3, least=1, most=5),
        release_s=row.whole("release_s", 0, most=10**8),
        district=row.text("district", None),
        **_place(row),
    )


NEED_FIELDS = (
    "id",
    "incident",
    "capability",
    "item",
    "amount",
    "least",
    "latest_s",
    "group",
    "work_s",
    "relief_after_s",
    "growth_per_h",
)


def read_need(row: Fields) -> Need:
    """One need: a capability or an item, never both."""
    row.refuse_others(NEED_FIELDS)
    capability, item = row.text("capability", None), row.text("item", None)
    if (capability is None) == (item is None):
        raise ProblemError(row.path, "contradiction", "give either 'capability' or 'item'")
    amount = row.whole("amount", least=1, most=10**7)
    return Need(
        id=row.text("id"),
        incident=row.text("incident"),
        amount=amount,
        capability=capability,
        item=item,
        least=row.whole("least", 1, least=1, most=amount),
        latest_s=row.whole("latest_s", None, most=10**8),
        group=row.text("group", None),
        work_s=row.whole("work_s", None, most=10**8),
        relief_after_s=row.whole("relief_after_s", None, least=1, most=10**8),
        growth_per_h=float(row.number("growth_per_h", 0.0, least=0, most=100)),
    )


def read_team(row: Fields) -> Team:
    """One team, what is not given by default."""
    row.refuse_others(
        [
            "id",
            "home",
            "lon",
            "lat",
            "vehicle",
            "ready_s",
            "units",
            "free",
            "staffed",
            "agreed",
            "jurisdiction",
            "tier",
            "position_at",
            "shift_end_s",
        ]
    )
    return Team(
        id=row.text("id"),
        units=row.amounts("units"),
        home=row.text("home", None),
        vehicle=row.text("vehicle", None),
        ready_s=row.whole("ready_s", 0, most=10**8),
        free=row.flag("free", True),
        staffed=row.flag("staffed", True),
        agreed=row.flag("agreed", True),
        jurisdiction=row.text("jurisdiction", None),
        tier=row.whole("tier", 0, most=100),
        position_at=row.instant("position_at", None),
        shift_end_s=row.whole("shift_end_s", None, most=10**8),
        **_place(row),
    )


def _depot(row: Fields) -> Depot:
    row.refuse_others(("id", "lon", "lat", "load_s", "trucks"))
    given = row.row.get("trucks") is not None
    trucks = tuple(read_truck(truck) for truck in row.rows("trucks")) if given else None
    return Depot(
        row.text("id"), load_s=row.whole("load_s", 0, most=10**7), trucks=trucks, **_place(row)
    )


def read_truck(row: Fields) -> Truck:
    """One truck; what limits it is not limited by default."""
    row.refuse_others(("id", "vehicle", "payload_kg", "volume_l", "hazmat"))
    return Truck(
        id=row.text("id"),
        payload_kg=row.number("payload_kg", None, least=0),
        volume_l=row.number("volume_l", None, least=0),
        hazmat=row.flag("hazmat", False),
        vehicle=row.text("vehicle", None),
    )


def _items(row: Fields) -> dict[str, Item]:
    return {str(code): _item(row.inner(code)) for code in row.row}


def _item(row: Fields) -> Item:
    row.refuse_others(("kg", "litres", "hazardous"))
    return Item(
        kg=float(row.number("kg", 0.0, least=0)),
        litres=float(row.number("litres", 0.0, least=0)),
        hazardous=row.flag("hazardous", False),
    )


LOT_FIELDS = ("id", "depot", "item", "amount", "expires_at", "confirmed_at")


def _lots(rows: list[Any]) -> tuple[Lot, ...]:
    """Lots come in tens of thousands, and most share a few dates: each date is read once."""
    moments: dict[Any, int | None] = {None: None}
    return tuple(_quick_lot(row, place, moments) for place, row in enumerate(rows))


def _quick_lot(row: Any, place: int, moments: dict[Any, int | None]) -> Lot:
    path = f"lots[{place}]"
    fields = Fields(row, path)
    if len(row) > 4 or "amount" not in row:
        fields.refuse_others(LOT_FIELDS)
    return Lot(
        fields.text("id"),
        fields.text("depot"),
        fields.text("item"),
        fields.whole("amount", most=10**9),
        _moment(row, "expires_at", path, moments),
        _moment(row, "confirmed_at", path, moments),
    )


def _moment(row: Any, name: str, path: str, moments: dict[Any, int | None]) -> int | None:
    value = row.get(name)
    if isinstance(value, str | int | None) and value in moments:
        return moments[value]
    moments[value] = instant(value, f"{path}.{name}")
    return moments[value]


def _running(row: Fields) -> Running:
    row.refuse_others(("team", "incident", "state", "since", "may_move"))
    state = row.text("state", RunningState.ASSIGNED.value)
    if state not in set(RunningState):
        known = ", ".join(RunningState)
        raise ProblemError(row.at("state"), "out_of_range", f"'{state}' is not one of {known}")
    return Running(
        row.text("team"),
        row.text("incident"),
        RunningState(state),
        row.instant("since", None),
        row.flag("may_move", False),
    )


def _pair(row: Fields) -> Pair:
    row.refuse_others(("team", "incident"))
    return Pair(row.text("team"), row.text("incident"))


def _cover(row: Fields) -> Cover:
    row.refuse_others(("area", "capability", "within_s", "count", "weight", "travel"))
    travel = row.listed("travel")
    return Cover(
        area=row.text("area"),
        capability=row.text("capability"),
        within_s=row.whole("within_s"),
        count=row.whole("count"),
        weight=row.whole("weight", 1, most=10**9),
        travel=tuple(
            read_seconds(value, f"{row.at('travel')}[{k}]") for k, value in enumerate(travel)
        ),
    )


def read_seconds(value: object, path: str) -> int:
    """A travel time in whole seconds; null is unreachable."""
    if value is None:
        return UNREACHABLE
    if type(value) is not int:
        raise ProblemError(path, "wrong_type", "expected whole seconds or null")
    if value < 0 or value > 10**8:
        raise ProblemError(path, "out_of_range", f"{value} is not a travel time")
    return value


def _travel(top: Fields, teams: int, depots: int, incidents: int, folder: Path | None) -> Travel:
    row = top.inner("travel")
    row.refuse_others(
        ("teams_to_incidents", "depots_to_incidents", "between_incidents", "trucks_go_on")
    )
    between = row.row.get("between_incidents") is not None
    return Travel(
        _matrix(row, "teams_to_incidents", (teams, incidents), folder),
        _matrix(row, "depots_to_incidents", (depots, incidents), folder),
        _matrix(row, "between_incidents", (incidents, incidents), folder) if between else None,
        row.flag("trucks_go_on", True),
    )


def _matrix(row: Fields, name: str, shape: tuple[int, int], folder: Path | None) -> IntArray:
    value = row.row.get(name)
    path = row.at(name)
    if value is None and 0 in shape:
        return np.full(shape, UNREACHABLE, np.int64)
    if isinstance(value, Mapping):
        return _stored_matrix(Fields(value, path), folder)
    if isinstance(value, np.ndarray):
        return value.astype(np.int64)
    lines = row.listed(name)
    if not lines:
        return np.full(shape if 0 in shape else (0, shape[1]), UNREACHABLE, np.int64)
    return np.array(
        [_line(line, f"{path}[{k}]", shape[1]) for k, line in enumerate(lines)], np.int64
    )


def _line(line: object, path: str, width: int) -> list[int]:
    if not isinstance(line, list | tuple):
        raise ProblemError(path, "wrong_type", "expected a list of seconds")
    if len(line) != width:
        raise ProblemError(path, "wrong_shape", f"expected {width} columns, found {len(line)}")
    if all(type(value) is int and value >= 0 for value in line):
        return list(line)
    return [read_seconds(value, f"{path}[{k}]") for k, value in enumerate(line)]


def _stored_matrix(row: Fields, folder: Path | None) -> IntArray:
    row.refuse_others(("npy",))
    name = row.text("npy")
    if folder is None or Path(name).name != name:
        raise ProblemError(row.at("npy"), "bad_file", "name a .npy file beside the problem file")
    try:
        stored = np.load(folder / name, allow_pickle=False)
    except (OSError, ValueError) as trouble:
        raise ProblemError(row.at("npy"), "bad_file", str(trouble)) from trouble
    if not np.issubdtype(stored.dtype, np.integer):
        raise ProblemError(row.at("npy"), "wrong_type", "expected whole seconds")
    return np.asarray(stored, np.int64)
