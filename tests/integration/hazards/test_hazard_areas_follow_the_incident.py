"""Hazard areas drawn, redrawn and withdrawn with what is known of an incident."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from core.auth import Actor
from core.errors import DomainError
from core.wire import Point, PolygonArea
from geo.errors import AreaCrossesItself, AreaOutsideRegion
from hazards import queries, queries_inside, service
from hazards.schemas_how import ByHand, HazardAreaIn
from incidents import service as incident_service
from incidents.schemas import Incident, IncidentIn, IncidentPatch

CROSSED = [(114.3, 30.5), (114.4, 30.6), (114.4, 30.5), (114.3, 30.6), (114.3, 30.5)]
SQUARE = [(114.3, 30.5), (114.4, 30.5), (114.4, 30.6), (114.3, 30.6), (114.3, 30.5)]
SHANGHAI = [(121.4, 31.2), (121.5, 31.2), (121.5, 31.3), (121.4, 31.3), (121.4, 31.2)]


@pytest.fixture
def leak(desk: Session, officer: Actor, tanker: dict[str, Any]) -> Incident:
    """A chlorine leak, as reported."""
    return incident_service.report_incident(desk, officer, IncidentIn.model_validate(tanker))


def correct(desk: Session, officer: Actor, incident: Incident, **change: Any) -> Incident:
    patch = IncidentPatch.model_validate(change)
    return incident_service.correct_incident(desk, officer, incident.id, incident.version, patch)


def by_hand(ring: list[tuple[float, float]]) -> HazardAreaIn:
    area = PolygonArea(type="Polygon", coordinates=[ring])
    return HazardAreaIn(how=ByHand(method="drawn", area=area, note="警戒区"))


def kinds_heard(desk: Session) -> list[str]:
    return [row["kind"] for row in desk.info["happenings"]]


def test_a_report_and_its_areas_are_one_transaction_cause_before_effect(
    desk: Session, leak: Incident
) -> None:
    assert kinds_heard(desk) == ["incident.reported", "hazard_area.drawn", "hazard_area.drawn"]
    assert all(row["incident_id"] == leak.id for row in desk.info["happenings"])
    area = desk.info["happenings"][1]["data"]["hazard_area"]
    assert area["source"] and area["edition"] == "ERG2024"
    assert "verify_against_official" in area["cautions"]


def test_a_changed_wind_draws_the_areas_anew_and_a_changed_title_does_not(
    desk: Session, officer: Actor, leak: Incident
) -> None:
    before = [row.id for row in queries.areas_of(desk, leak.id)]
    renamed = correct(desk, officer, leak, title="液氯泄漏")
    assert [row.id for row in queries.areas_of(desk, leak.id)] == before
    turned = correct(desk, officer, renamed, wind_from_deg=270)
    after = queries.areas_of(desk, leak.id)
    assert not set(before) & {row.id for row in after}
    inside = queries.area_view(after[1]).inside
    assert all(one.lon > 114.349 for one in inside), "now the wind blows to the east"
    assert len(queries.areas_of(desk, leak.id, standing_only=False)) == 4
    correct(desk, officer, turned, substance_un=None)
    assert queries.areas_of(desk, leak.id) == []


def test_what_is_not_known_is_taken_at_its_worst_and_said(
    desk: Session, officer: Actor, leak: Incident
) -> None:
    correct(desk, officer, leak, spill=None, container=None, wind_from_deg=None, wind_speed_ms=None)
    isolation, protective = queries.areas_of(desk, leak.id)
    assert isolation.distance_m == 1000
    assert protective.distance_m == 9600
    assert {
        service.SPILL_UNKNOWN,
        "container_unknown_longest_taken",
        "wind_direction_unknown_circle_drawn",
    } <= set(protective.cautions)


def test_night_falls_and_the_next_correction_draws_the_longer_distance(
    desk: Session, officer: Actor, leak: Incident, noon: Any
) -> None:
    noon.move(hours=12)
    correct(desk, officer, leak, deaths=2)
    assert [row.distance_m for row in queries.areas_of(desk, leak.id)] == [600, 6400]


def test_a_substance_without_published_distances_can_still_be_reported(
    desk: Session, officer: Actor, tanker: dict[str, Any]
) -> None:
    report = IncidentIn.model_validate(tanker | {"substance_un": "3082"})
    incident = incident_service.report_incident(desk, officer, report)
    assert queries.areas_of(desk, incident.id) == []


def test_the_team_that_was_last_seen_inside_is_listed_wherever_its_base_is(
    desk: Session, leak: Incident
) -> None:
    isolation = queries.areas_of(desk, leak.id)[0]
    from geoalchemy2.shape import from_shape, to_shape
    from shapely.geometry import Point as Spot
    from sqlalchemy import select

    from resources.models import ResourcePosition, Team

    listed = {one["id"] for one in isolation.inside["things"] if one["kind"] == "team"}
    team = next(t for t in desk.scalars(select(Team).limit(20)) if str(t.id) not in listed)
    where = from_shape(Spot(114.3501, 30.5301), srid=4326)
    seen = desk.get(ResourcePosition, team.id)
    if seen is None:
        seen = ResourcePosition(team_id=team.id, source="test", at=isolation.computed_at)
        desk.add(seen)
    seen.position = where
    desk.flush()
    inside = queries_inside.inside(desk, to_shape(isolation.area))
    assert str(team.id) in {one["id"] for one in inside if one["kind"] == "team"}


@pytest.mark.parametrize(
    ("ring", "error"), [(CROSSED, AreaCrossesItself), (SHANGHAI, AreaOutsideRegion)]
)
def test_a_drawn_area_that_cannot_stand_is_refused_naming_the_field(
    desk: Session,
    officer: Actor,
    leak: Incident,
    ring: list[tuple[float, float]],
    error: type[DomainError],
) -> None:
    with pytest.raises(error) as refused:
        service.draw_areas(desk, officer, leak.id, by_hand(ring))
    assert refused.value.facts["field"] == "area"
    assert "area" in refused.value.message("zh-CN")


def test_a_drawn_area_stays_through_corrections_until_it_is_withdrawn_or_the_incident_closed(
    desk: Session, officer: Actor, leak: Incident
) -> None:
    [area] = service.draw_areas(desk, officer, leak.id, by_hand(SQUARE))
    assert (area.kind, area.source, area.distance_m) == ("drawn", officer.name, None)
    moved = correct(desk, officer, leak, position=Point(lon=114.36, lat=30.54))
    assert area.id in {row.id for row in queries.areas_of(desk, leak.id)}
    gone = service.withdraw_area(desk, officer, area.id, area.version)
    assert gone.withdrawn_at is not None
    with pytest.raises(service.AreaAlreadyWithdrawn):
        service.withdraw_area(desk, officer, area.id, gone.version)
    down = incident_service.stand_down(desk, officer, leak.id, moved.version)
    assert queries.areas_of(desk, leak.id), "the danger does not end with the response"
    incident_service.close_incident(desk, officer, leak.id, down.version)
    assert queries.areas_of(desk, leak.id) == []
