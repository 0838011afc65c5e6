"""An exercise that is half an hour in: a director, an observer, a player, for pictures."""

import time
from dataclasses import dataclass
from typing import Any

from app.seed.load import DEMO_PASSWORD
from app.testing.clients import Caller, JsonObject

SCENARIO = "chlorine_tanker"
AREA = "420100"
OBSERVER = "planner"
PLAYER = "duty"
PLAYED = ["commander", "duty_officer", "county_clerk", "team_leader"]
FAST, SLOW = 60.0, 5.0
PLAYED_S = 1500
READY_WITHIN_S = 180.0
PLAYED_WITHIN_S = 300.0
BUSY = 503
NOTES = (
    ("objective:0", "S", "启动响应用时 8 分钟，口令清楚；未同步通报下游区。"),
    ("aspect:command", "P", "指挥部位置、频道在 15 分钟内公布。"),
)


@dataclass(frozen=True)
class Rehearsal:
    """An exercise that is under way: the address of its world, and which one it is."""

    address: str
    exercise_id: str


def begin_exercise(address: str) -> Rehearsal:
    """Let the system play the shipped leak of chlorine for a while; then somebody joins in."""
    with Caller(address, "commander", DEMO_PASSWORD) as director:
        planned = _planned(director, _seat(address, OBSERVER, "observer"))
        row = _when_ready(director, planned)
        row = director.post(f"/exercises/{row['id']}/start", {}, row["version"])
        _when_played(director, row)
        row = director.get(f"/exercises/{row['id']}")
        row = director.post(f"/exercises/{row['id']}/speed", {"speed": SLOW}, row["version"])
        director.post(f"/exercises/{row['id']}/seats", _seat(address, PLAYER, "duty_officer"))
    _enter(address, PLAYER, row)
    _note(address, row)
    return Rehearsal(str(row["address"]), str(row["id"]))


def _seat(address: str, username: str, role: str) -> JsonObject:
    with Caller(address, username, DEMO_PASSWORD) as person:
        account_id = person.me["account"]["id"]
    return {"account_id": account_id, "role": role, "jurisdiction_code": AREA}


def _enter(address: str, username: str, row: JsonObject) -> None:
    with Caller(address, username, DEMO_PASSWORD) as person:
        person.post(f"/exercises/{row['id']}/enter")


def _planned(director: Caller, observer: JsonObject) -> JsonObject:
    offered = director.get("/exercise-templates")
    template = next(one for one in offered if SCENARIO in str(one["id"]))
    wanted = {
        "area_code": AREA,
        "template_id": template["id"],
        "speed": FAST,
        "seats": [observer],
        "played_by_system": PLAYED,
    }
    planned: JsonObject = director.post("/exercises", wanted)
    return planned


def _when_ready(director: Caller, planned: JsonObject) -> JsonObject:
    until = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < until:
        row: JsonObject = _unless_busy(director, f"/exercises/{planned['id']}")
        if row.get("state") == "ready":
            return row
        time.sleep(0.5)
    raise AssertionError("the exercise is not ready")


def _unless_busy(director: Caller, path: str) -> Any:
    """Return an answer; nothing while a world that is being made keeps the service waiting."""
    response = director.http.get(f"/api{path}")
    if response.status_code == BUSY:
        return {}
    response.raise_for_status()
    return response.json()


def _when_played(director: Caller, row: JsonObject) -> None:
    """Wait until the system has played for some time and sent somebody out."""
    until = time.monotonic() + PLAYED_WITHIN_S
    while time.monotonic() < until:
        going = _unless_busy(director, "/exercise-progress") or []
        seen = next((one for one in going if one["exercise_id"] == row["id"]), None)
        if seen and seen["elapsed_s"] >= PLAYED_S and seen["orders"]:
            return
        time.sleep(0.5)
    raise AssertionError("the system played nothing")


def _note(address: str, row: JsonObject) -> None:
    """The observer comes in by the door and notes what was seen."""
    with Caller(address, OBSERVER, DEMO_PASSWORD) as observer:
        observer.post(f"/exercises/{row['id']}/enter")
        for criterion, rating, note in NOTES:
            body = {"criterion": criterion, "rating": rating, "note": note}
            path = f"{str(row['address']).rstrip('/')}/api/evaluations"
            observer.http.post(path, json=body).raise_for_status()
