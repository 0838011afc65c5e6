"""Units that stand in a heading: 数量（箱）, 载重/吨, Weight [t], 人数（万人）, 吨位."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from resources.importing.fields import Field, Shape
from resources.importing.quantities import DURATION_S, LARGE, MASS_KG, VOLUME_L
from resources.importing.text import half_width, tidy
from resources.units import unit_named

_IN_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]{1,12})[)\]】]\s*\*?$")
_AFTER_A_STROKE = re.compile(r"[/:]\s*([^/:()\[\]]{1,12})\*?$")
_SAID = re.compile(r"^(计量)?单位\s*[:为]?\s*|^(unit|in)\s*[:]?\s+", re.I)
_TONNAGE = re.compile("吨位|吨数|tonnage", re.I)
COUNTED_IN = frozenset(
    ("个", "件", "只", "台", "具", "套", "把", "支", "张", "床", "条", "顶", "座", "辆", "艘", "块", "根", "枚", "部", "架", "杆", "面", "幅", "箱", "包", "袋", "桶", "瓶", "盒", "捆", "卷", "双", "对", "副", "打", "罐", "人", "名", "位", "piece", "pieces", "pcs", "pc", "ea", "set", "sets", "box", "boxes", "case", "cases", "carton", "cartons", "bag", "bags", "pack", "packs", "bottle", "bottles", "person", "persons", "people", "bed", "beds", "adet", "tane", "kutu", "koli", "kişi", "yatak")  # noqa: E501
)  # fmt: skip
"""Measure words that a heading may name: anything else in its brackets is a hint."""

_MEASURED = {
    Shape.MASS_KG: MASS_KG,
    Shape.WEIGHT_KG: MASS_KG,
    Shape.VOLUME_L: VOLUME_L,
    Shape.DURATION_S: DURATION_S,
}


@dataclass(frozen=True, slots=True)
class HeadingUnit:
    """What bare numbers under a heading count: so many at a time, of this unit."""

    unit: str
    factor: int = 1


def unit_in(name: str, known: Collection[str] = ()) -> HeadingUnit | None:
    """Return the unit that a heading names for the numbers below it, None where it names none.

    ``known`` are units beside those everybody knows: the ones in which the catalogue counts.
    """
    text = tidy(half_width(name))
    found = _IN_BRACKETS.search(text) or _AFTER_A_STROKE.search(text)
    if found is None:
        return HeadingUnit("吨") if _TONNAGE.search(text) else None
    said = _SAID.sub("", found[1].strip()).strip()
    factor = LARGE.get(said[:1], 1) if not said.startswith(("千克", "千瓦", "千米")) else 1
    unit = said[1:].strip() if factor > 1 else said
    if not unit:
        return HeadingUnit("", factor)
    return HeadingUnit(unit, factor) if _is_unit(unit, known) else None


def _is_unit(text: str, known: Collection[str]) -> bool:
    low = text.casefold()
    measured = any(low in factors for factors in (MASS_KG, VOLUME_L, DURATION_S))
    return measured or low in COUNTED_IN or text in known or unit_named(text) is not None


def as_headed(column: Field, name: str, known: Collection[str] = ()) -> Field:
    """Return a column as its heading says that its bare numbers are to be read."""
    found = unit_in(name, known)
    if found is None:
        return column
    if column.shape is Shape.COUNT:
        return replace(column, assumed=found.unit, times=found.factor, stated=True)
    factors = _MEASURED.get(column.shape)
    if factors is None or found.factor > 1 or found.unit.casefold() not in factors:
        return column
    return replace(column, assumed=found.unit.casefold(), stated=True)
