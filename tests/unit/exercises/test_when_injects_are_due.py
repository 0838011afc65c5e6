"""Injects come at their time, after others, on conditions, in one order, and each once."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from exercises.injects import due, next_at, planned_at
from exercises.scenario import Inject, Scenario

REPORT = {
    "do": "report",
    "incident": "A",
    "report": {
        "kind": "hazmat_leak",
        "title": "槽车泄漏",
        "position": {"lon": 114.3, "lat": 30.6},
        "place_name": "三环线东段",
    },
}
TELL = {"do": "tell", "sender": {"zh": "报警人"}, "text": {"zh": "有人昏倒"}}


def inject(name: str, doing: dict[str, Any] = TELL, **trigger: Any) -> dict[str, Any]:
    return {"id": name, "trigger": trigger, "to": ["duty_officer"], "doing": doing}


def scenario(*injects: dict[str, Any]) -> list[Inject]:
    checked = Scenario.model_validate(
        {
            "format": "muster-scenario/1",
            "id": "chlorine",
            "title": {"zh": "液氯泄漏"},
            "summary": {"zh": "演练用"},
            "kind": "tabletop",
            "objectives": [{"zh": "十分钟内启动响应"}],
            "begins_local": "2026-07-02T19:30",
            "lasts_s": 3600,
            "injects": list(injects),
        }
    )
    return checked.injects


def ids(found: Any) -> list[str]:
    return [one.id for one in found]


def test_what_is_due_by_the_clock_comes_in_the_order_of_its_time() -> None:
    plan = scenario(inject("late", at_s=300), inject("first", REPORT, at_s=0))
    assert ids(due(plan, 0, {}, {})) == ["first"]
    assert ids(due(plan, 900, {}, {})) == ["first", "late"]
    assert ids(due(plan, 900, {"first": 0}, {})) == ["late"]


def test_what_follows_another_waits_for_it_and_for_its_delay() -> None:
    plan = scenario(inject("first", REPORT, at_s=60), inject("then", after="first", delay_s=120))
    assert ids(due(plan, 900, {}, {})) == ["first"]
    assert ids(due(plan, 500, {"first": 400}, {})) == []
    assert [(one.id, one.at_s) for one in due(plan, 530, {"first": 400}, {})] == [("then", 520)]


def test_a_condition_whose_measure_is_unknown_does_not_hold() -> None:
    condition = {"measure": "on_scene", "incident": "A", "at_least": 2}
    plan = scenario(
        inject("first", REPORT, at_s=0), inject("more", when=[condition], latest_s=1800)
    )
    known = {"first": 0}
    assert ids(due(plan, 600, known, {})) == []
    assert ids(due(plan, 600, known, {("on_scene", "A"): 1})) == []
    assert ids(due(plan, 600, known, {("on_scene", "A"): 2})) == ["more"]
    assert [one.at_s for one in due(plan, 2000, known, {})] == [1800]


def test_what_says_that_it_is_over_waits_until_the_field_has_it_so() -> None:
    over = {"measure": "controlled", "incident": "A", "at_least": 1}
    plan = scenario(inject("first", REPORT, at_s=0), inject("sealed", when=[over], at_s=900))
    known = {"first": 0}
    assert ids(due(plan, 3000, known, {("controlled", "A"): 0})) == []
    assert ids(due(plan, 600, known, {("controlled", "A"): 1})) == []
    assert ids(due(plan, 3000, known, {("controlled", "A"): 1})) == ["sealed"]
    wish = {"text": {"zh": "堵漏"}, "when": [over]}
    with pytest.raises(ValidationError, match="for triggers alone"):
        scenario(inject("first", REPORT, at_s=0) | {"expected": [wish]})


def test_what_is_given_by_hand_never_comes_by_itself() -> None:
    plan = scenario(inject("first", REPORT, at_s=0), inject("spare", by_hand=True))
    assert ids(due(plan, 3600, {}, {})) == ["first"]
    assert next_at(plan, {"first": 0}) is None


def test_the_clock_alone_foretells_chains_and_nothing_that_waits_for_people() -> None:
    condition = {"measure": "unmet", "at_least": 1}
    plan = scenario(
        inject("first", REPORT, at_s=60),
        inject("then", after="first", delay_s=120),
        inject("last", after="then", delay_s=30),
        inject("watched", when=[condition], latest_s=900),
        inject("spare", by_hand=True),
        inject("after_spare", after="spare", delay_s=10),
    )
    foretold = planned_at(plan, {})
    assert foretold == {
        "first": 60, "then": 180, "last": 210, "watched": 900, "spare": None, "after_spare": None
    }  # fmt: skip
    assert planned_at(plan, {"first": 100})["last"] == 250
    assert planned_at(plan, {"spare": 40})["after_spare"] == 50


def test_a_chain_of_all_injects_there_may_be_is_foretold() -> None:
    names = [f"i{n}" for n in range(500)]
    rest = [inject(one, after=before, delay_s=1) for before, one in pairwise(names)]
    plan = scenario(*reversed(rest), inject("i0", at_s=0))
    assert planned_at(plan, {})["i499"] == 499


@given(st.lists(st.integers(0, 3000), min_size=1, max_size=12), st.integers(1, 700))
def test_each_inject_comes_once_whatever_the_steps_of_the_clock(
    times: list[int], step_s: int
) -> None:
    plan = scenario(*(inject(f"i{n}", at_s=at_s) for n, at_s in enumerate(times)))
    handed: dict[str, int] = {}
    order: list[int] = []
    for now_s in range(0, 3000 + step_s, step_s):
        for one in due(plan, now_s, handed, {}):
            handed[one.id] = one.at_s
            order.append(one.at_s)
    assert order == sorted(times)


@pytest.mark.parametrize(
    ("injects", "fault"),
    [
        ([inject("a", at_s=0), inject("a", at_s=1)], "twice"),
        ([inject("a", after="b"), inject("b", after="a")], "waits for itself"),
        ([inject("a", after="gone")], "not there"),
        ([inject("a")], "say when"),
        ([inject("a", at_s=1, after="a")], "either at_s or after"),
        (
            [inject("a", {"do": "correct", "incident": "Z", "change": {"deaths": 3}}, at_s=0)],
            "never reported",
        ),
        ([inject("a", at_s=0, when=[{"measure": "unmet"}])], "at_least or at_most"),
    ],
)
def test_a_scenario_that_does_not_hang_together_is_refused(
    injects: list[dict[str, Any]], fault: str
) -> None:
    with pytest.raises(ValidationError, match=fault):
        scenario(*injects)
