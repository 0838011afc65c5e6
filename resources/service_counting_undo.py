"""Takes the lines of one import back: all of them, by counter-movements, or none."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from core.auth import Actor
from core.errors import NotFound
from resources.models import Lot, StockMovement
from resources.service_counting import (
    CountFault,
    by_whom,
    own_depots,
    refuse,
    tell_depots_counted,
)
from resources.stock import UNDOABLE, MovementKind


def undo_import(session: Session, actor: Actor, import_id: UUID, note: str) -> int:
    """Take back all lines of one import by counter-movements; return how many there were.

    Refused as a whole where a lot has meanwhile promised or given away what the import brought.
    """
    undone = aliased(StockMovement)
    lines = select(StockMovement.id, StockMovement.lot_id, StockMovement.quantity_change).where(
        StockMovement.import_id == import_id,
        StockMovement.kind.in_([MovementKind.OPENING, *UNDOABLE]),
        ~select(undone.id).where(undone.undoes_id == StockMovement.id).exists(),
    )
    found = lines.subquery("brought")
    held = select(Lot.id).where(Lot.id.in_(select(found.c.lot_id))).order_by(Lot.id)
    lots = session.scalars(held.with_for_update()).all()
    if not lots:
        raise NotFound(noun="import")
    depots = set(session.scalars(select(Lot.depot_id).where(Lot.id.in_(held)).distinct()))
    if depots - own_depots(session, actor, depots):
        raise NotFound(noun="import")
    refuse(_no_longer_there(session, found))
    number = _write_undoing(session, found, note)
    tell_depots_counted(session, depots)
    return number


def _no_longer_there(session: Session, brought: Any) -> list[CountFault]:
    amount = func.sum(brought.c.quantity_change)
    query = (
        select(Lot.id, Lot.quantity)
        .join(brought, brought.c.lot_id == Lot.id)
        .group_by(Lot.id)
        .having(Lot.quantity - amount < Lot.reserved)
        .order_by(Lot.id)
    )
    return [
        CountFault(k, "no_longer_there", {"lot_id": str(row.id), "quantity": row.quantity})
        for k, row in enumerate(session.execute(query))
    ]


def _write_undoing(session: Session, brought: Any, note: str) -> int:
    zeros = dict.fromkeys(("on_the_way_change", "delivered_change"), 0)
    fixed = by_whom(session) | zeros | {"kind": MovementKind.UNDO.value, "note": note}
    columns = StockMovement.__table__.c
    lines = select(
        func.gen_random_uuid(),
        brought.c.lot_id,
        brought.c.id,
        -brought.c.quantity_change,
        *(literal(value, columns[name].type) for name, value in fixed.items()),
    )
    names = ["id", "lot_id", "undoes_id", "quantity_change", *fixed]
    written = insert(StockMovement).from_select(names, lines).returning(StockMovement.id)
    return len(session.scalars(written).all())
