"""A county sends a neighbour's team only while it is lent or an agreement in force covers it."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import ColumnElement, select, update

from core.grants import Grant
from dispatch.errors import BeyondYourJurisdiction
from incidents.models import Incident
from resources import service_sharing
from resources.models import Team, TeamCapability

ABILITY = "water_rescue"


def keep_only(desk: Any, wanted: ColumnElement[bool]) -> None:
    """Make every free team unavailable that is not wanted."""
    with desk.database.transaction() as session:
        session.execute(
            update(Team).where(~wanted, Team.state == "available").values(state="unavailable")
        )


def test_a_lent_team_is_sent_by_the_county_that_borrowed_it_and_no_longer_once_it_is_back(
    desk: Any,
) -> None:
    here = desk.incident(lon=114.36, lat=30.54)
    county = desk.read(select(Incident.jurisdiction_code).where(Incident.id == here))[0]
    able = select(TeamCapability.team_id).where(TeamCapability.capability_code == ABILITY)
    foreign = Team.jurisdiction_code.not_in([county, "420106", "420111"])
    team_id = desk.read(select(Team.id).where(foreign, Team.id.in_(able)).order_by(Team.code))[0]
    keep_only(desk, Team.id == team_id)
    desk.need(here, capability_code=ABILITY, quantity=1, within_s=7200)
    proposal = desk.solve()
    assert [pick.team_id for pick in proposal.picks] == [team_id]
    officer = replace(desk.duty, grants=(Grant("duty_officer", county, county, county),))
    with pytest.raises(BeyondYourJurisdiction):
        desk.accept(proposal, officer, incident_ids=[here])

    cause = uuid4()
    with desk.database.transaction() as session:
        service_sharing.lend_team(session, session.get_one(Team, team_id), county, cause)
    proposal = desk.solve()
    with desk.database.transaction() as session:
        service_sharing.end_lending(session, session.get_one(Team, team_id), cause)
    with pytest.raises(BeyondYourJurisdiction):
        desk.accept(proposal, officer, incident_ids=[here])

    with desk.database.transaction() as session:
        service_sharing.lend_team(session, session.get_one(Team, team_id), county, cause)
    orders = desk.accept(desk.solve(), officer, incident_ids=[here])
    assert [order.team_id for order in orders] == [team_id]
