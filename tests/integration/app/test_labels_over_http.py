"""Labels over HTTP: issued, printed, opened by who may, repeated calls with one effect."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

SignIn = Callable[[str], TestClient]


@pytest.fixture
def clerk(sign_in: SignIn) -> TestClient:
    """The clerk of Hongshan."""
    return sign_in("clerk-hongshan")


def own_lot(clerk: TestClient) -> dict[str, object]:
    rows = clerk.get("/api/lots", params={"limit": 100}).json()["rows"]
    return next(
        row for row in rows if row["free"] > 60 and row["jurisdiction_code"].startswith("420111")
    )


def awaited(clerk: TestClient, count: int = 1) -> list[dict[str, object]]:
    lots = [{"lot_id": own_lot(clerk)["id"], "boxes": count, "amount_each": 10}]
    wanted = {"noun": "box", "awaited": True, "lots": lots}
    answer = clerk.post("/api/label-runs", json=wanted)
    assert answer.status_code == 201, answer.text
    found: list[dict[str, object]] = answer.json()["labels"]
    return found


def test_a_label_opens_for_its_county_and_those_above_and_is_not_there_for_others(
    clerk: TestClient, sign_in: SignIn
) -> None:
    [label] = awaited(clerk)
    path = f"/api/labels/{label['code']}"
    assert clerk.get(path).json()["next"] == "receive"
    assert sign_in("duty").get(path).json()["next"] == "receive"
    looking = sign_in("commander").get(path).json()
    assert (looking["next"], looking["told"]) == (None, "other_keeper")
    assert sign_in("clerk-jianghan").get(path).status_code == 404
    assert sign_in("leader-hazmat").get(path).status_code == 403
    assert clerk.get("/api/labels/ZZZZZ-ZZZZZ").status_code == 404


def test_a_call_that_is_repeated_after_a_lost_answer_receives_once(clerk: TestClient) -> None:
    [label] = awaited(clerk)
    before = clerk.get(f"/api/lots/{label['lot_id']}").json()["quantity"]
    key = {"Idempotency-Key": str(uuid4())}
    body = {"act": "receive", "boxes": [{"code": label["code"]}]}
    first = clerk.post("/api/box-scans", json=body, headers=key)
    again = clerk.post("/api/box-scans", json=body, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    fresh = clerk.post("/api/box-scans", json=body, headers={"Accept-Language": "zh-CN"})
    assert (fresh.status_code, fresh.json()["code"]) == (409, "box_elsewhere")
    assert "在库" in fresh.json()["detail"]
    assert clerk.get(f"/api/lots/{label['lot_id']}").json()["quantity"] == before + 10


def test_a_sheet_holds_every_label_of_its_run_under_the_name_people_came_by(
    clerk: TestClient, sign_in: SignIn
) -> None:
    labels = awaited(clerk, 3)
    path = f"/api/label-runs/{labels[0]['run_id']}/sheet"
    page = clerk.get(path, params={"layout": "a4-99x68", "first": 7}).text
    assert page.count('<article class="label"') == 3
    assert page.count('<section class="page">') == 2
    for one in labels:
        code = str(one["code"])
        assert f"{code[:5]}-{code[5:]}" in page
    assert clerk.get("/api/label-papers").json()["base"].startswith("https://testserver")
    assert sign_in("clerk-jianghan").get(path).status_code == 404
    void = {"act": "void", "boxes": [{"code": labels[0]["code"]}]}
    assert clerk.post("/api/box-scans", json=void).status_code == 201
    assert clerk.get(path).text.count('<article class="label"') == 2


def test_a_transfer_has_one_note_with_its_boxes_and_places_to_sign(clerk: TestClient) -> None:
    lot = own_lot(clerk)
    boxes = {"noun": "box", "lots": [{"lot_id": lot["id"], "boxes": 2, "amount_each": 5}]}
    labels = clerk.post("/api/label-runs", json=boxes).json()["labels"]
    depots = clerk.get("/api/depots", params={"limit": 100}).json()["rows"]
    to = next(row for row in depots if row["id"] != lot["depot_id"])
    body = {"act": "send", "to_depot_id": to["id"], "boxes": [{"code": x["code"]} for x in labels]}
    assert clerk.post("/api/box-scans", json=body).status_code == 201
    transfer = clerk.get(f"/api/labels/{labels[0]['code']}").json()["transfer"]
    wanted = {"noun": "transfer", "transfer_id": transfer["id"]}
    [note] = clerk.post("/api/label-runs", json=wanted).json()["labels"]
    [again] = clerk.post("/api/label-runs", json=wanted).json()["labels"]
    assert note["id"] == again["id"]
    page = clerk.get(f"/api/labels/{note['code']}/note").text
    assert "<script" not in page
    for text in (to["name"], "收货人", "1/2", "2/2", 'class="qr"'):
        assert text in page
    assert clerk.get(f"/api/labels/{labels[0]['code']}/note").status_code == 404
    opened = clerk.get(f"/api/labels/{note['code']}").json()
    assert len(opened["expected"]) == 2


def test_shelves_and_lorries_have_labels_of_their_own(clerk: TestClient) -> None:
    lot = own_lot(clerk)
    wanted = {"noun": "shelf", "depot_id": lot["depot_id"], "names": ["A-03", "B-01"]}
    shelves = clerk.post("/api/label-runs", json=wanted).json()["labels"]
    assert [one["name"] for one in shelves] == ["A-03", "B-01"]
    assert clerk.get(f"/api/labels/{shelves[0]['code']}").json()["next"] == "look"
    scan = {"act": "seen", "boxes": [{"code": shelves[0]["code"]}]}
    assert clerk.post("/api/box-scans", json=scan).status_code == 404
    depots = clerk.get("/api/depots", params={"limit": 100}).json()["rows"]
    trucks = [
        truck["id"]
        for row in depots
        if row["jurisdiction_code"].startswith("420111")
        for truck in row["trucks"]
    ]
    [label] = clerk.post("/api/label-runs", json={"noun": "truck", "truck_id": trucks[0]}).json()[
        "labels"
    ]
    seen = clerk.get(f"/api/labels/{label['code']}").json()
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{10}", label["code"])
    assert seen["told"] in ("no_order", None)
    assert clerk.post("/api/label-runs", json={"noun": "truck"}).status_code == 422
