"""Takes a list of lots over from the rows of its preview: statements over many rows, no row alone.

The ledger's own function writes the lines; the database adds them up. Rows are taken in portions,
so that whoever waits sees how far it is and can stop it.
"""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    Text,
    Uuid,
    case,
    cast,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from resources import service_counting
from resources.importing.models import ImportBatch, ImportRow
from resources.models import Lot
from resources.service_counting import CountFault
from resources.stock import MovementKind

PORTION = 20_000
"""So many rows of a list are written between two words on how far it is."""

Step = Callable[[str, int, int], None]
"""Told at every step: its name, how many rows of how many are done."""

_KNOWN = ("changed", "unchanged", "removed")


def apply_lots(session: Session, actor: Actor, batch: ImportBatch, step: Step) -> None:
    """Enter the lots that are new, count all that are listed, as nothing what was left out."""
    depots = depots_of(session, batch)
    service_counting.require_own_depots(session, actor, depots)
    service_counting.refuse(_below_reserved(session, batch))
    numbers = select(func.max(ImportRow.number)).where(_rows(batch, ("added", *_KNOWN)))
    last = session.scalar(numbers) or 0
    total = sum(batch.counts.get(name, 0) for name in ("added", *_KNOWN))
    for first in range(0, last + 1, PORTION):
        portion = ImportRow.number.between(first, first + PORTION - 1)
        step("counting", min(first, total), total)
        _enter(session, batch, portion)
        service_counting.write_counts(
            session, _counts(batch, portion), import_id=batch.id, note=batch.file_name[:200]
        )
    step("remembering", total, total)
    _vouch_for_known(session, batch)
    service_counting.tell_counted(session, *_told(session, batch), depots)


def _rows(batch: ImportBatch, outcomes: Sequence[str]) -> ColumnElement[bool]:
    return (ImportRow.batch_id == batch.id) & ImportRow.outcome.in_(outcomes)


def _value(name: str, kind: Any) -> ColumnElement[Any]:
    return cast(ImportRow.values[name].astext, kind)


def _told_or(name: str, here: Any) -> ColumnElement[Any]:
    """Return a day that a row tells, also that there is none; what it does not tell stays."""
    return case((ImportRow.values.has_key(name), _value(name, Date)), else_=here)


def depots_of(session: Session, batch: ImportBatch) -> set[UUID]:
    """Return the depots in which a list has lots."""
    added = select(_value("depot_id", Uuid)).where(_rows(batch, ("added",)))
    known = select(Lot.depot_id).join(ImportRow, ImportRow.target_id == Lot.id)
    found = added.union(known.where(_rows(batch, _KNOWN)))
    return set(session.scalars(found))


def _below_reserved(session: Session, batch: ImportBatch) -> list[CountFault]:
    query = (
        select(ImportRow.number, Lot.id, Lot.item_code, Lot.batch, Lot.reserved)
        .join(Lot, Lot.id == ImportRow.target_id)
        .where(_rows(batch, _KNOWN), _value("quantity", Integer) < Lot.reserved)
    )
    return [
        CountFault(
            row.number,
            "below_reserved",
            {"lot_id": str(row.id), "item_code": row.item_code, "batch": row.batch, "reserved": row.reserved},  # noqa: E501
        )
        for row in session.execute(query.order_by(ImportRow.number))
    ]  # fmt: skip


def _enter(session: Session, batch: ImportBatch, portion: ColumnElement[bool]) -> None:
    """Enter the new lots of a portion, empty, under the identifiers the preview gave them."""
    now, name = clock.now(session), session.info.get("actor_name")
    values: dict[str, Any] = {
        "id": ImportRow.target_id,
        "depot_id": _value("depot_id", Uuid),
        "item_code": _value("item_code", Text),
        "batch": _value("batch", Text),
        "made_on": _value("made_on", Date),
        "expires_on": _value("expires_on", Date),
        "quantity": literal(0),
        "reserved": literal(0),
        "on_the_way": literal(0),
        "delivered": literal(0),
        "confirmed_at": literal(now),
        "confirmed_by": literal(name, Text()),
        "confirmed_how": literal("import"),
        "changed_at": literal(now),
        "changed_by": literal(name, Text()),
        "synthetic": literal(False),
        "version": literal(1),
    }
    chosen = select(*values.values()).where(_rows(batch, ("added",)), portion)
    session.execute(insert(Lot).from_select(list(values), chosen))


def _counts(batch: ImportBatch, portion: ColumnElement[bool]) -> Select[Any]:
    """Return what the rows of a portion change: which lot, as what, by how much."""
    change = func.coalesce(_value("quantity", Integer), Lot.quantity) - Lot.quantity
    is_new = ImportRow.outcome == "added"
    kind = case(
        (is_new, literal(MovementKind.OPENING.value)), else_=literal(MovementKind.STOCKTAKE.value)
    )
    return (
        select(Lot.id, kind, change)
        .join(ImportRow, ImportRow.target_id == Lot.id)
        .where(_rows(batch, ("added", "changed", "removed")), portion, or_(is_new, change != 0))
    )


def _vouch_for_known(session: Session, batch: ImportBatch) -> None:
    """Note that the lots that were there are confirmed now, with the dates that were told."""
    now, name = clock.now(session), session.info.get("actor_name")
    session.execute(
        update(Lot)
        .where(_rows(batch, _KNOWN), Lot.id == ImportRow.target_id)
        .values(
            made_on=_told_or("made_on", Lot.made_on),
            expires_on=_told_or("expires_on", Lot.expires_on),
            confirmed_at=now,
            confirmed_by=name,
            confirmed_how="import",
            changed_at=now,
            changed_by=name,
            version=Lot.version + 1,
        )
        .execution_options(synchronize_session=False)
    )


def _told(session: Session, batch: ImportBatch) -> tuple[list[UUID], set[UUID]]:
    """Return the lots of a list that is short enough to be told of one by one, and the new ones."""
    total = sum(batch.counts.get(name, 0) for name in ("added", *_KNOWN))
    if total > service_counting.TOLD_ONE_BY_ONE:
        return [], set()
    rows = session.execute(
        select(ImportRow.target_id, ImportRow.outcome).where(_rows(batch, ("added", *_KNOWN)))
    ).all()
    lots = {lot_id: outcome for lot_id, outcome in rows if lot_id is not None}
    return list(lots), {lot_id for lot_id, outcome in lots.items() if outcome == "added"}
