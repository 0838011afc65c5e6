"""What is worth confirming today: rows weighed by open needs, the newest proposal and the plans."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import dispatch.queries
from dispatch.queries import OPEN_INCIDENT
from incidents.models import Incident, Need
from plans.models import Requirement
from resources.queries_trust import Matters


def what_matters(session: Session) -> Matters:
    """Return what today's plans and open needs rest on."""
    return Matters(needed=_needed(session), planned=_planned(session), proposed=_proposed(session))


def _needed(session: Session) -> dict[str, int]:
    """How much of which item or capability is asked for and not yet committed."""
    code = func.coalesce(Need.item_code, Need.capability_code)
    query = (
        select(code, func.sum(Need.quantity - Need.committed))
        .join(Incident, Incident.id == Need.incident_id)
        .where(Need.state == "open", Incident.state.in_(OPEN_INCIDENT))
        .group_by(code)
    )
    return {row[0]: max(1, int(row[1])) for row in session.execute(query)}


def _planned(session: Session) -> frozenset[str]:
    codes = func.coalesce(Requirement.item_code, Requirement.capability_code)
    return frozenset(code for code in session.scalars(select(codes).distinct()) if code)


def _proposed(session: Session) -> frozenset[UUID]:
    """Lots, teams and depots of the newest proposal that can still be accepted."""
    newest = dispatch.queries.newest_answer(session)
    if newest is None:
        return frozenset()
    named = [row["team_id"] for row in newest.picks]
    named += [row[key] for row in newest.deliveries for key in ("lot_id", "depot_id")]
    return frozenset(UUID(one) for one in named)
