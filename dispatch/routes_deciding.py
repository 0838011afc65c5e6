"""HTTP around the decision: what would go out, several words at once, enough of searching."""

from typing import Annotated
from uuid import UUID

from core import transaction
from core.auth import Actor, allow
from core.transaction import SessionDep
from dispatch import (
    acceptance_preview,
    schemas,
    schemas_acceptance,
    schemas_steering_sets,
    service,
    service_steering_sets,
)
from dispatch.routes import CHANGES, WRITES

router = transaction.router("dispatch")

Requester = Annotated[Actor, allow("proposals.request")]
Accepter = Annotated[Actor, allow("proposals.accept")]
Steerer = Annotated[Actor, allow("steerings.set")]


@router.post("/proposals/{proposal_id}/preview", responses=WRITES)
def preview_acceptance(
    session: SessionDep, actor: Accepter, proposal_id: UUID, wanted: schemas_acceptance.AcceptIn
) -> schemas_acceptance.AcceptancePreview:
    """Return exactly which orders an acceptance would give, and whom they would go to."""
    return acceptance_preview.preview(session, actor, proposal_id, wanted)


@router.post("/proposals/{proposal_id}/settle", status_code=202, responses=WRITES)
def settle_proposal(session: SessionDep, actor: Requester, proposal_id: UUID) -> schemas.Proposal:
    """End the search and take the best answer so far."""
    return service.settle_proposal(session, actor, proposal_id)


@router.post("/steerings/change", responses=CHANGES)
def change_steerings(
    session: SessionDep, actor: Steerer, wanted: schemas_steering_sets.SteeringsIn
) -> list[schemas.Steering]:
    """Lift and set pins and exclusions together, all or none."""
    return service_steering_sets.change_steerings(session, actor, wanted)
