"""Edits of many lots in one go: looked at first, all or none, and taken back in one go."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient

from core.db import Database
from resources import service_counting
from resources.service_counting import TOLD_ONE_BY_ONE, CountRow

Json = dict[str, Any]
SignIn = Callable[[str], TestClient]


@pytest.fixture
def clerk(sign_in: SignIn) -> TestClient:
    """The clerk of a county office."""
    return sign_in("clerk-hongshan")


@pytest.fixture
def lots(clerk: TestClient) -> list[Json]:
    """Three fresh lots of one item in one depot of the clerk's own."""
    like = clerk.get("/api/lots", params={"limit": 1, "own": True}).json()["rows"][0]
    name = uuid4().hex[:10]
    for k in range(3):
        body = {
            "depot_id": like["depot_id"],
            "item_code": like["item_code"],
            "batch": f"{name}-{k}",
            "quantity": 100 + k,
            "expires_on": "2031-01-01",
        }
        assert clerk.post("/api/lots", json=body).status_code == 201
    rows: list[Json] = named(clerk, name)
    assert [row["quantity"] for row in rows] == [100, 101, 102]
    return rows


def named(client: TestClient, batch: str) -> list[Json]:
    """The lots of a batch as the list shows them."""
    rows: list[Json] = client.get("/api/lots", params={"batch": batch, "sort": "batch"}).json()[
        "rows"
    ]
    return rows


def seen(rows: list[Json], **values: Any) -> list[Json]:
    """Rows as they were seen, with the same values for each."""
    return [{"id": row["id"], "version": row["version"], **values} for row in rows]


def sent(client: TestClient, action: str, rows: list[Json], **wanted: Any) -> Json:
    """Carry out an action and return what became of the rows."""
    answer = client.post("/api/lots/bulk", json={"action": action, "rows": rows, **wanted})
    assert answer.status_code == 200, answer.text
    out: Json = answer.json()
    return out


def undone(client: TestClient, edit: Json) -> Json:
    """Take an edit back."""
    answer = client.post(f"/api/stock-edits/{edit['edit_id']}/undo")
    assert answer.status_code == 200, answer.text
    out: Json = answer.json()
    return out


def facts(row: Json) -> Json:
    """What an edit and its undoing leave alone: everything but who touched it and how often."""
    return {k: v for k, v in row.items() if k not in ("version", "changed_at", "changed_by")}


def test_a_look_before_writing_says_what_would_become_of_each_row(
    clerk: TestClient, lots: list[Json]
) -> None:
    rows = [
        {"id": lots[0]["id"], "version": lots[0]["version"], "quantity": 90},
        {"id": lots[1]["id"], "version": lots[1]["version"], "quantity": 101},
        {"id": lots[2]["id"], "version": lots[2]["version"] + 1, "quantity": 5},
    ]
    out = sent(clerk, "edit", rows, note="盘点", dry_run=True)
    assert [row["outcome"] for row in out["rows"]] == ["done", "unchanged", "refused"]
    assert out["rows"][0]["changes"] == [{"field": "quantity", "before": 100, "after": 90}]
    assert out["rows"][2]["code"] == "lot_changed_meanwhile"
    assert "已被他人修改" in out["rows"][2]["message"]
    assert out["edit_id"] is None
    assert named(clerk, lots[0]["batch"][:10]) == lots


def test_one_bad_row_refuses_all_and_is_named(clerk: TestClient, lots: list[Json]) -> None:
    rows = seen(lots, quantity=7)
    rows[1]["version"] -= 1
    body = {"action": "edit", "rows": rows, "note": "盘点"}
    answer = clerk.post("/api/lots/bulk", json=body, headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.json()["code"]) == (409, "bulk_refused")
    [bad] = answer.json()["facts"]["rows"]
    assert bad["id"] == lots[1]["id"]
    assert bad["lot"]["quantity"] == 101
    assert "Somebody changed this lot" in bad["message"]
    assert named(clerk, lots[0]["batch"][:10]) == lots


