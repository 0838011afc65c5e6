"""Every read of danger: substances, registered sources and areas."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from geoalchemy2.shape import to_shape
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry
from sqlalchemy import all_, func, literal, select
from sqlalchemy.orm import Session

from core import clock
from core.errors import NotFound
from core.visibility import visible
from core.wire import Page, Point
from hazards import models, schemas
from hazards.daylight import period_at
from hazards.limits import ToxicityLimit, limits_of
from hazards.sketch import NOT_ANEW
from hazards.substances import Container, Substance, all_substances, find_substances
from incidents.models import Incident
from incidents.queries import in_picture, readable


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
        media=[one.value for one in substance.media()],
        toxic=substance.toxic_by_inhalation,
        limits=[schemas.ToxicityLimit(**_limit(one)) for one in limits_of(substance.un_number)],
    )


def _limit(limit: ToxicityLimit) -> dict[str, Any]:
    return {name: getattr(limit, name) for name in schemas.ToxicityLimit.model_fields}


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
    names = set(schemas.HazardArea.model_fields) - {"area", "inside", "people"}
    own = {name: getattr(row, name) for name in names}
    held = {"inside": row.inside["things"], "people": row.inside["people"]}
    return schemas.HazardArea.model_validate(own | held | {"area": outline_of(to_shape(row.area))})


def outline_of(area: BaseGeometry) -> dict[str, Any]:
    """Return an area as GeoJSON, its corners to a tenth of a metre."""
    rounded = shapely.transform(area, lambda at: np.round(at, 6))
    told: dict[str, Any] = json.loads(json.dumps(mapping(rounded if rounded.is_valid else area)))
    return told


def areas_of(
    session: Session, incident_id: UUID, *, standing_only: bool = True
) -> list[models.HazardArea]:
    """Return the areas of an incident in the order in which they were drawn."""
    query = select(models.HazardArea).where(models.HazardArea.incident_id == incident_id)
    if standing_only:
        query = query.where(models.HazardArea.withdrawn_at.is_(None))
    return list(session.scalars(query.order_by(models.HazardArea.id)))


def overtaken_by_daylight(session: Session) -> list[UUID]:
    """Return the running incidents with areas that were drawn for the other half of the day."""
    row = models.HazardArea
    query = (
        select(row.incident_id, row.basis)
        .join(Incident, Incident.id == row.incident_id)
        .where(row.withdrawn_at.is_(None), row.basis.has_key("period"))
        .where(literal(NOT_ANEW) != all_(row.cautions))
        .where(Incident.state.in_(("reported", "responding")))
        .order_by(row.incident_id)
    )
    now = clock.now(session)
    found = {
        incident_id: None
        for incident_id, basis in session.execute(query)
        if period_at(basis["lon"], basis["lat"], now).value != basis["period"]
    }
    return list(found)


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


def readable_area(session: Session, prefixes: Sequence[str], area_id: UUID) -> models.HazardArea:
    """Return an area of an incident that the reader may see."""
    query = (
        select(models.HazardArea)
        .join(Incident, Incident.id == models.HazardArea.incident_id)
        .where(models.HazardArea.id == area_id, readable(prefixes))
    )
    found = session.scalar(query)
    if found is None:
        raise NotFound(noun="hazard_area")
    return found


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
