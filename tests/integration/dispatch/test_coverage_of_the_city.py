"""Coverage, reach and sites of the demo city over HTTP: counted again another way, and by rights."""

import base64
import time
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from app.testing.services import Enter, Services
from core.db import Database

FIRE = {"capability": "fire_suppression"}
Answer = dict[str, Any]


@pytest.fixture(scope="module")
def sign_in(services: Services, served_city: Database) -> Iterator[Enter]:
    """Sign in at one service for the whole file: its drive times are worked out once."""
    with services.door(served_city) as enter:
        yield cache(enter)


@pytest.fixture(scope="module")
def duty(sign_in: Enter) -> TestClient:
    """The duty officer of the city, signed in."""
    return sign_in("duty")


def get(client: TestClient, path: str, **params: Any) -> Any:
    answer = client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def ready(client: TestClient, path: str = "/api/coverage", **params: Any) -> Answer:
    """Ask until the drive times have been worked out."""
    for _ in range(120):
        found: Answer = get(client, path, **{**FIRE, **params})
        if found["state"] != "computing":
            return found
    raise AssertionError("still computing")


def cells(side: Answer, name: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(side[name]), np.uint8)


def middle(raster: Answer, cell: int) -> dict[str, float]:
    row, column = divmod(cell, raster["columns"])
    return {
        "lon": raster["west"] + (column + 0.5) * raster["step_lon"],
        "lat": raster["south"] + (row + 0.5) * raster["step_lat"],
    }


def test_the_teams_of_a_cell_are_those_that_reach_its_middle_in_time(duty: TestClient) -> None:
    found = ready(duty)
    levels, teams = cells(found["now"], "levels"), cells(found["now"], "teams")
    known = np.flatnonzero((levels != 255) & (levels != 0))
    assert 15_000 < (levels != 255).sum() < 25_000
    for cell in np.random.default_rng(5).choice(known, 12, replace=False).tolist():
        place = middle(found["raster"], cell)
        near = get(duty, "/api/reach/teams", **FIRE, **place, within_s=900)
        in_time = [row for row in near if row["free"]]
        assert len(in_time) == teams[cell]
        assert levels[cell] == (
            2 if not in_time else 3 if len(in_time) < 2 else min(5, 2 + len(in_time))
        )


def test_the_figures_are_those_of_the_cells_and_the_districts(duty: TestClient) -> None:
    found = ready(duty)
    now, levels = found["now"], cells(found["now"], "levels")
    total = now["total"]
    assert total["cells_covered"] == int(np.isin(levels, (4, 5)).sum())
    assert total["cells_short"] == int(np.isin(levels, (2, 3)).sum())
    assert total["cells_unknown"] == int((levels == 0).sum())
    people = sum(row["people_covered"] for row in now["districts"])
    assert people == pytest.approx(total["people_covered"], abs=10)
    judged = total["people_covered"] + total["people_short"]
    assert total["share"] == pytest.approx(total["people_covered"] / judged, abs=1e-6)
    assert found["people_source"] == "townships" and found["people_elsewhere"] > 0
    for row in now["districts"]:
        assert (row["within_s"], row["count"], row["target"]) == (900, 2, 0.9)
        assert row["met"] is (None if row["share"] is None else row["share"] >= 0.9)
    in_gaps = sum(gap["cells"] for gap in now["gaps"])
    assert now["gaps_in_all"] >= len(now["gaps"]) and 0 < in_gaps <= total["cells_short"]


def test_what_a_team_costs_by_leaving_is_what_is_lost_when_it_is_gone(duty: TestClient) -> None:
    worst = ready(duty, "/api/coverage/departures")["rows"][0]
    found = ready(duty, without=worst["team_id"])
    now, other = found["now"], found["other"]
    lost = now["total"]["people_covered"] - other["total"]["people_covered"]
    assert lost == pytest.approx(worst["people_lost"], abs=1)
    assert other["teams_free"] == now["teams_free"] - 1
    assert other["total"]["share"] == pytest.approx(worst["share_after"], abs=1e-6)
    before, after = cells(now, "teams"), cells(other, "teams")
    assert set(np.unique(before.astype(int) - after)) <= {0, 1}


