"""Rows of another system: matched by its names, conflicts told, quantities through the ledger."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from app.testing.services import Enter, Services
from core.db import LIVE, Database
from exchange.models import ExternalRef
from resources.importing.models import ImportBatch
from resources.importing.work import ImportWork
from resources.models import Depot, Lot, StockMovement, Team

Json = dict[str, Any]
WMS = "county-wms"


@pytest.fixture
def county(city_url: str) -> Iterator[Database]:
    """A database of this test's own that holds the demo city."""
    database = Database(city_url)
    yield database
    database.dispose()


@pytest.fixture
def enter(services: Services, county: Database) -> Iterator[Enter]:
    """Sign in to a service on that database."""
    with services.door(county) as sign_in:
        yield sign_in


@pytest.fixture
def clerk(enter: Callable[[str], TestClient]) -> TestClient:
    """The clerk of Hongshan (420111), signed in."""
    return enter("clerk-hongshan")


@pytest.fixture
def wms(clerk: TestClient) -> TestClient:
    """The county's stock system with a key of the clerk's."""
    wanted = {
        "name": "库管系统",
        "scopes": ["picture.read", "lots.write", "teams.write"],
        "days": 9,
    }
    secret = clerk.post("/api/tokens", json=wanted).json()["secret"]
    return TestClient(clerk.app, headers={"Authorization": f"Bearer {secret}"})


def put(client: TestClient, kind: str, *rows: Json, **more: Any) -> Any:
    """Send rows."""
    return client.put(f"/api/bulk/{kind}", json={"source": WMS, "rows": list(rows)} | more)


def done(client: TestClient, kind: str, *rows: Json, **more: Any) -> Json:
    """Send rows that are taken over or looked at."""
    answer = put(client, kind, *rows, **more)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def row(external_id: str, **values: Any) -> Json:
    """One row."""
    return {"external_id": external_id, "values": values}


DEPOT = row("W1", name="对接物资库", kind="government", lon=114.40, lat=30.50, load_s=900)


def lot(external_id: str, quantity: int, **more: Any) -> Json:
    """A lot in the depot W1."""
    return row(external_id, depot_external_id="W1", quantity=quantity, **more)


@pytest.fixture
def item(county: Database) -> str:
    """An item of the catalogue."""
    with county.transaction() as session:
        return session.scalars(select(Lot.item_code).order_by(Lot.item_code).limit(1)).one()


def test_rows_are_created_then_unchanged_then_changed_by_their_outside_names(
    wms: TestClient, county: Database
) -> None:
    first = done(wms, "depots", DEPOT)
    assert (first["applied"], first["counts"]["created"]) == (True, 1)
    depot_id = first["rows"][0]["id"]
    again = done(wms, "depots", DEPOT)
    assert (again["rows"][0]["outcome"], again["rows"][0]["id"]) == ("unchanged", depot_id)
    renamed = done(wms, "depots", row("W1", name="对接物资库（新址）", load_s=1200))
    assert renamed["rows"][0]["outcome"] == "changed"
    assert {one["field"]: one["new"] for one in renamed["rows"][0]["changes"]} == {
        "name": "对接物资库（新址）",
        "load_s": 1200,
    }
    with county.transaction() as session:
        depot = session.get_one(Depot, depot_id)
        assert (depot.name, depot.load_s, depot.jurisdiction_code) == (
            "对接物资库（新址）",
            1200,
            "420111",
        )
        assert depot.confirmed_by.endswith(" · 库管系统")


def test_a_dry_run_tells_everything_and_writes_nothing(wms: TestClient, county: Database) -> None:
    told = done(wms, "depots", DEPOT, row("W2", name="缺类别", lon=114.4, lat=30.5), dry_run=True)
    assert (told["applied"], told["import_id"]) == (False, None)
    assert [one["outcome"] for one in told["rows"]] == ["created", "refused"]
    assert told["rows"][1]["problems"][0]["field"] == "kind"
    with county.transaction() as session:
        assert session.scalar(select(func.count()).select_from(ExternalRef)) == 0
        assert session.scalar(select(func.count()).select_from(ImportBatch)) == 0
        assert session.scalar(select(Depot).where(Depot.name == "对接物资库")) is None


def test_quantities_become_lines_of_the_ledger_and_never_overwrite_it(
    wms: TestClient, county: Database, item: str
) -> None:
    done(wms, "depots", DEPOT)
    made = done(wms, "lots", lot("L1", 100, item_code=item, batch="A"))
    done(wms, "lots", row("L1", quantity=80))
    with county.transaction() as session:
        lines = session.execute(
            select(StockMovement.kind, StockMovement.quantity_change)
            .where(StockMovement.lot_id == made["rows"][0]["id"])
            .order_by(StockMovement.at, StockMovement.id)
        ).all()
        assert [(kind, amount) for kind, amount in lines] == [("opening", 100), ("stocktake", -20)]
        held = session.get_one(Lot, made["rows"][0]["id"])
        assert held.quantity == sum(amount for _kind, amount in lines) == 80


