"""Run cards of a plan as one table for a spreadsheet, and back again (pure).

Every row says which part of which level it is; a level that has rows is replaced as a whole, a
level without rows stays as it is. What was written is read back as the same, byte for byte.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from core.errors import DomainError
from plans import errors_cards as errors
from plans.cards_text import (
    TextUnreadable,
    places_text,
    read_places,
    read_windows,
    windows_text,
)
from plans.schemas_cards import (
    CardArea,
    CardBody,
    CardContact,
    CardMeasure,
    CardMessage,
    CardRequirement,
    CardTask,
)
from resources.importing.writing import Column, csv_of

PARTS = {
    "card": "卡片",
    "measure": "措施",
    "requirement": "需求",
    "task": "任务",
    "contact": "联系",
    "message": "文本",
    "area": "危险区",
}
COLUMNS = {
    "part": "部分", "level": "级别", "ref": "编号", "code": "代码", "name": "名称",
    "name_en": "英文名称", "quantity": "数量或条件", "unit": "单位", "least": "最少",
    "minutes": "时限（分）", "grade": "等级", "addition": "另加", "people": "每班人数",
    "relief_h": "接替（时）", "role": "角色", "role_en": "英文角色", "after": "在此之后",
    "body": "单位部门", "phone": "电话", "text": "正文", "text_en": "英文正文",
    "places": "地点", "windows": "时段",
}  # fmt: skip
LIST_OF = {
    "measure": "measures", "requirement": "requirements", "task": "tasks",
    "contact": "contacts", "message": "messages", "area": "areas",
}  # fmt: skip
_YES = frozenset({"是", "yes", "y", "1", "true", "x"})
_COLUMN_OF = {
    "trigger": "quantity", "trigger_text": "name", "trigger_text_en": "name_en",
    "expected_duration_s": "minutes", "within_s": "minutes", "limit_s": "minutes",
    "capability_code": "code", "item_code": "code", "label": "name", "label_en": "name_en",
    "in_addition": "addition", "people_per_shift": "people", "relief_after_s": "relief_h",
    "title": "name", "title_en": "name_en", "role_name": "role", "role_name_en": "role_en",
    "function": "name", "function_en": "name_en", "to": "role", "method": "code",
    "distance_m": "quantity", "note": "name",
}  # fmt: skip

Row = dict[str, str]
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Fault:
    """What cannot be read, at which row (as spreadsheets count) and in which column."""

    row: int
    column: str | None
    error: DomainError


@dataclass
class Level:
    """One level's card as read, and at which row each of its parts stands."""

    body: CardBody
    rows: dict[tuple[str, int | None], int]


@dataclass
class Reading:
    """What a table says: cards by level, and its faults."""

    levels: dict[int, Level] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def column_of(name: str) -> str:
    """Return the column in which a field of a card stands."""
    return _COLUMN_OF.get(name, name if name in COLUMNS else "part")


def heading(column: str) -> str:
    """Return how a column is called in the table."""
    return f"{COLUMNS[column]} {column}"


# --- writing -----------------------------------------------------------------------------------


def csv_of_cards(cards: Mapping[int, CardBody]) -> bytes:
    """Write cards by level, the lowest level first."""
    columns = [Column(heading(name)) for name in COLUMNS]
    rows = [row for level in sorted(cards, reverse=True) for row in _rows(level, cards[level])]
    return csv_of(columns, [[row.get(name, "") for name in COLUMNS] for row in rows])


def _rows(level: int, body: CardBody) -> Iterable[Row]:
    yield _row(
        level,
        "card",
        name=body.trigger_text,
        name_en=body.trigger_text_en,
        quantity=body.trigger,
        minutes=_ratio(body.expected_duration_s, 60),
        places=places_text(body.places),
        windows=windows_text(body.windows),
    )
    for measure in body.measures:
        yield _row(level, "measure", ref=measure.code, name=measure.text, name_en=measure.text_en)
    for one in body.requirements:
        yield _requirement_row(level, one)
    for task in body.tasks:
        yield _row(
            level, "task", ref=task.ref, name=task.title, name_en=task.title_en,
            role=task.role_name, role_en=task.role_name_en, minutes=_ratio(task.limit_s, 60),
            after=" ".join(task.after),
        )  # fmt: skip
    for contact in body.contacts:
        yield _row(
            level, "contact", name=contact.function, name_en=contact.function_en,
            body=contact.body, phone=contact.phone,
        )  # fmt: skip
    for text in body.messages:
        yield _row(
            level, "message", ref=text.ref, role=text.to, name=text.title,
            text=text.text, text_en=text.text_en,
        )  # fmt: skip
    for area in body.areas:
        distance = "" if area.distance_m is None else str(area.distance_m)
        yield _row(level, "area", code=area.method, quantity=distance, name=area.note)


