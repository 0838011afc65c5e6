"""Whose resources a survey counts: own, agreed within the terms, neighbours only where listed."""

import importlib.util
from pathlib import Path
from types import ModuleType

from app.survey.scope import Scope


def _load(name: str) -> ModuleType:
    path = Path(__file__).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


t = _load("small_survey")
LENT = {"jurisdiction_code": "420106", "through": "agreement", "provider": "420106"}


def test_what_stands_below_the_area_is_its_own_whoever_else_signed() -> None:
    scope = Scope("420111", [t.agreement()], ["4201"])
    assert scope.standing("420111001") == {"through": "own", "provider": ""}
    assert scope.standing("420106002") == {"through": "agreement", "provider": "420106"}
    assert scope.standing("420103") == {"through": "neighbour", "provider": ""}


def test_an_agreement_without_terms_covers_everything() -> None:
    scope = Scope("420111", [t.agreement()], [])
    assert scope.as_agreed(t.team("D", {"pump": 5}, **LENT)).capabilities == {"pump": 5}
    assert scope.is_agreed("420106", "2990104")


def test_terms_let_through_what_they_name_and_nothing_else() -> None:
    scope = Scope("420111", [t.agreement(("capability", "pump", 3))], [])
    team = t.team("D", {"pump": 5, "fire": 2}, **LENT)
    assert scope.as_agreed(team).capabilities == {"pump": 5}
    assert not scope.is_agreed("420106", "2990104")


def test_terms_may_name_a_kind_of_team() -> None:
    scope = Scope("420111", [t.agreement(("team_kind", "professional", None))], [])
    assert scope.as_agreed(t.team("D", {"fire": 2}, **LENT)).capabilities == {"fire": 2}
    other = t.team("E", {"fire": 2}, kind="volunteer", **LENT)
    assert scope.as_agreed(other).capabilities == {}


def test_a_team_outside_the_terms_stands_among_the_neighbours_where_they_are_listed() -> None:
    scope = Scope("420111", [t.agreement(("capability", "pump", 3))], ["4201"])
    team = scope.as_agreed(t.team("E", {"fire": 2}, **LENT))
    assert (team.through, team.provider, team.capabilities) == ("neighbour", "", {"fire": 2})


def test_a_depot_is_shared_only_where_an_agreement_shares_goods() -> None:
    teams_only = [t.agreement(("capability", "pump", 3))]
    assert Scope("420111", teams_only, []).standing_of_depot("420106002") is None
    near = Scope("420111", teams_only, ["4201"]).standing_of_depot("420106002")
    assert near == {"through": "neighbour", "provider": ""}
    lent = {"through": "agreement", "provider": "420106"}
    for terms in ((), (("item", "2990104", None),)):
        goods = Scope("420111", [t.agreement(*terms)], [])
        assert goods.standing_of_depot("420106002") == lent
    own = Scope("420111", teams_only, []).standing_of_depot("420111001")
    assert own == {"through": "own", "provider": ""}
