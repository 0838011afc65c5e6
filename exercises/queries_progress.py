"""How far an exercise has come, counted in its own world, so that several can be compared."""

from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from core import clock, outbox
from dispatch.models import Order
from exercises.lifecycle import OPEN
from exercises.models_injects import Inject
from exercises.queries import of_world
from exercises.schemas_list import Over, Progress
from incidents.models import Incident, Need, ReportStep
from plans.models import Task


def progress(session: Session) -> Progress | None:
    """Return how far the exercise of this session has come."""
    row = of_world(session)
    if row is None:
        return None
    now = clock.now(session)
    live = Need.state == "open"
    elapsed_s = max(0, int((now - row.begins_at).total_seconds()))
    return Progress(
        exercise_id=row.id,
        at=now,
        elapsed_s=elapsed_s,
        over=over(session, row.state, (row.scenario or {}).get("lasts_s"), elapsed_s),
        last_seq=outbox.last_seq(session),
        incidents_open=_count(session, select(Incident.id).where(Incident.state != "closed")),
        needs=_count(session, select(Need.id).where(live)),
        met=_count(session, select(Need.id).where(live, Need.committed >= Need.quantity)),
        orders=_count(session, select(Order.id)),
        on_scene=_count(session, select(Order.id).where(Order.state == "on_scene")),
        overdue=_overdue(session),
        injects_given=_count(session, select(Inject.id).where(Inject.state == "given")),
        injects_waiting=_count(session, select(Inject.id).where(Inject.state == "waiting")),
    )


def over(session: Session, state: str, lasts_s: int | None, elapsed_s: int) -> Over | None:
    """Say why an exercise that goes on could end now; it never does so by itself.

    ``time``: what was planned has passed. ``story``: nothing more comes by itself, and the response
    to every incident was ended.
    """
    if state not in {one.value for one in OPEN}:
        return None
    if lasts_s is not None and elapsed_s >= lasts_s:
        return "time"
    return "story" if _is_told_to_its_end(session) else None


def _is_told_to_its_end(session: Session) -> bool:
    waits = Inject.state.in_(("waiting", "failed"))
    comes = Inject.trigger["by_hand"].astext.is_distinct_from("true")
    told = _count(
        session, select(Inject.id).where(Inject.state == "given", Inject.ad_hoc.is_(False))
    )
    to_come = _count(session, select(Inject.id).where(waits, comes))
    goes_on = Incident.state.not_in(("stood_down", "closed"))
    return (
        told > 0
        and to_come == 0
        and _count(session, select(Incident.id)) > 0
        and _count(session, select(Incident.id).where(goes_on)) == 0
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
