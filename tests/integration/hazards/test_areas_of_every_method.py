"""Areas of every method over HTTP: looked at, drawn, followed, withdrawn, and their roads closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from fastapi.testclient import TestClient
from geoalchemy2.shape import to_shape
from rasterio.transform import from_origin
from sqlalchemy.orm import Session

from core.auth import Actor
from core.config import get_settings
from hazards import queries, service
from hazards.schemas_how import HazardAreaIn
from incidents import service as incident_service
from incidents.schemas import Incident, IncidentIn, IncidentPatch

Json = dict[str, Any]
PLUME: Json = {
    "method": "plume",
    "rate_kg_s": 1.0,
    "sky": "overcast",
    "limits": [
        {"name": "AEGL-2", "mg_m3": 5.8, "source": "US EPA", "tag": "GK"},
        {"name": "IDLH", "mg_m3": 29.0, "source": "NIOSH", "tag": "r"},
    ],
}
RIVERSIDE: Json = {"method": "buffer", "distance_m": 800, "note": "警戒"}


@pytest.fixture
def leak(desk: Session, officer: Actor, tanker: Json) -> Incident:
    """A chlorine leak, as reported."""
    return incident_service.report_incident(desk, officer, IncidentIn.model_validate(tanker))


@pytest.fixture
def grids(tmp_path: Path) -> Iterator[Callable[..., None]]:
    """Set up the site's grids as files of one value, with a bowl of 20 m for heights."""
    patch = pytest.MonkeyPatch()

    def set_up(**values: np.ndarray) -> None:
        for name, grid in values.items():
            path = tmp_path / f"{name}.tif"
            place = from_origin(114.0, 30.9, 0.002, 0.002)
            with rasterio.open(
                path,
                "w",
                driver="GTiff",
                height=grid.shape[0],
                width=grid.shape[1],
                count=1,
                dtype="float32",
                crs="EPSG:4326",
                transform=place,
            ) as file:
                file.write(grid.astype(np.float32), 1)
            patch.setenv(f"MUSTER_{name.upper()}_RASTER", str(path))
        get_settings.cache_clear()

    yield set_up
    patch.undo()
    get_settings.cache_clear()


def bowl() -> np.ndarray:
    ground = np.full((400, 400), 40.0)
    ground[175:200, 165:190] = 20.0
    return ground


def drawn(desk: Session, officer: Actor, leak: Incident, **how: Any) -> list[Any]:
    wanted = HazardAreaIn.model_validate({"how": how})
    return service.draw_areas(desk, officer, leak.id, wanted)


def standing(desk: Session, leak: Incident, kind: str) -> list[Any]:
    return [row for row in queries.areas_of(desk, leak.id) if row.kind == kind]


def test_a_plume_follows_the_wind_and_keeps_beside_the_guide(
    desk: Session, officer: Actor, leak: Incident
) -> None:
    before = drawn(desk, officer, leak, **PLUME)
    assert [area.basis["limit"]["name"] for area in before] == ["IDLH", "AEGL-2"]
    assert {row.kind for row in queries.areas_of(desk, leak.id)} >= {"isolation", "plume"}
    patch = IncidentPatch(wind_from_deg=180)
    turned = incident_service.correct_incident(desk, officer, leak.id, leak.version, patch)
    after = standing(desk, leak, "plume")
    assert len(after) == 2 and not {area.id for area in before} & {row.id for row in after}
    assert to_shape(after[1].area).centroid.y > 30.531, "now the wind blows to the north"
    assert after[0].basis["by"] == officer.name
    renamed = IncidentPatch(title="液氯泄漏（更正）")
    incident_service.correct_incident(desk, officer, leak.id, turned.version, renamed)
    assert [row.id for row in standing(desk, leak, "plume")] == [row.id for row in after]


def test_an_area_whose_substance_is_denied_stays_and_says_that_it_is_old(
    desk: Session, officer: Actor, leak: Incident
) -> None:
    [_, protective] = drawn(desk, officer, leak, method="guide", medium="land")
    patch = IncidentPatch(substance_un=None)
    incident_service.correct_incident(desk, officer, leak.id, leak.version, patch)
    left = queries.areas_of(desk, leak.id)
    assert protective.id in {row.id for row in left}
    assert all(service.NOT_ANEW in row.cautions for row in left)


def test_at_sunset_the_areas_are_drawn_for_the_night(
    desk: Session, officer: Actor, leak: Incident, noon: Any
) -> None:
    drawn(desk, officer, leak, **PLUME)
    assert service.follow_daylight(desk) == 0
    noon.move(hours=12)
    assert leak.id in queries.overtaken_by_daylight(desk)
    assert service.follow_daylight(desk) >= 1
    assert [row.distance_m for row in standing(desk, leak, "protective_action")] == [6400]
    assert {row.basis["period"] for row in queries.areas_of(desk, leak.id)} == {"night"}
    assert service.follow_daylight(desk) == 0


