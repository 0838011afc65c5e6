"""A requisition from the draft to the settlement: papers, dispatchable vehicles, rights."""

import io
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import docx
import pytest
from fastapi.testclient import TestClient
from pypdf import PdfReader

Json = dict[str, Any]


@pytest.fixture
def commander(sign_in: Callable[[str], TestClient]) -> TestClient:
    """The commander, who decides."""
    return sign_in("commander")


def wanted(**other: Any) -> Json:
    """A coach with its driver and a lorry of a company in Hongshan."""
    plate = f"鄂A{uuid4().hex[:5].upper()}"
    return {
        "jurisdiction_code": "420111",
        "purpose": "转移受困群众",
        "legal_basis": "emergency_response_law_12",
        "executing_body": "洪山区应急管理局",
        "owner_kind": "unit",
        "owner_name": "某客运公司（演示）",
        "owner_reference": "91420100MA0000000X",
        "owner_phone": "027-00000000",
        "address": "洪山区珞狮南路",
        "lines": [
            {
                "kind": "vehicle",
                "name": "大客车",
                "quantity": 1,
                "unit": "辆",
                "condition": "良好",
                "operator_name": "驾驶员",
                "operator_phone": "027-00000001",
            },
            {
                "kind": "vehicle",
                "name": "厢式货车",
                "plate": plate,
                "quantity": 1,
                "unit": "辆",
                "condition": "左侧有划痕",
            },
        ],
        **other,
    }


def step(client: TestClient, row: Json, name: str, body: Json) -> Json:
    """Take one step and return the requisition after it."""
    answer = client.post(
        f"/api/requisitions/{row['id']}/{name}",
        json=body,
        headers={"If-Match": f'"{row["version"]}"'},
    )
    assert answer.status_code == 200, answer.text
    after: Json = answer.json()
    return after


def refused(client: TestClient, row: Json, name: str, body: Json) -> str:
    """Try a step that is refused and return the code."""
    answer = client.post(
        f"/api/requisitions/{row['id']}/{name}",
        json=body,
        headers={"If-Match": f'"{row["version"]}"'},
    )
    assert answer.status_code in (403, 409, 412, 422), answer.text
    code: str = answer.json()["code"]
    return code


def uses(duty: TestClient, row: Json) -> list[Json]:
    """The coach carries people with its driver, the lorry goods from a depot."""
    depot = duty.get("/api/depots?limit=1").json()["rows"][0]
    coach = {
        "vehicle": "bus",
        "home": {"lon": 114.34, "lat": 30.5},
        "headcount": 1,
        "turnout_s": 600,
        "capabilities": [{"capability_code": "evacuation_transport", "units": 1}],
    }
    lorry = {"depot_id": depot["id"], "vehicle": "heavy_truck", "payload_kg": 5000}
    return [
        {"line_id": row["lines"][0]["id"], "team": coach},
        {"line_id": row["lines"][1]["id"], "truck": lorry},
    ]


def back(row: Json, **first: Any) -> Json:
    """Everything comes back as it was, but for what is said of the first line."""
    lines = [{"line_id": line["id"], "condition_after": "良好"} for line in row["lines"]]
    lines[0] |= first
    return {"returned_to": "车主代表", "lines": lines}


def test_an_urgent_requisition_is_dispatchable_until_it_goes_back(
    duty: TestClient, commander: TestClient
) -> None:
    row = duty.post("/api/requisitions", json=wanted()).json()
    assert row["state"] == "drafted"
    assert row["number"].startswith("征-20261121-")
    hand_over = {"received_from": "车主代表", "uses": uses(duty, row)}
    assert refused(duty, row, "hand-over", hand_over) == "decision_missing"
    row = step(duty, row, "hand-over", hand_over | {"urgent": True})
    assert row["papers_due_at"] == "2026-11-23T04:00:00Z"

    team = duty.get(f"/api/teams/{row['lines'][0]['team_id']}").json()
    assert (team["kind"], team["state"]) == ("requisitioned", "available")
    depot_id = hand_over["uses"][1]["truck"]["depot_id"]  # type: ignore[index]
    plates = [truck["plate"] for truck in duty.get(f"/api/depots/{depot_id}").json()["trucks"]]
    assert row["lines"][1]["plate"] in plates

    decision = {"decision_number": "洪政征〔2026〕1号", "issuing_body": "洪山区人民政府"}
    assert refused(duty, row, "decide", decision) == "forbidden"
    row = step(commander, row, "decide", decision)
    assert (row["state"], row["papers_due_at"]) == ("in_use", None)
    row = step(duty, row, "return", back(row, damage="右后视镜破损"))
    assert duty.get(f"/api/teams/{team['id']}").json()["retired_at"] is not None
    gone = [truck["plate"] for truck in duty.get(f"/api/depots/{depot_id}").json()["trucks"]]
    assert row["lines"][1]["plate"] not in gone

    assert refused(commander, row, "settle", {"paid_yuan": 500}) == "settlement_incomplete"
    row = step(
        commander, row, "settle", {"valued_yuan": 500, "valuer": "评估机构", "paid_yuan": 500}
    )
    assert row["state"] == "settled"


