"""Wire shapes of edits of one or many lots in one go, and of taking them back."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from core.wire import Input, Output, example
from resources.schemas import ConfirmedHow
from resources.schemas_lots import LotRow
from resources.schemas_stock import Note, Paper

Action = Literal["edit", "confirm", "move", "write_off"]
Outcome = Literal["done", "unchanged", "refused"]
Amount = Annotated[int | None, Field(ge=0, le=1_000_000_000)]


class BulkValues(Input):
    """What is to be set; what is left out stays. ``safety_stock`` belongs to depot and item."""

    quantity: Amount = None
    batch: Annotated[str | None, Field(max_length=200)] = None
    made_on: date | None = None
    expires_on: date | None = None
    safety_stock: Amount = None


class LotsEditRow(BulkValues):
    """A lot as it was seen, and what is to be set of it alone."""

    id: UUID
    version: int


class LotsEditIn(Input):
    """One action on many lots; a row's own values go before those for all rows."""

    model_config = example(
        action="edit",
        rows=[{"id": "0192f0c1-7c1e-7000-8000-000000000003", "version": 3, "quantity": 480}],
        set={"expires_on": "2029-03-01"},
        note="月度盘点",
        dry_run=True,
    )

    action: Action
    rows: list[LotsEditRow] = Field(min_length=1, max_length=2000)
    set: BulkValues | None = None
    how: ConfirmedHow = "count"
    to_depot_id: UUID | None = None
    due_on: date | None = None
    paper_number: Paper = None
    note: Note = None
    dry_run: bool = False


class FieldChange(Output):
    """One field before and after; days are written as 2029-03-01."""

    field: str
    before: int | str | None
    after: int | str | None


class BulkOutcome(Output):
    """What became of one row, or would; a refused one says why in the reader's language."""

    id: UUID
    outcome: Outcome
    code: str | None
    message: str | None
    facts: dict[str, Any]
    changes: list[FieldChange]
    lot: LotRow | None


class BulkOut(Output):
    """What an action did to all rows, or would do; ``edit_id`` takes it back."""

    edit_id: UUID | None
    action: Action
    dry_run: bool
    done: int
    unchanged: int
    refused: int
    rows: list[BulkOutcome]


class StockEdit(Output):
    """An edit that can be taken back by whoever made it."""

    id: UUID
    action: Action
    at: datetime
    by_name: str
    note: str | None
    lots: int
    undone_at: datetime | None
