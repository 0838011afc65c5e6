"""What is kept of a solve so that the decision can be checked and defended later, and how long."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from core import clock, outbox
from core.auth import Actor
from core.visibility import audience
from dispatch import queries_cases
from dispatch.case_file import Case
from dispatch.events import CaseRead
from dispatch.models import Proposal, ProposalCase
from dispatch.schemas import CaseAccess


def keep_case(session: Session, proposal_id: UUID, problem: bytes, solution: bytes) -> None:
    """Keep the packed files of a finished proposal; a later answer replaces an earlier one."""
    row = session.get(ProposalCase, proposal_id)
    if row is None:
        row = ProposalCase(proposal_id=proposal_id)
        session.add(row)
    row.stored_at = clock.now(session)
    row.problem = problem
    row.solution = solution


def forget_cases(session: Session, days: int) -> int:
    """Forget the cases that are older than the site keeps them; return how many there were."""
    old = ProposalCase.stored_at < clock.now(session) - timedelta(days=days)
    gone = delete(ProposalCase).where(old).returning(ProposalCase.proposal_id)
    return len(session.scalars(gone).all())


def hand_out_case(session: Session, actor: Actor, proposal_id: UUID) -> Case:
    """Return the case of a proposal; who took it away is written into the events.

    It holds the whole inventory, so it goes only to those who see the whole proposal.
    """
    case = queries_cases.visible_case(session, actor.prefixes, proposal_id)
    row = session.get_one(Proposal, proposal_id)
    access = CaseAccess(id=row.id, number=row.number, read_at=clock.now(session))
    outbox.record(session, CaseRead(case=access), audience=audience(row.jurisdiction_code))
    return case
