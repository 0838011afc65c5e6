"""OGC API - Features over the demo city: paging, boxes, filters, rights, both forms."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from core.visibility import prefix_of


def collection(client: TestClient, layer: str, **asked: Any) -> dict[str, Any]:
    """One page of a layer as GeoJSON."""
    answer = client.get(f"/ogc/collections/{layer}/items", params=asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/geo+json"
    found: dict[str, Any] = answer.json()
    return found


def link(body: dict[str, Any], rel: str) -> str | None:
    """Where a relation leads."""
    return next((one["href"] for one in body["links"] if one["rel"] == rel), None)


def test_the_service_says_where_its_parts_are_and_what_it_conforms_to(duty: TestClient) -> None:
    landing = duty.get("/ogc/").json()
    for rel in ("self", "alternate", "service-desc", "conformance", "data"):
        place = link(landing, rel)
        assert place is not None
        assert duty.get(place).status_code == 200
    classes = duty.get("/ogc/conformance").json()["conformsTo"]
    assert {one.rsplit("/", 1)[1] for one in classes} == {"core", "oas30", "html", "geojson"}
    described = duty.get(link(landing, "service-desc") or "")
    assert described.headers["content-type"].startswith("application/vnd.oai.openapi+json")
    assert described.json()["openapi"].startswith("3.0")


def test_every_layer_is_described_and_every_described_address_answers(duty: TestClient) -> None:
    paths = duty.get("/ogc/api").json()["paths"]
    for layer in duty.get("/ogc/collections").json()["collections"]:
        assert duty.get(f"/ogc/collections/{layer['id']}").json()["id"] == layer["id"]
        assert f"/collections/{layer['id']}/items" in paths
        assert collection(duty, layer["id"], limit=1)["numberReturned"] <= 1


def test_pages_lead_through_all_teams_once(duty: TestClient) -> None:
    body = collection(duty, "teams", limit=70)
    total, seen = body["numberMatched"], [one["id"] for one in body["features"]]
    while (after := link(body, "next")) is not None:
        body = duty.get(after).json()
        seen += [one["id"] for one in body["features"]]
    assert len(seen) == len(set(seen)) == total == duty.get("/api/teams?limit=1").json()["total"]


def test_a_box_keeps_what_lies_in_it_and_a_filter_what_equals_it(duty: TestClient) -> None:
    everything = collection(duty, "teams", limit=1000)["features"]
    inside = [
        one["id"]
        for one in everything
        if 114.3 <= one["geometry"]["coordinates"][0] <= 114.4
        and 30.5 <= one["geometry"]["coordinates"][1] <= 30.6
    ]
    boxed = collection(duty, "teams", bbox="114.3,30.5,114.4,30.6", limit=1000)["features"]
    assert [one["id"] for one in boxed] == inside != []
    code = everything[3]["properties"]["code"]
    assert [one["id"] for one in collection(duty, "teams", code=code)["features"]] == [
        everything[3]["id"]
    ]


def test_teams_carry_their_capabilities_and_no_person(duty: TestClient) -> None:
    team = collection(duty, "teams", limit=1)["features"][0]
    known = duty.get(f"/api/teams/{team['id']}").json()
    assert team["properties"]["capabilities"] == {
        one["capability_code"]: one["units"] for one in known["capabilities"]
    }
    assert not {"leader_name", "phone", "keeper_name"} & team["properties"].keys()


def test_stock_lies_where_its_depot_lies_and_what_is_free_is_said(duty: TestClient) -> None:
    lot = collection(duty, "lots", limit=1)["features"][0]
    known = duty.get(f"/api/lots/{lot['id']}").json()
    depot = duty.get(f"/api/depots/{known['depot_id']}").json()
    assert lot["geometry"]["coordinates"] == pytest.approx(
        [depot["position"]["lon"], depot["position"]["lat"]], abs=1e-6
    )
    assert lot["properties"]["free"] == known["free"]


def test_a_county_clerk_reads_the_county_alone(sign_in: Callable[[str], TestClient]) -> None:
    clerk, duty = sign_in("clerk-hongshan"), sign_in("duty")
    home = prefix_of(clerk.get("/api/me").json()["grants"][0]["jurisdiction_code"])
    own = collection(clerk, "teams", limit=1000)["features"]
    assert own
    assert all(one["properties"]["jurisdiction_code"].startswith(home) for one in own)
    foreign = next(
        one["id"]
        for one in collection(duty, "teams", limit=1000)["features"]
        if not one["properties"]["jurisdiction_code"].startswith(home)
    )
    assert clerk.get(f"/ogc/collections/teams/items/{foreign}").status_code == 404


def test_nobody_reads_without_signing_in(duty: TestClient) -> None:
    duty.cookies.clear()
    assert duty.get("/ogc/collections/teams/items").status_code == 401


def test_the_interval_holds_against_when_an_incident_was_reported(
    duty: TestClient, tanker: dict[str, Any]
) -> None:
    number = duty.post("/api/incidents", json=tanker).json()["number"]
    later = collection(duty, "incidents", number=number, datetime="2026-11-21T04:00:00Z/..")
    before = collection(duty, "incidents", number=number, datetime="../2026-11-21T03:59:59Z")
    assert (later["numberMatched"], before["numberMatched"]) == (1, 0)


def test_unknown_parameters_and_layers_are_refused(duty: TestClient) -> None:
    refused = duty.get("/ogc/collections/teams/items?colour=red")
    assert refused.status_code == 400
    assert refused.json()["facts"]["field"] == "colour"
    assert duty.get("/ogc/collections?f=xml").status_code == 400
    assert duty.get("/ogc/collections/secrets/items").status_code == 404
    assert duty.get("/ogc/collections/teams/items/nobody").status_code == 404


def test_people_read_the_same_as_pages_with_nothing_run_from_the_data(
    duty: TestClient, tanker: dict[str, Any]
) -> None:
    duty.post("/api/incidents", json={**tanker, "title": "<script>alert(1)</script>"})
    as_page = duty.get("/ogc/collections/incidents/items", headers={"Accept": "text/html"})
    assert as_page.headers["content-type"].startswith("text/html")
    assert "<script" not in as_page.text
    assert "&lt;script&gt;" in as_page.text
    for place in ("/ogc", "/ogc/collections", "/ogc/conformance", "/ogc/collections/teams"):
        assert "<h1>" in duty.get(place, params={"f": "html"}).text
