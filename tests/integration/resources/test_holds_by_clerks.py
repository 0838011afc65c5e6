"""Goods set aside without an order: only what is free, for a time, and never twice."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.db import Database
from core.errors import NotFound, StaleVersion
from resources import (
    queries_holds,
    queries_stock,
    schemas,
    schemas_holds,
    service_holds,
    service_stock,
)
from resources.errors import QuantityBelowReserved, StockNotFree
from resources.errors_labels import HoldOver, HoldTooLong, MoreThanHeld
from resources.models import Depot, Item, Lot, StockMovement
from resources.stock import StockLine


def enter(session: Session, people: Any, depot_id: UUID, quantity: int = 100) -> schemas.Lot:
    code = session.scalars(select(Item.code).order_by(Item.code).limit(1)).one()
    wanted = schemas.LotIn(depot_id=depot_id, item_code=code, batch=uuid4().hex, quantity=quantity)
    return service_stock.enter_lot(session, people.officer, wanted)


def wish(lot: schemas.Lot, quantity: int, until: datetime) -> schemas_holds.HoldIn:
    return schemas_holds.HoldIn(
        lot_id=lot.id, quantity=quantity, purpose="汛期前置", expires_at=until
    )


def now(session: Session, lot: schemas.Lot) -> schemas.Lot:
    return queries_stock.lots_by_id(session, [lot.id])[lot.id]


def test_what_is_set_aside_is_promised_and_free_again_when_released(
    town: Session, people: Any, depot: Depot, noon: Any
) -> None:
    lot = enter(town, people, depot.id)
    held = service_holds.hold(town, people.officer, wish(lot, 70, noon.at + timedelta(hours=2)))
    assert (now(town, lot).reserved, now(town, lot).free) == (70, 30)
    with pytest.raises(StockNotFree):
        service_holds.hold(town, people.officer, wish(lot, 31, noon.at + timedelta(hours=2)))
    patch = schemas.LotPatch(quantity=60, note="清点")
    with pytest.raises(QuantityBelowReserved):
        service_stock.correct_lot(town, people.officer, lot.id, now(town, lot).version, patch)
    why = schemas_holds.EndHoldIn(note="取消")
    with pytest.raises(StaleVersion):
        service_holds.release(town, people.officer, held.id, held.version + 1, why)
    ended = service_holds.release(town, people.officer, held.id, held.version, why)
    assert (ended.state, now(town, lot).free) == ("released", 100)
    with pytest.raises(HoldOver):
        service_holds.release(town, people.officer, held.id, ended.version, why)
    kinds = [line.kind for line in queries_stock.movements(town, lot.id) if line.hold_id]
    assert kinds == ["reserve", "release"]


def test_goods_set_aside_go_to_their_purpose_and_the_rest_is_free(
    town: Session, people: Any, depot: Depot, noon: Any
) -> None:
    lot = enter(town, people, depot.id)
    held = service_holds.hold(town, people.officer, wish(lot, 100, noon.at + timedelta(hours=2)))
    too_many = schemas_holds.UseHoldIn(to="街道办", quantity=101)
    with pytest.raises(MoreThanHeld):
        service_holds.use(town, people.officer, held.id, held.version, too_many)
    part = schemas_holds.UseHoldIn(to="街道办", quantity=80)
    used = service_holds.use(town, people.officer, held.id, held.version, part)
    after = now(town, lot)
    assert (used.hold.state, after.quantity, after.reserved, after.delivered) == ("used", 20, 0, 80)


def test_a_hold_ends_by_the_clock_unless_it_was_extended(
    town: Session, people: Any, depot: Depot, noon: Any
) -> None:
    lot = enter(town, people, depot.id)
    until = noon.at + timedelta(hours=2)
    first = service_holds.hold(town, people.officer, wish(lot, 30, until))
    second = service_holds.hold(town, people.officer, wish(lot, 20, until))
    longer = schemas_holds.ExtendHoldIn(expires_at=until + timedelta(days=1))
    service_holds.extend(town, people.officer, second.id, second.version, longer)
    assert service_holds.lapse_holds(town) == 0
    noon.move(hours=2)
    assert service_holds.lapse_holds(town) == 1
    assert service_holds.lapse_holds(town) == 0
    found = queries_holds.holds_by_id(town, [first.id, second.id])
    assert (found[first.id].state, found[second.id].state) == ("lapsed", "open")
    assert now(town, lot).reserved == 20
    line = next(one for one in queries_stock.movements(town, lot.id) if one.kind == "lapse")
    assert (line.hold_id, line.reserved_change) == (first.id, -30)


@pytest.mark.parametrize("hours", [0, -1, 24 * 91])
def test_a_hold_needs_an_end_that_is_to_come_and_not_too_far(
    town: Session, people: Any, depot: Depot, noon: Any, hours: int
) -> None:
    lot = enter(town, people, depot.id)
    with pytest.raises(HoldTooLong):
        service_holds.hold(town, people.officer, wish(lot, 1, noon.at + timedelta(hours=hours)))


def test_another_county_neither_sets_aside_nor_frees(
    town: Session, people: Any, depot: Depot, noon: Any
) -> None:
    lot = enter(town, people, depot.id)
    query = select(Depot.jurisdiction_code).where(
        Depot.jurisdiction_code != depot.jurisdiction_code
    )
    stranger = people.clerk(town.scalars(query.limit(1)).one())
    until = noon.at + timedelta(hours=2)
    with pytest.raises(NotFound):
        service_holds.hold(town, stranger, wish(lot, 1, until))
    held = service_holds.hold(town, people.officer, wish(lot, 1, until))
    with pytest.raises(NotFound):
        service_holds.release(town, stranger, held.id, held.version, schemas_holds.EndHoldIn())
    wanted = queries_holds.HoldFilter(lot_id=lot.id)
    assert queries_holds.list_holds(town, stranger.prefixes, wanted, offset=0, limit=9).total == 0


def test_a_lapse_racing_with_orders_promises_every_piece_at_most_once(
    city: Database, people: Any, noon: Any
) -> None:
    with city.transaction() as session:
        depot_id = session.scalars(select(Depot.id).order_by(Depot.code).limit(1)).one()
        lot = enter(session, people, depot_id)
        until = noon.at + timedelta(minutes=5)
        service_holds.hold(session, people.officer, wish(lot, 60, until))
    noon.move(minutes=5)
    outcomes: list[str] = []
    begin = threading.Barrier(9)

    def attempt(work: Callable[[Session], object]) -> None:
        begin.wait()
        try:
            with city.transaction() as session:
                work(session)
            outcomes.append("done")
        except StockNotFree:
            outcomes.append("refused")

    def order(session: Session) -> None:
        service_stock.reserve(session, [StockLine(lot.id, 20)], uuid4())

    works = [service_holds.lapse_holds] * 2 + [order] * 7
    threads = [threading.Thread(target=attempt, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with city.transaction() as session:
        row = session.get_one(Lot, lot.id)
        ledger = session.execute(
            select(func.sum(StockMovement.reserved_change), func.sum(StockMovement.quantity_change))
            .where(StockMovement.lot_id == lot.id)
        ).one()  # fmt: skip
        lapses = select(func.count()).where(
            StockMovement.lot_id == lot.id, StockMovement.kind == "lapse"
        )
        assert session.scalar(lapses) == 1
    assert len(outcomes) == 9
    assert 2 <= outcomes.count("done") - 2 <= 5
    assert row.reserved == 20 * (outcomes.count("done") - 2) == ledger[0]
    assert row.quantity == 100 == ledger[1]
