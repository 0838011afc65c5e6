"""Wire shapes of the stock ledger: movements by hand, transfers, loans, safety stock, warnings."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator

from core.wire import Input, Output, example
from resources.schemas import Lot, StockMovement

Amount = Annotated[int, Field(gt=0, le=1_000_000_000)]
Paper = Annotated[str | None, Field(max_length=100)]
Note = Annotated[str | None, Field(max_length=500)]
Text = Annotated[str, Field(min_length=1, max_length=200)]


class ReceiptIn(Input):
    """Goods that came into a lot."""

    model_config = example(quantity=200, paper_number="RK-2026-118", note="省级调拨")

    quantity: Amount
    unit: Annotated[str | None, Field(max_length=20)] = None
    paper_number: Paper = None
    note: Note = None


class LossIn(Input):
    """Goods of a lot that are gone: broken, spoilt, missing; says why."""

    model_config = example(quantity=3, note="受潮报废")

    quantity: Amount
    unit: Annotated[str | None, Field(max_length=20)] = None
    paper_number: Paper = None
    note: Annotated[str, Field(min_length=1, max_length=500)]


class IssueIn(Input):
    """Goods handed out of a depot: the earliest expiry goes first.

    ``lot_id`` takes one lot; where an earlier one should go first, ``out_of_order`` must say so.
    """

    model_config = example(
        depot_id="0192f0c1-7c1e-7000-8000-000000000002",
        item_code="2990101",
        quantity=20,
        to="洪山街道办",
        note="防汛值守",
    )

    depot_id: UUID
    item_code: str = Field(pattern=r"^[1-3](\d{2}){3}$", examples=["2990101"])
    quantity: Amount
    unit: Annotated[str | None, Field(max_length=20)] = None
    to: Text
    lot_id: UUID | None = None
    out_of_order: bool = False
    due_on: date | None = None
    paper_number: Paper = None
    note: Note = None


class UndoIn(Input):
    """Why a line of the ledger is taken back."""

    model_config = example(note="登记错误")

    note: Annotated[str, Field(min_length=1, max_length=500)]


class Moved(Output):
    """What a movement by hand wrote, and how the lots stand now."""

    lots: list[Lot]
    movements: list[StockMovement]
    loans: list["StockLoan"]


class TransferIn(Input):
    """Goods to be sent from a lot to another depot."""

    model_config = example(
        from_lot_id="0192f0c1-7c1e-7000-8000-000000000003",
        to_depot_id="0192f0c1-7c1e-7000-8000-000000000002",
        quantity=50,
        note="前置备货",
    )

    from_lot_id: UUID
    to_depot_id: UUID
    quantity: Amount
    due_on: date | None = None
    paper_number: Paper = None
    note: Note = None


class EndTransferIn(Input):
    """What of a transfer arrived; what is missing is a loss and says why."""

    model_config = example(received=48, note="途中破损2件")

    received: int = Field(ge=0, le=1_000_000_000)
    note: Note = None


class StockTransfer(Output):
    """Goods between two depots."""

    id: UUID
    from_lot_id: UUID
    from_depot_id: UUID
    from_depot_name: str
    from_jurisdiction_code: str
    to_depot_id: UUID
    to_depot_name: str
    to_jurisdiction_code: str
    to_lot_id: UUID | None
    item_code: str
    item_name: str
    item_name_en: str
    unit: str
    batch: str
    quantity: int
    received: int
    lost: int
    state: Literal["in_transit", "received", "turned_back"]
    paper_number: str | None
    note: str | None
    sent_at: datetime
    sent_by: str | None
    due_on: date | None
    ended_at: datetime | None
    ended_by: str | None
    end_note: str | None
    version: int


class SettleLoanIn(Input):
    """What of a loan came back and what is lost; a loss says why."""

    model_config = example(returned=18, lost=2, note="2顶帐篷损毁")

    returned: int = Field(default=0, ge=0, le=1_000_000_000)
    lost: int = Field(default=0, ge=0, le=1_000_000_000)
    paper_number: Paper = None
    note: Note = None

    @model_validator(mode="after")
    def _say_something(self) -> "SettleLoanIn":
        if self.returned + self.lost == 0:
            raise ValueError("something must have come back or be lost")
        return self


class StockLoan(Output):
    """Reusable goods that are out, and how many are still expected."""

    id: UUID
    lot_id: UUID
    depot_id: UUID
    depot_name: str
    jurisdiction_code: str
    item_code: str
    item_name: str
    item_name_en: str
    unit: str
    batch: str
    order_id: UUID | None
    borrower: str
    quantity: int
    returned: int
    lost: int
    outstanding: int
    state: Literal["open", "settled", "undone"]
    lent_at: datetime
    lent_by: str | None
    due_on: date | None
    overdue: bool
    version: int


class SafetyStockIn(Input):
    """How much of an item a depot must always have free; zero ends the rule."""

    model_config = example(
        depot_id="0192f0c1-7c1e-7000-8000-000000000002", item_code="2990101", quantity=100
    )

    depot_id: UUID
    item_code: str = Field(pattern=r"^[1-3](\d{2}){3}$", examples=["2990101"])
    quantity: int = Field(ge=0, le=1_000_000_000)


class SafetyStock(Output):
    """How much of an item a depot must have free, and how much is."""

    depot_id: UUID
    depot_name: str
    jurisdiction_code: str
    item_code: str
    item_name: str
    item_name_en: str
    unit: str
    quantity: int
    free: int
    set_at: datetime
    set_by: str | None
    version: int


class StockWarning(Output):
    """Something about stock that its keeper should look at; the most urgent first."""

    kind: Literal["expired", "below_safety", "loan_overdue", "transfer_overdue", "expiring"]
    jurisdiction_code: str
    depot_id: UUID
    depot_name: str
    item_code: str
    item_name: str
    item_name_en: str
    unit: str
    lot_id: UUID | None
    batch: str | None
    amount: int
    wanted: int | None
    on: date | None
    days: int | None


class ItemBalance(Output):
    """All lots of one item together, in the depots one sees: the four accounts and what is free.

    ``safety_version`` is that of the rule of one depot, 0 where it has none; null for several.
    """

    item_code: str
    item_name: str
    item_name_en: str
    unit: str
    reusable: bool
    lots: int
    quantity: int
    reserved: int
    free: int
    on_the_way: int
    delivered: int
    expired: int
    safety: int
    safety_version: int | None


class Promise(Output):
    """What one order still holds of a lot, and when the promise lapses by itself."""

    order_id: UUID
    amount: int
    made_at: datetime
    expires_at: datetime | None
    by_name: str | None
