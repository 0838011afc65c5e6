"""Wire shapes of labels: what is issued, what a code stands for, what is done by scanning."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from core.wire import Input, Output, example
from resources.schemas_stock import Amount, Note, Paper

Noun = Literal["box", "shelf", "truck", "transfer", "order"]
State = Literal["awaited", "in_stock", "on_transfer", "on_order", "handed_over", "missing", "void"]
StockAct = Literal["receive", "hand_over", "send", "return", "count", "seen", "void"]
Code = Annotated[str, Field(min_length=1, max_length=200, examples=["7K3MQ-2R9TX"])]
Name = Annotated[str, Field(min_length=1, max_length=60)]
MOST = 480


class BoxesOfLot(Input):
    """How a lot is boxed: so many boxes with so much in each; the last may hold less."""

    lot_id: UUID
    boxes: int = Field(ge=1, le=MOST)
    amount_each: Amount
    amount_last: Amount | None = None


class LabelsIn(Input):
    """Which labels to issue: of boxes, of shelves of a depot, of a lorry or of a transfer.

    ``awaited`` boxes hold goods that have not come in yet: scanning them receives them.
    """

    model_config = example(
        noun="box",
        lots=[{"lot_id": "0192f0c1-7c1e-7000-8000-000000000003", "boxes": 12, "amount_each": 40}],
    )

    noun: Literal["box", "shelf", "truck", "transfer"]
    lots: list[BoxesOfLot] = Field(default_factory=list, max_length=100)
    awaited: bool = False
    depot_id: UUID | None = None
    names: list[Name] = Field(default_factory=list, max_length=MOST)
    truck_id: UUID | None = None
    transfer_id: UUID | None = None

    @model_validator(mode="after")
    def _names_its_subject(self) -> Self:
        subject = {
            "box": self.lots,
            "shelf": self.depot_id and self.names,
            "truck": self.truck_id,
            "transfer": self.transfer_id,
        }
        if not subject[self.noun]:
            raise ValueError(f"labels of a {self.noun} must say of which")
        return self


class LabelRun(Output):
    """Labels that were issued together."""

    id: UUID
    noun: Noun
    title: str
    count: int
    jurisdiction_code: str
    issued_at: datetime
    issued_by: str | None


class Label(Output):
    """A code and what it stands for; of a box also what is in it and where it is now."""

    id: UUID
    run_id: UUID
    code: str
    noun: Noun
    serial: int
    of_count: int
    name: str
    lot_id: UUID | None
    depot_id: UUID | None
    depot_name: str | None
    jurisdiction_code: str | None
    truck_id: UUID | None
    transfer_id: UUID | None
    order_id: UUID | None
    loan_id: UUID | None
    item_code: str | None
    item_name: str | None
    item_name_en: str | None
    unit: str | None
    unit_en: str | None
    batch: str | None
    expires_on: date | None
    lot_quantity: int | None
    printed_amount: int
    amount: int
    state: State
    to_name: str | None
    last_scan_id: UUID | None
    scanned_at: datetime | None
    scanned_by: str | None
    version: int


class LabelRunIssued(Output):
    """A run with its labels."""

    run: LabelRun
    labels: list[Label]


class ScannedBox(Input):
    """One box that was scanned: what is in it, when it was counted; what of it is lost."""

    code: Code
    amount: int | None = Field(default=None, ge=0, le=1_000_000_000)
    lost: int = Field(default=0, ge=0, le=1_000_000_000)
    note: Note = None


class ScanIn(Input):
    """What is done with the boxes that were scanned.

    ``missing`` says what becomes of boxes of the same transfer that were not scanned: they are
    waited for, or noted as lost.
    """

    model_config = example(act="receive", boxes=[{"code": "7K3MQ-2R9TX"}], missing="wait")

    act: StockAct
    boxes: list[ScannedBox] = Field(min_length=1, max_length=MOST)
    to: Annotated[str | None, Field(max_length=200)] = None
    to_depot_id: UUID | None = None
    missing: Literal["wait", "lost"] = "wait"
    out_of_order: bool = False
    due_on: date | None = None
    paper_number: Paper = None
    note: Note = None


class OrderBoxesIn(Input):
    """Boxes that are loaded for a delivery order, or handed over at its scene, and to whom."""

    model_config = example(boxes=[{"code": "7K3MQ-2R9TX"}], to="现场接收人姓名", note="")

    boxes: list[ScannedBox] = Field(max_length=MOST)
    to: Annotated[str | None, Field(max_length=200)] = None
    note: Note = None


class UndoScanIn(Input):
    """Why what was done by scanning is taken back."""

    model_config = example(note="扫错箱")

    note: Annotated[str, Field(min_length=1, max_length=500)]


class BoxScanLine(Output):
    """One box of a scan; one that was not scanned but is missing stands there too."""

    label_id: UUID
    code: str
    serial: int
    of_count: int
    lot_id: UUID
    item_name: str
    item_name_en: str
    unit: str
    batch: str
    amount: int
    lost: int
    note: str | None
    was_scanned: bool


class BoxScan(Output):
    """What was done with scanned boxes, by whom and when, and whether it was taken back."""

    id: UUID
    act: Literal[
        "receive", "load", "deliver", "hand_over", "send", "return", "count", "seen", "void"
    ]
    at: datetime
    by_name: str | None
    jurisdiction_code: str
    to_name: str | None
    note: str | None
    order_id: UUID | None
    boxes: int
    missing: int
    lines: list[BoxScanLine]
    undoable: bool
    undone_at: datetime | None
    undone_by: str | None
    undo_note: str | None
