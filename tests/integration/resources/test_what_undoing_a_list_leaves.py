"""Lists that are undone leave no word behind, and lists find what they mean by dates and places."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from core.db import LIVE, Database
from resources.importing.models import EnteredPosition
from resources.models import Depot, Facility, Lot, Truck
from resources.models_requisition import Requisition, RequisitionLine

Bring = Callable[..., dict[str, Any]]
Work = Callable[[], None]
LONG_AGO = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def clerk(at_the_door: Callable[[str], TestClient]) -> TestClient:
    """The clerk of Hongshan (420111), signed in."""
    return at_the_door("clerk-hongshan")


@pytest.fixture
def depot(county: Database) -> Depot:
    """A depot of Hongshan with lots and a lorry."""
    with county.picture() as session:
        query = select(Depot).where(Depot.jurisdiction_code == "420111", Depot.trucks.any())
        return session.scalars(query.order_by(Depot.code)).first()


def undo(client: TestClient, work: Work, batch: dict[str, Any]) -> None:
    headers = {"If-Match": f'"{batch["version"]}"'}
    answer = client.post(f"/api/imports/{batch['id']}/undo", headers=headers)
    assert answer.status_code == 200, answer.text
    work()
    after = client.get(f"/api/imports/{batch['id']}").json()
    assert (after["state"], after["error"]) == ("undone", None)


def csv(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def test_a_list_that_is_undone_vouches_for_nothing_any_more(
    bring: Bring, county: Database, clerk: TestClient, work: Work, depot: Depot
) -> None:
    with county.transaction(LIVE) as session:
        mine = select(Lot).where(Lot.depot_id == depot.id, Lot.reserved == 0).order_by(Lot.id)
        known, changed = session.scalars(mine.limit(2)).all()
        for lot in (known, changed):
            lot.confirmed_at, lot.confirmed_by = LONG_AGO, "前任"
            lot.confirmed_how = "phone"
            lot.version += 1
        session.flush()
        session.expunge_all()
    content = csv(
        "物资库,物资,批次,数量",
        f"{depot.code},{known.item_code},{known.batch},{known.quantity}",
        f"{depot.code},{changed.item_code},{changed.batch},{changed.quantity + 3}",
    )
    before = trusted(clerk, known, changed)
    batch = bring("clerk-hongshan", "lots", content, apply=True)
    assert (batch["counts"]["unchanged"], batch["counts"]["changed"]) == (1, 1)
    assert {row["trust_percent"] for row in trusted(clerk, known, changed).values()} == {100}
    undo(clerk, work, batch)
    after = trusted(clerk, known, changed)
    for lot in (known, changed):
        row = after[str(lot.id)]
        assert (row["confirmed_by"], row["confirmed_how"]) == ("前任", "phone")
        assert row["trust_percent"] == before[str(lot.id)]["trust_percent"] < 100
        assert row["quantity"] == lot.quantity
        assert row["version"] > before[str(lot.id)]["version"] + 1


def trusted(client: TestClient, *lots: Lot) -> dict[str, dict[str, Any]]:
    """How lots are listed, trust first: as the grid shows them."""
    answer = client.get(
        "/api/lots",
        params={"depot_id": str(lots[0].depot_id), "sort": "trust_percent", "limit": 500},
    )
    mine = {str(one.id) for one in lots}
    return {row["id"]: row for row in answer.json()["rows"] if row["id"] in mine}


def test_a_position_says_again_where_it_was_from(
    bring: Bring, county: Database, clerk: TestClient, work: Work
) -> None:
    rough = csv("物资库名称,类别,地址", "概略示例库,政府储备,珞南街道")
    bring("clerk-hongshan", "depots", rough, apply=True)
    exact = csv("物资库名称,类别,经度,纬度", "概略示例库,政府储备,114.36,30.51")
    batch = bring("clerk-hongshan", "depots", exact, apply=True, datum="BD09")
    assert batch["counts"]["changed"] == 1
    with county.picture() as session:
        there = session.scalars(select(Depot).where(Depot.name == "概略示例库")).one()
        source = session.get_one(EnteredPosition, ("depot", there.id))
        assert (source.datum, source.lon, source.approximate) == ("BD09", 114.36, False)
    undo(clerk, work, batch)
    with county.picture() as session:
        source = session.get_one(EnteredPosition, ("depot", there.id))
        assert (source.approximate, source.place_name, source.lon) == (True, "珞南街道", None)
    assert clerk.get("/api/entered-positions/depot").json() == [str(there.id)]


def trucks(county: Database) -> dict[str, str]:
    with county.picture() as session:
        query = select(Truck.plate, Truck.state).join(Depot)
        rows = session.execute(query.where(Depot.jurisdiction_code == "420111"))
        return {row.plate: row.state for row in rows}


def test_a_whole_list_of_vehicles_takes_out_only_what_is_ones_own_and_undoing_restores_how_it_stood(
    bring: Bring, county: Database, clerk: TestClient, work: Work, depot: Depot
) -> None:
    with county.transaction(LIVE) as session:
        own = session.scalars(select(Truck).where(Truck.depot_id == depot.id)).first()
        own.state = "unavailable"
        taken, returned = (requisitioned(depot, n, state) for n, state in enumerate(("available", "retired")))  # fmt: skip
        session.add_all([taken, returned])
        session.flush()
        session.add(a_requisition(taken.id))
        plate = own.plate
    stood = trucks(county)
    content = csv("车牌号,所属物资库,车型,载重（吨）", f"鄂A示例99,{depot.code},卡车,8")
    batch = bring("clerk-hongshan", "trucks", content, apply=True, whole=True)
    after = trucks(county)
    assert after.pop("鄂A示例99") == "available"
    assert (after["征0"], after["征1"], after[plate]) == ("available", "retired", "retired")
    undo(clerk, work, batch)
    assert trucks(county) == stood
    assert stood[plate] == "unavailable"


def requisitioned(depot: Depot, number: int, state: str) -> Truck:
    return Truck(
        depot_id=depot.id, plate=f"征{number}", vehicle="heavy_truck", payload_kg=5000,
        hazardous_permit=False, state=state, confirmed_at=LONG_AGO,
    )  # fmt: skip


def a_requisition(truck_id: UUID) -> Requisition:
    line = RequisitionLine(
        position=1, kind="vehicle", name="货车", quantity=1, unit="辆", condition="良好",
        truck_id=truck_id, lost=False,
    )  # fmt: skip
    return Requisition(
        number="征-示例", state="in_use", jurisdiction_code="420111", purpose="运输",
        legal_basis="emergency_response_law_12", executing_body="示例", owner_kind="unit",
        owner_name="示例", address="示例", created_at=LONG_AGO, handed_over_at=LONG_AGO,
        lines=[line],
    )  # fmt: skip


def test_a_vehicle_that_was_taken_out_comes_back_when_it_is_listed_again(
    bring: Bring, county: Database, depot: Depot
) -> None:
    with county.transaction(LIVE) as session:
        own = session.scalars(select(Truck).where(Truck.depot_id == depot.id)).first()
        session.execute(update(Truck).where(Truck.id == own.id).values(state="retired"))
        plate, payload = own.plate, own.payload_kg
    content = csv(
        "车牌号,所属物资库,车型,载重（千克）", f"{plate},{depot.code},{own.vehicle},{payload}"
    )
    batch = bring("clerk-hongshan", "trucks", content, apply=True)
    assert batch["counts"]["changed"] == 1
    assert trucks(county)[plate] == "available"


def lots_of(county: Database, depot: Depot) -> dict[str, int]:
    with county.picture() as session:
        query = select(Lot).where(Lot.depot_id == depot.id, Lot.batch.startswith("无批号"))
        return {str(lot.expires_on): lot.quantity for lot in session.scalars(query) if lot.quantity}


def test_lots_without_numbers_are_told_apart_by_their_dates_and_found_again_in_any_order(
    bring: Bring, county: Database, depot: Depot
) -> None:
    with county.picture() as session:
        used = select(Lot.item_code).where(Lot.depot_id == depot.id, Lot.batch.startswith("无批号"))
        assert "1990203" not in session.scalars(used).all()
    stood = lots_of(county, depot)
    head = "仓库,物资,数量,有效期至"
    rows = [f"{depot.code},1990203,{n},{day}" for n, day in ((100, "2031-05-01"), (50, "2032-06-30"), (7, "2033-01-01"))]  # fmt: skip
    batch = bring("clerk-hongshan", "lots", csv(head, *rows), apply=True)
    assert (batch["counts"]["added"], batch["faults"]) == (3, [])
    kept = {"2031-05-01": 100, "2032-06-30": 50, "2033-01-01": 7}
    assert lots_of(county, depot) == stood | kept
    again = bring("clerk-hongshan", "lots", csv(head, *reversed(rows)), apply=True)
    assert again["counts"]["unchanged"] == 3
    fewer = csv(head, rows[2], f"{depot.code},1990203,20,2034-02-02")
    third = bring("clerk-hongshan", "lots", fewer, apply=True)
    assert third["counts"]["error"] == 0
    assert sum(lots_of(county, depot).values()) - sum(stood.values()) == 50 + 7 + 20


def test_the_same_row_twice_is_told_and_not_added_up(
    bring: Bring, county: Database, depot: Depot
) -> None:
    row = f"{depot.code},1990203,100,2031-05-01"
    batch = bring("clerk-hongshan", "lots", csv("仓库,物资,数量,有效期至", row, row))
    assert (batch["counts"]["added"], batch["counts"]["error"]) == (1, 1)
    assert "与第 2 行重复" in batch["faults"][0][0]


def test_what_has_the_same_name_in_another_county_is_another_one(
    bring: Bring, county: Database, at_the_door: Callable[[str], TestClient]
) -> None:
    head = "医院名称,区县,地址,经度,纬度,床位数"
    here = "示例人民医院,洪山区,示例路1号,114.34,30.50,300"
    there = "示例人民医院,武昌区,示例路2号,114.31,30.55,500"
    bring("duty", "hospitals", csv(head, here), apply=True)
    batch = bring("duty", "hospitals", csv(head, there), apply=True)
    assert (batch["counts"]["added"], batch["counts"]["warned"]) == (1, 1)
    with county.picture() as session:
        query = select(Facility.capacity).where(Facility.name == "示例人民医院")
        assert sorted(session.scalars(query)) == [300, 500]


def test_a_namesake_far_away_is_asked_about_before_it_is_moved(bring: Bring) -> None:
    head = "队伍名称,类别,车辆,人数,能力,经度,纬度"
    bring(
        "clerk-hongshan",
        "teams",
        csv(head, "示例微型站,单位,轻型,6,灭火救援,114.34,30.50"),
        apply=True,
    )
    batch = bring(
        "clerk-hongshan", "teams", csv(head, "示例微型站,单位,轻型,6,灭火救援,114.42,30.50")
    )
    assert (batch["counts"]["changed"], batch["counts"]["warned"]) == (1, 1)
    own = csv(f"编号,{head}", "SL-7,示例微型站,单位,轻型,6,灭火救援,114.34,30.50")
    batch = bring("clerk-hongshan", "teams", own)
    assert (batch["counts"]["added"], batch["counts"]["warned"]) == (1, 1)


def test_a_lorry_that_was_sent_out_after_the_preview_is_not_taken_out(
    bring: Bring, county: Database, clerk: TestClient, work: Work, depot: Depot
) -> None:
    content = csv("车牌号,所属物资库,车型,载重", f"鄂A示例98,{depot.code},卡车,8吨")
    batch = bring("clerk-hongshan", "trucks", content, whole=True)
    with county.transaction(LIVE) as session:
        mine = select(Truck.id).where(Truck.depot_id == depot.id).limit(1)
        session.execute(update(Truck).where(Truck.id.in_(mine)).values(state="assigned"))
    headers = {"If-Match": f'"{batch["version"]}"'}
    clerk.post(f"/api/imports/{batch['id']}/apply", headers=headers)
    work()
    after = clerk.get(f"/api/imports/{batch['id']}").json()
    assert after["error"]["code"] == "rows_changed_since"


def test_a_hospital_says_who_vouched_for_it_and_one_that_left_is_in_no_survey(
    bring: Bring, clerk: TestClient, work: Work
) -> None:
    content = csv(
        "医院名称,地址,经度,纬度,床位数,空余床位", "示例新医院,示例路3号,114.34,30.50,300,25"
    )
    batch = bring("clerk-hongshan", "hospitals", content, apply=True, whole=True)
    assert batch["counts"]["removed"] > 0
    [row] = clerk.get("/api/facilities", params={"q": "示例新医院"}).json()["rows"]
    assert (row["confirmed_how"], row["confirmed_by"]) == ("import", batch["applied_by_name"])
    area = {"jurisdiction_code": "420111"}
    assert clerk.get("/api/survey", params=area).json()["figures"]["hospitals"] == 1
    undo(clerk, work, batch)
    figures = clerk.get("/api/survey", params=area).json()["figures"]
    assert figures["hospitals"] == batch["counts"]["removed"]


def test_a_list_can_say_that_a_lot_never_expires_and_undoing_gives_the_day_back(
    bring: Bring, county: Database, clerk: TestClient, work: Work, depot: Depot
) -> None:
    head = "仓库,物资,批次,数量,有效期至"
    row = f"{depot.code},1990203,L-1,9"
    bring("clerk-hongshan", "lots", csv(head, f"{row},2031-05-01"), apply=True)
    silent = bring("clerk-hongshan", "lots", csv(head, f"{row},"), apply=True)
    assert silent["counts"]["unchanged"] == 1
    batch = bring("clerk-hongshan", "lots", csv(head, f"{row},长期有效"), apply=True)
    assert batch["counts"]["changed"] == 1
    assert expiries(county, "L-1") == ["None"]
    undo(clerk, work, batch)
    assert expiries(county, "L-1") == ["2031-05-01"]


def expiries(county: Database, batch: str) -> list[str]:
    with county.picture() as session:
        return [
            str(day) for day in session.scalars(select(Lot.expires_on).where(Lot.batch == batch))
        ]


def test_a_list_that_only_counts_pumps_keeps_how_much_they_pump(bring: Bring) -> None:
    head = "队伍名称,类别,车辆,人数,能力,经度,纬度"

    def counts(able: str) -> dict[str, int]:
        row = f"示例排水队,专业,轻型,6,{able},114.34,30.50"
        counted = bring("clerk-hongshan", "teams", csv(head, row), apply=True)["counts"]
        return {name: counted[name] for name in ("added", "changed", "unchanged") if counted[name]}

    assert counts("抽排水2台；抽排水1000方/时") == {"added": 1}
    assert counts("抽排水2") == {"unchanged": 1}
    assert counts("抽排水2；排水流量1000") == {"unchanged": 1}
    assert counts("抽排水3台") == {"changed": 1}
