"""Reads closures out of files: GeoJSON areas and lines here, CAP messages in `geo.cap_messages`.

What is wrong with the whole file is raised; what is wrong with one area is kept beside it, so that
the others can still be looked at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from core.errors import DomainError, Invalid
from core.local_time import BEIJING
from geo import errors_closure_files as errors
from geo.areas import InvalidArea, area_from_geojson
from geo.closures import MarkedRoad
from geo.datum import array_to_wgs84
from geo.errors import area_refused, position_refused
from geo.types import Datum, PositionProblem, position_problem

MOST_BYTES = 2_800_000
MOST_ROWS = 500
_MOST_LINE_VERTICES = 5_000
_LONLAT_CRS = re.compile(r"CRS:?84$|EPSG:{1,2}(\d*:)?(4326|4490|4979)$", re.IGNORECASE)
_NAMES = ("name", "名称", "title", "标题", "reason", "原因", "description", "说明")
_ROAD_NAMES = ("road", "road_name", "道路", "道路名称", "路名")
_KIND_FIELDS = ("kind", "类型", "原因类型")
_BEGINS = ("valid_from", "开始时间", "起始时间")
_ENDS = ("valid_to", "结束时间", "截止时间")
_KIND_WORDS = {
    "flood": ("flood", "洪", "涝", "积水", "淹", "渍水", "inundation"),
    "accident": ("accident", "事故", "collision", "spill", "泄漏"),
    "works": ("works", "construction", "施工", "养护", "维修"),
    "control": ("control", "管制", "交通", "traffic", "road closure"),
}


@dataclass(frozen=True)
class FileRow:
    """One area or line of a file, counted from 1, with what is wrong with it."""

    row: int
    name: str
    kind: str | None
    area: BaseGeometry | None = None
    roads: tuple[MarkedRoad, ...] = ()
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    problem: DomainError | None = None


@dataclass(frozen=True)
class ClosureFile:
    """A file of closures as it was read.

    ``message`` identifies a CAP message (sender, identifier, sent), ``replaces`` those it updates
    or cancels; ``status`` is its CAP status; ``is_signed`` says that it carries a signature, which
    nobody here has verified.
    """

    format: str
    title: str
    rows: tuple[FileRow, ...]
    message: str | None = None
    message_type: str | None = None
    status: str | None = None
    replaces: tuple[str, ...] = ()
    is_signed: bool = False


def kind_of(*texts: str) -> str | None:
    """The kind of closure that words speak of, None where they do not say."""
    spoken = " ".join(texts).lower()
    for kind, words in _KIND_WORDS.items():
        if any(word in spoken for word in words):
            return kind
    return None


def read_geojson(content: bytes, datum: Datum) -> ClosureFile:
    """The areas and lines of a GeoJSON file, a feature a row, in WGS-84.

    Raises
    ------
    Invalid : the file is not JSON, no GeoJSON, in another coordinate system, or too long.
    """
    given = _json(content)
    _require_degrees(given)
    features = list(_features(given))
    if not features:
        raise errors.GeoJsonWithoutFeatures(found=_type_of(given))
    if len(features) > MOST_ROWS:
        raise errors.TooManyAreas(count=len(features), most=MOST_ROWS)
    rows = tuple(_row(number, one, datum) for number, one in enumerate(features, start=1))
    title = given.get("name") if isinstance(given, dict) else None
    return ClosureFile("geojson", title if isinstance(title, str) else "", rows)


def text_of(content: bytes) -> str:
    """The text of a file: UTF-8 or UTF-16 as marked, else the Chinese encoding GB 18030."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")


def instant_of(given: Any, element: str) -> datetime | None:
    """An instant as written; without a time zone it is Beijing time. Nothing written is None."""
    if given in (None, ""):
        return None
    try:
        found = datetime.fromisoformat(str(given).strip().replace("/", "-"))
    except ValueError:
        raise errors.FeatureTimeUnreadable(element=element, value=str(given)[:40]) from None
    return found if found.tzinfo else found.replace(tzinfo=BEIJING)


