"""What a desk shows beside the picture: the log, newest first and light, and the timers."""

from collections.abc import Callable
from typing import Any

from fastapi.testclient import TestClient

SignIn = Callable[[str], TestClient]

REPORT: dict[str, Any] = {
    "kind": "hazmat_leak",
    "title": "液氯槽车泄漏",
    "position": {"lon": 114.35, "lat": 30.53},
    "place_name": "珞狮南路",
    "received_via": "119",
}


def report(client: TestClient) -> dict[str, Any]:
    answer = client.post("/api/incidents", json=REPORT)
    assert answer.status_code == 201, answer.text
    incident: dict[str, Any] = answer.json()
    return incident


def test_the_log_tells_the_newest_first_and_goes_on_where_it_stopped(sign_in: SignIn) -> None:
    duty = sign_in("duty")
    incident = report(duty)
    path = f"/api/incidents/{incident['id']}/log"
    for text in ("一", "二", "三"):
        assert duty.post(path, json={"text": text}).status_code == 201
    first = duty.get("/api/log", params={"incident_id": incident["id"], "limit": 2}).json()
    assert [one["record"]["text"] for one in first["lines"]] == ["三", "二"]
    more = {"incident_id": incident["id"], "before": first["before"], "limit": 500}
    rest = duty.get("/api/log", params=more).json()
    assert [one["kind"] for one in rest["lines"]] == ["log_entry.written", "incident.reported"]
    assert rest["before"] is None


def test_a_line_of_the_log_carries_no_lists_and_no_shapes(sign_in: SignIn) -> None:
    duty = sign_in("duty")
    incident = report(duty)
    lines = duty.get("/api/log", params={"incident_id": incident["id"]}).json()["lines"]
    record = lines[-1]["record"]
    assert record["title"] == incident["title"]
    assert not {"report_steps", "position", "proposed_level"} & set(record)


def test_a_neighbouring_county_does_not_read_the_log_of_an_incident(sign_in: SignIn) -> None:
    incident = report(sign_in("duty"))
    other = sign_in("clerk-jianghan") if incident["jurisdiction_code"] != "420103" else None
    assert other is not None
    lines = other.get("/api/log", params={"limit": 500}).json()["lines"]
    assert incident["id"] not in {one["incident_id"] for one in lines}


def test_news_of_an_incident_starts_its_timer_anew_and_an_alarm_does_not(sign_in: SignIn) -> None:
    duty = sign_in("duty")
    incident = report(duty)
    duty.post(f"/api/incidents/{incident['id']}/log", json={"text": "已通知"})
    timers = duty.get("/api/timers").json()
    news = {one["incident_id"]: one for one in timers["news"]}[incident["id"]]
    assert news["kind"] == "log_entry.written"
    assert news["at"] >= incident["reported_at"]
    assert "log_entry.written" in timers["news_kinds"]
    assert not any(kind.startswith("alarm") for kind in timers["news_kinds"])
    assert timers["report_ahead_s"] == 600


def test_the_gravest_priority_may_wait_least_and_a_site_sets_its_own_limits(
    sign_in: SignIn,
) -> None:
    city, county, duty = sign_in("commander"), sign_in("commander-hongshan"), sign_in("duty")
    limits = city.get("/api/timers").json()["limits"]
    waiting = [one["waiting_s"] for one in limits]
    assert (waiting[0], waiting) == (60, sorted(waiting))
    path, wanted = "/api/timer-limits/1", {"waiting_s": 90, "quiet_s": 300}
    assert county.put(path, json=wanted, headers={"If-Match": '"0"'}).status_code == 403
    assert duty.put(path, json=wanted, headers={"If-Match": '"0"'}).status_code == 403
    assert city.put(path, json=wanted, headers={"If-Match": '"0"'}).status_code == 200
    assert city.put(path, json=wanted, headers={"If-Match": '"0"'}).status_code == 412
    now = duty.get("/api/timers").json()["limits"][0]
    assert (now["waiting_s"], now["shipped"]["waiting_s"]) == (90, 60)
    assert now["changed_by_name"]
