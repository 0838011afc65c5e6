"""Who hears of an incident: its jurisdiction, and whoever has sent something to it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.visibility import audience
from incidents.models import IncidentHearer


def heard_by(session: Session, incident_id: UUID, *codes: str) -> list[str]:
    """Return the audience of an event of an incident in these jurisdictions."""
    query = select(IncidentHearer.entry).where(IncidentHearer.incident_id == incident_id)
    return [*audience(*codes), *session.scalars(query.order_by(IncidentHearer.entry))]


def let_hear(session: Session, incident_id: UUID, entries: Sequence[str]) -> None:
    """From now on let these jurisdictions and teams hear of an incident, as an audience names them.

    The incident itself is not locked: an acceptance need not wait for whoever corrects it.
    """
    if not entries:
        return
    rows = [{"incident_id": incident_id, "entry": entry} for entry in sorted(set(entries))]
    session.execute(insert(IncidentHearer).values(rows).on_conflict_do_nothing())
