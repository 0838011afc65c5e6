"""The whole main job: from a report to teams in the field and back, as four people live it."""

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.testing.clients import Caller, JsonObject, Screen

SignIn = Callable[[str], Caller]
CHLORINE = "1017"


def report_leak(duty: Caller) -> JsonObject:
    """A phone call reports a leaking chlorine tanker on a ring road; she finds the place offline."""
    place = duty.get("/places", q="三环")[0]
    return duty.post(
        "/incidents",
        {
            "kind": "hazmat_leak",
            "title": "三环线液氯槽车泄漏",
            "description": "槽车追尾后阀门泄漏，黄绿色气体向下风向扩散。",
            "position": {"lon": place["lon"], "lat": place["lat"]},
            "place_name": place["name"],
            "serious_injuries": 12,
            "trapped": 2,
            "exposed": 60,
            "substance_un": CHLORINE,
            "spill": "large",
            "container": "road_tanker",
            "wind_from_deg": 45,
            "wind_speed_ms": 2.0,
            "caller_name": "来电人",
            "caller_phone": "000-0001",
        },
    )


def instant(text: str) -> datetime:
    """Read an instant off the wire."""
    return datetime.fromisoformat(text)


def check_level_and_clocks(incident: JsonObject) -> None:
    """The level is the highest of three measures; unknown is unknown; the response is undecided."""
    proposed = incident["proposed_level"]
    assert proposed["level"] == 3
    assert proposed["decided_by"] == ["serious_injuries"]
    assert "deaths" in proposed["unknown"]
    assert incident["response_level"] is None
    steps = incident["report_steps"]
    assert [step["to_level"] for step in steps][-1] == "province"
    first = steps[0]
    assert instant(first["due_at"]) - instant(first["started_at"]) <= timedelta(hours=2)


def check_danger(screen: Screen, incident_id: str) -> None:
    """Isolation and protective action are drawn with source and edition, and say what is inside."""
    of_this = {"incident_id": incident_id}
    isolation = screen.wait(
        "hazard_area",
        lambda area: area["kind"] == "isolation" and of_this.items() <= area.items(),
    )
    downwind = screen.wait("hazard_area", lambda area: area["kind"] == "protective_action")
    assert isolation["distance_m"] == 600
    assert downwind["distance_m"] > isolation["distance_m"]
    assert isolation["source"]
    assert isolation["edition"]
    assert downwind["inside"]


def start_response(duty: Caller, incident_id: str, level: int = 3) -> JsonObject:
    """She reads why a plan matches and starts the response level that she decides."""
    best = duty.get(f"/incidents/{incident_id}/plan-matches")[0]
    assert best["because"]
    activation: JsonObject = duty.post(
        f"/incidents/{incident_id}/activations",
        {"plan_id": best["plan_id"], "response_level": level, "matter": "液氯泄漏"},
    )
    assert activation["response_level"] == level
    return activation


def picks_for(proposal: JsonObject, incident_id: str) -> list[JsonObject]:
    """The teams that a proposal sends to an incident."""
    return [pick for pick in proposal["picks"] if pick["incident_id"] == incident_id]


def wait_for_proof(screen: Screen, after_number: int = 0, incident_id: str | None = None) -> Any:
    """Wait for a proven proposal newer than a number, with picks for the incident if named."""

    def wanted(proposal: JsonObject) -> bool:
        newer = proposal["number"] > after_number and proposal["state"] == "proven"
        return newer and (incident_id is None or bool(picks_for(proposal, incident_id)))

    return screen.wait("proposal", wanted)


def check_proof(screen: Screen, proposal: JsonObject) -> None:
    """Value, bound, gap and reasons are there, and a first feasible answer came before."""
    assert proposal["gap"] == 0
    assert proposal["objective"] == proposal["bound"]
    assert proposal["timings_s"]
    assert proposal["data_age"]["road_data"] is True
    for pick in proposal["picks"]:
        assert pick["eta_s"] > 0
        assert pick["reason"]["code"]
    for shortfall in proposal["shortfalls"]:
        assert shortfall["reason"]["code"]
    assert "proposal.improved" in screen.kinds


