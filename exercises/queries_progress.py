"""How far an exercise has come, counted in its own world, so that several can be compared."""

from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from core import clock
from dispatch.models import Order
from exercises.models_injects import Inject
from exercises.queries import of_world
from exercises.schemas_list import Progress
from incidents.models import Incident, Need, ReportStep
from plans.models import Task


def progress(session: Session) -> Progress | None:
    """Return how far the exercise of this session has come."""
    row = of_world(session)
    if row is None:
        return None
    now = clock.now(session)
    live = Need.state == "open"
    return Progress(
        exercise_id=row.id,
        at=now,
        elapsed_s=max(0, int((now - row.begins_at).total_seconds())),
        incidents_open=_count(session, select(Incident.id).where(Incident.state != "closed")),
        needs=_count(session, select(Need.id).where(live)),
        met=_count(session, select(Need.id).where(live, Need.committed >= Need.quantity)),
        orders=_count(session, select(Order.id)),
        on_scene=_count(session, select(Order.id).where(Order.state == "on_scene")),
        overdue=_overdue(session),
        injects_given=_count(session, select(Inject.id).where(Inject.state == "given")),
        injects_waiting=_count(session, select(Inject.id).where(Inject.state == "waiting")),
    )


def _overdue(session: Session) -> int:
    """Count what should have happened by the exercise's clock and has not."""
    now = clock.now(session)
    over = Incident.state == "closed"
    late_reports = (
        select(ReportStep.id)
        .join(Incident, Incident.id == ReportStep.incident_id)
        .where(ReportStep.sent_at.is_(None), ReportStep.due_at < now, ~over)
    )
    late_tasks = select(Task.id).where(Task.state == "open", Task.due_at < now)
    late_needs = select(Need.id).where(
        Need.state == "open", Need.latest_at < now, Need.committed < Need.quantity
    )
    return sum([_count(session, query) for query in (late_reports, late_tasks, late_needs)])


def _count(session: Session, query: Select[UUID]) -> int:
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0
