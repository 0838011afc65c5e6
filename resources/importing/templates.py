"""Templates that offices fill in: headings, drop-downs, instructions and made-up examples."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from resources.importing.fields import Field, Kind, Shape, said
from resources.importing.writing import Column, csv_of, new_workbook, width_of

ROWS = 2_000
"""Drop-downs and formats reach so far down."""

_EXAMPLES: Mapping[str, tuple[dict[str, Any], ...]] = {
    "lots": (
        {"depot_id": "示例库（请勿导入）", "item_code": "棉被", "batch": "2026-03", "quantity": 120, "unit": "床", "made_on": "2026-03-01", "expires_on": "2032-02-28"},
        {"depot_id": "示例库（请勿导入）", "item_code": "冲锋舟", "batch": "", "quantity": "2艘", "unit": "", "made_on": "2024年5月", "expires_on": ""},
    ),
    "teams": (
        {"code": "SL-001", "name": "示例救援队（虚构）", "kind": "社会应急力量", "jurisdiction_code": "", "lon": "114.34", "lat": "30.50", "address": "示例街道1号", "leader_name": "示例", "phone": "000-00000000", "vehicle": "轻型车", "headcount": 12, "turnout_s": 10, "capabilities": "水域救援2；抽排水1"},
    ),
    "depots": (
        {"code": "SL-CK-01", "name": "示例物资库（虚构）", "kind": "政府储备", "lon": "114.34", "lat": "30.50", "address": "示例街道1号", "keeper_name": "示例", "phone": "000-00000000", "load_s": 20},
    ),
    "trucks": (
        {"plate": "示例A00001", "depot_id": "示例库（请勿导入）", "vehicle": "重型货车", "payload_kg": "8吨", "hazardous_permit": "否"},
    ),
    "shelters": (
        {"code": "SL-BN-01", "name": "示例避难场所（虚构）", "lon": "114.34", "lat": "30.50", "address": "示例街道1号", "capacity": 800, "free": 800, "phone": "000-00000000"},
    ),
    "experts": (
        {"code": "SL-ZJ-01", "name": "示例专家（虚构）", "expertise": "危险化学品处置", "organisation": "示例大学", "post": "教授", "phone": "000-00000000", "jurisdiction_code": ""},
    ),
    "items": (
        {"code": "", "own_code": "SL-001", "name": "示例折叠床（请勿导入）", "unit": "张", "kg": 8, "litres": "60升", "hazardous": "否", "reusable": "是", "class_code": "基本生活保障物资"},
    ),
    "classes": (
        {"code": "1020000", "name": "示例类目（请勿导入）", "name_en": "example class"},
    ),
    "hospitals": (
        {"code": "SL-YY-01", "name": "示例医院（虚构）", "lon": "", "lat": "", "address": "示例街道1号", "capacity": 300, "free": 25, "phone": "000-00000000"},
    ),
}  # fmt: skip

_INSTRUCTIONS: Mapping[str, tuple[str, ...]] = {
    "zh": (
        "在第一张表填写，每行一个条目；带 * 的列为新条目必填。可以删除或调换列，也可以直接上传您自己的表格。",
        "空单元格不会清除已有内容；已有条目按编号匹配，没有编号按名称和位置匹配（批次按物资库、物资、批次匹配）。",
        "日期写成 2026-05-03；数量可带单位（120床、3吨）；不确定请留空，不要写 0。",
        "坐标系在上传后选择（WGS-84、CGCS2000、GCJ-02、BD-09）；没有坐标时按地址概略定位。",
        "上传后先看预览，确认后才写入；写入后可以整批撤销。",
    ),
    "en": (
        "Fill in the first sheet, one entry a row; columns marked * are needed for new entries. Columns may be moved or dropped, and your own spreadsheet can be sent as it is.",
        "An empty cell leaves what is there. Entries are matched by code, or by name and place; lots by depot, item and batch.",
        "Write dates as 2026-05-03; amounts may carry units (120 beds, 3 t); leave empty what is not known, do not write 0.",
        "The datum (WGS-84, CGCS2000, GCJ-02, BD-09) is chosen after sending; without coordinates the address places the entry roughly.",
        "Nothing is written before you have seen the preview; what was written can be undone as a whole.",
    ),
}  # fmt: skip
_SHEETS = {"zh": ("填写示例", "填写说明", "目录"), "en": ("Examples", "Instructions", "Lists")}
_PAIRED = ("coordinates",)


def columns_of(kind: Kind) -> list[Field]:
    """Return the columns a template has: positions as two numbers, not as a pair."""
    return [one for one in kind.fields if one.name not in _PAIRED]


def template_csv(kind: Kind, locale: str) -> bytes:
    """Return the heading alone, for programs without workbooks."""
    return csv_of([Column(_title(one, locale)) for one in columns_of(kind)], [])


def _title(one: Field, locale: str) -> str:
    return said(one, locale) + ("*" if one.required else "")


def template_xlsx(kind: Kind, locale: str, lists: Mapping[str, Sequence[str]]) -> bytes:
    """Return a workbook to fill in; ``lists`` are the names that catalogue columns offer."""
    stream = io.BytesIO()
    book = new_workbook(stream)
    language = "en" if locale.startswith("en") else "zh"
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True}),
        "needed": book.add_format({"bold": True, "bg_color": "#FCE4D6", "border": 1, "text_wrap": True}),
        "text": book.add_format({"num_format": "@"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }  # fmt: skip
    sheet = book.add_worksheet(said(kind, locale)[:31])
    examples, told, choices = (book.add_worksheet(name) for name in _SHEETS[language])
    choices.hide()
    columns = columns_of(kind)
    offered = [_offered(one, locale, lists) for one in columns]
    for n, one in enumerate(columns):
        _head(sheet, n, one, locale, formats)
        _head(examples, n, one, locale, formats)
        if offered[n]:
            _offer(sheet, choices, n, offered[n], _SHEETS[language][2])
    for row, example in enumerate(_EXAMPLES[kind.name], start=1):
        for n, one in enumerate(columns):
            examples.write_string(row, n, str(example.get(one.name, "")))
    for row, line in enumerate(_told(kind, columns, locale, language)):
        told.write_string(row, 0, line, formats["wrap"])
    told.set_column(0, 0, 100)
    for one_sheet in (sheet, examples):
        one_sheet.freeze_panes(1, 0)
    book.close()
    return stream.getvalue()


def _head(sheet: Any, n: int, one: Field, locale: str, formats: Mapping[str, Any]) -> None:
    title = _title(one, locale)
    sheet.write_string(0, n, title, formats["needed" if one.required else "head"])
    is_text = one.shape in (Shape.CODE, Shape.PHONE, Shape.TEXT, Shape.NAMED)
    sheet.set_column(n, n, width_of(title, ("x" * 12,)), formats["text"] if is_text else None)
    note = one.note_en if locale.startswith("en") else one.note_zh
    if note:
        sheet.write_comment(0, n, note)


def _offered(one: Field, locale: str, lists: Mapping[str, Sequence[str]]) -> list[str]:
    """Return what a column's drop-down offers."""
    if one.choices:
        return [said(choice, locale) for choice in one.choices]
    if one.shape is Shape.YES_NO:
        return ["yes", "no"] if locale.startswith("en") else ["是", "否"]
    return list(lists.get(one.catalogue, ())) if one.shape is Shape.NAMED else []


def _offer(sheet: Any, choices: Any, n: int, names: Sequence[str], list_sheet: str) -> None:
    """Give a column a drop-down; other values may be typed all the same, the preview judges them."""
    for row, name in enumerate(names):
        choices.write_string(row, n, name)
    letter = xl_col_to_name(n)
    sheet.data_validation(
        1, n, ROWS, n,
        {
            "validate": "list",
            "source": f"='{list_sheet}'!${letter}$1:${letter}${len(names)}",
            "error_type": "information",
        },
    )  # fmt: skip


def _told(kind: Kind, columns: Sequence[Field], locale: str, language: str) -> list[str]:
    lines = [f"{n}. {line}" for n, line in enumerate(_INSTRUCTIONS[language], start=1)]
    lines.append("")
    for one in columns:
        note = one.note_en if language == "en" else one.note_zh
        lines.append(f"{_title(one, locale)}" + (f" — {note}" if note else ""))
    return lines
