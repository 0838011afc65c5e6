"""A need may ask for a grade: higher grades serve it, unknown ones do not, none means any."""

from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import func, select, update

from incidents.schemas import NeedIn
from resources.models import Team, TeamCapability


@pytest.fixture
def fire(desk: Any) -> Any:
    return desk.incident()


@pytest.fixture
def rare(desk: Any) -> str:
    """A capability that a few free teams have."""
    query = (
        select(TeamCapability.capability_code)
        .join(Team, Team.id == TeamCapability.team_id)
        .where(Team.state == "available", Team.on_duty)
        .group_by(TeamCapability.capability_code)
        .having(func.count() >= 3)
        .order_by(func.count(), TeamCapability.capability_code)
        .limit(1)
    )
    code: str = desk.read(query)[0]
    return code


def grade(desk: Any, code: str, grades: list[int | None]) -> list[Any]:
    """Give the teams that can do it these grades in turn; the last one to all that are left."""
    query = (
        select(TeamCapability.team_id)
        .join(Team)
        .where(TeamCapability.capability_code == code, Team.state == "available", Team.on_duty)
    )
    ids = desk.read(query.order_by(Team.id))
    with desk.database.transaction() as session:
        for n, team_id in enumerate(ids):
            session.execute(
                update(TeamCapability)
                .where(TeamCapability.team_id == team_id, TeamCapability.capability_code == code)
                .values(grade=grades[min(n, len(grades) - 1)])
            )
    return ids


def test_only_a_team_of_the_grade_or_a_higher_one_serves_a_need(
    desk: Any, fire: Any, rare: str
) -> None:
    ids = grade(desk, rare, [2, 3, None])
    desk.need(fire, capability_code=rare, grade=2, quantity=1)
    assert [pick.team_id for pick in desk.solve().picks] == [ids[0]]


def test_nobody_of_the_grade_is_a_gap_that_names_capability_and_grade(
    desk: Any, fire: Any, rare: str
) -> None:
    grade(desk, rare, [3, 4, None])
    desk.need(fire, capability_code=rare, grade=2, quantity=1)
    proposal = desk.solve()
    assert proposal.picks == []
    facts = proposal.shortfalls[0].reason.facts
    assert facts.get("capability", rare) == rare
    assert facts.get("grade", 2) == 2


def test_a_need_without_a_grade_takes_any_team(desk: Any, fire: Any, rare: str) -> None:
    grade(desk, rare, [None])
    desk.need(fire, capability_code=rare, quantity=1)
    assert len(desk.solve().picks) == 1


def test_graded_and_plain_needs_share_the_teams_and_none_is_promised_twice(
    desk: Any, fire: Any, rare: str
) -> None:
    ids = grade(desk, rare, [1, None])
    graded = desk.need(fire, capability_code=rare, grade=1, quantity=1)
    plain = desk.need(desk.incident(lon=114.30, lat=30.60), capability_code=rare, quantity=1)
    picks = {pick.team_id: pick for pick in desk.solve().picks}
    assert str(graded) in picks[ids[0]].fills
    assert any(str(plain) in pick.fills for team, pick in picks.items() if team != ids[0])


def test_goods_have_no_grade() -> None:
    with pytest.raises(ValidationError, match="only a capability has a grade"):
        NeedIn(item_code="1010000", grade=2, quantity=1, within_s=60)