def check_county_hears_its_part(screen: Screen, whole: JsonObject) -> None:
    """A county sees live what of the proposal concerns it, and nothing else."""
    part = screen.wait(
        "proposal", lambda one: one["number"] == whole["number"] and one["state"] == "proven"
    )
    own = [pick for pick in whole["picks"] if "420111" in pick["jurisdictions"]]
    assert own
    assert part["picks"] == own
    assert part["difference"] is None


def steer(duty: Caller, screen: Screen, proposal: JsonObject, incident_id: str, team: str) -> Any:
    """She excludes the first pick and pins a team; the new proposal says what changed."""
    dropped = next(p for p in picks_for(proposal, incident_id) if p["team_id"] != team)
    for kind, team_id in (("exclusion", dropped["team_id"]), ("pin", team)):
        duty.post(
            "/steerings",
            {
                "kind": kind,
                "team_id": team_id,
                "incident_id": incident_id,
                "reason": "现场指挥要求",
            },
        )

    def steered(one: JsonObject) -> bool:
        teams = {pick["team_id"] for pick in picks_for(one, incident_id)}
        return one["state"] == "proven" and team in teams and dropped["team_id"] not in teams

    changed = screen.wait("proposal", steered)
    assert changed["number"] > proposal["number"]
    moved = {change["team_id"] for change in changed["difference"]["since_previous"]}
    assert changed["difference"]["previous_number"] is not None
    assert moved
    return changed


def accept_twice_at_once(duty: Caller, other: Caller, proposal: JsonObject) -> JsonObject:
    """Two officers press at the same moment: one acceptance holds, the other is told why not."""
    path = f"/proposals/{proposal['id']}/accept"
    with ThreadPoolExecutor(2) as pool:
        calls = [
            pool.submit(one.send, "POST", path, {}, proposal["version"]) for one in (duty, other)
        ]
        answers = [call.result() for call in calls]
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses[0] == 200, [answer.text for answer in answers]
    assert statuses[1] in (409, 412)
    accepted: JsonObject = next(a for a in answers if a.status_code == 200).json()
    assert accepted["order_ids"]
    return accepted


