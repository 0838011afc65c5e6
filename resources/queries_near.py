"""Which lots of an item are the nearest by drive time, from the depots that have it to a place."""

from collections.abc import Sequence

import numpy as np
from sqlalchemy.orm import Session

from geo.distance import haversine_m
from geo.route import UNREACHABLE
from geo.travel import TravelTimes
from geo.types import LonLat, VehicleClass
from resources import queries_lots, schemas_lots
from resources.lot_book import book_of
from resources.lot_choice import in_order, matching
from resources.lot_columns import Array, identifiers
from resources.lot_filter import LotFilter, SortKey
from resources.lot_order import LAST, page_of

EARLIEST_FIRST = (SortKey("expires_on", falls=False),)
"""Of lots that are equally near, the one that expires first."""


def nearest_lots(
    session: Session,
    prefixes: Sequence[str],
    item_code: str,
    place: LonLat,
    travel: TravelTimes,
    vehicle: VehicleClass,
    limit: int,
) -> schemas_lots.NearLots:
    """Return the visible lots of an item with something free and in date, the nearest first.

    One question to the roads, from all depots in use that have it to the place. A time that is not
    known comes last, never first; one that is a guess says so.
    """
    wanted = LotFilter(item_code=(item_code,), free_min=1, expired=False)
    book = book_of(session)
    with book.lock:
        book.catch_up(session)
        around = queries_lots.surroundings(session, book, prefixes, wanted)
        rows = matching(book.lots, wanted, around)
        in_use = np.array([one.in_use for one in book.depots], dtype=np.bool_)
        rows = rows[in_use[book.lots["depot"][rows]]]
        rows = in_order(book.lots, rows, EARLIEST_FIRST, around, 0, len(rows))
        depots, which = np.unique(book.lots["depot"][rows], return_inverse=True)
        at = np.array([(book.depots[k].lon, book.depots[k].lat) for k in depots]).reshape(-1, 2)
        octets = book.lots["id"][rows]
    if not len(rows):
        return _answer(item_code, place, vehicle, 0, [])
    found = _Drive(at, place, travel, vehicle)
    first = page_of([found.order[which]], 0, limit)
    depot_of = dict(zip(identifiers(octets[first]), which[first].tolist(), strict=True))
    shown = queries_lots.rows_by_id(session, prefixes, list(depot_of))
    near = [found.told(lot, depot_of[lot.id]) for lot in shown]
    return _answer(item_code, place, vehicle, len(depots), near)


def _answer(
    item_code: str,
    place: LonLat,
    vehicle: VehicleClass,
    depots: int,
    near: list[schemas_lots.NearLot],
) -> schemas_lots.NearLots:
    return schemas_lots.NearLots(
        item_code=item_code,
        lon=place.lon,
        lat=place.lat,
        vehicle=vehicle,
        depots_asked=depots,
        rows=near,
    )


class _Drive:
    """Drive times from some depots to a place; ``order`` rises with them, the unknown last."""

    def __init__(
        self, depots: Array, place: LonLat, travel: TravelTimes, vehicle: VehicleClass
    ) -> None:
        target = np.array([place])
        times = travel.matrix(depots, target, vehicle)
        self.seconds, self.estimated = times.seconds[:, 0], times.estimated[:, 0]
        self.metres = haversine_m(depots, target)
        self.order = np.where(self.seconds == UNREACHABLE, LAST, self.seconds).astype(np.int64)

    def told(self, lot: schemas_lots.LotRow, depot: int) -> schemas_lots.NearLot:
        """Return a lot with how far its depot is."""
        seconds = int(self.seconds[depot])
        return schemas_lots.NearLot(
            lot=lot,
            seconds=None if seconds == UNREACHABLE else seconds,
            estimated=bool(self.estimated[depot]),
            metres=round(float(self.metres[depot])),
        )
