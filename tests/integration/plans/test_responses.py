"""Responses: what a plan asks for, what raising adds, and how they end."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.auth import Actor
from core.errors import NotFound, StaleVersion, VersionRequired
from incidents import queries as incident_queries
from incidents import service as incident_service
from incidents.schemas import Incident, IncidentIn, IncidentPatch
from plans import models, queries, service
from plans.schemas import ActivationIn, TaskPatch


@pytest.fixture
def leak(desk: Session, officer: Actor, tanker: dict[str, Any]) -> Incident:
    """A chlorine leak, as reported."""
    return incident_service.report_incident(desk, officer, IncidentIn.model_validate(tanker))


def start(desk: Session, officer: Actor, incident: Incident, level: int) -> Any:
    plan = service.matching_plans(desk, officer, incident.id)[0]
    decision = ActivationIn(plan_id=plan.plan_id, response_level=level)
    return service.start_response(desk, officer, incident.id, decision)


def asked(desk: Session, incident: Incident) -> dict[str, int]:
    total: dict[str, int] = {}
    for need in incident_queries.needs_of(desk, incident.id, open_only=True):
        code = need.capability_code or need.item_code or ""
        total[code] = total.get(code, 0) + need.quantity
    return total


def test_every_match_says_why_and_every_level_what_it_would_raise(
    desk: Session, officer: Actor, leak: Incident
) -> None:
    for match in service.matching_plans(desk, officer, leak.id):
        assert {"kind", "jurisdiction", "condition_met"} <= {one.code for one in match.because}
        assert [level.response_level for level in match.levels] == [1, 2, 3, 4]
        for level in match.levels:
            assert level.problems == []
            assert all(need.quantity > 0 and need.explanation for need in level.needs)


def test_an_unknown_fact_is_not_zero_in_a_quantity(
    desk: Session, officer: Actor, leak: Incident
) -> None:
    def ambulances() -> tuple[int, str]:
        match = service.matching_plans(desk, officer, leak.id)[0]
        level = next(one for one in match.levels if one.response_level == 3)
        need = next(n for n in level.needs if n.capability_code == "ambulance_transport")
        return need.quantity, need.explanation

    assert ambulances()[0] == 7
    patch = IncidentPatch.model_validate({"serious_injuries": None})
    incident_service.correct_incident(desk, officer, leak.id, leak.version, patch)
    quantity, explanation = ambulances()
    assert quantity == 3, "the plan states the number for the unknown"
    assert "serious_injuries=" not in explanation.split("=", 1)[1].split("；")[-1]


def test_raising_a_response_asks_only_for_the_difference_and_adds_only_new_tasks(
    desk: Session, officer: Actor, leak: Incident
) -> None:
    first = start(desk, officer, leak, 4)
    low, tasks_low = asked(desk, leak), len(queries.tasks_of(desk, first.id))
    raised = start(desk, officer, leak, 1)
    assert (raised.id, raised.state, raised.response_level) == (first.id, "raised", 1)
    plan = service.matching_plans(desk, officer, leak.id)[0]
    wanted = {n.capability_code or n.item_code or "": n.quantity for n in plan.levels[0].needs}
    assert all(n.fresh == 0 for n in plan.levels[0].needs)
    assert asked(desk, leak) == {
        code: max(wanted.get(code, 0), low.get(code, 0)) for code in wanted.keys() | low.keys()
    }
    tasks = [(task.title, task.role_name) for task in queries.tasks_of(desk, first.id)]
    assert len(tasks) == len(set(tasks)) > tasks_low
    incident = desk.get_one(incident_queries.models.Incident, leak.id)
    assert (incident.state, incident.response_level) == ("responding", 1)


def test_the_same_or_a_lower_level_does_not_follow(
    desk: Session, officer: Actor, leak: Incident
) -> None:
    start(desk, officer, leak, 2)
    before = asked(desk, leak)
    for level in (2, 3):
        with pytest.raises(service.ResponseNotHigher):
            start(desk, officer, leak, level)
    assert asked(desk, leak) == before


def test_ending_a_response_ends_its_needs_and_tasks_and_leaves_those_of_others(
    desk: Session, officer: Actor, leak: Incident
) -> None:
    own = incident_service.raise_need(
        desk,
        officer,
        leak.id,
        incident_queries.schemas.NeedIn(capability_code="lighting", quantity=2, within_s=600),
    )
    started = start(desk, officer, leak, 3)
    covered = incident_queries.needs_of(desk, leak.id, open_only=True)[1]
    incident_service.cover_needs(desk, {covered.id: (1, 0)})
    with pytest.raises(VersionRequired):
        service.end_activation(desk, officer, started.id, None)
    with pytest.raises(StaleVersion):
        service.end_activation(desk, officer, started.id, 99)
    ended = service.end_activation(desk, officer, started.id, started.version)
    assert ended.state == "ended"
    states = {n.id: n.state for n in incident_queries.needs_of(desk, leak.id)}
    assert states.pop(own.id) == "open"
    assert states.pop(covered.id) == "closed"
    assert set(states.values()) == {"cancelled"}
    assert {task.state for task in queries.tasks_of(desk, started.id)} == {"not_needed"}
    incident = desk.get_one(incident_queries.models.Incident, leak.id)
    assert (incident.state, incident.response_level) == ("responding", None)
    with pytest.raises(service.ActivationHasEnded):
        service.end_activation(desk, officer, started.id, ended.version)


def test_a_task_is_settled_once_and_can_be_opened_again(
    desk: Session, officer: Actor, leak: Incident
) -> None:
    started = start(desk, officer, leak, 4)
    task = queries.task_view(queries.tasks_of(desk, started.id)[0])
    done = service.settle_task(
        desk, officer, task.id, task.version, TaskPatch(state="done", note="已电话报告")
    )
    assert (done.settled_by_name, done.note) == (officer.name, "已电话报告")
    from core.errors import IllegalTransition

    with pytest.raises(IllegalTransition):
        service.settle_task(desk, officer, task.id, done.version, TaskPatch(state="not_needed"))
    again = service.settle_task(desk, officer, task.id, done.version, TaskPatch(state="open"))
    assert (again.state, again.settled_at, again.settled_by_name) == ("open", None, None)
    kinds = [row["kind"] for row in desk.info["happenings"]]
    assert kinds[-2:] == ["task.settled", "task.reopened"]


def test_a_plan_that_is_not_in_force_is_not_started(
    desk: Session, officer: Actor, leak: Incident
) -> None:
    plan = desk.scalars(select(models.Plan).where(models.Plan.code == "WH-YA-01")).one()
    plan.status = "void"
    desk.flush()
    decision = ActivationIn(plan_id=plan.id, response_level=3)
    with pytest.raises(service.PlanNotInForce):
        service.start_response(desk, officer, leak.id, decision)


def test_what_lies_outside_ones_jurisdiction_is_not_there(
    desk: Session, officer: Actor, leak: Incident
) -> None:
    from dataclasses import replace

    from core.grants import Grant

    elsewhere = replace(officer, grants=(Grant("duty_officer", "420116", "黄陂区", "420116"),))
    started = start(desk, officer, leak, 4)
    task = queries.tasks_of(desk, started.id)[0]
    with pytest.raises(NotFound):
        service.matching_plans(desk, elsewhere, leak.id)
    with pytest.raises(NotFound):
        service.end_activation(desk, elsewhere, started.id, started.version)
    with pytest.raises(NotFound):
        service.settle_task(desk, elsewhere, task.id, 1, TaskPatch(state="done"))
