"""Every write about findings: what was seen, corrected, withdrawn; the plan that hears of it.

Findings belong to the live world. An exercise cannot write them: who directs or observes it does,
by their live session, beside it or afterwards.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, cast, func, select, text
from sqlalchemy.orm import Session

import incidents.queries
import plans.queries_documents
from core import clock, outbox
from core.auth import Actor
from core.errors import require_version
from core.ids import new_id
from core.local_time import BEIJING
from core.models import Seat
from core.outbox import Happening
from core.visibility import audience, sees
from exercises import events_improvement as events
from exercises import queries
from exercises import queries_improvement as reads
from exercises import schemas_improvement as schemas
from exercises.errors_improvement import (
    FindingHasTasks,
    FindingWithdrawn,
    FoundAlready,
    NotWatching,
    TriggerRaisedAlready,
)
from exercises.lifecycle import OPEN
from exercises.models import Exercise
from exercises.models_improvement import Finding
from exercises.queries_injects import WATCHING
from plans.lifecycle_documents import RevisionTrigger
from plans.service_documents import raise_trigger, require_own

_NUMBERING_LOCK = 0x4649_4E44  # "FIND"


@dataclass(frozen=True)
class Subject:
    """The exercise or the incident that something was found in."""

    kind: str
    id: UUID
    number: str
    title: str
    jurisdiction_code: str
    world: str


def subject_of(
    session: Session, actor: Actor, kind: str, subject_id: UUID, directs_at: Sequence[str]
) -> Subject:
    """Return what was evaluated, to whoever may evaluate it.

    An exercise by who directs or observes it or plans exercises of its area (``directs_at``: where
    the actor does); an incident by whoever reads it.
    """
    if kind == "incident":
        row = incidents.queries.find_readable(session, actor.prefixes, subject_id)
        return Subject(kind, row.id, row.number, row.title, row.jurisdiction_code, actor.world)
    one = queries.exercise(session, actor.prefixes, subject_id, account_id=actor.account_id)
    if not may_watch(session, actor, one, directs_at):
        raise NotWatching()
    return Subject(kind, one.id, one.number, one.title, one.area_code, one.world)


def may_watch(session: Session, actor: Actor, row: Exercise, directs_at: Sequence[str]) -> bool:
    """Say whether somebody directs or observes an exercise, or plans those of its area."""
    seat = select(Seat.id).where(
        Seat.world == row.world, Seat.account_id == actor.account_id, Seat.role.in_(WATCHING)
    )
    if session.scalar(seat.limit(1)) is not None:
        return True
    return sees(directs_at, row.area_code)


def record(
    session: Session,
    actor: Actor,
    subject: Subject,
    wanted: schemas.FindingIn,
    evidence: Sequence[schemas.EvidenceView],
) -> schemas.FindingView:
    """Record what went wrong, with the events it rests on as their own log told them.

    What it came from (an observer's note, an inject, a line of the score) is a finding once.
    """
    number = next_number(session, "问", Finding.number)
    _require_new(session, wanted)
    row = Finding(
        id=new_id(),
        number=number,
        subject_kind=subject.kind,
        subject_id=subject.id,
        subject_number=subject.number,
        subject_title=subject.title,
        jurisdiction_code=subject.jurisdiction_code,
        origin=wanted.origin,
        origin_key=wanted.origin_key,
        aspect=wanted.aspect,
        criterion=wanted.criterion,
        seen=wanted.seen,
        severity=wanted.severity,
        evidence=[one.model_dump(mode="json") for one in evidence],
        plan_triggers=[],
        recorded_at=clock.now(session),
        recorded_by=actor.account_id,
        recorded_by_name=actor.name,
        version=0,
    )
    session.add(row)
    return _tell(session, events.FindingRecorded, row)


def _require_new(session: Session, wanted: schemas.FindingIn) -> None:
    """Refuse to find one thing twice; numbers are given one at a time, so nobody comes between."""
    if wanted.origin_key is None:
        return
    same = select(Finding.number).where(
        Finding.subject_id == wanted.subject_id,
        Finding.origin == wanted.origin,
        Finding.origin_key == wanted.origin_key,
        Finding.withdrawn_at.is_(None),
    )
    if (number := session.scalar(same)) is not None:
        raise FoundAlready(number=number)


def next_number(session: Session, letter: str, column: Any) -> str:
    """Return the next number of the year, such as 问-2026-001; numbers are given one at a time."""
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _NUMBERING_LOCK})
    head = f"{letter}-{clock.now(session).astimezone(BEIJING).year}-"
    counted = func.max(cast(func.split_part(column, "-", 3), Integer))
    last = session.scalar(select(counted).where(column.startswith(head)))
    return f"{head}{(last or 0) + 1:03d}"


def correct(
    session: Session,
    actor: Actor,
    finding_id: UUID,
    version: int | None,
    wanted: schemas.FindingPatch,
) -> schemas.FindingView:
    """Put a finding otherwise; the log keeps how it was."""
    row = _held(session, actor, finding_id, version)
    for name, value in wanted.model_dump(exclude_unset=True).items():
        if value is not None or name in ("aspect", "criterion"):
            setattr(row, name, value)
    return _tell(session, events.FindingCorrected, row)


def withdraw(
    session: Session, actor: Actor, finding_id: UUID, version: int | None, why: str
) -> schemas.FindingView:
    """Withdraw a finding that was none; nobody may still be working on it."""
    row = _held(session, actor, finding_id, version)
    if reads.finding_views(session, [row])[0].tasks_open:
        raise FindingHasTasks(number=row.number)
    row.withdrawn_at, row.withdrawn_why = clock.now(session), why
    row.withdrawn_by_name = actor.name
    return _tell(session, events.FindingWithdrawn, row)


def restore(
    session: Session, actor: Actor, finding_id: UUID, version: int | None
) -> schemas.FindingView:
    """Let a finding that was withdrawn stand again."""
    row = _held(session, actor, finding_id, version, withdrawn=True)
    row.withdrawn_at = row.withdrawn_why = row.withdrawn_by_name = None
    return _tell(session, events.FindingRestored, row)


def trigger_plan(
    session: Session,
    actor: Actor,
    finding_id: UUID,
    wanted: schemas.FindingTriggerIn,
) -> schemas.FindingView:
    """Have a plan looked at again because of a finding: problems found in a drill or a rescue.

    Order 708 art. 6 (5), read. The plan's own office decides and answers.
    """
    row = reads.finding(session, actor, finding_id, for_update=True)
    _require_standing(row)
    plan = plans.queries_documents.find_row(session, wanted.plan_id)
    require_own(actor, plan.jurisdiction_code)
    for one in reads.finding_views(session, [row])[0].plan_triggers:
        if one.plan_id == plan.id and one.answer is None:
            raise TriggerRaisedAlready(plan=plan.title)
    because = {
        "finding_id": str(row.id),
        "finding": row.number,
        "subject_kind": row.subject_kind,
        "subject": f"{row.subject_number} {row.subject_title}",
        "seen": row.seen,
    }
    raised = raise_trigger(
        session, plan.id, RevisionTrigger.PROBLEMS_FOUND, because, text=wanted.text, source=None
    )
    assert raised is not None  # only what raises itself is not raised twice
    told = {
        "plan_trigger_id": str(raised.id),
        "plan_id": str(plan.id),
        "plan_code": plan.code,
        "plan_title": plan.title,
        "raised_at": raised.raised_at.isoformat(),
        "raised_by_name": actor.name,
    }
    row.plan_triggers = [*row.plan_triggers, told]
    return _tell(session, events.FindingTriggered, row)


def _held(
    session: Session,
    actor: Actor,
    finding_id: UUID,
    version: int | None,
    *,
    withdrawn: bool = False,
) -> Finding:
    row = reads.finding(session, actor, finding_id, for_update=True)
    told = reads.finding_views(session, [row])[0].model_dump(mode="json")
    require_version(version, row.version, told)
    if not withdrawn:
        _require_standing(row)
    return row


def _require_standing(row: Finding) -> None:
    if row.withdrawn_at is not None:
        raise FindingWithdrawn(number=row.number)


def heard_by(session: Session, row: Finding) -> list[str]:
    """Return who hears of a finding at once: its area; nobody while players are still at it."""
    going = select(Exercise.id).where(
        Exercise.id == row.subject_id, Exercise.state.in_([one.value for one in OPEN])
    )
    is_going = row.subject_kind == "exercise" and session.scalar(going) is not None
    return [] if is_going else audience(row.jurisdiction_code)


def _tell(session: Session, kind: Callable[..., Happening], row: Finding) -> schemas.FindingView:
    row.version += 1
    session.flush()
    view = reads.finding_views(session, [row])[0]
    incident_id = row.subject_id if row.subject_kind == "incident" else None
    outbox.record(
        session, kind(finding=view), audience=heard_by(session, row), incident_id=incident_id
    )
    return view
