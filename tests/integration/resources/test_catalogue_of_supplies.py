"""The catalogue of supplies: shipped classes, the official table, older names, units, amounts."""

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from resources import (
    queries,
    queries_catalogue,
    queries_lots,
    schemas,
    schemas_stock,
    service_catalogue,
    service_movements,
    service_stock,
)
from resources.catalogue_file import ClassRow
from resources.errors import UnitNotConvertible, UnitNotWhole
from resources.lot_filter import LotFilter
from resources.models import Depot, Item, Team, TeamCapability


def test_the_top_classes_are_shipped_with_their_older_names(town: Session) -> None:
    found = {row.code: row for row in queries_catalogue.supply_classes(town)}
    tops = [row for row in found.values() if row.depth == 1]
    assert [(row.code, row.basis) for row in tops] == [
        ("1000000", "read"),
        ("2000000", "read"),
        ("3000000", "read"),
    ]
    assert sum(row.items for row in tops) == town.scalar(select(func.count()).select_from(Item))
    older = queries_catalogue.supply_classes(town, "照明设备")
    assert [row.code for row in older] == ["2000000"]


def test_the_official_table_is_taken_over_and_taken_again_without_change(town: Session) -> None:
    rows = [
        ClassRow(2, "2010000", "个人防护装备", None),
        ClassRow(3, "2010100", "头部防护", None),
        ClassRow(4, "1010000", "粮食类", None),
    ]
    taken = service_catalogue.take_over_classes(town, rows)
    assert (taken.added, taken.changed, taken.unchanged) == (2, 1, 0)
    again = service_catalogue.take_over_classes(town, rows)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 3)
    [head] = queries_catalogue.supply_classes(town, "头部防护")
    assert (head.parent_code, head.basis, head.depth) == ("2010000", "imported", 3)


def test_a_table_whose_parents_are_missing_changes_nothing(town: Session) -> None:
    rows = [ClassRow(2, "2010000", "个人防护装备", None), ClassRow(3, "2020100", "孤儿", None)]
    taken = service_catalogue.take_over_classes(town, rows)
    assert [(fault.line, fault.fault) for fault in taken.faults] == [(3, "parent_unknown")]
    assert queries_catalogue.supply_classes(town, "个人防护装备") == []


def test_a_local_item_whose_code_the_table_claims_is_named(town: Session) -> None:
    rows = [
        ClassRow(2, "1990100", "其他一", None),
        ClassRow(3, "1990101", "别的东西", None),
    ]
    [clash] = service_catalogue.take_over_classes(town, rows).clashes
    assert clash.startswith("1990101 瓶装饮用水")


def test_lots_are_found_by_the_name_of_their_class_old_or_new(town: Session) -> None:
    by_new = queries_lots.list_lots(
        town, ["4201"], LotFilter(q="工程材料与机械加工设备"), limit=500
    )
    by_old = queries_lots.list_lots(town, ["4201"], LotFilter(q="工程材料"), limit=500)
    assert by_new.total == by_old.total > 0
    assert {lot.item_code[0] for lot in by_old.rows} == {"3"}


@pytest.fixture
def flour(town: Session, people: Any, depot: Depot) -> schemas.Lot:
    """A lot of flour, kept in kilograms."""
    wanted = schemas.LotIn(depot_id=depot.id, item_code="1010100", batch="T", quantity=100)
    return service_stock.enter_lot(town, people.officer, wanted)


def test_goods_may_be_told_in_another_unit_and_are_kept_in_their_own(
    town: Session, people: Any, flour: schemas.Lot
) -> None:
    came = schemas_stock.ReceiptIn(quantity=2, unit="吨")
    moved = service_movements.receive(town, people.officer, flour.id, flour.version, came)
    assert moved.lots[0].quantity == 2100
    for unit, refusal in (("箱", UnitNotConvertible), ("g", UnitNotWhole)):
        loss = schemas_stock.LossIn(quantity=3, unit=unit, note="x")
        with pytest.raises(refusal):
            service_movements.lose(town, people.officer, flour.id, moved.lots[0].version, loss)


def test_an_amount_stands_beside_the_count_that_it_measures(town: Session) -> None:
    catalogue = {row.code: row for row in queries.capabilities(town)}
    measures = {row.code: row.measures for row in catalogue.values() if row.measures}
    assert measures["drainage_flow"] == "drainage_pump"
    assert catalogue["drainage_flow"].unit_en == "m³/h"
    for code, counted in measures.items():
        having = {
            name: set(
                town.scalars(
                    select(TeamCapability.team_id)
                    .join(Team, Team.id == TeamCapability.team_id)
                    .where(TeamCapability.capability_code == name, Team.synthetic)
                )
            )
            for name in (code, counted)
        }
        assert having[code] == having[counted] != set()
