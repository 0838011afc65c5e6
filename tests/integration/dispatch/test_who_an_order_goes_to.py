"""Readiness decides: who may be proposed, who is told, and how late an unheard-of team counts."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from core import clock
from core.config import get_settings
from dispatch.models import Proposal
from resources import schemas_readiness, service_readiness
from resources.models import Team, TeamCapability


@pytest.fixture
def fire(desk: Any) -> Any:
    return desk.incident()


@pytest.fixture
def rare(desk: Any) -> str:
    """A capability that few teams have."""
    query = (
        select(TeamCapability.capability_code)
        .join(Team, Team.id == TeamCapability.team_id)
        .where(Team.state == "available", Team.on_duty)
        .group_by(TeamCapability.capability_code)
        .having(func.count() > 1)
        .order_by(func.count(), TeamCapability.capability_code)
        .limit(1)
    )
    code: str = desk.read(query)[0]
    return code


def holders(desk: Any, code: str) -> list[Team]:
    """The teams that can do it."""
    query = select(Team).join(TeamCapability).where(TeamCapability.capability_code == code)
    teams: list[Team] = desk.read(query.order_by(Team.id))
    return teams


def change(desk: Any, team_ids: list[Any], **values: Any) -> None:
    """Change teams as a clerk might have."""
    with desk.database.transaction() as session:
        session.execute(update(Team).where(Team.id.in_(team_ids)).values(**values))


def aged(desk: Any, days: float) -> Any:
    """The instant so many days ago."""
    with desk.database.picture() as session:
        return clock.now(session) - timedelta(days=days)


def test_a_team_nobody_has_vouched_for_is_counted_later_and_its_pick_says_why(
    desk: Any, fire: Any, rare: str
) -> None:
    teams = holders(desk, rare)
    change(desk, [team.id for team in teams], confirmed_at=aged(desk, 1))
    desk.need(fire, capability_code=rare, quantity=1)
    fresh = desk.solve().picks[0]
    assert (fresh.readiness.later_s, fresh.readiness.trust_percent) == (0, 100)
    change(desk, [team.id for team in teams], confirmed_at=aged(desk, 400))
    stale = desk.solve().picks[0]
    most_s = 60 * get_settings().call_first_min
    assert (stale.readiness.later_s, stale.readiness.age_days) == (most_s, 400)
    assert stale.eta_s == fresh.eta_s + most_s
    assert stale.team_id == fresh.team_id


def test_of_two_teams_alike_the_one_that_was_heard_of_goes(desk: Any, fire: Any, rare: str) -> None:
    teams = holders(desk, rare)
    desk.need(fire, capability_code=rare, quantity=1)
    change(desk, [team.id for team in teams], confirmed_at=aged(desk, 1))
    first = desk.solve().picks[0].team_id
    other = next(team for team in teams if team.id != first and team.state == "available")
    near = next(team for team in teams if team.id == first)
    alike = {"home": near.home, "turnout_s": near.turnout_s, "vehicle": near.vehicle}
    change(desk, [other.id], **alike)
    change(desk, [first], confirmed_at=aged(desk, 400))
    assert desk.solve().picks[0].team_id == other.id


def test_the_independent_checker_accepts_what_is_counted_later(
    desk: Any, fire: Any, rare: str
) -> None:
    change(desk, [team.id for team in holders(desk, rare)], confirmed_at=aged(desk, 400))
    desk.need(fire, capability_code=rare, quantity=1)
    proposal = desk.solve()
    assert proposal.error is None
    assert proposal.state == "proven"
    # a proposal that the checker refuses fails: it is never stored as an answer
    row = desk.read(select(Proposal).where(Proposal.id == proposal.id))[0]
    assert row.picks[0]["readiness"]["later_s"] > 0


def test_an_order_that_was_given_counts_the_declared_turnout_again(
    desk: Any, fire: Any, rare: str
) -> None:
    change(desk, [team.id for team in holders(desk, rare)], confirmed_at=aged(desk, 400))
    need = desk.need(fire, capability_code=rare, quantity=1)
    before = desk.solve()
    [order] = desk.accept(before)
    assert before.picks[0].readiness.later_s > 0
    desk.need(fire, capability_code=rare, quantity=1)
    kept = [pick for pick in desk.solve().picks if pick.team_id == order.team_id]
    assert kept and kept[0].readiness.later_s == 0
    assert kept[0].eta_s < before.picks[0].eta_s
    assert need


def test_a_team_off_duty_is_not_proposed_and_the_gap_says_so(
    desk: Any, fire: Any, rare: str
) -> None:
    teams = holders(desk, rare)
    rows = [
        schemas_readiness.ReadinessRow(team_id=team.id, version=team.version, out_reason="off_duty")
        for team in teams
    ]
    with desk.database.transaction() as session:
        service_readiness.declare(session, desk.duty, schemas_readiness.ReadinessIn(rows=rows))
    desk.need(fire, capability_code=rare, quantity=1)
    proposal = desk.solve()
    assert proposal.picks == []
    [gap] = proposal.shortfalls
    assert gap.reason.code == "no_staff"
    assert gap.cheapest_fix is not None
    assert gap.cheapest_fix.code == "call_in_staff"


def test_an_order_goes_to_who_has_the_shift_and_else_to_the_leader(
    desk: Any, fire: Any, rare: str
) -> None:
    teams = holders(desk, rare)
    change(desk, [team.id for team in teams], leader_name="队长", phone="027-1")
    desk.need(fire, capability_code=rare, quantity=1)
    team_id = desk.solve().picks[0].team_id
    with desk.database.transaction() as session:
        now = clock.now(session)
        wanted = schemas_readiness.ShiftIn(
            team_ids=[team_id],
            starts_at=now - timedelta(hours=1),
            ends_at=now + timedelta(hours=11),
            duty_name="值班员",
            duty_phone="027-2",
        )
        service_readiness.set_shifts(session, desk.duty, wanted)
    [order] = desk.accept(desk.solve())
    assert order.team_id == team_id
    [told] = [one.model_dump() for one in order.recipients]
    assert told == {"role": "duty", "name": "值班员", "phone": "027-2", "on_duty": True}
    other = desk.incident(lon=114.30, lat=30.60)
    desk.need(other, capability_code=rare, quantity=1)
    [second] = desk.accept(desk.solve())
    [leader] = [one.model_dump() for one in second.recipients]
    assert leader == {"role": "leader", "name": "队长", "phone": "027-1", "on_duty": True}


def test_the_keeper_of_a_depot_is_who_a_delivery_goes_to(desk: Any, fire: Any) -> None:
    desk.need(fire, item_code="1010000", quantity=1)
    orders = [order for order in desk.accept(desk.solve()) if order.kind == "delivery"]
    assert orders
    assert {one.role for order in orders for one in order.recipients} <= {"keeper"}
