"""The scenarios that come with the product: whole, playable in half an hour, in two languages."""

from collections.abc import Iterator
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from app.seed.plans_data import every
from exercises.scenario import Condition, Inject, Report, Scenario, Tell, Words
from exercises.scenarios import picture, shipped

PLAYED_IN_S = 1800
SCENARIOS = shipped()
each = pytest.mark.parametrize("scenario", SCENARIOS, ids=[one.id for one in SCENARIOS])


def words(value: object) -> Iterator[Words]:
    """Yield every text of a scenario."""
    if isinstance(value, Words):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from words(one)
    elif hasattr(type(value), "model_fields"):
        for name in type(value).model_fields:
            yield from words(getattr(value, name))


def conditions(inject: Inject) -> Iterator[Condition]:
    yield from inject.trigger.when
    for wish in inject.expected:
        yield from wish.when


@each
def test_a_shipped_scenario_is_played_alone_within_half_an_hour(scenario: Scenario) -> None:
    assert scenario.lasts_s / scenario.speed <= PLAYED_IN_S
    for one in scenario.injects:
        latest_s = one.trigger.latest_s or one.trigger.at_s or 0
        assert latest_s < scenario.lasts_s, one.id


@each
def test_a_shipped_scenario_surprises_by_time_by_condition_and_unseen(scenario: Scenario) -> None:
    assert 12 <= len(scenario.injects) <= 25
    assert any(one.trigger.when for one in scenario.injects)
    assert any(one.trigger.after for one in scenario.injects)
    assert any(one.trigger.by_hand for one in scenario.injects)
    assert any(one.hidden for one in scenario.injects)
    assert any(isinstance(one.doing, Tell) and one.doing.media for one in scenario.injects)


@each
def test_what_a_shipped_scenario_expects_has_limits_and_can_be_measured(
    scenario: Scenario,
) -> None:
    expected = [wish for one in scenario.injects for wish in one.expected]
    assert len(expected) >= 12
    assert all(wish.within_s for wish in expected)
    assert {one.measure for wish in expected for one in wish.when} >= {"ordered", "reported"}


@each
def test_a_shipped_scenario_is_told_in_chinese_and_in_english(scenario: Scenario) -> None:
    for text in words(scenario):
        assert text.en, text.zh
        assert any("一" <= letter <= "鿿" for letter in text.zh), text.zh


@each
def test_a_shipped_scenario_names_plans_and_pictures_that_there_are(scenario: Scenario) -> None:
    assert set(scenario.plan_codes) <= {plan.code for plan in every.PLANS}
    for one in scenario.injects:
        if isinstance(one.doing, Tell) and one.doing.media:
            found = picture(one.doing.media)
            assert found is not None, one.doing.media
            assert ElementTree.fromstring(found.read_bytes()).get("aria-label")
            assert "演练 EXERCISE" in found.read_text()


@each
def test_incidents_of_a_shipped_scenario_are_reported_before_they_change(
    scenario: Scenario,
) -> None:
    first = {
        one.doing.incident: one.trigger.at_s
        for one in scenario.injects
        if isinstance(one.doing, Report)
    }
    assert first
    for one in scenario.injects:
        for condition in conditions(one):
            if condition.incident is not None and one.trigger.when:
                assert (first[condition.incident] or 0) <= (one.trigger.at_s or 0), one.id


def test_shipped_scenarios_are_told_apart() -> None:
    ids = sorted(one.id for one in SCENARIOS)
    assert all(left != right for left, right in pairwise(ids))
