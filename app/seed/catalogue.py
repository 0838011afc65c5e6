"""The shared catalogues of the demo: capabilities with their units and items with size and weight.

Of GB/T 38565-2020 only five codes are claimed, those that could be read in a public source. All
other items carry local codes under the standard's own "other" classes (99), marked ``local``; a
bureau that owns the standard imports its official table. Weights and sizes are ours, rounded.
"""

import csv
from typing import NamedTuple

from app.seed.records import DATA


class CapabilityRow(NamedTuple):
    """What a team can do and the unit in which it is counted."""

    code: str
    name: str
    name_en: str
    unit: str
    unit_en: str
    kind: str = "team"
    measures: str | None = None
    of_one: int = 0


class ItemRow(NamedTuple):
    """A material: its mass and volume per unit, how long a batch keeps, how much is usual.

    The standard's three top classes are headings: their usual quantity is zero, no lot is drawn.
    """

    code: str
    name: str
    name_en: str
    unit: str
    unit_en: str
    kg: float
    litres: float
    hazardous: bool
    reusable: bool
    standard: str
    keeps_days: int | None
    usual_quantity: int


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _item(row: dict[str, str]) -> ItemRow:
    return ItemRow(
        code=row["code"],
        name=row["name"],
        name_en=row["name_en"],
        unit=row["unit"],
        unit_en=row["unit_en"],
        kg=float(row["kg"]),
        litres=float(row["litres"]),
        hazardous=row["hazardous"] == "1",
        reusable=row["reusable"] == "1",
        standard=row["standard"],
        keeps_days=int(row["keeps_days"]) if row["keeps_days"] else None,
        usual_quantity=int(row["usual_quantity"]),
    )


def _capability(row: dict[str, str]) -> CapabilityRow:
    of_one = int(row.get("of_one") or 0)
    return CapabilityRow(
        row["code"],
        row["name"],
        row["name_en"],
        row["unit"],
        row["unit_en"],
        kind="equipment" if of_one else "team",
        measures=row.get("measures"),
        of_one=of_one,
    )


CAPABILITIES = tuple(_capability(row) for row in _rows("capabilities.csv"))
MEASURES = tuple(_capability(row) for row in _rows("capability_measures.csv"))
"""Amounts beside counts: how much flow, how many seats, how many kilowatts one unit brings."""
CATALOGUE = tuple(_item(row) for row in _rows("items.csv"))
ITEMS = tuple(item for item in CATALOGUE if item.usual_quantity > 0)
"""The items that are kept in lots."""
