"""Boxes handed over by scanning: received once, partly, with boxes missing; and taken back."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.auth import Actor
from core.errors import NotFound
from resources import (
    queries_labels,
    queries_movements,
    queries_stock,
    schemas,
    schemas_labels,
    schemas_stock,
    service_labels,
    service_movements,
    service_scans,
    service_stock,
    service_transfers,
)
from resources.errors import StockNotFree
from resources.errors_labels import (
    BoxElsewhere,
    BoxesExceedLot,
    BoxScannedSince,
    DifferenceUnexplained,
    ScanNotUndoable,
    ScanUndone,
    TransferPartlyIn,
)
from resources.models import Depot, Item

Enter = Callable[..., schemas.Lot]


@pytest.fixture
def tents(town: Session) -> Item:
    item = Item(
        code="1999903", name="测试帐篷", name_en="Test tent", unit="顶", unit_en="tents", kg=20.0,
        litres=100.0, hazardous=False, reusable=True, standard="local",
    )  # fmt: skip
    town.add(item)
    town.flush()
    return item


@pytest.fixture
def lot(town: Session, people: Any, depot: Depot, tents: Item) -> schemas.Lot:
    wanted = schemas.LotIn(depot_id=depot.id, item_code=tents.code, batch=uuid4().hex, quantity=100)
    return service_stock.enter_lot(town, people.officer, wanted)


@pytest.fixture
def elsewhere(town: Session, depot: Depot) -> Depot:
    """A depot of another county."""
    query = select(Depot).where(Depot.jurisdiction_code != depot.jurisdiction_code)
    return town.scalars(query.order_by(Depot.code).limit(1)).one()


def boxed(
    town: Session, actor: Actor, lot: schemas.Lot, boxes: int, each: int, *, awaited: bool = False
) -> list[schemas_labels.Label]:
    wanted = schemas_labels.LabelsIn(
        noun="box",
        lots=[schemas_labels.BoxesOfLot(lot_id=lot.id, boxes=boxes, amount_each=each)],
        awaited=awaited,
    )
    return service_labels.issue(town, actor, wanted).labels


def scan(
    town: Session, actor: Actor, act: Any, labels: list[schemas_labels.Label], **told: Any
) -> schemas_labels.BoxScan:
    boxes = told.pop("boxes", [{"code": one.code} for one in labels])
    wanted = schemas_labels.ScanIn(act=act, boxes=boxes, **told)
    return service_scans.scan_boxes(town, actor, wanted)


def undo(town: Session, actor: Actor, done: schemas_labels.BoxScan) -> schemas_labels.BoxScan:
    return service_scans.undo_scan(town, actor, done.id, schemas_labels.UndoScanIn(note="扫错"))


def now(town: Session, lot: schemas.Lot) -> schemas.Lot:
    return queries_stock.lots_by_id(town, [lot.id])[lot.id]


def states(town: Session, labels: list[schemas_labels.Label]) -> list[str]:
    found = queries_labels.labels_by_id(town, [one.id for one in labels])
    return [found[one.id].state for one in labels]


def test_labels_never_promise_more_boxes_than_the_lot_has(
    town: Session, people: Any, lot: schemas.Lot
) -> None:
    labels = boxed(town, people.officer, lot, 2, 40)
    assert [(one.serial, one.of_count, one.amount) for one in labels] == [(1, 2, 40), (2, 2, 40)]
    with pytest.raises(BoxesExceedLot) as refused:
        boxed(town, people.officer, lot, 1, 21)
    assert refused.value.facts["boxed"] == 80
    boxed(town, people.officer, lot, 1, 20)


def test_goods_that_were_awaited_are_received_once_and_partly_with_a_reason(
    town: Session, people: Any, lot: schemas.Lot
) -> None:
    [label] = boxed(town, people.officer, lot, 1, 40, awaited=True)
    short = [{"code": label.code, "amount": 38}]
    with pytest.raises(DifferenceUnexplained):
        scan(town, people.officer, "receive", [label], boxes=short)
    done = scan(town, people.officer, "receive", [label], boxes=short, note="2顶受潮")
    assert now(town, lot).quantity == 138
    with pytest.raises(BoxElsewhere) as refused:
        scan(town, people.officer, "receive", [label])
    assert refused.value.facts["state"] == "in_stock"
    undo(town, people.officer, done)
    assert now(town, lot).quantity == 100
    assert states(town, [label]) == ["awaited"]
    with pytest.raises(ScanUndone):
        undo(town, people.officer, done)


def test_twelve_boxes_arrive_and_one_is_waited_for_until_it_is_written_off(
    town: Session, people: Any, lot: schemas.Lot, elsewhere: Depot
) -> None:
    labels = boxed(town, people.officer, lot, 13, 7)
    scan(town, people.officer, "send", labels, to_depot_id=elsewhere.id)
    assert states(town, labels) == ["on_transfer"] * 13
    assert now(town, lot).on_the_way == 91
    clerk = people.clerk(elsewhere.jurisdiction_code)
    scan(town, clerk, "receive", labels[:6])
    done = scan(town, clerk, "receive", labels[6:11])
    transfer_id = queries_labels.labels_by_id(town, [labels[0].id])[labels[0].id].transfer_id
    assert transfer_id is not None
    transfer = queries_movements.transfers_by_id(town, [transfer_id])[transfer_id]
    assert (transfer.state, transfer.received, transfer.lost) == ("in_transit", 77, 0)
    with pytest.raises(TransferPartlyIn):
        service_transfers.turn_back(
            town, people.officer, transfer_id, transfer.version,
            schemas_stock.EndTransferIn(received=91, note="退回"),
        )  # fmt: skip
    undo(town, clerk, done)
    assert states(town, labels) == ["in_stock"] * 6 + ["on_transfer"] * 7
    last = scan(town, clerk, "receive", labels[6:12], missing="lost")
    assert (last.boxes, last.missing) == (6, 1)
    transfer = queries_movements.transfers_by_id(town, [transfer_id])[transfer_id]
    assert (transfer.state, transfer.received, transfer.lost) == ("received", 84, 7)
    assert states(town, labels) == ["in_stock"] * 12 + ["missing"]
    assert now(town, lot).on_the_way == 0
    arrived = queries_labels.labels_by_id(town, [labels[0].id])[labels[0].id]
    assert arrived.depot_id == elsewhere.id
    assert arrived.lot_quantity == 84
    found = scan(town, clerk, "count", [labels[12]], boxes=[{"code": labels[12].code, "amount": 7}],
                 note="后续车辆送到")  # fmt: skip
    assert found.lines[0].amount == 7
    arrived = queries_labels.labels_by_id(town, [labels[0].id])[labels[0].id]
    assert arrived.lot_quantity == 91


def test_a_transfer_that_was_taken_in_without_scanning_puts_its_boxes_there(
    town: Session, people: Any, lot: schemas.Lot, elsewhere: Depot
) -> None:
    labels = boxed(town, people.officer, lot, 2, 10)
    scan(town, people.officer, "send", labels, to_depot_id=elsewhere.id)
    record = queries_labels.labels_by_id(town, [labels[0].id])[labels[0].id]
    assert record.transfer_id is not None
    service_transfers.take_in(
        town, people.officer, record.transfer_id, 1, schemas_stock.EndTransferIn(received=20)
    )
    assert states(town, labels) == ["in_stock"] * 2
    clerk = people.clerk(elsewhere.jurisdiction_code)
    scan(town, clerk, "hand_over", labels[:1], to="防汛突击队")
    assert states(town, labels) == ["handed_over", "in_stock"]


def test_a_box_is_handed_over_returned_in_part_and_each_step_is_taken_back(
    town: Session, people: Any, lot: schemas.Lot
) -> None:
    labels = boxed(town, people.officer, lot, 2, 40)
    out = scan(town, people.officer, "hand_over", labels, to="洪山街道办")
    assert (now(town, lot).quantity, now(town, lot).delivered) == (20, 80)
    back = [{"code": labels[0].code, "amount": 37, "lost": 3, "note": "3顶损毁"}]
    done = scan(town, people.officer, "return", labels[:1], boxes=back)
    assert (now(town, lot).quantity, now(town, lot).delivered) == (57, 40)
    with pytest.raises(BoxScannedSince):
        undo(town, people.officer, out)
    undo(town, people.officer, done)
    assert states(town, labels) == ["handed_over"] * 2
    undo(town, people.officer, out)
    assert (now(town, lot).quantity, now(town, lot).delivered) == (100, 0)
    assert states(town, labels) == ["in_stock"] * 2


def test_an_opened_box_keeps_what_was_not_taken_out(
    town: Session, people: Any, lot: schemas.Lot
) -> None:
    [label] = boxed(town, people.officer, lot, 1, 40)
    taken = [{"code": label.code, "amount": 15}]
    scan(town, people.officer, "hand_over", [label], boxes=taken, to="街道办")
    after = queries_labels.labels_by_id(town, [label.id])[label.id]
    assert (after.state, after.amount, after.printed_amount) == ("in_stock", 25, 40)
    assert now(town, lot).quantity == 85


def test_the_label_of_a_lot_that_was_written_off_hands_out_nothing_until_it_is_counted(
    town: Session, people: Any, lot: schemas.Lot
) -> None:
    [label] = boxed(town, people.officer, lot, 1, 40)
    loss = schemas_stock.LossIn(quantity=100, note="受潮报废")
    service_movements.lose(town, people.officer, lot.id, now(town, lot).version, loss)
    with pytest.raises(StockNotFree):
        scan(town, people.officer, "hand_over", [label], to="街道办", out_of_order=True)
    counted = [{"code": label.code, "amount": 40, "note": "实物仍在"}]
    scan(town, people.officer, "count", [label], boxes=counted)
    assert now(town, lot).quantity == 40
    scan(town, people.officer, "hand_over", [label], to="街道办")
    assert now(town, lot).quantity == 0


def test_whoever_looks_at_a_box_vouches_for_its_lot_and_that_stays(
    town: Session, people: Any, lot: schemas.Lot, noon: Any
) -> None:
    [label] = boxed(town, people.officer, lot, 1, 40)
    noon.move(days=40)
    done = scan(town, people.officer, "seen", [label])
    assert now(town, lot).confirmed_how == "seen"
    assert now(town, lot).confirmed_at == noon.at
    with pytest.raises(ScanNotUndoable):
        undo(town, people.officer, done)


def test_a_clerk_of_another_county_finds_no_such_label(
    town: Session, people: Any, lot: schemas.Lot, elsewhere: Depot
) -> None:
    [label] = boxed(town, people.officer, lot, 1, 40)
    stranger = people.clerk(elsewhere.jurisdiction_code)
    with pytest.raises(NotFound):
        scan(town, stranger, "hand_over", [label], to="别处")
    with pytest.raises(NotFound):
        scan(town, stranger, "count", [label])
    with pytest.raises(NotFound):
        boxed(town, stranger, lot, 1, 1)


def test_a_code_that_nobody_issued_is_not_there(town: Session, people: Any) -> None:
    wanted = schemas_labels.ScanIn(
        act="seen", boxes=[schemas_labels.ScannedBox(code="ZZZZZ-ZZZZZ")]
    )
    with pytest.raises(NotFound):
        service_scans.scan_boxes(town, people.officer, wanted)


def test_the_same_box_scanned_twice_at_once_counts_once(
    town: Session, people: Any, lot: schemas.Lot
) -> None:
    [label] = boxed(town, people.officer, lot, 1, 40)
    twice = [{"code": label.code}, {"code": f"{label.code[:5]}-{label.code[5:]}"}]
    done = scan(town, people.officer, "hand_over", [label], boxes=twice, to="街道办")
    assert done.boxes == 1
    assert now(town, lot).quantity == 60
