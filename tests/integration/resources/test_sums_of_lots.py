"""The sums under a list of lots agree with the list, and amounts of different goods have none."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from resources import queries_lot_summary, queries_lots, schemas_lots, schemas_stock
from resources import service_movements as movements
from resources.lot_filter import LotFilter

CITY = ["4201"]


@pytest.fixture
def lot(town: Session) -> schemas_lots.LotRow:
    """A lot of the demo city with something free and in date."""
    wanted = LotFilter(expired=False, free_min=1)
    return queries_lots.list_lots(town, CITY, wanted, limit=1).rows[0]


def test_the_sum_of_one_item_is_the_sum_of_its_lots_by_depot(
    town: Session, lot: schemas_lots.LotRow
) -> None:
    wanted = LotFilter(item_code=(lot.item_code,))
    rows = queries_lots.list_lots(town, CITY, wanted, limit=500).rows
    found = queries_lot_summary.summarise_lots(town, CITY, wanted)
    assert (found.item_code, found.unit, found.lots) == (lot.item_code, lot.unit, len(rows))
    assert (found.quantity, found.free) == (
        sum(one.quantity for one in rows),
        sum(one.free for one in rows),
    )
    by_depot = {one.depot_id: (one.lots, one.quantity) for one in found.depots}
    assert by_depot[lot.depot_id] == (
        len([one for one in rows if one.depot_id == lot.depot_id]),
        sum(one.quantity for one in rows if one.depot_id == lot.depot_id),
    )


def test_goods_of_different_items_are_counted_but_not_summed(town: Session) -> None:
    found = queries_lot_summary.summarise_lots(town, CITY, LotFilter())
    assert found.lots == queries_lots.count_lots(town, CITY, LotFilter())
    assert sum(one.lots for one in found.depots) == found.lots
    assert (found.item_code, found.unit, found.quantity, found.free) == (None, None, None, None)


def test_a_list_without_rows_has_no_sum_and_no_depots(town: Session) -> None:
    found = queries_lot_summary.summarise_lots(town, CITY, LotFilter(q="不存在的物资"))
    assert (found.lots, found.quantity, found.depots) == (0, None, [])


def test_rows_say_themselves_whether_they_are_below_safety_stock(
    town: Session, people: Any, lot: schemas_lots.LotRow
) -> None:
    def of_depot(below: bool) -> list[schemas_lots.LotRow]:
        wanted = LotFilter(depot_id=(lot.depot_id,), below_safety=below)
        return queries_lots.list_lots(town, CITY, wanted, limit=500).rows

    assert not any(one.below_safety for one in of_depot(False))
    rule = schemas_stock.SafetyStockIn(
        depot_id=lot.depot_id, item_code=lot.item_code, quantity=1_000_000_000
    )
    movements.set_safety_stock(town, people.officer, rule)
    short = of_depot(True)
    assert {one.item_code for one in short} == {lot.item_code}
    assert all(one.below_safety for one in short)