def test_what_a_clerk_changed_meanwhile_is_told_and_not_overwritten(
    wms: TestClient, clerk: TestClient, county: Database, item: str
) -> None:
    done(wms, "depots", DEPOT)
    made = done(wms, "lots", lot("L1", 100, item_code=item, batch="A"))
    lot_id = made["rows"][0]["id"]
    seen = clerk.get(f"/api/lots/{lot_id}").json()
    counted = {"how": "count", "note": "少十箱", "rows": [{"noun": "lot", "id": lot_id, "version": seen["version"], "quantity": 90}]}  # fmt: skip
    told = clerk.post("/api/confirmations", json=counted)
    assert told.json().get("corrected") == 1, told.text
    refused = put(wms, "lots", row("L1", quantity=100))
    assert (refused.status_code, refused.json()["code"]) == (422, "bulk_refused")
    [told] = refused.json()["facts"]["rows"]
    assert told["outcome"] == "conflict"
    assert told["problems"][0]["facts"] == {"here": 90, "sent": 100, "last_sent": 100}
    # whoever sends what stands here agrees with it: no conflict
    assert done(wms, "lots", row("L1", quantity=90))["rows"][0]["outcome"] == "unchanged"
    assert done(wms, "lots", row("L1", quantity=70))["rows"][0]["outcome"] == "changed"
    with county.transaction() as session:
        assert session.get_one(Lot, lot_id).quantity == 70


def test_force_writes_over_what_was_changed_here_and_says_so(
    wms: TestClient, clerk: TestClient
) -> None:
    made = done(wms, "depots", DEPOT)
    with_id = made["rows"][0]["id"]
    team = row("T1", name="对接队", kind="unit", lon=114.41, lat=30.51, vehicle="light",
               headcount=12, capabilities=_capability(clerk))  # fmt: skip
    team_id = done(wms, "teams", team)["rows"][0]["id"]
    now = clerk.get(f"/api/teams/{team_id}").json()
    seen = {"If-Match": f'"{now["version"]}"'}
    assert (
        clerk.patch(f"/api/teams/{team_id}", json={"headcount": 8}, headers=seen).status_code == 200
    )
    conflict = done(wms, "teams", team, dry_run=True)["rows"][0]
    assert conflict["outcome"] == "conflict"
    assert conflict["problems"][0]["field"] == "headcount"
    forced = done(wms, "teams", team, force=True)["rows"][0]
    assert forced["changes"] == [{"field": "headcount", "old": 8, "new": 12}]
    assert clerk.get(f"/api/teams/{team_id}").json()["headcount"] == 12
    assert with_id


def _capability(client: TestClient) -> dict[str, int]:
    code = client.get("/api/capabilities").json()[0]["code"]
    return {code: 3}


def test_one_faulty_row_keeps_all_out_unless_rows_are_wanted_one_by_one(
    wms: TestClient, county: Database
) -> None:
    bad = row("W9", name="坏行", kind="no-such-kind", lon=114.4, lat=30.5)
    refused = put(wms, "depots", DEPOT, bad)
    assert refused.status_code == 422
    with county.transaction() as session:
        assert session.scalar(select(Depot).where(Depot.name == "对接物资库")) is None
    one_by_one = done(wms, "depots", DEPOT, bad, atomic=False)
    assert [one["outcome"] for one in one_by_one["rows"]] == ["created", "refused"]
    with county.transaction() as session:
        refs = session.scalars(select(ExternalRef.external_id)).all()
    assert refs == ["W1"]


def test_what_exists_already_is_linked_and_its_own_values_are_not_overwritten_unasked(
    wms: TestClient, county: Database
) -> None:
    with county.transaction() as session:
        team = session.scalars(
            select(Team).where(Team.jurisdiction_code == "420111").order_by(Team.code)
        ).first()
        assert team is not None
        code, headcount, team_id = team.code, team.headcount, str(team.id)
    same = done(wms, "teams", row("T7", code=code, headcount=headcount))["rows"][0]
    assert (same["outcome"], same["id"]) == ("unchanged", team_id)
    second = put(wms, "teams", row("T8", code=code, headcount=headcount))
    assert second.json()["facts"]["rows"][0]["problems"][0]["code"] == "linked_to_another"
    other = wms.put("/api/bulk/teams", json={"source": "省平台", "rows": [row("P1", code=code, headcount=headcount + 5)]})  # fmt: skip
    assert other.json()["facts"]["rows"][0]["outcome"] == "conflict"


