"""Boxes of two counties in one hand: a county sees and takes back only what is its own."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import NotFound
from resources import (
    queries_labels,
    schemas,
    schemas_labels,
    service_labels,
    service_scans,
    service_stock,
)
from resources.models import Depot, Item


@pytest.fixture
def lots(town: Session, people: Any) -> list[schemas.Lot]:
    """A lot of the same item in the depots of two counties, entered for the city."""
    item = town.scalars(select(Item).order_by(Item.code).limit(1)).one()
    found: dict[str, Depot] = {}
    for depot in town.scalars(select(Depot).where(Depot.retired_at.is_(None)).order_by(Depot.code)):
        found.setdefault(depot.jurisdiction_code[:6], depot)
    return [
        service_stock.enter_lot(
            town,
            people.officer,
            schemas.LotIn(depot_id=one.id, item_code=item.code, batch=uuid4().hex, quantity=100),
        )
        for one in list(found.values())[:2]
    ]


def issued(town: Session, people: Any, lots: list[schemas.Lot]) -> schemas_labels.LabelRunIssued:
    """One run of labels for both lots, two boxes each."""
    boxes = [schemas_labels.BoxesOfLot(lot_id=one.id, boxes=2, amount_each=10) for one in lots]
    wanted = schemas_labels.LabelsIn(noun="box", lots=boxes)
    return service_labels.issue(town, people.officer, wanted)


def test_a_county_reads_of_a_run_for_two_counties_only_its_own_labels(
    town: Session, people: Any, lots: list[schemas.Lot]
) -> None:
    made = issued(town, people, lots)
    assert len(service_labels.run_of(town, people.officer, made.run.id).labels) == 4
    clerk = people.clerk(lots[0].jurisdiction_code[:6])
    read = service_labels.run_of(town, clerk, made.run.id)
    assert {one.lot_id for one in read.labels} == {lots[0].id}


def test_a_county_cannot_take_back_what_the_city_did_with_boxes_of_another(
    town: Session, people: Any, lots: list[schemas.Lot]
) -> None:
    labels = issued(town, people, lots).labels
    boxes = [schemas_labels.ScannedBox(code=one.code) for one in labels]
    wanted = schemas_labels.ScanIn(act="void", boxes=boxes)
    done = service_scans.scan_boxes(town, people.officer, wanted)
    why = schemas_labels.UndoScanIn(note="扫错")
    clerk = people.clerk(done.jurisdiction_code[:6])
    with pytest.raises(NotFound):
        service_scans.undo_scan(town, clerk, done.id, why)
    service_scans.undo_scan(town, people.officer, done.id, why)
    found = queries_labels.labels_by_id(town, [one.id for one in labels])
    assert {one.state for one in found.values()} == {"in_stock"}
