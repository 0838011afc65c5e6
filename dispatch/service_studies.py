"""Studies: asked by an officer, worked out by a worker."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import dispatch.queries
from core import clock, outbox
from core.auth import Actor
from core.errors import NotFound
from core.outbox import Happening
from core.visibility import audience
from dispatch import events_studies as events
from dispatch import queries_studies as queries
from dispatch import schemas_studies
from dispatch.errors import NothingToStudy, TooManyStudies
from dispatch.models import Proposal
from dispatch.models_studies import Study
from dispatch.queries_studies import UNFINISHED_STUDY
from dispatch.schemas_study_questions import StudyIn, WhatIfIn
from dispatch.study_references import Seen, require_known, require_sound

MOST_WAITING = 20
MOST_ATTEMPTS = 3
GAVE_UP = "solver_gave_up: no worker survived it"
CALLED_OFF = "called_off"


@dataclass(frozen=True)
class TakenStudy:
    """A study that a worker has taken on; ``attempt`` proves that it still has it."""

    id: UUID
    number: int
    kind: str
    proposal_id: UUID
    question: dict[str, Any]
    attempt: int


def ask_study(session: Session, actor: Actor, wanted: StudyIn) -> schemas_studies.Study:
    """Ask the optimiser something beside the proposal; the answer arrives as an event."""
    proposal = _base(session, actor, wanted.proposal_id)
    if isinstance(wanted.question, WhatIfIn):
        require_sound(wanted.question)
    shown = dispatch.queries.proposal_out(proposal, actor.prefixes).model_dump_json()
    require_known(session, wanted.question, Seen(actor.prefixes, shown))
    waiting = session.scalar(select(func.count()).where(Study.state.in_(UNFINISHED_STUDY))) or 0
    if waiting >= MOST_WAITING:
        raise TooManyStudies(waiting=waiting)
    row = Study(
        kind=wanted.question.kind,
        proposal_id=proposal.id,
        proposal_number=proposal.number,
        state="requested",
        jurisdiction_code=proposal.jurisdiction_code,
        asked_in=[actor.home_code],
        question=wanted.question.model_dump(mode="json"),
        answer={},
        attempt=0,
        asked_at=clock.now(session),
        asked_by=actor.account_id,
        asked_by_name=actor.name,
        version=1,
    )
    session.add(row)
    session.flush()
    session.refresh(row)
    _tell(session, events.StudyAsked, row)
    return queries.study_out(row, actor.prefixes)


def _base(session: Session, actor: Actor, proposal_id: UUID | None) -> Proposal:
    """Return the proposal that a study rests on: the one named, else the newest answer."""
    if proposal_id is None:
        newest = dispatch.queries.newest_answer(session)
        if newest is None:
            raise NothingToStudy()
        return newest
    row = session.get(Proposal, proposal_id)
    if row is None or not dispatch.queries.concerns(row, actor.prefixes):
        raise NotFound(noun="proposal", field="proposal_id")
    return row


def take_on_study(session: Session) -> TakenStudy | None:
    """Take on the oldest waiting study; one that no worker survived is given up."""
    query = (
        select(Study)
        .where(Study.state.in_(UNFINISHED_STUDY))
        .order_by(Study.number)
        .with_for_update()
    )
    for row in session.scalars(query):
        if row.attempt >= MOST_ATTEMPTS:
            _end(session, row, events.StudyFailed, "failed", error=GAVE_UP)
            continue
        row.state = "solving"
        row.attempt += 1
        row.version += 1
        session.flush()
        _tell(session, events.StudySolving, row)
        return TakenStudy(row.id, row.number, row.kind, row.proposal_id, row.question, row.attempt)
    return None


def put_back_study(session: Session, taken: TakenStudy) -> None:
    """Put a study back that a new situation interrupted: that attempt does not count."""
    row = _still_ours(session, taken)
    if row is not None:
        row.state = "requested"
        row.attempt -= 1
        row.version += 1
        session.flush()
        _tell(session, events.StudyAsked, row)


def answer_study(session: Session, taken: TakenStudy, answer: dict[str, Any]) -> bool:
    """Store the answer to a study; False when another worker has it."""
    row = _still_ours(session, taken)
    if row is None:
        return False
    row.answer = answer
    row.answered_at = clock.now(session)
    _end(session, row, events.StudyAnswered, "answered")
    return True


def fail_study(session: Session, taken: TakenStudy, error: str) -> bool:
    """Mark a study as failed with its reason."""
    row = _still_ours(session, taken)
    if row is None:
        return False
    _end(session, row, events.StudyFailed, "failed", error=error[:2000])
    return True


def call_off_study(session: Session, actor: Actor, study_id: UUID) -> schemas_studies.Study:
    """End a study that nobody waits for any more; one that has ended already stays as it is."""
    row = queries.find_study(session, actor.prefixes, study_id, lock=True)
    if row.state in UNFINISHED_STUDY:
        _end(session, row, events.StudyFailed, "failed", error=f"{CALLED_OFF}: {actor.name}")
    return queries.study_out(row, actor.prefixes)


def is_wanted(session: Session, taken: TakenStudy) -> bool:
    """Say whether the study that a worker has taken on is still its own."""
    row = session.get_one(Study, taken.id, populate_existing=True)
    return _is_ours(row, taken)


def _is_ours(row: Study, taken: TakenStudy) -> bool:
    return row.state == "solving" and row.attempt == taken.attempt


def _still_ours(session: Session, taken: TakenStudy) -> Study | None:
    row = session.get_one(Study, taken.id, with_for_update=True, populate_existing=True)
    return row if _is_ours(row, taken) else None


def _end(
    session: Session,
    row: Study,
    happening: type[Happening],
    state: str,
    *,
    error: str | None = None,
) -> None:
    row.state = state
    row.error = error
    row.version += 1
    session.flush()
    _tell(session, happening, row)


def _tell(session: Session, happening: type[Happening], row: Study) -> None:
    outbox.record(
        session,
        happening(study=queries.study_out(row)),  # type: ignore[call-arg]
        audience=audience(row.jurisdiction_code, *sorted(queries.concerned(row))),
    )
