"""Every write of hazard areas: computed ones follow the incident, officers draw their own."""

from typing import Any
from uuid import UUID

from geoalchemy2.shape import from_shape
from pydantic import BaseModel
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from core.errors import Conflict, Invalid, require_version
from core.outbox import record
from geo.errors import AreaOutsideRegion, require_area
from geo.queries import jurisdiction_of_area
from geo.types import LonLat
from hazards import models, queries, schemas
from hazards.daylight import Period, period_at
from hazards.events import HazardAreaDrawn, HazardAreaWithdrawn
from hazards.protective import NoFigures, ProtectiveArea, Spill, protective_areas
from hazards.substances import Container, SpillSize, UnknownSubstance, substance_by_un
from incidents.events import IncidentClosed, IncidentCorrected, IncidentReported
from incidents.hearing import heard_by
from incidents.lifecycle import is_over
from incidents.queries import find_incident
from incidents.schemas import Incident
from incidents.service import require_running

SPILL_UNKNOWN = "spill_size_unknown_large_taken"
COMPUTED = ("isolation", "protective_action")


class UnknownContainer(Invalid):
    """The field {field} names an unknown container: {value}; known are {known}."""

    zh = "字段 {field}：没有“{value}”这种容器；可用：{known}。"


class AreaAlreadyWithdrawn(Conflict):
    """This hazard area was withdrawn already, at {withdrawn_at}."""

    zh = "该危险区已于 {withdrawn_at} 撤销。"


def redraw(session: Session, happening: BaseModel) -> None:
    """Let the computed areas follow what is known of a release; a reaction to its report.

    Nothing is drawn anew while substance, spill, container, wind, place and half of the day stay.
    A substance without published distances has no computed areas; an officer draws one.
    """
    assert isinstance(happening, IncidentReported | IncidentCorrected)
    incident = happening.incident
    _require_known_container(incident.container)
    if is_over(incident.state):
        return
    basis = _basis(session, incident)
    standing = [row for row in queries.areas_of(session, incident.id) if row.kind in COMPUTED]
    if basis is not None and standing and all(row.basis == basis for row in standing):
        return
    for row in standing:
        _withdraw(session, row, incident.jurisdiction_code)
    for area in _computed(incident, basis):
        _draw(session, incident, _row_of(incident, area, basis or {}), area.polygon)


def withdraw_all(session: Session, happening: BaseModel) -> None:
    """Withdraw every area of an incident that was closed; a reaction to its closing."""
    assert isinstance(happening, IncidentClosed)
    incident = happening.incident
    for row in queries.areas_of(session, incident.id):
        _withdraw(session, row, incident.jurisdiction_code)


def draw_area(
    session: Session, actor: Actor, incident_id: UUID, drawn: schemas.HazardAreaIn
) -> schemas.HazardArea:
    """Draw an area by hand for an incident that still runs; the officer is its source."""
    incident = find_incident(session, actor.prefixes, incident_id, lock=True)
    require_running(incident)
    polygon = require_area(drawn.area.model_dump(), "area")
    if jurisdiction_of_area(session, polygon) is None:
        raise AreaOutsideRegion(field="area")
    row = models.HazardArea(
        kind="drawn",
        distance_m=None,
        source=actor.name,
        edition="",
        cautions=[],
        basis={"note": drawn.note},
    )
    return _draw(session, incident, row, polygon)


def withdraw_area(
    session: Session, actor: Actor, area_id: UUID, seen: int | None
) -> schemas.HazardArea:
    """Say that an area no longer holds; it stays on record."""
    row, code = queries.find_area(session, actor.prefixes, area_id)
    require_version(seen, row.version, queries.area_view(row).model_dump(mode="json"))
    if row.withdrawn_at is not None:
        raise AreaAlreadyWithdrawn(withdrawn_at=row.withdrawn_at.isoformat(timespec="seconds"))
    return _withdraw(session, row, code)


def _require_known_container(container: str | None) -> None:
    known = [one.value for one in Container if one is not Container.ANY]
    if container is not None and container not in known:
        raise UnknownContainer(field="container", value=container, known=", ".join(known))


def _basis(session: Session, incident: Incident) -> dict[str, Any] | None:
    """Return everything that the computed areas depend on, None where nothing is released."""
    if incident.substance_un is None:
        return None
    lon, lat = incident.position.lon, incident.position.lat
    return {
        "substance_un": incident.substance_un,
        "spill": incident.spill,
        "container": incident.container,
        "wind_from_deg": incident.wind_from_deg,
        "wind_speed_ms": incident.wind_speed_ms,
        "lon": lon,
        "lat": lat,
        "period": period_at(lon, lat, clock.now(session)).value,
    }


def _computed(incident: Incident, basis: dict[str, Any] | None) -> list[ProtectiveArea]:
    """Return the areas of a release; an unknown spill size is taken as large."""
    if basis is None:
        return []
    try:
        return protective_areas(
            substance_by_un(basis["substance_un"]),
            Spill(
                SpillSize(incident.spill or SpillSize.LARGE),
                None if incident.container is None else Container(incident.container),
            ),
            at=LonLat(incident.position.lon, incident.position.lat),
            period=Period(basis["period"]),
            wind_from_deg=incident.wind_from_deg,
            wind_speed_m_s=incident.wind_speed_ms,
        )
    except (UnknownSubstance, NoFigures):
        return []


def _row_of(incident: Incident, area: ProtectiveArea, basis: dict[str, Any]) -> models.HazardArea:
    cautions = [caution.value for caution in area.cautions]
    return models.HazardArea(
        kind=area.kind.value,
        distance_m=round(area.distance_m),
        source=area.source,
        edition=area.edition,
        cautions=cautions if incident.spill else [SPILL_UNKNOWN, *cautions],
        basis=basis,
    )


def _draw(
    session: Session, incident: Any, row: models.HazardArea, polygon: BaseGeometry
) -> schemas.HazardArea:
    row.incident_id = incident.id
    row.area = from_shape(polygon, srid=4326)
    row.inside = {"things": queries.inside(session, polygon)}
    row.computed_at = clock.now(session)
    session.add(row)
    session.flush()
    area = queries.area_view(row)
    heard = heard_by(session, incident.id, incident.jurisdiction_code)
    record(session, HazardAreaDrawn(hazard_area=area), audience=heard, incident_id=incident.id)
    return area


def _withdraw(session: Session, row: models.HazardArea, code: str) -> schemas.HazardArea:
    row.withdrawn_at = clock.now(session)
    row.version += 1
    session.flush()
    area = queries.area_view(row)
    record(
        session,
        HazardAreaWithdrawn(hazard_area=area),
        audience=heard_by(session, row.incident_id, code),
        incident_id=row.incident_id,
    )
    return area