def test_a_decided_requisition_has_no_papers_due_and_may_be_cancelled_before_the_hand_over(
    duty: TestClient, commander: TestClient
) -> None:
    row = duty.post("/api/requisitions", json=wanted()).json()
    decision = {"decision_number": "洪政征〔2026〕2号", "issuing_body": "洪山区人民政府"}
    row = step(commander, row, "decide", decision)
    assert refused(commander, row, "decide", decision) == "already_decided"
    other = duty.post("/api/requisitions", json=wanted()).json()
    assert step(duty, other, "cancel", {"note": "不再需要"})["state"] == "cancelled"
    row = step(duty, row, "hand-over", {"received_from": "车主代表"})
    assert row["papers_due_at"] is None
    assert refused(duty, row, "cancel", {"note": "不再需要"}) == "illegal_transition"


def test_every_line_is_said_on_return_and_none_that_is_not_on_the_list(duty: TestClient) -> None:
    row = duty.post("/api/requisitions", json=wanted()).json()
    stranger = {"received_from": "车主", "urgent": True, "uses": uses(duty, row)[:1]}
    stranger["uses"][0]["line_id"] = str(uuid4())  # type: ignore[index]
    assert refused(duty, row, "hand-over", stranger) == "not_on_the_list"
    row = step(duty, row, "hand-over", {"received_from": "车主", "urgent": True})
    part = back(row)
    part["lines"] = part["lines"][:1]
    assert refused(duty, row, "return", part) == "line_not_said"


def test_the_same_lorry_is_not_taken_twice_and_comes_again_after_it_was_returned(
    duty: TestClient,
) -> None:
    given = wanted()
    first = duty.post("/api/requisitions", json=given).json()
    first = step(
        duty,
        first,
        "hand-over",
        {"received_from": "甲", "urgent": True, "uses": uses(duty, first)[1:]},
    )
    again = duty.post("/api/requisitions", json=given).json()
    take = {"received_from": "甲", "urgent": True, "uses": uses(duty, again)[1:]}
    assert refused(duty, again, "hand-over", take) == "plate_taken"
    step(duty, first, "return", back(first))
    again = duty.get(f"/api/requisitions/{again['id']}").json()
    assert (
        step(duty, again, "hand-over", take)["lines"][1]["truck_id"]
        == first["lines"][1]["truck_id"]
    )


def test_a_stale_step_is_refused_with_the_present_record(duty: TestClient) -> None:
    row = duty.post("/api/requisitions", json=wanted()).json()
    step(duty, row, "cancel", {"note": "不再需要"})
    assert refused(duty, row, "cancel", {"note": "不再需要"}) == "stale_version"


def test_the_list_is_printed_in_two_copies_with_the_whole_number_which_screens_mask(
    duty: TestClient, sign_in: Callable[[str], TestClient]
) -> None:
    row = duty.post("/api/requisitions", json=wanted(owner_name="<b>某公司</b>")).json()
    assert row["owner_reference"] == "**************000X"
    sheet = duty.get(f"/api/requisitions/{row['id']}/sheet").text
    assert sheet.count("应急征用物资（场所）交接清单</h1>") == 2
    assert "91420100MA0000000X" in sheet
    assert "<b>某公司" not in sheet
    auditor = sign_in("auditor")
    assert auditor.get(f"/api/requisitions/{row['id']}").status_code == 200
    assert auditor.get(f"/api/requisitions/{row['id']}/sheet").status_code == 403


def test_the_hand_over_list_is_a_file_too_one_copy_a_page(
    duty: TestClient, sign_in: Callable[[str], TestClient]
) -> None:
    row = duty.post("/api/requisitions", json=wanted(owner_name="#panic(1) <b>某公司</b>")).json()
    where = f"/api/requisitions/{row['id']}/sheet-file"
    pages = PdfReader(io.BytesIO(duty.get(where, params={"form": "pdf"}).content)).pages
    said = [page.extract_text().replace("\n", "").replace(" ", "") for page in pages]
    assert ["第一联" in said[0], "第二联" in said[-1]] == [True, True]
    assert all("#panic(1)<b>某公司</b>" in page for page in (said[0], said[-1]))
    word = docx.Document(io.BytesIO(duty.get(where, params={"form": "docx"}).content))
    assert "91420100MA0000000X" in [cell.text for cell in word.tables[0]._cells]
    assert sign_in("auditor").get(where).status_code == 403


def test_the_log_keeps_no_telephone_number(duty: TestClient) -> None:
    before = duty.get("/api/snapshot").json()["seq"]
    row = duty.post("/api/requisitions", json=wanted()).json()
    told = duty.get("/api/events", params={"after": before, "limit": 500}).text
    assert row["number"] in told
    mine = told[told.index(row["number"]) :]
    assert "027-0000000" not in mine.split('"seq"')[0]


def test_a_county_requisitions_at_home_only(sign_in: Callable[[str], TestClient]) -> None:
    clerk = sign_in("clerk-hongshan")
    elsewhere = clerk.post("/api/requisitions", json=wanted(jurisdiction_code="420106"))
    assert elsewhere.json()["code"] == "outside_your_jurisdiction"
    unknown = clerk.post("/api/requisitions", json=wanted(incident_id=str(uuid4())))
    assert unknown.json()["code"] == "unknown_incident"
    listed = clerk.get("/api/requisitions", params={"is_open": True, "q": "客运"}).json()
    assert all(row["jurisdiction_code"] == "420111" for row in listed["rows"])
