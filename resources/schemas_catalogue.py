"""Wire shapes of the catalogue of supplies: classes and units of measure."""

from typing import Literal

from core.wire import Output


class SupplyClass(Output):
    """A class of supplies, how many items of the catalogue it holds, and its older names."""

    code: str
    parent_code: str | None
    depth: int
    name: str
    name_en: str | None
    standard: str
    basis: Literal["read", "reported", "imported", "local"]
    synonyms: list[str]
    items: int


class Unit(Output):
    """A unit of measure, and how much of its quantity's first unit it is."""

    symbol: str
    name: str
    name_en: str
    quantity: str
    factor: float
    written: list[str]
