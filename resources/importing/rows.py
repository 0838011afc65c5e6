"""Reads the rows of a table as entries of a kind: values, and every fault with its cell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from resources.importing.cells import Cell, Reading, read_cell, text_of
from resources.importing.fields import Field, Kind, Shape
from resources.importing.headings import as_headed
from resources.importing.problems import CellProblem, Problem
from resources.importing.quantities import MASS_KG
from resources.importing.tables import Table
from resources.importing.text import is_nothing, plain
from resources.supply_codes import WrongSupplyCode, supply_code
from resources.units import NotConvertible, converted

NO_BATCH = "无批号"
"""What a lot without a batch number is kept under."""

_ONE_BY_ONE = frozenset(plain(one) for one in ("个", "件", "只", "台", "具", "套", "把", "支", "张", "床", "条", "顶", "座", "辆", "艘", "块", "根", "枚", "部", "架", "杆", "面", "幅", "piece", "pieces", "pcs", "pc", "ea", "each", "unit", "units", "set", "sets", "adet", "tane"))  # noqa: E501  # fmt: skip
"""Measure words of single things: which of them a list uses says nothing about the amount."""

_DAYS_1904 = 1462


@dataclass(frozen=True)
class Mapped:
    """How a table is to be read: column to field, fields repeated downwards, units of items.

    ``otherwise`` says what holds where the list says nothing: one depot for all rows, one unit.
    """

    columns: Mapping[int, str]
    fill_down: frozenset[str] = frozenset()
    units: Mapping[str, Sequence[str]] = field(default_factory=dict)
    otherwise: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Entry:
    """One row: its number in the sheet, its cells as text, what was understood, what was not."""

    number: int
    cells: list[str]
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)

    def as_json(self) -> list[Any]:
        """Return the row as it leaves the child process."""
        told = [one.as_json() for one in self.problems]
        return [self.number, self.cells, self.values, told, self.assumed]

    def fault(self, code: str, name: str | None, /, **facts: Any) -> None:
        """Note what keeps the row out."""
        self.problems.append(Problem(code, name, facts))

    def remark(self, code: str, name: str | None, /, **facts: Any) -> None:
        """Note what the reader of the preview should know."""
        self.problems.append(Problem(code, name, facts, warning=True))


def read_rows(kind: Kind, table: Table, mapped: Mapped, reading: Reading) -> Iterator[Entry]:
    """Read every row of a table; the faults of one say nothing about the others."""
    counted = {unit for units in mapped.units.values() for unit in units}
    columns = [
        (column, as_headed(kind.field(name), _heading(table, column), counted))
        for column, name in mapped.columns.items()
    ]
    otherwise = [(kind.field(name), text) for name, text in mapped.otherwise.items()]
    above: dict[str, Cell] = {}
    for number, cells in table.rows:
        entry = Entry(number + 1, [text_of(cell) if cell is not None else "" for cell in cells])
        for column, one in columns:
            cell = cells[column] if column < len(cells) else None
            if one.name in mapped.fill_down:
                cell = above[one.name] = above.get(one.name) if _is_blank(cell) else cell
            _take(entry, one, cell, reading)
        for one, text in otherwise:
            _assume(entry, one, text, reading)
        _finish(kind, entry, mapped)
        yield entry


def _heading(table: Table, column: int) -> str:
    names = table.header.names
    return names[column] if column < len(names) else ""


def _assume(entry: Entry, column: Field, text: str, reading: Reading) -> None:
    """Take what holds where a row says nothing; a cell that could not be read is not nothing."""
    if column.name in entry.values or any(one.field == column.name for one in entry.problems):
        return
    _take(entry, column, text, reading)
    if column.name in entry.values:
        entry.assumed.append(column.name)


def _is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _take(entry: Entry, column: Field, cell: Cell, reading: Reading) -> None:
    if reading.date_1904 and column.shape in (Shape.STARTS_ON, Shape.ENDS_ON) and _is_serial(cell):
        cell = cell + _DAYS_1904  # type: ignore[operator]
    try:
        value = read_cell(column, cell, reading)
    except CellProblem as problem:
        entry.fault(problem.code, column.name, **problem.facts)
        return
    if isinstance(value, dict) and "about" in value:
        if value["about"]:
            entry.remark("number_is_rough", column.name, text=text_of(cell)[:60])
        value = value if column.name == "quantity" else value["value"]
    if value is not None or _is_for_ever(column, cell):
        entry.values[column.name] = value


def _is_for_ever(column: Field, cell: Cell) -> bool:
    """Say whether a cell says that there is no end, which is more than saying nothing."""
    return column.shape is Shape.ENDS_ON and isinstance(cell, str) and not is_nothing(cell)


def _is_serial(cell: Cell) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool) and 10_000 < cell < 90_000


def _finish(kind: Kind, entry: Entry, mapped: Mapped) -> None:
    if "coordinates" in entry.values:
        _spread(entry)
    if kind.name == "lots":
        _finish_lot(entry, mapped)
    if kind.name == "items":
        _finish_item(entry)
    if {"capacity", "free"} <= entry.values.keys() and entry.values["free"] > entry.values[
        "capacity"
    ]:
        entry.fault("free_above_capacity", "free", capacity=entry.values["capacity"])


def _spread(entry: Entry) -> None:
    """Take "114.3,30.5" and "30.5,114.3" apart; which is which shows where only one can be."""
    first, second = entry.values.pop("coordinates")
    if "lon" in entry.values or "lat" in entry.values:
        return
    if abs(first) <= 90 < abs(second):
        first, second = second, first
    entry.values |= {"lon": first, "lat": second}


def _finish_item(entry: Entry) -> None:
    """A code that is none of the standard is the list's own; a name holds for both languages."""
    values = entry.values
    if code := values.get("code"):
        try:
            values["code"] = supply_code(code.replace("-", "")).text
        except WrongSupplyCode:
            values.setdefault("own_code", values.pop("code"))


