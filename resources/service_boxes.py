"""Labelled boxes under their locks: what was scanned, whether it may be done, what is kept of it.

Labels are locked before anything else, in id order; nothing that holds other locks asks for them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock, outbox
from core.auth import Actor
from core.errors import NotFound
from core.ids import new_id
from core.visibility import audience, require_visible
from resources import queries_labels, schemas_labels
from resources.boxes import ALLOWED, Act, BoxState, normal_code, spoken_code
from resources.errors_labels import BoxElsewhere
from resources.events_labels import BoxScanDone
from resources.models import Lot
from resources.models_labels import BoxScan, BoxScanLine, Label
from resources.service_ledger import lock_lots

KEPT = ("state", "amount", "lot_id", "transfer_id", "order_id", "loan_id", "to_name")


@dataclass
class Box:
    """One box of a scan under its lock: its row, how it stood, what was said of it."""

    row: Label
    record: schemas_labels.Label
    given: schemas_labels.ScannedBox
    before: dict[str, Any]
    was_scanned: bool = True

    @property
    def name(self) -> str:
        """The box as people call it."""
        return f"{spoken_code(self.row.code)} ({self.row.serial}/{self.row.of_count})"

    @property
    def lot_id(self) -> UUID:
        """The lot its goods belong to now."""
        assert self.record.lot_id is not None
        return self.record.lot_id

    @property
    def counted(self) -> int:
        """What is in it: what was counted, else what it should hold."""
        return self.held if self.given.amount is None else self.given.amount

    @property
    def held(self) -> int:
        """What it held before this scan."""
        return int(self.before["amount"])


def gather(session: Session, scanned: Sequence[schemas_labels.ScannedBox]) -> list[Box]:
    """Lock the boxes that were scanned, in id order, each once, as they stand now."""
    given = {normal_code(one.code): one for one in scanned}
    known = queries_labels.labels_by_code(session, given)
    for code in given:
        if code not in known or known[code].noun != "box":
            raise NotFound(noun="label", code=spoken_code(code))
    return locked(session, {known[code].id: one for code, one in given.items()})


def locked(session: Session, given: dict[UUID, schemas_labels.ScannedBox]) -> list[Box]:
    """Lock boxes and read where they are now; transfers and orders may have ended meanwhile."""
    query = (
        select(Label)
        .where(Label.id.in_(list(given)))
        .order_by(Label.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    rows = list(session.scalars(query))
    records = queries_labels.labels_by_id(session, given)
    return [Box(row, records[row.id], given[row.id], _before(row)) for row in rows]


def _before(row: Label) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in (*KEPT, "last_scan_id")}
    return {name: str(value) if isinstance(value, UUID) else value for name, value in told.items()}


def require_allowed(boxes: Iterable[Box], act: Act) -> None:
    """Refuse what cannot be done with a box where it is now, naming who did the last thing."""
    for box in boxes:
        if act not in ALLOWED[BoxState(box.record.state)]:
            at = box.record.scanned_at
            raise BoxElsewhere(
                box=box.name,
                code=box.row.code,
                state=box.record.state,
                by_name=box.record.scanned_by or "—",
                at="—" if at is None else at.isoformat(timespec="seconds"),
            )


def require_kept(actor: Actor, boxes: Iterable[Box]) -> None:
    """Treat boxes in depots that the actor does not keep as not there."""
    for box in boxes:
        require_visible(actor.prefixes, box.record.jurisdiction_code or "", "label")


def settle_standing(box: Box) -> None:
    """Write where a box came to by itself, when its transfer or order ended without a scan."""
    box.row.state = box.record.state
    box.row.lot_id = box.record.lot_id


def lots_of(session: Session, boxes: Iterable[Box]) -> dict[UUID, Lot]:
    """Lock the lots of boxes in id order."""
    return {lot.id: lot for lot in lock_lots(session, {box.lot_id for box in boxes})}


def by_lot(boxes: Iterable[Box]) -> dict[UUID, list[Box]]:
    """Return boxes by lot, in the order in which lots are locked."""
    found: dict[UUID, list[Box]] = {}
    for box in sorted(boxes, key=lambda one: one.lot_id):
        found.setdefault(box.lot_id, []).append(box)
    return found


@dataclass(frozen=True)
class Said:
    """What is kept of a scan beside its boxes."""

    act: Act
    jurisdiction_code: str
    to_name: str | None = None
    note: str | None = None
    order_id: UUID | None = None


def keep(
    session: Session, said: Said, boxes: Sequence[Box], movement_ids: Sequence[UUID]
) -> schemas_labels.BoxScan:
    """Keep what was done with boxes: who, when, how each stood before; everybody is told."""
    scan = BoxScan(
        id=new_id(),
        act=said.act.value,
        at=clock.now(session),
        by=session.info.get("actor_id"),
        by_name=session.info.get("actor_name"),
        jurisdiction_code=said.jurisdiction_code,
        to_name=said.to_name,
        note=said.note,
        order_id=said.order_id,
        movement_ids=[str(one) for one in movement_ids],
    )
    session.add(scan)
    session.flush()
    for box in boxes:
        box.row.last_scan_id = scan.id
        box.row.version += 1
        session.add(_line(scan, box))
    session.flush()
    record = queries_labels.scans_by_id(session, [scan.id])[scan.id]
    codes = {box.record.jurisdiction_code for box in boxes} - {None}
    heard_by = audience(scan.jurisdiction_code, *sorted(str(code) for code in codes))
    outbox.record(session, BoxScanDone(box_scan=record), audience=heard_by)
    return record


def _line(scan: BoxScan, box: Box) -> BoxScanLine:
    return BoxScanLine(
        scan_id=scan.id,
        label_id=box.row.id,
        amount=box.counted,
        lost=box.given.lost,
        note=box.given.note,
        was_scanned=box.was_scanned,
        before=box.before,
    )
