"""Stock on the real database: entering, correcting, promising, loading and returning lots."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.errors import NotFound, StaleVersion
from resources import queries, queries_lots, queries_stock, schemas, service_stock
from resources.errors import (
    LotAlreadyEntered,
    LotExpired,
    LotUnconfirmed,
    MadeAfterExpiry,
    NoteRequired,
    NotLoadedForOrder,
    NotReservedForOrder,
    QuantityBelowReserved,
    StockNotFree,
    UnknownDepot,
    UnknownItem,
)
from resources.lot_filter import LotFilter
from resources.models import Depot, Item, Lot
from resources.stock import StockLine, civil_day


def lot_in(session: Session, depot: Depot, **changes: Any) -> schemas.LotIn:
    item = session.scalars(select(Item.code).order_by(Item.code)).first()
    fields: dict[str, Any] = {
        "depot_id": depot.id,
        "item_code": item,
        "batch": f"B-{uuid4().hex[:8]}",
        "quantity": 10,
    }
    return schemas.LotIn.model_validate(fields | changes)


@pytest.fixture
def lot(town: Session, people: Any, depot: Depot) -> schemas.Lot:
    """A fresh lot of ten."""
    return service_stock.enter_lot(town, people.officer, lot_in(town, depot))


def balance(session: Session, lot: schemas.Lot) -> tuple[int, int]:
    """What the lot says, after checking that its ledger says the same."""
    now = queries_stock.lots_by_id(session, [lot.id])[lot.id]
    lines = queries_stock.movements(session, lot.id)
    assert sum(line.quantity_change for line in lines) == now.quantity
    assert sum(line.reserved_change for line in lines) == now.reserved
    return now.quantity, now.reserved


def test_entering_a_lot_opens_its_ledger_and_counts_in_its_depot(
    town: Session, people: Any, depot: Depot
) -> None:
    before = queries.depots_by_id(town, [depot.id])[depot.id]
    entered = service_stock.enter_lot(town, people.officer, lot_in(town, depot))
    assert (entered.quantity, entered.reserved, entered.free) == (10, 0, 10)
    assert [m.kind for m in queries_stock.movements(town, entered.id)] == ["opening"]
    after = queries.depots_by_id(town, [depot.id])[depot.id]
    assert after.lots == before.lots + 1
    assert after.version > before.version
    assert [e["kind"] for e in town.info["happenings"]] == ["lot.entered", "depot.changed"]


def test_a_lot_that_cannot_be_meant_is_refused(town: Session, people: Any, depot: Depot) -> None:
    today = civil_day(clock.now(town))
    past, future = today - timedelta(days=1), today + timedelta(days=9)
    faults: list[tuple[dict[str, Any], type[Exception]]] = [
        ({"depot_id": uuid4()}, UnknownDepot),
        ({"item_code": "3999999"}, UnknownItem),
        ({"expires_on": past}, LotExpired),
        ({"made_on": future, "expires_on": today}, MadeAfterExpiry),
    ]
    for change, refusal in faults:
        with pytest.raises(refusal):
            service_stock.enter_lot(town, people.officer, lot_in(town, depot, **change))


def test_a_clerk_enters_stock_only_where_the_depot_is_visible(
    town: Session, people: Any, depot: Depot
) -> None:
    other = next(c for c in ("420102", "420111") if c != depot.jurisdiction_code)
    with pytest.raises(UnknownDepot):
        service_stock.enter_lot(town, people.clerk(other), lot_in(town, depot))


def test_the_same_batch_is_entered_once(town: Session, people: Any, depot: Depot) -> None:
    entered = lot_in(town, depot)
    service_stock.enter_lot(town, people.officer, entered)
    with pytest.raises(LotAlreadyEntered):
        service_stock.enter_lot(town, people.officer, entered)


def test_promised_goods_are_loaded_and_the_stock_is_right_afterwards(
    town: Session, lot: schemas.Lot
) -> None:
    order = uuid4()
    service_stock.reserve(town, [StockLine(lot.id, 4)], order)
    assert balance(town, lot) == (10, 4)
    service_stock.issue(town, [StockLine(lot.id, 4)], order)
    assert balance(town, lot) == (6, 0)
    service_stock.deliver(town, [StockLine(lot.id, 3)], order)
    service_stock.return_to_stock(town, [StockLine(lot.id, 1)], order)
    assert balance(town, lot) == (7, 0)


def test_a_promise_taken_back_frees_the_goods(town: Session, lot: schemas.Lot) -> None:
    order = uuid4()
    service_stock.reserve(town, [StockLine(lot.id, 10)], order)
    with pytest.raises(StockNotFree) as refused:
        service_stock.reserve(town, [StockLine(lot.id, 1)], uuid4())
    assert refused.value.facts["free"] == 0
    assert refused.value.facts["asked"] == 1
    assert refused.value.facts["lot"] == lot.batch
    service_stock.unreserve(town, [StockLine(lot.id, 10)], order)
    assert balance(town, lot) == (10, 0)


def test_two_lines_of_one_lot_count_together(town: Session, lot: schemas.Lot) -> None:
    with pytest.raises(StockNotFree):
        service_stock.reserve(town, [StockLine(lot.id, 6), StockLine(lot.id, 6)], uuid4())
    assert balance(town, lot) == (10, 0)


def test_an_order_moves_only_what_it_holds(town: Session, lot: schemas.Lot) -> None:
    mine, another = uuid4(), uuid4()
    service_stock.reserve(town, [StockLine(lot.id, 4)], mine)
    service_stock.reserve(town, [StockLine(lot.id, 4)], another)
    with pytest.raises(NotReservedForOrder):
        service_stock.issue(town, [StockLine(lot.id, 5)], mine)
    with pytest.raises(NotReservedForOrder):
        service_stock.unreserve(town, [StockLine(lot.id, 1)], uuid4())
    with pytest.raises(NotLoadedForOrder):
        service_stock.return_to_stock(town, [StockLine(lot.id, 1)], mine)
    assert balance(town, lot) == (10, 8)


def test_expired_and_unconfirmed_lots_are_not_promised(town: Session, lot: schemas.Lot) -> None:
    row = town.get_one(Lot, lot.id)
    now = clock.now(town)
    row.expires_on = civil_day(now) - timedelta(days=1)
    town.flush()
    with pytest.raises(LotExpired):
        service_stock.reserve(town, [StockLine(lot.id, 1)], uuid4())
    row.expires_on = None
    row.confirmed_at = now - timedelta(days=400)
    town.flush()
    with pytest.raises(LotUnconfirmed):
        service_stock.reserve(town, [StockLine(lot.id, 1)], uuid4())


def test_an_unknown_lot_is_not_found_and_nothing_of_the_other_lines_moves(
    town: Session, lot: schemas.Lot
) -> None:
    with pytest.raises(NotFound):
        service_stock.reserve(town, [StockLine(lot.id, 1), StockLine(uuid4(), 1)], uuid4())
    assert balance(town, lot) == (10, 0)


def test_a_correction_says_why_and_stands_in_the_ledger(
    town: Session, people: Any, lot: schemas.Lot
) -> None:
    officer = people.officer
    with pytest.raises(NoteRequired):
        service_stock.correct_lot(town, officer, lot.id, 1, schemas.LotPatch(quantity=7))
    counted = schemas.LotPatch(quantity=7, note="盘点少三件")
    corrected = service_stock.correct_lot(town, officer, lot.id, 1, counted)
    assert corrected.quantity == 7
    line = queries_stock.movements(town, lot.id)[-1]
    assert (line.kind, line.quantity_change, line.note) == ("stocktake", -3, "盘点少三件")
    with pytest.raises(StaleVersion):
        service_stock.correct_lot(town, officer, lot.id, 1, counted)
    assert balance(town, lot) == (7, 0)


def test_a_count_below_what_is_promised_is_refused(
    town: Session, people: Any, lot: schemas.Lot
) -> None:
    service_stock.reserve(town, [StockLine(lot.id, 6)], uuid4())
    patch = schemas.LotPatch(quantity=5, note="盘点")
    with pytest.raises(QuantityBelowReserved):
        service_stock.correct_lot(town, people.officer, lot.id, 2, patch)


def test_lots_are_narrowed_down_by_depot_item_text_and_expiry(
    town: Session, lot: schemas.Lot
) -> None:
    def found(**wanted: Any) -> list[schemas.Lot]:
        return queries_lots.list_lots(town, ["4201"], LotFilter(**wanted), limit=500).rows

    assert [one.id for one in found(q=lot.batch)] == [lot.id]
    assert {one.item_code for one in found(item_code=(lot.item_code,))} == {lot.item_code}
    assert {one.depot_id for one in found(depot_id=(lot.depot_id,))} == {lot.depot_id}
    past, usable = found(expired=True), found(expired=False)
    assert past
    assert all(one.expired for one in past)
    assert not any(one.expired for one in usable)
    pages = queries_lots.list_lots(town, ["4201"], LotFilter(), limit=500)
    assert pages.total >= 5000
    assert queries_lots.list_lots(town, [], LotFilter()).total == 0


@pytest.mark.parametrize("typed", ["口罩", "kouzhao", "kou zhao", "KZ"])
def test_masks_are_found_however_they_are_typed(town: Session, typed: str) -> None:
    rows = queries_lots.list_lots(town, ["4201"], LotFilter(q=typed), limit=500).rows
    assert any("口罩" in row.item_name for row in rows)


@pytest.mark.parametrize("typed", ["%", "_", "zzzqqq", "不存在的物资"])
def test_odd_text_finds_no_lot(town: Session, typed: str) -> None:
    assert queries_lots.list_lots(town, ["4201"], LotFilter(q=typed)).total == 0


def test_lots_are_sorted_by_expiry_with_the_unlimited_last(town: Session) -> None:
    rows = queries_lots.list_lots(town, ["4201"], LotFilter(), sort="expires_on", limit=500).rows
    dates = [row.expires_on for row in rows if row.expires_on]
    assert dates == sorted(dates)


def test_a_lot_in_another_district_is_not_found(
    town: Session, people: Any, lot: schemas.Lot
) -> None:
    other = next(c for c in ("420102", "420111") if c != lot.jurisdiction_code)
    with pytest.raises(NotFound):
        service_stock.get_lot(town, people.clerk(other), lot.id)
    with pytest.raises(NotFound):
        service_stock.correct_lot(
            town, people.clerk(other), lot.id, 1, schemas.LotPatch(confirmed=True)
        )
