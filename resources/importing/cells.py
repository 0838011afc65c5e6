"""Reads one cell as what its column holds; whatever cannot be read is said, never guessed away."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from resources.importing import dates, quantities
from resources.importing.abilities import Abilities
from resources.importing.fields import Choice, Field, Shape
from resources.importing.problems import CellProblem
from resources.importing.text import half_width, is_nothing, plain, tidy
from resources.supply_codes import WrongSupplyCode, supply_code

Cell = str | int | float | bool | date | None

LONGEST_TEXT = 300
_YES = frozenset(plain(one) for one in ("是", "有", "√", "✓", "✔", "对", "y", "yes", "true", "1", "ok", "evet", "var", "具备", "已取得"))  # noqa: E501  # fmt: skip
_NO = frozenset(plain(one) for one in ("否", "无", "×", "✗", "x", "不", "没有", "n", "no", "false", "0", "hayır", "yok", "不具备", "未取得"))  # noqa: E501  # fmt: skip
_TICKS = {
    "√": True,
    "✓": True,
    "✔": True,
    "☑": True,
    "×": False,
    "✗": False,
    "✘": False,
    "☐": False,
}
_SCIENTIFIC = re.compile(r"^\d(\.\d+)?e\+?\d+$", re.I)
_FORMULA_FAULT = re.compile(
    r"^#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)$", re.I
)
_DMS = re.compile(
    r"^([NSEW东西南北]?经?纬?)\s*(\d{1,3})\s*[°度]\s*(?:(\d{1,2}(?:\.\d+)?)\s*['′分])?\s*(?:(\d{1,2}(?:\.\d+)?)\s*(?:[\"″秒]|''|′′))?\s*([NSEW]?)$",
    re.I,
)
_UNITS_SPLIT = re.compile(r"[;；、,，\n|]+|/(?!\s*(?:h\b|s\b|min\b|小?时|秒|分))", re.I)
_UNITS_ONE = (
    re.compile(r"^(.*?)[\s:×xX*(]*(\d+(?:\.\d+)?)\s*(\D[^\s]*)?$"),
    re.compile(r"^(.*)[\s:×xX*(]*?(\d+)\s*(\D{0,4})$"),
)


MOST_SUGGESTIONS = 300
"""Nearest names are looked for so often only: a file of another trade would ask a million times."""


@dataclass(frozen=True, eq=False)
class Catalogue:
    """A list that cells name entries of: by key (code or name) to what is stored.

    ``shown`` is what is offered when nothing fits; ``twice`` holds keys that more than one entry
    answers to.
    """

    by_key: Mapping[str, str]
    shown: Mapping[str, str] = field(default_factory=dict)
    twice: frozenset[str] = frozenset()
    suggested: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: list[list[str]]) -> "Catalogue":
        """Build it from entries that hold what is stored first and every name behind it."""
        by_key: dict[str, str] = {}
        shown: dict[str, str] = {}
        twice: set[str] = set()
        for stored, *names in entries:
            for key in {plain(name) for name in names if name} - {""}:
                if by_key.setdefault(key, stored) != stored:
                    twice.add(key)
                shown.setdefault(key, names[min(1, len(names) - 1)])
        return cls(by_key, shown, frozenset(twice))

    def find(self, text: str) -> str:
        """Return what is stored for a name. Raises CellProblem with the nearest names."""
        key = plain(text)
        if key in self.twice:
            raise CellProblem("named_more_than_once", text=text[:60])
        found = self.by_key.get(key)
        if found is None:
            raise CellProblem("not_in_list", text=text[:60], nearest=self.nearest(key))
        return found

    def nearest(self, key: str) -> list[str]:
        """Return up to three names that look like this one, the most alike first."""
        if key not in self.suggested:
            if len(self.suggested) >= MOST_SUGGESTIONS:
                return []
            found = process.extract(key, list(self.by_key), scorer=_alike, limit=6, score_cutoff=60)
            names = [self.shown[match] for match, _score, _place in found]
            self.suggested[key] = list(dict.fromkeys(names))[:3]
        return self.suggested[key]


def _alike(one: str, other: str, **_limits: Any) -> float:
    """Return how alike two names are; one wrong character in a short name is a slip of the pen."""
    alike = fuzz.WRatio(one, other)
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < 2:
        return alike
    slips = Levenshtein.distance(one, other, score_cutoff=1)
    return max(alike, 96.0 - abs(len(one) - len(other))) if slips <= 1 else alike


@dataclass(frozen=True)
class Reading:
    """What reading cells needs to know: the lists, and words the office explained before."""

    catalogues: Mapping[str, Catalogue] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    date_1904: bool = False
    abilities: Abilities = field(default_factory=Abilities)


def read_cell(column: Field, cell: Cell, reading: Reading) -> Any:
    """Return the value of a cell, None where it holds nothing. Raises CellProblem."""
    if cell is None or (isinstance(cell, str) and _is_empty(column, cell)):
        return None
    if isinstance(cell, str) and _FORMULA_FAULT.match(cell.strip()):
        raise CellProblem("formula_failed", text=cell.strip())
    explained = reading.words.get(column.name, {})
    if explained and (known := explained.get(plain(str(cell)))) is not None:
        cell = known
    return _READERS[column.shape](column, cell, reading)


def _is_empty(column: Field, cell: str) -> bool:
    if column.shape is Shape.YES_NO:
        return not cell.strip()
    return is_nothing(cell)


def text_of(cell: Cell) -> str:
    """Return a cell as text; a whole number without a decimal point, a date as a date."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, date):
        return cell.isoformat()
    return tidy(str(cell))


