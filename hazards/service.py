"""Every write of hazard areas: some follow the incident alone, others are drawn by an officer."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from geoalchemy2.shape import from_shape, to_shape
from pydantic import BaseModel, TypeAdapter
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from core.config import get_settings
from core.errors import DomainError, require_version
from core.ids import new_id
from core.outbox import record
from geo.errors import AreaOutsideRegion
from geo.queries import jurisdiction_of_area
from geo.schemas_closures import Closure, ClosureIn
from geo.service_closures import draw_closure
from hazards import models, queries, queries_inside, schemas
from hazards.errors import (
    AreaAlreadyWithdrawn,
    AreaOfAnotherIncident,
    AreaStands,
    UnknownContainer,
)
from hazards.events import HazardAreaDrawn, HazardAreaWithdrawn
from hazards.schemas_how import CloseRoadsIn, HazardAreaIn, How
from hazards.sketch import NOT_ANEW, Sketch, scene_of
from hazards.sketch_guide import SPILL_UNKNOWN, by_incident
from hazards.sketching import AnyHow, follows_incident, sketches
from hazards.substances import Container
from incidents.events import (
    IncidentClosed,
    IncidentCorrected,
    IncidentReported,
    IncidentReverted,
)
from incidents.hearing import heard_by
from incidents.lifecycle import is_over
from incidents.models import Incident as IncidentRow
from incidents.queries import find_incident, incident_view
from incidents.schemas import Incident
from incidents.service import require_running

__all__ = [
    "NOT_ANEW",
    "SPILL_UNKNOWN",
    "AreaAlreadyWithdrawn",
    "AreaOfAnotherIncident",
    "AreaStands",
    "CloseRoadsIn",
    "close_roads",
    "draw_areas",
    "follow_daylight",
    "redraw",
    "restore_area",
    "sketch_areas",
    "withdraw_all",
    "withdraw_area",
]

_HOW: TypeAdapter[AnyHow] = TypeAdapter(How)


def redraw(session: Session, happening: BaseModel) -> None:
    """Let areas follow what is known of a release; a reaction to its report and its corrections.

    Nothing is drawn anew while everything stays that an area follows from. A substance without
    published distances has no areas of its own; an officer draws one.
    """
    assert isinstance(happening, IncidentReported | IncidentCorrected | IncidentReverted)
    incident = happening.incident
    _require_known_container(incident.container)
    if not is_over(incident.state):
        follow(session, incident)


def follow(session: Session, incident: Incident) -> None:
    """Draw anew what no longer agrees with an incident, the hour of the day included."""
    standing = queries.areas_of(session, incident.id)
    scene = scene_of(incident, clock.now(session))
    own = [row for row in standing if "entered" not in row.basis]
    _replace(session, incident, own, by_incident(scene), {})
    for rows in _sets(standing):
        how = _HOW.validate_python(rows[0].basis["entered"])
        if not follows_incident(how):
            continue
        try:
            fresh = sketches(how, scene, get_settings().elevation_raster)
        except DomainError:
            _mark_stale(session, rows, incident)
            continue
        _replace(session, incident, rows, fresh, _kept(rows[0]))


def follow_daylight(session: Session) -> int:
    """Draw areas anew whose distances changed with sunrise or sunset; say of how many incidents."""
    due = queries.overtaken_by_daylight(session)
    for incident_id in due:
        row = session.get_one(IncidentRow, incident_id, with_for_update=True)
        follow(session, incident_view(session, row))
    return len(due)


def _sets(standing: Sequence[models.HazardArea]) -> list[list[models.HazardArea]]:
    """The areas that were drawn by one request each."""
    sets: dict[str, list[models.HazardArea]] = {}
    for row in standing:
        if "entered" in row.basis:
            sets.setdefault(row.basis["set"], []).append(row)
    return list(sets.values())


def _kept(row: models.HazardArea) -> dict[str, Any]:
    return {name: row.basis[name] for name in ("entered", "set", "by")}


def _replace(
    session: Session,
    incident: Incident,
    rows: Sequence[models.HazardArea],
    fresh: Sequence[Sketch],
    kept: dict[str, Any],
) -> None:
    """Put new areas in the place of others unless they follow from the same."""
    if [_key(row.kind, row.basis) for row in rows] == [
        _key(one.kind, one.basis | kept) for one in fresh
    ]:
        return
    for row in rows:
        _withdraw(session, row, incident.jurisdiction_code)
    for one in fresh:
        _draw(session, incident, one, kept)


def _key(kind: str, basis: dict[str, Any]) -> str:
    return kind + json.dumps(basis, sort_keys=True)


def _mark_stale(session: Session, rows: Sequence[models.HazardArea], incident: Incident) -> None:
    """Leave areas that cannot be drawn anew as they are, and say so once."""
    for row in rows:
        if NOT_ANEW not in row.cautions:
            row.cautions = [*row.cautions, NOT_ANEW]
            row.version += 1
            session.flush()
            tell_drawn(session, row, incident.jurisdiction_code)


def withdraw_all(session: Session, happening: BaseModel) -> None:
    """Withdraw every area of an incident that was closed; a reaction to its closing."""
    assert isinstance(happening, IncidentClosed)
    incident = happening.incident
    for row in queries.areas_of(session, incident.id):
        _withdraw(session, row, incident.jurisdiction_code)


def sketch_areas(session: Session, actor: Actor, incident_id: UUID, how: AnyHow) -> list[Sketch]:
    """Return the areas that a method would give for an incident; nothing is drawn."""
    found = find_incident(session, actor.prefixes, incident_id)
    incident = incident_view(session, found)
    fresh = sketches(how, scene_of(incident, clock.now(session)), get_settings().elevation_raster)
    for one in fresh:
        if jurisdiction_of_area(session, one.area) is None:
            raise AreaOutsideRegion(field=_place_field(how))
    return fresh


def _place_field(how: AnyHow) -> str:
    fields = {"drawn": "area", "flood": "sources", "buffer": "points"}
    return fields.get(how.method, "position")


def draw_areas(
    session: Session, actor: Actor, incident_id: UUID, drawn: HazardAreaIn
) -> list[schemas.HazardArea]:
    """Draw the areas of a method for an incident that still runs, in the place of others."""
    found = find_incident(session, actor.prefixes, incident_id, lock=True)
    require_running(found)
    fresh = sketch_areas(session, actor, incident_id, drawn.how)
    incident = incident_view(session, found)
    for area_id in drawn.replaces:
        row, code = queries.find_area(session, actor.prefixes, area_id)
        if row.incident_id != incident_id or row.withdrawn_at is not None:
            raise AreaOfAnotherIncident(field="replaces")
        _withdraw(session, row, code)
    kept = {
        "entered": drawn.how.model_dump(mode="json"),
        "set": str(new_id()),
        "by": actor.name,
    }
    return [_draw(session, incident, one, kept) for one in fresh]


def withdraw_area(
    session: Session, actor: Actor, area_id: UUID, seen: int | None
) -> schemas.HazardArea:
    """Say that an area no longer holds; it stays on record."""
    row, code = queries.find_area(session, actor.prefixes, area_id)
    require_version(seen, row.version, queries.area_view(row).model_dump(mode="json"))
    if row.withdrawn_at is not None:
        raise AreaAlreadyWithdrawn(withdrawn_at=row.withdrawn_at.isoformat(timespec="seconds"))
    return _withdraw(session, row, code)


def restore_area(
    session: Session, actor: Actor, area_id: UUID, seen: int | None
) -> schemas.HazardArea:
    """Let an area hold again that was withdrawn by mistake, while its incident runs."""
    row, code = queries.find_area(session, actor.prefixes, area_id)
    require_version(seen, row.version, queries.area_view(row).model_dump(mode="json"))
    if row.withdrawn_at is None:
        raise AreaStands()
    require_running(find_incident(session, actor.prefixes, row.incident_id, lock=True))
    row.withdrawn_at = None
    row.version += 1
    session.flush()
    return tell_drawn(session, row, code)


def close_roads(session: Session, actor: Actor, area_id: UUID, wanted: CloseRoadsIn) -> Closure:
    """Close the roads of an area that stands; under water bridges stay open, in gas they do not."""
    row, _ = queries.find_area(session, actor.prefixes, area_id)
    if row.withdrawn_at is not None:
        raise AreaAlreadyWithdrawn(withdrawn_at=row.withdrawn_at.isoformat(timespec="seconds"))
    drawn = ClosureIn.model_validate(
        {
            "kind": "flood" if row.kind == "flood" else "control",
            "reason": wanted.reason,
            "area": queries.outline_of(to_shape(row.area)),
            "closed_to": wanted.closed_to,
            "incident_id": row.incident_id,
            "valid_to": wanted.valid_to,
        }
    )
    return draw_closure(session, actor, drawn)


def _require_known_container(container: str | None) -> None:
    known = [one.value for one in Container if one is not Container.ANY]
    if container is not None and container not in known:
        raise UnknownContainer(field="container", value=container, known=", ".join(known))


def _draw(
    session: Session, incident: Incident, sketch: Sketch, kept: dict[str, Any]
) -> schemas.HazardArea:
    row = models.HazardArea(
        incident_id=incident.id,
        kind=sketch.kind,
        area=from_shape(sketch.area, srid=4326),
        distance_m=None if sketch.distance_m is None else round(sketch.distance_m),
        source=sketch.source or kept.get("by", ""),
        edition=sketch.edition,
        cautions=list(dict.fromkeys(sketch.cautions)),
        basis=json.loads(json.dumps(sketch.basis | kept)),
        inside=_inside(session, sketch.area),
        computed_at=clock.now(session),
    )
    session.add(row)
    session.flush()
    return tell_drawn(session, row, incident.jurisdiction_code)


def _inside(session: Session, area: BaseGeometry) -> dict[str, Any]:
    people = queries_inside.people_inside(session, area)
    told = schemas.PeopleInside.model_validate(people)
    return {"things": queries_inside.inside(session, area), "people": told.model_dump()}


def tell_drawn(session: Session, row: models.HazardArea, code: str) -> schemas.HazardArea:
    """Tell everybody who hears of the incident that an area holds."""
    area = queries.area_view(row)
    record(
        session,
        HazardAreaDrawn(hazard_area=area),
        audience=heard_by(session, row.incident_id, code),
        incident_id=row.incident_id,
    )
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
