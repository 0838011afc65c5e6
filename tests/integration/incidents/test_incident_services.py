"""Corrections, cover, report steps, caller data and closing, one by one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from app.worker import Worker
from core.auth import Actor
from core.config import Environment, Settings
from core.db import Database
from core.errors import NotFound, StaleVersion
from core.grants import Grant
from dispatch.closing import OrdersStillLive
from dispatch.events import OrderIssued
from dispatch.hearing import let_senders_hear
from dispatch.models import Assignment, Order
from dispatch.schemas import Order as OrderView
from geo.road_book import RoadBook
from geo.service import OutsideYourJurisdiction
from incidents import errors, models, queries, service
from incidents.schemas import Incident, IncidentIn, IncidentPatch, LogEntryIn, NeedIn, SitrepIn
from resources.models import Team


@pytest.fixture
def leak(desk: Session, officer: Actor, tanker: dict[str, Any]) -> Incident:
    """A chlorine leak, as reported."""
    return service.report_incident(desk, officer, IncidentIn.model_validate(tanker))


def correct(desk: Session, officer: Actor, incident: Incident, **change: Any) -> Incident:
    patch = IncidentPatch.model_validate(change)
    return service.correct_incident(desk, officer, incident.id, incident.version, patch)


def ways(incident: Incident) -> list[str]:
    return [step.to_level for step in incident.report_steps]


def test_incidents_of_a_day_are_numbered_one_after_the_other_in_civil_time(
    desk: Session, officer: Actor, tanker: dict[str, Any], noon: Any
) -> None:
    report = IncidentIn.model_validate(tanker)
    first, second = (service.report_incident(desk, officer, report).number for _ in range(2))
    assert int(second[-3:]) == int(first[-3:]) + 1
    noon.move(hours=13)
    assert service.report_incident(desk, officer, report).number == "突-20261122-001"


def test_worse_facts_raise_the_proposed_level_and_extend_the_report_chain(
    desk: Session, officer: Actor, leak: Incident
) -> None:
    assert ways(leak) == ["county", "city", "province"]
    worse = correct(desk, officer, leak, deaths=10)
    assert worse.proposed_level.level == 2
    assert ways(worse) == ["county", "city", "province", "state_council"]
    better = correct(desk, officer, worse, deaths=0, serious_injuries=0)
    assert (better.proposed_level.level, ways(better)) == (4, ["county", "city"])


def test_an_officers_level_never_shortens_the_chain_below_the_thresholds(
    desk: Session, officer: Actor, leak: Incident
) -> None:
    low = correct(desk, officer, leak, level=4)
    assert (low.level, low.proposed_level.level) == (4, 3)
    assert ways(low)[-1] == "province"
    assert ways(correct(desk, officer, low, level=1))[-1] == "state_council"


def test_a_field_left_out_stays_and_an_explicit_null_is_unknown_again(
    desk: Session, officer: Actor, leak: Incident
) -> None:
    changed = correct(desk, officer, leak, missing=None)
    assert (changed.missing, changed.serious_injuries, changed.title) == (None, 12, leak.title)
    with pytest.raises(errors.MayNotBeEmpty) as refused:
        correct(desk, officer, changed, title=None)
    assert refused.value.facts["field"] == "title"


def test_a_stale_correction_is_refused_with_the_current_record(
    desk: Session, officer: Actor, leak: Incident
) -> None:
    correct(desk, officer, leak, deaths=2)
    with pytest.raises(StaleVersion) as refused:
        correct(desk, officer, leak, deaths=3)
    assert refused.value.facts["record"]["deaths"] == 2


def test_moving_an_incident_changes_its_jurisdiction_and_both_hear_it(
    desk: Session, officer: Actor, leak: Incident
) -> None:
    moved = correct(desk, officer, leak, position={"lon": 114.27, "lat": 30.60})
    assert moved.jurisdiction_code != leak.jurisdiction_code
    heard = [row["audience"] for row in desk.info["happenings"] if "incident." in row["kind"]][-1]
    assert set(heard) == {f"j:{leak.jurisdiction_code}", f"j:{moved.jurisdiction_code}"}


def test_a_made_hop_starts_the_next_clock_and_is_made_once(
    desk: Session, officer: Actor, leak: Incident, noon: Any
) -> None:
    graver = correct(desk, officer, leak, deaths=10)
    noon.move(minutes=20)
    after = service.make_hop(desk, officer, leak.id, graver.report_steps[2].id)
    assert after.report_steps[2].sent_at == noon.at
    assert after.report_steps[3].due_at == noon.at + timedelta(hours=2)
    assert after.version == graver.version + 1
    with pytest.raises(errors.StepAlreadySettled):
        service.make_hop(desk, officer, leak.id, graver.report_steps[2].id)
    with pytest.raises(NotFound):
        service.make_hop(desk, officer, leak.id, leak.id)


def test_a_missed_clock_shows_how_late_it_is(
    desk: Session, officer: Actor, leak: Incident, noon: Any
) -> None:
    noon.move(hours=2, seconds=5)
    row = queries.find_incident(desk, officer.prefixes, leak.id)
    assert [step.late_s for step in queries.incident_view(desk, row).report_steps] == [
        3605,
        None,
        5,
    ]


def test_the_caller_is_kept_apart_from_the_record_and_destroyed_in_the_end(
    desk: Session, officer: Actor, leak: Incident, noon: Any
) -> None:
    assert all("来电人" not in str(row["data"]) for row in desk.info["happenings"])
    caller = desk.get_one(models.IncidentCaller, leak.id)
    assert (caller.name, caller.destroy_after) == ("来电人", None)
    down = service.stand_down(desk, officer, leak.id, leak.version)
    service.close_incident(desk, officer, leak.id, down.version)
    assert caller.destroy_after == noon.at + service.CALLER_KEPT
    mine = select(models.IncidentCaller.name).where(models.IncidentCaller.incident_id == leak.id)
    noon.move(days=29)
    service.destroy_callers(desk)
    assert desk.scalar(mine) == "来电人"
    noon.move(days=1)
    assert service.destroy_callers(desk) >= 1
    assert desk.scalar(mine) is None


def test_cover_is_recorded_where_it_changed_and_only_there(
    desk: Session, officer: Actor, leak: Incident
) -> None:
    wanted = NeedIn(capability_code="lighting", quantity=4, within_s=600)
    first, second = (service.raise_need(desk, officer, leak.id, wanted) for _ in range(2))
    changed = service.cover_needs(desk, {first.id: (3, 1), second.id: (0, 0)})
    assert [(n.id, n.committed, n.arrived, n.version) for n in changed] == [(first.id, 3, 1, 2)]
    assert service.cover_needs(desk, {first.id: (3, 1)}) == []
    assert [row["kind"] for row in desk.info["happenings"]][-3:] == [
        "need.raised",
        "need.raised",
        "need.covered",
    ]


def test_an_item_is_asked_for_by_its_code_and_an_unknown_one_refused(
    desk: Session, officer: Actor, leak: Incident
) -> None:
    need = service.raise_need(
        desk, officer, leak.id, NeedIn(item_code="1010000", quantity=500, within_s=7200)
    )
    assert (need.label, need.label_en, need.origin) == ("粮食", "grain", "officer")
    with pytest.raises(errors.UnknownItem) as refused:
        service.raise_need(
            desk, officer, leak.id, NeedIn(item_code="9999999", quantity=1, within_s=60)
        )
    assert refused.value.facts["field"] == "item_code"


def test_an_incident_outside_ones_county_is_not_there_and_cannot_be_reported(
    desk: Session, officer: Actor, leak: Incident, tanker: dict[str, Any]
) -> None:
    elsewhere = replace(officer, grants=(Grant("duty_officer", "420116", "黄陂区", "420116"),))
    for attempt in (
        lambda: queries.find_incident(desk, elsewhere.prefixes, leak.id),
        lambda: correct(desk, elsewhere, leak, deaths=0),
        lambda: service.stand_down(desk, elsewhere, leak.id, leak.version),
        lambda: service.write_log_entry(desk, elsewhere, leak.id, LogEntryIn(text="x")),
        lambda: service.send_sitrep(
            desk, elsewhere, leak.id, SitrepIn(kind="first", addressed_to="x", text="x")
        ),
    ):
        with pytest.raises(NotFound):
            attempt()
    with pytest.raises(OutsideYourJurisdiction):
        service.report_incident(desk, elsewhere, IncidentIn.model_validate(tanker))
    assert queries.snapshot_incidents(desk, elsewhere.prefixes) == []
    assert queries.snapshot_incidents(desk, []) == []
    named = queries.snapshot_incidents(desk, [], [leak.id])
    assert [one.id for one in named] == [leak.id]


def test_a_stood_down_incident_can_respond_again_and_a_closed_one_cannot(
    desk: Session, officer: Actor, leak: Incident
) -> None:
    down = service.stand_down(desk, officer, leak.id, leak.version)
    again = service.set_response(desk, officer, leak.id, 3)
    assert (again.state, again.stood_down_at, again.response_level) == ("responding", None, 3)
    down = service.stand_down(desk, officer, leak.id, again.version)
    assert down.response_level is None
    closed = service.close_incident(desk, officer, leak.id, down.version)
    with pytest.raises(errors.IncidentIsOver):
        correct(desk, officer, closed, deaths=3)


def test_an_incident_is_not_closed_while_a_team_is_committed_to_it(
    desk: Session, officer: Actor, leak: Incident, noon: Any
) -> None:
    team = desk.scalars(select(Team).where(Team.state == "available").limit(1)).one()
    assignment = Assignment(
        team_id=team.id,
        incident_id=leak.id,
        fills={},
        during=Range(noon.at, None),
        state="live",
    )
    desk.add(assignment)
    desk.flush()
    order = Order(
        kind="team",
        state="on_scene",
        assignment_id=assignment.id,
        incident_id=leak.id,
        team_id=team.id,
        reason={},
        vehicle="light",
        estimated=False,
        issued_at=noon.at,
        issued_by=officer.account_id,
        issued_by_name=officer.name,
        recipients=[],
    )
    desk.add(order)
    down = service.stand_down(desk, officer, leak.id, leak.version)
    with pytest.raises(OrdersStillLive) as refused:
        service.close_incident(desk, officer, leak.id, down.version)
    assert refused.value.facts == {"number": leak.number, "count": 1}


def test_who_sends_a_team_reads_and_hears_of_the_incident_but_does_not_change_it(
    desk: Session, officer: Actor, leak: Incident
) -> None:
    team = desk.scalars(
        select(Team).where(Team.jurisdiction_code != leak.jurisdiction_code).limit(1)
    ).one()
    code = team.jurisdiction_code
    helper = replace(officer, grants=(Grant("county_clerk", code, code, code),))
    with pytest.raises(NotFound):
        queries.find_readable(desk, helper.prefixes, leak.id)
    order = OrderView.model_construct(team_id=team.id, incident_id=leak.id, depot_id=None)
    for _ in range(2):
        let_senders_hear(desk, OrderIssued.model_construct(order=order))
    assert queries.find_readable(desk, helper.prefixes, leak.id).id == leak.id
    corrected = correct(desk, officer, leak, deaths=2)
    heard = next(r for r in desk.info["happenings"] if r["kind"] == "incident.corrected")
    assert set(heard["audience"]) == {f"j:{leak.jurisdiction_code}", f"j:{code}", f"team:{team.id}"}
    with pytest.raises(NotFound):
        correct(desk, helper, corrected, deaths=3)
    with pytest.raises(NotFound):
        queries.find_readable(desk, [], leak.id)


def test_the_idle_worker_destroys_what_is_due(
    served_city: Database, sign_in: Callable[[str], TestClient], tanker: dict[str, Any], noon: Any
) -> None:
    duty = sign_in("duty")
    incident = duty.post("/api/incidents", json=tanker).json()
    url = f"/api/incidents/{incident['id']}"
    for step in ("stand-down", "close"):
        seen = {"If-Match": f'"{incident["version"]}"'}
        incident = duty.post(f"{url}/{step}", headers=seen).json()
    mine = select(models.IncidentCaller.name).where(
        models.IncidentCaller.incident_id == UUID(incident["id"])
    )
    with served_city.picture() as session:
        assert session.scalar(mine) == "来电人"
    noon.move(days=31)
    settings = Settings(environment=Environment.TEST)
    Worker(settings, served_city, RoadBook(None, settings.data_dir / "roads")).forget()
    with served_city.picture() as session:
        assert session.scalar(mine) is None
