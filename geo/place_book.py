"""Keeps the gazetteer of a database in memory, and reads it anew when something was loaded."""

from __future__ import annotations

from threading import Lock

import shapely
from geoalchemy2 import Geography
from geoalchemy2.shape import to_shape
from sqlalchemy import cast, func, select
from sqlalchemy.orm import Session

from geo.gazetteer import District, Gazetteer, Place
from geo.models import Boundary
from geo.models_places import Place as PlaceRow
from geo.models_places import PlaceRegion

_KEPT = 4
_books: dict[str, Gazetteer] = {}
_latest: dict[str, Gazetteer] = {}
_reading = Lock()


def gazetteer_of(session: Session) -> Gazetteer:
    """The gazetteer of what is loaded now; while a new one is read the old one answers.

    What was loaded is told by the loads' hashes, so two databases with the same loads share one.
    """
    stamp, database = _stamp(session), str(session.get_bind().engine.url)
    if stamp in _books:
        return _books[stamp]
    older = _latest.get(database)
    if not _reading.acquire(blocking=older is None) and older is not None:
        return older
    try:
        if stamp not in _books:
            _books[stamp] = _read(session)
            for old in list(_books)[:-_KEPT]:
                del _books[old]
        _latest[database] = _books[stamp]
        return _books[stamp]
    finally:
        _reading.release()


def _stamp(session: Session) -> str:
    rows = session.execute(
        select(PlaceRegion.name, PlaceRegion.sha256, PlaceRegion.loaded_at).order_by(
            PlaceRegion.name
        )
    )
    return "|".join(f"{row.name}:{row.sha256}:{row.loaded_at.isoformat()}" for row in rows)


def _read(session: Session) -> Gazetteer:
    rows = session.execute(
        select(
            PlaceRow.kind,
            PlaceRow.name,
            PlaceRow.name_en,
            func.ST_X(PlaceRow.position).label("lon"),
            func.ST_Y(PlaceRow.position).label("lat"),
            PlaceRow.jurisdiction_code,
            PlaceRow.population,
            PlaceRow.others,
            PlaceRow.pinyin,
            PlaceRow.id,
            func.coalesce(func.ST_Length(cast(PlaceRow.line, Geography)), 0.0).label("length_m"),
            func.ST_AsText(func.ST_Envelope(PlaceRow.line)).label("envelope"),
        ).order_by(PlaceRow.id)
    )
    places = [
        Place(
            kind=row.kind,
            name=row.name,
            name_en=row.name_en,
            lon=row.lon,
            lat=row.lat,
            adcode=row.jurisdiction_code,
            population=row.population,
            others=tuple(row.others),
            syllables=tuple(row.pinyin.split()),
            key=str(row.id),
            length_m=row.length_m,
            box=None if row.envelope is None else shapely.from_wkt(row.envelope).bounds,
        )
        for row in rows
    ]
    return Gazetteer(places, _townships(session))


def _townships(session: Session) -> list[District]:
    rows = session.execute(
        select(Boundary.code, Boundary.name, Boundary.area).where(Boundary.level == "township")
    )
    return [District(row.code, row.name, to_shape(row.area)) for row in rows]
