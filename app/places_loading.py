"""Loads places, milestones and outlines into the database from files, each load whole or not."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import shapely
from geoalchemy2.shape import from_shape
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.stack import any_database
from core.config import Settings
from core.db import Database
from geo import queries_places, schemas_places
from geo.areas import InvalidArea, area_from_geojson
from geo.datum import to_wgs84
from geo.milestone_table import read_stone_table
from geo.models import Boundary
from geo.models_places import PlaceRegion
from geo.place_reading import FoundPlace, read_named
from geo.roads import file_hash
from geo.service_places import replace_region
from geo.types import Datum, position_problem

Say = Callable[[str], None]
_FAULTS_SHOWN = 50
LEVELS = ("province", "city", "county", "township")


class LoadTrouble(ValueError):
    """A file that cannot be taken over, with the reason in words."""


def load_road_file(settings: Settings, file: Path, region: str, say: Say) -> None:
    """Load all that a road file names as one region."""
    say(f"reading {file.name}")
    try:
        found = read_named(file)
    except (OSError, RuntimeError) as trouble:
        raise LoadTrouble(f"{file.name} cannot be read: {trouble}") from trouble
    with _session(settings) as session:
        replace_region(session, region, file.name, file_hash(file), found.places, found.stones)
    say(f"{len(found.places):,} places and {len(found.stones):,} milestones are in use")


def load_table(settings: Settings, file: Path, region: str, datum: str, say: Say) -> None:
    """Load the site's own names from a table (CSV, UTF-8 or GB18030)."""
    faults: list[str] = []
    places: list[FoundPlace] = []
    for row, cells in enumerate(csv.DictReader(_text(file).splitlines()), start=2):
        try:
            places.append(_named(cells, Datum(datum)))
        except ValueError as trouble:
            faults.append(f"row {row}: {trouble}")
    _refuse(faults, bool(places))
    with _session(settings) as session:
        replace_region(session, region, file.name, file_hash(file), places, ())
    say(f"{len(places):,} places are in use")


def load_milestones(settings: Settings, file: Path, region: str, datum: str, say: Say) -> None:
    """Load a table of milestones (CSV, UTF-8 or GB18030)."""
    read = read_stone_table(_text(file), Datum(datum))
    _refuse([f"row {f.row}: {f.problem} {f.given}" for f in read.errors], bool(read.stones))
    for fault in read.warnings[:_FAULTS_SHOWN]:
        say(f"row {fault.row}: {fault.problem} {fault.given} (taken over)")
    stones = [each.stone for each in read.stones]
    with _session(settings) as session:
        replace_region(session, region, file.name, file_hash(file), (), stones)
    say(f"{len(stones):,} milestones are in use")


def load_outlines(settings: Settings, file: Path, source: str, say: Say) -> None:
    """Enter or replace outlines of jurisdictions from a GeoJSON collection in WGS-84."""
    try:
        features = json.loads(file.read_text(encoding="utf-8-sig"))["features"]
        rows = [_outline(feature, source) for feature in features]
    except (OSError, KeyError, TypeError, ValueError) as trouble:
        raise LoadTrouble(f"{file.name}: {trouble}") from trouble
    with _session(settings) as session:
        for row in rows:
            entered = insert(Boundary).values(row)
            changed = {name: entered.excluded[name] for name in row if name != "code"}
            session.execute(entered.on_conflict_do_update(index_elements=["code"], set_=changed))
    say(f"{len(rows):,} outlines are on record")


def loads(settings: Settings) -> list[schemas_places.PlaceRegion]:
    """Everything that is loaded."""
    with _session(settings) as session:
        return queries_places.list_regions(session)


def remove_load(settings: Settings, region: str, say: Say) -> None:
    """Take a load away with all its rows."""
    with _session(settings) as session:
        found = session.execute(
            delete(PlaceRegion).where(PlaceRegion.name == region).returning(PlaceRegion.name)
        ).all()
    if not found:
        raise LoadTrouble(f"there is no load {region!r}")
    say(f"{region} is no longer in use")


@contextmanager
def _session(settings: Settings) -> Iterator[Session]:
    with any_database(settings) as url:
        database = Database(url, pool_size=1)
        try:
            with database.transaction() as session:
                yield session
        finally:
            database.dispose()


def _text(file: Path) -> str:
    try:
        raw = file.read_bytes()
    except OSError as trouble:
        raise LoadTrouble(f"{file.name} cannot be read: {trouble}") from trouble
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")


def _refuse(faults: list[str], any_rows: bool) -> None:
    if not faults and not any_rows:
        raise LoadTrouble("the table holds no row; nothing was written")
    if faults:
        shown = "\n".join(faults[:_FAULTS_SHOWN])
        raise LoadTrouble(f"{shown}\n{len(faults)} wrong row(s); nothing was written")


def _named(cells: Mapping[str, str | None], datum: Datum) -> FoundPlace:
    given = {key: (value or "").strip() for key, value in cells.items() if key}
    missing = [key for key in ("kind", "name", "lon", "lat") if not given.get(key)]
    if missing:
        raise ValueError(f"{', '.join(missing)} missing")
    lon, lat = float(given["lon"]), float(given["lat"])
    if problem := position_problem(lon, lat):
        raise ValueError(f"{problem.value}: {lon}, {lat}")
    return FoundPlace(
        kind=given["kind"],
        name=given["name"],
        name_en=given.get("name_en") or None,
        others=tuple(part for part in given.get("others", "").split("|") if part),
        at=to_wgs84(lon, lat, Datum(given.get("datum") or datum)),
        population=int(given["population"]) if given.get("population") else None,
        adcode=given.get("code") or None,
        approximate=given.get("approximate") in ("1", "true", "yes", "是"),
        source=given.get("source") or None,
    )


def _outline(feature: Mapping[str, Any], source: str) -> dict[str, Any]:
    facts = feature["properties"]
    code, level = str(facts["code"]), facts["level"]
    if level not in LEVELS:
        raise ValueError(f"{code}: level must be one of {', '.join(LEVELS)}")
    try:
        area = area_from_geojson(feature["geometry"])
    except InvalidArea as refused:
        raise ValueError(f"{code}: {refused}") from None
    shape = shapely.multipolygons(list(shapely.get_parts(area)))
    return {
        "code": code,
        "name": facts["name"],
        "level": level,
        "area": from_shape(shape, srid=4326),
        "source": source,
    }