def test_new_areas_take_the_place_of_others_of_the_same_incident_only(
    desk: Session, officer: Actor, leak: Incident, tanker: Json
) -> None:
    [first] = drawn(desk, officer, leak, **RIVERSIDE)
    wanted: Json = {"how": RIVERSIDE | {"distance_m": 300}, "replaces": [str(first.id)]}
    other = incident_service.report_incident(desk, officer, IncidentIn.model_validate(tanker))
    with pytest.raises(service.AreaOfAnotherIncident):
        service.draw_areas(desk, officer, other.id, HazardAreaIn.model_validate(wanted))
    [second] = service.draw_areas(desk, officer, leak.id, HazardAreaIn.model_validate(wanted))
    assert [row.id for row in standing(desk, leak, "buffer")] == [second.id]


def test_a_withdrawn_area_can_be_restored_once(
    desk: Session, officer: Actor, leak: Incident
) -> None:
    [area] = drawn(desk, officer, leak, **RIVERSIDE)
    gone = service.withdraw_area(desk, officer, area.id, area.version)
    back = service.restore_area(desk, officer, area.id, gone.version)
    assert back.withdrawn_at is None and back.version == gone.version + 1
    assert desk.info["happenings"][-1]["kind"] == "hazard_area.drawn"
    with pytest.raises(service.AreaStands):
        service.restore_area(desk, officer, area.id, back.version)


def test_people_are_counted_from_the_grid_and_else_shared_out_as_an_estimate(
    desk: Session, officer: Actor, leak: Incident, grids: Callable[..., None]
) -> None:
    [shared] = drawn(desk, officer, leak, **RIVERSIDE)
    assert shared.people.method == "townships" and shared.people.number
    grids(population=np.full((400, 400), 100.0))
    [counted] = drawn(desk, officer, leak, **RIVERSIDE)
    cell_m2 = 0.002**2 * 111_195**2 * np.cos(np.radians(30.53))
    assert counted.people.method == "raster" and counted.people.source == "population.tif"
    assert counted.people.number == pytest.approx(100 * np.pi * 800**2 / cell_m2, rel=0.05)


def test_a_flood_becomes_a_closure_that_leaves_bridges_open(
    desk: Session, officer: Actor, leak: Incident, grids: Callable[..., None]
) -> None:
    grids(elevation=bowl())
    [flood] = drawn(desk, officer, leak, method="flood", level_m=25)
    assert flood.basis["deepest_m"] == 5.0 and len(flood.basis["bands"]) == 5
    wanted = service.CloseRoadsIn(reason="积水封路", closed_to=["light", "bus"])
    closure = service.close_roads(desk, officer, flood.id, wanted)
    assert (closure.kind, closure.spares_bridges) == ("flood", True)
    assert closure.closed_to == ["bus", "light"] and closure.incident_id == leak.id
    assert closure.area is not None and closure.area.type == flood.area.type
    [gas] = standing(desk, leak, "isolation")
    all_shut = service.close_roads(desk, officer, gas.id, service.CloseRoadsIn(reason="警戒"))
    assert (all_shut.kind, all_shut.spares_bridges, all_shut.closed_to) == ("control", False, None)
    gone = service.withdraw_area(desk, officer, flood.id, flood.version)
    with pytest.raises(service.AreaAlreadyWithdrawn):
        service.close_roads(desk, officer, gone.id, wanted)


def test_an_area_is_looked_at_before_it_is_drawn(duty: TestClient, tanker: Json) -> None:
    incident = duty.post("/api/incidents", json=tanker).json()
    body = {"incident_id": incident["id"], "how": PLUME}
    answer = duty.post("/api/hazard-areas/preview", json=body)
    assert answer.status_code == 200, answer.text
    idlh, aegl = answer.json()
    assert [one["kind"] for one in (idlh, aegl)] == ["plume", "plume"]
    assert aegl["inside"]["area_km2"] > idlh["inside"]["area_km2"] > 0
    listed = duty.get(f"/api/incidents/{incident['id']}/hazard-areas").json()["rows"]
    assert {area["kind"] for area in listed} == {"isolation", "protective_action"}


def test_what_lies_inside_is_told_with_people_roads_and_running_incidents(
    duty: TestClient, tanker: Json
) -> None:
    near = tanker | {"position": {"lon": 114.352, "lat": 30.531}, "title": "邻近事件"}
    second = duty.post("/api/incidents", json=near).json()
    incident = duty.post("/api/incidents", json=tanker).json()
    areas = duty.get(f"/api/incidents/{incident['id']}/hazard-areas").json()["rows"]
    told = duty.get(f"/api/hazard-areas/{areas[0]['id']}/inside").json()
    assert second["id"] in {one["id"] for one in told["things"] if one["kind"] == "incident"}
    assert told["people"]["number"] is not None and told["people"]["method"] == "townships"
    assert told["roads"]["known"] is True and told["roads"]["metres"] > 1000
    assert told["area_km2"] == pytest.approx(np.pi * 0.6**2, rel=0.02)
    assert duty.get(f"/api/hazard-areas/{incident['id']}/inside").status_code == 404


def test_without_a_grid_of_heights_the_flood_is_to_be_drawn_by_hand(
    duty: TestClient, tanker: Json
) -> None:
    incident = duty.post("/api/incidents", json=tanker).json()
    body = {"how": {"method": "flood", "level_m": 25}}
    refused = duty.post(f"/api/incidents/{incident['id']}/hazard-areas", json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "no_elevation_grid")
    assert "手工" in refused.json()["detail"]
