"""Readiness declared in a minute; what ends by the clock ends by itself; the solver sees it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.errors import NotFound, StaleVersion, VersionRequired
from resources import queries, queries_readiness, queries_solver, schemas, service_readiness
from resources.errors import OutUntilPast, ShiftsOverlap, TooShortARest
from resources.lifecycle import TeamState
from resources.models import Team
from resources.schemas_readiness import ReadinessIn, ReadinessRow, ShiftIn, ShiftPatch
from resources.service import lock_teams, set_team_state


def record(town: Session, team: Team) -> schemas.Team:
    return queries.teams_by_id(town, [team.id])[team.id]


def declare(town: Session, people: Any, team: Team, **said: Any) -> Any:
    row = ReadinessRow(team_id=team.id, version=record(town, team).version, **said)
    return service_readiness.declare(town, people.officer, ReadinessIn(rows=[row]))


def seen_on_duty(town: Session, team: Team) -> bool:
    [row] = [one for one in queries_solver.solver_teams(town) if one.id == team.id]
    return row.on_duty


def shift(team: Team, begins: Any, hours: int, **more: Any) -> ShiftIn:
    return ShiftIn(
        team_ids=[team.id], starts_at=begins, ends_at=begins + timedelta(hours=hours), **more
    )


def test_a_team_out_of_service_is_not_offered_and_comes_back_by_itself(
    town: Session, people: Any, free_team: Team, noon: Any
) -> None:
    town.info["actor_name"] = "刘文员"
    until = clock.now(town) + timedelta(hours=5)
    done = declare(
        town, people, free_team, crew=6, out_reason="maintenance", out_note="换胎", out_until=until
    )
    [team] = done.teams
    assert (team.on_duty, team.out_reason, team.declared_by) == (False, "maintenance", "刘文员")
    assert not seen_on_duty(town, free_team)
    noon.move(hours=4)
    assert service_readiness.refresh_duty(town) == []
    noon.move(hours=2)
    assert service_readiness.refresh_duty(town) == [free_team.id]
    team = record(town, free_team)
    assert (team.on_duty, team.out_reason, team.out_until, team.crew) == (True, None, None, 6)
    assert seen_on_duty(town, free_team)
    assert service_readiness.refresh_duty(town) == []


def test_declaring_vouches_for_the_team_and_many_are_declared_at_once(
    town: Session, people: Any
) -> None:
    page = queries.list_teams(town, ["4201"], state="available", limit=30)
    rows = [ReadinessRow(team_id=team.id, version=team.version, crew=8) for team in page.rows]
    done = service_readiness.declare(town, people.officer, ReadinessIn(rows=rows))
    assert len(done.teams) == 30
    assert {team.confirmed_at for team in done.teams} == {clock.now(town)}
    again = service_readiness.declare(town, people.officer, ReadinessIn(rows=rows))
    assert (again.teams, {one.reason for one in again.left}) == ([], {"stale"})


def test_a_clerk_declares_nothing_for_another_county_nor_until_yesterday(
    town: Session, people: Any, free_team: Team
) -> None:
    stranger = people.clerk("420102" if free_team.jurisdiction_code != "420102" else "420111")
    row = ReadinessRow(team_id=free_team.id, version=free_team.version)
    done = service_readiness.declare(town, stranger, ReadinessIn(rows=[row]))
    assert [one.reason for one in done.left] == ["not_there"]
    with pytest.raises(OutUntilPast):
        past = clock.now(town) - timedelta(hours=1)
        declare(town, people, free_team, out_reason="leave", out_until=past)


def test_a_team_with_a_calendar_is_on_duty_only_on_its_shifts(
    town: Session, people: Any, free_team: Team, noon: Any
) -> None:
    begins = clock.now(town) + timedelta(hours=2)
    service_readiness.set_shifts(
        town, people.officer, shift(free_team, begins, 12, every_h=48, times=3)
    )
    assert not record(town, free_team).on_duty
    noon.move(hours=3)
    assert free_team.id in service_readiness.refresh_duty(town)
    assert seen_on_duty(town, free_team)
    [team] = [one for one in queries_solver.solver_teams(town) if one.id == free_team.id]
    assert team.shift_ends_at == begins + timedelta(hours=12)
    noon.move(hours=12)
    assert free_team.id in service_readiness.refresh_duty(town)
    assert not seen_on_duty(town, free_team)


def test_shifts_of_a_team_neither_overlap_nor_leave_too_little_rest(
    town: Session, people: Any, free_team: Team
) -> None:
    begins = clock.now(town) + timedelta(days=2)
    service_readiness.set_shifts(town, people.officer, shift(free_team, begins, 12))
    with pytest.raises(ShiftsOverlap):
        service_readiness.set_shifts(
            town, people.officer, shift(free_team, begins + timedelta(hours=6), 12)
        )
    soon = begins + timedelta(hours=15)
    with pytest.raises(TooShortARest):
        service_readiness.set_shifts(town, people.officer, shift(free_team, soon, 12))
    service_readiness.set_shifts(town, people.officer, shift(free_team, soon, 12, short_rest=True))
    with pytest.raises(NotFound):
        stranger = people.clerk("420102" if free_team.jurisdiction_code != "420102" else "420111")
        service_readiness.set_shifts(
            town, stranger, shift(free_team, begins + timedelta(days=5), 12)
        )


def test_a_shift_taken_off_the_calendar_frees_the_team_of_it(
    town: Session, people: Any, free_team: Team
) -> None:
    begins = clock.now(town) + timedelta(hours=2)
    [entered] = service_readiness.set_shifts(town, people.officer, shift(free_team, begins, 12))
    service_readiness.remove_shift(town, people.officer, entered.id)
    span = (clock.now(town), clock.now(town) + timedelta(days=7))
    assert queries_readiness.list_shifts(town, ["4201"], *span, free_team.id) == []
    assert record(town, free_team).on_duty


def test_a_team_back_from_long_work_rests_and_its_keeper_may_call_it_back(
    town: Session, people: Any, free_team: Team, noon: Any
) -> None:
    def becomes(state: TeamState) -> None:
        [team] = lock_teams(town, [free_team.id])
        set_team_state(town, team, state)

    becomes(TeamState.ASSIGNED)
    noon.move(hours=13)
    becomes(TeamState.RETURNING)
    becomes(TeamState.AVAILABLE)
    team = record(town, free_team)
    assert (team.on_duty, team.out_reason) == (False, "rest")
    assert team.out_until == clock.now(town) + timedelta(hours=8)
    declare(town, people, free_team)
    assert record(town, free_team).on_duty
    becomes(TeamState.ASSIGNED)
    noon.move(hours=2)
    becomes(TeamState.AVAILABLE)
    assert record(town, free_team).on_duty


def test_a_leader_declares_the_own_team_and_no_other(
    town: Session, people: Any, free_team: Team
) -> None:
    leader = people.named("team_leader", "420100", team_id=free_team.id)
    other = town.scalars(select(Team).where(Team.id != free_team.id).limit(1)).one()
    rows = [
        ReadinessRow(team_id=team.id, version=team.version, crew=7) for team in (free_team, other)
    ]
    done = service_readiness.declare(town, leader, ReadinessIn(rows=rows))
    assert [team.id for team in done.teams] == [free_team.id]
    assert [(one.id, one.reason) for one in done.left] == [(other.id, "not_there")]
    assert done.teams[0].crew == 7


def test_who_has_the_shift_answers_and_is_named_on_the_version_seen(
    town: Session, people: Any, free_team: Team
) -> None:
    begins = clock.now(town) - timedelta(hours=1)
    [entered] = service_readiness.set_shifts(town, people.officer, shift(free_team, begins, 12))
    named = ShiftPatch(duty_name="值班员", duty_phone="027-2")
    with pytest.raises(VersionRequired):
        service_readiness.name_duty(town, people.officer, entered.id, None, named)
    done = service_readiness.name_duty(town, people.officer, entered.id, 1, named)
    assert (done.duty_name, done.version) == ("值班员", 2)
    with pytest.raises(StaleVersion):
        service_readiness.name_duty(town, people.officer, entered.id, 1, named)
    [told] = queries_readiness.recipients(town, [free_team.id], clock.now(town))[free_team.id]
    assert (told.role, told.name, told.phone, told.on_duty) == ("duty", "值班员", "027-2", True)


def test_the_telephone_of_a_leader_off_duty_does_not_ring(
    town: Session, people: Any, free_team: Team
) -> None:
    free_team.leader_name = "队长"
    declare(town, people, free_team, out_reason="rest")
    [told] = queries_readiness.recipients(town, [free_team.id], clock.now(town))[free_team.id]
    assert (told.role, told.on_duty) == ("leader", False)
