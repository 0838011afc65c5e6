"""What an order's end, a crash or a stand-down must not undo, and what it must."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import ColumnElement, func, select, update

import dispatch.service_solving
import incidents.service
import resources.service
from app.wiring import register_reactions
from app.worker import Worker
from core.config import Environment, Settings
from core.grants import Grant
from dispatch.errors import BeyondYourJurisdiction, NothingToAccept
from dispatch.lifecycle import Step
from dispatch.models import Proposal, Steering
from dispatch.optimiser.solve import solve
from geo.road_book import RoadBook
from incidents.models import Incident
from resources.models import Team, TeamCapability
from resources.schemas import TeamPatch


def need(desk: Any, incident_id: UUID) -> UUID:
    """Ask for one team of the commonest capability."""
    query = select(TeamCapability.capability_code).group_by(TeamCapability.capability_code)
    code = desk.read(query.order_by(func.count().desc()).limit(1))[0]
    wanted: UUID = desk.need(incident_id, capability_code=code, quantity=1)
    return wanted


def team(desk: Any, team_id: UUID) -> Team:
    """A team as it is now."""
    found: Team = desk.read(select(Team).where(Team.id == team_id))[0]
    return found


def change(desk: Any, team_id: UUID, **patch: Any) -> None:
    """Change a team by hand."""
    version = team(desk, team_id).version
    with desk.database.transaction() as session:
        resources.service.change_team(session, desk.duty, team_id, version, TeamPatch(**patch))


@pytest.mark.parametrize("word", [{"state": "maintenance"}, {"retired": True}])
def test_closing_an_order_leaves_a_team_as_its_keeper_put_it_on_the_way_home(
    desk: Any, word: dict[str, Any]
) -> None:
    need(desk, desk.incident())
    order = desk.accept(desk.solve())[0]
    for step in (Step.ACKNOWLEDGE, Step.DEPART, Step.ARRIVE, Step.RELEASE):
        desk.step(order, step)
    change(desk, order.team_id, **word)
    put = team(desk, order.team_id).state
    assert desk.step(order, Step.CLOSE).state == "closed"
    assert team(desk, order.team_id).state == put


def test_a_programming_error_in_the_solver_fails_the_proposal_and_not_the_worker(
    desk: Any,
) -> None:
    def broken(_problem: Any, **_options: Any) -> Any:
        raise NameError("name 'x' is not defined")

    need(desk, desk.incident())
    failed = desk.solve(solver=broken)
    assert failed.state == "failed"
    assert "NameError" in failed.error


def test_a_first_answer_stays_when_the_search_for_a_better_one_fails(desk: Any) -> None:
    def breaks_later(problem: Any, *, on_progress: Any, **options: Any) -> Any:
        on_progress(solve(problem, on_progress=None, **options))
        raise NameError("name 'x' is not defined")

    need(desk, desk.incident())
    kept = desk.solve(solver=breaks_later)
    assert (kept.state, len(kept.picks)) == ("feasible", 1)
    assert "NameError" in kept.error
    assert [order.state for order in desk.accept(kept)] == ["issued"]


def test_what_no_worker_survived_is_not_tried_again_until_something_new_happens(desk: Any) -> None:
    need(desk, desk.incident())
    for _crash in range(dispatch.service_solving.MOST_ATTEMPTS):
        with desk.database.transaction() as session:
            dispatch.service_solving.take_on(session, [{"code": "need.raised", "facts": {}}])
    settings, here = Settings(environment=Environment.TEST), RoadBook(None, Path())
    worker = Worker(settings, desk.database, here, solver=solve)
    worker.take_lead()
    worker.catch_up()
    states = select(Proposal.state).order_by(Proposal.number)
    assert desk.read(states) == ["failed"]
    worker.take_lead()
    worker.catch_up()
    assert desk.read(states) == ["failed"], "the next worker does not begin it anew either"
    need(desk, desk.incident(lon=114.30))
    worker.catch_up()
    assert desk.read(states) == ["failed", "proven"]
    worker.solver_process.close()


def test_a_pin_ends_with_the_response_and_the_team_can_be_pinned_elsewhere(desk: Any) -> None:
    register_reactions()
    first, second = desk.incident(), desk.incident(lon=114.30)
    free = desk.read(select(Team.id).where(Team.state == "available").order_by(Team.id).limit(1))[0]
    desk.steer("pin", free, first)
    with desk.database.transaction() as session:
        incidents.service.stand_down(session, desk.duty, first, 1)
    standing = select(Steering.incident_id).where(Steering.lifted_at.is_(None))
    assert desk.read(standing) == []
    desk.steer("pin", free, second)
    assert desk.read(standing) == [second]
    assert desk.kinds()[-2:] == ["steering.lifted", "steering.set"]


def test_a_county_takes_no_team_from_its_neighbours_incident_and_settles_nothing_by_that(
    desk: Any,
) -> None:
    there = desk.incident(lon=114.27, lat=30.60)
    here = desk.incident(lon=114.36, lat=30.54, title="特大火灾", priority=1)
    county = desk.read(select(Incident.jurisdiction_code).where(Incident.id == here))[0]
    keep_only(desk, Team.jurisdiction_code == county)
    need(desk, there)
    taken = desk.accept(desk.solve())[0]
    keep_only(desk, Team.id == taken.team_id)
    need(desk, here)
    proposal = desk.solve()
    assert [pick.status for pick in proposal.picks] == ["redirected"]
    officer = replace(desk.duty, grants=(Grant("duty_officer", county, county, county),))
    with pytest.raises(BeyondYourJurisdiction):
        desk.accept(proposal, officer, incident_ids=[here])
    with pytest.raises(NothingToAccept):
        desk.accept(proposal, officer)
    assert desk.proposal(proposal.id).state == "proven"
    assert desk.order(taken.id).state == "issued"


def keep_only(desk: Any, wanted: ColumnElement[bool]) -> None:
    """Make every free team unavailable that is not wanted."""
    with desk.database.transaction() as session:
        free = Team.state.in_(("available", "standby"))
        session.execute(update(Team).where(free, ~wanted).values(state="unavailable"))
