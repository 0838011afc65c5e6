"""Which danger areas stand anywhere: whoever drives into one is told, whoever drew it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from hazards.models import HazardArea
from incidents.models import Incident


def standing_areas(session: Session) -> list[tuple[HazardArea, str]]:
    """Return every area that stands, with the title of its incident."""
    query = (
        select(HazardArea, Incident.title)
        .join(Incident, Incident.id == HazardArea.incident_id)
        .where(HazardArea.withdrawn_at.is_(None))
        .order_by(HazardArea.id)
    )
    return [(row, title) for row, title in session.execute(query)]
