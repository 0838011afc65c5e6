"""Needs follow what other jurisdictions send straight to the scene."""

from pydantic import BaseModel
from sqlalchemy.orm import Session

import incidents.service_needs
from aid.events import AidCommitted, AidLapsed, AidReceived, AidReleased
from dispatch import queries_orders

KINDS = (AidCommitted, AidReleased, AidLapsed, AidReceived)


def cover_by_help(session: Session, happening: BaseModel) -> None:
    """Count goods that help has committed or handed over towards the needs; a reaction.

    Whoever took the step has locked the needs before any team or lot.
    """
    assert isinstance(happening, KINDS)
    lines = happening.aid_request.lines
    needs = sorted({line.need_id for line in lines if line.need_id is not None and line.item_code})
    if needs and happening.aid_request.to_depot_id is None:
        cover = queries_orders.cover_of(session, needs)
        incidents.service_needs.cover_needs(session, cover)
