"""The hand-over list of a requisition (应急征用物资清单) in two copies, as pages to print and sign.

One copy for the owner, one for the executing body; it needs nothing but itself.
"""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from app.order_sheet import DEMO, EXERCISE, STYLE, Words
from core.local_time import BEIJING
from resources.models_requisition import Requisition, RequisitionLine

TITLE: Words = ("应急征用物资（场所）交接清单", "Hand-over list of a requisition")
COPIES: Sequence[Words] = (
    ("第一联　被征用单位（人）留存", "Copy 1: owner"),
    ("第二联　征用实施单位留存", "Copy 2: executing body"),
)
URGENT: Words = (
    "紧急征用，先行交接；决定书须于 {at} 前补送",
    "Urgent: handed over first; the decision is to be served before {at}",
)
BASIS: dict[str, Words] = {
    "emergency_response_law_12": (
        "《突发事件应对法》（2024）第十二条",
        "Emergency Response Law (2024), art. 12",
    ),
    "emergency_response_law_76": (
        "《突发事件应对法》（2024）第七十六条",
        "Emergency Response Law (2024), art. 76",
    ),
    "work_safety_rescue_18": (
        "《生产安全事故应急条例》第十八条",
        "Work Safety Accident Emergency Regulation, art. 18",
    ),
    "disaster_relief_15": (
        "《自然灾害救助条例》第十五条",
        "Natural Disaster Relief Regulation, art. 15",
    ),
}
FACTS: dict[str, Words] = {
    "number": ("征用编号", "No."),
    "decision": ("决定书文号", "Decision"),
    "issuing_body": ("决定机关", "Issuing body"),
    "basis": ("法律依据", "Legal basis"),
    "executing_body": ("实施单位", "Executing body"),
    "purpose": ("征用用途", "Purpose"),
    "owner": ("被征用单位（人）", "Owner"),
    "reference": ("统一社会信用代码／证件号", "Credit code / ID no."),
    "phone": ("联系电话", "Telephone"),
    "address": ("地址", "Address"),
    "handed_over": ("交接时间", "Handed over"),
    "until": ("预计归还", "Expected return"),
}
COLUMNS: Sequence[Words] = (
    ("序号", "No."),
    ("名称", "Name"),
    ("编码", "Code"),
    ("车牌号", "Plate"),
    ("数量", "Amount"),
    ("单位", "Unit"),
    ("交付时状况", "Condition"),
    ("估值（元）", "Value (yuan)"),
    ("操作人员", "Operator"),
    ("归还时状况／毁损灭失", "Condition on return / damage"),
)
SIGNED: Sequence[Words] = (
    ("被征用单位（人）", "Owner"),
    ("征用实施单位经办人", "For the executing body"),
    ("归还签收", "Received back"),
)
_BREAK = "<div style='break-before:page'></div>"


def requisition_html(
    row: Requisition, locale: str, *, is_exercise: bool = False, is_demo: bool = False
) -> str:
    """Return both copies as one page in the reader's language."""
    column = 1 if locale == "en" else 0
    marks = "".join(
        f'<p class="mark">{mark[column]}</p>'
        for mark in [EXERCISE] * is_exercise + [DEMO] * is_demo
    )
    copies = [_copy(row, copy[column], column, marks) for copy in COPIES]
    language = "en" if column else "zh-CN"
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width">'
        f"<title>{escape(f'{TITLE[column]} {row.number}')}</title>"
        f"<style>{STYLE}</style></head><body>{_BREAK.join(copies)}</body></html>"
    )


def _copy(row: Requisition, name: str, column: int, marks: str) -> str:
    told = urgent_line(row, column)
    due = f"<p><strong>{escape(told)}</strong></p>" if told else ""
    heads = "".join(f"<th>{words[column]}</th>" for words in COLUMNS)
    lines = "".join(_line(line) for line in row.lines)
    places = "".join(f"<div>{words[column]}</div>" for words in SIGNED)
    return (
        f"{marks}<h1>{TITLE[column]}</h1><p>{name}</p>{_facts(row, column)}{due}"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"
        f'<section class="signatures">{places}</section>'
    )


def urgent_line(row: Requisition, column: int) -> str:
    """Say until when the decision of an urgent requisition is to be served; else nothing."""
    if row.papers_due_at is None:
        return ""
    return URGENT[column].format(at=_at(row.papers_due_at))


def _facts(row: Requisition, column: int) -> str:
    rows = (f"<dt>{label}</dt><dd>{escape(value)}</dd>" for label, value in fact_pairs(row, column))
    return f"<dl>{''.join(rows)}</dl>"


def fact_pairs(row: Requisition, column: int) -> list[tuple[str, str]]:
    """Return what stands at the head of a copy, label by label."""
    values = {
        "number": row.number,
        "decision": row.decision_number,
        "issuing_body": row.issuing_body,
        "basis": BASIS[row.legal_basis][column],
        "executing_body": row.executing_body,
        "purpose": row.purpose,
        "owner": row.owner_name,
        "reference": row.owner_reference,
        "phone": row.owner_phone,
        "address": row.address,
        "handed_over": _at(row.handed_over_at),
        "until": _at(row.until_at),
    }
    return [(FACTS[name][column], value or "—") for name, value in values.items()]


def line_cells(line: RequisitionLine) -> tuple[str, ...]:
    """Return one thing of the list, cell by cell."""
    operator = " ".join(text for text in (line.operator_name, line.operator_phone) if text)
    after = "；".join(text for text in (line.condition_after, line.damage) if text)
    value = "" if line.value_yuan is None else f"{line.value_yuan:,}"
    return (
        str(line.position),
        line.name,
        line.item_code or "",
        line.plate or "",
        f"{line.quantity:,}",
        line.unit,
        line.condition,
        value,
        operator,
        after,
    )


def _line(line: RequisitionLine) -> str:
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in line_cells(line))}</tr>"


def _at(instant: datetime | None) -> str:
    return "—" if instant is None else instant.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
