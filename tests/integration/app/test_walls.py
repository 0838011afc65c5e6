"""Keys of wall screens over HTTP: they look at one area, do nothing, and end when they are told to."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

SignIn = Callable[[str], TestClient]


@pytest.fixture
def key(sign_in: SignIn) -> dict[str, Any]:
    answer = sign_in("admin").post(
        "/api/walls", json={"name": "洪山区大屏", "area_code": "420111", "days": 30}
    )
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def put_up(like: TestClient, secret: str) -> TestClient:
    """A browser of its own that signs itself in as a wall."""
    wall = TestClient(like.app, headers={"X-Muster": "1"}, base_url="https://testserver")
    answer = wall.post("/api/session/wall", json={"key": secret})
    assert answer.status_code == 200, answer.text
    return wall


def test_a_wall_sees_the_picture_of_its_area_and_nothing_beside(
    key: dict[str, Any], duty: TestClient, sign_in: SignIn, tanker: dict[str, Any]
) -> None:
    inside = duty.post("/api/incidents", json=tanker).json()
    assert inside["jurisdiction_code"].startswith("420111")
    wall = put_up(duty, key["secret"])
    me = wall.get("/api/me").json()
    assert me["permissions"] == ["picture.read"]
    assert {grant["jurisdiction_code"] for grant in me["grants"]} == {"420111"}
    picture = wall.get("/api/snapshot").json()
    assert inside["id"] in {one["id"] for one in picture["incidents"]}
    clerk = sign_in("clerk-hongshan").get("/api/snapshot").json()
    city = duty.get("/api/snapshot").json()
    assert len(picture["teams"]) == len(clerk["teams"]) < len(city["teams"])
    assert "caller_phone" not in picture["incidents"][0]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/incidents"),
        ("POST", "/api/alarms/acknowledge"),
        ("POST", "/api/walls"),
        ("POST", "/api/tokens"),
        ("GET", "/api/audit/sign-ins"),
        ("GET", "/api/plans"),
    ],
)
def test_a_wall_can_do_nothing(
    key: dict[str, Any], duty: TestClient, method: str, path: str
) -> None:
    wall = put_up(duty, key["secret"])
    assert wall.request(method, path, json={}).status_code == 403


def test_a_revoked_key_ends_the_screens_that_it_opened(
    key: dict[str, Any], sign_in: SignIn, duty: TestClient
) -> None:
    wall = put_up(duty, key["secret"])
    assert wall.get("/api/snapshot").status_code == 200
    assert sign_in("admin").delete(f"/api/tokens/{key['id']}").status_code == 204
    assert wall.get("/api/snapshot").status_code == 401
    again = wall.post("/api/session/wall", json={"key": key["secret"]})
    assert again.status_code == 401
    assert again.json()["code"] == "wall_key_refused"


def test_a_program_key_never_becomes_a_sign_in(sign_in: SignIn, duty: TestClient) -> None:
    made = duty.post("/api/tokens", json={"name": "省平台", "scopes": ["picture.read"], "days": 1})
    assert made.status_code == 201, made.text
    answer = duty.post("/api/session/wall", json={"key": made.json()["secret"]})
    assert answer.status_code == 401
    assert duty.post("/api/session/wall", json={"key": "mst_nothing"}).status_code == 401


def test_no_administrator_makes_a_wall_outside_the_area_of_the_office(
    sign_in: SignIn, duty: TestClient
) -> None:
    outside = {"name": "外地大屏", "area_code": "430100", "days": 1}
    assert sign_in("admin").post("/api/walls", json=outside).status_code in (403, 422)
    assert duty.post("/api/walls", json={"name": "大屏", "days": 1}).status_code == 403


def test_the_key_of_a_wall_is_on_the_record_of_keys(key: dict[str, Any], sign_in: SignIn) -> None:
    records = sign_in("auditor").get("/api/audit/tokens").json()
    mine = [one for one in records if one["token_id"] == key["id"]]
    assert [(one["action"], one["area_code"]) for one in mine] == [("made", "420111")]
