"""Units of measure and what one is in another: exact, and only within one quantity.

Factors are exact by definition (SI, and the Chinese market units 斤 and 亩). Counting units (件,
箱, 台 …) are not converted: how many there are in a case is a matter of the item.
"""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its quantity, how much of the quantity's first unit it is, and how it is written."""

    symbol: str
    name: str
    name_en: str
    quantity: str
    factor: Fraction
    written: tuple[str, ...]


def _unit(quantity: str, factor: str, symbol: str, name: str, name_en: str, *more: str) -> Unit:
    return Unit(symbol, name, name_en, quantity, Fraction(factor), (symbol, name, name_en, *more))


UNITS: tuple[Unit, ...] = (
    _unit("mass", "1", "kg", "千克", "kilograms", "公斤", "KG"),
    _unit("mass", "1000", "t", "吨", "tonnes", "公吨"),
    _unit("mass", "1/1000", "g", "克", "grams"),
    _unit("mass", "1/2", "斤", "斤", "jin", "市斤"),
    _unit("volume", "1", "L", "升", "litres", "l", "公升"),
    _unit("volume", "1/1000", "mL", "毫升", "millilitres", "ml"),
    _unit("volume", "1000", "m³", "立方米", "cubic metres", "m3", "立方", "方"),
    _unit("length", "1", "m", "米", "metres", "公尺"),
    _unit("length", "1000", "km", "千米", "kilometres", "公里"),
    _unit("length", "1/100", "cm", "厘米", "centimetres", "公分"),
    _unit("area", "1", "m²", "平方米", "square metres", "m2", "平米"),
    _unit("area", "10000", "hm²", "公顷", "hectares", "ha"),
    _unit("area", "2000/3", "亩", "亩", "mu"),
    _unit("power", "1", "kW", "千瓦", "kilowatts", "kw", "KW"),
    _unit("power", "1/1000", "W", "瓦", "watts", "w"),
    _unit("power", "1000", "MW", "兆瓦", "megawatts"),
    _unit("flow", "1", "m³/h", "立方米/时", "cubic metres an hour", "m3/h", "立方米/小时", "方/时"),
    _unit("flow", "18/5", "L/s", "升/秒", "litres a second", "l/s"),
    _unit("flow", "3/50", "L/min", "升/分", "litres a minute", "l/min"),
    _unit("persons", "1", "座", "座", "seats", "人", "persons"),
)
_WRITTEN = {written: unit for unit in UNITS for written in unit.written}


class NotConvertible(ValueError):
    """Two units do not measure the same, or one of them is not known."""


def unit_named(text: str) -> Unit | None:
    """Return the unit that is written so; None for a counting unit or an unknown one."""
    return _WRITTEN.get(text.strip())


def same_quantity(text: str) -> list[Unit]:
    """Return the units that a number in this unit can also be given in."""
    known = unit_named(text)
    return [] if known is None else [unit for unit in UNITS if unit.quantity == known.quantity]


def converted(amount: Fraction | int, given: str, wanted: str) -> Fraction:
    """Return an amount in another unit, exactly; the same unit need not be a known one."""
    if given.strip() == wanted.strip():
        return Fraction(amount)
    one, other = unit_named(given), unit_named(wanted)
    if one is None or other is None or one.quantity != other.quantity:
        raise NotConvertible(f"{given} → {wanted}")
    return Fraction(amount) * one.factor / other.factor
