"""What is worth confirming today: rows weighed by open needs, the newest proposal and the plans."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

import dispatch.queries
from dispatch.queries import OPEN_INCIDENT
from incidents.models import Incident, Need
from plans.models import Activation, Plan, Requirement, RunCard
from resources.trust_reasons import Matters, Named, Scene


def what_matters(session: Session) -> Matters:
    """Return what today's plans and open needs rest on."""
    return Matters(
        needed=_needed(session),
        planned=_planned(session),
        proposed=_proposed(session),
        scenes=_scenes(session),
        activated=_named(session, _of_activated_plans()),
        standing=_named(session, _of_standing_plans()),
    )


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


def _scenes(session: Session) -> tuple[Scene, ...]:
    """Where open incidents lack something, and what."""
    at = Incident.position
    query = (
        select(func.ST_X(at), func.ST_Y(at), func.array_agg(Need.capability_code.distinct()))
        .join(Need, Need.incident_id == Incident.id)
        .where(Need.state == "open", Need.committed < Need.quantity)
        .where(Need.capability_code.is_not(None), Incident.state.in_(OPEN_INCIDENT))
        .group_by(Incident.id)
        .order_by(Incident.id)
    )
    return tuple(Scene(lon, lat, frozenset(codes)) for lon, lat, codes in session.execute(query))


def _of_activated_plans() -> Select[Any]:
    """The plans that are in force on an open incident."""
    return (
        select(Activation.plan_id)
        .join(Incident, Incident.id == Activation.incident_id)
        .where(Activation.state != "ended", Incident.state.in_(OPEN_INCIDENT))
    )


def _of_standing_plans() -> Select[Any]:
    return select(Plan.id).where(Plan.status.in_(("in_force", "under_revision")))


def _named(session: Session, plans: Select[Any]) -> Named:
    """Whom the run cards of these plans name, and what the plans are called."""
    titles = session.scalars(select(Plan.title).where(Plan.id.in_(plans)).order_by(Plan.title))
    cards = session.scalars(select(RunCard.contacts).where(RunCard.plan_id.in_(plans)))
    return Named(frozenset(_names(one for card in cards for one in card)), tuple(titles))


def _names(contacts: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    """Return the bodies and telephone numbers of contacts."""
    for one in contacts:
        yield from (
            one[name].strip() for name in ("body", "phone") if (one.get(name) or "").strip()
        )
