"""Notes that a second promise of the same thing was refused; the refusal itself wrote nothing."""

from sqlalchemy.orm import Session

from core import outbox
from core.errors import DomainError
from core.ids import new_id
from core.visibility import audience
from dispatch import queries
from dispatch.errors import (
    ProposalAlreadyDecided,
    TeamAlreadyCommitted,
    TeamPinnedElsewhere,
    TruckAlreadyCommitted,
)
from dispatch.events_refusals import RefusalNoted
from dispatch.schemas_refusals import Refusal
from resources.errors import StockNotFree

SECOND_PROMISES = (
    TeamAlreadyCommitted,
    TruckAlreadyCommitted,
    TeamPinnedElsewhere,
    StockNotFree,
    ProposalAlreadyDecided,
)
"""Errors that mean: carried out, this would have promised the same thing twice."""
_NAMED_BY = ("team", "truck", "lot", "number")


def note_refusal(session: Session, error: DomainError) -> None:
    """Record in the log that something would have been promised twice, by whom, and what."""
    named = next((error.facts[key] for key in _NAMED_BY if key in error.facts), None)
    held_by = error.facts.get("incident")
    refusal = Refusal(
        id=new_id(),
        code=error.code,
        resource=None if named is None else str(named),
        incident=str(held_by) if held_by else None,
    )
    heard = audience(queries.dispatching_code(session))
    outbox.record(session, RefusalNoted(refusal=refusal), audience=heard)
