"""Reads of labels: what a code stands for and where a box is now, runs, and what was scanned."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from core.visibility import visible
from core.wire import Page
from resources import schemas_labels
from resources.boxes import NOT_TAKEN_BACK, BoxState
from resources.models import Depot, Item, Lot, StockMovement, Truck
from resources.models_labels import BoxScan, BoxScanLine, Label, LabelRun
from resources.models_stock import StockTransfer
from resources.queries import page

_OF_ORDER = (StockMovement.order_id == Label.order_id, StockMovement.lot_id == Label.lot_id)


def _sum(change: Any) -> ColumnElement[int]:
    moved = select(func.coalesce(func.sum(change), 0)).where(*_OF_ORDER).correlate(Label)
    return moved.scalar_subquery()


_ON_TRANSFER = Label.state == BoxState.ON_TRANSFER
_ON_ORDER = Label.state == BoxState.ON_ORDER
state_now = case(
    (and_(_ON_TRANSFER, StockTransfer.state != "in_transit"), BoxState.IN_STOCK.value),
    (and_(_ON_ORDER, _sum(StockMovement.on_the_way_change) > 0), BoxState.ON_ORDER.value),
    (and_(_ON_ORDER, _sum(StockMovement.delivered_change) > 0), BoxState.HANDED_OVER.value),
    (_ON_ORDER, BoxState.IN_STOCK.value),
    else_=Label.state,
)
"""Where a box is: transfers and orders are also ended without scanning their boxes."""

lot_now = case(
    (and_(_ON_TRANSFER, StockTransfer.state == "received"), StockTransfer.to_lot_id),
    else_=Label.lot_id,
)


def labels_by_code(session: Session, codes: Iterable[str]) -> dict[str, schemas_labels.Label]:
    """Return the labels with these codes as they stand now; a code nobody issued is left out."""
    return {one.code: one for one in _read(session, Label.code.in_(list(codes)))}


def labels_by_id(session: Session, ids: Iterable[UUID]) -> dict[UUID, schemas_labels.Label]:
    """Return the named labels as they stand now."""
    return {one.id: one for one in _read(session, Label.id.in_(list(ids)))}


def labels_of_run(session: Session, run_id: UUID) -> list[schemas_labels.Label]:
    """Return the labels of a run in the order in which they are printed."""
    return _read(session, Label.run_id == run_id)


def boxes_under_way(
    session: Session, *, transfer_id: UUID | None = None, order_id: UUID | None = None
) -> list[schemas_labels.Label]:
    """Return the boxes that a transfer or an order still carries."""
    carried: ColumnElement[bool] = false()
    if transfer_id is not None:
        carried = and_(Label.transfer_id == transfer_id, _ON_TRANSFER)
    elif order_id is not None:
        carried = and_(Label.order_id == order_id, _ON_ORDER)
    under_way = (BoxState.ON_TRANSFER, BoxState.ON_ORDER)
    return [
        one
        for one in _read(session, Label.noun == "box", carried)
        if BoxState(one.state) in under_way
    ]


def boxes_of_lot(session: Session, lot_id: UUID) -> list[schemas_labels.Label]:
    """Return the labelled boxes of a lot that are not void, as they stand now."""
    return _read(session, _lies_in(lot_id), Label.state != BoxState.VOID)


def _lies_in(lot_id: UUID) -> ColumnElement[bool]:
    """Match boxes of a lot; the first part finds them by index."""
    came = select(StockTransfer.id).where(StockTransfer.to_lot_id == lot_id)
    near = or_(Label.lot_id == lot_id, Label.transfer_id.in_(came))
    return and_(near, lot_now == lot_id)


def label_of(
    session: Session,
    *,
    truck_id: UUID | None = None,
    transfer_id: UUID | None = None,
    order_id: UUID | None = None,
) -> schemas_labels.Label | None:
    """Return the label that a lorry, a transfer or an order already has."""
    subject: list[ColumnElement[bool]] = [Label.noun != "box", Label.state != BoxState.VOID]
    if truck_id is not None:
        subject.append(Label.truck_id == truck_id)
    elif transfer_id is not None:
        subject.append(Label.transfer_id == transfer_id)
    else:
        subject.append(Label.order_id == order_id)
    return next(iter(_read(session, *subject)), None)


_PLAIN = (
    "id", "run_id", "code", "noun", "serial", "of_count", "name", "truck_id", "transfer_id",
    "order_id", "loan_id", "printed_amount", "amount", "to_name", "last_scan_id", "version",
)  # fmt: skip
_LAST = aliased(BoxScan)
_OWN_DEPOT = aliased(Depot)


def _read(session: Session, *conditions: ColumnElement[bool]) -> list[schemas_labels.Label]:
    query = _labels().where(*conditions).order_by(Label.run_id, Lot.id, Label.serial)
    return [schemas_labels.Label(**row._mapping) for row in session.execute(query)]


def _labels() -> Select[Any]:
    """Select labels with their goods and the depot where the goods lie or lay last."""
    return (
        select(
            *(getattr(Label, name) for name in _PLAIN),
            state_now.label("state"),
            Lot.id.label("lot_id"),
            func.coalesce(Lot.depot_id, _OWN_DEPOT.id).label("depot_id"),
            func.coalesce(Depot.name, _OWN_DEPOT.name).label("depot_name"),
            func.coalesce(Depot.jurisdiction_code, _OWN_DEPOT.jurisdiction_code).label(
                "jurisdiction_code"
            ),
            Lot.item_code,
            Item.name.label("item_name"),
            Item.name_en.label("item_name_en"),
            Item.unit,
            Item.unit_en,
            Lot.batch,
            Lot.expires_on,
            Lot.quantity.label("lot_quantity"),
            _LAST.at.label("scanned_at"),
            _LAST.by_name.label("scanned_by"),
        )
        .outerjoin(StockTransfer, StockTransfer.id == Label.transfer_id)
        .outerjoin(Lot, Lot.id == lot_now)
        .outerjoin(Item, Item.code == Lot.item_code)
        .outerjoin(Depot, Depot.id == Lot.depot_id)
        .outerjoin(Truck, Truck.id == Label.truck_id)
        .outerjoin(_OWN_DEPOT, _OWN_DEPOT.id == func.coalesce(Label.depot_id, Truck.depot_id))
        .outerjoin(_LAST, _LAST.id == Label.last_scan_id)
    )


def boxed_amount(session: Session, lot_id: UUID) -> int:
    """Return how much of a lot lies in labelled boxes in its depot."""
    query = (
        select(func.coalesce(func.sum(Label.amount), 0))
        .outerjoin(StockTransfer, StockTransfer.id == Label.transfer_id)
        .where(_lies_in(lot_id), state_now == BoxState.IN_STOCK.value)
    )
    return session.scalar(query) or 0


def runs_by_id(session: Session, ids: Iterable[UUID]) -> dict[UUID, schemas_labels.LabelRun]:
    """Return the named runs in the order of their ids."""
    rows = session.scalars(select(LabelRun).where(LabelRun.id.in_(list(ids))).order_by(LabelRun.id))
    return {row.id: schemas_labels.LabelRun.model_validate(row) for row in rows}


def list_runs(
    session: Session, prefixes: Sequence[str], *, noun: str | None, offset: int, limit: int
) -> Page[schemas_labels.LabelRun]:
    """Return a page of runs of one's jurisdictions, the newest first."""
    conditions = [visible(LabelRun.jurisdiction_code, prefixes)]
    if noun is not None:
        conditions.append(LabelRun.noun == noun)
    total = session.scalar(select(func.count(LabelRun.id)).where(*conditions)) or 0
    query = select(LabelRun).where(*conditions).order_by(LabelRun.issued_at.desc(), LabelRun.id)
    rows = session.scalars(query.offset(offset).limit(limit))
    return page([schemas_labels.LabelRun.model_validate(row) for row in rows], total, offset)


