"""The whole course of an incident over HTTP: report, areas, response, needs, reports, closing."""

from typing import Any

from fastapi.testclient import TestClient


def report(duty: TestClient, tanker: dict[str, Any]) -> dict[str, Any]:
    answer = duty.post("/api/incidents", json=tanker)
    assert answer.status_code == 201, answer.text
    return answer.json()


def version(of: dict[str, Any]) -> dict[str, str]:
    return {"If-Match": f'"{of["version"]}"'}


def test_a_report_proposes_the_level_starts_the_clocks_and_draws_the_areas(
    duty: TestClient, tanker: dict[str, Any]
) -> None:
    incident = report(duty, tanker)
    assert incident["number"].startswith("突-20261121-")
    assert incident["jurisdiction_code"].startswith("4201")
    assert incident["level"] is None
    assert incident["proposed_level"]["level"] == 3
    assert incident["proposed_level"]["decided_by"] == ["serious_injuries"]
    assert incident["proposed_level"]["unknown"] == ["loss_yuan"]
    hops = [(s["from_level"], s["to_level"], s["due_at"]) for s in incident["report_steps"]]
    assert hops == [
        ("unit", "county", "2026-11-21T05:00:00Z"),
        ("county", "city", "2026-11-21T07:00:00Z"),
        ("city", "province", "2026-11-21T06:00:00Z"),
    ]
    areas = duty.get(f"/api/incidents/{incident['id']}/hazard-areas").json()["rows"]
    assert [(a["kind"], a["distance_m"], a["edition"]) for a in areas] == [
        ("isolation", 600, "ERG2024"),
        ("protective_action", 5600, "ERG2024"),
    ]
    inside = areas[1]["inside"]
    assert {"township", "team"} <= {one["kind"] for one in inside}
    assert all(one["lon"] < 114.351 for one in inside), "the wind blows to the west"


def test_a_started_response_raises_needs_with_their_reason_and_gives_tasks(
    duty: TestClient, tanker: dict[str, Any]
) -> None:
    incident = report(duty, tanker)
    matches = duty.get(f"/api/incidents/{incident['id']}/plan-matches").json()
    assert matches[0]["code"] == "WH-YA-01"
    assert {"kind", "jurisdiction", "condition_met"} <= {b["code"] for b in matches[0]["because"]}
    assert matches[0]["suggested_level"] == 2
    preview = {one["response_level"]: one["needs"] for one in matches[0]["levels"]}
    assert all(not level["problems"] for level in matches[0]["levels"])

    decision = {"plan_id": matches[0]["plan_id"], "response_level": 3}
    started = duty.post(f"/api/incidents/{incident['id']}/activations", json=decision)
    assert started.status_code == 201, started.text
    assert started.json()["matter"] == tanker["title"]
    assert started.json()["expected_duration_s"] == 36_000
    now = duty.get(f"/api/incidents/{incident['id']}").json()
    assert (now["state"], now["response_level"]) == ("responding", 3)
    needs = duty.get(f"/api/incidents/{incident['id']}/needs").json()["rows"]
    asked = [(n["capability_code"] or n["item_code"], n["quantity"]) for n in needs]
    assert asked == [(n["capability_code"] or n["item_code"], n["quantity"]) for n in preview[3]]
    ambulances = next(n for n in needs if n["capability_code"] == "ambulance_transport")
    assert ambulances["quantity"] == 7
    assert "per(incident.serious_injuries, 2)" in ambulances["explanation"]
    assert "serious_injuries=12" in ambulances["explanation"]

    raised = duty.post(
        f"/api/incidents/{incident['id']}/activations", json=decision | {"response_level": 2}
    )
    assert raised.status_code == 201, raised.text
    assert (raised.json()["state"], raised.json()["id"]) == ("raised", started.json()["id"])
    more = duty.get(f"/api/incidents/{incident['id']}/needs").json()["rows"]
    total: dict[str, int] = {}
    for need in more:
        code = need["capability_code"] or need["item_code"]
        total[code] = total.get(code, 0) + need["quantity"]
    for wanted in preview[2]:
        code = wanted["capability_code"] or wanted["item_code"]
        assert total[code] >= wanted["quantity"], "together they ask for the higher level"
    assert len(more) < 2 * len(needs), "what is asked for already is not asked for twice"

    lower = duty.post(
        f"/api/incidents/{incident['id']}/activations", json=decision | {"response_level": 4}
    )
    assert (lower.status_code, lower.json()["code"]) == (409, "response_not_higher")


