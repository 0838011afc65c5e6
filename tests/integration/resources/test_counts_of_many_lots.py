"""A list of counts is taken over whole or not at all, and taken back in one."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.errors import NotFound
from resources import queries_stock, schemas, service_stock
from resources.errors import CountRefused
from resources.models import Depot, Item
from resources.service_counting import CountRow
from resources.stock import StockLine, civil_day


@pytest.fixture
def item(town: Session) -> str:
    """The code of some item."""
    return town.scalars(select(Item.code).order_by(Item.code).limit(1)).one()


def row(depot: Depot, item: str, quantity: int, **more: Any) -> CountRow:
    return CountRow(
        depot_id=depot.id, item_code=item, quantity=quantity, **{"batch": uuid4().hex} | more
    )


def balances(town: Session, counted: Any) -> list[tuple[int, str]]:
    found = queries_stock.lots_by_id(town, counted.lot_ids)
    return [(found[one].quantity, found[one].confirmed_how) for one in counted.lot_ids]


def kinds(town: Session, lot_id: Any) -> list[tuple[str, int]]:
    return [(one.kind, one.quantity_change) for one in queries_stock.movements(town, lot_id)]


def test_known_lots_are_counted_unknown_ones_entered_and_equal_ones_confirmed(
    town: Session, people: Any, depot: Depot, item: str
) -> None:
    first = [row(depot, item, 10), row(depot, item, 20)]
    counted = service_stock.count_many(town, people.officer, first)
    assert (counted.entered, counted.changed, counted.confirmed) == (2, 0, 0)
    again = [
        row(depot, item, 10, batch=first[0].batch),
        row(depot, item, 17, batch=first[1].batch),
        row(depot, item, 5),
    ]
    counted = service_stock.count_many(town, people.officer, again, how="count", note="年终盘点")
    assert (counted.entered, counted.changed, counted.confirmed) == (1, 1, 1)
    assert balances(town, counted) == [(10, "count"), (17, "count"), (5, "count")]
    assert kinds(town, counted.lot_ids[1]) == [("opening", 20), ("stocktake", -3)]
    assert kinds(town, counted.lot_ids[0]) == [("opening", 10)]


def test_every_fault_of_every_row_is_named_and_nothing_is_written(
    town: Session, people: Any, depot: Depot, item: str
) -> None:
    today = civil_day(clock.now(town))
    lot = service_stock.count_many(town, people.officer, [row(depot, item, 10)]).lot_ids[0]
    batch = queries_stock.lots_by_id(town, [lot])[lot].batch
    twice = row(depot, item, 1)
    rows = [
        twice,
        twice,
        row(depot, "1234567", 1),
        row(depot, item, -1),
        row(depot, item, 1, made_on=today, expires_on=today - timedelta(days=1)),
        CountRow(depot_id=uuid4(), item_code=item, batch="b", quantity=1),
        row(depot, item, 99, batch=batch),
    ]
    with pytest.raises(CountRefused) as refused:
        service_stock.count_many(town, people.officer, rows)
    assert [(fault["row"], fault["code"]) for fault in refused.value.facts["rows"]] == [
        (0, "named_twice"),
        (1, "named_twice"),
        (2, "unknown_item"),
        (3, "negative_quantity"),
        (4, "made_after_expiry"),
        (5, "unknown_depot"),
    ]
    assert queries_stock.lots_by_id(town, [lot])[lot].quantity == 10


def test_a_count_below_what_is_promised_or_of_an_old_sight_is_refused(
    town: Session, people: Any, depot: Depot, item: str
) -> None:
    first = [row(depot, item, 10), row(depot, item, 10)]
    lots = service_stock.count_many(town, people.officer, first).lot_ids
    seen = queries_stock.lots_by_id(town, lots)
    service_stock.reserve(town, [StockLine(lots[0], 6)], uuid4())
    with pytest.raises(CountRefused) as refused, town.begin_nested():
        service_stock.count_many(
            town,
            people.officer,
            [
                row(depot, item, 5, batch=first[0].batch, seen=seen[lots[0]].version),
                row(depot, item, 5, batch=first[1].batch, seen=seen[lots[1]].version),
            ],
        )
    assert [(one["row"], one["code"]) for one in refused.value.facts["rows"]] == [
        (0, "below_reserved"),
        (0, "stale_version"),
    ]


def test_an_import_is_taken_back_in_one_unless_its_goods_are_promised(
    town: Session, people: Any, depot: Depot, item: str
) -> None:
    known = row(depot, item, 10)
    service_stock.count_many(town, people.officer, [known])
    this, that = uuid4(), uuid4()
    rows = [row(depot, item, 25, batch=known.batch), row(depot, item, 7)]
    lots = service_stock.count_many(town, people.officer, rows, import_id=this).lot_ids
    assert service_stock.undo_import(town, people.officer, this, "选错文件") == 2
    found = queries_stock.lots_by_id(town, lots)
    assert [found[one].quantity for one in lots] == [10, 0]
    with pytest.raises(NotFound):
        service_stock.undo_import(town, people.officer, this, "再次")
    more = [row(depot, item, 30, batch=known.batch)]
    service_stock.count_many(town, people.officer, more, import_id=that)
    service_stock.reserve(town, [StockLine(lots[0], 28)], uuid4())
    with pytest.raises(CountRefused):
        service_stock.undo_import(town, people.officer, that, "选错文件")


def test_a_clerk_counts_in_the_own_county_only(
    town: Session, people: Any, depot: Depot, item: str
) -> None:
    stranger = people.clerk("420102" if depot.jurisdiction_code != "420102" else "420111")
    with pytest.raises(CountRefused) as refused:
        service_stock.count_many(town, stranger, [row(depot, item, 1)])
    assert refused.value.facts["rows"][0]["code"] == "unknown_depot"


def test_many_lots_are_told_a_depot_at_a_time(
    town: Session, people: Any, depot: Depot, item: str
) -> None:
    town.info.pop("happenings", None)
    service_stock.count_many(town, people.officer, [row(depot, item, 1) for _ in range(300)])
    assert [one["kind"] for one in town.info["happenings"]] == ["depot.counted"]
    seen = schemas.Depot.model_validate(town.info["happenings"][0]["data"]["depot"])
    assert seen.lots >= 300
