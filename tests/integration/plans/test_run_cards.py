"""Run cards from draft to use, and what follows when several plans rise, step down and end."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.auth import Actor
from incidents import queries as incident_queries
from incidents import service as incident_service
from incidents.schemas import Incident, IncidentIn, NeedPatch
from plans import models, queries, queries_cards, service, service_lowering, service_relief
from plans.schemas import ActivationIn, LowerIn, TaskPatch
from plans.schemas_cards import CardBody

SAMPLE = {"kind": "hazmat_leak", "facts": {"serious_injuries": 12, "exposed": 400}}


@pytest.fixture
def leak(desk: Session, officer: Actor, tanker: dict[str, Any]) -> Incident:
    """A chlorine leak, as reported."""
    return incident_service.report_incident(desk, officer, IncidentIn.model_validate(tanker))


def plan_named(desk: Session, code: str) -> models.Plan:
    return desk.scalars(select(models.Plan).where(models.Plan.code == code)).one()


def start(desk: Session, officer: Actor, leak: Incident, level: int, code: str = "WH-YA-01") -> Any:
    decision = ActivationIn(plan_id=plan_named(desk, code).id, response_level=level)
    return service.start_response(desk, officer, leak.id, decision)


def needs(desk: Session, leak: Incident) -> list[Any]:
    return incident_queries.needs_of(desk, leak.id, open_only=True)


def asked(desk: Session, leak: Incident) -> dict[str, int]:
    total: dict[str, int] = {}
    for need in needs(desk, leak):
        code = need.capability_code or need.item_code or ""
        total[code] = total.get(code, 0) + need.quantity
    return total


def wanted_by(
    desk: Session, officer: Actor, leak: Incident, code: str, level: int
) -> dict[str, int]:
    from plans.asking import sum_at

    plan = queries.find_plan(desk, plan_named(desk, code).id)
    row = desk.get_one(incident_queries.models.Incident, leak.id)
    found = sum_at(plan, level, queries.facts_of(desk, row), queries.scene_of(desk, row))
    total: dict[str, int] = {}
    for need in found.needs:
        total[need.code] = total.get(need.code, 0) + need.quantity
    return total


def larger(one: dict[str, int], other: dict[str, int]) -> dict[str, int]:
    return {code: max(one.get(code, 0), other.get(code, 0)) for code in one.keys() | other.keys()}


def test_two_plans_ask_once_say_how_and_one_that_ends_leaves_what_the_other_asks(
    desk: Session, officer: Actor, leak: Incident
) -> None:
    first = start(desk, officer, leak, 3)
    second = start(desk, officer, leak, 2, "WH-YA-02")
    own = wanted_by(desk, officer, leak, "WH-YA-01", 3)
    other = wanted_by(desk, officer, leak, "WH-YA-02", 2)
    assert asked(desk, leak) == larger(own, other)
    both = [need for need in needs(desk, leak) if len(need.asked_by) == 2]
    assert both and {one["plan_code"] for one in both[0].asked_by} == {"WH-YA-01", "WH-YA-02"}
    preview = service_lowering.preview_lowering(desk, officer, second.id, None)
    kept = [one for one in preview.needs if one.quantity_after > 0]
    assert all(first.plan_title in one.kept_for for one in kept)
    service.end_activation(desk, officer, second.id, second.version)
    assert asked(desk, leak) == own


def test_stepping_down_ends_what_is_idle_and_offers_what_is_under_way_for_release(
    desk: Session, officer: Actor, leak: Incident
) -> None:
    started = start(desk, officer, leak, 1)
    need = next(n for n in needs(desk, leak) if n.capability_code == "hazmat_control")
    incident_service.cover_needs(desk, {need.id: (5, 0)})
    preview = service_lowering.preview_lowering(desk, officer, started.id, 4)
    [after] = [one for one in preview.needs if one.need_id == need.id]
    assert (after.quantity, after.quantity_after, after.offered) == (6, 2, 3)
    assert preview.tasks
    lowered = service.lower_response(
        desk, officer, started.id, started.version, LowerIn(response_level=4)
    )
    assert (lowered.state, lowered.response_level) == ("lowered", 4)
    assert asked(desk, leak) == wanted_by(desk, officer, leak, "WH-YA-01", 4)
    dropped = {t.id for t in preview.tasks}
    states = {t.id: t.state for t in queries.tasks_of(desk, started.id)}
    assert {states[one] for one in dropped} == {"not_needed"}
    with pytest.raises(service.ResponseNotLower):
        service.lower_response(
            desk, officer, started.id, lowered.version, LowerIn(response_level=4)
        )
    again = start(desk, officer, leak, 3)
    assert again.state == "raised"
    assert asked(desk, leak) == wanted_by(desk, officer, leak, "WH-YA-01", 3)
    open_now = {t.title for t in queries.tasks_of(desk, started.id) if t.state == "open"}
    assert {t.title for t in preview.tasks} <= open_now


def test_what_an_officer_cancelled_is_not_asked_for_again_when_the_level_rises(
    desk: Session, officer: Actor, leak: Incident
) -> None:
    start(desk, officer, leak, 4)
    before = wanted_by(desk, officer, leak, "WH-YA-01", 4)["traffic_control"]
    need = next(n for n in needs(desk, leak) if n.capability_code == "traffic_control")
    incident_service.change_need(desk, officer, need.id, need.version, NeedPatch(cancelled=True))
    start(desk, officer, leak, 3)
    after = wanted_by(desk, officer, leak, "WH-YA-01", 3)["traffic_control"]
    assert asked(desk, leak)["traffic_control"] == after - before


def test_a_task_waits_for_the_one_before_and_its_clock_begins_with_it(
    desk: Session, officer: Actor, leak: Incident, noon: Any
) -> None:
    started = start(desk, officer, leak, 3)
    tasks = {t.title: t for t in queries.tasks_of(desk, started.id)}
    waiting = next(t for t in tasks.values() if t.blocked)
    [former_id] = waiting.after
    former = next(t for t in tasks.values() if t.id == former_id)
    with pytest.raises(service.settle_task.__globals__["TaskBlocked"]):
        service.settle_task(desk, officer, waiting.id, waiting.version, TaskPatch(state="done"))
    noon.move(minutes=4)
    taken = service.settle_task(desk, officer, former.id, former.version, TaskPatch(taken=True))
    assert (taken.holder_name, taken.state) == (officer.name, "open")
    service.settle_task(desk, officer, former.id, taken.version, TaskPatch(state="done"))
    free = queries.task_view(desk.get_one(models.Task, waiting.id))
    assert free.blocked is False
    assert (free.due_at - noon.at).total_seconds() == free.limit_s
    assert "task.timed" in [row["kind"] for row in desk.info["happenings"]]


def test_the_card_brings_contacts_texts_with_facts_and_its_hours_leave_out_what_does_not_hold(
    desk: Session, officer: Actor, leak: Incident
) -> None:
    plan = plan_named(desk, "WH-YA-01")
    row = desk.scalars(
        select(models.Requirement)
        .join(models.RunCard)
        .where(models.RunCard.plan_id == plan.id, models.Requirement.item_code == "2990403")
        .where(models.RunCard.response_level == 3)
    ).one()
    row.windows = [
        {"days": [], "from_time": "22:00", "to_time": "06:00", "from_day": None, "to_day": None}
    ]
    desk.flush()
    desk.expire_all()
    started = start(desk, officer, leak, 3)
    assert [(one.label, one.code) for one in started.left_out] == [(row.label, "outside_hours")]
    assert {one.phone for one in started.contacts} >= {"119", "120"}
    told = next(one for one in started.messages if one.ref == "start")
    assert "三环线珞狮南路段" in told.text and "重伤12人" in told.text and "被困不详" in told.text
    assert "unknown" in told.text_en


def test_the_next_shift_is_asked_for_before_the_first_has_worked_its_hours(
    desk: Session, officer: Actor, leak: Incident, noon: Any
) -> None:
    plan = plan_named(desk, "WH-YA-01")
    row = desk.scalars(
        select(models.Requirement)
        .join(models.RunCard)
        .where(models.RunCard.plan_id == plan.id, models.RunCard.response_level == 4)
        .where(models.Requirement.capability_code == "decontamination")
    ).one()
    row.relief_after_s = 8 * 3600
    desk.flush()
    desk.expire_all()
    started = start(desk, officer, leak, 4)
    assert service_relief.ask_reliefs(desk) == 0
    noon.move(hours=8)
    assert service_relief.ask_reliefs(desk) == 1
    assert service_relief.ask_reliefs(desk) == 0
    mine = [n for n in needs(desk, leak) if n.capability_code == "decontamination"]
    assert [one.quantity for one in mine] == [1, 1]
    assert (mine[1].latest_at - mine[0].latest_at).total_seconds() == 8 * 3600
    assert mine[1].asked_by[0]["in_addition"] is True
    assert started.id == mine[1].activation_id
    noon.move(hours=36)
    assert service_relief.ask_reliefs(desk) == 1
    assert service_relief.ask_reliefs(desk) == 0, "shifts that are over are not asked for"
    row_of = desk.get_one(models.Activation, started.id)
    assert [one["relief"] for one in row_of.asks if one["relief"]] == [1, 5]


# --- writing, checking, trying: over HTTP -------------------------------------------------------


@pytest.fixture
def planner(sign_in: Callable[[str], TestClient]) -> TestClient:
    """The planner of the city, signed in."""
    return sign_in("planner")


def cards_of(client: TestClient, code: str) -> tuple[str, dict[int, dict[str, Any]]]:
    rows = client.get("/api/plans?limit=500").json()["rows"]
    plan = next(row for row in rows if row["code"] == code)
    states = client.get(f"/api/plans/{plan['id']}/cards").json()
    return plan["id"], {one["response_level"]: one for one in states}


def seen(version: int) -> dict[str, str]:
    return {"If-Match": f'"{version}"'}


def test_a_draft_is_used_only_after_its_check_and_never_disturbs_the_card_in_use(
    planner: TestClient, duty: TestClient
) -> None:
    plan_id, cards = cards_of(planner, "WH-YA-06")
    card = cards[4]
    body = deepcopy(card["in_use"]) | {"trigger_text": "发生矿山或隧道事故"}
    body["requirements"][0]["quantity"] = "incident.nobody"
    path = f"/api/plans/{plan_id}/cards/4"
    assert planner.put(path, json=body, headers=seen(99)).status_code == 412
    draft = planner.put(path, json=body, headers=seen(card["version"])).json()
    assert draft["in_use"] == card["in_use"]
    assert draft["draft"]["trigger_text"] == body["trigger_text"]
    check = {"sample": {"kind": "mine_tunnel_accident"}, "put_in_use": True}
    refused = planner.post(f"{path}/check", json=check, headers=seen(draft["version"])).json()
    assert refused["passed"] is False
    assert [(f["part"], f["row"], f["field"]) for f in refused["findings"] if f["is_fault"]] == [
        ("requirements", 0, "quantity")
    ]
    body["requirements"][0]["quantity"] = "3"
    draft = planner.put(path, json=body, headers=seen(draft["version"])).json()
    denied = duty.post(f"{path}/check", json=check, headers=seen(draft["version"]))
    assert denied.status_code == 403
    trial = planner.post(
        f"/api/plans/{plan_id}/card-trials",
        json={"sample": {"kind": "mine_tunnel_accident"}, "with_drafts": True},
    ).json()
    level = next(one for one in trial["levels"] if one["response_level"] == 4)
    assert level["from_draft"] is True
    assert level["needs"][0]["quantity"] == 3
    used = planner.post(f"{path}/check", json=check, headers=seen(draft["version"])).json()
    assert used["passed"] and used["card"]["draft"] is None
    assert used["card"]["in_use"]["requirements"][0]["quantity"] == "3"
    assert used["card"]["checked_by_name"]
    stored = duty.get(f"/api/plans/{plan_id}").json()
    assert stored["run_cards"][3]["trigger_text"] == "发生矿山或隧道事故"


def test_the_table_goes_out_and_in_again_and_a_faulty_cell_keeps_everything_out(
    planner: TestClient,
) -> None:
    plan_id, cards = cards_of(planner, "WH-YA-05")
    path = f"/api/plans/{plan_id}/cards.csv"
    content = planner.get(path).content
    version = sum(one["version"] for one in cards.values())

    def bring_in(table: bytes, keep: bool) -> dict[str, Any]:
        answer = planner.post(
            f"{path}?keep={str(keep).lower()}", content=table, headers=seen(version)
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    same = bring_in(content, keep=True)
    assert (same["faults"], same["changes"], planner.get(path).content) == ([], [], content)
    text = content.decode("utf-8-sig")
    lines = text.split("\r\n")
    row = next(n for n, line in enumerate(lines) if "traffic_control" in line and ",4," in line)
    lines[row] = lines[row].replace("traffic_control", "flying_control")
    wrong = bring_in("\r\n".join(lines).encode("gb18030"), keep=True)
    assert wrong["kept"] is False
    assert [(f["row"], f["code"]) for f in wrong["faults"]] == [(row + 1, "code_unknown")]
    assert planner.get(path).content == content
    lines[row] = lines[row].replace("flying_control,", "traffic_control,新")
    shown = bring_in("\r\n".join(lines).encode(), keep=False)
    assert [(c["response_level"], c["part"], c["changed"]) for c in shown["changes"]] == [
        (4, "requirements", 1)
    ]
    kept = bring_in("\r\n".join(lines).encode(), keep=True)
    assert kept["kept"] and [c["response_level"] for c in kept["cards"] if c["draft"]] == [4]
    discarded = planner.post(
        f"/api/plans/{plan_id}/cards/4/discard",
        headers=seen(next(c["version"] for c in kept["cards"] if c["response_level"] == 4)),
    )
    assert discarded.json()["draft"] is None
    assert planner.get(path).content == content


def test_an_expression_is_tried_on_typed_facts_and_says_what_is_wrong(duty: TestClient) -> None:
    def tried(expression: str, gives: str = "quantity") -> dict[str, Any]:
        sample = {"expression": expression, "gives": gives, "sample": SAMPLE}
        return duty.post("/api/expression-trials", json=sample).json()

    assert tried("per(incident.exposed, 100)")["number"] == 4
    assert tried("incident.serious_injuries >= 10", "condition")["holds"] is True
    assert tried("per(incident.trapped, 10)")["unknown"] == ["trapped"]
    assert "第 1 行" in tried("incident.wer + 1")["trouble"]
    facts = {one["name"]: one["value"] for one in duty.get("/api/card-facts").json()}
    assert facts["trapped"] == "number" and facts["substance_un"] == "text"


def test_a_trial_on_an_incident_says_what_of_it_nobody_asks_for_yet_and_writes_nothing(
    desk: Session, officer: Actor, leak: Incident
) -> None:
    from plans.schemas_cards import SampleIncident, TrialIn
    from plans.service_trying import try_cards

    start(desk, officer, leak, 3)
    told = len(desk.info["happenings"])
    plan = plan_named(desk, "WH-YA-02")
    wanted = TrialIn(sample=SampleIncident(incident_id=leak.id))
    trial = try_cards(desk, officer, plan.id, wanted, "zh-CN")
    level = next(one for one in trial.levels if one.response_level == 3)
    shared = next(one for one in level.needs if one.capability_code == "medical_first_aid")
    assert shared.fresh < shared.quantity
    assert next(part.response_level for part in shared.parts) >= 3
    assert len(desk.info["happenings"]) == told


def test_cards_are_not_written_for_another_area_nor_in_an_exercise(
    desk: Session, officer: Actor
) -> None:
    from core.grants import Grant
    from plans import service_cards
    from plans.errors_cards import CardOfAnotherArea, CardsOfTheLiveWorld

    plan = plan_named(desk, "WH-YA-01")
    body = queries_cards.find_card(desk, plan.id, 4).in_use
    assert isinstance(body, CardBody)
    county = replace(officer, grants=(Grant("duty_officer", "420116", "黄陂区", "420116"),))
    with pytest.raises(CardOfAnotherArea):
        service_cards.save_draft(desk, county, plan.id, 4, 0, body)
    with pytest.raises(CardsOfTheLiveWorld):
        service_cards.save_draft(desk, replace(officer, world="exercise_1"), plan.id, 4, 0, body)
