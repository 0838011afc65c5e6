"""Places, routes and closures over HTTP, in both languages."""

from collections.abc import Callable
from typing import Any

from fastapi.testclient import TestClient

SignIn = Callable[[str], TestClient]


def closure_body(box: tuple[float, float, float, float], **changes: Any) -> dict[str, Any]:
    west, south, east, north = box
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    area = {"type": "Polygon", "coordinates": [ring]}
    return {"kind": "accident", "reason": "管制", "area": area} | changes


def test_places_are_found_and_points_are_named(sign_in: SignIn) -> None:
    duty = sign_in("duty")
    found = duty.get("/api/places", params={"q": "hongshan", "limit": 5}).json()
    assert "洪山区" in [place["name"] for place in found]
    near = duty.get("/api/places/near", params={"lon": 114.34, "lat": 30.5}).json()
    assert near["jurisdiction_code"] == "420111"
    assert duty.get("/api/places").status_code == 422
    assert duty.get("/api/places/near", params={"lon": 514, "lat": 30.5}).status_code == 422


def test_a_closure_changes_the_route_until_it_is_lifted(sign_in: SignIn) -> None:
    duty = sign_in("duty")
    ends = {"from_lon": 114.30, "from_lat": 30.56, "to_lon": 114.36, "to_lat": 30.52}

    def route() -> dict[str, Any]:
        answer = duty.get("/api/route", params=ends | {"vehicle": "fire_engine"})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    before = route()
    assert not before["estimated"]
    lon, lat = before["line"]["coordinates"][len(before["line"]["coordinates"]) // 2]
    drawn = duty.post(
        "/api/closures", json=closure_body((lon - 0.002, lat - 0.002, lon + 0.002, lat + 0.002))
    ).json()
    assert route()["seconds"] > before["seconds"]
    assert duty.get("/api/roads").json()["closures"] >= 1
    assert drawn in duty.get("/api/closures?state=holding").json()["rows"]
    path = f"/api/closures/{drawn['id']}"
    assert duty.post(f"{path}/lift").status_code == 428
    lifted = duty.post(f"{path}/lift", headers={"If-Match": '"1"'})
    assert lifted.json()["lifted_at"] is not None
    assert duty.get(path).json() == lifted.json()
    assert route() == before
    again = duty.post(f"{path}/lift", headers={"If-Match": '"2"'})
    assert (again.status_code, again.json()["code"]) == (409, "closure_already_lifted")


def test_the_fault_of_an_area_is_told_in_the_readers_language(sign_in: SignIn) -> None:
    body = closure_body((114.34, 30.5, 114.35, 30.51))
    ring = body["area"]["coordinates"][0]
    ring[1], ring[2] = ring[2], ring[1]
    for language, word in (("zh-CN", "自相交"), ("en", "crosses itself")):
        answer = sign_in("duty").post(
            "/api/closures", json=body, headers={"Accept-Language": language}
        )
        assert answer.status_code == 422
        assert answer.json()["code"] == "area_crosses_itself"
        assert answer.json()["facts"]["field"] == "area"
        assert word in answer.json()["detail"]


def test_a_clerk_reads_closures_and_draws_none(sign_in: SignIn) -> None:
    clerk = sign_in("clerk-hongshan")
    assert clerk.get("/api/closures").status_code == 200
    refused = clerk.post("/api/closures", json=closure_body((114.34, 30.5, 114.35, 30.51)))
    assert refused.status_code == 403


def test_a_place_off_the_road_network_gets_an_estimate_that_says_so(sign_in: SignIn) -> None:
    far = {"from_lon": 114.30, "from_lat": 30.56, "to_lon": 114.9, "to_lat": 31.2}
    found = sign_in("duty").get("/api/route", params=far).json()
    assert found["estimated"] is True
    assert found["seconds"] > 0
    assert len(found["line"]["coordinates"]) == 2
