"""Teams on the real database: entered, changed, retired, moved through their states."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import IllegalTransition, NotFound, StaleVersion, VersionRequired
from geo.service import OutsideYourJurisdiction
from resources import queries, schemas, service
from resources.errors import (
    NamedTwice,
    TeamCodeTaken,
    TeamCommitted,
    TeamRetired,
    UnknownCapability,
    UnknownJurisdiction,
)
from resources.lifecycle import TeamState
from resources.models import Capability, Team


def team_in(session: Session, **changes: Any) -> schemas.TeamIn:
    capability = session.scalars(select(Capability.code).order_by(Capability.code)).first()
    fields: dict[str, Any] = {
        "code": f"T-{uuid4().hex[:8]}",
        "name": "测试一队",
        "kind": "professional",
        "jurisdiction_code": "420111",
        "home": {"lon": 114.34, "lat": 30.5},
        "address": "测试地址",
        "vehicle": "fire_engine",
        "headcount": 8,
        "turnout_s": 60,
        "capabilities": [{"capability_code": capability, "units": 2}],
    }
    return schemas.TeamIn.model_validate(fields | changes)


def happenings(session: Session) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = session.info.get("happenings", [])
    return found


def test_a_clerk_enters_a_team_and_the_event_carries_all_of_it(town: Session, people: Any) -> None:
    team = service.enter_team(town, people.clerk("420111"), team_in(town))
    assert team.state == "available"
    assert (team.home.lon, team.home.lat) == (114.34, 30.5)
    assert team.capabilities[0].units == 2
    assert team.version == 1
    event = happenings(town)[-1]
    assert event["kind"] == "team.entered"
    assert event["audience"] == sorted(["j:420111", f"team:{team.id}"])
    assert schemas.Team.model_validate(event["data"]["team"]) == team


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"jurisdiction_code": "990111"}, UnknownJurisdiction),
        ({"jurisdiction_code": "420106"}, OutsideYourJurisdiction),
        ({"capabilities": [{"capability_code": "nonsense", "units": 1}]}, UnknownCapability),
    ],
)
def test_a_team_that_cannot_be_meant_is_refused_naming_the_field(
    town: Session, people: Any, change: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal) as refused:
        service.enter_team(town, people.clerk("420111"), team_in(town, **change))
    assert refused.value.facts["field"] == next(iter(change))  # type: ignore[attr-defined]


def test_a_capability_named_twice_is_refused(town: Session, people: Any) -> None:
    one = team_in(town).capabilities[0].model_dump()
    with pytest.raises(NamedTwice):
        service.enter_team(town, people.officer, team_in(town, capabilities=[one, one]))


def test_a_team_code_is_used_once_and_the_refusal_leaves_the_session_usable(
    town: Session, people: Any
) -> None:
    entered = team_in(town)
    service.enter_team(town, people.officer, entered)
    with pytest.raises(TeamCodeTaken):
        service.enter_team(town, people.officer, entered)
    assert service.enter_team(town, people.officer, team_in(town)).version == 1


def test_a_change_needs_the_current_version_and_shows_it_when_stale(
    town: Session, people: Any, free_team: Team
) -> None:
    patch = schemas.TeamPatch(phone="000-12345678")
    with pytest.raises(VersionRequired):
        service.change_team(town, people.officer, free_team.id, None, patch)
    changed = service.change_team(town, people.officer, free_team.id, free_team.version, patch)
    assert changed.phone == "000-12345678"
    with pytest.raises(StaleVersion) as stale:
        service.change_team(town, people.officer, free_team.id, changed.version - 1, patch)
    assert stale.value.facts["record"]["phone"] == "000-12345678"


def test_a_clerk_of_another_district_does_not_find_the_team(
    town: Session, people: Any, free_team: Team
) -> None:
    other = next(c for c in ("420102", "420111") if c != free_team.jurisdiction_code)
    with pytest.raises(NotFound):
        service.change_team(
            town, people.clerk(other), free_team.id, free_team.version, schemas.TeamPatch()
        )
    with pytest.raises(NotFound):
        service.get_team(town, people.clerk(other), free_team.id)


def test_a_retired_team_cannot_be_changed_until_it_is_brought_back(
    town: Session, people: Any, free_team: Team
) -> None:
    retire = schemas.TeamPatch(retired=True)
    gone = service.change_team(town, people.officer, free_team.id, free_team.version, retire)
    assert gone.retired_at is not None
    assert happenings(town)[-1]["kind"] == "team.retired"
    assert free_team.id not in {team.id for team in queries.snapshot_teams(town, ["4201"])}
    with pytest.raises(TeamRetired):
        service.change_team(
            town, people.officer, free_team.id, gone.version, schemas.TeamPatch(headcount=9)
        )
    back = schemas.TeamPatch(retired=False)
    back_again = service.change_team(town, people.officer, free_team.id, gone.version, back)
    assert back_again.retired_at is None


def test_a_committed_team_can_be_confirmed_but_neither_retired_nor_rebuilt(
    town: Session, people: Any, free_team: Team
) -> None:
    [team] = service.lock_teams(town, [free_team.id])
    assigned = service.set_team_state(town, team, TeamState.ASSIGNED)
    for patch in (
        schemas.TeamPatch(retired=True),
        schemas.TeamPatch(state="maintenance"),
        schemas.TeamPatch(headcount=1),
    ):
        with pytest.raises(TeamCommitted):
            service.change_team(town, people.officer, team.id, assigned.version, patch)
    confirmed = service.change_team(
        town, people.officer, team.id, assigned.version, schemas.TeamPatch(confirmed=True)
    )
    assert confirmed.confirmed_at > assigned.confirmed_at


def test_a_team_goes_to_the_scene_and_back_and_tells_each_step(
    town: Session, free_team: Team
) -> None:
    [team] = service.lock_teams(town, [free_team.id])
    chain = (
        TeamState.ASSIGNED,
        TeamState.EN_ROUTE,
        TeamState.ON_SCENE,
        TeamState.RETURNING,
        TeamState.AVAILABLE,
    )
    for state in chain:
        assert service.set_team_state(town, team, state).state == state
    told = [e["data"]["team"]["state"] for e in happenings(town) if e["kind"] == "team.changed"]
    assert told == list(chain)


def test_a_team_under_repair_cannot_be_sent(town: Session, free_team: Team) -> None:
    [team] = service.lock_teams(town, [free_team.id])
    service.set_team_state(town, team, TeamState.MAINTENANCE)
    with pytest.raises(IllegalTransition):
        service.set_team_state(town, team, TeamState.ASSIGNED)


def test_capabilities_are_replaced_as_a_whole(town: Session, people: Any, free_team: Team) -> None:
    code = town.scalars(select(Capability.code).order_by(Capability.code.desc())).first()
    patch = schemas.TeamPatch.model_validate(
        {"capabilities": [{"capability_code": code, "units": 7}]}
    )
    changed = service.change_team(town, people.officer, free_team.id, free_team.version, patch)
    assert [(c.capability_code, c.units) for c in changed.capabilities] == [(code, 7)]


def test_teams_are_locked_in_id_order_whatever_order_is_asked(town: Session) -> None:
    ids = list(town.scalars(select(Team.id).limit(20)))
    locked = service.lock_teams(town, reversed(ids))
    assert [team.id for team in locked] == sorted(ids)
    assert all(team.capabilities for team in locked)


def test_a_depot_is_told_when_its_lorries_go(town: Session, depot: Any) -> None:
    before = queries.depots_by_id(town, [depot.id])[depot.id]
    trucks = service.lock_trucks(town, [truck.id for truck in before.trucks])
    service.set_truck_states(town, trucks, "assigned")
    after = queries.depots_by_id(town, [depot.id])[depot.id]
    assert {truck.state for truck in after.trucks} == {"assigned"}
    assert after.version == before.version + 1
    assert happenings(town)[-1]["data"]["depot"]["trucks"][0]["state"] == "assigned"


def test_lists_filter_page_and_count(town: Session) -> None:
    everything = queries.list_teams(town, ["4201"], limit=500)
    assert everything.total == len(everything.rows)
    first = queries.list_teams(town, ["4201"], limit=7, sort="-name")
    assert first.next_offset == 7
    assert [team.name for team in first.rows] == sorted(
        (team.name for team in first.rows), reverse=True
    )
    one = everything.rows[0]
    assert one.id in {team.id for team in queries.list_teams(town, ["4201"], q=one.code).rows}
    ability = one.capabilities[0].capability_code
    able = queries.list_teams(town, ["4201"], capability=ability, limit=500).rows
    assert able
    assert all(ability in {c.capability_code for c in team.capabilities} for team in able)
    assert queries.list_teams(town, []).total == 0