def checked_area(geojson: Mapping[str, Any], datum: Datum) -> BaseGeometry:
    """An area of a file in WGS-84, or the `Invalid` that says what is wrong with it."""
    try:
        area = area_from_geojson(geojson)
    except InvalidArea as refused:
        raise area_refused(refused.fault, "area") from None
    moved: BaseGeometry = shapely.transform(area, lambda lonlat: array_to_wgs84(lonlat, datum))
    return moved


def _json(content: bytes) -> Any:
    try:
        return json.loads(text_of(content), parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise errors.GeoJsonUnreadable(
            reason=error.msg, line=error.lineno, column=error.colno
        ) from None
    except (ValueError, RecursionError) as error:
        reason = type(error).__name__ if isinstance(error, RecursionError) else str(error)
        raise errors.GeoJsonUnreadable(reason=reason, line=1, column=1) from None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number")


def _require_degrees(given: Any) -> None:
    crs = given.get("crs") if isinstance(given, dict) else None
    if not isinstance(crs, dict):
        return
    properties = crs.get("properties")
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    if not _LONLAT_CRS.search(name):
        raise errors.CrsNotSupported(crs=name[:80] or "?")


def _features(given: Any) -> Iterator[dict[str, Any]]:
    if not isinstance(given, dict):
        return
    members = given.get("features")
    if given.get("type") == "FeatureCollection" and isinstance(members, list):
        yield from (one for one in members if isinstance(one, dict))
    elif given.get("type") == "Feature":
        yield given
    elif "coordinates" in given:
        yield {"type": "Feature", "geometry": given, "properties": {}}


def _type_of(given: Any) -> str:
    return str(given.get("type", "?"))[:40] if isinstance(given, dict) else type(given).__name__


def _row(number: int, feature: dict[str, Any], datum: Datum) -> FileRow:
    found = feature.get("properties")
    properties = found if isinstance(found, dict) else {}
    name = str(_first(properties, _NAMES) or "")[:500]
    row = FileRow(number, name, kind_of(str(_first(properties, _KIND_FIELDS) or ""), name))
    try:
        extent = _extent(feature.get("geometry"), str(_first(properties, _ROAD_NAMES) or ""), datum)
        begins = instant_of(_first(properties, _BEGINS), "valid_from")
        ends = instant_of(_first(properties, _ENDS), "valid_to")
    except Invalid as problem:
        return FileRow(row.row, row.name, row.kind, problem=problem)
    return FileRow(row.row, row.name, row.kind, *extent, begins, ends)


def _first(properties: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next(
        (properties[name] for name in names if properties.get(name) not in (None, "")), None
    )


def _extent(
    geometry: Any, road: str, datum: Datum
) -> tuple[BaseGeometry | None, tuple[MarkedRoad, ...]]:
    kind = _type_of(geometry)
    match kind:
        case "Polygon" | "MultiPolygon":
            return checked_area(geometry, datum), ()
        case "LineString":
            return None, (_line(geometry.get("coordinates"), road, datum),)
        case "MultiLineString":
            lines = geometry.get("coordinates")
            if not isinstance(lines, list) or not lines:
                raise errors.LineUnreadable()
            return None, tuple(_line(one, road, datum) for one in lines)
        case _:
            raise errors.NeitherAreaNorLine(found=kind)


def _line(coordinates: Any, road: str, datum: Datum) -> MarkedRoad:
    if not isinstance(coordinates, list) or not 2 <= len(coordinates) <= _MOST_LINE_VERTICES:
        raise errors.LineUnreadable()
    try:
        pairs = np.array([pair[:2] for pair in coordinates], dtype=np.float64).reshape(-1, 2)
    except (TypeError, ValueError, IndexError):
        raise errors.LineUnreadable() from None
    for lon, lat in pairs.tolist():
        problem: PositionProblem | None = position_problem(lon, lat)
        if problem is not None:
            raise position_refused(problem, lon, lat, "roads")
    moved = array_to_wgs84(pairs, datum).round(7).tolist()
    return MarkedRoad(tuple((lon, lat) for lon, lat in moved), road[:200])


def as_geojson(area: BaseGeometry) -> dict[str, Any]:
    """An area as GeoJSON."""
    return dict(mapping(area))
