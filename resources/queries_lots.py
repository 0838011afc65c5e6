"""Reads of many lots: pages in any order, all of them one after another, the nearest of an item."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from core import clock
from core.errors import Invalid
from core.models import Jurisdiction
from core.visibility import visible
from core.wire import Page, Point
from resources import schemas_lots
from resources.lot_book import LotBook, book_of
from resources.lot_choice import DepotNamed, ItemNamed, Surroundings, in_order, matching
from resources.lot_filter import LotFilter, SortKey, sort_keys
from resources.models import Depot, Item, Lot
from resources.models_stock import SafetyStock
from resources.queries import page, readings
from resources.queries_catalogue import stems_named
from resources.queries_seen import goods_shared, seen_lots
from resources.queries_stock import lot_columns
from resources.queries_trust import site_trust
from resources.stock import civil_day, is_expired
from resources.trust import age_days, relied_on

READ_AT_ONCE = 1_000


def list_lots(
    session: Session,
    prefixes: Sequence[str],
    wanted: LotFilter,
    *,
    sort: str = "item_code",
    offset: int = 0,
    limit: int = 100,
) -> Page[schemas_lots.LotRow]:
    """Return a page of the visible lots that match a filter, and how many match in all."""
    ids, total = _chosen(session, prefixes, wanted, sort, offset, offset + limit)
    rows = rows_by_id(session, prefixes, ids)
    return page(rows, total, offset)


def each_lot(
    session: Session, prefixes: Sequence[str], wanted: LotFilter, *, sort: str = "item_code"
) -> Iterator[schemas_lots.LotRow]:
    """Return all visible lots that match a filter, in order, as they stand when they are read."""
    ids, _total = _chosen(session, prefixes, wanted, sort, 0, None)
    for begin in range(0, len(ids), READ_AT_ONCE):
        yield from rows_by_id(session, prefixes, ids[begin : begin + READ_AT_ONCE])


def count_lots(session: Session, prefixes: Sequence[str], wanted: LotFilter) -> int:
    """Return how many visible lots match a filter."""
    return _chosen(session, prefixes, wanted, "", 0, 0)[1]


def _chosen(
    session: Session,
    prefixes: Sequence[str],
    wanted: LotFilter,
    sort: str,
    begin: int,
    end: int | None,
) -> tuple[list[UUID], int]:
    try:
        order = sort_keys(sort)
    except ValueError as unknown:
        raise Invalid(field="sort", value=str(unknown)) from None
    book = book_of(session)
    with book.lock:
        book.catch_up(session)
        around = surroundings(session, book, prefixes, wanted, order)
        rows = matching(book.lots, wanted, around)
        upto = len(rows) if end is None else end
        ids = book.lots.ids(in_order(book.lots, rows, order, around, begin, upto))
    return ids, len(rows)


def surroundings(
    session: Session,
    book: LotBook,
    prefixes: Sequence[str],
    wanted: LotFilter,
    order: Sequence[SortKey] = (),
) -> Surroundings:
    """Return what the lots of a book are read with, as far as a filter and an order need it."""
    asks_safety = wanted.below_safety is not None or any(o.name == "safety_stock" for o in order)
    now = clock.now(session)
    named = {int(row.code): row for row in session.execute(_ITEMS)}
    codes = [str(number) for number in book.lots.items.names]
    items = [ItemNamed(*named[number][1:5]) for number in book.lots.items.names]
    text = (wanted.q or "").strip()
    return Surroundings(
        depots=book.depots,
        items=items,
        item_codes=codes,
        prefixes=[prefix for prefix in prefixes if prefix],
        today=civil_day(now),
        now=now,
        trust=site_trust(),
        safety=_safety(session, book) if asks_safety else {},
        spoken_items=_spoken_items(session, text, codes, items) if text else (),
        spoken_depots=_spoken_depots(text, book.depots) if text else (),
        shared=goods_shared(session, prefixes) if any(prefixes) else (),
    )


_ITEMS = select(Item.code, Item.name, Item.name_en, Item.unit, Item.reusable)


def _safety(session: Session, book: LotBook) -> dict[tuple[int, int], int]:
    rules = session.execute(
        select(SafetyStock.depot_id, SafetyStock.item_code, SafetyStock.quantity)
    )
    numbered = (
        (book.lots.depots.known(depot.bytes), book.lots.items.known(int(code)), quantity)
        for depot, code, quantity in rules
    )
    return {(d, i): quantity for d, i, quantity in numbered if d is not None and i is not None}


def _spoken_items(
    session: Session, text: str, codes: Sequence[str], items: Sequence[ItemNamed]
) -> list[int]:
    """Return the items that a text names: by name, code, pinyin, initials or class, old or new."""
    stems = tuple(stems_named(session, text))
    return [
        number
        for number, (code, item) in enumerate(zip(codes, items, strict=True))
        if (stems and code.startswith(stems)) or _names(text, item.name, item.name_en, code)
    ]


def _spoken_depots(text: str, depots: Sequence[DepotNamed]) -> list[int]:
    return [number for number, one in enumerate(depots) if _names(text, one.name, one.code)]


def _names(text: str, name: str, *others: str) -> bool:
    """Say whether a text is part of a name, of its pinyin, of its initials, or of another name."""
    typed = text.casefold()
    if any(typed in one.casefold() for one in (name, *others)):
        return True
    letters = typed.replace(" ", "")
    if not (letters.isascii() and letters.isalpha()):
        return False
    return any(letters in read for read in readings(name))


def rows_by_id(
    session: Session, prefixes: Sequence[str], ids: Sequence[UUID], *, own: bool = False
) -> list[schemas_lots.LotRow]:
    """Return the named lots that one sees, or that are one's own, in the order of their names."""
    now = clock.now(session)
    seen = visible(Depot.jurisdiction_code, prefixes) if own else seen_lots(session, prefixes)
    query = _rows(civil_day(now)).where(Lot.id.in_(ids), seen)
    found = {row.id: row for row in session.execute(query)} if ids else {}
    return [_row(found[one], now) for one in ids if one in found]