def test_fields_of_many_lots_are_set_and_taken_back_as_they_were(
    clerk: TestClient, lots: list[Json]
) -> None:
    rows = seen(lots)
    rows[0] |= {"quantity": 80, "batch": lots[0]["batch"] + "x"}
    values = {"expires_on": "2032-05-01", "made_on": "2026-05-01", "safety_stock": 10_000_000}
    edit = sent(clerk, "edit", rows, set=values, note="盘点")
    assert edit["done"] == 3
    now = named(clerk, lots[0]["batch"][:10])
    assert {row["id"]: row["quantity"] for row in now}[lots[0]["id"]] == 80
    assert {row["expires_on"] for row in now} == {"2032-05-01"}
    assert {row["safety_stock"] for row in now} == {10_000_000}
    short = clerk.get("/api/lots", params={"batch": lots[0]["batch"][:10], "below_safety": True})
    assert short.json()["total"] == 3
    ledger = clerk.get(f"/api/lots/{lots[0]['id']}/movements").json()
    assert "stocktake" in str(ledger)
    undone(clerk, edit)
    assert [facts(row) for row in named(clerk, lots[0]["batch"][:10])] == [facts(r) for r in lots]
    again = clerk.post(f"/api/stock-edits/{edit['edit_id']}/undo")
    assert (again.status_code, again.json()["code"]) == (409, "edit_already_undone")


def test_one_cell_is_an_edit_of_one_row_with_its_own_undo(
    clerk: TestClient, lots: list[Json]
) -> None:
    edit = sent(clerk, "edit", seen(lots[:1], expires_on=None))
    assert edit["rows"][0]["lot"]["expires_on"] is None
    assert clerk.get("/api/stock-edits").json()[0]["id"] == edit["edit_id"]
    back = undone(clerk, edit)
    assert facts(back["rows"][0]["lot"]) == facts(lots[0])


def test_goods_written_off_together_come_back_together(clerk: TestClient, lots: list[Json]) -> None:
    rows = [*seen(lots[:2]), *seen(lots[2:], quantity=2)]
    assert clerk.post("/api/lots/bulk", json={"action": "write_off", "rows": rows}).json()[
        "code"
    ] == ("note_required")
    edit = sent(clerk, "write_off", rows, note="受潮报废")
    assert [row["lot"]["quantity"] for row in edit["rows"]] == [0, 0, 100]
    back = undone(clerk, edit)
    assert [row["lot"]["quantity"] for row in back["rows"]] == [100, 101, 102]


def test_goods_moved_together_are_in_transit_and_can_be_turned_back(
    clerk: TestClient, lots: list[Json]
) -> None:
    depots = clerk.get("/api/depots", params={"limit": 500}).json()["rows"]
    other = next(one for one in depots if one["id"] != lots[0]["depot_id"])
    edit = sent(clerk, "move", seen(lots, quantity=10), to_depot_id=other["id"], note="前置")
    assert [row["lot"]["on_the_way"] for row in edit["rows"]] == [10, 10, 10]
    back = undone(clerk, edit)
    assert [row["lot"]["on_the_way"] for row in back["rows"]] == [0, 0, 0]
    assert [row["lot"]["quantity"] for row in back["rows"]] == [100, 101, 102]
    body = {"action": "move", "rows": seen(lots), "to_depot_id": lots[0]["depot_id"]}
    assert clerk.post("/api/lots/bulk", json=body).status_code == 409


def test_confirming_many_is_taken_back_to_how_they_were_trusted(
    clerk: TestClient, lots: list[Json]
) -> None:
    edit = sent(clerk, "confirm", seen(lots), how="phone")
    assert {row["lot"]["confirmed_how"] for row in edit["rows"]} == {"phone"}
    back = undone(clerk, edit)
    assert {row["lot"]["confirmed_how"] for row in back["rows"]} == {"count"}


