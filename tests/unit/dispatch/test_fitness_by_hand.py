"""What one team can do for the open needs of an incident, before an officer sends it by hand."""

from uuid import UUID, uuid4

import pytest

from dispatch.errors_by_hand import TeamServesNoSuchNeed
from dispatch.fitness_by_hand import fills_for_named, fitness_of, units_for
from incidents.models import Need
from resources.models import Team, TeamCapability


def a_team(**units: int) -> Team:
    """A team with capabilities, the grade unknown."""
    held = [
        TeamCapability(capability_code=code, units=count, grade=None)
        for code, count in units.items()
    ]
    return Team(name="演示队", capabilities=held)


def a_need(
    code: str | None, quantity: int = 4, committed: int = 0, grade: int | None = None
) -> Need:
    return Need(
        id=uuid4(),
        capability_code=code,
        item_code=None if code else "45010101",
        quantity=quantity,
        committed=committed,
        grade=grade,
        label=code or "goods",
    )


def fills_of(team: Team, *needs: Need) -> dict[UUID, int]:
    return dict(fitness_of(team, needs).fills)


def test_a_team_serves_what_is_still_missing_and_no_more_than_it_has() -> None:
    much, little = a_need("fire", 9), a_need("fire", 4, committed=3)
    assert fills_of(a_team(fire=2), much, little) == {much.id: 2, little.id: 1}


def test_a_need_that_is_covered_is_neither_served_nor_lacking() -> None:
    need = a_need("fire", 2, committed=2)
    found = fitness_of(a_team(fire=2), [need])
    assert (dict(found.fills), list(found.lacks)) == ({}, [])


def test_goods_are_no_matter_of_teams_and_other_capabilities_are_lacking() -> None:
    goods, medical = a_need(None), a_need("medical")
    found = fitness_of(a_team(fire=2), [goods, medical])
    assert (dict(found.fills), list(found.lacks)) == ({}, [medical])


def test_a_grade_is_served_by_that_grade_or_a_higher_one_and_never_by_an_unknown_one() -> None:
    need = a_need("fire", grade=2)
    for grade, units in ((1, 3), (2, 3), (3, 0), (None, 0)):
        held = TeamCapability(capability_code="fire", units=3, grade=grade)
        assert units_for(Team(name="演示队", capabilities=[held]), need) == units


def test_a_named_need_gets_all_the_team_has_and_one_it_cannot_serve_is_refused() -> None:
    covered = a_need("fire", 2, committed=2)
    assert fills_for_named(a_team(fire=3), [covered]) == {covered.id: 3}
    with pytest.raises(TeamServesNoSuchNeed) as refusal:
        fills_for_named(a_team(fire=3), [a_need("medical")])
    assert refusal.value.facts["need"] == "medical"
