"""Reads of the kept cases of proposals."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import NotFound
from core.visibility import sees
from dispatch.case_file import Case, unpacked
from dispatch.models import Proposal, ProposalCase


def visible_case(session: Session, prefixes: Sequence[str], proposal_id: UUID) -> Case:
    """Return the case of a proposal that the reader sees as a whole."""
    row = session.get(Proposal, proposal_id)
    if row is None or not sees(prefixes, row.jurisdiction_code):
        raise NotFound(noun="proposal")
    return _case(session, row)


def numbered_case(session: Session, number: int) -> Case:
    """Return the case of the proposal with this number; for whoever has the database itself."""
    row = session.scalar(select(Proposal).where(Proposal.number == number))
    if row is None:
        raise NotFound(noun="proposal")
    return _case(session, row)


def _case(session: Session, row: Proposal) -> Case:
    kept = session.get(ProposalCase, row.id)
    if kept is None:
        raise NotFound(noun="case")
    return Case(row.number, row.solved_at, unpacked(kept.problem), unpacked(kept.solution))
