"""Lists as offices and organisations really keep them, from the file into the inventory."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from core.db import Database
from resources.importing.models import EnteredPosition
from resources.models import Depot, Facility, Item, Lot
from tests.integration.resources.odd_lists import DEPOT, ODD_LISTS, OddList

LISTS = Path(__file__).parents[2] / "data" / "lists"
Bring = Callable[..., dict[str, Any]]
TOLD = {"unit": "件", "kg": "0.5", "litres": "1", "class_code": "应急装备及配套物资"}


@pytest.fixture
def depot(county: Database) -> Depot:
    """A depot of Hongshan."""
    with county.picture() as session:
        query = select(Depot).where(Depot.jurisdiction_code == "420111").order_by(Depot.code)
        return session.scalars(query).first()


def _told(value: Any, depot: Depot) -> Any:
    if isinstance(value, dict):
        return {name: _told(one, depot) for name, one in value.items()}
    return depot.name if value == DEPOT else value


def _bring_odd(bring: Bring, one: OddList, depot: Depot) -> dict[str, Any]:
    content = one.make(depot.code if one.by_code else depot.name)
    return bring("clerk-hongshan", one.kind, content, apply=True, **_told(one.changes, depot))


def test_lists_of_every_odd_shape_come_in_as_they_are(
    bring: Bring, county: Database, depot: Depot
) -> None:
    wrong = []
    for one in ODD_LISTS:
        batch = _bring_odd(bring, one, depot)
        counts = batch["counts"]
        if (counts["added"], counts["error"]) != (one.added, one.refused):
            wrong.append((one.name, counts, batch["options"]["mapping"], batch["faults"]))
        if one.holds is not None and _held(county, batch) != one.holds:
            wrong.append((one.name, "holds", _held(county, batch)))
    assert wrong == [], "\n".join(map(str, wrong))


def _held(county: Database, batch: dict[str, Any]) -> int:
    from resources.models import StockMovement

    with county.picture() as session:
        brought = select(func.sum(StockMovement.quantity_change))
        return session.scalar(brought.where(StockMovement.import_id == batch["id"])) or 0


def test_the_standard_items_of_the_red_cross_become_local_items(
    bring: Bring, county: Database
) -> None:
    content = (LISTS / "ifrc_standard_items.csv").read_bytes()
    batch = bring("duty", "items", content, apply=True, otherwise=TOLD)
    assert (batch["counts"]["added"], batch["counts"]["error"]) == (54, 0), batch["faults"]
    assert batch["outline"]["encoding"] == "utf-8"
    with county.picture() as session:
        rows = {one.own_code: one for one in session.scalars(select(Item)) if one.own_code}
    loudspeaker = rows["AAUDLOUDCOMBI"]
    assert (loudspeaker.kg, loudspeaker.litres) == (14.9, 99.456)
    assert "quête de sécurité" in rows["LPMDCRF009362"].name
    assert rows["LPMDCRF009362"].kg == 0.5


def test_the_categories_of_the_red_cross_come_in_by_a_mapping(bring: Bring) -> None:
    content = (LISTS / "ifrc_item_categories.csv").read_bytes()
    mapping = {"4": "own_code", "5": "name"}
    batch = bring("duty", "items", content, mapping=mapping, otherwise=TOLD)
    assert batch["counts"]["added"] + batch["counts"]["unchanged"] == 30


def test_hospitals_without_positions_are_placed_by_their_address_and_say_so(
    bring: Bring, county: Database, at_the_door: Callable[[str], TestClient]
) -> None:
    content = (LISTS / "hubei_hospital_supply_needs_2020.json").read_bytes()
    client = at_the_door("duty")
    batch = bring("duty", "hospitals", content, name="needs.json")
    assert [one["name"] for one in batch["outline"]["sheets"]] == ["records", "supplies"]
    headers = {"If-Match": f'"{batch["version"]}"'}
    assert batch["counts"]["added"] == 13, batch["faults"]
    assert batch["counts"]["error"] == 3
    answer = client.post(f"/api/imports/{batch['id']}/apply", headers=headers)
    assert answer.status_code == 200


def test_needed_supplies_become_items_and_then_lots_of_the_depot_that_is_named(
    bring: Bring, county: Database, depot: Depot
) -> None:
    content = (LISTS / "hubei_hospital_supplies.csv").read_bytes()
    items = bring("duty", "items", content, apply=True, mapping={"3": "name"}, otherwise=TOLD)
    names = {row["物资名称"] for row in csv.DictReader(io.StringIO(content.decode("gb18030")))}
    assert items["counts"]["added"] == len(names)
    assert items["counts"]["error"] == 0
    mapping = {"0": "batch", "3": "item_code", "4": "quantity"}
    lots = bring(
        "duty", "lots", content, apply=True, mapping=mapping, otherwise={"depot_id": depot.code}
    )
    assert lots["counts"]["added"] + lots["counts"]["error"] == 111
    assert lots["counts"]["added"] > 100
    with county.picture() as session:
        mine = select(func.count()).where(Lot.depot_id == depot.id, Lot.batch.contains("医院"))
        assert (session.scalar(mine) or 0) > 60


def test_what_was_placed_by_its_address_says_so_until_somebody_gives_its_position(
    bring: Bring, county: Database, at_the_door: Callable[[str], TestClient]
) -> None:
    client = at_the_door("clerk-hongshan")
    rows = ["队伍名称,类别,地址,车辆,人数,能力,经度,纬度", "概略队,社会,珞南街道,轻型,9,水域救援,,"]
    bring("clerk-hongshan", "teams", "\n".join(rows).encode(), apply=True)
    [team] = client.get("/api/teams", params={"q": "概略队"}).json()["rows"]
    assert client.get("/api/entered-positions/team").json() == [team["id"]]
    home = {"lon": team["home"]["lon"] + 0.001, "lat": team["home"]["lat"]}
    headers = {"If-Match": f'"{team["version"]}"'}
    answer = client.patch(f"/api/teams/{team['id']}", json={"home": home}, headers=headers)
    assert answer.status_code == 200, answer.text
    assert client.get("/api/entered-positions/team").json() == []
    with county.picture() as session:
        assert session.scalar(select(func.count()).select_from(EnteredPosition)) == 0
        assert session.scalar(select(func.count()).select_from(Facility)) or 0
