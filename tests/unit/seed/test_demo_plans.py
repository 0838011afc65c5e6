"""The six synthetic plans: complete, readable, solid without facts, and right for their incident."""

import pytest

from app.seed.catalogue import CAPABILITIES, ITEMS
from app.seed.plans_data.every import PLANS
from app.seed.plans_data.shape import Ask, PlanData
from app.seed.shared_rows import plan_row, requirement_rows, run_card_rows, task_rows
from incidents.kinds import IncidentKind
from plans.expressions import Source, check_condition, check_quantity, quantity
from plans.facts import IncidentFacts, incident_facts

each_plan = pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.code)

CHLORINE_TANKER = incident_facts(
    "hazmat_leak",
    serious_injuries=3,
    exposed=400,
    substance_un="1017",
    spill="large",
    container="road_tanker",
    wind_speed_ms=2.5,
    people_isolation=1200,
)


@each_plan
def test_every_expression_of_a_plan_is_accepted_and_has_a_number_without_facts(
    plan: PlanData,
) -> None:
    check_condition(plan.condition, Source(plan.code, "condition"))
    for trigger in plan.triggers:
        check_condition(trigger.expression, Source(plan.code, "trigger"))
    for ask in plan.asks:
        for text in [q for q in (*ask.quantities, ask.least) if q is not None]:
            check_quantity(text, Source(plan.code, ask.code))


@each_plan
def test_a_plan_asks_only_for_what_the_catalogue_knows(plan: PlanData) -> None:
    known = {row.code for row in CAPABILITIES} | {item.code for item in ITEMS}
    assert {ask.code for ask in plan.asks} <= known
    assert len({ask.code for ask in plan.asks}) == len(plan.asks)
    assert set(plan.incident_kinds) <= set(IncidentKind)


@each_plan
def test_a_plan_has_four_levels_and_each_only_adds(plan: PlanData) -> None:
    assert [card["response_level"] for card in run_card_rows(plan)] == [1, 2, 3, 4]
    for facts in (IncidentFacts(plan.incident_kinds[0]), CHLORINE_TANKER):
        for ask in plan.asks:
            assert all(_number(text, facts) >= 0 for text in ask.quantities), ask.code
            assert in_all(ask, 1, facts) > 0, ask.code


def test_the_levels_of_the_leak_plan_add_up_to_what_each_asks_for_in_all() -> None:
    by_code = {ask.code: ask for ask in PLANS[0].asks}
    sums = {
        code: [in_all(by_code[code], level, CHLORINE_TANKER) for level in (4, 3, 2, 1)]
        for code in ("hazmat_control", "ambulance_transport", "evacuation_transport", "2990102")
    }
    assert sums == {
        "hazmat_control": [2, 3, 4, 6],
        "ambulance_transport": [2, 3, 3, 5],
        "evacuation_transport": [0, 3, 3, 7],
        "2990102": [0, 100, 800, 1600],
    }


@each_plan
def test_the_least_that_is_worth_sending_is_within_every_quantity(plan: PlanData) -> None:
    for ask in plan.asks:
        if ask.least is not None:
            for level in (1, 2, 3, 4):
                total = in_all(ask, level, CHLORINE_TANKER)
                assert total == 0 or int(ask.least) <= total


@each_plan
def test_a_plan_is_synthetic_in_force_and_says_so(plan: PlanData) -> None:
    row = plan_row(plan)
    assert row["synthetic"] is True
    assert row["status"] == "in_force"
    assert "演示" in row["title"]
    assert "demo" in row["title_en"]


@each_plan
def test_every_level_adds_requirements_and_the_lowest_has_tasks_and_measures(
    plan: PlanData,
) -> None:
    for card in run_card_rows(plan):
        mine = [r for r in requirement_rows(plan) if r["run_card_id"] == card["id"]]
        duties = [t for t in task_rows(plan) if t["run_card_id"] == card["id"]]
        assert len(mine) >= 2
        assert all((r["capability_code"] is None) != (r["item_code"] is None) for r in mine)
        assert [d["position"] for d in duties] == list(range(1, len(duties) + 1))
    lowest = next(card for card in run_card_rows(plan) if card["response_level"] == 4)
    assert len([t for t in task_rows(plan) if t["run_card_id"] == lowest["id"]]) >= 4
    assert lowest["measures"]


def test_quantities_follow_the_facts_of_the_incident() -> None:
    hazmat = PLANS[0]
    ambulances = next(ask for ask in hazmat.asks if ask.code == "ambulance_transport")
    few, many = (
        in_all(ambulances, 2, incident_facts("hazmat_leak", serious_injuries=n)) for n in (2, 40)
    )
    assert (few, many) == (2, 21)


def test_no_number_of_casualties_whatever_breaks_a_quantity() -> None:
    worst = IncidentFacts(
        "hazmat_leak",
        *[10_000_000] * 6,
        10**13,
        "1017",
        "large",
        "road_tanker",
        100.0,
        1,
        1,
        10_000_000,
        10_000_000,
        23,
    )
    for plan in PLANS:
        for ask in plan.asks:
            for text in ask.quantities:
                assert _number(text, worst) < 100_000


def in_all(ask: Ask, level: int, facts: IncidentFacts) -> int:
    """What a level asks for in all: what it and the levels below it add."""
    return sum(_number(text, facts) for text in ask.quantities[level - 1 :])


def _number(text: str | None, facts: IncidentFacts) -> int:
    if text is None:
        return 0
    value = quantity(text, facts, Source("test", "quantity")).value
    assert value is not None
    return value
