"""The driver's sheet of a delivery order (派车单), as one page to print and sign.

It needs nothing but itself: no script, no font, no picture. Texts are Chinese or English.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from core.local_time import BEIJING
from dispatch import schemas
from resources.models import Depot, Truck

Words = tuple[str, str]

TITLE: Words = ("物资调拨（派车）单", "Goods delivery order")
EXERCISE: Words = ("演练", "EXERCISE")
DEMO: Words = ("演示数据", "DEMONSTRATION DATA")
GOODS: Words = ("物资明细", "Goods")
STOPS: Words = ("送达点", "Stops")
SIGNATURES: Words = ("签字", "Signatures")
FACTS: dict[str, Words] = {
    "number": ("指令编号", "Order no."),
    "state": ("状态", "State"),
    "issued": ("下达时间", "Issued"),
    "issued_by": ("下达人", "Issued by"),
    "depot": ("发货物资库", "From depot"),
    "keeper": ("保管员", "Keeper"),
    "truck": ("车牌号", "Lorry"),
    "payload": ("额定载重", "Payload"),
    "distance": ("里程", "Distance"),
}
STOP_COLUMNS: Sequence[Words] = (
    ("序号", "No."),
    ("事件", "Incident"),
    ("地点", "Place"),
    ("预计到达", "Expected at"),
    ("实际到达", "Arrived at"),
)
LINE_COLUMNS: Sequence[Words] = (
    ("序号", "No."),
    ("物资", "Item"),
    ("编码", "Code"),
    ("批次", "Batch"),
    ("数量", "Amount"),
    ("单位", "Unit"),
    ("实发", "Issued"),
    ("实收", "Received"),
)
SIGNED: Sequence[Words] = (
    ("发货人（保管员）", "Issued by (keeper)"),
    ("驾驶员", "Driver"),
    ("收货人（现场）", "Received by (scene)"),
)
ESTIMATED: Words = ("（估算）", " (estimated)")
STATES: dict[str, Words] = {
    "issued": ("已下达", "issued"),
    "acknowledged": ("已收到", "acknowledged"),
    "loaded": ("已装车", "loaded"),
    "en_route": ("途中", "under way"),
    "on_scene": ("到场", "on scene"),
    "delivered": ("已送达", "delivered"),
    "released": ("已撤收", "released"),
    "closed": ("已结束", "closed"),
    "declined": ("已拒绝", "declined"),
    "recalled": ("已召回", "recalled"),
    "turned_back": ("已折返", "turned back"),
    "redirected": ("已改派", "redirected"),
}
STYLE = """
@page { size: A4; margin: 16mm }
* { box-sizing: border-box }
body { font: 14px/1.5 "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; color: #000;
  background: #fff; max-width: 190mm; margin: 0 auto; padding: 8px }
h1 { font-size: 24px; text-align: center; margin: 4px 0 12px }
h2 { font-size: 16px; margin: 16px 0 4px }
.mark { border: 3px solid #b00; color: #b00; font-weight: 700; text-align: center;
  font-size: 20px; letter-spacing: .3em; padding: 2px }
dl { display: grid; grid-template-columns: repeat(2, max-content 1fr); gap: 4px 12px; margin: 0 }
dt { color: #444 } dd { margin: 0; font-weight: 600 }
table { border-collapse: collapse; width: 100% }
th, td { border: 1px solid #000; padding: 4px 6px; text-align: left; vertical-align: top }
td.number { text-align: right; font-variant-numeric: tabular-nums }
thead { display: table-header-group } tr, .signatures { break-inside: avoid }
.signatures { display: grid; grid-template-columns: repeat(3, 1fr); gap: 16px; margin-top: 8px }
.signatures div { border-bottom: 1px solid #000; height: 72px }
"""


@dataclass(frozen=True)
class Sheet:
    """What stands on the sheet: the order, where it starts, on which lorry, in which world."""

    order: schemas.Order
    depot: Depot
    truck: Truck
    is_exercise: bool
    is_demo: bool
    unit: Words = ("", "")
    """The office that sends, in Chinese and English."""
    foot: Words = ("", "")
    """As of when the sheet was made, and by whom."""


def sheet_html(sheet: Sheet, locale: str) -> str:
    """Return the sheet as a whole page in the reader's language."""
    column = 1 if locale == "en" else 0
    parts = [
        *_marks(sheet, column),
        f"<h1>{TITLE[column]}</h1>",
        _facts(sheet, column),
        f"<h2>{STOPS[column]}</h2>",
        _table(STOP_COLUMNS, stop_rows(sheet, column), column),
        f"<h2>{GOODS[column]}</h2>",
        _table(LINE_COLUMNS, line_rows(sheet), column),
        f"<h2>{SIGNATURES[column]}</h2>",
        _signatures(column),
    ]
    language = "en" if column else "zh-CN"
    title = f"{TITLE[column]} {sheet.order.number}"
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style></head><body>{''.join(parts)}</body></html>"
    )


def _marks(sheet: Sheet, column: int) -> list[str]:
    marks = [EXERCISE] * sheet.is_exercise + [DEMO] * sheet.is_demo
    return [f'<p class="mark">{mark[column]}</p>' for mark in marks]


def _facts(sheet: Sheet, column: int) -> str:
    rows = [
        f"<dt>{label}</dt><dd>{escape(value)}</dd>" for label, value in fact_pairs(sheet, column)
    ]
    return f"<dl>{''.join(rows)}</dl>"


def fact_pairs(sheet: Sheet, column: int) -> list[tuple[str, str]]:
    """Return what stands at the head of the sheet, label by label."""
    order, depot, truck = sheet.order, sheet.depot, sheet.truck
    keeper = " ".join(text for text in (depot.keeper_name, depot.phone) if text)
    far = None if order.distance_m is None else f"{order.distance_m / 1000:.1f} km"
    values = {
        "number": f"#{order.number}",
        "state": STATES[order.state][column],
        "issued": _at(order.issued_at),
        "issued_by": order.issued_by_name,
        "depot": f"{depot.name} {depot.address}",
        "keeper": keeper,
        "truck": truck.plate,
        "payload": f"{truck.payload_kg} kg",
        "distance": far,
    }
    return [(FACTS[name][column], value or "—") for name, value in values.items()]


def stop_rows(sheet: Sheet, column: int) -> list[list[str]]:
    """Return where the goods go, stop by stop."""
    return [_stop(sheet.order, column)]


def line_rows(sheet: Sheet) -> list[list[str]]:
    """Return the goods, line by line, with room to write down what was issued and received."""
    return [_line(number, one) for number, one in enumerate(sheet.order.lines, 1)]


def _stop(order: schemas.Order, column: int) -> list[str]:
    expected = _at(order.eta_at)
    if order.estimated and order.eta_at is not None:
        expected += ESTIMATED[column]
    return ["1", order.incident_title, order.incident_place, expected, _at(order.arrived_at, "")]


def _line(position: int, line: schemas.OrderLine) -> list[str]:
    amount = f"{line.amount:,}"
    return [str(position), line.item_name, line.item_code, line.batch, amount, line.unit, "", ""]


def _table(columns: Sequence[Words], rows: Sequence[Sequence[str]], column: int) -> str:
    head = "".join(f"<th>{words[column]}</th>" for words in columns)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _signatures(column: int) -> str:
    places = "".join(f"<div>{words[column]}</div>" for words in SIGNED)
    return f'<section class="signatures">{places}</section>'


def _at(instant: datetime | None, unknown: str = "—") -> str:
    return unknown if instant is None else instant.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
