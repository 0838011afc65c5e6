"""From the call to a response in one step: what is told beforehand happens, or nothing does."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.auth import Actor
from core.errors import NotFound
from core.grants import Grant
from geo.service import OutsideYourJurisdiction
from incidents import queries as incident_queries
from incidents import service as incident_service
from incidents.kinds import kind_entries
from incidents.models import Incident
from incidents.schemas import IncidentIn
from plans import service, service_reporting
from plans.schemas_reporting import ResponseIn


def count(desk: Session) -> int:
    return desk.scalar(select(func.count()).select_from(Incident)) or 0


def test_a_report_is_matched_before_it_is_registered_as_it_is_afterwards(
    desk: Session, officer: Actor, tanker: dict[str, Any]
) -> None:
    report = IncidentIn.model_validate(tanker)
    known = count(desk)
    before = service_reporting.plans_for_report(desk, officer, report)
    desk.flush()
    assert count(desk) == known
    incident = incident_service.report_incident(desk, officer, report)
    assert before == service.matching_plans(desk, officer, incident.id)


def test_a_report_and_its_response_are_one_step_and_raise_what_was_told(
    desk: Session, officer: Actor, tanker: dict[str, Any]
) -> None:
    report = IncidentIn.model_validate(tanker)
    best = service_reporting.plans_for_report(desk, officer, report)[0]
    wanted = ResponseIn(report=report, plan_id=best.plan_id, response_level=3)
    done = service_reporting.report_and_respond(desk, officer, wanted)
    assert (done.incident.state, done.incident.response_level) == ("responding", 3)
    assert done.activation.plan_id == best.plan_id
    level = next(one for one in best.levels if one.response_level == 3)
    raised = incident_queries.needs_of(desk, done.incident.id, open_only=True)
    assert len(raised) == len(level.needs) > 0


def test_a_plan_that_is_not_there_registers_nothing(
    desk: Session, officer: Actor, tanker: dict[str, Any]
) -> None:
    report = IncidentIn.model_validate(tanker)
    wanted = ResponseIn(report=report, plan_id=uuid4(), response_level=3)
    known = count(desk)
    with pytest.raises(NotFound), desk.begin_nested():
        service_reporting.report_and_respond(desk, officer, wanted)
    assert count(desk) == known


def test_a_report_from_another_area_is_not_matched(
    desk: Session, officer: Actor, tanker: dict[str, Any]
) -> None:
    stranger = replace(officer, grants=(Grant("duty_officer", "420117", "新洲区", "420117"),))
    with pytest.raises(OutsideYourJurisdiction):
        service_reporting.plans_for_report(desk, stranger, IncidentIn.model_validate(tanker))


def test_every_kind_can_be_chosen_by_the_letters_of_its_pinyin() -> None:
    entries = {entry["code"]: entry for entry in kind_entries()}
    assert entries["fire_explosion"]["initials"] == "hzbz"
    assert entries["hazmat_leak"]["pinyin"] == "weixianhuaxuepinxielou"
    assert all(entry["initials"] for entry in entries.values())
