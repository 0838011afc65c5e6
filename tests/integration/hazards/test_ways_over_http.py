"""Ways asked for over HTTP: alternatives, areas to keep out of, and places told in words."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import shapely
from fastapi.testclient import TestClient
from shapely.geometry import shape

SignIn = Callable[[str], TestClient]
ENDS = {"from_lon": 114.2860, "from_lat": 30.5850, "to_lon": 114.3250, "to_lat": 30.5350}


def route(caller: TestClient, **asked: Any) -> dict[str, Any]:
    answer = caller.get("/api/route", params=ENDS | {"vehicle": "fire_engine"} | asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def square(lon: float, lat: float, half: float) -> dict[str, Any]:
    box = shapely.box(lon - half, lat - half, lon + half, lat + half)
    return {"type": "Polygon", "coordinates": [list(map(list, box.exterior.coords))]}


def test_alternatives_come_when_asked_for_with_a_time_at_every_vertex(sign_in: SignIn) -> None:
    duty = sign_in("duty")
    assert route(duty)["alternatives"] == []
    found = route(duty, alternatives=2)
    ways = [found, *found["alternatives"]]
    assert len(ways) == 3
    for way in ways:
        assert len(way["seconds_at"]) == len(way["line"]["coordinates"])
        assert way["seconds_at"] == sorted(way["seconds_at"])
        assert way["seconds"] >= found["seconds"]
        firsts = [step["first"] for step in way["steps"]]
        assert firsts == sorted(set(firsts))
    assert found["source"]["standing"] == "beside_road" and found["message"] is None


def test_a_hazard_area_is_kept_out_of_by_its_id_and_by_all_of_them(sign_in: SignIn) -> None:
    duty = sign_in("duty")
    quickest = route(duty)
    lon, lat = quickest["line"]["coordinates"][len(quickest["line"]["coordinates"]) // 2]
    reported = {
        "kind": "hazmat_leak",
        "title": "绕行检验",
        "position": {"lon": lon, "lat": lat},
        "place_name": "中途",
    }
    incident = duty.post("/api/incidents", json=reported).json()
    path = f"/api/incidents/{incident['id']}/hazard-areas"
    how = {"method": "drawn", "area": square(lon, lat, 0.003), "note": "浓烟"}
    drawn = duty.post(path, json={"how": how})
    assert drawn.status_code == 201, drawn.text
    (hazard,) = drawn.json()
    area = shape(hazard["area"])
    for avoid in (hazard["id"], "hazards"):
        round_it = route(duty, avoid=avoid)
        assert round_it["avoided"] >= 1
        if avoid == "hazards" and round_it["metres_inside"]:
            continue  # areas of other incidents may hold an end of the way
        assert round_it["metres_inside"] == 0
        assert not shape(round_it["line"]).buffer(-1e-7).intersects(area.buffer(-1e-5))
        assert round_it["seconds"] > quickest["seconds"]
    assert duty.get("/api/route", params=ENDS | {"avoid": str(uuid4())}).status_code == 404
    assert duty.get("/api/route", params=ENDS | {"avoid": "everything"}).status_code == 422


def test_a_drawn_area_round_the_start_is_left_the_shortest_way_and_that_is_said(
    sign_in: SignIn,
) -> None:
    duty = sign_in("duty")
    around = json.dumps(square(ENDS["from_lon"], ENDS["from_lat"], 0.005))
    found = route(duty, avoid_area=around)
    assert found["metres_inside"] > 100
    assert str(found["metres_inside"]) in found["message"]
    for wrong in ("here", "[]", '{"type": "Point", "coordinates": [1, 2]}'):
        answer = duty.get("/api/route", params=ENDS | {"avoid_area": wrong})
        assert answer.status_code == 422
        assert answer.json()["facts"]["field"] == "avoid_area"


def test_a_place_in_the_river_is_told_in_the_readers_language(sign_in: SignIn) -> None:
    duty = sign_in("duty")
    river = {"lon": 114.3005, "lat": 30.5735, "vehicle": "fire_engine"}
    for language, word in (("zh-CN", "哪一侧"), ("en", "which side")):
        told = duty.get(
            "/api/places/on-roads", params=river, headers={"Accept-Language": language}
        ).json()
        assert told["standing"] == "between_sides"
        assert told["off_road_m"] > 300 and word in told["message"]
        assert told["other_side"]["seconds"] > 300


def test_where_no_road_leads_the_time_is_unknown_and_not_zero(sign_in: SignIn) -> None:
    found = route(sign_in("duty"), to_lon=114.9, to_lat=31.2)
    assert found["estimated"] and not found["target"]["has_road_time"]
    assert found["target"]["standing"] == "far"
    assert found["seconds"] > 0 and found["steps"] == []


def test_a_team_leader_reads_no_ways_but_those_of_own_orders(sign_in: SignIn) -> None:
    leader = sign_in("leader-hazmat")
    assert leader.get("/api/route", params=ENDS).status_code == 403
    assert leader.get(f"/api/orders/{uuid4()}/way").status_code == 404
