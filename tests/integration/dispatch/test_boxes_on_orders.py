"""Labelled boxes go with a delivery order: loaded by scanning, handed over by name, one missing."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app import order_boxes
from app.label_opening import open_label
from core.errors import NotFound, StaleVersion
from core.grants import Grant
from dispatch.lifecycle import Step
from resources import queries_labels, queries_stock, schemas_labels, service_labels, service_scans
from resources.errors_labels import (
    BoxElsewhere,
    BoxesExceedOrder,
    BoxNotOnOrder,
    ReceiverRequired,
    ScanNotUndoable,
)
from resources.models import Item, Lot
from resources.models_stock import StockLoan


@pytest.fixture
def order(desk: Any) -> Any:
    """An order of twenty pieces of reusable goods from one lot, and the lot."""
    fire = desk.incident()
    reusable = select(Item.code).where(Item.reusable.is_(True))
    wanted = select(Lot.item_code).where(Lot.quantity > 200, Lot.item_code.in_(reusable))
    item = desk.read(wanted.order_by(Lot.id).limit(1))[0]
    desk.need(fire, item_code=item, quantity=20)
    [only] = desk.accept(desk.solve())
    assert len(only.lines) == 1
    return only


def boxes(desk: Any, lot_id: UUID, count: int, each: int) -> list[schemas_labels.Label]:
    wanted = schemas_labels.LabelsIn(
        noun="box",
        lots=[schemas_labels.BoxesOfLot(lot_id=lot_id, boxes=count, amount_each=each)],
    )
    with desk.database.transaction() as session:
        return service_labels.issue(session, desk.duty, wanted).labels


def given(labels: list[schemas_labels.Label], **told: Any) -> schemas_labels.OrderBoxesIn:
    scanned = [schemas_labels.ScannedBox(code=one.code) for one in labels]
    return schemas_labels.OrderBoxesIn(boxes=scanned, **told)


def load(desk: Any, order: Any, labels: list[schemas_labels.Label]) -> Any:
    with desk.database.transaction() as session:
        version = desk.order(order.id).version
        return order_boxes.load_boxes(session, desk.duty, order.id, version, given(labels))


def deliver(desk: Any, order: Any, labels: list[schemas_labels.Label], to: str | None) -> Any:
    with desk.database.transaction() as session:
        version = desk.order(order.id).version
        wanted = given(labels, to=to)
        return order_boxes.deliver_boxes(session, desk.duty, order.id, version, wanted)


def opened(desk: Any, code: str) -> Any:
    with desk.database.picture() as session:
        return open_label(session, desk.duty, code)


def states(desk: Any, labels: list[schemas_labels.Label]) -> list[str]:
    with desk.database.picture() as session:
        found = queries_labels.labels_by_id(session, [one.id for one in labels])
    return [found[one.id].state for one in labels]


def test_boxes_are_loaded_and_signed_for_and_the_missing_one_is_written_off(
    desk: Any, order: Any
) -> None:
    lot_id = order.lines[0].lot_id
    labels = boxes(desk, lot_id, 5, 5)
    assert opened(desk, labels[0].code).next == "load"
    with pytest.raises(BoxesExceedOrder):
        load(desk, order, labels)
    loaded = load(desk, order, labels[:4])
    assert (loaded.state, "4 箱" in loaded.note) == ("loaded", True)
    assert states(desk, labels) == ["on_order"] * 4 + ["in_stock"]
    seen = opened(desk, labels[0].code)
    assert (seen.next, len(seen.expected)) == ("depart", 4)
    with pytest.raises(BoxElsewhere):
        load(desk, order, labels[:1])
    desk.step(order, Step.DEPART)
    assert opened(desk, labels[1].code).next == "deliver"
    with pytest.raises(ReceiverRequired):
        deliver(desk, order, labels[:3], None)
    done = deliver(desk, order, labels[:3], "现场接收人")
    assert done.state == "delivered"
    assert "签收人：现场接收人" in done.note
    assert "缺 1 箱" in done.note
    assert states(desk, labels) == ["handed_over"] * 3 + ["missing", "in_stock"]
    [loan] = desk.read(select(StockLoan).where(StockLoan.order_id == order.id))
    assert (loan.quantity, loan.lost) == (20, 5)
    with desk.database.picture() as session:
        lot = queries_stock.lots_by_id(session, [lot_id])[lot_id]
    assert lot.delivered == 15
    back = schemas_labels.ScanIn(
        act="return", boxes=[schemas_labels.ScannedBox(code=labels[0].code)]
    )
    with desk.database.transaction() as session:
        service_scans.scan_boxes(session, desk.duty, back)
    [loan] = desk.read(select(StockLoan).where(StockLoan.order_id == order.id))
    assert (loan.returned, loan.state) == (5, "open")


def test_boxes_of_an_order_that_was_recalled_stand_in_stock_again(desk: Any, order: Any) -> None:
    labels = boxes(desk, order.lines[0].lot_id, 4, 5)
    load(desk, order, labels)
    desk.step(order, Step.RECALL, note="任务取消")
    assert states(desk, labels) == ["on_order"] * 4
    desk.step(order, Step.CLOSE)
    assert states(desk, labels) == ["in_stock"] * 4
    with desk.database.picture() as session:
        assert queries_labels.boxed_amount(session, order.lines[0].lot_id) == 20


def test_a_box_of_other_goods_and_an_old_version_are_refused(desk: Any, order: Any) -> None:
    other = desk.read(
        select(Lot.id).where(Lot.id != order.lines[0].lot_id, Lot.quantity > 50).limit(1)
    )[0]
    strange = boxes(desk, other, 1, 5)
    with pytest.raises(BoxNotOnOrder):
        load(desk, order, strange)
    labels = boxes(desk, order.lines[0].lot_id, 1, 5)
    with pytest.raises(StaleVersion), desk.database.transaction() as session:
        order_boxes.load_boxes(session, desk.duty, order.id, order.version + 7, given(labels))
    assert states(desk, labels) == ["in_stock"]


def test_what_was_loaded_by_scanning_is_not_undone_but_recalled(desk: Any, order: Any) -> None:
    labels = boxes(desk, order.lines[0].lot_id, 1, 5)
    load(desk, order, labels)
    last = opened(desk, labels[0].code).last
    assert last.act == "load"
    assert not last.undoable
    with pytest.raises(ScanNotUndoable), desk.database.transaction() as session:
        service_scans.undo_scan(session, desk.duty, last.id, schemas_labels.UndoScanIn(note="扫错"))


def test_the_label_of_an_order_is_one_and_leads_to_its_boxes(desk: Any, order: Any) -> None:
    with desk.database.transaction() as session:
        first = order_boxes.label_of_order(session, desk.duty, order.id)
    with desk.database.transaction() as session:
        again = order_boxes.label_of_order(session, desk.duty, order.id)
    [label] = first.labels
    assert [one.id for one in again.labels] == [label.id]
    seen = opened(desk, label.code)
    assert (seen.next, seen.order.id) == ("load", order.id)


def test_who_sees_neither_depot_nor_scene_finds_no_label(desk: Any, order: Any) -> None:
    labels = boxes(desk, order.lines[0].lot_id, 1, 5)
    elsewhere = Grant("duty_officer", "430000", "430000", "43")
    stranger = replace(desk.duty, grants=(elsewhere,))
    with desk.database.picture() as session, pytest.raises(NotFound):
        open_label(session, stranger, labels[0].code)
