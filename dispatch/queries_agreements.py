"""Reads of how much of an item agreements still allow: what they cap, less what was taken."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.visibility import prefix_of
from dispatch.models import Order, OrderLine
from incidents.models import Incident
from resources.models import Depot
from resources.queries_seen import InForce


def left_of_items(session: Session, agreements: Sequence[InForce]) -> dict[tuple[UUID, str], int]:
    """Return what each capped term still allows, by agreement and item.

    Counted is what was ordered out of the provider's depots to the receiver's incidents since the
    agreement began, and not cancelled.
    """
    capped = [
        (each, term.code, term.most)
        for each in agreements
        for term in each.terms
        if term.kind == "item" and term.most is not None
    ]
    if not capped:
        return {}
    query = (
        select(
            OrderLine.item_code,
            OrderLine.amount,
            Order.issued_at,
            Depot.jurisdiction_code,
            Incident.jurisdiction_code,
        )
        .join(Order, Order.id == OrderLine.order_id)
        .join(Depot, Depot.id == Order.depot_id)
        .join(Incident, Incident.id == Order.incident_id)
        .where(
            OrderLine.state != "cancelled",
            OrderLine.item_code.in_({code for _, code, _ in capped}),
            Order.issued_at >= min(each.valid_from for each, _, _ in capped),
        )
    )
    sent = session.execute(query).all()
    return {
        (each.id, code): max(0, most - sum(row[1] for row in sent if _under(each, code, row)))
        for each, code, most in capped
        if most is not None
    }


def _under(each: InForce, code: str, row: Sequence[object]) -> bool:
    item, _, issued_at, depot, scene = row
    return (
        item == code
        and str(depot)[:4] != str(scene)[:4]  # within a city nothing needs an agreement
        and issued_at >= each.valid_from  # type: ignore[operator]
        and str(depot).startswith(prefix_of(each.provider_code))
        and str(scene).startswith(prefix_of(each.receiver_code))
    )
