"""Writes by scanning: something is done with boxes in one go, and taken back in one go."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock, outbox
from core.auth import Actor
from core.errors import NotFound
from core.visibility import audience, require_visible
from resources import (
    queries_labels,
    queries_movements,
    schemas_labels,
    schemas_stock,
    service_box_acts,
    service_movements,
    service_transfers,
)
from resources.boxes import NOT_TAKEN_BACK, Act, spoken_code
from resources.errors_labels import BoxScannedSince, ScanNotUndoable, ScanUndone
from resources.events_labels import BoxScanUndone
from resources.models import StockMovement
from resources.models_labels import BoxScan, BoxScanLine, Label
from resources.service_boxes import KEPT, Box, Said, gather, keep, require_allowed
from resources.service_ledger import lock_lots

_IDS = ("lot_id", "transfer_id", "order_id", "loan_id", "last_scan_id")


def scan_boxes(
    session: Session, actor: Actor, scan: schemas_labels.ScanIn
) -> schemas_labels.BoxScan:
    """Do one thing with all boxes that were scanned, or with none of them."""
    act = Act(scan.act)
    boxes = gather(session, scan.boxes)
    require_allowed(boxes, act)
    written = service_box_acts.ACTS[act](session, actor, scan, boxes)
    session.flush()
    said = Said(act, _where(session, act, boxes), scan.to, scan.note)
    return keep(session, said, boxes, written)


def _where(session: Session, act: Act, boxes: Sequence[Box]) -> str:
    """Return the jurisdiction of the depot where this was done: for a receipt, where it ended."""
    if act is Act.RECEIVE:
        now = queries_labels.labels_by_id(session, [boxes[0].row.id])
        return now[boxes[0].row.id].jurisdiction_code or ""
    return boxes[0].record.jurisdiction_code or ""


def undo_scan(
    session: Session, actor: Actor, scan_id: UUID, why: schemas_labels.UndoScanIn
) -> schemas_labels.BoxScan:
    """Take back what was done by a scan, by lines that do the opposite; all of it or nothing.

    Only while nothing else was done with the boxes since.
    """
    scan = session.get(BoxScan, scan_id)
    if scan is None:
        raise NotFound(noun="box_scan")
    require_visible(actor.prefixes, scan.jurisdiction_code, "box_scan")
    if Act(scan.act) in NOT_TAKEN_BACK:
        raise ScanNotUndoable(act=scan.act)
    rows = _lock_boxes(session, scan)
    for box in queries_labels.labels_by_id(session, [row.id for row in rows]).values():
        require_visible(actor.prefixes, box.jurisdiction_code or "", "box_scan")
    if scan.undone_at is not None:
        raise ScanUndone(by_name=scan.undone_by)
    _take_back_goods(session, actor, scan, rows, why.note)
    _restore(session, scan, rows)
    scan.undone_at = clock.now(session)
    scan.undone_by = session.info.get("actor_name") or "—"
    scan.undo_note = why.note
    session.flush()
    record = queries_labels.scans_by_id(session, [scan.id])[scan.id]
    heard_by = audience(scan.jurisdiction_code)
    outbox.record(session, BoxScanUndone(box_scan=record), audience=heard_by)
    return record


def _lock_boxes(session: Session, scan: BoxScan) -> list[Label]:
    """Lock the boxes of a scan, then the scan; refuse when one was scanned again since."""
    of_scan = select(BoxScanLine.label_id).where(BoxScanLine.scan_id == scan.id)
    query = select(Label).where(Label.id.in_(of_scan)).order_by(Label.id).with_for_update()
    rows = list(session.scalars(query.execution_options(populate_existing=True)))
    session.refresh(scan, with_for_update=True)
    for row in rows:
        if scan.undone_at is None and row.last_scan_id != scan.id:
            later = session.get(BoxScan, row.last_scan_id) if row.last_scan_id else None
            raise BoxScannedSince(
                box=spoken_code(row.code),
                by_name=(later and later.by_name) or "—",
                at="—" if later is None else later.at.isoformat(timespec="seconds"),
            )
    return rows


def _take_back_goods(
    session: Session, actor: Actor, scan: BoxScan, rows: Sequence[Label], note: str
) -> None:
    lines = _lines_of(session, scan)
    transfers = {line.transfer_id for line in lines if line.transfer_id}
    sent = {row.transfer_id for row in rows if row.transfer_id} if scan.act == Act.SEND else set()
    _lock_lots(session, lines, [*transfers, *sent])
    for transfer_id in sorted(transfers):
        of_it = [line for line in lines if line.transfer_id == transfer_id]
        service_transfers.take_back_part(session, transfer_id, of_it, note)
    for line in reversed(lines):
        if line.transfer_id is None:
            service_movements.undo(session, actor, line.id, schemas_stock.UndoIn(note=note))
    for transfer_id in sorted(sent):
        _turn_back(session, actor, transfer_id, note)


def _lines_of(session: Session, scan: BoxScan) -> list[StockMovement]:
    ids = [UUID(one) for one in scan.movement_ids]
    query = select(StockMovement).where(StockMovement.id.in_(ids)).order_by(StockMovement.id)
    return list(session.scalars(query))


def _lock_lots(
    session: Session, lines: Sequence[StockMovement], transfer_ids: Sequence[UUID]
) -> None:
    records = queries_movements.transfers_by_id(session, transfer_ids)
    lots = {line.lot_id for line in lines} | {one.from_lot_id for one in records.values()}
    lock_lots(session, lots)


def _turn_back(session: Session, actor: Actor, transfer_id: UUID, note: str) -> None:
    record = queries_movements.transfers_by_id(session, [transfer_id])[transfer_id]
    whole = schemas_stock.EndTransferIn(received=record.quantity, note=note)
    service_transfers.turn_back(session, actor, transfer_id, record.version, whole)


def _restore(session: Session, scan: BoxScan, rows: Sequence[Label]) -> None:
    """Let each box stand as it stood before the scan."""
    lines = session.scalars(select(BoxScanLine).where(BoxScanLine.scan_id == scan.id))
    before = {line.label_id: line.before for line in lines}
    for row in rows:
        for name in (*KEPT, "last_scan_id"):
            value = before[row.id][name]
            known = UUID(value) if value is not None and name in _IDS else value
            setattr(row, name, known)
        row.version += 1
