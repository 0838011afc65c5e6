"""Which areas a way is to keep out of: named ones, or all that stand and the reader may see."""

from collections.abc import Sequence
from uuid import UUID

from geoalchemy2.shape import to_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import NotFound
from core.visibility import visible
from hazards.models import HazardArea
from incidents.models import Incident

ALL = "hazards"
"""In place of an id: every hazard area that stands."""


def areas_to_avoid(
    session: Session, prefixes: Sequence[str], named: Sequence[str]
) -> list[BaseGeometry]:
    """The outlines of the named areas in the order of their ids; an unknown one is refused."""
    query = (
        select(HazardArea.area)
        .join(Incident, Incident.id == HazardArea.incident_id)
        .where(HazardArea.withdrawn_at.is_(None), visible(Incident.jurisdiction_code, prefixes))
        .order_by(HazardArea.id)
    )
    if not named:
        return []
    if ALL in named:
        return [to_shape(area) for area in session.scalars(query)]
    wanted = {UUID(name) for name in named}
    found = [to_shape(area) for area in session.scalars(query.where(HazardArea.id.in_(wanted)))]
    if len(found) < len(wanted):
        raise NotFound(noun="hazard_area")
    return found