def list_scans(
    session: Session,
    prefixes: Sequence[str],
    *,
    label_id: UUID | None,
    offset: int,
    limit: int,
) -> Page[schemas_labels.BoxScan]:
    """Return a page of what was done by scanning in one's jurisdictions, the newest first."""
    conditions = [visible(BoxScan.jurisdiction_code, prefixes)]
    if label_id is not None:
        of_label = select(BoxScanLine.scan_id).where(BoxScanLine.label_id == label_id)
        conditions.append(BoxScan.id.in_(of_label))
    total = session.scalar(select(func.count(BoxScan.id)).where(*conditions)) or 0
    query = select(BoxScan.id).where(*conditions).order_by(BoxScan.at.desc(), BoxScan.id.desc())
    ids = list(session.scalars(query.offset(offset).limit(limit)))
    found = scans_by_id(session, ids)
    return page([found[one] for one in ids], total, offset)


def scans_by_id(session: Session, ids: Iterable[UUID]) -> dict[UUID, schemas_labels.BoxScan]:
    """Return the named scans with their boxes, in the order of their ids."""
    wanted = list(ids)
    lines = _lines(session, wanted)
    rows = session.scalars(select(BoxScan).where(BoxScan.id.in_(wanted)).order_by(BoxScan.id))
    return {row.id: _scan(row, lines.get(row.id, [])) for row in rows}


def _scan(row: BoxScan, lines: list[schemas_labels.BoxScanLine]) -> schemas_labels.BoxScan:
    plain = ("id", "act", "at", "by_name", "jurisdiction_code", "to_name", "note", "order_id")
    undone = ("undone_at", "undone_by", "undo_note")
    return schemas_labels.BoxScan(
        **{name: getattr(row, name) for name in (*plain, *undone)},
        boxes=sum(line.was_scanned for line in lines),
        missing=sum(not line.was_scanned for line in lines),
        lines=lines,
        undoable=row.undone_at is None and row.act not in NOT_TAKEN_BACK,
    )


def _lines(
    session: Session, scan_ids: Sequence[UUID]
) -> dict[UUID, list[schemas_labels.BoxScanLine]]:
    query = (
        select(
            BoxScanLine.scan_id,
            BoxScanLine.label_id,
            Label.code,
            Label.serial,
            Label.of_count,
            Lot.id.label("lot_id"),
            Item.name.label("item_name"),
            Item.name_en.label("item_name_en"),
            Item.unit,
            Lot.batch,
            BoxScanLine.amount,
            BoxScanLine.lost,
            BoxScanLine.note,
            BoxScanLine.was_scanned,
        )
        .join(Label, Label.id == BoxScanLine.label_id)
        .join(Lot, Lot.id == Label.lot_id)
        .join(Item, Item.code == Lot.item_code)
        .where(BoxScanLine.scan_id.in_(scan_ids))
        .order_by(Label.serial, Label.id)
    )
    found: dict[UUID, list[schemas_labels.BoxScanLine]] = {}
    for row in session.execute(query):
        found.setdefault(row.scan_id, []).append(schemas_labels.BoxScanLine(**row._mapping))
    return found