def _requirement_row(level: int, one: CardRequirement) -> Row:
    return _row(
        level,
        "requirement",
        code=one.code,
        name=one.label,
        name_en=one.label_en,
        quantity=one.quantity,
        unit=one.unit or "",
        least=one.least or "",
        minutes=_ratio(one.within_s, 60),
        grade=_number(one.grade),
        addition="是" if one.in_addition else "",
        people=_number(one.people_per_shift),
        relief_h="" if one.relief_after_s is None else _ratio(one.relief_after_s, 3600),
        places=places_text(one.places),
        windows=windows_text(one.windows),
    )


def _row(level: int, part: str, **cells: str) -> Row:
    return {"part": PARTS[part], "level": str(level), **cells}


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _ratio(seconds: int, unit_s: int) -> str:
    return f"{seconds / unit_s:.5f}".rstrip("0").rstrip(".")


# --- reading -----------------------------------------------------------------------------------


def read_cards(table: Sequence[Sequence[Any]]) -> Reading:
    """Read cards from a table as a spreadsheet gives it; its faults are told, not raised."""
    reading = Reading()
    names = _columns(table[0] if table else [], reading)
    if reading.faults:
        return reading
    parts: dict[int, list[tuple[int, str, Row]]] = {}
    for number, cells in enumerate(table[1:], start=2):
        row = {name: _text(cells, place) for name, place in names.items()}
        if any(row.values()):
            _sort_in(number, row, parts, reading)
    for level in sorted(parts, reverse=True):
        _read_level(level, parts[level], reading)
    return reading


def _columns(head: Sequence[Any], reading: Reading) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(head):
        words = str(cell or "").strip().split()
        name = words[-1].lower() if words else ""
        zh = next((key for key, title in COLUMNS.items() if words and title == words[0]), None)
        key = name if name in COLUMNS else zh
        if key:
            found.setdefault(key, place)
    for wanted in ("part", "level", "name", "quantity", "minutes"):
        if wanted not in found:
            error = errors.TableHeading(field="heading", column=heading(wanted))
            reading.faults.append(Fault(1, wanted, error))
    return found


def _text(cells: Sequence[Any], place: int) -> str:
    value = cells[place] if place < len(cells) else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _sort_in(
    number: int, row: Row, parts: dict[int, list[tuple[int, str, Row]]], reading: Reading
) -> None:
    part = next((key for key, zh in PARTS.items() if row["part"].lower() in (key, zh)), None)
    if part is None:
        _unreadable(reading, number, "part", row["part"], "、".join(PARTS.values()))
    elif row["level"] not in ("1", "2", "3", "4"):
        _unreadable(reading, number, "level", row["level"], "1 – 4")
    else:
        parts.setdefault(int(row["level"]), []).append((number, part, row))


def _unreadable(reading: Reading, row: int, column: str, value: str, wanted: str) -> None:
    error = errors.CellUnreadable(field=column, value=value, wanted=wanted)
    reading.faults.append(Fault(row, column, error))


def _read_level(level: int, rows: list[tuple[int, str, Row]], reading: Reading) -> None:
    lists: dict[str, list[BaseModel]] = {name: [] for name in LIST_OF.values()}
    places: dict[tuple[str, int | None], int] = {}
    head: dict[str, Any] | None = None
    before = len(reading.faults)
    for number, part, row in rows:
        cells = _Cells(number, row, reading)
        if part == "card":
            head = _head(cells)
            places[("card", None)] = number
            continue
        made = _made(part, cells)
        if made is not None:
            places[(LIST_OF[part], len(lists[LIST_OF[part]]))] = number
            lists[LIST_OF[part]].append(made)
    if head is None:
        error = errors.CardRowMissing(field="part", level=level)
        reading.faults.append(Fault(rows[0][0], "part", error))
    if head is not None and len(reading.faults) == before:
        number = places[("card", None)]
        body = _valid(CardBody, head | lists, _Cells(number, {}, reading))
        if body is not None:
            reading.levels[level] = Level(body, places)


