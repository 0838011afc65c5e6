"""What happens to labels, scanned boxes and holds."""

from typing import Literal

from core.outbox import Happening
from resources.schemas_holds import StockHold
from resources.schemas_labels import BoxScan, LabelRun


class StockHoldMade(Happening):
    """A keeper set goods aside."""

    kind: Literal["stock_hold.made"] = "stock_hold.made"
    stock_hold: StockHold


class StockHoldChanged(Happening):
    """Goods set aside were used, released or kept longer, or their time ran out."""

    kind: Literal["stock_hold.changed"] = "stock_hold.changed"
    stock_hold: StockHold


class LabelRunIssued(Happening):
    """Labels were issued to be printed."""

    kind: Literal["label_run.issued"] = "label_run.issued"
    label_run: LabelRun


class BoxScanDone(Happening):
    """Boxes were scanned, and something was done with them."""

    kind: Literal["box_scan.done"] = "box_scan.done"
    box_scan: BoxScan


class BoxScanUndone(Happening):
    """What was done with scanned boxes was taken back."""

    kind: Literal["box_scan.undone"] = "box_scan.undone"
    box_scan: BoxScan
