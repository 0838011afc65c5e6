"""Reads of what help brings straight to needs: goods for the scene, promised and handed over."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from aid.lifecycle import ARRIVED, PROMISED, SupplyState
from aid.models import AidLine, AidRequest, AidSupply


def brought_to(session: Session, need_ids: Sequence[UUID]) -> dict[UUID, tuple[int, int]]:
    """Return how much of each need help has committed and how much of it has arrived.

    Only goods sent straight to the scene: what goes to a depot becomes the receiver's own stock,
    and a lent team serves a need by an order like any other.
    """
    query = (
        select(AidLine.need_id, AidSupply.state, AidSupply.amount, AidSupply.received)
        .join(AidSupply, AidSupply.line_id == AidLine.id)
        .join(AidRequest, AidRequest.id == AidLine.request_id)
        .where(
            AidLine.need_id.in_(need_ids),
            AidRequest.to_depot_id.is_(None),
            AidSupply.lot_id.is_not(None),
            AidSupply.state.in_([one.value for one in PROMISED]),
        )
    )
    found: dict[UUID, tuple[int, int]] = {}
    for need_id, state, amount, received in session.execute(query):
        assert need_id is not None
        counted = amount if received is None else received
        before = found.get(need_id, (0, 0))
        arrived = counted if SupplyState(state) in ARRIVED else 0
        found[need_id] = (before[0] + counted, before[1] + arrived)
    return found
