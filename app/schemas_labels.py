"""Wire shapes of a label somebody opened: what it is, where, and what this person does next."""

from typing import Literal

from core.wire import Output
from dispatch.schemas import Order
from resources.schemas import Lot
from resources.schemas_labels import BoxScan, Label
from resources.schemas_stock import StockTransfer

Next = Literal[
    "receive", "load", "deliver", "hand_over", "send", "return", "count", "seen", "void",
    "acknowledge", "depart", "arrive", "release", "close", "look",
]  # fmt: skip
Told = Literal[
    "void", "handed_over", "missing", "under_way", "other_keeper", "order_over", "no_order",
    "transfer_over", "read_only",
]  # fmt: skip


class OpenedLabel(Output):
    """What a code stands for: the thing itself, what goes with it, and the one next step.

    ``next`` is null when nothing is for this person to do; ``told`` says why. ``expected`` are the
    boxes that the transfer or the order still carries; ``in_books`` is what the stock list knows of
    this box.
    """

    label: Label
    lot: Lot | None
    transfer: StockTransfer | None
    order: Order | None
    expected: list[Label]
    in_books: int | None
    next: Next | None
    others: list[Next]
    told: Told | None
    last: BoxScan | None


class LabelLayout(Output):
    """A kind of label paper: how many labels a page holds, each how large."""

    code: str
    name: str
    name_en: str
    columns: int
    rows: int
    width_mm: float
    height_mm: float


class LabelPapers(Output):
    """On what labels are printed, and the address under which people open their codes."""

    base: str
    layouts: list[LabelLayout]