def go_there(leader: Caller, screen: Screen, order: JsonObject) -> JsonObject:
    """A team leader acknowledges and goes; the position moves on the other screens."""
    for step, state in (("acknowledge", "acknowledged"), ("depart", "en_route")):
        order = leader.post(f"/orders/{order['id']}/{step}", {}, order["version"])
        assert order["state"] == state
    routed = screen.wait("order", lambda one: one["id"] == order["id"] and one["route"] is not None)
    lon, lat = routed["route"]["coordinates"][len(routed["route"]["coordinates"]) // 2]
    leader.post("/positions", {"team_id": order["team_id"], "lon": lon, "lat": lat})
    return routed


def finish(leader: Caller, duty: Caller, order_id: str) -> None:
    """The team arrives, is released and comes back; then it is available again."""
    for step in ("arrive", "release", "close"):
        order = leader.get(f"/orders/{order_id}")
        order = leader.post(f"/orders/{order_id}/{step}", {}, order["version"])
    assert order["state"] == "closed"
    team = duty.get(f"/teams/{order['team_id']}")
    assert team["state"] in ("available", "restocking")


def deliver(duty: Caller, order: JsonObject) -> None:
    """A lot is reserved, loaded and delivered, and the stock is right afterwards."""
    line = order["lines"][0]
    before = duty.get(f"/lots/{line['lot_id']}")
    for step in ("acknowledge", "load", "depart", "deliver"):
        order = duty.post(f"/orders/{order['id']}/{step}", {}, order["version"])
    after = duty.get(f"/lots/{line['lot_id']}")
    taken = sum(one["amount"] for one in order["lines"] if one["lot_id"] == line["lot_id"])
    assert before["quantity"] - after["quantity"] == taken
    assert before["reserved"] - after["reserved"] == taken
    ledger = duty.get(f"/lots/{line['lot_id']}/movements?limit=500")["rows"]
    assert sum(row["quantity_change"] for row in ledger) == after["quantity"]
    assert sum(row["reserved_change"] for row in ledger) == after["reserved"]


def second_incident(duty: Caller, near: JsonObject) -> JsonObject:
    """A worse incident starts nearby while the first runs."""
    position = near["position"]
    return duty.post(
        "/incidents",
        {
            "kind": "hazmat_leak",
            "title": "化工仓库液氯泄漏",
            "position": {"lon": position["lon"] + 0.02, "lat": position["lat"] + 0.01},
            "place_name": "化工仓库",
            "priority": 1,
            "deaths": 5,
            "serious_injuries": 60,
            "trapped": 20,
            "exposed": 400,
            "substance_un": CHLORINE,
            "spill": "large",
            "container": "road_tanker",
            "wind_from_deg": 45,
            "wind_speed_ms": 2.0,
        },
    )


def close_roads_around(duty: Caller, point: JsonObject, half: float = 0.004) -> JsonObject:
    """A polygon closes the roads around a point."""
    west, east = point["lon"] - half, point["lon"] + half
    south, north = point["lat"] - half, point["lat"] + half
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    closure: JsonObject = duty.post(
        "/closures",
        {
            "kind": "control",
            "reason": "交通管制",
            "area": {"type": "Polygon", "coordinates": [ring]},
        },
    )
    return closure


def write_reports(duty: Caller, incident: JsonObject) -> None:
    """First report, then a follow-up; the second settles nothing that the first settled."""
    path = f"/incidents/{incident['id']}/sitreps"
    for kind in ("first", "follow_up"):
        draft = duty.get(f"{path}/draft", kind=kind)
        assert incident["title"] in draft["text"]
        sent = duty.post(
            path,
            {"kind": kind, "addressed_to": draft["addressed_to"], "text": draft["text"]},
        )
        assert sent["kind"] == kind
    duty.post(f"/incidents/{incident['id']}/log", {"text": "已通知省应急管理厅值班室。"})


def end_everything(duty: Caller, incident_id: str) -> None:
    """All orders are ended, the response is stood down and the incident closed."""
    for order in duty.get("/orders", incident_id=incident_id, limit=500)["rows"]:
        end_order(duty, order)
    for need in duty.get(f"/incidents/{incident_id}/needs", limit=500)["rows"]:
        if need["state"] == "open":
            duty.patch(f"/needs/{need['id']}", {"cancelled": True}, need["version"])
    incident = duty.get(f"/incidents/{incident_id}")
    incident = duty.post(f"/incidents/{incident_id}/stand-down", {}, incident["version"])
    assert incident["state"] == "stood_down"
    incident = duty.post(f"/incidents/{incident_id}/close", {}, incident["version"])
    assert incident["state"] == "closed"


def end_order(duty: Caller, order: JsonObject) -> None:
    """Bring an order to its end from wherever it is."""
    over = {"closed", "declined", "recalled", "redirected"}
    if order["state"] in ("issued", "acknowledged", "loaded", "en_route"):
        duty.post(f"/orders/{order['id']}/recall", {"note": "响应结束"}, order["version"])
        return
    while order["state"] not in over:
        step = "release" if order["state"] == "on_scene" else "close"
        order = duty.post(f"/orders/{order['id']}/{step}", {}, order["version"])


@pytest.mark.slow
def test_the_main_job_runs_from_a_report_to_teams_in_the_field_and_back(sign_in: SignIn) -> None:
    duty, other, commander = sign_in("duty"), sign_in("duty2"), sign_in("commander")
    leader = sign_in("leader-hazmat")
    team = leader.me["account"]["team_id"]
    before = commander.get("/snapshot")
    county = sign_in("commander-hongshan")
    with Screen(commander) as screen, Screen(county) as county_screen:
        incident = report_leak(duty)
        screen.wait("incident", lambda one: one["id"] == incident["id"])
        check_level_and_clocks(incident)
        check_danger(screen, incident["id"])

        start_response(duty, incident["id"])
        screen.wait("need", lambda need: need["capability_code"] is not None)
        screen.wait("need", lambda need: need["item_code"] is not None)
        screen.wait("task", lambda task: task["incident_id"] == incident["id"])
        proposal = wait_for_proof(screen, incident_id=incident["id"])
        check_proof(screen, proposal)
        check_county_hears_its_part(county_screen, proposal)

        steered = steer(duty, screen, proposal, incident["id"], team)
        accepted = accept_twice_at_once(duty, other, steered)
        own = leader.get("/orders", team_id=team)["rows"][0]
        assert own["id"] in accepted["order_ids"]
        go_there(leader, screen, own)
        deliveries = [one for one in screen.all("order") if one["kind"] == "delivery"]
        assert deliveries
        deliver(duty, deliveries[0])

        worse = second_incident(duty, incident)
        start_response(duty, worse["id"], level=2)
        joint = wait_for_proof(screen, steered["number"], worse["id"])
        for change in joint["difference"]["redirected"]:
            assert change["buys"]["code"]

        between = {"lon": worse["position"]["lon"] - 0.01, "lat": worse["position"]["lat"]}
        close_roads_around(duty, between)
        after_closure = wait_for_proof(screen, joint["number"])
        assert after_closure["data_age"]["closures"] == 1
        assert "order.eta_changed" in screen.kinds or "closure.drawn" in screen.kinds

        finish(leader, duty, own["id"])
        write_reports(duty, incident)
        end_everything(duty, incident["id"])
        course = duty.get(f"/incidents/{incident['id']}/history")
        check_course(course)
        screen.wait("incident", lambda one: one["id"] == incident["id"] and one["closed_at"])
        settled = screen.wait_until_quiet()
        fresh = commander.get("/snapshot")
        assert fresh["seq"] == settled
        check_screen_equals(screen, fresh)
        if os.environ.get("GOLDEN_COURSE"):
            record_golden_course(commander, before, fresh)


def record_golden_course(reader: Caller, before: JsonObject, after: JsonObject) -> None:
    """Write what happened as a golden file, which the client's reducer must fold alike."""
    left_out = ("proposals", "facilities", "hazard_sources", "capabilities", "items", "positions")
    events = reader.get("/events", after=before["seq"], limit=1000)["events"]
    kept = [event for event in events if not event["kind"].startswith("proposal.")]
    touched = {event[event["kind"].split(".")[0]]["id"] for event in kept}
    for snapshot in (before, after):
        for plural, rows in snapshot.items():
            if isinstance(rows, list):
                keep = [] if plural in left_out else rows
                snapshot[plural] = [row for row in keep if row["id"] in touched]
    golden = {"before": before, "events": kept, "after": after}
    text = json.dumps(golden, ensure_ascii=False, separators=(",", ":"))
    Path(os.environ["GOLDEN_COURSE"]).write_text(text + "\n")


def check_course(course: list[JsonObject]) -> None:
    """The course can be read in order: who did what when."""
    assert [event["seq"] for event in course] == sorted(event["seq"] for event in course)
    kinds = [event["kind"] for event in course]
    told = ("incident.reported", "activation.started", "need.raised", "order.issued")
    told += ("order.acknowledged", "order.arrived", "sitrep.sent", "incident.closed")
    places = [kinds.index(kind) for kind in told]
    assert places == sorted(places)
    by_people = [event for event in course if event["kind"].split(".")[0] in ("incident", "sitrep")]
    assert all(event["actor_name"] for event in by_people)


def check_screen_equals(screen: Screen, fresh: JsonObject) -> None:
    """What the screen put together from events is exactly what a fresh snapshot says."""
    nouns = {
        "incident": "incidents",
        "need": "needs",
        "order": "orders",
        "team": "teams",
        "depot": "depots",
        "activation": "activations",
        "task": "tasks",
        "hazard_area": "hazard_areas",
        "closure": "closures",
        "proposal": "proposals",
        "steering": "steerings",
        "sitrep": "sitreps",
        "log_entry": "log_entries",
        "alarm": "alarms",
    }
    for noun, plural in nouns.items():
        for thing in fresh[plural]:
            assert screen.picture[noun][thing["id"]] == thing, noun
