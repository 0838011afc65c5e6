"""What the conditions of a scenario are measured by, counted in the world as it is now."""

from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from dispatch.models import Order
from exercises.giving_judging import NOT_UNDERTAKEN
from exercises.injects import Measures
from exercises.models_field import SimScene
from exercises.models_injects import Inject
from incidents.models import Incident, Need, Sitrep


def incident_refs(session: Session) -> dict[UUID, str]:
    """Return by what reference the scenario knows each incident that was reported by now."""
    query = select(Inject.incident_id, Inject.doing["incident"].astext).where(
        Inject.state == "given", Inject.doing["do"].astext == "report"
    )
    return {row[0]: row[1] for row in session.execute(query) if row[0] is not None}


def measures(session: Session) -> Measures:
    """Count orders, teams on scene, unmet needs, reports and acknowledgements, by incident too.

    An incident that is not yet reported has no measure; one of which nothing is counted has 0.
    Without any need it is not known whether all are met.
    """
    refs = incident_refs(session)
    asked = set(session.scalars(select(Need.incident_id).distinct()))
    found: dict[tuple[str, str | None], int] = {}
    for name, counts in _counted(session).items():
        known = {one: ref for one, ref in refs.items() if name != "unmet" or one in asked}
        found |= {(name, ref): counts[incident_id] for incident_id, ref in known.items()}
        if name != "unmet" or asked:
            found[name, None] = sum(counts.values())
    over = _controlled(session)
    found |= {("controlled", ref): int(incident_id in over) for incident_id, ref in refs.items()}
    found["controlled", None] = len(over)
    trapped = _trapped(session)
    found |= {("trapped", ref): trapped[one] for one, ref in refs.items() if one in trapped}
    if trapped:
        found["trapped", None] = sum(trapped.values())
    return found


def _trapped(session: Session) -> dict[UUID, int]:
    """Return how many are trapped, where that is known."""
    query = select(Incident.id, Incident.trapped).where(Incident.trapped.is_not(None))
    return {row[0]: row[1] for row in session.execute(query) if row[1] is not None}


def _controlled(session: Session) -> set[UUID]:
    """Return the incidents at which nothing gets worse: by the simulated field, or stood down."""
    query = (
        select(Incident.id)
        .outerjoin(SimScene, SimScene.incident_id == Incident.id)
        .where(
            or_(SimScene.controlled_at.is_not(None), Incident.state.in_(("stood_down", "closed")))
        )
    )
    return set(session.scalars(query))


def _counted(session: Session) -> Mapping[str, Counter[UUID]]:
    teams = func.count(func.distinct(Order.team_id))
    queries = {
        "ordered": select(Order.incident_id, teams).where(Order.state.not_in(NOT_UNDERTAKEN)),
        "on_scene": select(Order.incident_id, teams).where(Order.state == "on_scene"),
        "acknowledged": select(Order.incident_id, func.count()).where(
            Order.acknowledged_at.is_not(None)
        ),
        "unmet": select(Need.incident_id, func.count()).where(
            Need.state == "open", Need.committed < Need.quantity
        ),
        "reported": select(Sitrep.incident_id, func.count()),
    }
    return {name: _counts(session, query) for name, query in queries.items()}


def _counts(session: Session, query: Select[UUID, int]) -> Counter[UUID]:
    by_incident = query.group_by(query.selected_columns[0])
    return Counter({row[0]: row[1] for row in session.execute(by_incident)})