def _text(column: Field, cell: Cell, _reading: Reading) -> str:
    text = text_of(cell)
    if len(text) > LONGEST_TEXT:
        raise CellProblem("text_too_long", length=len(text), most=LONGEST_TEXT)
    return text


def _code(column: Field, cell: Cell, reading: Reading) -> str:
    return half_width(_text(column, cell, reading))


def _count(column: Field, cell: Cell, _reading: Reading) -> Any:
    bare = _number_or_text(cell)
    plainly = quantities.without_dots(bare)
    amount = quantities.read_amount(plainly)
    if plainly != bare:
        amount = replace(amount, about=True)
    if not amount.unit and not amount.in_large:
        amount = replace(amount, value=amount.value * column.times)
    if column.name != "quantity":
        return _people(column, amount)
    value = amount.value if amount.unit or column.assumed else quantities.whole(amount)
    _require_between(column, value)
    return {"value": value, "unit": amount.unit, "headed": column.assumed, "about": amount.about}


def _people(column: Field, amount: quantities.Amount) -> Any:
    """Read a number of people or beds; square metres, households and shares are none."""
    unit = (amount.unit or column.assumed).partition("(")[0].strip()
    if unit and unit.casefold() not in quantities.PEOPLE:
        raise CellProblem("unit_unknown", unit=unit, known="人、床、张、位")
    value = quantities.whole(amount)
    _require_between(column, value)
    return {"value": value, "about": amount.about} if amount.about else value


def _mass(column: Field, cell: Cell, _reading: Reading) -> int:
    amount = quantities.read_amount(_number_or_text(cell))
    value = quantities.in_unit(amount, quantities.MASS_KG, column.assumed)
    if not amount.unit and not column.stated and 0 < value < column.doubtful_below:
        raise CellProblem("unit_needed", text=text_of(cell)[:60], unit=column.assumed)
    _require_between(column, value)
    return round(value)


def _duration(column: Field, cell: Cell, _reading: Reading) -> int:
    amount = quantities.read_amount(_number_or_text(cell))
    value = quantities.in_unit(amount, quantities.DURATION_S, column.assumed)
    _require_between(column, value)
    return round(value)


def _weight(column: Field, cell: Cell, _reading: Reading) -> float | None:
    return _size(column, cell, quantities.MASS_KG)


def _volume(column: Field, cell: Cell, _reading: Reading) -> float | None:
    return _size(column, cell, quantities.VOLUME_L)


def _size(column: Field, cell: Cell, factors: dict[str, float]) -> float | None:
    """Return a weight or volume; nothing weighs nothing, so a zero says that nobody knows."""
    amount = quantities.read_amount(_number_or_text(cell))
    if amount.value == 0:
        return None
    value = quantities.in_unit(amount, factors, column.assumed)
    _require_between(column, value)
    return value


def _supply_code(column: Field, cell: Cell, reading: Reading) -> str:
    text = _code(column, cell, reading).replace("-", "").replace(" ", "")
    try:
        return supply_code(text).text
    except WrongSupplyCode as wrong:
        raise CellProblem(f"supply_code_{wrong}", text=text[:20]) from None


def _number_or_text(cell: Cell) -> str | float:
    if isinstance(cell, bool | date):
        raise CellProblem("number_expected", text=text_of(cell))
    return cell if isinstance(cell, int | float) else str(cell)


def _require_between(column: Field, value: float) -> None:
    if value < column.least:
        raise CellProblem("number_too_small", text=f"{value:g}", least=f"{column.least:g}")
    if value > column.most:
        raise CellProblem(
            "number_out_of_range", text=f"{value:g}", least=column.least, most=column.most
        )


def _starts_on(_column: Field, cell: Cell, _reading: Reading) -> str | None:
    return _day(cell, ends=False)


def _ends_on(_column: Field, cell: Cell, _reading: Reading) -> str | None:
    return _day(cell, ends=True)


def _day(cell: Cell, *, ends: bool) -> str | None:
    if isinstance(cell, bool) or cell is None:
        raise CellProblem("date_expected", text=text_of(cell))
    found = dates.read_date(cell, ends=ends)
    return None if found is None else found.isoformat()


def _phone(_column: Field, cell: Cell, _reading: Reading) -> str:
    """A number that Excel turned into 1.38E+10 as text has lost its last digits for good."""
    text = half_width(text_of(cell))
    if _SCIENTIFIC.match(text.replace(" ", "")):
        raise CellProblem("digits_lost", text=text)
    if len(re.sub(r"\D", "", text)) < 3 or len(text) > 60:
        raise CellProblem("phone_expected", text=text[:60])
    return text