def test_an_outside_name_never_comes_to_mean_another_row(wms: TestClient, item: str) -> None:
    done(wms, "depots", DEPOT, row("W2", name="二号库", kind="government", lon=114.41, lat=30.5))
    done(wms, "lots", lot("L1", 5, item_code=item, batch="A"))
    moved = put(wms, "lots", row("L1", depot_external_id="W2", quantity=5))
    [told] = moved.json()["facts"]["rows"]
    assert told["problems"][0]["code"] == "names_another"
    twice = put(wms, "depots", DEPOT, DEPOT)
    codes = {one["code"] for one in twice.json()["facts"]["rows"][0]["problems"]}
    assert "external_id_repeated" in codes
    unknown = put(wms, "lots", row("L9", depot_external_id="W7", item_code=item, quantity=1, x=1))
    codes = {one["code"] for one in unknown.json()["facts"]["rows"][0]["problems"]}
    assert {"depot_unnamed", "field_unknown"} <= codes


def test_what_is_gone_over_there_leaves_the_inventory_here(
    wms: TestClient, county: Database, item: str
) -> None:
    done(wms, "depots", DEPOT)
    lot_id = done(wms, "lots", lot("L1", 5, item_code=item, batch="A"))["rows"][0]["id"]
    stands = put(wms, "depots", {"external_id": "W1", "gone": True})
    assert stands.json()["facts"]["rows"][0]["problems"][0]["code"] == "depot_holds_stock"
    gone = done(wms, "lots", {"external_id": "L1", "gone": True})
    assert gone["counts"]["removed"] == 1
    assert done(wms, "lots", {"external_id": "L1", "gone": True})["counts"]["unchanged"] == 1
    assert done(wms, "depots", {"external_id": "W1", "gone": True})["counts"]["removed"] == 1
    back = put(wms, "depots", DEPOT)
    assert back.json()["facts"]["rows"][0]["outcome"] == "conflict"
    assert done(wms, "depots", DEPOT, force=True)["counts"]["changed"] == 1
    with county.transaction() as session:
        assert session.get_one(Lot, lot_id).quantity == 0
        assert (
            session.scalars(select(Depot).where(Depot.name == "对接物资库")).one().retired_at
            is None
        )


def test_a_bulk_call_can_be_undone_like_any_list(
    wms: TestClient, clerk: TestClient, county: Database
) -> None:
    made = done(wms, "depots", DEPOT)
    batch = clerk.get(f"/api/imports/{made['import_id']}").json()
    assert (batch["state"], batch["file_name"]) == ("applied", f"API: {WMS}")
    seen = {"If-Match": f'"{batch["version"]}"'}
    asked = clerk.post(f"/api/imports/{made['import_id']}/undo", headers=seen)
    assert asked.status_code in (200, 202), asked.text
    while ImportWork(county, LIVE).do_next():
        pass
    with county.transaction() as session:
        depot = session.get_one(Depot, made["rows"][0]["id"])
        assert depot.retired_at is not None
    again = put(wms, "depots", DEPOT)
    assert again.json()["facts"]["rows"][0]["outcome"] == "conflict"


def test_a_key_writes_neither_for_another_county_nor_without_the_scope(
    clerk: TestClient, wms: TestClient, enter: Callable[[str], TestClient]
) -> None:
    foreign = put(wms, "depots", DEPOT, office_code="420106")
    assert (foreign.status_code, foreign.json()["code"]) == (403, "forbidden")
    elsewhere = row("W5", name="区外库", kind="government", lon=114.17, lat=30.62)
    outside = put(wms, "depots", elsewhere)
    assert outside.json()["facts"]["rows"][0]["problems"][0]["code"] == "outside_area"
    wanted = {"name": "只管队伍", "scopes": ["teams.write"], "days": 1}
    secret = clerk.post("/api/tokens", json=wanted).json()["secret"]
    teams = TestClient(clerk.app, headers={"Authorization": f"Bearer {secret}"})
    answer = put(teams, "depots", DEPOT)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_kind_of_row")


def test_the_other_system_can_ask_what_it_has_named(wms: TestClient) -> None:
    done(wms, "depots", DEPOT)
    page = wms.get("/api/bulk/depots", params={"source": WMS}).json()
    assert (page["total"], page["rows"][0]["external_id"]) == (1, "W1")
    assert page["rows"][0]["sent"]["load_s"] == 900
    assert wms.get("/api/bulk/depots", params={"source": "other"}).json()["total"] == 0
    denied = wms.get("/api/bulk/depots", params={"source": WMS, "office_code": "420106"})
    assert denied.status_code == 403
