"""A promise of stock that nobody keeps ends by itself, with an event, and frees everything."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

import dispatch.service_promises
from core import clock
from core.db import Database
from core.errors import IllegalTransition
from dispatch.lifecycle import Step
from incidents.models import Need
from resources import queries_movements, queries_stock
from resources.models import Lot, StockMovement, Truck


@pytest.fixture
def fire(desk: Any) -> UUID:
    """A fire."""
    return desk.incident()


def _promised(desk: Any, fire: UUID) -> tuple[UUID, list[Any], Any]:
    item = desk.read(select(Lot.item_code).where(Lot.quantity > 50).order_by(Lot.id).limit(1))[0]
    need = desk.need(fire, item_code=item, quantity=5)
    proposal = desk.solve()
    return need, desk.accept(proposal), proposal


def _lapse(database: Database, hours: float) -> list[UUID]:
    """Let the promises that have run out lapse, so many hours from now."""
    with database.transaction() as session:
        session.info["clock"] = lambda: clock.system_clock() + timedelta(hours=hours)
        return dispatch.service_promises.lapse_promises(session)


def test_an_accepted_promise_shows_until_when_it_holds(desk: Any, fire: UUID) -> None:
    _need, orders, proposal = _promised(desk, fire)
    lot_id = proposal.deliveries[0].lot_id
    with desk.database.picture() as session:
        held = queries_movements.promises(session, lot_id)
    assert [one.order_id for one in held] == [orders[0].id]
    assert held[0].expires_at is not None
    lasts = held[0].expires_at - held[0].made_at
    assert timedelta(hours=23, minutes=59) < lasts <= timedelta(hours=24)


def test_a_promise_not_loaded_in_time_lapses_and_frees_goods_lorry_and_need(
    desk: Any, fire: UUID
) -> None:
    before = {lot.id: (lot.quantity, lot.reserved) for lot in desk.read(select(Lot))}
    need, orders, proposal = _promised(desk, fire)
    assert _lapse(desk.database, 23.9) == []
    assert sorted(_lapse(desk.database, 24.1)) == sorted(order.id for order in orders)
    assert {lot.id: (lot.quantity, lot.reserved) for lot in desk.read(select(Lot))} == before
    assert {desk.order(order.id).state for order in orders} == {"recalled"}
    assert desk.read(select(Need.committed).where(Need.id == need)) == [0]
    trucks = [order.truck_id for order in orders]
    assert set(desk.read(select(Truck.state).where(Truck.id.in_(trucks)))) == {"available"}
    assert "order.lapsed" in desk.kinds()
    with desk.database.picture() as session:
        ledger = queries_stock.movements(session, proposal.deliveries[0].lot_id)
    assert [line.kind for line in ledger][-2:] == ["reserve", "lapse"]
    assert _lapse(desk.database, 48) == []


def test_goods_that_were_loaded_in_time_do_not_lapse(desk: Any, fire: UUID) -> None:
    _need, orders, _proposal = _promised(desk, fire)
    for order in orders:
        desk.step(order, Step.LOAD)
    assert _lapse(desk.database, 48) == []
    assert {desk.order(order.id).state for order in orders} == {"loaded"}


def test_a_lapsed_order_cannot_be_loaded_any_more(desk: Any, fire: UUID) -> None:
    _need, orders, _proposal = _promised(desk, fire)
    _lapse(desk.database, 25)
    with pytest.raises(IllegalTransition):
        desk.step(orders[0], Step.LOAD)


def test_the_ledger_cannot_be_rewritten_to_prolong_a_promise(desk: Any, fire: UUID) -> None:
    _promised(desk, fire)
    with (
        pytest.raises(Exception, match="permission denied"),
        desk.database.transaction() as session,
    ):
        session.execute(update(StockMovement).values(expires_at=None))
