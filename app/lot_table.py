"""Lots as a table to take away: the columns somebody chose, in their order, in words."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from core.errors import Invalid
from resources.importing.writing import Column, width_of
from resources.schemas_lots import LotRow

HEADINGS: dict[str, tuple[str, str]] = {
    "item_code": ("物资编码", "Item code"),
    "item_name": ("物资名称", "Item"),
    "item_name_en": ("物资英文名", "Item in English"),
    "unit": ("单位", "Unit"),
    "reusable": ("可回收", "Reusable"),
    "batch": ("批次", "Batch"),
    "made_on": ("生产日期", "Made on"),
    "expires_on": ("有效期至", "Expires on"),
    "quantity": ("库存", "Quantity"),
    "reserved": ("已预留", "Promised"),
    "free": ("可用", "Free"),
    "on_the_way": ("在途", "On the way"),
    "delivered": ("已交付", "Delivered"),
    "expired": ("已过期", "Expired"),
    "safety_stock": ("安全库存", "Safety stock"),
    "below_safety": ("低于安全库存", "Below safety stock"),
    "trust_percent": ("可信度（%）", "Trust (%)"),
    "relied_on": ("可依赖数量", "Relied on"),
    "depot_name": ("物资库", "Depot"),
    "depot_code": ("物资库编号", "Depot code"),
    "jurisdiction_code": ("行政区划代码", "Jurisdiction"),
    "county_name": ("区县", "County"),
    "confirmed_at": ("核实时间", "Confirmed at"),
    "confirmed_by": ("核实人", "Confirmed by"),
    "confirmed_how": ("核实方式", "Confirmed how"),
    "changed_at": ("修改时间", "Changed at"),
    "changed_by": ("修改人", "Changed by"),
    "synthetic": ("演示数据", "Demo data"),
}
USUAL = (
    "item_code", "item_name", "batch", "depot_name", "county_name", "unit", "quantity", "reserved",
    "free", "on_the_way", "made_on", "expires_on", "safety_stock", "trust_percent", "confirmed_at",
    "confirmed_by",
)  # fmt: skip
_HOW = {
    "count": ("清点", "counted"),
    "seen": ("目视", "seen"),
    "phone": ("电话", "by phone"),
    "import": ("导入", "imported"),
    "hand_over": ("交接", "handed over"),
}
_ANSWERS = (("否", "No"), ("是", "Yes"))


def chosen_columns(text: str | None) -> tuple[str, ...]:
    """Return the columns that somebody named, or the usual ones; an unknown one is refused."""
    names = tuple(part for part in (text or "").split(",") if part) or USUAL
    unknown = [name for name in names if name not in HEADINGS]
    if unknown:
        raise Invalid(field="columns", value=unknown[0])
    return tuple(dict.fromkeys(names))


def lot_table(
    names: Sequence[str], lots: Iterable[LotRow], locale: str
) -> tuple[list[Column], Iterator[list[Any]]]:
    """Return the heading and the rows of a table of lots."""
    language = int(locale.startswith("en"))
    titles = [HEADINGS[name][language] for name in names]
    columns = [Column(title, width_of(title, ("x" * 12,))) for title in titles]
    return columns, ([_said(lot, name, language) for name in names] for lot in lots)


def _said(lot: LotRow, name: str, language: int) -> Any:
    value = getattr(lot, name)
    if isinstance(value, bool):
        return _ANSWERS[value][language]
    return _HOW[value][language] if name == "confirmed_how" else value
