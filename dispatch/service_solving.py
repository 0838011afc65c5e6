"""What the worker writes: a proposal taken on, its answers as they come, its failure."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import clock, outbox
from core.models import Event
from core.outbox import Happening
from core.visibility import audience
from dispatch import events, queries
from dispatch.answer import PIN_UNMET, Answer
from dispatch.lifecycle import OPEN_PROPOSAL, UNFINISHED_PROPOSAL
from dispatch.models import Proposal

MOST_ATTEMPTS = 3
MOST_REASONS = 20


@dataclass(frozen=True)
class Taken:
    """A proposal that a worker has taken on; ``attempt`` proves that it still has it."""

    id: UUID
    number: int
    attempt: int


def tell(session: Session, happening: type[Happening], row: Proposal) -> None:
    """Record what happened to a proposal; whoever sees a part of it hears that part."""
    outbox.record(
        session,
        happening(proposal=queries.proposal_out(row)),  # type: ignore[call-arg]
        audience=audience(row.jurisdiction_code, *queries.concerned(row)),
    )


def new_proposal(session: Session, reasons: list[dict[str, Any]]) -> Proposal:
    """Enter a proposal that waits for a worker."""
    row = Proposal(
        state="requested",
        reason=reasons,
        requested_at=clock.now(session),
        basis_seq=0,
        jurisdiction_code=queries.dispatching_code(session),
        attempt=0,
        terms={},
        picks=[],
        deliveries=[],
        shortfalls=[],
        difference={},
        timings_s={},
        ladder=[],
        outlook={},
        needs=[],
        data_age={},
        version=1,
    )
    session.add(row)
    session.flush()
    session.refresh(row)
    tell(session, events.ProposalRequested, row)
    return row


def take_on(session: Session, reasons: list[dict[str, Any]]) -> Taken | None:
    """Take on the newest waiting proposal, or a new one when only the situation changed.

    One that dead workers left unsolved too often is given up, so that it cannot kill the next; nor
    is what called for it solved again under another number, until something new happens.
    """
    waiting = list(session.scalars(_unfinished()))
    given_up = [row for row in waiting if row.attempt >= MOST_ATTEMPTS]
    for row in given_up:
        row.basis_seq = _taken_on_at(session, row)
        _give_up(session, row, f"no worker survived it in {row.attempt} attempts")
    waiting = [row for row in waiting if row not in given_up]
    if not waiting and (given_up or not reasons):
        return None
    row = waiting[-1] if waiting else new_proposal(session, reasons[:MOST_REASONS])
    for older in waiting[:-1]:
        _supersede(session, older)
    if waiting and reasons:
        row.reason = [*row.reason, *reasons][:MOST_REASONS]
    row.state = "solving"
    row.attempt += 1
    row.version += 1
    session.flush()
    tell(session, events.ProposalSolving, row)
    return Taken(row.id, row.number, row.attempt)


def _unfinished() -> Any:
    return (
        select(Proposal)
        .where(Proposal.state.in_(UNFINISHED_PROPOSAL))
        .order_by(Proposal.number)
        .with_for_update()
    )


def _taken_on_at(session: Session, row: Proposal) -> int:
    """Return the number of the event with which a worker last took a proposal on."""
    query = select(func.coalesce(func.max(Event.seq), 0)).where(
        Event.kind == "proposal.solving", Event.data[("proposal", "id")].astext == str(row.id)
    )
    return session.scalar(query) or 0


def publish(session: Session, taken: Taken, answer: Answer) -> bool:
    """Store an answer and put older open proposals aside; False when it is no longer wanted."""
    row = _still_ours(session, taken)
    if row is None:
        return False
    for name in (
        "basis_seq",
        "objective",
        "bound",
        "gap",
        "terms",
        "picks",
        "deliveries",
        "shortfalls",
        "difference",
        "timings_s",
        "ladder",
        "outlook",
        "needs",
        "data_age",
        "error",
    ):
        setattr(row, name, getattr(answer, name))
    causes = [one for one in row.reason if one["code"] != PIN_UNMET]
    row.reason = [*causes, *answer.unmet_pins]
    row.state = "proven" if answer.proven else "feasible"
    row.solved_at = clock.now(session)
    row.version += 1
    session.flush()
    _put_older_aside(session, row.number)
    tell(session, events.ProposalProven if answer.proven else events.ProposalImproved, row)
    return True


def fail(session: Session, taken: Taken, error: str) -> bool:
    """Mark a proposal as failed; the last good answer stays in force, be it its own first one."""
    row = _still_ours(session, taken)
    if row is None:
        return False
    if row.state == "feasible":
        _keep_first_answer(session, row, error)
        return True
    _give_up(session, row, error)
    return True


def _still_ours(session: Session, taken: Taken) -> Proposal | None:
    row = session.get_one(Proposal, taken.id, with_for_update=True, populate_existing=True)
    if row.attempt != taken.attempt or row.state not in ("solving", "feasible"):
        return None
    return row


def _put_older_aside(session: Session, number: int) -> None:
    older = (
        select(Proposal)
        .where(Proposal.state.in_(OPEN_PROPOSAL), Proposal.number < number)
        .order_by(Proposal.number)
        .with_for_update()
    )
    for row in session.scalars(older):
        _supersede(session, row)


def _supersede(session: Session, row: Proposal) -> None:
    row.state = "superseded"
    row.version += 1
    session.flush()
    tell(session, events.ProposalSuperseded, row)


def _keep_first_answer(session: Session, row: Proposal, error: str) -> None:
    """Leave a checked answer on the table, with the reason why no better one follows."""
    row.error = error[:2000]
    row.version += 1
    session.flush()
    tell(session, events.ProposalImproved, row)


def _give_up(session: Session, row: Proposal, error: str) -> None:
    row.state = "failed"
    row.error = error[:2000]
    row.version += 1
    session.flush()
    tell(session, events.ProposalFailed, row)
