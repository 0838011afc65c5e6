"""What lies inside hazard areas, drawn or only looked at, over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request
from geoalchemy2.shape import to_shape

from app.danger import inside_report
from core.auth import Actor, allow
from core.transaction import SessionDep, operation_id
from core.wire import Problem
from hazards import queries, service
from hazards.schemas_how import HazardPreviewIn
from hazards.schemas_inside import HazardPreview, InsideReport
from hazards.sketch import Sketch

router = APIRouter(prefix="/api", tags=["hazards"], generate_unique_id_function=operation_id)
"""Nothing is written here, so no answer is kept under a key."""

Reader = Annotated[Actor, allow("picture.read")]
Drawer = Annotated[Actor, allow("hazards.draw")]

_ONE: dict[int | str, dict[str, Any]] = {
    code: {"model": Problem} for code in (401, 403, 404, 409, 422)
}


@router.post("/hazard-areas/preview", responses=_ONE)
def preview_hazard_areas(
    request: Request, session: SessionDep, actor: Drawer, wanted: HazardPreviewIn
) -> list[HazardPreview]:
    """Return the areas that a method would give and what lies inside them; nothing is drawn."""
    found = service.sketch_areas(session, actor, wanted.incident_id, wanted.how)
    return [_preview(request, session, actor, wanted.incident_id, one) for one in found]


def _preview(
    request: Request, session: SessionDep, actor: Actor, incident_id: UUID, one: Sketch
) -> HazardPreview:
    book = request.app.state.road_book
    return HazardPreview.model_validate(
        {
            "kind": one.kind,
            "area": queries.outline_of(one.area),
            "distance_m": None if one.distance_m is None else round(one.distance_m),
            "source": one.source or actor.name,
            "edition": one.edition,
            "cautions": list(dict.fromkeys(one.cautions)),
            "basis": one.basis,
            "inside": inside_report(session, actor, one.area, incident_id, book),
        }
    )


@router.get("/hazard-areas/{hazard_area_id}/inside", responses=_ONE)
def look_inside_hazard_area(
    request: Request, session: SessionDep, actor: Reader, hazard_area_id: UUID
) -> InsideReport:
    """Return what lies inside a hazard area now, and which orders cross it."""
    row = queries.readable_area(session, actor.prefixes, hazard_area_id)
    book = request.app.state.road_book
    return inside_report(session, actor, to_shape(row.area), row.incident_id, book)
