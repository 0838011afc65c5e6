"""Matching plans: reasons for, reasons against, the order, and the level that is only suggested."""

from dataclasses import dataclass, field

import pytest

from plans.expressions import ExpressionSyntax
from plans.facts import incident_facts
from plans.matching import covers, match


@dataclass
class Card:
    response_level: int
    trigger: str


def four_cards() -> list[Card]:
    return [
        Card(1, "incident.deaths >= 30"),
        Card(2, "incident.deaths >= 10"),
        Card(3, "incident.deaths >= 3"),
        Card(4, "true"),
    ]


@dataclass
class PreparedPlan:
    code: str
    status: str = "in_force"
    jurisdiction_code: str = "420100"
    incident_kinds: list[str] = field(default_factory=lambda: ["hazmat_leak"])
    condition: str = 'incident.kind == "hazmat_leak"'
    run_cards: list[Card] = field(default_factory=four_cards)


def codes(reasons: tuple[object, ...]) -> list[str]:
    return [reason.code for reason in reasons]  # type: ignore[attr-defined]


def test_a_matching_plan_says_why() -> None:
    facts = incident_facts("hazmat_leak", deaths=4)
    [found] = match([PreparedPlan("A")], facts, "420111")
    assert found.matches
    assert codes(found.because) == ["kind", "jurisdiction", "condition_met", "trigger_met"]
    assert found.because[0].facts == {"kind": "hazmat_leak"}
    assert found.because[3].facts == {"response_level": 3, "basis": {"deaths": 4}}
    assert found.not_because == ()


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        (PreparedPlan("A", status="void"), "not_in_force"),
        (PreparedPlan("A", jurisdiction_code="420200"), "other_jurisdiction"),
        (PreparedPlan("A", incident_kinds=["urban_flood"]), "other_kind"),
        (PreparedPlan("A", condition="incident.trapped > 5"), "condition_not_met"),
        (PreparedPlan("A", condition="incident.exposed > 5"), "facts_unknown"),
    ],
)
def test_a_plan_that_does_not_match_says_why_not(plan: PreparedPlan, code: str) -> None:
    [found] = match([plan], incident_facts("hazmat_leak", trapped=1), "420111")
    assert not found.matches
    assert found.score is None
    assert found.suggested_level is None
    assert codes(found.not_because) == [code]


def test_all_reasons_against_are_named_at_once() -> None:
    plan = PreparedPlan("A", status="draft", jurisdiction_code="110000", incident_kinds=["other"])
    [found] = match([plan], incident_facts("hazmat_leak"), "420111")
    assert codes(found.not_because) == ["not_in_force", "other_jurisdiction", "other_kind"]


def test_an_unknown_fact_that_would_decide_is_named() -> None:
    plan = PreparedPlan("A", condition="incident.exposed > 5")
    [found] = match([plan], incident_facts("hazmat_leak"), "420111")
    assert found.not_because[0].facts == {"unknown": ["exposed"]}


@pytest.mark.parametrize(("deaths", "level"), [(30, 1), (29, 2), (10, 2), (9, 3), (2, 4), (0, 4)])
def test_the_highest_level_whose_trigger_is_met_is_suggested(deaths: int, level: int) -> None:
    [found] = match([PreparedPlan("A")], incident_facts("hazmat_leak", deaths=deaths), "420100")
    assert found.suggested_level == level


def test_unknown_deaths_leave_the_higher_levels_open_and_suggest_the_lowest() -> None:
    [found] = match([PreparedPlan("A")], incident_facts("hazmat_leak"), "420100")
    assert [level.met for level in found.levels] == [None, None, None, True]
    assert found.levels[0].unknown == ("deaths",)
    assert found.suggested_level == 4


def test_matching_plans_come_first_and_the_best_first() -> None:
    made_for_it = PreparedPlan("Z")
    also = PreparedPlan("A", incident_kinds=["fire_explosion", "hazmat_leak"], condition="true")
    unfit = PreparedPlan("B", status="draft")
    found = match([unfit, also, made_for_it], incident_facts("hazmat_leak"), "420111")
    assert [m.plan.code for m in found] == ["Z", "A", "B"]


def test_equal_plans_stand_in_the_order_of_their_codes() -> None:
    plans = [PreparedPlan(code) for code in ("C", "A", "B")]
    found = match(plans, incident_facts("hazmat_leak"), "420111")
    assert [m.plan.code for m in found] == ["A", "B", "C"]


def test_the_plan_of_the_own_jurisdiction_comes_before_that_of_the_city() -> None:
    city, district = PreparedPlan("A"), PreparedPlan("B", jurisdiction_code="420111")
    found = match([city, district], incident_facts("hazmat_leak"), "420111")
    assert [m.plan.code for m in found] == ["B", "A"]


@pytest.mark.parametrize(
    ("plan", "place", "expected"),
    [
        ("420000", "420111", True),
        ("420100", "420111003", True),
        ("420111", "420111003", True),
        ("420111", "420100", False),
        ("420100", "420200", False),
        ("420111", "420112", False),
    ],
)
def test_a_plan_covers_its_jurisdiction_and_everything_below(
    plan: str, place: str, expected: bool
) -> None:
    assert covers(plan, place) is expected


def test_a_faulty_trigger_names_the_plan_and_the_run_card() -> None:
    plan = PreparedPlan("A", run_cards=[Card(2, "incident.deaths >")])
    with pytest.raises(ExpressionSyntax) as caught:
        match([plan], incident_facts("hazmat_leak"), "420100")
    assert caught.value.facts["plan"] == "A"
    assert caught.value.facts["field"] == "run_cards[2].trigger"
