"""Teams in lists: narrowed down, put in any order, found by how their names read."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from geo.names import initials_of, pinyin_of
from resources import queries
from resources.models import Team


def test_a_team_is_found_by_pinyin_and_initials_of_its_name(town: Session, free_team: Team) -> None:
    for typed in (pinyin_of(free_team.name)[:8], initials_of(free_team.name)[:3].upper()):
        found = queries.list_teams(town, ["4201"], q=typed, limit=500)
        assert free_team.id in {team.id for team in found.rows}
        assert found.total >= len(found.rows) > 0
    assert queries.list_teams(town, ["4201"], q="zzzqqq").total == 0


def test_teams_are_narrowed_down_by_county_duty_and_age_of_their_confirmation(
    town: Session, free_team: Team
) -> None:
    everything = queries.list_teams(town, ["4201"], limit=500).rows
    county = queries.list_teams(town, ["4201"], jurisdiction_code="420111", limit=500).rows
    assert {team.jurisdiction_code for team in county} == {"420111"}
    older = free_team.confirmed_at + timedelta(seconds=1)
    old = queries.list_teams(town, ["4201"], confirmed_before=older, limit=500).rows
    assert {t.id for t in old} == {t.id for t in everything if t.confirmed_at < older}
    rest = queries.list_teams(town, ["4201"], on_duty=False, limit=500).rows
    assert {t.id for t in rest} == {t.id for t in everything if not t.on_duty}


def test_teams_come_in_the_order_of_several_columns(duty: TestClient) -> None:
    asked = {"sort": "state,-headcount", "limit": 500}
    rows = duty.get("/api/teams", params=asked).json()["rows"]
    keys = [(row["state"], -row["headcount"]) for row in rows]
    assert keys == sorted(keys)


@pytest.mark.parametrize("sort", ["colour", "code,colour", "code,code,code,code,code,code", ""])
def test_an_order_of_teams_by_unknown_columns_is_refused(duty: TestClient, sort: str) -> None:
    assert duty.get("/api/teams", params={"sort": sort}).status_code == 422
