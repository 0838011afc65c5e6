"""Labels and scanned boxes over HTTP: issue, list, scan, take back."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query

from core import transaction
from core.auth import Actor, allow
from core.transaction import SessionDep
from core.wire import Page, Problem
from resources import (
    queries_labels,
    schemas_labels,
    service_labels,
    service_scans,
    service_stock,
)

router = transaction.router("labels")
Reader = Annotated[Actor, allow("picture.read")]
StockKeeper = Annotated[Actor, allow("lots.write")]
Offset = Annotated[int, Query(ge=0, le=10_000_000)]
Limit = Annotated[int, Query(ge=1, le=500)]

_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}
_ONE = _READ | {404: {"model": Problem}}
_ENTER = _ONE | {409: {"model": Problem}}


@router.post("/label-runs", status_code=201, responses=_ENTER)
def issue_labels(
    session: SessionDep, actor: StockKeeper, wanted: schemas_labels.LabelsIn
) -> schemas_labels.LabelRunIssued:
    """Issue labels for boxes, shelves, a lorry or a transfer."""
    return service_labels.issue(session, actor, wanted)


@router.get("/label-runs", responses=_READ)
def list_label_runs(
    session: SessionDep,
    actor: Reader,
    noun: schemas_labels.Noun | None = None,
    offset: Offset = 0,
    limit: Limit = 50,
) -> Page[schemas_labels.LabelRun]:
    """List which labels were issued, the newest first."""
    return queries_labels.list_runs(session, actor.prefixes, noun=noun, offset=offset, limit=limit)


@router.get("/label-runs/{run_id}", responses=_ONE)
def get_label_run(
    session: SessionDep, actor: Reader, run_id: UUID
) -> schemas_labels.LabelRunIssued:
    """Return a run with the labels that may still be printed."""
    return service_labels.run_of(session, actor, run_id)


@router.get("/lots/{lot_id}/boxes", responses=_ONE)
def list_boxes_of_lot(
    session: SessionDep, actor: Reader, lot_id: UUID
) -> list[schemas_labels.Label]:
    """List the labelled boxes of a lot and where they are."""
    lot = service_stock.get_lot(session, actor, lot_id)
    return queries_labels.boxes_of_lot(session, lot.id)


@router.post("/box-scans", status_code=201, responses=_ENTER | {412: {"model": Problem}})
def scan_boxes(
    session: SessionDep, actor: StockKeeper, scan: schemas_labels.ScanIn
) -> schemas_labels.BoxScan:
    """Do one thing with all boxes that were scanned, or with none of them."""
    return service_scans.scan_boxes(session, actor, scan)


@router.get("/box-scans", responses=_READ)
def list_box_scans(
    session: SessionDep,
    actor: Reader,
    label_id: UUID | None = None,
    offset: Offset = 0,
    limit: Limit = 50,
) -> Page[schemas_labels.BoxScan]:
    """List what was done by scanning, the newest first."""
    return queries_labels.list_scans(
        session, actor.prefixes, label_id=label_id, offset=offset, limit=limit
    )


@router.post("/box-scans/{scan_id}/undo", responses=_ENTER | {412: {"model": Problem}})
def undo_box_scan(
    session: SessionDep, actor: StockKeeper, scan_id: UUID, why: schemas_labels.UndoScanIn
) -> schemas_labels.BoxScan:
    """Take back what was done by a scan."""
    return service_scans.undo_scan(session, actor, scan_id, why)
