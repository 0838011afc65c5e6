"""Whatever is promised, loaded, returned and corrected, in any order: the ledger is the balance."""

from collections.abc import Iterator
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.auth import Actor
from core.db import Database
from core.errors import Conflict
from resources import queries_stock, schemas, service_stock
from resources.models import Depot, Item, StockMovement
from resources.stock import StockLine

AMOUNTS = st.integers(1, 12)
WHICH = st.integers(0, 2)


class StockOnTheRealDatabase(RuleBasedStateMachine):
    """Three lots and three orders, against a model of plain counters."""

    database: ClassVar[Database]
    officer: ClassVar[Actor]

    def __init__(self) -> None:
        super().__init__()
        self.session: Session = self.database.open()
        self.lots = [self._enter(10) for _ in range(3)]
        self.orders = [uuid4() for _ in range(3)]
        self.here = [10, 10, 10]
        self.promised = [[0] * 3 for _ in range(3)]
        self.loaded = [[0] * 3 for _ in range(3)]

    def _enter(self, quantity: int) -> UUID:
        depot = self.session.scalars(select(Depot.id).order_by(Depot.code)).first()
        item = self.session.scalars(select(Item.code).order_by(Item.code)).first()
        entered = schemas.LotIn.model_validate(
            {"depot_id": depot, "item_code": item, "batch": uuid4().hex, "quantity": quantity}
        )
        return service_stock.enter_lot(self.session, self.officer, entered).id

    def _free(self, lot: int) -> int:
        return self.here[lot] - sum(self.promised[lot])

    def _try(self, move: Any, lot: int, order: int, amount: int, possible: bool) -> bool:
        """Try a movement; it must succeed exactly when the model says it can."""
        line = StockLine(self.lots[lot], amount)
        if possible:
            move(self.session, [line], self.orders[order])
            return True
        with pytest.raises(Conflict):
            move(self.session, [line], self.orders[order])
        return False

    @rule(lot=WHICH, order=WHICH, amount=AMOUNTS)
    def reserve(self, lot: int, order: int, amount: int) -> None:
        if self._try(service_stock.reserve, lot, order, amount, amount <= self._free(lot)):
            self.promised[lot][order] += amount

    @rule(lot=WHICH, order=WHICH, amount=AMOUNTS)
    def take_back(self, lot: int, order: int, amount: int) -> None:
        held = self.promised[lot][order]
        if self._try(service_stock.unreserve, lot, order, amount, amount <= held):
            self.promised[lot][order] -= amount

    @rule(lot=WHICH, order=WHICH, amount=AMOUNTS)
    def load(self, lot: int, order: int, amount: int) -> None:
        held = self.promised[lot][order]
        if self._try(service_stock.issue, lot, order, amount, amount <= held):
            self.promised[lot][order] -= amount
            self.loaded[lot][order] += amount
            self.here[lot] -= amount

    @rule(lot=WHICH, order=WHICH, amount=AMOUNTS)
    def bring_back(self, lot: int, order: int, amount: int) -> None:
        held = self.loaded[lot][order]
        if self._try(service_stock.return_to_stock, lot, order, amount, amount <= held):
            self.loaded[lot][order] -= amount
            self.here[lot] += amount

    @rule(lot=WHICH, quantity=st.integers(0, 20))
    def count(self, lot: int, quantity: int) -> None:
        version = queries_stock.lots_by_id(self.session, [self.lots[lot]])[self.lots[lot]].version
        patch = schemas.LotPatch(quantity=quantity, note="count")
        if quantity < sum(self.promised[lot]):
            with pytest.raises(Conflict):
                service_stock.correct_lot(
                    self.session, self.officer, self.lots[lot], version, patch
                )
            return
        service_stock.correct_lot(self.session, self.officer, self.lots[lot], version, patch)
        self.here[lot] = quantity

    @invariant()
    def the_ledger_is_the_balance(self) -> None:
        self.session.flush()
        summed = {
            row[0]: (row[1], row[2])
            for row in self.session.execute(
                select(
                    StockMovement.lot_id,
                    func.sum(StockMovement.quantity_change),
                    func.sum(StockMovement.reserved_change),
                )
                .where(StockMovement.lot_id.in_(self.lots))
                .group_by(StockMovement.lot_id)
            )
        }
        records = queries_stock.lots_by_id(self.session, self.lots)
        for index, lot in enumerate(self.lots):
            expected = (self.here[index], sum(self.promised[index]))
            assert (records[lot].quantity, records[lot].reserved) == expected
            assert summed[lot] == expected
            assert records[lot].free == expected[0] - expected[1] >= 0

    def teardown(self) -> None:
        self.session.rollback()
        self.session.close()


@pytest.fixture
def machine(city: Database, people: Any) -> Iterator[type[StockOnTheRealDatabase]]:
    """The machine, bound to the demo city."""
    StockOnTheRealDatabase.database = city
    StockOnTheRealDatabase.officer = people.officer
    yield StockOnTheRealDatabase


def test_stock_is_conserved_whatever_happens_to_it(
    machine: type[StockOnTheRealDatabase],
) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=15,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