_WHOLE = re.compile("-?[0-9]{1,9}")


class _Cells:
    """The cells of one row, read as what is wanted; a cell that is not becomes a fault."""

    def __init__(self, number: int, row: Row, reading: Reading) -> None:
        self.number, self.row, self.reading = number, row, reading

    def text(self, name: str) -> str:
        return self.row.get(name, "")

    def some(self, name: str) -> str | None:
        return self.text(name) or None

    def whole(self, name: str) -> int | None:
        text = self.text(name)
        if text and not _WHOLE.fullmatch(text):
            _unreadable(self.reading, self.number, name, text, "0, 1, 2 …")
            return None
        return int(text) if text else None

    def seconds(self, name: str, unit_s: int) -> int | None:
        text = self.text(name)
        try:
            return round(float(text) * unit_s) if text else None
        except (ValueError, OverflowError):
            _unreadable(self.reading, self.number, name, text, "30, 7.5 …")
            return None

    def several(self, name: str, read: Any) -> list[Any]:
        try:
            found: list[Any] = read(self.text(name))
            return found
        except TextUnreadable as error:
            example = "within jurisdiction 420111 洪山区" if name == "places" else "12345 08:00-18:00 *"  # noqa: E501  # fmt: skip
            _unreadable(self.reading, self.number, name, str(error), example)
            return []


def _head(cells: _Cells) -> dict[str, Any]:
    return {
        "trigger": cells.text("quantity"),
        "trigger_text": cells.text("name"),
        "trigger_text_en": cells.text("name_en"),
        "expected_duration_s": cells.seconds("minutes", 60),
        "places": cells.several("places", read_places),
        "windows": cells.several("windows", read_windows),
    }


def _made(part: str, cells: _Cells) -> BaseModel | None:
    match part:
        case "measure":
            told = {"code": "ref", "text": "name", "text_en": "name_en"}
            return _valid(CardMeasure, _renamed(cells, told), cells)
        case "requirement":
            return _valid(CardRequirement, _requirement(cells), cells)
        case "task":
            told = {"ref": "ref", "title": "name", "title_en": "name_en", "role_name": "role", "role_name_en": "role_en"}  # noqa: E501  # fmt: skip
            more = {"limit_s": cells.seconds("minutes", 60), "after": cells.text("after").split()}
            return _valid(CardTask, _renamed(cells, told) | more, cells)
        case "contact":
            told = {"function": "name", "function_en": "name_en", "body": "body", "phone": "phone"}
            return _valid(CardContact, _renamed(cells, told), cells)
        case "message":
            told = {"ref": "ref", "to": "role", "title": "name", "text": "text", "text_en": "text_en"}  # noqa: E501  # fmt: skip
            return _valid(CardMessage, _renamed(cells, told), cells)
        case _:
            area = {"method": cells.text("code"), "distance_m": cells.whole("quantity")}
            return _valid(CardArea, area | {"note": cells.text("name")}, cells)


def _renamed(cells: _Cells, told: Mapping[str, str]) -> dict[str, Any]:
    return {name: cells.text(column) for name, column in told.items()}


def _requirement(cells: _Cells) -> dict[str, Any]:
    code = cells.text("code")
    return {
        "capability_code": None if code.isdigit() else code or None,
        "item_code": code if code.isdigit() else None,
        "label": cells.text("name"),
        "label_en": cells.text("name_en"),
        "quantity": cells.text("quantity"),
        "unit": cells.some("unit"),
        "least": cells.some("least"),
        "within_s": cells.seconds("minutes", 60),
        "grade": cells.whole("grade"),
        "in_addition": cells.text("addition").lower() in _YES,
        "people_per_shift": cells.whole("people"),
        "relief_after_s": cells.seconds("relief_h", 3600),
        "places": cells.several("places", read_places),
        "windows": cells.several("windows", read_windows),
    }


def _valid(shape: type[M], given: dict[str, Any], cells: _Cells) -> M | None:
    try:
        return shape.model_validate(given)
    except ValidationError as found:
        for one in found.errors():
            name = str(one["loc"][0]) if one["loc"] else "part"
            value = "" if isinstance(one["input"], dict | list) else str(one["input"] or "")
            column = column_of(name) if name != "code" or shape is not CardMeasure else "ref"
            _unreadable(cells.reading, cells.number, column, value, one["msg"])
        return None
