"""Draws the synthetic depots with their lorries, and the lots in them with batches and expiry."""

from datetime import date, datetime, timedelta
from random import Random
from typing import NamedTuple

from app.seed.catalogue import ITEMS, ItemRow
from app.seed.generate_teams import draw_confirmed_at
from app.seed.records import DepotRecord, LotRecord, Site, TruckRecord
from app.seed.sites import SiteBook, district_names


class DepotPattern(NamedTuple):
    """A sort of depot and its share."""

    kind: str
    title: str
    share: int
    load_s: tuple[int, int]
    tier: int = 0


DEPOT_PATTERNS = (
    DepotPattern("government", "区级应急物资储备库", 22, (600, 1200)),
    DepotPattern("fire", "消防战勤保障库", 12, (420, 900)),
    DepotPattern("flood_control", "防汛物资仓库", 10, (600, 1200)),
    DepotPattern("health", "卫生应急物资库", 6, (480, 900)),
    DepotPattern("agreement", "协议储备仓库", 10, (900, 1800), 1),
)
"""Physical reserves of government, and reserves by agreement (STANDARDS 3.1)."""

PAYLOADS_KG = (1500, 5000, 8000, 15000)
EXPIRED_SHARE = 0.04
OLDEST_DAYS = 1500


def draw_depots(rng: Random, book: SiteBook, count: int) -> tuple[DepotRecord, ...]:
    """Draw `count` depots with one to four lorries each."""
    weights = [pattern.share for pattern in DEPOT_PATTERNS]
    return tuple(
        _depot(rng, rng.choices(DEPOT_PATTERNS, weights)[0], book.draw_anywhere(rng), number)
        for number in range(1, count + 1)
    )


def _depot(rng: Random, pattern: DepotPattern, site: Site, number: int) -> DepotRecord:
    return DepotRecord(
        code=f"WH-CK-{number:03d}",
        name=f"{district_names()[site.district]}{pattern.title}（演示{number:02d}）",
        kind=pattern.kind,
        site=site,
        keeper_name=f"保管员（演示）{number:03d}",
        phone=f"000-2{number:07d}",
        load_s=rng.randint(*pattern.load_s),
        tier=pattern.tier,
        trucks=tuple(_truck(rng, number, index) for index in range(1, rng.randint(1, 4) + 1)),
    )


def _truck(rng: Random, depot: int, index: int) -> TruckRecord:
    permitted = rng.random() < 0.3
    payload_kg = rng.choice(PAYLOADS_KG)
    vehicle = "hazmat_carrier" if permitted else "light" if payload_kg < 2000 else "heavy_truck"
    return TruckRecord(f"演示A{depot:04d}{index}", vehicle, payload_kg, permitted)


def draw_lots(
    rng: Random, depots: tuple[DepotRecord, ...], now: datetime, count: int
) -> tuple[LotRecord, ...]:
    """Draw `count` lots spread evenly over the depots; every item is kept somewhere."""
    lots: list[LotRecord] = []
    for index in range(count):
        depot = depots[index % len(depots)]
        item = ITEMS[index % len(ITEMS)] if index < 4 * len(ITEMS) else rng.choice(ITEMS)
        lots.append(_lot(rng, depot.code, item, now, index + 1))
    return tuple(lots)


def _lot(rng: Random, depot: str, item: ItemRow, now: datetime, number: int) -> LotRecord:
    made_on = _made_on(rng, item, now.date())
    expires_on = made_on + timedelta(days=item.keeps_days) if item.keeps_days else None
    share = rng.uniform(0.2, 1.8)
    return LotRecord(
        depot_code=depot,
        item_code=item.code,
        batch=f"{made_on:%Y%m}-{number:05d}",
        made_on=made_on,
        expires_on=expires_on,
        quantity=max(1, round(item.usual_quantity * share)),
        confirmed_at=draw_confirmed_at(rng, now),
    )


def _made_on(rng: Random, item: ItemRow, today: date) -> date:
    if item.keeps_days is None:
        return today - timedelta(days=rng.randint(60, OLDEST_DAYS))
    if rng.random() < EXPIRED_SHARE:
        return today - timedelta(days=item.keeps_days + rng.randint(5, 200))
    return today - timedelta(days=rng.randint(10, min(item.keeps_days - 5, OLDEST_DAYS)))