def test_a_known_version_is_answered_in_a_word_and_figures_come_without_cells(
    duty: TestClient,
) -> None:
    found = ready(duty)
    again = get(duty, "/api/coverage", **FIRE, known=found["version"])
    assert (again["state"], again["now"], again["version"]) == ("unchanged", None, found["version"])
    figures = ready(duty, cells=False)["now"]
    assert (figures["levels"], figures["gaps"]) == ("", [])
    assert figures["total"] == found["now"]["total"]


def test_a_team_that_is_put_out_of_service_is_gone_from_the_cover_at_once(
    sign_in: Enter,
) -> None:
    duty = sign_in("duty")
    before = ready(duty)
    team = next(
        row
        for row in get(duty, "/api/teams", limit=500)["rows"]
        if row["state"] == "available"
        and any(one["capability_code"] == "fire_suppression" for one in row["capabilities"])
    )

    def put(state: str, seen: Answer) -> Answer:
        answer = duty.patch(
            f"/api/teams/{seen['id']}",
            json={"state": state},
            headers={"If-Match": f'"{seen["version"]}"'},
        )
        assert answer.status_code == 200, answer.text
        changed: Answer = answer.json()
        return changed

    gone = put("maintenance", team)
    after = ready(duty)
    assert after["version"] != before["version"]
    assert after["now"]["teams_free"] == before["now"]["teams_free"] - 1
    back = ready(duty, back=team["id"])["other"]
    assert back["total"] == before["now"]["total"]
    put("available", gone)
    assert ready(duty)["now"]["total"] == before["now"]["total"]


def test_a_closure_cuts_ground_off_and_the_gap_says_so(duty: TestClient) -> None:
    before = ready(duty)["now"]["total"]
    ring = [[114.20, 30.62], [114.24, 30.62], [114.24, 30.66], [114.20, 30.66], [114.20, 30.62]]
    body = {
        "kind": "flood",
        "reason": "淹没",
        "area": {"type": "Polygon", "coordinates": [ring]},
    }
    drawn = duty.post("/api/closures", json=body)
    assert drawn.status_code == 201, drawn.text
    found = ready(duty)
    assert found["closures"] >= 1
    assert found["now"]["total"]["people_short"] > before["people_short"]
    assert "cut_off" in {gap["reason"] for gap in found["now"]["gaps"]}
    closure = drawn.json()
    lifted = duty.post(f"/api/closures/{closure['id']}/lift", headers={"If-Match": '"1"'})
    assert lifted.status_code == 200, lifted.text
    assert ready(duty)["now"]["total"] == before


def test_minutes_tried_out_hold_for_every_district(duty: TestClient) -> None:
    short = ready(duty, within_s=480, count=1)["now"]
    long = ready(duty, within_s=1800, count=1)["now"]
    assert {(row["within_s"], row["target"]) for row in short["districts"]} == {(480, None)}
    assert short["total"]["people_covered"] < long["total"]["people_covered"]


def test_a_stand_by_move_gains_what_it_says_and_goes_to_a_place_that_is_there(
    duty: TestClient,
) -> None:
    found = ready(duty, "/api/coverage/moves")
    best = found["rows"][0]
    assert found["places"] > 200
    assert best["people_gained"] > best["people_lost"]
    assert best["share_after"] > found["share"]
    gains = [row["people_gained"] - row["people_lost"] for row in found["rows"]]
    assert max(gains) - gains[0] <= 0.002 * 10_000_000
    assert all(row["people_gained"] > row["people_lost"] for row in found["rows"])


def test_a_county_sees_its_own_cells_and_hears_of_no_team_but_its_own(sign_in: Enter) -> None:
    clerk = sign_in("clerk-hongshan")
    found = ready(clerk)
    assert [row["code"] for row in found["now"]["districts"]] == ["420111"]
    assert found["now"]["total"]["cells"] < 6000
    assert {gap["district_code"] for gap in found["now"]["gaps"]} == {"420111"}
    rows = ready(clerk, "/api/coverage/departures")["rows"]
    assert rows and {row["jurisdiction_code"] for row in rows} == {"420111"}
    near = get(clerk, "/api/reach/teams", lon=114.34, lat=30.5, within_s=3600)
    assert near and {row["jurisdiction_code"][:6] for row in near} == {"420111"}
    assert clerk.get("/api/coverage", params={**FIRE, "jurisdiction": "420106"}).status_code == 404
    assert clerk.get("/api/coverage", params={**FIRE, "jurisdiction": "420111"}).status_code == 200


