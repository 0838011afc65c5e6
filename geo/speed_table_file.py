"""A site's own speed table as a CSV file: road class by vehicle class, km/h; read and written."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from geo.driving import SpeedTable
from geo.speeds import COLUMNS, HIGHWAYS, speeds_kmh
from geo.types import VehicleClass

ROAD = "road_class"
LOWEST_KMH, HIGHEST_KMH = 1, 130


@dataclass(frozen=True)
class Trouble:
    """A cell that cannot stand: the row of the file, its column, and why."""

    row: int
    column: str
    message: str


def write_table(table: SpeedTable) -> str:
    """Return a speed table as CSV; an empty cell is a road the class may not use."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([ROAD, *COLUMNS])
    for k, road in enumerate(HIGHWAYS):
        speeds = [table.of(vehicle)[k] for vehicle in COLUMNS]
        writer.writerow([road, *("" if kmh is None else kmh for kmh in speeds)])
    return out.getvalue()


def read_table(file: Path) -> tuple[dict[str, dict[str, int]], list[Trouble]]:
    """Read a site's speeds, UTF-8 or GB18030; road classes left out keep the shipped ones.

    Which class may use a road is a matter of rules and not of the table: a cell that is empty in
    the shipped table stays empty, and one that is not must hold a speed.
    """
    rows = list(csv.reader(io.StringIO(_text(file.read_bytes()))))
    if not rows or not rows[0] or rows[0][0].strip() != ROAD:
        return {}, [Trouble(1, ROAD, f"the first line must begin with {ROAD}")]
    vehicles = [name.strip() for name in rows[0][1:]]
    unknown = [name for name in vehicles if name not in set(COLUMNS)]
    if unknown or not vehicles:
        return {}, [Trouble(1, name, "no vehicle class of that name") for name in unknown or [""]]
    found: dict[str, dict[str, int]] = {vehicle: {} for vehicle in vehicles}
    troubles: list[Trouble] = []
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            troubles += _take(found, vehicles, number, row)
    return found, troubles


def _take(
    found: dict[str, dict[str, int]], vehicles: list[str], number: int, row: list[str]
) -> list[Trouble]:
    road = row[0].strip()
    if road not in HIGHWAYS:
        return [Trouble(number, ROAD, f"no road class {road!r}")]
    if any(road in speeds for speeds in found.values()):
        return [Trouble(number, ROAD, f"{road!r} stands twice in the file")]
    troubles = []
    for column, vehicle in enumerate(vehicles, start=1):
        cell = row[column].strip() if column < len(row) else ""
        fault = _fault(cell, road, vehicle)
        if fault:
            troubles.append(Trouble(number, vehicle, fault))
        elif cell:
            found[vehicle][road] = int(cell)
    return troubles


def _fault(cell: str, road: str, vehicle: str) -> str | None:
    shipped = dict(zip(HIGHWAYS, speeds_kmh(VehicleClass(vehicle)), strict=True))
    if shipped[road] is None:
        return "this class may not use this road: leave the cell empty" if cell else None
    if not cell:
        return "a speed is missing"
    if not cell.isascii() or not cell.isdigit() or not LOWEST_KMH <= int(cell) <= HIGHEST_KMH:
        return f"{cell!r} is no whole number of km/h from {LOWEST_KMH} to {HIGHEST_KMH}"
    return None


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", errors="replace")
