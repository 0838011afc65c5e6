"""Substances, hazard sources and hazard areas over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query

from core import transaction
from core.auth import Actor, allow
from core.transaction import IfMatch, SessionDep
from core.wire import Page, Problem
from geo.schemas_closures import Closure
from hazards import queries, schemas, service
from hazards.schemas_how import CloseRoadsIn, HazardAreaIn
from incidents.queries import find_readable

router = transaction.router("hazards")
Reader = Annotated[Actor, allow("picture.read")]
Drawer = Annotated[Actor, allow("hazards.draw")]
Closer = Annotated[Actor, allow("closures.draw")]

Offset = Annotated[int, Query(ge=0, le=10_000_000)]
Limit = Annotated[int, Query(ge=1, le=500)]
_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}
_ONE = _READ | {404: {"model": Problem}}
_ADD = _ONE | {409: {"model": Problem}}
_CHANGE = _ADD | {code: {"model": Problem} for code in (412, 428)}


@router.get("/substances", responses=_READ)
def list_substances(
    _actor: Reader,
    q: Annotated[str, Query(max_length=100, examples=["液氯"])] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> list[schemas.Substance]:
    """Find substances by UN number, Chinese or English name, alias or pinyin."""
    return queries.substances(q, limit)


@router.get("/hazard-sources", responses=_READ)
def list_hazard_sources(
    session: SessionDep, actor: Reader, offset: Offset = 0, limit: Limit = 200
) -> Page[schemas.HazardSource]:
    """List registered hazard sources."""
    return queries.hazard_sources_page(session, actor.prefixes, offset, limit)


@router.get("/incidents/{incident_id}/hazard-areas", responses=_ONE)
def list_hazard_areas(
    session: SessionDep, actor: Reader, incident_id: UUID, withdrawn: bool = False
) -> Page[schemas.HazardArea]:
    """List the areas of an incident that stand; with ``withdrawn`` also those that no longer do."""
    incident = find_readable(session, actor.prefixes, incident_id)
    areas = queries.areas_of(session, incident.id, standing_only=not withdrawn)
    rows = [queries.area_view(row) for row in areas]
    return Page(rows=rows, total=len(rows), next_offset=None)


@router.post("/incidents/{incident_id}/hazard-areas", status_code=201, responses=_ADD)
def draw_hazard_areas(
    session: SessionDep, actor: Drawer, incident_id: UUID, drawn: HazardAreaIn
) -> list[schemas.HazardArea]:
    """Draw hazard areas by guide, plume, water level, distance or hand."""
    return service.draw_areas(session, actor, incident_id, drawn)


@router.post("/hazard-areas/{hazard_area_id}/withdraw", responses=_CHANGE)
def withdraw_hazard_area(
    session: SessionDep, actor: Drawer, hazard_area_id: UUID, seen: IfMatch
) -> schemas.HazardArea:
    """Withdraw a hazard area."""
    return service.withdraw_area(session, actor, hazard_area_id, seen)


@router.post("/hazard-areas/{hazard_area_id}/restore", responses=_CHANGE)
def restore_hazard_area(
    session: SessionDep, actor: Drawer, hazard_area_id: UUID, seen: IfMatch
) -> schemas.HazardArea:
    """Let a hazard area hold again that was withdrawn by mistake."""
    return service.restore_area(session, actor, hazard_area_id, seen)


@router.post("/hazard-areas/{hazard_area_id}/close-roads", status_code=201, responses=_ADD)
def close_roads_of_hazard_area(
    session: SessionDep, actor: Closer, hazard_area_id: UUID, wanted: CloseRoadsIn
) -> Closure:
    """Close the roads inside a hazard area, to everybody or to some kinds of vehicles."""
    return service.close_roads(session, actor, hazard_area_id, wanted)
