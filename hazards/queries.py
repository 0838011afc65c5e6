"""Every read of danger: substances, registered sources, areas, and what lies inside an area."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from geoalchemy2.shape import from_shape, to_shape
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Select, cast, func, literal, null, select, union_all
from sqlalchemy.orm import Session
from sqlalchemy.types import Boolean, Integer, Text

from core.errors import NotFound
from core.visibility import visible
from core.wire import Page, Point, PolygonArea
from geo.models import Place
from hazards import models, schemas
from hazards.substances import Container, Substance, all_substances, find_substances
from incidents.models import Incident
from incidents.queries import in_picture
from resources.models import Depot, Facility, ResourcePosition, Team

_PLACE_KINDS = ("township", "populated_place")


def substances(text: str, limit: int) -> list[schemas.Substance]:
    """Return the substances that a text finds, or all of them without a text."""
    found = find_substances(text, limit) if text.strip() else list(all_substances().values())
    return [substance_view(one) for one in found[:limit]]


def substance_view(substance: Substance) -> schemas.Substance:
    """Return a substance as it travels, with the containers whose distances differ."""
    containers = dict.fromkeys(figure.container for figure in substance.figures)
    return schemas.Substance(
        un=substance.un_number,
        name=substance.name_zh,
        name_en=substance.name_en,
        editions=substance.editions(),
        containers=[one.value for one in containers if one is not Container.ANY],
        toxic=substance.toxic_by_inhalation,
    )


def hazard_sources_page(
    session: Session, prefixes: Sequence[str], offset: int, limit: int
) -> Page[schemas.HazardSource]:
    """Return visible hazard sources in the order of their codes."""
    where = visible(models.HazardSource.jurisdiction_code, prefixes)
    total = session.scalar(select(func.count()).select_from(models.HazardSource).where(where)) or 0
    query = select(models.HazardSource).where(where).order_by(models.HazardSource.code)
    rows = [_source(row) for row in session.scalars(query.offset(offset).limit(limit))]
    following = offset + len(rows)
    return Page(rows=rows, total=total, next_offset=following if following < total else None)


def snapshot_hazard_sources(
    session: Session, prefixes: Sequence[str]
) -> list[schemas.HazardSource]:
    """Return all visible hazard sources."""
    where = visible(models.HazardSource.jurisdiction_code, prefixes)
    query = select(models.HazardSource).where(where).order_by(models.HazardSource.code)
    return [_source(row) for row in session.scalars(query)]


def _source(row: models.HazardSource) -> schemas.HazardSource:
    shape = to_shape(row.position)
    own = {name: getattr(row, name) for name in schemas.HazardSource.model_fields}
    return schemas.HazardSource(**own | {"position": Point(lon=shape.x, lat=shape.y)})


def area_view(row: models.HazardArea) -> schemas.HazardArea:
    """Return an area as it travels."""
    own = {name: getattr(row, name) for name in schemas.HazardArea.model_fields}
    outline = PolygonArea.model_validate(json.loads(json.dumps(mapping(to_shape(row.area)))))
    return schemas.HazardArea(**own | {"area": outline, "inside": row.inside["things"]})


def areas_of(
    session: Session, incident_id: UUID, *, standing_only: bool = True
) -> list[models.HazardArea]:
    """Return the areas of an incident in the order in which they were drawn."""
    query = select(models.HazardArea).where(models.HazardArea.incident_id == incident_id)
    if standing_only:
        query = query.where(models.HazardArea.withdrawn_at.is_(None))
    return list(session.scalars(query.order_by(models.HazardArea.id)))


def find_area(
    session: Session, prefixes: Sequence[str], area_id: UUID
) -> tuple[models.HazardArea, str]:
    """Return an area, locked, with the jurisdiction of its incident."""
    query = (
        select(models.HazardArea, Incident.jurisdiction_code)
        .join(Incident, Incident.id == models.HazardArea.incident_id)
        .where(models.HazardArea.id == area_id, visible(Incident.jurisdiction_code, prefixes))
        .with_for_update(of=models.HazardArea, key_share=True)
        .execution_options(populate_existing=True)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFound(noun="hazard_area")
    return found[0], found[1]


def snapshot_hazard_areas(
    session: Session, prefixes: Sequence[str], incident_ids: Sequence[UUID] | None = None
) -> list[schemas.HazardArea]:
    """Return the areas that stand, of the incidents of the picture."""
    query = (
        select(models.HazardArea)
        .join(Incident)
        .where(in_picture(session, prefixes, incident_ids))
        .where(models.HazardArea.withdrawn_at.is_(None))
        .order_by(models.HazardArea.id)
    )
    return [area_view(row) for row in session.scalars(query)]


def inside(session: Session, area: BaseGeometry) -> list[dict[str, Any]]:
    """Return what lies inside an area or on its edge, by kind and name.

    A team counts where it was last seen, else at its base. Danger is told whoever owns what lies
    in it.
    """
    outline = from_shape(area, srid=4326)
    sought = union_all(
        *_places(outline),
        _things("facility", Facility, Facility.position, outline),
        _teams(outline),
        _things("depot", Depot, Depot.position, outline).where(Depot.retired_at.is_(None)),
        _things("hazard_source", models.HazardSource, models.HazardSource.position, outline),
    )
    rows = session.execute(sought).mappings()
    ordered = sorted(rows, key=lambda row: (_ORDER.index(row["kind"]), row["name"], row["id"]))
    return [schemas.Inside.model_validate(dict(row)).model_dump() for row in ordered]


_ORDER = ("township", "place", "facility", "hazard_source", "team", "depot")


def _places(outline: Any) -> list[Select[Any]]:
    return [
        _columns(
            "township" if kind == "township" else "place",
            Place,
            Place.position,
            Place.approximate,
        ).where(Place.kind == kind, func.ST_Covers(outline, Place.position))
        for kind in _PLACE_KINDS
    ]


def _teams(outline: Any) -> Select[Any]:
    at = func.coalesce(ResourcePosition.position, Team.home)
    return (
        _columns("team", Team, at)
        .outerjoin(ResourcePosition, ResourcePosition.team_id == Team.id)
        .where(Team.retired_at.is_(None), func.ST_Covers(outline, at))
    )


def _things(kind: str, table: Any, position: Any, outline: Any) -> Select[Any]:
    return _columns(kind, table, position).where(func.ST_Covers(outline, position))


def _columns(
    kind: str,
    table: Any,
    position: Any,
    approximate: Any = None,
) -> Select[Any]:
    """The columns of one thing inside.

    How many of a place's people are inside is not known: the place is a point, its people are not.
    """
    exact = cast(literal(False), Boolean) if approximate is None else approximate
    return select(
        literal(kind).label("kind"),
        cast(table.id, Text).label("id"),
        table.name.label("name"),
        func.ST_X(position).label("lon"),
        func.ST_Y(position).label("lat"),
        cast(null(), Integer).label("population"),
        exact.label("approximate"),
    )
