"""Closures over HTTP: marking roads, previews, imports, what no longer matches; both languages."""

import base64
import json
import math
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

SignIn = Callable[[str], TestClient]
ALERTS = Path(__file__).parents[2] / "data" / "alerts"
HONGSHAN = (114.34, 30.50)


def box(lon: float, lat: float, size: float = 0.01) -> dict[str, Any]:
    ring = [[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]
    return {"type": "Polygon", "coordinates": [ring]}


def file_of(content: bytes, name: str = "积水.geojson", **more: Any) -> dict[str, Any]:
    return {"file": name, "content": base64.b64encode(content).decode()} | more


def features(*shapes: dict[str, Any], **properties: Any) -> bytes:
    found = [{"type": "Feature", "geometry": one, "properties": properties} for one in shapes]
    return json.dumps({"type": "FeatureCollection", "features": found}).encode()


def warning(kind: str = "Alert", number: int = 1, references: str = "", more: str = "") -> bytes:
    lat, lon = HONGSHAN[1], HONGSHAN[0]
    area = f"{lat},{lon} {lat},{lon + 0.01} {lat + 0.01},{lon + 0.01} {lat},{lon}"
    told = f"<references>{references}</references>" if references else ""
    info = (
        "<info><language>zh-CN</language><category>Met</category><event>城市内涝</event>"
        "<urgency>Immediate</urgency><severity>Severe</severity><certainty>Observed</certainty>"
        f"<area><areaDesc>洪山</areaDesc><polygon>{area}</polygon></area></info>"
    )
    return (
        '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">'
        f"<identifier>{number}</identifier><sender>test</sender>"
        "<sent>2026-11-21T10:00:00+08:00</sent><status>Actual</status>"
        f"<msgType>{kind}</msgType><scope>Public</scope>{told}{info}{more}</alert>"
    ).encode()


@pytest.fixture
def duty(sign_in: SignIn) -> TestClient:
    return sign_in("duty")


def post(client: TestClient, path: str, body: Any, status: int = 200, **headers: str) -> Any:
    answer = client.post(f"/api/closures{path}", json=body, headers=headers)
    assert answer.status_code == status, answer.text
    return answer.json()


def lift(client: TestClient, closure: dict[str, Any]) -> None:
    version = client.get(f"/api/closures/{closure['id']}").json()["version"]
    post(client, f"/{closure['id']}/lift", None, **{"If-Match": f'"{version}"'})


def test_a_road_is_pointed_at_marked_closed_and_found_on_the_route(duty: TestClient) -> None:
    ends = {"from_lon": 114.30, "from_lat": 30.56, "to_lon": 114.36, "to_lat": 30.52}
    before = duty.get("/api/route", params=ends).json()
    line = before["line"]["coordinates"][1:-1]
    legs = [(math.dist(a, b), a, b) for a, b in pairwise(line)]
    _, start, end = max(legs)
    lon, lat = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    piece = duty.get("/api/roads/piece", params={"lon": lon, "lat": lat}).json()
    assert piece["segments"] >= 1 and piece["off_m"] <= 1
    body = {"kind": "accident", "reason": "追尾", "roads": piece["roads"]}
    thought = post(duty, "/preview", {"roads": piece["roads"]})
    assert thought["segments"] == piece["segments"]
    assert thought["km"] == pytest.approx(piece["metres"] / 1000, abs=0.001)
    assert [one["is_found"] for one in thought["marked"]] == [True]
    drawn = post(duty, "", body, 201)
    assert duty.get("/api/route", params=ends).json()["seconds"] > before["seconds"]
    impact = duty.get(f"/api/closures/{drawn['id']}/impact").json()
    assert impact["segments"] == piece["segments"]
    lift(duty, drawn)
    assert duty.get("/api/route", params=ends).json() == before


def test_where_no_road_is_none_can_be_marked(duty: TestClient) -> None:
    answer = duty.get("/api/roads/piece", params={"lon": 113.2, "lat": 29.9})
    assert (answer.status_code, answer.json()["code"]) == (404, "no_road_here")


def test_a_marked_road_that_the_road_file_does_not_have_is_told(duty: TestClient) -> None:
    nowhere = {
        "name": "不存在的路",
        "line": [[114.3400, 30.5000], [114.3400, 30.5100], [114.3500, 30.5200]],
    }
    drawn = post(duty, "", {"kind": "works", "reason": "施工", "roads": [nowhere]}, 201)
    found = {one["closure_id"]: one for one in duty.get("/api/closures/unmatched").json()}
    assert found[drawn["id"]]["roads"] == [0]
    impact = duty.get(f"/api/closures/{drawn['id']}/impact").json()
    assert impact["segments"] == 0 and not impact["marked"][0]["is_found"]
    lift(duty, drawn)


def test_a_file_is_looked_at_applied_whole_and_undone_in_one_act(duty: TestClient) -> None:
    content = features(box(*HONGSHAN), box(116.4, 39.9), box(*HONGSHAN[::-1]), name="南湖积水")
    held = duty.get("/api/closures?limit=1").json()["total"]
    seen = post(duty, "/imports/preview", file_of(content))
    assert (seen["format"], len(seen["rows"])) == ("geojson", 3)
    good, far, swapped = seen["rows"]
    assert good["problem"] is None and good["kind"] == "flood"
    assert good["segments"] > 0 and good["area_km2"] == pytest.approx(1.06, abs=0.05)
    assert far["problem"]["code"] == "area_outside_region"
    assert swapped["problem"]["code"] == "longitude_latitude_swapped"
    assert swapped["segments"] is None, "what cannot be read is not zero"
    assert duty.get("/api/closures?limit=1").json()["total"] == held, "nothing was done"
    refused = post(duty, "/imports", file_of(content, rows=[{"row": 1}, {"row": 2}]), 422)
    assert (refused["code"], refused["facts"]["row"]) == ("area_outside_region", 2)
    assert duty.get("/api/closures?limit=1").json()["total"] == held, "all or none"


def test_the_applied_areas_know_their_file_and_are_lifted_together(duty: TestClient) -> None:
    content = features(box(*HONGSHAN), box(114.36, 30.50), name="南湖积水")
    rows = [{"row": 1}, {"row": 2, "kind": "works", "reason": "道路塌陷", "closed_to": ["bus"]}]
    done = post(duty, "/imports", file_of(content, rows=rows), 201)
    first, second = done["closures"]
    assert first["source"] == {
        "file": "积水.geojson",
        "format": "geojson",
        "row": 1,
        "message": None,
    }
    assert (second["kind"], second["reason"], second["closed_to"]) == ("works", "道路塌陷", ["bus"])
    path = f"/api/closures?import_id={done['import_id']}&state=holding"
    assert duty.get(path).json()["total"] == 2
    lifted = post(duty, f"/imports/{done['import_id']}/lift", None)
    assert {one["id"] for one in lifted} == {first["id"], second["id"]}
    assert duty.get(path).json()["total"] == 0
    again = post(duty, f"/imports/{done['import_id']}/lift", None, 409)
    assert again["code"] == "nothing_left_to_lift"


def test_a_row_with_a_fault_stops_the_whole_import(duty: TestClient) -> None:
    content = features(box(*HONGSHAN), {"type": "Point", "coordinates": [114, 30]})
    held = duty.get("/api/closures?limit=1").json()["total"]
    refused = post(duty, "/imports", file_of(content, rows=[{"row": 1}, {"row": 2}]), 422)
    assert (refused["code"], refused["facts"]["row"]) == ("neither_area_nor_line", 2)
    assert (
        post(duty, "/imports", file_of(content, rows=[{"row": 9}]), 422)["code"]
        == "row_not_in_file"
    )
    assert post(duty, "/imports", file_of(content, rows=[]), 422)["code"] == "nothing_chosen"
    assert duty.get("/api/closures?limit=1").json()["total"] == held


def test_an_update_takes_the_place_of_the_message_before_and_a_cancel_lifts_it(
    duty: TestClient,
) -> None:
    first = post(duty, "/imports", file_of(warning(), "1.xml", rows=[{"row": 1}]), 201)
    twice = post(duty, "/imports", file_of(warning(), "1.xml", rows=[{"row": 1}]), 409)
    assert twice["code"] == "cap_already_imported"
    named = "test,1,2026-11-21T10:00:00+08:00"
    update = file_of(warning("Update", 2, named), "2.xml", rows=[{"row": 1}])
    seen = post(duty, "/imports/preview", {key: update[key] for key in ("file", "content")})
    assert [one["id"] for one in seen["replaces"]] == [first["closures"][0]["id"]]
    second = post(duty, "/imports", update, 201)
    assert [one["id"] for one in second["lifted"]] == [first["closures"][0]["id"]]
    cancel = warning("Cancel", 3, "test,2,2026-11-21T10:00:00+08:00")
    third = post(duty, "/imports", file_of(cancel, "3.xml", rows=[]), 201)
    assert third["closures"] == []
    assert [one["id"] for one in third["lifted"]] == [second["closures"][0]["id"]]


def test_an_exercise_message_closes_no_real_road_and_says_why(duty: TestClient) -> None:
    given = file_of((ALERTS / "myanmar_flood.xml").read_bytes(), "Flood.xml")
    seen = post(duty, "/imports/preview", given)
    assert seen["refusal"]["code"] == "cap_not_actual"
    assert seen["rows"][0]["is_over"]
    assert seen["rows"][0]["problem"]["code"] == "area_outside_region"
    english = post(duty, "/imports/preview", given, **{"Accept-Language": "en"})
    assert "must not close real roads" in english["refusal"]["message"]
    assert post(duty, "/imports", given | {"rows": [{"row": 1}]}, 409)["code"] == "cap_not_actual"


def test_a_signed_message_needs_somebody_to_confirm_its_origin(duty: TestClient) -> None:
    signature = '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo/></Signature>'
    given = file_of(warning(number=7, more=signature), "signed.xml", rows=[{"row": 1}])
    assert post(duty, "/imports", given, 409)["code"] == "cap_signature_not_verified"
    done = post(duty, "/imports", given | {"origin_confirmed": True}, 201)
    post(duty, f"/imports/{done['import_id']}/lift", None)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ((ALERTS / "invalid.cap").read_bytes(), "cap_element_missing"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "xml_forbidden"),
        (b"name,lon,lat", "format_unknown"),
        (b"  ", "file_empty"),
        (b"{" + b" " * 2_800_001, "file_too_large"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_with_its_reason(
    duty: TestClient, content: bytes, code: str
) -> None:
    refused = post(duty, "/imports/preview", file_of(content), 422)
    assert refused["code"] == code


def test_an_undone_lifting_and_a_change_go_by_the_version_seen(duty: TestClient) -> None:
    drawn = post(duty, "", {"kind": "flood", "reason": "积水", "area": box(*HONGSHAN)}, 201)
    path = f"/api/closures/{drawn['id']}"
    changed = duty.patch(path, json={"reason": "积水加深"}, headers={"If-Match": '"1"'})
    assert changed.json()["reason"] == "积水加深"
    assert duty.patch(path, json={"reason": "x"}, headers={"If-Match": '"1"'}).status_code == 412
    lift(duty, drawn)
    restored = post(duty, f"/{drawn['id']}/restore", None, **{"If-Match": '"3"'})
    assert restored["lifted_at"] is None
    lift(duty, drawn)
