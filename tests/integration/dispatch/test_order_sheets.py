"""The driver's sheet of a delivery order says what is on the order, and marks what is not real."""

from typing import Any

import pytest
from sqlalchemy import select

from app.documents.making import make
from app.order_sheet import Sheet, sheet_html
from app.sheet_documents import order_document
from incidents.models import Need
from resources.models import Depot, Lot, Truck


@pytest.fixture
def fire(desk: Any) -> Any:
    return desk.incident()


def _sheet(desk: Any, fire: Any, *, is_exercise: bool = False, is_demo: bool = False) -> Sheet:
    item = desk.read(select(Lot.item_code).where(Lot.quantity > 50).order_by(Lot.id).limit(1))[0]
    desk.need(fire, item_code=item, quantity=20)
    order = desk.accept(desk.solve())[0]
    depot = desk.read(select(Depot).where(Depot.id == order.depot_id))[0]
    truck = desk.read(select(Truck).where(Truck.id == order.truck_id))[0]
    return Sheet(order, depot, truck, is_exercise, is_demo)


def test_the_sheet_names_depot_lorry_stop_batches_and_places_to_sign(desk: Any, fire: Any) -> None:
    sheet = _sheet(desk, fire)
    page = sheet_html(sheet, "zh-CN")
    told = [f"#{sheet.order.number}", sheet.depot.name, sheet.truck.plate]
    told += [sheet.order.incident_title, "驾驶员", "收货人"]
    told += [line.batch for line in sheet.order.lines]
    told += [line.item_name for line in sheet.order.lines]
    assert [text for text in told if text not in page] == []
    assert 'class="mark"' not in page
    assert "<script" not in page


def test_the_sheet_can_be_english_and_says_exercise_and_demonstration(desk: Any, fire: Any) -> None:
    sheet = _sheet(desk, fire, is_exercise=True, is_demo=True)
    page = sheet_html(sheet, "en")
    assert "EXERCISE" in page
    assert "DEMONSTRATION DATA" in page
    assert "Goods delivery order" in page
    assert "演练" in sheet_html(sheet, "zh-CN")


def test_the_same_sheet_is_a_paper_with_the_same_words(desk: Any, fire: Any) -> None:
    sheet = _sheet(desk, fire, is_demo=True)
    paper = order_document(sheet, "zh-CN")
    facts, _, stops, _, goods, _, signed = paper.blocks
    assert paper.marks == ["演示数据"]
    assert sheet.depot.name in str(facts)
    assert stops.rows[0][1] == sheet.order.incident_title
    assert [row[3] for row in goods.rows] == [line.batch for line in sheet.order.lines]
    assert len(signed.names) == 3
    assert make(paper, "pdf").startswith(b"%PDF")


def test_words_that_look_like_markup_stay_words(desk: Any, fire: Any) -> None:
    sheet = _sheet(desk, fire)
    order = sheet.order.model_copy(update={"incident_title": "<script>alert(1)</script>"})
    page = sheet_html(Sheet(order, sheet.depot, sheet.truck, False, False), "zh-CN")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_the_products_problem_has_trips_of_one_stop_only(desk: Any, fire: Any) -> None:
    item = desk.read(select(Lot.item_code).where(Lot.quantity > 50).order_by(Lot.id).limit(1))[0]
    for scene in (fire, desk.incident()):
        desk.need(scene, item_code=item, quantity=20)
    orders = desk.accept(desk.solve())
    assert len({order.incident_id for order in orders}) == 2
    needs = {str(row.id): row.incident_id for row in desk.read(select(Need))}
    for order in orders:
        assert {needs[str(line.need_id)] for line in order.lines} == {order.incident_id}
