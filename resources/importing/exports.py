"""Takes the inventory out as a table that comes back in unchanged: same columns, same words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.visibility import sees, visible
from core.wire import Page
from resources import queries as inventory
from resources import queries_catalogue, queries_experts, queries_lots
from resources.importing.fields import Kind, Shape, said
from resources.importing.queries_known import FACILITY_KINDS
from resources.importing.templates import columns_of
from resources.importing.writing import Column, width_of
from resources.lot_filter import LotFilter
from resources.models import Depot, Item

BATCH = 500
_EXTRA: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "lots": (
        ("depot_name", "物资库（名称）", "Depot's name"),
        ("item_name", "物资（名称）", "Item's name"),
        ("reserved", "已预留", "Reserved"),
        ("free", "可用", "Free"),
        ("confirmed_at", "核实时间", "Confirmed at"),
    ),
    "teams": (("state", "状态", "State"), ("confirmed_at", "核实时间", "Confirmed at")),
    "depots": (("lots", "批次数", "Lots"),),
    "trucks": (("state", "状态", "State"),),
    "shelters": (("confirmed_at", "核实时间", "Confirmed at"),),
    "hospitals": (("confirmed_at", "核实时间", "Confirmed at"),),
    "experts": (("confirmed_at", "核实时间", "Confirmed at"),),
    "items": (("standard", "依据", "Standard"),),
    "classes": (("basis", "来源", "Basis"),),
}
"""What is shown beside the columns of the list; bringing the table back in leaves it aside."""


def table_of(
    session: Session, prefixes: Sequence[str], kind: Kind, locale: str, **wanted: Any
) -> tuple[list[Column], Iterator[list[Any]]]:
    """Return the heading and the rows of what is shown, in the columns of the template."""
    fields = columns_of(kind)
    language = 2 if locale.startswith("en") else 1
    columns = [
        Column(
            said(one, locale),
            width_of(said(one, locale), ("x" * 12,)),
            as_text=one.shape in (Shape.CODE, Shape.PHONE),
        )
        for one in fields
    ]
    extra = _EXTRA[kind.name]
    columns += [Column(one[language], width_of(one[language], ("x" * 12,))) for one in extra]
    names = _capability_names(session, locale) | depot_codes(session, prefixes)
    rows = (
        [_value(kind, one.name, record, locale, names) for one in fields]
        + [getattr(record, one[0]) for one in extra]
        for record in _records(session, prefixes, kind, **wanted)
        if _is_own(prefixes, record)
    )
    return columns, rows


def _is_own(prefixes: Sequence[str], record: Any) -> bool:
    """Say whether a record is of one's own area: what others lend is shown, but is not one's list."""  # noqa: E501
    code = getattr(record, "jurisdiction_code", None)
    return code is None or sees(prefixes, code)


def _records(session: Session, prefixes: Sequence[str], kind: Kind, **wanted: Any) -> Iterator[Any]:
    if kind.name == "trucks":
        return _trucks(session, prefixes, wanted.get("q"))
    if kind.name == "lots":
        return queries_lots.each_lot(session, prefixes, _lot_filter(wanted))
    readers: dict[str, Callable[[int], Page[Any]]] = {
        "teams": lambda offset: inventory.list_teams(
            session, prefixes, offset=offset, limit=BATCH, **wanted
        ),
        "experts": lambda offset: queries_experts.list_experts(
            session, prefixes, q=wanted.get("q"), sort="name", offset=offset, limit=BATCH
        ),
        "depots": lambda offset: inventory.list_depots(
            session, prefixes, q=wanted.get("q"), offset=offset, limit=BATCH
        ),
    }
    if kind.name in ("items", "classes"):
        return _catalogue(session, kind.name)
    if kind.name in FACILITY_KINDS:
        facility = FACILITY_KINDS[kind.name]
        return _all(
            lambda offset: inventory.list_facilities(
                session, prefixes, kind=facility, offset=offset, limit=BATCH, q=wanted.get("q")
            )
        )
    return _all(readers[kind.name])


def _lot_filter(wanted: Mapping[str, Any]) -> LotFilter:
    """Return the filter for what is named: one depot and one item at most, in one's own area."""
    named = {name: (wanted[name],) for name in ("depot_id", "item_code") if name in wanted}
    return LotFilter(**{**wanted, **named, "own": True})


def _all(read: Callable[[int], Page[Any]]) -> Iterator[Any]:
    """Every row of a paged list, in order, from one transaction."""
    offset: int | None = 0
    while offset is not None:
        page = read(offset)
        yield from page.rows
        offset = page.next_offset


def _catalogue(session: Session, kind: str) -> Iterator[Any]:
    if kind == "classes":
        return iter(queries_catalogue.supply_classes(session))
    rows = session.scalars(select(Item).order_by(Item.code))
    return (_with_class(row) for row in rows)


def _with_class(item: Item) -> Any:
    names = [column.key for column in Item.__table__.columns]
    return SimpleNamespace(class_code=None, **{name: getattr(item, name) for name in names})


def _trucks(session: Session, prefixes: Sequence[str], q: str | None) -> Iterator[Any]:
    for depot in _all(lambda offset: inventory.list_depots(session, prefixes, q=q, offset=offset, limit=BATCH)):  # noqa: E501  # fmt: skip
        yield from depot.trucks


def depot_codes(session: Session, prefixes: Sequence[str]) -> dict[str, str]:
    """Return the code of every visible depot by its identifier."""
    query = select(Depot.id, Depot.code).where(visible(Depot.jurisdiction_code, prefixes))
    return {str(row[0]): row[1] for row in session.execute(query)}


def _capability_names(session: Session, locale: str) -> dict[str, str]:
    return {
        one.code: one.name_en if locale.startswith("en") else one.name
        for one in inventory.capabilities(session)
    }


def _value(kind: Kind, name: str, record: Any, locale: str, names: Mapping[str, str]) -> Any:
    """Return a record's value as its column says it."""
    column = kind.field(name)
    if name in ("lon", "lat"):
        point = record.home if kind.name == "teams" else record.position
        return round(getattr(point, name), 7)
    if name == "depot_id":
        return names[str(record.depot_id)]
    if name == "capabilities":
        return "；".join(f"{names.get(one.capability_code, one.capability_code)}{one.units}" for one in record.capabilities)  # noqa: E501  # fmt: skip
    value = getattr(record, name)
    if column.choices:
        words = {choice.code: said(choice, locale) for choice in column.choices}
        return words.get(value, value)
    if column.shape is Shape.DURATION_S and value is not None:
        return value // 60 if value % 60 == 0 else f"{value}秒"
    return value
