"""Sums over a whole list of lots: by depot, and in all where they are of one item."""

from collections.abc import Sequence
from uuid import UUID

import numpy as np
from sqlalchemy.orm import Session

from core.config import get_settings
from resources import schemas_lots
from resources.lot_book import book_of
from resources.lot_choice import Surroundings, matching
from resources.lot_columns import Array, LotColumns
from resources.lot_filter import LotFilter
from resources.queries_lots import surroundings
from resources.queries_trust import site_trust


def summarise_lots(
    session: Session, prefixes: Sequence[str], wanted: LotFilter
) -> schemas_lots.LotSummary:
    """Return how many visible lots match a filter, where they lie, and their sum if of one item."""
    book = book_of(session)
    with book.lock:
        book.catch_up(session)
        around = surroundings(session, book, prefixes, wanted)
        rows = matching(book.lots, wanted, around)
        depots = _by_depot(book.lots, rows)
        item = _only_item(book.lots, rows, around)
    return schemas_lots.LotSummary(
        lots=len(rows),
        item_code=item[0] if item else None,
        unit=item[1] if item else None,
        quantity=sum(one.quantity for one in depots) if item else None,
        free=sum(one.free for one in depots) if item else None,
        depots=depots,
        warning_days=get_settings().expiry_warning_days,
        full_days=site_trust().full_days,
    )


def _by_depot(lots: LotColumns, rows: Array) -> list[schemas_lots.DepotSummary]:
    """Return each depot that has some of the rows, with how many and how much."""
    depot = lots["depot"][rows]
    count = len(lots.depots.names)
    quantity = lots["quantity"][rows].astype(np.int64)
    free = quantity - lots["reserved"][rows]
    numbers = np.bincount(depot, minlength=count)
    here, unpromised = np.zeros(count, np.int64), np.zeros(count, np.int64)
    np.add.at(here, depot, quantity)
    np.add.at(unpromised, depot, free)
    return [
        schemas_lots.DepotSummary(
            depot_id=UUID(bytes=lots.depots.names[number]),
            lots=int(numbers[number]),
            quantity=int(here[number]),
            free=int(unpromised[number]),
        )
        for number in np.flatnonzero(numbers).tolist()
    ]


def _only_item(lots: LotColumns, rows: Array, around: Surroundings) -> tuple[str, str] | None:
    """Return code and unit of the item that all rows are of; amounts of others have no sum."""
    items = lots["item"][rows]
    if not len(items) or items.min() != items.max():
        return None
    number = int(items[0])
    return around.item_codes[number], around.items[number].unit
