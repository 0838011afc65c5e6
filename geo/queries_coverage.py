"""Reads for coverage: the ground of a jurisdiction by county, and who lives in its townships."""

from dataclasses import dataclass
from typing import NamedTuple

from geoalchemy2.shape import to_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.models import Jurisdiction
from core.visibility import prefix_of
from geo.models import Boundary
from geo.models_places import Place
from geo.population import Township

SETTLEMENTS = ("township", "populated_place")


@dataclass(frozen=True)
class County:
    """A county's outline."""

    code: str
    name: str
    area: BaseGeometry


@dataclass(frozen=True)
class Settled:
    """The townships of a jurisdiction and the people on record for all of it, None where none."""

    townships: tuple[Township, ...]
    total: float | None


def counties(session: Session, code: str) -> list[County]:
    """Return the counties at or below a jurisdiction by code, with their outlines."""
    query = (
        select(Boundary.code, Boundary.name, Boundary.area)
        .where(Boundary.level == "county", func.starts_with(Boundary.code, prefix_of(code)))
        .order_by(Boundary.code)
    )
    return [County(row.code, row.name, to_shape(row.area)) for row in session.execute(query)]


class NamedTownship(NamedTuple):
    """A township with its name."""

    name: str
    jurisdiction_code: str
    lon: float
    lat: float


def townships(session: Session, code: str) -> list[NamedTownship]:
    """Return the townships at or below a jurisdiction by code and name."""
    query = (
        select(
            Place.name,
            func.coalesce(Place.jurisdiction_code, ""),
            func.ST_X(Place.position),
            func.ST_Y(Place.position),
        )
        .where(Place.kind == "township")
        .where(func.starts_with(Place.jurisdiction_code, prefix_of(code)))
        .order_by(Place.jurisdiction_code, Place.name, Place.id)
    )
    return [NamedTownship(*row) for row in session.execute(query)]


def settled(session: Session, code: str) -> Settled:
    """Return the townships at or below a jurisdiction; a place of its own name has its total."""
    name = session.scalar(select(Jurisdiction.name).where(Jurisdiction.code == code))
    query = (
        select(
            Place.kind,
            Place.name,
            Place.population,
            func.ST_X(Place.position).label("lon"),
            func.ST_Y(Place.position).label("lat"),
        )
        .where(func.starts_with(Place.jurisdiction_code, prefix_of(code)))
        .where(Place.kind.in_(SETTLEMENTS))
        .order_by(Place.id)
    )
    rows = session.execute(query).all()
    total = max((row.population for row in rows if row.name == name and row.population), default=0)
    towns = [
        Township(row.lon, row.lat, row.population)
        for row in rows
        if row.name != name and (row.kind == "township" or row.population)
    ]
    return Settled(tuple(towns), float(total) or None)
