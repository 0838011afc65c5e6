"""The stock ledger: lots under their locks, and lines that are the only thing to move a balance.

A lot is only ever changed under its row lock, taken in id order. The lines are written here; the
database adds them up into the lot and refuses any other change of a balance.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock, outbox
from core.auth import Actor
from core.errors import NotFound
from core.visibility import audience, require_visible
from resources import queries_stock, schemas
from resources.errors import LotExpired, QuantityBelowReserved, StockNotFree
from resources.events import LotChanged, LotEntered
from resources.models import Depot, Lot, StockMovement
from resources.stock import Balance, Change, MovementKind, change_of, civil_day, is_expired


@dataclass(frozen=True, slots=True)
class Entry:
    """One line to be written: so much of one lot, why, and on which paper."""

    lot_id: UUID
    kind: MovementKind
    amount: int
    order_id: UUID | None = None
    transfer_id: UUID | None = None
    loan_id: UUID | None = None
    hold_id: UUID | None = None
    import_id: UUID | None = None
    undoes_id: UUID | None = None
    expires_at: datetime | None = None
    paper_number: str | None = None
    note: str | None = None
    undone: Change | None = None

    @property
    def change(self) -> Change:
        """What the line does; one that undoes another does its opposite."""
        return change_of(self.kind, self.amount) if self.undone is None else self.undone.times(-1)


def lock_lots(session: Session, lot_ids: Iterable[UUID]) -> list[Lot]:
    """Lock the named lots in id order and return them as they are now."""
    query = (
        select(Lot)
        .where(Lot.id.in_(list(lot_ids)))
        .order_by(Lot.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def own_lot(session: Session, actor: Actor, lot_id: UUID) -> Lot:
    """Lock a lot of one's own jurisdiction; one that is not visible is not there."""
    found = lock_lots(session, [lot_id])
    if not found:
        raise NotFound(noun="lot")
    depot = session.get_one(Depot, found[0].depot_id)
    require_visible(actor.prefixes, depot.jurisdiction_code, "lot")
    return found[0]


def post(session: Session, lots: Sequence[Lot], entries: Sequence[Entry]) -> list[StockMovement]:
    """Write lines for locked lots; refuse the first that would take what is not there."""
    balances = {lot.id: balance_of(lot) for lot in lots}
    known = {lot.id: lot for lot in lots}
    for entry in entries:
        after = balances[entry.lot_id].after(entry.change)
        if not after.stands():
            raise _refusal(known[entry.lot_id], balances[entry.lot_id], entry)
        balances[entry.lot_id] = after
    lines = [_line(session, entry) for entry in entries]
    session.add_all(lines)
    session.flush()
    read_again(session, list(balances))
    return lines


def balance_of(lot: Lot) -> Balance:
    """The four accounts of a lot."""
    return Balance(lot.quantity, lot.reserved, lot.on_the_way, lot.delivered)


def _refusal(lot: Lot, balance: Balance, entry: Entry) -> Exception:
    """Say what stands in the way: too little is free, or a count below what is promised."""
    change = entry.change
    if entry.kind is MovementKind.STOCKTAKE:
        asked = balance.quantity + change.quantity
        return QuantityBelowReserved(
            field="quantity", lot=lot.batch, reserved=balance.reserved, asked=asked
        )
    asked = change.reserved or -change.quantity or -change.delivered or -change.on_the_way
    free = balance.free if change.quantity < 0 or change.reserved > 0 else balance.delivered
    return StockNotFree(
        lot=lot.batch, lot_id=str(lot.id), item_code=lot.item_code, free=free, asked=asked
    )


def _line(session: Session, entry: Entry) -> StockMovement:
    change = entry.change
    return StockMovement(
        lot_id=entry.lot_id,
        kind=entry.kind.value,
        quantity_change=change.quantity,
        reserved_change=change.reserved,
        on_the_way_change=change.on_the_way,
        delivered_change=change.delivered,
        order_id=entry.order_id,
        transfer_id=entry.transfer_id,
        loan_id=entry.loan_id,
        hold_id=entry.hold_id,
        import_id=entry.import_id,
        undoes_id=entry.undoes_id,
        expires_at=entry.expires_at,
        at=clock.now(session),
        by=session.info.get("actor_id"),
        by_name=session.info.get("actor_name"),
        paper_number=entry.paper_number,
        note=entry.note,
    )


def read_again(session: Session, lot_ids: Sequence[UUID]) -> None:
    """Read lots whose balance the ledger has just changed."""
    query = select(Lot).where(Lot.id.in_(lot_ids)).execution_options(populate_existing=True)
    session.scalars(query).all()


def vouch(session: Session, lot: Lot, how: schemas.ConfirmedHow) -> None:
    """Note that somebody vouches for a lot now."""
    lot.confirmed_at = clock.now(session)
    lot.confirmed_by = session.info.get("actor_name")
    lot.confirmed_how = how


def mark_changed(session: Session, lot: Lot) -> None:
    """Give a lot whose facts changed a new version, and note who changed it."""
    lot.changed_at = clock.now(session)
    lot.changed_by = session.info.get("actor_name")
    lot.version += 1


def require_in_date(session: Session, lot: Lot) -> None:
    """Refuse a lot that is past its date."""
    if lot.expires_on is not None and is_expired(lot.expires_on, civil_day(clock.now(session))):
        raise LotExpired(lot=lot.batch, lot_id=str(lot.id), expires_on=lot.expires_on.isoformat())


def tell_lots(
    session: Session,
    lot_ids: Iterable[UUID],
    happening: type[LotEntered] | type[LotChanged] = LotChanged,
) -> dict[UUID, schemas.Lot]:
    """Tell everybody how lots stand now."""
    session.flush()
    records = queries_stock.lots_by_id(session, list(lot_ids))
    for lot in records.values():
        outbox.record(session, happening(lot=lot), audience=audience(lot.jurisdiction_code))
    return records
