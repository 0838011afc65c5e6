"""Reads rows of another system as the lists are read: one validator for grid, file and API."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from exchange.schemas_bulk import BulkRow, Given
from geo.datum import array_to_wgs84
from geo.types import Datum
from resources.importing.abilities import Abilities
from resources.importing.cells import Catalogue, Cell, Reading
from resources.importing.fields import Field, Kind, Shape
from resources.importing.rows import Entry, Mapped, read_rows
from resources.importing.tables import Header, Table

DEPOT_NAME = "depot_external_id"
"""How a lot or a vehicle names its depot by the other system's own name."""


def entries_of(
    kind: Kind,
    rows: Sequence[BulkRow],
    catalogues: Mapping[str, Sequence[Sequence[str]]],
    units: Mapping[str, Sequence[str]],
    depots: Mapping[str, str],
    abilities: Abilities,
) -> list[Entry]:
    """Return the rows as entries of a list, each with its faults; ``number`` counts from one.

    ``depots`` gives the code of each depot the same system has named.
    """
    fields = [one for one in kind.fields if one.name != "coordinates"]
    lists = {name: _catalogue(entries) for name, entries in catalogues.items()}
    header = Header(0, 1, tuple(one.name for one in fields), 1.0)
    table = Table(header, [(n, _cells(fields, row, depots)) for n, row in enumerate(rows)], [])
    mapped = Mapped({n: one.name for n, one in enumerate(fields)}, units=units)
    entries = list(read_rows(kind, table, mapped, Reading(lists, abilities=abilities)))
    names = {one.name for one in fields}
    for entry, row in zip(entries, rows, strict=True):
        _name_faults(kind, entry, row, names, depots)
        entry.cells = [row.external_id, *entry.cells]
    return entries


def _catalogue(entries: Sequence[Sequence[str]]) -> Catalogue:
    """A program may name an entry by its identifier too, not only by code and name."""
    return Catalogue.of([[entry[0], *entry[1:], entry[0]] for entry in entries])


def _cells(fields: Sequence[Field], row: BulkRow, depots: Mapping[str, str]) -> list[Cell]:
    values = dict(row.values)
    if DEPOT_NAME in values and "depot_id" not in values:
        values["depot_id"] = depots.get(str(values[DEPOT_NAME]))
    return [_cell(one, values.get(one.name)) for one in fields]


def _cell(field: Field, value: Given) -> Cell:
    """Return a value as a cell would hold it, with its unit where a bare number means another."""
    match value:
        case dict():
            return "；".join(f"{code}×{units}" for code, units in value.items())
        case bool():
            return value
        case int() | float() if field.shape is Shape.DURATION_S:
            return f"{value} s"
        case int() | float() if field.shape is Shape.MASS_KG:
            return f"{value} kg"
        case int():
            return float(value) if abs(value) < 1e15 else str(value)
        case _:
            return value


def _name_faults(
    kind: Kind, entry: Entry, row: BulkRow, names: set[str], depots: Mapping[str, str]
) -> None:
    places = any(one.name == "depot_id" for one in kind.fields)
    for name in sorted(set(row.values) - names):
        if name != DEPOT_NAME or not places:
            entry.fault("field_unknown", None, given=name[:60])
    asked = row.values.get(DEPOT_NAME)
    if places and asked is not None and "depot_id" not in row.values and str(asked) not in depots:
        entry.fault("depot_unnamed", "depot_id", external_id=str(asked)[:60])


def given_names(row: BulkRow, values: Mapping[str, Any]) -> set[str]:
    """Return which of the fields understood the other system gave itself."""
    given = {name for name, value in row.values.items() if value is not None}
    if DEPOT_NAME in given:
        given.add("depot_id")
    return given & set(values)


def as_understood(values: Mapping[str, Any], datum: Datum, *, swapped: bool) -> dict[str, Any]:
    """Return a row's values with its position in WGS-84, as it will be compared next time."""
    known = dict(values)
    if {"lon", "lat"} <= known.keys():
        pair = (known["lat"], known["lon"]) if swapped else (known["lon"], known["lat"])
        lon, lat = array_to_wgs84(np.array([pair], dtype=float), datum)[0]
        known |= {"lon": round(float(lon), 7), "lat": round(float(lat), 7)}
    return known