def test_an_edit_that_somebody_built_on_is_not_taken_back(
    clerk: TestClient, lots: list[Json]
) -> None:
    first = sent(clerk, "edit", seen(lots[:1], expires_on="2033-01-01"))
    now = first["rows"][0]["lot"]
    sent(clerk, "edit", seen([now], expires_on="2034-01-01"))
    answer = clerk.post(f"/api/stock-edits/{first['edit_id']}/undo")
    assert answer.json()["code"] == "bulk_refused"
    assert answer.json()["facts"]["rows"][0]["code"] == "field_changed_meanwhile"


def test_only_whoever_made_an_edit_takes_it_back(
    clerk: TestClient, lots: list[Json], duty: TestClient, sign_in: SignIn
) -> None:
    edit = sent(clerk, "edit", seen(lots[:1], expires_on="2033-01-01"))
    answer = duty.post(f"/api/stock-edits/{edit['edit_id']}/undo")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_edit")
    assert duty.post(f"/api/stock-edits/{uuid4()}/undo").status_code == 404
    planner = sign_in("planner")
    body = {"action": "confirm", "rows": seen(lots)}
    assert planner.post("/api/lots/bulk", json=body).status_code == 403


@pytest.fixture
def elsewhere(duty: TestClient, clerk: TestClient) -> Iterator[Json]:
    """A lot in another county."""
    rows = duty.get("/api/lots", params={"limit": 500}).json()["rows"]
    yield next(row for row in rows if row["county_code"] != "420111")


def test_lots_of_another_county_are_not_there(clerk: TestClient, elsewhere: Json) -> None:
    out = sent(clerk, "confirm", seen([elsewhere]), dry_run=True)
    assert out["rows"][0]["code"] == "lot_not_there"
    assert out["rows"][0]["lot"] is None


def test_a_batch_cannot_take_the_name_of_another(clerk: TestClient, lots: list[Json]) -> None:
    rows = seen(lots[:2])
    rows[0]["batch"], rows[1]["batch"] = lots[2]["batch"], ""
    out = sent(clerk, "edit", rows, dry_run=True)
    assert [row["code"] for row in out["rows"]] == ["lot_already_entered", "batch_missing"]
    twice = sent(clerk, "edit", seen(lots[:2], batch="同名"), dry_run=True)
    assert {row["code"] for row in twice["rows"]} == {"lot_already_entered"}


def test_a_lower_count_than_promised_and_a_count_without_reason_are_refused(
    clerk: TestClient, lots: list[Json]
) -> None:
    assert sent(clerk, "edit", seen(lots[:1], quantity=3), dry_run=True)["rows"][0]["code"] == (
        "note_required"
    )
    rows = seen(lots[:2])
    rows[0] |= {"made_on": "2031-02-01"}
    rows[1] |= {"safety_stock": 3}
    assert sent(clerk, "edit", rows, dry_run=True)["rows"][0]["code"] == "made_after_expiry"
    rows[0] = seen(lots[:1], safety_stock=4)[0]
    assert sent(clerk, "edit", rows, dry_run=True)["rows"][1]["code"] == "safety_told_twice"


def test_more_lots_than_are_told_one_by_one_are_still_listed_as_they_are_now(
    clerk: TestClient, lots: list[Json], city: Database, people: Any
) -> None:
    name = uuid4().hex[:10]
    depot, item = UUID(lots[0]["depot_id"]), lots[0]["item_code"]
    with city.transaction() as session:
        rows = [CountRow(depot, item, f"{name}-{k:03d}", 5) for k in range(TOLD_ONE_BY_ONE + 1)]
        service_counting.count_many(session, people.officer, rows)
    many = clerk.get("/api/lots", params={"batch": name, "limit": 500}).json()["rows"]
    edit = sent(clerk, "edit", seen(many, quantity=6), note="盘点")
    assert edit["done"] == TOLD_ONE_BY_ONE + 1
    now = clerk.get("/api/lots", params={"batch": name, "quantity_min": 6}).json()
    assert now["total"] == TOLD_ONE_BY_ONE + 1
    undone(clerk, edit)
    again = clerk.get("/api/lots", params={"batch": name, "quantity_max": 5}).json()
    assert again["total"] == TOLD_ONE_BY_ONE + 1
