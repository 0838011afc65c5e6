"""Writes of places: a region or a table replaces its earlier load whole, or is taken away."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID, uuid5

from geoalchemy2.shape import from_shape
from shapely.geometry import Point
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from core.errors import NotFound
from core.ids import new_id
from core.outbox import record
from core.visibility import audience
from geo import queries_places, schemas_places
from geo.errors import MilestoneTableWrong
from geo.events_places import PlaceRegionLoaded, PlaceRegionRemoved
from geo.milestone_table import Fault, StoneTable, read_stone_table, road_key
from geo.milestones import Stone, chainage_text
from geo.models import Boundary
from geo.models_places import Milestone, Place, PlaceRegion
from geo.names import syllables_of
from geo.place_reading import FoundPlace

_BATCH = 2_000
_IDS = UUID("5b0f3a52-6c3e-4f86-9f0b-0d3c5f9a7a10")
"""Ids of places follow from their load, so that the same load anywhere has the same ids."""

_FAULTS_SHOWN = 200


def preview_milestones(table: schemas_places.MilestoneTable) -> schemas_places.MilestonePreview:
    """Say what a table of milestones would bring and what is wrong in which row; write nothing."""
    read = read_stone_table(table.text, table.datum)
    return schemas_places.MilestonePreview(
        rows=len(read.stones),
        roads=_roads_of(read),
        errors=_shown(read.errors),
        warnings=_shown(read.warnings),
    )


def import_milestones(
    session: Session, actor: Actor, table: schemas_places.MilestoneTable
) -> schemas_places.PlaceRegion:
    """Take a table of milestones over in place of the earlier one of its name, all rows or none."""
    read = read_stone_table(table.text, table.datum)
    if read.errors:
        first = read.errors[0]
        raise MilestoneTableWrong(row=first.row, problem=first.problem, errors=len(read.errors))
    digest = hashlib.sha256(table.text.encode()).hexdigest()
    session.execute(delete(PlaceRegion).where(PlaceRegion.name == table.name))
    region = _enter_region(session, table.name, table.source, digest, 0, len(read.stones))
    rows = (
        _stone_row(table.name, each.stone, each.datum.value, each.source or table.source)
        for each in read.stones
    )
    _insert(session, Milestone, rows)
    shown = queries_places.region_record(region)
    record(session, PlaceRegionLoaded(place_region=shown), audience=_heard_by(actor))
    return shown


def remove_region(session: Session, actor: Actor, name: str) -> schemas_places.PlaceRegion:
    """Take a load of places or milestones away with all its rows."""
    region = session.get(PlaceRegion, name)
    if region is None:
        raise NotFound(noun="place_region")
    shown = queries_places.region_record(region)
    session.execute(delete(PlaceRegion).where(PlaceRegion.name == name))
    record(session, PlaceRegionRemoved(place_region=shown), audience=_heard_by(actor))
    return shown


def replace_region(
    session: Session,
    name: str,
    source: str,
    digest: str,
    places: Sequence[FoundPlace],
    stones: Sequence[Stone],
) -> PlaceRegion:
    """Enter all that a file names in place of its earlier load; each place gets its county."""
    session.execute(delete(PlaceRegion).where(PlaceRegion.name == name))
    region = _enter_region(session, name, source, digest, len(places), len(stones))
    rows = (
        _place_row(name, source, place) | {"id": uuid5(_IDS, f"{name}/{digest}/{number}")}
        for number, place in enumerate(places)
    )
    _insert(session, Place, rows)
    _insert(session, Milestone, (_stone_row(name, stone, "WGS84", source) for stone in stones))
    county = (
        select(Boundary.code)
        .where(Boundary.level == "county", func.ST_Covers(Boundary.area, Place.position))
        .order_by(Boundary.code)
        .limit(1)
        .scalar_subquery()
    )
    unplaced = Place.region == name, Place.jurisdiction_code.is_(None)
    session.execute(
        update(Place).where(*unplaced).values(jurisdiction_code=county),
        execution_options={"synchronize_session": False},
    )
    return region


def _enter_region(
    session: Session, name: str, source: str, digest: str, places: int, stones: int
) -> PlaceRegion:
    region = PlaceRegion(
        name=name,
        source=source,
        sha256=digest,
        places=places,
        milestones=stones,
        loaded_at=clock.now(session),
    )
    session.add(region)
    session.flush()
    return region


def _insert(session: Session, table: Any, rows: Iterable[dict[str, Any]]) -> None:
    for part in _parts(rows):
        session.execute(insert(table), part)


def _parts(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    part: list[dict[str, Any]] = []
    for row in rows:
        part.append(row)
        if len(part) == _BATCH:
            yield part
            part = []
    if part:
        yield part


def _place_row(region: str, source: str, place: FoundPlace) -> dict[str, Any]:
    return {
        "region": region,
        "kind": place.kind,
        "name": place.name,
        "name_en": place.name_en,
        "others": list(place.others),
        "pinyin": " ".join(syllables_of(place.name)),
        "jurisdiction_code": place.adcode,
        "position": from_shape(Point(place.at), srid=4326),
        "line": None if place.line is None else from_shape(place.line, srid=4326),
        "population": place.population,
        "approximate": place.approximate,
        "source": place.source or source,
    }


def _stone_row(region: str, stone: Stone, datum: str, source: str) -> dict[str, Any]:
    return {
        "id": new_id(),
        "region": region,
        "number": stone.number,
        "road": stone.road,
        "metres": stone.metres,
        "direction": stone.direction,
        "position": from_shape(Point(stone.at), srid=4326),
        "datum": datum,
        "source": source,
    }


def _roads_of(read: StoneTable) -> list[schemas_places.MilestoneRoad]:
    groups: dict[str, list[Stone]] = {}
    for each in read.stones:
        groups.setdefault(road_key(each.stone), []).append(each.stone)
    return [
        schemas_places.MilestoneRoad(
            number=stones[0].number,
            road=stones[0].road,
            stones=len(stones),
            first=chainage_text(min(stone.metres for stone in stones)),
            last=chainage_text(max(stone.metres for stone in stones)),
            sources=[],
        )
        for _, stones in sorted(groups.items())
    ]


def _shown(faults: Sequence[Fault]) -> list[schemas_places.RowFault]:
    return [
        schemas_places.RowFault(row=each.row, problem=each.problem, given=each.given[:100])
        for each in faults[:_FAULTS_SHOWN]
    ]


def _heard_by(actor: Actor) -> list[str]:
    return audience(*(grant.jurisdiction_code for grant in actor.grants))