def test_reports_stand_down_and_close_follow_in_order(
    duty: TestClient, tanker: dict[str, Any]
) -> None:
    incident = report(duty, tanker)
    base = f"/api/incidents/{incident['id']}"
    plan = duty.get(f"{base}/plan-matches").json()[0]["plan_id"]
    activation = duty.post(
        f"{base}/activations", json={"plan_id": plan, "response_level": 4}
    ).json()
    draft = duty.get(f"{base}/sitreps/draft").json()
    assert (draft["kind"], draft["number"], draft["addressed_to"]) == ("first", 1, "省应急管理厅")
    for part in ("死亡1人", "失踪（下落不明）2人", "四级响应", "某化工物流公司", "较大级"):
        assert part in draft["text"]
    assert {"loss_yuan", "occurred_at", "trapped"} <= set(draft["missing"])
    assert "来电人" not in draft["text"], "who called is nobody's business upwards"

    early = {"kind": "follow_up", "addressed_to": "省应急管理厅", "text": "续报"}
    assert duty.post(f"{base}/sitreps", json=early).json()["code"] == "first_report_missing"
    step = next(s for s in incident["report_steps"] if s["from_level"] == "city")
    first = {**early, "kind": "first", "text": draft["text"], "settles_step_id": step["id"]}
    assert duty.post(f"{base}/sitreps", json=first).json()["number"] == 1
    assert duty.post(f"{base}/sitreps", json=first).json()["code"] == "first_report_already_sent"
    assert duty.post(f"{base}/sitreps", json=early).json()["number"] == 2
    settled = duty.get(base).json()
    assert settled["report_steps"][2]["sent_at"] == "2026-11-21T04:00:00Z"

    entry = duty.post(f"{base}/log", json={"text": "现场指挥部已开设"}).json()
    fixed = {"text": "现场指挥部于12时开设", "corrects_id": entry["id"]}
    assert duty.post(f"{base}/log", json=fixed).status_code == 201
    assert duty.get(f"{base}/log").json()["total"] == 2

    unready = duty.post(f"{base}/close", headers=version(settled))
    assert (unready.status_code, unready.json()["code"]) == (409, "incident_step_refused")
    assert unready.json()["detail"] == "突发事件当前为“响应中”，不能转为“已办结”。"
    assert duty.post(f"{base}/stand-down").status_code == 428
    assert duty.post(f"{base}/stand-down", headers={"If-Match": '"1"'}).status_code == 412
    down = duty.post(f"{base}/stand-down", headers=version(settled))
    assert (down.status_code, down.json()["state"]) == (200, "stood_down")
    needs = duty.get(f"{base}/needs").json()["rows"]
    assert {need["state"] for need in needs} == {"cancelled"}
    ended = duty.get(f"{base}/activations").json()["rows"]
    assert [(a["id"], a["state"]) for a in ended] == [(activation["id"], "ended")]
    final = {**early, "kind": "final", "text": "终报"}
    assert duty.post(f"{base}/sitreps", json=final).status_code == 201
    closed = duty.post(f"{base}/close", headers=version(down.json()))
    assert (closed.status_code, closed.json()["state"]) == (200, "closed")
    assert duty.get(f"{base}/hazard-areas").json()["rows"] == []
    late = duty.post(
        f"{base}/needs", json={"capability_code": "lighting", "quantity": 1, "within_s": 60}
    )
    assert (late.status_code, late.json()["code"]) == (409, "incident_is_over")


def test_what_is_wrong_with_a_report_is_named(duty: TestClient, tanker: dict[str, Any]) -> None:
    def refused(**change: Any) -> tuple[str, str | None]:
        answer = duty.post("/api/incidents", json=tanker | change)
        assert answer.status_code in (403, 422), answer.text
        return answer.json()["code"], answer.json()["facts"].get("field")

    before = duty.get("/api/incidents").json()["total"]
    assert refused(kind="meteor") == ("unknown_kind", "kind")
    assert refused(position={"lon": 121.47, "lat": 31.23}) == (
        "position_outside_region",
        "position",
    )
    assert refused(container="bathtub") == ("unknown_container", "container")
    assert refused(occurred_at="2026-11-22T00:00:00Z") == ("in_the_future", "occurred_at")
    assert refused(occurred_at="2026-11-21T00:00:00")[0] == "malformed"
    assert refused(deaths=-1)[0] == "malformed"
    assert refused(title="a\x00b")[0] == "malformed"
    assert refused(facts={"other_remarks": "a\x00b"})[0] == "malformed"
    assert refused(facts={"nested": {"a": 1}})[0] == "malformed"
    assert duty.get("/api/incidents").json()["total"] == before, "nothing is half done"


def test_a_need_names_an_unknown_code_and_a_stale_version(
    duty: TestClient, tanker: dict[str, Any]
) -> None:
    base = f"/api/incidents/{report(duty, tanker)['id']}"
    wrong = duty.post(
        f"{base}/needs", json={"capability_code": "magic", "quantity": 1, "within_s": 60}
    )
    assert (wrong.status_code, wrong.json()["code"]) == (422, "unknown_capability")
    both = {"capability_code": "lighting", "item_code": "1010000", "quantity": 1, "within_s": 60}
    assert duty.post(f"{base}/needs", json=both).status_code == 422
    wanted = {"capability_code": "lighting", "quantity": 4, "least": 2, "within_s": 1800}
    need = duty.post(f"{base}/needs", json=wanted).json()
    assert (need["label"], need["origin"]) == ("现场照明", "officer")
    url = f"/api/needs/{need['id']}"
    assert duty.patch(url, json={"quantity": 5}).status_code == 428
    few = duty.patch(url, json={"quantity": 1}, headers=version(need))
    assert few.json()["code"] == "least_exceeds_quantity"
    changed = duty.patch(url, json={"quantity": 5}, headers=version(need)).json()
    assert (changed["quantity"], changed["version"]) == (5, 2)
    stale = duty.patch(url, json={"quantity": 6}, headers=version(need))
    assert (stale.status_code, stale.json()["facts"]["record"]["quantity"]) == (412, 5)
    gone = duty.patch(url, json={"cancelled": True}, headers=version(changed)).json()
    assert gone["state"] == "cancelled"


def test_a_repeated_report_with_the_same_key_is_one_incident(
    duty: TestClient, tanker: dict[str, Any]
) -> None:
    key = {"Idempotency-Key": "double-click-0001"}
    first = duty.post("/api/incidents", json=tanker, headers=key).json()
    again = duty.post("/api/incidents", json=tanker, headers=key).json()
    assert again["id"] == first["id"]
