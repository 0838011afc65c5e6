"""The incident a level is tested with: what planners state, else what its trigger is written for."""

from app.seed.plans_data.every import PLANS
from plans.expressions import Source, condition
from plans.readiness.design_case import design_case, facts_named


def test_the_mildest_incident_that_reaches_every_limit_of_the_trigger() -> None:
    found = facts_named(
        'incident.deaths >= 3 || incident.exposed > 500 || incident.spill == "large"'
        ' || incident.substance_un in ["1017", "1005"]'
    )
    assert found == {"deaths": 3, "exposed": 501, "spill": "large", "substance_un": "1017"}


def test_of_two_limits_of_one_fact_the_lower_counts() -> None:
    assert facts_named("incident.deaths >= 30 || incident.deaths >= 10") == {"deaths": 10}


def test_what_planners_state_holds_whatever_the_trigger_says() -> None:
    case = design_case("P", ["urban_flood"], "incident.deaths >= 3", {"trapped": 40})
    assert (case.source, case.facts.trapped, case.facts.deaths) == ("stated", 40, None)


def test_a_trigger_that_names_nothing_leaves_everything_unknown() -> None:
    case = design_case("P", ["urban_flood"], "true")
    assert (case.source, dict(case.known), case.facts.exposed) == ("nothing", {}, None)


def test_facts_that_do_not_meet_the_trigger_are_not_taken_for_its_incident() -> None:
    case = design_case("P", ["urban_flood"], "incident.deaths >= 3 && incident.deaths == 1")
    assert case.source == "nothing"


def test_the_case_of_every_level_of_every_shipped_plan_meets_its_trigger() -> None:
    for plan in PLANS:
        for level, trigger in enumerate(plan.triggers, start=1):
            case = design_case(plan.code, plan.incident_kinds, trigger.expression)
            met = condition(trigger.expression, case.facts, Source(plan.code, "trigger"))
            assert met.holds is True, (plan.code, level)
            assert case.source == ("nothing" if trigger.expression == "true" else "trigger")
