"""The consignment note (物资交接单) of a transfer or a delivery order: QR, boxes, signatures."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from app.label_qr import label_address, qr_svg
from app.order_sheet import DEMO, EXERCISE, STYLE, Words
from core.local_time import BEIJING
from dispatch.schemas import Order
from resources.boxes import spoken_code
from resources.schemas_labels import Label
from resources.schemas_stock import StockTransfer

TITLE: Words = ("应急物资交接单", "Consignment note")
SCAN: Words = ("扫码办理交接", "Scan to hand over")
BOXES: Words = ("箱单", "Boxes")
GOODS: Words = ("物资明细", "Goods")
NO_BOXES: Words = (
    "无带标签的箱：按数量清点交接。",
    "No labelled boxes: hand over by counting.",
)
TOTAL: Words = ("合计 {boxes} 箱", "boxes in all: {boxes}")
FACTS: dict[str, Words] = {
    "number": ("单号", "No."),
    "paper": ("凭证号", "Paper no."),
    "from": ("发出", "From"),
    "to": ("送往", "To"),
    "sent": ("发出时间", "Sent"),
    "due": ("应到日期", "Due"),
    "truck": ("车牌号", "Lorry"),
    "note": ("备注", "Note"),
}
BOX_COLUMNS: Sequence[Words] = (
    ("箱", "Box"),
    ("标签编号", "Label"),
    ("物资", "Item"),
    ("批次", "Batch"),
    ("数量", "Amount"),
    ("实收", "Received"),
    ("破损／备注", "Damage / note"),
)
LINE_COLUMNS: Sequence[Words] = (
    ("物资", "Item"),
    ("编码", "Code"),
    ("批次", "Batch"),
    ("数量", "Amount"),
    ("实收", "Received"),
)
SIGNED: Sequence[Words] = (
    ("发货人", "Handed over by"),
    ("承运人", "Carrier"),
    ("收货人", "Received by"),
)
NOTE_STYLE = """
.top { display: grid; grid-template-columns: 1fr 36mm; gap: 6mm; align-items: start }
.top h1 { text-align: left } .scan { text-align: center; font-size: 12px }
.qr { display: block; width: 36mm; height: 36mm } .code { font-family: monospace; font-weight: 700 }
.scan p { margin: 0 }
"""


@dataclass(frozen=True)
class Note:
    """What stands on the note: the label, whose it is, the boxes, in which world."""

    label: Label
    transfer: StockTransfer | None
    order: Order | None
    boxes: Sequence[Label]
    base: str
    is_exercise: bool
    is_demo: bool


def note_html(note: Note, locale: str) -> str:
    """Return the note as a whole page in the reader's language."""
    column = 1 if locale == "en" else 0
    marks = [EXERCISE] * note.is_exercise + [DEMO] * note.is_demo
    language = "en" if column else "zh-CN"
    body = (
        "".join(f'<p class="mark">{mark[column]}</p>' for mark in marks)
        + _top(note, column)
        + f"<h2>{GOODS[column]}</h2>"
        + _table(LINE_COLUMNS, _lines(note, column), column)
        + f"<h2>{BOXES[column]}</h2>"
        + _boxes(note, column)
        + '<section class="signatures">'
        + "".join(f"<div>{words[column]}</div>" for words in SIGNED)
        + "</section>"
    )
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{TITLE[column]}</title>'
        f"<style>{STYLE}{NOTE_STYLE}</style></head><body>{body}</body></html>"
    )


def _top(note: Note, column: int) -> str:
    facts = "".join(
        f"<dt>{FACTS[name][column]}</dt><dd>{escape(value or '—')}</dd>"
        for name, value in _facts(note).items()
    )
    return (
        f'<div class="top"><div><h1>{TITLE[column]}</h1><dl>{facts}</dl></div>'
        f'<div class="scan">{qr_svg(label_address(note.base, note.label.code))}'
        f'<p>{SCAN[column]}</p><p class="code">{spoken_code(note.label.code)}</p></div></div>'
    )


def _facts(note: Note) -> dict[str, str | None]:
    if note.order is not None:
        order = note.order
        sent = order.issued_at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
        to = f"{order.incident_title} · {order.incident_place}"
        return {
            "number": f"#{order.number}",
            "from": order.depot_name,
            "to": to,
            "truck": order.truck_plate,
            "sent": sent,
        }
    transfer = note.transfer
    assert transfer is not None
    return {
        "paper": transfer.paper_number,
        "from": transfer.from_depot_name,
        "to": transfer.to_depot_name,
        "sent": transfer.sent_at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M"),
        "due": transfer.due_on.isoformat() if transfer.due_on else None,
        "note": transfer.note,
    }


def _lines(note: Note, column: int) -> list[list[str]]:
    if note.order is not None:
        return [
            [line.item_name, line.item_code, line.batch, f"{line.amount:,} {line.unit}", ""]
            for line in note.order.lines
        ]
    transfer = note.transfer
    assert transfer is not None
    name = transfer.item_name_en if column else transfer.item_name
    amount = f"{transfer.quantity:,} {transfer.unit}"
    return [[name, transfer.item_code, transfer.batch, amount, ""]]


def _boxes(note: Note, column: int) -> str:
    if not note.boxes:
        return f"<p>{NO_BOXES[column]}</p>"
    rows = [
        [
            f"{one.serial}/{one.of_count}",
            spoken_code(one.code),
            (one.item_name_en if column else one.item_name) or "",
            one.batch or "",
            f"{one.amount:,} {one.unit}",
            "",
            "",
        ]
        for one in note.boxes
    ]
    total = TOTAL[column].format(boxes=len(rows))
    return f"{_table(BOX_COLUMNS, rows, column)}<p>{total}</p>"


def _table(columns: Sequence[Words], rows: Sequence[Sequence[str]], column: int) -> str:
    head = "".join(f"<th>{words[column]}</th>" for words in columns)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
