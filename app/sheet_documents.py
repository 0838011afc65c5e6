"""The two printed sheets as papers: the delivery order and the hand-over list of a requisition.

The pages to print (``app.order_sheet``, ``app.requisition_sheet``) say the same in HTML; their
words are used here too.
"""

from collections.abc import Sequence
from datetime import datetime

from app import order_sheet, requisition_sheet
from app.documents.description import (
    Block,
    Column,
    Document,
    Facts,
    Heading,
    Language,
    PageBreak,
    Paragraph,
    Signatures,
    Table,
)
from app.order_sheet import Sheet, Words
from core.local_time import BEIJING
from resources.models_requisition import Requisition

_ORDER_WEIGHTS = (0.6, 2.6, 1.2, 1.6, 0.9, 0.8, 0.9, 0.9)
_STOP_WEIGHTS = (0.6, 2.4, 2.4, 1.6, 1.6)
_REQUISITION_WEIGHTS = (0.6, 1.7, 1.0, 1.2, 0.7, 0.7, 1.3, 1.1, 1.7, 1.7)


def order_document(sheet: Sheet, language: Language) -> Document:
    """Return the driver's sheet of a delivery order as a paper."""
    side = 1 if language == "en" else 0
    stops = order_sheet.stop_rows(sheet, side)
    lines = order_sheet.line_rows(sheet)
    return Document(
        subject="delivery-order",
        title=order_sheet.TITLE[side],
        number=f"#{sheet.order.number}",
        written_on=_day(sheet.order.issued_at),
        marks=_marks(side, sheet.is_exercise, sheet.is_demo),
        unit=sheet.unit[side],
        foot=sheet.foot[side],
        blocks=[
            *_unit_line(sheet.unit, side),
            Facts(order_sheet.fact_pairs(sheet, side)),
            Heading(order_sheet.STOPS[side], 2),
            _table(order_sheet.STOP_COLUMNS, _STOP_WEIGHTS, stops, side),
            Heading(order_sheet.GOODS[side], 2),
            _table(order_sheet.LINE_COLUMNS, _ORDER_WEIGHTS, lines, side),
            Heading(order_sheet.SIGNATURES[side], 2),
            Signatures([words[side] for words in order_sheet.SIGNED]),
        ],
        layout="form",
        language=language,
    )


def requisition_document(
    row: Requisition, language: Language, *, is_exercise: bool, is_demo: bool
) -> Document:
    """Return the hand-over list of a requisition in two copies as a paper."""
    side = 1 if language == "en" else 0
    first, second = (_copy(row, copy, side) for copy in requisition_sheet.COPIES)
    return Document(
        subject="requisition",
        title=requisition_sheet.TITLE[side],
        number=row.number,
        written_on=_day(row.handed_over_at or row.created_at),
        marks=_marks(side, is_exercise, is_demo),
        blocks=[*first, PageBreak(), *_title_again(row, side), *second],
        layout="form",
        language=language,
    )


def _unit_line(unit: Words, side: int) -> list[Block]:
    if not unit[side]:
        return []
    return [Paragraph(("发出单位：", "Sent by: ")[side] + unit[side], indent=False)]


def _title_again(row: Requisition, side: int) -> list[Block]:
    """The second copy is a paper of its own: it has the number and the title too."""
    return [
        Paragraph(row.number, "center", indent=False),
        Paragraph(requisition_sheet.TITLE[side], "center", indent=False, strong=True),
    ]


def _copy(row: Requisition, name: Words, side: int) -> list[Block]:
    urgent = requisition_sheet.urgent_line(row, side)
    return [
        Paragraph(name[side], indent=False, strong=True),
        Facts(requisition_sheet.fact_pairs(row, side)),
        *([Paragraph(urgent, indent=False, strong=True)] if urgent else []),
        _table(
            requisition_sheet.COLUMNS,
            _REQUISITION_WEIGHTS,
            [requisition_sheet.line_cells(line) for line in row.lines],
            side,
        ),
        Signatures([words[side] for words in requisition_sheet.SIGNED]),
    ]


def _table(
    heads: Sequence[Words],
    weights: Sequence[float],
    rows: Sequence[Sequence[str]],
    side: int,
) -> Table:
    columns = [Column(words[side], weight) for words, weight in zip(heads, weights, strict=True)]
    return Table(columns, rows)


def _marks(side: int, is_exercise: bool, is_demo: bool) -> list[str]:
    shown = [order_sheet.EXERCISE] * is_exercise + [order_sheet.DEMO] * is_demo
    return [mark[side] for mark in shown]


def _day(at: datetime) -> str:
    return at.astimezone(BEIJING).date().isoformat()
