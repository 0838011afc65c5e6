"""Wire shapes of holds: stock that a keeper sets aside for a purpose until a time."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from core.wire import Input, Instant, Output, example
from resources.schemas import StockMovement
from resources.schemas_stock import Amount, Note, Paper, StockLoan, Text


class HoldIn(Input):
    """So much of a lot to be kept for a purpose until a time."""

    model_config = example(
        lot_id="0192f0c1-7c1e-7000-8000-000000000003",
        quantity=200,
        purpose="汛期前置点备用",
        expires_at="2026-11-30T18:00:00+08:00",
    )

    lot_id: UUID
    quantity: Amount
    purpose: Text
    expires_at: Instant


class EndHoldIn(Input):
    """Why goods that were set aside are free again."""

    model_config = example(note="任务取消")

    note: Note = None


class UseHoldIn(Input):
    """To whom goods that were set aside are handed out; less than all leaves the rest free."""

    model_config = example(to="洪山街道办", quantity=180)

    to: Text
    quantity: Amount | None = None
    due_on: date | None = None
    paper_number: Paper = None
    note: Note = None


class ExtendHoldIn(Input):
    """Until when goods stay set aside instead."""

    model_config = example(expires_at="2026-12-05T18:00:00+08:00")

    expires_at: Instant


class StockHold(Output):
    """Goods set aside by a keeper, without an order."""

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
    quantity: int
    purpose: str
    expires_at: datetime
    state: Literal["open", "released", "lapsed", "used"]
    made_at: datetime
    made_by: str | None
    ended_at: datetime | None
    ended_by: str | None
    end_note: str | None
    version: int


class HoldUsed(Output):
    """A hold whose goods were handed out, with the lines and loans of it."""

    hold: StockHold
    movements: list[StockMovement]
    loans: list[StockLoan]


HoldState = Annotated[Literal["open", "released", "lapsed", "used"] | None, Field()]
