"""Features of a layer that an actor sees, one page at a time, in the order of their keys."""

import json
from collections.abc import Sequence
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import ColumnElement, Row, Select, String, cast, func, or_, type_coerce
from sqlalchemy.orm import Session

from core.visibility import visible
from exchange.asked import Asked
from exchange.layers import Layer

Feature = dict[str, Any]
_DIGITS = 6


def features(
    session: Session, prefixes: Sequence[str], layer: Layer, asked: Asked
) -> tuple[int, list[Feature]]:
    """Return how many features match, and the page asked for as GeoJSON."""
    conditions = _conditions(layer, prefixes, asked)
    total = session.scalar(_from(layer, func.count()).where(*conditions)) or 0
    page = _rows(layer).where(*conditions).order_by(layer.key)
    rows = session.execute(page.limit(asked.limit).offset(asked.offset))
    return total, [_feature(layer, row) for row in rows]


def feature(session: Session, prefixes: Sequence[str], layer: Layer, key: str) -> Feature | None:
    """Return one feature, or None when there is none that the actor sees."""
    conditions = (*layer.holds, visible(layer.jurisdiction, prefixes))
    row = session.execute(
        _rows(layer).where(*conditions, cast(layer.key, String) == key)
    ).one_or_none()
    return None if row is None else _feature(layer, row)


def extent(
    session: Session, prefixes: Sequence[str], layer: Layer
) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of what the actor sees of a layer; None where it is empty."""
    around = func.ST_Extent(layer.place)
    edges = (func.ST_XMin, func.ST_YMin, func.ST_XMax, func.ST_YMax)
    wanted = _from(layer, *(edge(around) for edge in edges))
    row = session.execute(wanted.where(*layer.holds, visible(layer.jurisdiction, prefixes))).one()
    return None if row[0] is None else (row[0], row[1], row[2], row[3])


def _from(layer: Layer, *columns: Any) -> Select[Any]:
    return layer.rows.add_columns(*columns)


def _rows(layer: Layer) -> Select[Any]:
    place = func.ST_AsGeoJSON(layer.place, _DIGITS).label("feature_place")
    named = [column.label(name) for name, column in layer.properties.items()]
    return _from(layer, layer.key.label("feature_key"), place, *named)


def _conditions(layer: Layer, prefixes: Sequence[str], asked: Asked) -> list[ColumnElement[bool]]:
    found = [*layer.holds, visible(layer.jurisdiction, prefixes)]
    if asked.boxes:
        boxes = [type_coerce(func.ST_MakeEnvelope(*box, 4326), Geometry) for box in asked.boxes]
        found.append(or_(*(func.ST_Intersects(layer.place, box) for box in boxes)))
    found += [layer.properties[name] == value for name, value in asked.equals]
    if layer.began is not None and asked.until is not None:
        found.append(layer.began <= asked.until)
    ended = layer.began if layer.ended is None else layer.ended
    if ended is not None and asked.since is not None:
        still = ended >= asked.since
        found.append(still if layer.ended is None else or_(ended.is_(None), still))
    return found


def _feature(layer: Layer, row: Row[Any]) -> Feature:
    values = row._mapping
    return {
        "type": "Feature",
        "id": str(values["feature_key"]),
        "geometry": json.loads(values["feature_place"]),
        "properties": {name: values[name] for name in layer.properties},
    }