def _finish_lot(entry: Entry, mapped: Mapped) -> None:
    values = entry.values
    said = values.pop("unit", "")
    counted = values.pop("quantity", None)
    if "batch" not in values:
        values["batch"] = NO_BATCH
        entry.assumed.append("batch")
    if counted is not None:
        _count(entry, counted, said, mapped)
    made, expires = values.get("made_on"), values.get("expires_on")
    if made and expires and date.fromisoformat(made) > date.fromisoformat(expires):
        entry.fault("made_after_expiry", "made_on", made_on=made, expires_on=expires)


def _count(entry: Entry, counted: Mapping[str, Any], said: str, mapped: Mapped) -> None:
    """Take the amount in the catalogue's unit: a cell's own unit, else its row's, its heading's."""
    known = mapped.units.get(entry.values.get("item_code", ""), ())
    unit, value = counted["unit"] or said or counted["headed"], counted["value"]
    if unit and known and plain(unit) not in {plain(one) for one in known if one}:
        value = _converted(entry, value, unit, known, said=bool(counted["unit"] or said))
    if abs(value - round(value)) > 1e-6:
        entry.fault("number_not_whole", "quantity", text=f"{value:g}")
    else:
        entry.values["quantity"] = round(value)


def _converted(entry: Entry, value: float, unit: str, known: Sequence[str], *, said: bool) -> float:
    """Convert between units of one quantity; of single things any measure word will do."""
    for one in known:
        if (factor := _factor(unit, one)) is not None:
            return value * factor
    keys = {plain(one) for one in known if one}
    if plain(unit) in _ONE_BY_ONE and keys & _ONE_BY_ONE:
        if said:  # a heading's word was written for all rows at once
            entry.remark("unit_taken_as", "quantity", unit=unit, expected=known[0])
    else:
        entry.fault("unit_differs", "quantity", unit=unit[:30], expected=known[0])
    return value


def _factor(given: str, kept_in: str) -> float | None:
    """Return how many of the catalogue's unit one of the given is; None between quantities."""
    theirs, ours = MASS_KG.get(given.casefold()), MASS_KG.get(kept_in.casefold())
    if theirs and ours:
        return theirs / ours
    try:
        return float(converted(1, given, kept_in))
    except NotConvertible:
        return None