def _yes_no(_column: Field, cell: Cell, _reading: Reading) -> bool:
    if isinstance(cell, bool):
        return cell
    text = text_of(cell)
    if text in _TICKS:
        return _TICKS[text]
    key = plain(text)
    if key in _YES:
        return True
    if key in _NO or is_nothing(text):
        return False
    raise CellProblem("yes_or_no_expected", text=text[:60])


def _choice(column: Field, cell: Cell, _reading: Reading) -> str:
    text = text_of(cell)
    found = _choices(column.choices).get(plain(text))
    if found is None:
        raise CellProblem(
            "not_in_choices", text=text[:60], choices=[one.code for one in column.choices]
        )
    return found


@lru_cache(maxsize=64)
def _choices(choices: tuple[Choice, ...]) -> dict[str, str]:
    return {plain(name): one.code for one in reversed(choices) for name in (*one.synonyms, one.en, one.zh, one.code)}  # noqa: E501  # fmt: skip


def _named(column: Field, cell: Cell, reading: Reading) -> str:
    text = text_of(cell)
    catalogue = reading.catalogues.get(column.catalogue)
    if catalogue is None:
        raise CellProblem("not_in_list", text=text[:60], nearest=[])
    return catalogue.find(text)


def _units(column: Field, cell: Cell, reading: Reading) -> dict[str, int]:
    """Read "水域救援2；抽排水×1；抽排水2000方/时": a name without a number counts one."""
    found: dict[str, int] = {}
    for part in _UNITS_SPLIT.split(text_of(cell)):
        if not part.strip():
            continue
        code, units = _one_unit(column, part.strip(), reading)
        if not 0 < units <= column.most:
            raise CellProblem("number_out_of_range", text=part[:60], least=1, most=column.most)
        found[code] = found.get(code, 0) + units
    return found


def _one_unit(column: Field, part: str, reading: Reading) -> tuple[str, int]:
    explained = reading.words.get(column.name, {})
    catalogue = reading.catalogues.get(column.catalogue, Catalogue({}))
    whole = catalogue.by_key.get(plain(explained.get(plain(part), part)))
    if whole:
        return whole, 1
    text = half_width(part)
    splits = [found for shape in _UNITS_ONE if (found := shape.match(text))]
    keys = [plain(explained.get(plain(one[1]), one[1])) for one in splits]
    known = [one for one, key in zip(splits, keys, strict=True) if key in catalogue.by_key]
    if not splits:
        return catalogue.find(explained.get(plain(part), part)), 1
    name, number, unit = (known or splits)[0].groups(default="")
    code = catalogue.find(explained.get(plain(name), name))
    return reading.abilities.amount(code, number, unit.strip(" ()"))


def _degrees(_column: Field, cell: Cell, _reading: Reading) -> float:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _within(float(cell), str(cell))
    text = half_width(text_of(cell))
    dms = _DMS.match(text.replace(" ", ""))
    if dms:
        value = float(dms[2]) + float(dms[3] or 0) / 60 + float(dms[4] or 0) / 3600
        south_or_west = (dms[1] + dms[5])[:1].upper() in ("S", "W", "南", "西")
        return _within(-value if south_or_west else value, text)
    bare = text.strip("°度 NESWnesw东经北纬:")
    try:
        return _within(float(bare.replace(",", ".") if bare.count(",") == 1 else bare), text)
    except ValueError:
        raise CellProblem("degrees_expected", text=text[:60]) from None


def _within(value: float, text: str) -> float:
    if not -180 <= value <= 180:
        raise CellProblem("degrees_expected", text=text[:60])
    return value


def _pair(column: Field, cell: Cell, reading: Reading) -> list[float]:
    parts = [
        one for one in re.split(r"[,，;；\s]+", half_width(text_of(cell)).strip("()[]（）")) if one
    ]
    if len(parts) != 2:
        raise CellProblem("pair_expected", text=text_of(cell)[:60])
    return [_degrees(column, one, reading) for one in parts]


_READERS: dict[Shape, Callable[[Field, Cell, Reading], Any]] = {
    Shape.TEXT: _text,
    Shape.CODE: _code,
    Shape.COUNT: _count,
    Shape.MASS_KG: _mass,
    Shape.WEIGHT_KG: _weight,
    Shape.VOLUME_L: _volume,
    Shape.SUPPLY_CODE: _supply_code,
    Shape.DURATION_S: _duration,
    Shape.STARTS_ON: _starts_on,
    Shape.ENDS_ON: _ends_on,
    Shape.PHONE: _phone,
    Shape.YES_NO: _yes_no,
    Shape.CHOICE: _choice,
    Shape.NAMED: _named,
    Shape.UNITS: _units,
    Shape.DEGREES: _degrees,
    Shape.PAIR: _pair,
}
