"""Mistakes on incidents, needs and responses put right over HTTP; both stay on record."""

from typing import Any

from fastapi.testclient import TestClient


def version(of: dict[str, Any]) -> dict[str, str]:
    return {"If-Match": f'"{of["version"]}"'}


def post(duty: TestClient, path: str, of: dict[str, Any] | None = None, **body: Any) -> Any:
    answer = duty.post(f"/api{path}", json=body, headers=version(of) if of else {})
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def now(duty: TestClient, incident: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = duty.get(f"/api/incidents/{incident['id']}").json()
    return found


def needs(duty: TestClient, incident: dict[str, Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = duty.get(f"/api/incidents/{incident['id']}/needs").json()["rows"]
    return rows


def responding(duty: TestClient, tanker: dict[str, Any]) -> dict[str, Any]:
    """A leak with a response of level 3 in force."""
    incident = post(duty, "/incidents", **tanker)
    plan = duty.get(f"/api/incidents/{incident['id']}/plan-matches").json()[0]
    started = post(
        duty,
        f"/incidents/{incident['id']}/activations",
        plan_id=plan["plan_id"],
        response_level=3,
    )
    return {**incident, "activation": started, "plan_id": plan["plan_id"]}


def test_a_stand_down_by_mistake_is_reopened_with_its_needs_its_response_and_its_tasks(
    duty: TestClient, tanker: dict[str, Any]
) -> None:
    incident = responding(duty, tanker)
    by_hand = needs(duty, incident)[0]
    duty.patch(f"/api/needs/{by_hand['id']}", json={"cancelled": True}, headers=version(by_hand))
    post(duty, f"/incidents/{incident['id']}/log", text="已通知")
    open_before = [one["id"] for one in needs(duty, incident) if one["state"] == "open"]
    post(duty, f"/incidents/{incident['id']}/stand-down", now(duty, incident))
    assert not [one for one in needs(duty, incident) if one["state"] == "open"]

    again = post(
        duty, f"/incidents/{incident['id']}/reopen", now(duty, incident), reason="误按终止响应"
    )
    assert (again["state"], again["response_level"]) == ("responding", 3)
    assert [one["id"] for one in needs(duty, incident) if one["state"] == "open"] == open_before
    activation = duty.get(f"/api/incidents/{incident['id']}/activations").json()["rows"][0]
    assert (activation["state"], activation["ended_at"]) == ("in_force", None)
    history = duty.get(f"/api/incidents/{incident['id']}/history").json()
    kinds = [event["kind"] for event in history]
    assert kinds.index("incident.stood_down") < kinds.index("incident.reopened")
    assert "task.reopened" in kinds
    [reopened] = [event for event in history if event["kind"] == "incident.reopened"]
    assert reopened["correction"]["reason"] == "误按终止响应"
    assert (reopened["correction"]["was"], reopened["correction"]["now"]) == (
        "stood_down",
        "responding",
    )


def test_a_closing_by_mistake_leads_back_to_stood_down_and_its_areas_hold_again(
    duty: TestClient, tanker: dict[str, Any]
) -> None:
    incident = post(duty, "/incidents", **tanker)
    for step in ("stand-down", "close"):
        post(duty, f"/incidents/{incident['id']}/{step}", now(duty, incident))

    def areas() -> list[Any]:
        return [
            one["withdrawn_at"]
            for one in duty.get(f"/api/incidents/{incident['id']}/hazard-areas").json()["rows"]
            if one["withdrawn_at"] is None
        ]

    assert not areas()
    again = post(duty, f"/incidents/{incident['id']}/reopen", now(duty, incident), reason="误办结")
    assert (again["state"], again["closed_at"]) == ("stood_down", None)
    assert len(areas()) == 2
    once_more = post(duty, f"/incidents/{incident['id']}/reopen", again, reason="仍在处置")
    assert once_more["state"] == "reported"
    refused = duty.post(
        f"/api/incidents/{incident['id']}/reopen", json={}, headers=version(once_more)
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "nothing_to_undo")


def test_an_area_withdrawn_by_hand_after_the_stand_down_stays_withdrawn_when_that_is_taken_back(
    duty: TestClient, tanker: dict[str, Any]
) -> None:
    incident = post(duty, "/incidents", **tanker)
    path = f"/incidents/{incident['id']}"
    post(duty, f"{path}/stand-down", now(duty, incident))
    first, second = duty.get(f"/api{path}/hazard-areas").json()["rows"]
    gone = duty.post(f"/api/hazard-areas/{first['id']}/withdraw", headers=version(first))
    assert gone.status_code == 200, gone.text
    post(duty, f"{path}/reopen", now(duty, incident), reason="仍在处置")
    rows = duty.get(f"/api{path}/hazard-areas").json()["rows"]
    standing = [one["id"] for one in rows if one["withdrawn_at"] is None]
    assert standing == [second["id"]]


def test_a_correction_by_mistake_goes_back_to_what_was_known_with_its_report_chain(
    duty: TestClient, tanker: dict[str, Any]
) -> None:
    incident = post(duty, "/incidents", **tanker)
    worse = duty.patch(
        f"/api/incidents/{incident['id']}", json={"deaths": 30}, headers=version(incident)
    ).json()
    assert len(worse["report_steps"]) == 4
    back = post(duty, f"/incidents/{incident['id']}/undo", worse, reason="多打一个零")
    assert back["deaths"] == incident["deaths"]
    assert len(back["report_steps"]) == 3
    assert back["version"] == worse["version"] + 1


def test_a_report_step_noted_by_mistake_runs_on_until_a_later_one_rests_on_it(
    duty: TestClient, tanker: dict[str, Any]
) -> None:
    incident = post(duty, "/incidents", **tanker)
    first, second = incident["report_steps"][:2]
    path = f"/incidents/{incident['id']}/report-steps"
    post(duty, f"{path}/{first['id']}/sent")
    back = post(duty, f"{path}/{first['id']}/undo", now(duty, incident))
    assert back["report_steps"][0]["sent_at"] is None
    post(duty, f"{path}/{first['id']}/sent")
    post(duty, f"{path}/{second['id']}/sent")
    refused = duty.post(f"/api{path}/{first['id']}/undo", json={}, headers=version(back))
    assert (refused.status_code, refused.json()["code"]) == (409, "later_hop_made")


def test_a_need_goes_back_step_by_step_and_after_half_a_minute_only_with_a_reason(
    duty: TestClient, tanker: dict[str, Any], noon: Any
) -> None:
    incident = post(duty, "/incidents", **tanker)
    need = post(
        duty,
        f"/incidents/{incident['id']}/needs",
        capability_code="ambulance_transport",
        quantity=2,
        within_s=1800,
    )
    changed = duty.patch(
        f"/api/needs/{need['id']}", json={"quantity": 20}, headers=version(need)
    ).json()
    back = post(duty, f"/needs/{need['id']}/undo", changed)
    assert (back["quantity"], back["latest_at"]) == (2, need["latest_at"])
    cancelled = duty.patch(
        f"/api/needs/{need['id']}", json={"cancelled": True}, headers=version(back)
    ).json()
    noon.move(seconds=31)
    refused = duty.post(f"/api/needs/{need['id']}/undo", json={}, headers=version(cancelled))
    assert (refused.status_code, refused.json()["code"]) == (422, "correction_needs_reason")
    opened = post(duty, f"/needs/{need['id']}/undo", cancelled, reason="仍需要")
    assert opened["state"] == "open"
    gone = post(duty, f"/needs/{need['id']}/undo", opened, reason="误提")
    assert gone["state"] == "cancelled"


def test_raising_a_response_by_mistake_is_taken_back_with_what_it_asked_for(
    duty: TestClient, tanker: dict[str, Any]
) -> None:
    incident = responding(duty, tanker)
    before = {one["id"] for one in needs(duty, incident) if one["state"] == "open"}
    raised = post(
        duty,
        f"/incidents/{incident['id']}/activations",
        plan_id=incident["plan_id"],
        response_level=1,
    )
    assert len([one for one in needs(duty, incident) if one["state"] == "open"]) > len(before)
    back = post(duty, f"/activations/{raised['id']}/undo", raised, reason="误提级")
    assert (back["state"], back["response_level"]) == ("in_force", 3)
    assert {one["id"] for one in needs(duty, incident) if one["state"] == "open"} >= before
    assert now(duty, incident)["response_level"] == 3
    ended = post(duty, f"/activations/{raised['id']}/end", back)
    resumed = post(duty, f"/activations/{raised['id']}/undo", ended, reason="误终止")
    assert (resumed["state"], resumed["ended_at"]) == ("in_force", None)
    assert now(duty, incident)["response_level"] == 3


def test_a_corrected_report_is_numbered_and_names_the_one_that_it_corrects(
    duty: TestClient, tanker: dict[str, Any]
) -> None:
    incident = post(duty, "/incidents", **tanker)
    path = f"/incidents/{incident['id']}/sitreps"
    first = post(duty, path, kind="first", addressed_to="省应急管理厅", text="死亡30人。")
    wrong = {"kind": "correction", "addressed_to": "省应急管理厅", "text": "死亡3人。"}
    refused = duty.post(f"/api{path}", json=wrong)
    assert (refused.status_code, refused.json()["code"]) == (422, "corrects_which_report")
    right = post(duty, path, **wrong, corrects_id=first["id"])
    assert (right["number"], right["corrects_id"]) == (2, first["id"])
    assert len(duty.get(f"/api{path}").json()["rows"]) == 2