def _rows(today: date) -> Select[Any]:
    return (
        select(
            *lot_columns(),
            Depot.code.label("depot_code"),
            func.ST_X(Depot.position).label("lon"),
            func.ST_Y(Depot.position).label("lat"),
            func.left(Depot.jurisdiction_code, 6).label("county_code"),
            Jurisdiction.name.label("county_name"),
            SafetyStock.quantity.label("safety_stock"),
            _below_safety(today).label("below_safety"),
        )
        .select_from(Lot)
        .join(Depot, Depot.id == Lot.depot_id)
        .join(Item, Item.code == Lot.item_code)
        .outerjoin(Jurisdiction, Jurisdiction.code == func.left(Depot.jurisdiction_code, 6))
        .outerjoin(
            SafetyStock,
            and_(SafetyStock.depot_id == Lot.depot_id, SafetyStock.item_code == Lot.item_code),
        )
    )


def _below_safety(today: date) -> ColumnElement[bool]:
    """Whether what is free and in date of the lot's item in its depot is less than it must be."""
    other = aliased(Lot)
    in_date = or_(other.expires_on.is_(None), other.expires_on >= today)
    free = (
        select(func.coalesce(func.sum(other.quantity - other.reserved), 0))
        .where(other.depot_id == Lot.depot_id, other.item_code == Lot.item_code, in_date)
        .correlate(Lot)
        .scalar_subquery()
    )
    return case((SafetyStock.quantity.is_not(None), free < SafetyStock.quantity), else_=False)


def _row(row: Row[Any], now: Any) -> schemas_lots.LotRow:
    told = dict(row._mapping)
    position = Point(lon=told.pop("lon"), lat=told.pop("lat"))
    percent = site_trust().percent(age_days(row.confirmed_at, now))
    return schemas_lots.LotRow(
        **told,
        depot_position=position,
        expired=is_expired(row.expires_on, civil_day(now)),
        trust_percent=percent,
        relied_on=relied_on(row.quantity, percent),
    )
