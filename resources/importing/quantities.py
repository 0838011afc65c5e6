"""Numbers as they stand in lists: with units, thousands, full-width digits, "about", 万 and 十二."""  # noqa: E501

import math
import re
from dataclasses import dataclass

from resources.importing.problems import CellProblem
from resources.importing.text import half_width, tidy

_ABOUT = re.compile(
    r"^(约|大约|近|近似|左右|不少于|至少|超过|≥|>=|>|~|≈|about|approx\.?|ca\.?)\s*", re.I
)
_ABOUT_END = re.compile(r"\s*(左右|余|多|以上|上下|\+)$")
_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:[,，' ]\d{3})+|\d+)(?:[.]\d+)?(?:e[-+]?\d+)?", re.I)
_COMMA_DECIMAL = re.compile(r"^(\d{1,3}(?:\.\d{3})+|\d+),(\d{1,2})(?!\d)")
_DOTTED = re.compile(r"^\d{1,3}(?:\.\d{3})+(?![\d.,])")
LARGE = {"万": 10_000, "千": 1_000, "百": 100, "亿": 100_000_000}
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_MORE = re.compile(r"^[余多]\s*")
_HAN = re.compile(r"^[零〇一二两三四五六七八九十百千万]+")

MASS_KG = {"kg": 1.0, "千克": 1.0, "公斤": 1.0, "g": 0.001, "克": 0.001, "斤": 0.5, "市斤": 0.5,
           "t": 1000.0, "吨": 1000.0, "ton": 1000.0, "tons": 1000.0, "tonne": 1000.0, "tonnes": 1000.0,  # noqa: E501
           "公吨": 1000.0, "kgs": 1.0, "千克力": 1.0}  # fmt: skip
VOLUME_L = {"l": 1.0, "升": 1.0, "litre": 1.0, "litres": 1.0, "liter": 1.0, "liters": 1.0, "ml": 0.001,  # noqa: E501
            "毫升": 0.001, "m3": 1000.0, "m³": 1000.0, "立方米": 1000.0, "立方": 1000.0, "方": 1000.0,  # noqa: E501
            "dm3": 1.0, "cm3": 0.001}  # fmt: skip
DURATION_S = {"s": 1.0, "秒": 1.0, "秒钟": 1.0, "sec": 1.0, "min": 60.0, "mins": 60.0, "minutes": 60.0,  # noqa: E501
              "minute": 60.0, "分": 60.0, "分钟": 60.0, "dk": 60.0, "dakika": 60.0, "h": 3600.0,
              "小时": 3600.0, "时": 3600.0, "hour": 3600.0, "hours": 3600.0,
              "saat": 3600.0}  # fmt: skip

PEOPLE = frozenset(("人", "名", "位", "员", "个", "口", "人次", "床", "张", "床位", "张床", "张床位", "个床位", "铺", "座", "people", "persons", "person", "pax", "bed", "beds", "seats", "kişi", "yatak"))  # noqa: E501  # fmt: skip
"""What people, beds and seats are counted in."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with the unit that stood beside it, whether it was called rough, or in 万 or 千."""

    value: float
    unit: str
    about: bool
    in_large: bool = False


def read_amount(cell: str | float) -> Amount:
    """Return the number of a cell. Raises CellProblem where there is none or more than one."""
    if isinstance(cell, int | float):
        return Amount(_finite(float(cell)), "", False)
    text = tidy(half_width(cell)).replace("，", ",")
    bare = _ABOUT.sub("", text)
    about = bare != text
    value, rest = _leading_number(bare, cell)
    in_large = False
    for sign, factor in LARGE.items():
        if rest.startswith(sign) and not rest.startswith("千克"):
            value, rest, in_large = value * factor, rest[1:].lstrip(), True
    ended = _ABOUT_END.sub("", _MORE.sub("", rest))
    unit = ended.strip(" ()[]【】.").strip()
    if unit.startswith("几"):
        raise CellProblem("number_expected", text=str(cell)[:60])
    if re.search(r"\d", unit):
        raise CellProblem("number_unclear", text=str(cell)[:60])
    return Amount(_finite(value), unit, about or ended != rest, in_large)


def _leading_number(text: str, cell: str) -> tuple[float, str]:
    european = _COMMA_DECIMAL.match(text)
    if european:
        value = float(european[1].replace(".", "") + "." + european[2])
        return value, text[european.end() :].lstrip()
    found = _NUMBER.match(text)
    if found:
        return float(re.sub(r"[,' ]", "", found[0])), text[found.end() :].lstrip()
    spoken = _HAN.match(text)
    if spoken:
        return float(han_number(spoken[0])), text[spoken.end() :].lstrip()
    raise CellProblem("number_expected", text=str(cell)[:60])


def han_number(text: str) -> int:
    """Return a number written in Chinese numerals below one hundred million."""
    high, _, low = text.rpartition("万")
    return (_han_below_ten_thousand(high) * 10_000 if high else 0) + _han_below_ten_thousand(low)


def _han_below_ten_thousand(text: str) -> int:
    total, digit = 0, 0
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        else:
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[sign]
            digit = 0
    return total + digit


def _finite(value: float) -> float:
    if not math.isfinite(value) or abs(value) > 1e15:
        raise CellProblem("number_out_of_range", text=str(value))
    return value


def in_unit(amount: Amount, factors: dict[str, float], assumed: str) -> float:
    """Return an amount in the base unit; without a unit it is in the assumed one."""
    unit = amount.unit.casefold() or assumed
    if unit not in factors:
        raise CellProblem("unit_unknown", unit=amount.unit, known=", ".join(list(factors)[:6]))
    return amount.value * factors[unit]


def without_dots(cell: str | float) -> str | float:
    """Return 1.250 as 1250 where only whole numbers can be meant; 1.250 kg is left alone."""
    if not isinstance(cell, str):
        return cell
    text = tidy(half_width(cell))
    found = _DOTTED.match(text)
    if found is None or text[found.end() :].strip().casefold() in MASS_KG:
        return cell
    return found[0].replace(".", "") + text[found.end() :]


def whole(amount: Amount) -> int:
    """Return a count; a broken number is none."""
    nearest = round(amount.value)
    if abs(amount.value - nearest) > 1e-6:
        raise CellProblem("number_not_whole", text=f"{amount.value:g}")
    return nearest
