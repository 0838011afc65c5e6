"""Writes of labels: codes are issued for boxes, shelves, lorries, transfers and orders."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from core import clock, outbox
from core.auth import Actor
from core.errors import NotFound
from core.ids import new_id
from core.visibility import audience, require_visible, sees
from resources import queries_labels, queries_movements, schemas_labels
from resources.boxes import BoxState, new_code
from resources.errors import UnknownDepot
from resources.errors_labels import BoxesExceedLot, TooManyLabels
from resources.events_labels import LabelRunIssued
from resources.models import Depot, Item, Lot, Truck
from resources.models_labels import Label, LabelRun
from resources.service_ledger import lock_lots


def issue(
    session: Session, actor: Actor, wanted: schemas_labels.LabelsIn
) -> schemas_labels.LabelRunIssued:
    """Issue labels for what one keeps; a lorry or a transfer that has a label keeps that one."""
    match wanted.noun:
        case "box":
            return _issue_boxes(session, actor, wanted)
        case "shelf":
            return _issue_shelves(session, actor, wanted)
        case "truck":
            return _issue_for_truck(session, actor, wanted.truck_id)
        case "transfer":
            return _issue_for_transfer(session, actor, wanted.transfer_id)


def _issue_boxes(
    session: Session, actor: Actor, wanted: schemas_labels.LabelsIn
) -> schemas_labels.LabelRunIssued:
    """Label boxes of lots; what is labelled as being here is never more than is here."""
    total = sum(one.boxes for one in wanted.lots)
    if total > schemas_labels.MOST:
        raise TooManyLabels(field="lots", most=schemas_labels.MOST)
    lots = {lot.id: lot for lot in lock_lots(session, {one.lot_id for one in wanted.lots})}
    codes = [_own_code(session, actor, lots.get(one.lot_id)) for one in wanted.lots]
    run = _run(session, "box", _title_of(session, lots[wanted.lots[0].lot_id]), total, codes[0])
    state = BoxState.AWAITED if wanted.awaited else BoxState.IN_STOCK
    for one in wanted.lots:
        if not wanted.awaited:
            _require_room(session, lots[one.lot_id], sum(_amounts(one)))
        session.add_all(_boxes(run, one, state))
        session.flush()
    return _issued(session, run)


def _own_code(session: Session, actor: Actor, lot: Lot | None) -> str:
    if lot is None:
        raise NotFound(noun="lot")
    code = session.get_one(Depot, lot.depot_id).jurisdiction_code
    require_visible(actor.prefixes, code, "lot")
    return code


def _title_of(session: Session, lot: Lot) -> str:
    return f"{session.get_one(Item, lot.item_code).name} {lot.batch}"


def _amounts(boxes: schemas_labels.BoxesOfLot) -> list[int]:
    last = boxes.amount_last or boxes.amount_each
    return [boxes.amount_each] * (boxes.boxes - 1) + [last]


def _require_room(session: Session, lot: Lot, asked: int) -> None:
    boxed = queries_labels.boxed_amount(session, lot.id)
    if boxed + asked > lot.quantity:
        raise BoxesExceedLot(
            field="lots", lot=lot.batch, here=lot.quantity, boxed=boxed, asked=asked
        )


def _boxes(run: LabelRun, boxes: schemas_labels.BoxesOfLot, state: BoxState) -> list[Label]:
    return [
        Label(
            id=new_id(),
            run_id=run.id,
            code=new_code(),
            noun="box",
            serial=serial,
            of_count=boxes.boxes,
            name="",
            lot_id=boxes.lot_id,
            printed_amount=amount,
            amount=amount,
            state=state.value,
        )
        for serial, amount in enumerate(_amounts(boxes), 1)
    ]


def _issue_shelves(
    session: Session, actor: Actor, wanted: schemas_labels.LabelsIn
) -> schemas_labels.LabelRunIssued:
    depot = session.get(Depot, wanted.depot_id)
    if depot is None or depot.retired_at or not sees(actor.prefixes, depot.jurisdiction_code):
        raise UnknownDepot(field="depot_id", value=str(wanted.depot_id))
    run = _run(session, "shelf", depot.name, len(wanted.names), depot.jurisdiction_code)
    for serial, name in enumerate(wanted.names, 1):
        session.add(_plain(run, name, serial, len(wanted.names), depot_id=depot.id))
    session.flush()
    return _issued(session, run)


def _issue_for_truck(
    session: Session, actor: Actor, truck_id: UUID | None
) -> schemas_labels.LabelRunIssued:
    truck = None if truck_id is None else session.get(Truck, truck_id, with_for_update=True)
    if truck is None:
        raise NotFound(noun="truck")
    depot = session.get_one(Depot, truck.depot_id)
    require_visible(actor.prefixes, depot.jurisdiction_code, "truck")
    kept = queries_labels.label_of(session, truck_id=truck.id)
    if kept is not None:
        return issued_again(session, kept)
    run = _run(session, "truck", truck.plate, 1, depot.jurisdiction_code)
    session.add(_plain(run, truck.plate, 1, 1, truck_id=truck.id))
    session.flush()
    return _issued(session, run)


def _issue_for_transfer(
    session: Session, actor: Actor, transfer_id: UUID | None
) -> schemas_labels.LabelRunIssued:
    found = queries_movements.transfers_by_id(session, [transfer_id] if transfer_id else [])
    record = next(iter(found.values()), None)
    if record is None:
        raise NotFound(noun="stock_transfer")
    if not sees(actor.prefixes, record.to_jurisdiction_code):
        require_visible(actor.prefixes, record.from_jurisdiction_code, "stock_transfer")
    lock_lots(session, [record.from_lot_id])  # two clerks print one note: one label all the same
    kept = queries_labels.label_of(session, transfer_id=record.id)
    if kept is not None:
        return issued_again(session, kept)
    name = f"{record.item_name} {record.batch} → {record.to_depot_name}"
    run = _run(session, "transfer", name, 1, record.from_jurisdiction_code)
    session.add(_plain(run, name, 1, 1, transfer_id=record.id))
    session.flush()
    return _issued(session, run)


def label_for_order(
    session: Session, order_id: UUID, name: str, jurisdiction_code: str
) -> schemas_labels.LabelRunIssued:
    """Return the label of a delivery order, issued the first time it is asked for.

    Whoever calls has locked the order and checked that the asker may see it.
    """
    kept = queries_labels.label_of(session, order_id=order_id)
    if kept is not None:
        return issued_again(session, kept)
    run = _run(session, "order", name, 1, jurisdiction_code)
    session.add(_plain(run, name, 1, 1, order_id=order_id))
    session.flush()
    return _issued(session, run)


def _plain(
    run: LabelRun,
    name: str,
    serial: int,
    of_count: int,
    *,
    depot_id: UUID | None = None,
    truck_id: UUID | None = None,
    transfer_id: UUID | None = None,
    order_id: UUID | None = None,
) -> Label:
    return Label(
        id=new_id(),
        run_id=run.id,
        code=new_code(),
        noun=run.noun,
        serial=serial,
        of_count=of_count,
        name=name,
        depot_id=depot_id,
        truck_id=truck_id,
        transfer_id=transfer_id,
        order_id=order_id,
        state=BoxState.IN_STOCK.value,
    )


def _run(session: Session, noun: str, title: str, count: int, code: str) -> LabelRun:
    run = LabelRun(
        id=new_id(),
        noun=noun,
        title=title,
        count=count,
        jurisdiction_code=code,
        issued_at=clock.now(session),
        issued_by=session.info.get("actor_name"),
    )
    session.add(run)
    session.flush()
    return run


def _issued(session: Session, run: LabelRun) -> schemas_labels.LabelRunIssued:
    record = schemas_labels.LabelRun.model_validate(run)
    heard_by = audience(run.jurisdiction_code)
    outbox.record(session, LabelRunIssued(label_run=record), audience=heard_by)
    labels = queries_labels.labels_of_run(session, run.id)
    return schemas_labels.LabelRunIssued(run=record, labels=labels)


def issued_again(session: Session, kept: schemas_labels.Label) -> schemas_labels.LabelRunIssued:
    """Return a label that was issued before, with its run."""
    run = queries_labels.runs_by_id(session, [kept.run_id])[kept.run_id]
    return schemas_labels.LabelRunIssued(run=run, labels=[kept])


def run_of(session: Session, actor: Actor, run_id: UUID) -> schemas_labels.LabelRunIssued:
    """Return a run of one's own jurisdictions with its labels.

    A box that lies in somebody else's depot, now or from the beginning, is theirs to see.
    """
    run = queries_labels.runs_by_id(session, [run_id]).get(run_id)
    if run is None:
        raise NotFound(noun="label_run")
    require_visible(actor.prefixes, run.jurisdiction_code, "label_run")
    labels = [
        one
        for one in queries_labels.labels_of_run(session, run_id)
        if one.jurisdiction_code is None or sees(actor.prefixes, one.jurisdiction_code)
    ]
    return schemas_labels.LabelRunIssued(run=run, labels=printable(labels))


def printable(labels: Sequence[schemas_labels.Label]) -> list[schemas_labels.Label]:
    """Return the labels that may still be printed: what is void is not."""
    return [one for one in labels if BoxState(one.state) is not BoxState.VOID]
