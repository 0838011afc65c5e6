"""Teams, lots and positions over HTTP, as the people who keep and move them."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from core.db import Database
from core.models import Account
from resources.models import Depot, Item, Team

SignIn = Callable[[str], TestClient]


def team_body(**changes: Any) -> dict[str, Any]:
    return {
        "code": f"T-{uuid4().hex[:8]}",
        "name": "路由测试队",
        "kind": "social",
        "jurisdiction_code": "420111",
        "home": {"lon": 114.34, "lat": 30.5},
        "address": "",
        "vehicle": "light",
        "headcount": 5,
        "turnout_s": 300,
        "capabilities": [],
    } | changes


@pytest.fixture
def ability(sign_in: SignIn) -> str:
    """A capability code of the catalogue."""
    code: str = sign_in("duty").get("/api/capabilities").json()[0]["code"]
    return code


@pytest.fixture
def team(sign_in: SignIn, ability: str) -> dict[str, Any]:
    """A team just entered by the clerk of its district."""
    body = team_body(capabilities=[{"capability_code": ability, "units": 1}])
    answer = sign_in("clerk-hongshan").post("/api/teams", json=body)
    assert answer.status_code == 201, answer.text
    entered: dict[str, Any] = answer.json()
    return entered


def test_a_clerk_enters_and_changes_a_team_with_the_version_seen(
    sign_in: SignIn, team: dict[str, Any]
) -> None:
    clerk, path = sign_in("clerk-hongshan"), f"/api/teams/{team['id']}"
    assert clerk.get(path).json() == team
    assert clerk.patch(path, json={"headcount": 6}).status_code == 428
    changed = clerk.patch(path, json={"headcount": 6}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["headcount"], changed.json()["version"]) == (
        200,
        6,
        2,
    )
    stale = clerk.patch(path, json={"headcount": 7}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    assert stale.json()["facts"]["record"]["headcount"] == 6


def test_a_clerk_of_another_district_gets_404_and_a_foreign_team_is_refused(
    sign_in: SignIn, team: dict[str, Any], ability: str
) -> None:
    other = sign_in("clerk-jianghan")
    assert other.get(f"/api/teams/{team['id']}").status_code == 404
    change = other.patch(
        f"/api/teams/{team['id']}", json={"headcount": 6}, headers={"If-Match": '"1"'}
    )
    assert change.status_code == 404
    body = team_body(capabilities=[{"capability_code": ability, "units": 1}])
    refused = other.post("/api/teams", json=body)
    assert refused.status_code == 403
    assert refused.json()["code"] == "outside_your_jurisdiction"


def test_a_repeated_call_with_one_key_enters_one_team(sign_in: SignIn, ability: str) -> None:
    clerk = sign_in("clerk-hongshan")
    body = team_body(capabilities=[{"capability_code": ability, "units": 1}])
    key = {"Idempotency-Key": uuid4().hex}
    first, second = (clerk.post("/api/teams", json=body, headers=key) for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert clerk.post("/api/teams", json=body).json()["code"] == "team_code_taken"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"jurisdiction_code": "99"}, "jurisdiction_code"),
        ({"vehicle": "spaceship"}, "vehicle"),
        ({"headcount": 0}, "headcount"),
        ({"home": {"lon": 30.5, "lat": 114.34}}, "home.lon"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_malformed_teams_are_refused_naming_the_field(
    sign_in: SignIn, ability: str, change: dict[str, Any], field: str
) -> None:
    body = team_body(capabilities=[{"capability_code": ability, "units": 1}], **change)
    answer = sign_in("clerk-hongshan").post("/api/teams", json=body)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["facts"]["fields"]] == [field]


def test_a_lot_is_entered_counted_and_its_ledger_read(sign_in: SignIn, city: Database) -> None:
    with city.picture() as session:
        own = Depot.jurisdiction_code == "420111"
        depot = session.scalars(select(Depot.id).where(own).limit(1)).one()
        item = session.scalars(select(Item.code).limit(1)).one()
    clerk = sign_in("clerk-hongshan")
    body = {"depot_id": str(depot), "item_code": item, "batch": uuid4().hex, "quantity": 5}
    lot = clerk.post("/api/lots", json=body).json()
    assert clerk.post("/api/lots", json=body).json()["code"] == "lot_already_entered"
    path, seen = f"/api/lots/{lot['id']}", {"If-Match": '"1"'}
    unexplained = clerk.patch(path, json={"quantity": 3}, headers=seen)
    assert (unexplained.status_code, unexplained.json()["code"]) == (422, "note_required")
    counted = clerk.patch(path, json={"quantity": 3, "note": "盘点"}, headers=seen)
    assert counted.json()["free"] == 3
    ledger = clerk.get(f"{path}/movements").json()
    lines = [(row["kind"], row["quantity_change"], row["quantity_after"]) for row in ledger["rows"]]
    assert lines == [("stocktake", -2, 3), ("opening", 5, 5)]
    older = clerk.get(f"{path}/movements", params={"offset": 1, "limit": 1}).json()
    assert (older["total"], older["rows"]) == (2, ledger["rows"][1:])
    found = clerk.get("/api/lots", params={"q": body["batch"]}).json()
    assert (found["total"], found["rows"][0]["id"], found["next_offset"]) == (1, lot["id"], None)
    assert sign_in("clerk-jianghan").get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/api/lots?limit=501", "/api/lots?offset=-1", "/api/lots?sort=nonsense", "/api/teams?state=x"],
)
def test_a_list_with_a_senseless_parameter_is_refused(sign_in: SignIn, path: str) -> None:
    assert sign_in("duty").get(path).status_code == 422


def test_a_clerk_lists_the_own_district_and_the_city_lists_all(sign_in: SignIn) -> None:
    own = sign_in("clerk-hongshan").get("/api/depots", params={"limit": 500}).json()
    assert own["rows"]
    assert {row["jurisdiction_code"] for row in own["rows"]} == {"420111"}
    assert sign_in("duty").get("/api/depots", params={"limit": 500}).json()["total"] == 60
    assert sign_in("duty").get(f"/api/depots/{own['rows'][0]['id']}").json()["trucks"]
    assert sign_in("duty").get("/api/facilities?kind=hospital").json()["total"] > 0
    assert len(sign_in("duty").get("/api/positions").json()) >= 200


def test_a_leader_reports_the_own_position_and_no_other(sign_in: SignIn, city: Database) -> None:
    with city.picture() as session:
        leader = select(Account.team_id).where(Account.username == "leader-hazmat")
        own = session.scalars(leader).one()
        other = session.scalars(select(Team.id).where(Team.id != own).limit(1)).one()
    phone = sign_in("leader-hazmat")
    body = {"team_id": str(own), "lon": 114.31, "lat": 30.52, "accuracy_m": 8}
    answer = phone.post("/api/positions", json=body)
    assert answer.status_code == 201
    assert answer.json()["source"] == "phone"
    refused = phone.post("/api/positions", json=body | {"team_id": str(other)})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_your_team")
    assert phone.get("/api/teams").status_code == 403
    seen = {row["team_id"]: row for row in sign_in("duty").get("/api/positions").json()}
    assert seen[str(own)]["lon"] == 114.31


def test_who_is_not_signed_in_reads_nothing(sign_in: SignIn) -> None:
    client = TestClient(sign_in("duty").app)
    for path in ("/api/teams", "/api/lots", "/api/positions", "/api/items"):
        assert client.get(path).status_code == 401