def test_what_cannot_be_asked_is_refused_by_name(duty: TestClient) -> None:
    unknown = duty.get("/api/coverage", params={"capability": "flying"})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown_capability")
    nowhere = duty.get("/api/coverage", params={**FIRE, "jurisdiction": "420199"})
    assert (nowhere.status_code, nowhere.json()["code"]) == (409, "no_ground_on_record")
    place = {"lon": 114.3, "lat": 30.6}
    for minutes in ("0", "5,999", "five", ""):
        assert duty.get("/api/reach", params={**place, "minutes": minutes}).status_code == 422
    assert duty.get("/api/reach", params={"lon": 30.6, "lat": 114.3}).status_code == 422


def test_reach_grows_with_time_and_holds_what_is_driven_to_in_it(duty: TestClient) -> None:
    start = {"lon": 114.30, "lat": 30.58}
    found = get(duty, "/api/reach", **start, vehicle="fire_engine", minutes="15,5,10")
    assert [area["within_s"] for area in found["areas"]] == [300, 600, 900]
    sizes = [area["km2"] for area in found["areas"]]
    assert sizes == sorted(sizes) and sizes[0] > 0
    ends = {"from_lon": 114.30, "from_lat": 30.58, "to_lon": 114.33, "to_lat": 30.56}
    drive = get(duty, "/api/drive-time", **ends, vehicle="fire_engine")
    way = get(duty, "/api/route", **ends, vehicle="fire_engine")
    assert drive == {"seconds": way["seconds"], "estimated": way["estimated"]}
    off_road = get(duty, "/api/reach", lon=114.9, lat=31.3, minutes="10")
    assert off_road["estimated"] and off_road["areas"][0]["km2"] > 0


def answered(client: TestClient, asked: Answer) -> Answer:
    for _ in range(200):
        found: Answer = get(client, f"/api/sitings/{asked['id']}")
        if found["state"] in ("done", "failed", "stopped"):
            return found
        time.sleep(0.2)
    raise AssertionError("no answer about sites")


def test_sites_are_found_with_a_proof_and_raise_the_cover_as_they_say(sign_in: Enter) -> None:
    planner = sign_in("planner")
    wanted = {"model": "mclp", "capability_code": "fire_suppression", "within_s": 480, "count": 2}
    asked = planner.post("/api/sitings", json=wanted)
    assert asked.status_code == 202, asked.text
    found = answered(planner, asked.json())
    assert found["state"] == "done", found
    answer = found["answer"]
    assert answer["proven"] and len(answer["sites"]) == 2
    gained = answer["after"]["people_in_time"] - answer["before"]["people_in_time"]
    assert gained == pytest.approx(answer["value"], abs=1)
    assert max(site["people_added"] for site in answer["sites"]) <= gained + 1
    assert found["id"] in {row["id"] for row in get(planner, "/api/sitings")}
    assert sign_in("duty").get(f"/api/sitings/{found['id']}").status_code == 404
    assert sign_in("auditor").post("/api/sitings", json=wanted).status_code == 403


def test_points_of_ones_own_are_candidates_and_too_few_of_them_are_told(duty: TestClient) -> None:
    wanted = {
        "model": "p_median",
        "capability_code": "fire_suppression",
        "townships": False,
        "keep_standing": False,
        "points": [{"name": "甲地块", "lon": 114.30, "lat": 30.58}],
    }
    found = answered(duty, duty.post("/api/sitings", json=wanted).json())
    assert found["state"] == "done", found
    assert [site["name"] for site in found["answer"]["sites"]] == ["甲地块"]
    none = answered(duty, duty.post("/api/sitings", json=wanted | {"points": []}).json())
    assert (none["state"], none["error"]) == ("failed", "no_candidate")


def test_a_question_about_sites_can_be_stopped(duty: TestClient) -> None:
    wanted = {"model": "p_median", "capability_code": "fire_suppression", "bases": True, "count": 5}
    asked = duty.post("/api/sitings", json=wanted).json()
    stopped = duty.post(f"/api/sitings/{asked['id']}/stop")
    assert stopped.json()["state"] == "stopped"
    assert answered(duty, asked)["answer"] is None
