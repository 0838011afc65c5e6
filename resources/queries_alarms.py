"""What of stock may deserve an alarm: how much of some items is free, and what is to be kept."""

from collections.abc import Collection

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from core import clock
from resources.models import Depot, Lot
from resources.models_stock import SafetyStock
from resources.stock import civil_day


def free_stock(session: Session, prefix: str, items: Collection[str]) -> dict[str, int]:
    """Return how much of each item is free and not expired in the depots of an area."""
    today = civil_day(clock.now(session))
    query = (
        select(Lot.item_code, func.sum(Lot.quantity - Lot.reserved))
        .join(Depot, Depot.id == Lot.depot_id)
        .where(
            Lot.item_code.in_(items),
            or_(Lot.expires_on.is_(None), Lot.expires_on >= today),
            func.starts_with(Depot.jurisdiction_code, prefix),
        )
        .group_by(Lot.item_code)
    )
    found = {code: int(free) for code, free in session.execute(query)}
    return {code: found.get(code, 0) for code in items}


def kept_stock(session: Session, prefix: str, items: Collection[str]) -> dict[str, int]:
    """Return how much of each item the depots of an area are always to have free."""
    query = (
        select(SafetyStock.item_code, func.sum(SafetyStock.quantity))
        .join(Depot, Depot.id == SafetyStock.depot_id)
        .where(
            SafetyStock.item_code.in_(items),
            func.starts_with(Depot.jurisdiction_code, prefix),
        )
        .group_by(SafetyStock.item_code)
    )
    return {code: int(kept) for code, kept in session.execute(query)}
