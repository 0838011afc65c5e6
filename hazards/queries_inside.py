"""What lies inside an area: places, facilities, sources, teams, depots, incidents, and people."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import shapely
from geoalchemy2.shape import from_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import ColumnElement, Select, cast, func, literal, null, select, union_all
from sqlalchemy.orm import Session
from sqlalchemy.types import Boolean, Integer, Text

from core.config import get_settings
from core.visibility import visible
from geo.models_places import Place
from geo.queries import jurisdiction_of_area
from geo.queries_coverage import counties, settled
from geo.site_rasters import site_raster
from hazards import schemas
from hazards.models import HazardSource
from hazards.people import UNKNOWN, PeopleInside, counted, shared_out
from incidents.models import Incident
from resources.models import Depot, Facility, Lot, ResourcePosition, Team

_ORDER = ("incident", "facility", "hazard_source", "team", "depot", "township", "place")
_PLACE_KINDS = ("township", "populated_place")


def inside(
    session: Session,
    area: BaseGeometry,
    prefixes: Sequence[str] | None = None,
    beside: UUID | None = None,
) -> list[dict[str, Any]]:
    """Return what lies inside an area or on its edge, by kind and name.

    A team counts where it was last seen, else at its base. Danger is told whoever owns what lies
    in it; other running incidents, beside the area's own, are told to a reader who may see them.
    """
    outline = from_shape(area, srid=4326)
    sought = [
        *_places(outline),
        _facilities(outline),
        _teams(outline),
        _depots(outline),
        _sources(outline),
    ]
    if prefixes is not None:
        sought.append(_incidents(outline, prefixes, beside))
    rows = session.execute(union_all(*sought)).mappings()
    ordered = sorted(rows, key=lambda row: (_ORDER.index(row["kind"]), row["name"], row["id"]))
    return [schemas.Inside.model_validate(dict(row)).model_dump() for row in ordered]


def people_inside(session: Session, area: BaseGeometry) -> PeopleInside:
    """Estimate the people inside: from the site's grid, else from the townships, else unknown."""
    grid = site_raster(get_settings().population_raster, area).raster
    found = counted(area, grid) if grid is not None else UNKNOWN
    return found if found.number is not None else _from_townships(session, area)


def _from_townships(session: Session, area: BaseGeometry) -> PeopleInside:
    county = jurisdiction_of_area(session, area)
    if county is None:
        return UNKNOWN
    city = f"{county[:4]}00"
    held = settled(session, city)
    ground = shapely.union_all([shapely.make_valid(one.area) for one in counties(session, city)])
    if ground.is_empty:
        return UNKNOWN
    return shared_out(area, held.townships, held.total, ground)


def _places(outline: Any) -> list[Select[Any]]:
    return [
        _columns(
            "township" if kind == "township" else "place",
            Place,
            Place.position,
            approximate=Place.approximate,
        )
        .add_columns(_no_text("phone"), _nothing("count"))
        .where(Place.kind == kind, func.ST_Covers(outline, Place.position))
        for kind in _PLACE_KINDS
    ]


def _facilities(outline: Any) -> Select[Any]:
    return (
        _columns("facility", Facility, Facility.position, group=Facility.kind)
        .add_columns(Facility.phone.label("phone"), Facility.capacity.label("count"))
        .where(func.ST_Covers(outline, Facility.position), Facility.retired_at.is_(None))
    )


def _teams(outline: Any) -> Select[Any]:
    at = func.coalesce(ResourcePosition.position, Team.home)
    return (
        _columns("team", Team, at, group=Team.state)
        .add_columns(Team.phone.label("phone"), Team.headcount.label("count"))
        .outerjoin(ResourcePosition, ResourcePosition.team_id == Team.id)
        .where(Team.retired_at.is_(None), func.ST_Covers(outline, at))
    )


def _depots(outline: Any) -> Select[Any]:
    lots = (
        select(func.count())
        .select_from(Lot)
        .where(Lot.depot_id == Depot.id, Lot.quantity > 0)
        .correlate(Depot)
        .scalar_subquery()
    )
    return (
        _columns("depot", Depot, Depot.position, group=Depot.kind)
        .add_columns(Depot.phone.label("phone"), cast(lots, Integer).label("count"))
        .where(Depot.retired_at.is_(None), func.ST_Covers(outline, Depot.position))
    )


def _sources(outline: Any) -> Select[Any]:
    position = HazardSource.position
    return (
        _columns("hazard_source", HazardSource, position, group=HazardSource.kind)
        .add_columns(HazardSource.phone.label("phone"), _nothing("count"))
        .where(func.ST_Covers(outline, position))
    )


def _incidents(outline: Any, prefixes: Sequence[str], beside: UUID | None) -> Select[Any]:
    running = Incident.state.in_(("reported", "responding"))
    return (
        _columns("incident", Incident, Incident.position, name=Incident.title, group=Incident.kind)
        .add_columns(_no_text("phone"), _nothing("count"))
        .where(running, visible(Incident.jurisdiction_code, prefixes))
        .where(Incident.id.is_distinct_from(beside))
        .where(func.ST_Covers(outline, Incident.position))
    )


def _columns(
    kind: str,
    table: Any,
    position: Any,
    *,
    name: Any = None,
    approximate: Any = None,
    group: Any = None,
) -> Select[Any]:
    """The columns that all things inside have."""
    exact = cast(literal(False), Boolean) if approximate is None else approximate
    return select(
        literal(kind).label("kind"),
        cast(table.id, Text).label("id"),
        (table.name if name is None else name).label("name"),
        func.ST_X(position).label("lon"),
        func.ST_Y(position).label("lat"),
        exact.label("approximate"),
        (_no_text("group") if group is None else cast(group, Text).label("group")),
    )


def _no_text(name: str) -> ColumnElement[Any]:
    return cast(null(), Text).label(name)


def _nothing(name: str) -> ColumnElement[Any]:
    return cast(null(), Integer).label(name)
