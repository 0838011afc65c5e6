"""What a clerk does to stock by hand: the ledger says it all, and nothing goes below zero."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core import clock
from core.errors import NotFound, StaleVersion
from resources import (
    queries_movements,
    queries_stock,
    schemas,
    schemas_stock,
    service_loans,
    service_movements,
    service_stock,
    service_transfers,
)
from resources.errors import (
    AlreadyUndone,
    EarlierLotFirst,
    LoanSettled,
    MoreThanLent,
    MoreThanSent,
    NotEnoughFree,
    NoteRequired,
    NotUndoable,
    QuantityBelowReserved,
    StockNotFree,
    TransferOver,
)
from resources.models import Depot, Item, Lot
from resources.stock import StockLine, civil_day


@pytest.fixture
def consumable(town: Session) -> Item:
    """An item that is used up, of which the depot holds nothing yet."""
    return _new_item(town, "1999901", reusable=False)


@pytest.fixture
def tent(town: Session) -> Item:
    """An item that comes back, of which the depot holds nothing yet."""
    return _new_item(town, "1999902", reusable=True)


def _new_item(town: Session, code: str, *, reusable: bool) -> Item:
    item = Item(
        code=code, name=code, name_en=code, unit="个", unit_en="pieces", kg=1.0, litres=1.0,
        hazardous=False, reusable=reusable, standard="local",
    )  # fmt: skip
    town.add(item)
    town.flush()
    return item


def enter(
    town: Session, people: Any, depot: Depot, item: Item, quantity: int, days: int | None = None
) -> schemas.Lot:
    today = civil_day(clock.now(town))
    wanted = schemas.LotIn(
        depot_id=depot.id,
        item_code=item.code,
        batch=uuid4().hex,
        expires_on=None if days is None else today + timedelta(days=days),
        quantity=quantity,
    )
    return service_stock.enter_lot(town, people.officer, wanted)


def now(town: Session, lot: schemas.Lot) -> schemas.Lot:
    return queries_stock.lots_by_id(town, [lot.id])[lot.id]


def issue_in(depot: Depot, item: Item, quantity: int, **more: Any) -> schemas_stock.IssueIn:
    return schemas_stock.IssueIn(
        depot_id=depot.id, item_code=item.code, quantity=quantity, to="洪山街道办", **more
    )


def test_the_database_itself_refuses_a_balance_that_no_movement_made(
    town: Session, people: Any, depot: Depot, consumable: Item
) -> None:
    lot = enter(town, people, depot, consumable, 5)
    with pytest.raises(IntegrityError, match="by movements only"), town.begin_nested():
        town.execute(update(Lot).where(Lot.id == lot.id).values(quantity=6))
    bare = Lot(
        depot_id=depot.id, item_code=consumable.code, batch="x", quantity=3,
        confirmed_at=clock.now(town), synthetic=False,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="by movements only"), town.begin_nested():
        town.add(bare)
    assert now(town, lot).quantity == 5


def test_the_database_itself_refuses_a_movement_that_takes_more_than_there_is(
    town: Session, people: Any, depot: Depot, consumable: Item
) -> None:
    lot = enter(town, people, depot, consumable, 5)
    line = text(
        "INSERT INTO live.stock_movement (id, lot_id, kind, quantity_change, reserved_change,"
        " on_the_way_change, delivered_change, at)"
        " VALUES (gen_random_uuid(), :lot, 'loss', -6, 0, 0, 0, now())"
    )
    with pytest.raises(IntegrityError, match="ck_lot_"), town.begin_nested():
        town.execute(line, {"lot": lot.id})


def test_a_receipt_and_a_loss_stand_in_the_ledger_with_paper_reason_and_name(
    town: Session, people: Any, depot: Depot, consumable: Item
) -> None:
    town.info["actor_name"] = "王库管"
    lot = enter(town, people, depot, consumable, 5)
    came = schemas_stock.ReceiptIn(quantity=20, paper_number="RK-7", note="省级调拨")
    received = service_movements.receive(town, people.officer, lot.id, lot.version, came)
    [after] = received.lots
    loss = schemas_stock.LossIn(quantity=3, note="受潮")
    service_movements.lose(town, people.officer, lot.id, after.version, loss)
    ledger = queries_stock.movements(town, lot.id)
    told = [(one.kind, one.quantity_change, one.quantity_after, one.by_name) for one in ledger]
    assert told == [
        ("opening", 5, 5, "王库管"),
        ("receipt", 20, 25, "王库管"),
        ("loss", -3, 22, "王库管"),
    ]
    assert (ledger[1].paper_number, ledger[1].note) == ("RK-7", "省级调拨")
    assert now(town, lot).quantity == 22


def test_a_movement_based_on_an_old_sight_of_the_lot_is_refused(
    town: Session, people: Any, depot: Depot, consumable: Item
) -> None:
    lot = enter(town, people, depot, consumable, 5)
    came = schemas_stock.ReceiptIn(quantity=1)
    service_movements.receive(town, people.officer, lot.id, lot.version, came)
    with pytest.raises(StaleVersion) as refused:
        service_movements.receive(town, people.officer, lot.id, lot.version, came)
    assert refused.value.facts["record"]["quantity"] == 6


def test_goods_are_handed_out_earliest_expiry_first_and_never_from_expired_lots(
    town: Session, people: Any, depot: Depot, consumable: Item, noon: Any
) -> None:
    old = enter(town, people, depot, consumable, 9, days=1)
    late = enter(town, people, depot, consumable, 10, days=400)
    soon = enter(town, people, depot, consumable, 4, days=30)
    never = enter(town, people, depot, consumable, 10)
    noon.move(days=3)
    moved = service_movements.hand_out(town, people.officer, issue_in(depot, consumable, 16))
    taken = {one.id: one.quantity for one in moved.lots}
    assert taken == {soon.id: 0, late.id: 0, never.id: 8}
    assert now(town, old).quantity == 9
    with pytest.raises(NotEnoughFree) as refused:
        service_movements.hand_out(town, people.officer, issue_in(depot, consumable, 9))
    assert refused.value.facts["free"] == 8


def test_a_lot_out_of_turn_is_taken_only_by_saying_so(
    town: Session, people: Any, depot: Depot, consumable: Item
) -> None:
    soon = enter(town, people, depot, consumable, 4, days=30)
    late = enter(town, people, depot, consumable, 10, days=400)
    with pytest.raises(EarlierLotFirst) as refused:
        service_movements.hand_out(
            town, people.officer, issue_in(depot, consumable, 2, lot_id=late.id)
        )
    assert refused.value.facts["lot"] == soon.batch
    meant = issue_in(depot, consumable, 2, lot_id=late.id, out_of_order=True)
    service_movements.hand_out(town, people.officer, meant)
    assert (now(town, soon).quantity, now(town, late).quantity) == (4, 8)


def test_what_is_used_up_leaves_no_loan_and_what_comes_back_does(
    town: Session, people: Any, depot: Depot, consumable: Item, tent: Item
) -> None:
    enter(town, people, depot, consumable, 5)
    lot = enter(town, people, depot, tent, 20)
    used = service_movements.hand_out(town, people.officer, issue_in(depot, consumable, 5))
    lent = service_movements.hand_out(town, people.officer, issue_in(depot, tent, 12))
    assert used.loans == []
    [loan] = lent.loans
    assert (loan.outstanding, loan.state, loan.borrower) == (12, "open", "洪山街道办")
    assert (now(town, lot).quantity, now(town, lot).delivered) == (8, 12)


def test_a_loan_stays_open_until_all_is_back_or_lost(
    town: Session, people: Any, depot: Depot, tent: Item
) -> None:
    lot = enter(town, people, depot, tent, 20)
    [loan] = service_movements.hand_out(town, people.officer, issue_in(depot, tent, 12)).loans
    part = schemas_stock.SettleLoanIn(returned=7)
    loan = service_loans.settle(town, people.officer, loan.id, loan.version, part)
    assert (loan.state, loan.outstanding) == ("open", 5)
    with pytest.raises(MoreThanLent):
        more = schemas_stock.SettleLoanIn(returned=6)
        service_loans.settle(town, people.officer, loan.id, loan.version, more)
    with pytest.raises(NoteRequired):
        silent = schemas_stock.SettleLoanIn(lost=5)
        service_loans.settle(town, people.officer, loan.id, loan.version, silent)
    rest = schemas_stock.SettleLoanIn(returned=3, lost=2, note="损毁")
    loan = service_loans.settle(town, people.officer, loan.id, loan.version, rest)
    assert (loan.state, loan.outstanding) == ("settled", 0)
    after = now(town, lot)
    assert (after.quantity, after.delivered) == (18, 0)


def test_reusable_goods_of_a_delivery_are_expected_back(
    town: Session, people: Any, depot: Depot, tent: Item
) -> None:
    lot = enter(town, people, depot, tent, 20)
    order = uuid4()
    line = [StockLine(lot.id, 6)]
    service_stock.reserve(town, line, order)
    service_stock.issue(town, line, order)
    assert (now(town, lot).on_the_way, now(town, lot).delivered) == (6, 0)
    service_stock.deliver(town, line, order)
    page = queries_movements.list_loans(
        town, ["4201"], state="open", depot_id=None, lot_id=lot.id, offset=0, limit=10
    )
    assert [(one.order_id, one.outstanding) for one in page.rows] == [(order, 6)]
    assert (now(town, lot).on_the_way, now(town, lot).delivered) == (0, 6)


def test_a_line_is_taken_back_by_its_opposite_and_once_only(
    town: Session, people: Any, depot: Depot, consumable: Item
) -> None:
    lot = enter(town, people, depot, consumable, 5)
    came = schemas_stock.ReceiptIn(quantity=20)
    [line] = service_movements.receive(town, people.officer, lot.id, lot.version, came).movements
    why = schemas_stock.UndoIn(note="登记错误")
    [back] = service_movements.undo(town, people.officer, line.id, why).movements
    assert (back.kind, back.quantity_change, back.undoes_id) == ("undo", -20, line.id)
    with pytest.raises(AlreadyUndone):
        service_movements.undo(town, people.officer, line.id, why)
    with pytest.raises(NotUndoable):
        service_movements.undo(town, people.officer, back.id, why)
    ledger = queries_stock.movements(town, lot.id)
    assert [(one.undone, one.undoable) for one in ledger] == [
        (False, False),
        (True, False),
        (False, False),
    ]
    assert now(town, lot).quantity == 5


def test_a_receipt_already_promised_away_cannot_be_taken_back(
    town: Session, people: Any, depot: Depot, consumable: Item
) -> None:
    lot = enter(town, people, depot, consumable, 0)
    came = schemas_stock.ReceiptIn(quantity=20)
    [line] = service_movements.receive(town, people.officer, lot.id, lot.version, came).movements
    service_stock.reserve(town, [StockLine(lot.id, 15)], uuid4())
    with pytest.raises(StockNotFree):
        service_movements.undo(town, people.officer, line.id, schemas_stock.UndoIn(note="错"))


def test_undoing_an_issue_ends_its_loan_unless_something_came_back(
    town: Session, people: Any, depot: Depot, tent: Item
) -> None:
    lot = enter(town, people, depot, tent, 20)
    why = schemas_stock.UndoIn(note="错")
    first = service_movements.hand_out(town, people.officer, issue_in(depot, tent, 5))
    service_movements.undo(town, people.officer, first.movements[0].id, why)
    [undone] = queries_movements.loans_by_id(town, [first.loans[0].id]).values()
    assert (undone.state, now(town, lot).delivered) == ("undone", 0)
    second = service_movements.hand_out(town, people.officer, issue_in(depot, tent, 5))
    [loan] = second.loans
    part = schemas_stock.SettleLoanIn(returned=2)
    service_loans.settle(town, people.officer, loan.id, loan.version, part)
    with pytest.raises(LoanSettled):
        service_movements.undo(town, people.officer, second.movements[0].id, why)
    [back] = [one for one in queries_stock.movements(town, lot.id) if one.kind == "return"]
    service_movements.undo(town, people.officer, back.id, why)
    [reopened] = queries_movements.loans_by_id(town, [loan.id]).values()
    assert (reopened.outstanding, reopened.state) == (5, "open")


@pytest.fixture
def far(town: Session, depot: Depot) -> Depot:
    """A depot of another county."""
    other = Depot.jurisdiction_code != depot.jurisdiction_code
    return town.scalars(select(Depot).where(other).order_by(Depot.code).limit(1)).one()


def _sent(
    town: Session, people: Any, lot: schemas.Lot, to: Depot, quantity: int
) -> schemas_stock.StockTransfer:
    wanted = schemas_stock.TransferIn(from_lot_id=lot.id, to_depot_id=to.id, quantity=quantity)
    return service_transfers.send(town, people.clerk(lot.jurisdiction_code), wanted)


def test_a_transfer_is_in_transit_until_the_other_depot_has_it(
    town: Session, people: Any, depot: Depot, far: Depot, consumable: Item
) -> None:
    lot = enter(town, people, depot, consumable, 30, days=90)
    transfer = _sent(town, people, lot, far, 20)
    assert (now(town, lot).quantity, now(town, lot).on_the_way) == (10, 20)
    arrived = schemas_stock.EndTransferIn(received=18, note="破损2件")
    sender = people.clerk(depot.jurisdiction_code)
    with pytest.raises(NotFound):
        service_transfers.take_in(town, sender, transfer.id, transfer.version, arrived)
    keeper = people.clerk(far.jurisdiction_code)
    ended = service_transfers.take_in(town, keeper, transfer.id, transfer.version, arrived)
    assert (ended.state, ended.received, ended.to_lot_id is None) == ("received", 18, False)
    assert (now(town, lot).quantity, now(town, lot).on_the_way) == (10, 0)
    into = queries_stock.lots_by_id(town, [ended.to_lot_id])[ended.to_lot_id]
    assert (into.quantity, into.batch, into.expires_on) == (18, lot.batch, lot.expires_on)
    with pytest.raises(TransferOver):
        service_transfers.take_in(town, keeper, transfer.id, ended.version, arrived)


def test_goods_that_expire_earlier_are_not_mixed_into_a_batch_of_the_same_name(
    town: Session, people: Any, depot: Depot, far: Depot, consumable: Item
) -> None:
    lot = enter(town, people, depot, consumable, 30, days=90)
    later = schemas.LotIn(
        depot_id=far.id,
        item_code=consumable.code,
        batch=lot.batch,
        expires_on=civil_day(clock.now(town)) + timedelta(days=900),
        quantity=5,
    )
    there = service_stock.enter_lot(town, people.officer, later)
    keeper = people.clerk(far.jurisdiction_code)
    into = []
    for _ in range(2):
        sent = _sent(town, people, lot, far, 10)
        arrived = schemas_stock.EndTransferIn(received=10)
        into.append(service_transfers.take_in(town, keeper, sent.id, sent.version, arrived))
    assert into[0].to_lot_id == into[1].to_lot_id != there.id
    kept = queries_stock.lots_by_id(town, [into[0].to_lot_id])[into[0].to_lot_id]
    assert (kept.quantity, kept.expires_on) == (20, lot.expires_on)
    assert kept.batch == f"{lot.batch} {lot.expires_on}"
    assert (now(town, there).quantity, now(town, there).expires_on) == (5, later.expires_on)


def test_more_cannot_arrive_than_was_sent_and_less_says_why(
    town: Session, people: Any, depot: Depot, far: Depot, consumable: Item
) -> None:
    lot = enter(town, people, depot, consumable, 30)
    transfer = _sent(town, people, lot, far, 20)
    for received, refusal in ((21, MoreThanSent), (19, NoteRequired)):
        with pytest.raises(refusal):
            service_transfers.take_in(
                town,
                people.officer,
                transfer.id,
                transfer.version,
                schemas_stock.EndTransferIn(received=received),
            )


def test_a_transfer_turned_back_returns_to_its_lot(
    town: Session, people: Any, depot: Depot, far: Depot, consumable: Item
) -> None:
    lot = enter(town, people, depot, consumable, 30)
    transfer = _sent(town, people, lot, far, 20)
    back = schemas_stock.EndTransferIn(received=19, note="道路中断，遗失1件")
    ended = service_transfers.turn_back(
        town, people.clerk(depot.jurisdiction_code), transfer.id, transfer.version, back
    )
    assert ended.state == "turned_back"
    assert (now(town, lot).quantity, now(town, lot).on_the_way) == (29, 0)


def test_a_count_never_falls_below_what_is_promised(
    town: Session, people: Any, depot: Depot, consumable: Item
) -> None:
    lot = enter(town, people, depot, consumable, 10)
    service_stock.reserve(town, [StockLine(lot.id, 6)], uuid4())
    seen = now(town, lot)
    with pytest.raises(QuantityBelowReserved) as refused:
        patch = schemas.LotPatch(quantity=5, note="盘点")
        service_stock.correct_lot(town, people.officer, lot.id, seen.version, patch)
    assert refused.value.facts["reserved"] == 6


def test_warnings_name_what_is_expired_short_and_overdue_most_urgent_first(
    town: Session, people: Any, depot: Depot, consumable: Item, tent: Item, noon: Any
) -> None:
    today = civil_day(clock.now(town))
    enter(town, people, depot, consumable, 9, days=1)
    enter(town, people, depot, consumable, 5, days=40)
    enter(town, people, depot, tent, 20)
    lend = issue_in(depot, tent, 4, due_on=today + timedelta(days=1))
    service_movements.hand_out(town, people.officer, lend)
    rule = schemas_stock.SafetyStockIn(depot_id=depot.id, item_code=consumable.code, quantity=8)
    service_movements.set_safety_stock(town, people.officer, rule)
    noon.move(days=3)
    found = [
        one
        for one in queries_movements.stock_warnings(
            town, [depot.jurisdiction_code], within_days=90, limit=5000
        )
        if one.item_code in (consumable.code, tent.code)
    ]
    assert [(one.kind, one.amount) for one in found] == [
        ("expired", 9),
        ("below_safety", 5),
        ("loan_overdue", 4),
        ("expiring", 5),
    ]
    assert found[1].wanted == 8
    [rule_now] = queries_movements.safety_stocks(town, ["4201"], depot.id, consumable.code)
    assert (rule_now.quantity, rule_now.free) == (8, 5)


def test_an_item_shows_what_is_here_promised_on_the_way_and_handed_out(
    town: Session, people: Any, depot: Depot, consumable: Item
) -> None:
    lot = enter(town, people, depot, consumable, 30)
    order, other = uuid4(), uuid4()
    service_stock.reserve(town, [StockLine(lot.id, 5)], other)
    service_stock.reserve(town, [StockLine(lot.id, 8)], order)
    service_stock.issue(town, [StockLine(lot.id, 8)], order)
    service_stock.deliver(town, [StockLine(lot.id, 6)], order)
    [balance] = [
        one
        for one in queries_movements.item_balances(town, ["4201"])
        if one.item_code == consumable.code
    ]
    shown = (
        balance.quantity,
        balance.reserved,
        balance.free,
        balance.on_the_way,
        balance.delivered,
    )
    assert shown == (22, 5, 17, 2, 6)
    assert [(one.order_id, one.amount) for one in queries_movements.promises(town, lot.id)] == [
        (other, 5)
    ]
