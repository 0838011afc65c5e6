"""Reads a table of milestones (CSV): all rows with what is wrong or odd in them, by row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from geo.datum import to_wgs84
from geo.distance import haversine_m
from geo.milestones import Direction, Stone, chainage_of, number_of, stone_metres
from geo.types import Datum, position_problem

COLUMNS = {
    "number": ("编号", "路线编号", "number", "ref"),
    "road": ("道路", "路名", "路线名称", "名称", "road", "name"),
    "stone": ("桩号", "里程", "里程桩", "k", "stone", "chainage"),
    "lon": ("经度", "lon", "lng", "longitude"),
    "lat": ("纬度", "lat", "latitude"),
    "datum": ("坐标系", "datum"),
    "direction": ("方向", "direction"),
    "source": ("来源", "source"),
}
DATUMS = {
    "wgs84": Datum.WGS84, "wgs-84": Datum.WGS84, "cgcs2000": Datum.CGCS2000,
    "gcj02": Datum.GCJ02, "gcj-02": Datum.GCJ02, "火星": Datum.GCJ02, "高德": Datum.GCJ02,
    "bd09": Datum.BD09, "bd-09": Datum.BD09, "百度": Datum.BD09, "国家2000": Datum.CGCS2000,
}  # fmt: skip
DIRECTIONS = {
    "上行": Direction.UP, "up": Direction.UP, "下行": Direction.DOWN, "down": Direction.DOWN,
    "": None, "双向": None, "both": None,
}  # fmt: skip
LARGEST_ROWS = 100_000


@dataclass(frozen=True)
class Fault:
    """A row, what is wrong with it (a word of the catalogue), and what stood there."""

    row: int
    problem: str
    given: str


@dataclass(frozen=True)
class TableStone:
    """A stone of a table with its row, the datum it was given in and where it came from."""

    row: int
    stone: Stone
    datum: Datum
    source: str | None


@dataclass(frozen=True)
class StoneTable:
    """A table as read: stones, errors that forbid taking it over, and warnings."""

    stones: tuple[TableStone, ...]
    errors: tuple[Fault, ...]
    warnings: tuple[Fault, ...]


class _Wrong(ValueError):
    def __init__(self, problem: str, given: str) -> None:
        super().__init__(problem)
        self.problem, self.given = problem, given


def read_stone_table(text: str, datum: Datum) -> StoneTable:
    """Read all rows; `datum` holds where a row names none."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    heading = {(name or "").strip().lower() for name in reader.fieldnames or ()}
    missing = [key for key in ("stone", "lon", "lat") if not heading & set(COLUMNS[key])]
    if missing or not heading & {*COLUMNS["number"], *COLUMNS["road"]}:
        columns = ", ".join(COLUMNS[key][0] for key in (missing or ["number"]))
        return StoneTable((), (Fault(1, "column_missing", columns),), ())
    stones: list[TableStone] = []
    errors: list[Fault] = []
    for row, cells in enumerate(reader, start=2):
        if row > LARGEST_ROWS:
            errors.append(Fault(row, "too_many_rows", str(LARGEST_ROWS)))
            break
        try:
            if given := _cells(cells):
                stones.append(_stone(row, given, datum))
        except _Wrong as wrong:
            errors.append(Fault(row, wrong.problem, wrong.given))
    errors += _repeated(stones)
    if not stones and not errors:
        errors.append(Fault(1, "no_rows", ""))
    return StoneTable(tuple(stones), tuple(errors), tuple(_impossible(stones)))


def road_key(stone: Stone) -> str:
    """What tells roads apart: the number where there is one, else the name."""
    return stone.number or stone.road or ""


def _cells(row: Mapping[str | None, str | list[str] | None]) -> dict[str, str]:
    plain = {
        key.strip().lower(): value.strip()
        for key, value in row.items()
        if key and isinstance(value, str) and value.strip()
    }
    return (
        {
            field: next((plain[name] for name in names if name in plain), "")
            for field, names in COLUMNS.items()
        }
        if plain
        else {}
    )


def _stone(row: int, cells: Mapping[str, str], datum: Datum) -> TableStone:
    named = chainage_of(f"{cells['number']} {cells['road']} K0+000")
    number = number_of(cells["number"]) if cells["number"] else (named.number if named else None)
    road = named.road if named and not cells["number"] else cells["road"] or None
    if not number and not road:
        raise _Wrong("road_missing", "")
    metres = stone_metres(cells["stone"])
    if metres is None:
        raise _Wrong("stone_unreadable", cells["stone"])
    direction = cells["direction"].lower()
    if direction not in DIRECTIONS:
        raise _Wrong("direction_unknown", cells["direction"])
    if cells["datum"] and cells["datum"].lower() not in DATUMS:
        raise _Wrong("datum_unknown", cells["datum"])
    given = DATUMS.get(cells["datum"].lower(), datum)
    at = to_wgs84(*_position(cells), given)
    at = at._replace(lon=round(at.lon, 7), lat=round(at.lat, 7))
    stone = Stone(number, road, metres, DIRECTIONS[direction], at)
    return TableStone(row, stone, given, cells["source"] or None)


def _position(cells: Mapping[str, str]) -> tuple[float, float]:
    written = f"{cells['lon']}, {cells['lat']}"
    try:
        lon, lat = float(cells["lon"]), float(cells["lat"])
    except ValueError:
        raise _Wrong("position_not_a_number", written) from None
    if problem := position_problem(lon, lat):
        raise _Wrong(problem.value, written)
    return lon, lat


def _repeated(stones: Sequence[TableStone]) -> Iterable[Fault]:
    seen: dict[tuple[str, int, str | None], int] = {}
    for each in stones:
        key = (road_key(each.stone), each.stone.metres, each.stone.direction)
        if key in seen:
            yield Fault(each.row, "repeated", str(seen[key]))
        seen.setdefault(key, each.row)


def _impossible(stones: Sequence[TableStone]) -> Iterable[Fault]:
    """Neighbouring stones farther apart through the air than along the road: one is wrong."""
    ordered = sorted(
        stones, key=lambda s: (road_key(s.stone), s.stone.direction or "", s.stone.metres)
    )
    for before, after in pairwise(ordered):
        a, b = before.stone, after.stone
        if (road_key(a), a.direction) != (road_key(b), b.direction):
            continue
        air_m = float(haversine_m(a.at, b.at))
        if air_m > 1.05 * (b.metres - a.metres) + 100:
            yield Fault(after.row, "farther_than_the_road", f"{air_m:.0f}")
