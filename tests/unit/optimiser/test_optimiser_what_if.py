"""What-if and why-not: edits are precise, pure and priced by solving again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from referencing import Registry, Resource

from dispatch.optimiser.checking.check import check
from dispatch.optimiser.problem import Problem, ProblemError
from dispatch.optimiser.solution import Solution, Status
from dispatch.optimiser.solve import solve
from dispatch.optimiser.what_if.applying import apply_edits
from dispatch.optimiser.what_if.asking import several, what_if
from dispatch.optimiser.what_if.edits import FORMAT
from dispatch.optimiser.what_if.reading import READERS, read_edits
from dispatch.optimiser.what_if.why_not import (
    OFFICERS_WORD,
    next_best_jointly,
    why_not,
)
from tests.unit.optimiser.small_problems import random_problem

FORMATS = Path(__file__).resolve().parents[3] / "docs" / "formats"


def small(**changes: Any) -> Problem:
    """Two incidents, three medical teams, one depot with water."""
    data: dict[str, Any] = {
        "format": "muster-problem/1",
        "now": 1000,
        "incidents": [{"id": "east", "priority": 1}, {"id": "west", "priority": 3}],
        "needs": [
            {"id": "east-medical", "incident": "east", "capability": "medical", "amount": 2},
            {"id": "west-medical", "incident": "west", "capability": "medical", "amount": 1},
            {"id": "east-water", "incident": "east", "item": "water", "amount": 10},
        ],
        "teams": [{"id": f"t{k}", "units": {"medical": 1}, "ready_s": 60} for k in range(3)],
        "depots": [{"id": "d0"}],
        "items": {"water": {"kg": 1}},
        "lots": [{"id": "l0", "depot": "d0", "item": "water", "amount": 12, "confirmed_at": 990}],
        "travel": {
            "teams_to_incidents": [[300, 900], [400, 500], [700, 600]],
            "depots_to_incidents": [[600, 800]],
        },
    }
    return Problem.from_json({**data, **changes})


def edits(*rows: dict[str, Any]) -> tuple[Any, ...]:
    return read_edits({"format": FORMAT, "edits": list(rows)})


def sent(solution: Solution) -> dict[str, str]:
    return {pick.team: pick.incident for pick in solution.picks}


EXAMPLES: dict[str, dict[str, Any]] = {
    "team_lost": {"team": "t0"},
    "team_added": {
        "team": {"id": "t9", "units": {"medical": 2}},
        "travel": {"east": 100, "west": None},
    },
    "team_changed": {"team": "t0", "ready_s": 600},
    "release_team": {"team": "t0"},
    "incident_added": {
        "incident": {"id": "north", "priority": 2},
        "needs": [{"id": "north-medical", "capability": "medical", "amount": 1}],
        "travel": {"teams": {"t0": 100}, "depots": {"d0": 50}},
    },
    "need_added": {"need": {"id": "w2", "incident": "west", "item": "water", "amount": 2}},
    "need_changed": {"need": "east-medical", "amount": 3, "latest_s": 1200},
    "need_removed": {"need": "west-medical"},
    "stock_found": {"lot": {"id": "l1", "depot": "d0", "item": "water", "amount": 5}},
    "stock_lost": {"lot": "l0", "amount": 4},
    "stock_confirmed": {"lot": "l0"},
    "truck_added": {"depot": "d0", "truck": {"id": "k0", "payload_kg": 100}},
    "travel_changed": {"ways": [{"team": "t0", "incident": "east", "seconds": None}]},
    "time_passed": {"seconds": 120},
    "policy_changed": {"policy": {"weights": {"distance_cost": 5}}},
    "pin": {"team": "t2", "incident": "east"},
    "unpin": {"team": "t2"},
    "exclude": {"team": "t0", "incident": "east"},
    "allow": {"team": "t0", "incident": "east"},
}


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"edit": "team_gone", "team": "t0"}, "edits[0].edit", "out_of_range"),
    ({"edit": "team_lost"}, "edits[0].team", "missing"),
    ({"edit": "team_lost", "team": "nobody"}, "edits[0].team", "unknown_reference"),
    ({"edit": "team_lost", "team": "t0", "why": "x"}, "edits[0].why", "unknown_field"),
    ({"edit": "need_changed", "need": "east-medical"}, "edits[0]", "missing"),
    (
        {"edit": "need_changed", "need": "east-medical", "least": 3},
        "edits[0].least",
        "out_of_range",
    ),
    ({"edit": "time_passed", "seconds": 0}, "edits[0].seconds", "out_of_range"),
    (
        {"edit": "policy_changed", "policy": {"weights": {"shortage": -1}}},
        "edits[0].policy.weights.shortage",
        "out_of_range",
    ),
    (
        {"edit": "travel_changed", "ways": [{"team": "t0", "incident": "east"}]},
        "edits[0].ways[0].seconds",
        "missing",
    ),
    (
        {"edit": "travel_changed", "ways": [{"team": "x", "incident": "east", "seconds": 1}]},
        "edits[0].ways[0].team",
        "unknown_reference",
    ),
    (
        {"edit": "incident_added", "incident": {"id": "east"}},
        "edits[0].incident.id",
        "duplicate",
    ),
    (
        {"edit": "team_added", "team": {"id": "n", "units": {}}, "travel": {"south": 1}},
        "edits[0].travel.south",
        "unknown_reference",
    ),
    (
        {"edit": "stock_found", "lot": {"id": "l", "depot": "d9", "item": "w", "amount": 1}},
        "edits[0].lot.depot",
        "unknown_reference",
    ),
]


def test_there_is_an_example_of_every_edit() -> None:
    assert set(EXAMPLES) == set(READERS)


@pytest.mark.parametrize("kind", EXAMPLES)
def test_every_edit_leaves_a_problem_whose_answer_the_checker_accepts(kind: str) -> None:
    problem = small()
    before = problem.to_json()
    edited = apply_edits(problem, edits({"edit": kind, **EXAMPLES[kind]}))
    assert problem.to_json() == before
    assert check(edited.to_json(), solve(edited).to_json()) == []


def test_edits_apply_in_their_order_and_do_what_they_say() -> None:
    rows = {kind: row for kind, row in EXAMPLES.items() if kind != "team_lost"}
    problem = apply_edits(small(), edits(*({"edit": kind, **row} for kind, row in rows.items())))
    assert [team.id for team in problem.teams] == ["t0", "t1", "t2", "t9"]
    assert [need.id for need in problem.needs][-2:] == ["north-medical", "w2"]
    assert [(lot.id, lot.amount, lot.confirmed_at) for lot in problem.lots] == [
        ("l0", 8, 1000),
        ("l1", 5, 1000),
    ]
    assert [incident.id for incident in problem.incidents] == ["east", "west", "north"]


def test_the_schema_takes_every_edit_and_refuses_what_reading_refuses() -> None:
    schema = edits_schema()
    for kind, row in EXAMPLES.items():
        schema.validate({"format": FORMAT, "edits": [{"edit": kind, **row}]})
    kinds = {one["properties"]["edit"]["const"] for one in _options(schema)}
    assert kinds == set(READERS)
    for row, _, code in WRONG:
        if code in ("missing", "unknown_field", "out_of_range") and "least" not in row:
            data = {"format": FORMAT, "edits": [row]}
            if row != {"edit": "need_changed", "need": "east-medical"}:
                assert not schema.is_valid(data), row


def edits_schema() -> jsonschema.Draft202012Validator:
    """The schema of edits, which takes records from that of problems."""
    texts = {
        name: json.loads((FORMATS / f"muster-{name}-1.schema.json").read_text(encoding="utf-8"))
        for name in ("edits", "problem")
    }
    known = Registry().with_resources(
        (text["$id"], Resource.from_contents(text)) for text in texts.values()
    )
    jsonschema.Draft202012Validator.check_schema(texts["edits"])
    return jsonschema.Draft202012Validator(texts["edits"], registry=known)


def _options(schema: jsonschema.Draft202012Validator) -> list[Any]:
    options: list[Any] = schema.schema["properties"]["edits"]["items"]["oneOf"]
    return options


@pytest.mark.parametrize(("row", "path", "code"), WRONG)
def test_a_wrong_edit_is_refused_with_its_path(row: dict[str, Any], path: str, code: str) -> None:
    with pytest.raises(ProblemError) as refusal:
        apply_edits(small(), edits(row))
    assert (refusal.value.path, refusal.value.code) == (path, code)


def test_a_lost_team_takes_its_pins_and_its_way_with_it() -> None:
    problem = small(pins=[{"team": "t0", "incident": "east"}])
    edited = apply_edits(problem, edits({"edit": "team_lost", "team": "t0"}))
    assert [team.id for team in edited.teams] == ["t1", "t2"]
    assert edited.pins == ()
    assert edited.travel.teams_to_incidents.tolist() == [[400, 500], [700, 600]]


def test_time_that_passes_brings_running_teams_nearer_and_then_on_scene() -> None:
    problem = small(running=[{"team": "t0", "incident": "east"}])
    soon = apply_edits(problem, edits({"edit": "time_passed", "seconds": 100}))
    assert soon.teams[0].ready_s == 0
    assert soon.travel.teams_to_incidents[0, 0] == 260
    assert soon.running[0].state == "en_route"
    assert soon.teams[1].ready_s == 60
    later = apply_edits(problem, edits({"edit": "time_passed", "seconds": 360}))
    assert later.running[0].state == "on_scene"
    assert later.now == 1360
    assert solve(later).picks[0].eta_s == 0


def test_time_can_pass_with_the_answer_followed() -> None:
    problem = small()
    base = solve(problem)
    found = what_if(problem, base, edits({"edit": "time_passed", "seconds": 200, "follow": True}))
    assert {row.team: str(row.incident) for row in found.problem.running} == sent(base)
    assert found.difference.redirected == found.difference.recalled == ()
    first = next(row for row in found.difference.kept if row.team == "t0")
    assert (first.eta_before_s, first.eta_after_s) == (360, 160)


def test_only_the_first_edit_can_follow_an_answer() -> None:
    later = edits(
        {"edit": "unpin", "team": "t0"}, {"edit": "time_passed", "seconds": 60, "follow": True}
    )
    problem = small()
    with pytest.raises(ProblemError) as refusal:
        what_if(problem, solve(problem), later)
    assert refusal.value.path == "edits[1].follow"
    with pytest.raises(ProblemError):
        apply_edits(problem, later[1:])


def test_a_partial_policy_keeps_every_other_price() -> None:
    problem = small(policy={"weights": {"lateness": 3}, "tier_price_s": 7})
    row = {"edit": "policy_changed", "policy": {"weights": {"distance_cost": 9}, "strict": True}}
    policy = apply_edits(problem, edits(row)).policy
    assert (policy.weights.lateness, policy.weights.distance_cost) == (3, 9)
    assert (policy.tier_price_s, policy.strict) == (7, True)


def test_losing_a_team_redirects_another_and_says_what_is_short_now() -> None:
    problem = small()
    base = solve(problem)
    assert sent(base) == {"t0": "east", "t1": "east", "t2": "west"}
    found = what_if(problem, base, edits({"edit": "team_lost", "team": "t1"}))
    difference = found.difference
    assert [(c.team, c.incident) for c in difference.recalled] == [("t1", None)]
    assert [(c.team, c.was, c.incident) for c in difference.redirected] == [("t2", "west", "east")]
    assert [(c.need, c.short_after) for c in difference.now_short] == [("west-medical", 1)]
    west = next(row for row in difference.arrivals if row.incident == "west")
    assert (west.first_before_s, west.first_after_s) == (660, None)
    assert sum(difference.price_terms().values()) == difference.change > 0


def test_ten_variants_stand_side_by_side() -> None:
    problem = small()
    base = solve(problem)
    variants = [edits({"edit": k, **EXAMPLES[k]}) for k in list(EXAMPLES)[:10]]
    found = several(problem, base, variants)
    for answer in found:
        assert answer.difference.objective_before == base.objective
        assert answer.difference.objective_after == answer.solution.objective
        assert check(answer.problem.to_json(), answer.solution.to_json()) == []


@pytest.mark.parametrize("seed", range(60))
def test_no_edits_that_undo_each_other_change_the_answer(seed: int) -> None:
    problem = Problem.from_json(random_problem(seed))
    base = solve(problem)
    if not problem.teams or problem.pins or problem.exclusions:
        return
    team, incident = problem.teams[0].id, problem.incidents[0].id
    pair = {"team": team, "incident": incident}
    found = what_if(problem, base, edits({"edit": "exclude", **pair}, {"edit": "allow", **pair}))
    assert found.difference.change == 0


@pytest.mark.parametrize("seed", range(120))
def test_forcing_a_team_never_gains_and_costs_what_is_said(seed: int) -> None:
    problem = Problem.from_json(random_problem(seed))
    base = solve(problem)
    for team in problem.teams:
        found = why_not(problem, base, team.id)
        if found.price is None:
            assert found.obstacle is not None
            continue
        if found.obstacle is None and base.status is Status.OPTIMAL:
            assert found.price >= 0
        if not found.sent:
            assert found.solution is not None
            assert found.solution.objective == base.objective + found.price
            assert sum(found.price_terms.values()) == found.price
            assert sent(found.solution)[team.id] == found.incident


def test_what_forbids_a_team_is_named_with_its_facts() -> None:
    problem = small(
        teams=[
            {"id": "t0", "units": {"medical": 1}, "free": False},
            {"id": "t1", "units": {"medical": 1}, "staffed": False},
            {"id": "t2", "units": {"medical": 1}, "agreed": False, "jurisdiction": "420200"},
            {"id": "t3", "units": {"fire": 1}},
            {"id": "t4", "units": {"medical": 1}},
            {"id": "t5", "units": {"medical": 1}},
            {"id": "t6", "units": {"medical": 1}},
        ],
        needs=[
            {
                "id": "n",
                "incident": "east",
                "capability": "medical",
                "amount": 1,
                "latest_s": 100,
            }
        ],
        exclusions=[{"team": "t6", "incident": "east"}],
        travel={
            "teams_to_incidents": [[9, 9]] * 4 + [[None, 9], [301, 9], [9, 9]],
            "depots_to_incidents": [[600, 800]],
        },
    )
    base = solve(problem)
    codes = {team.id: why_not(problem, base, team.id, "east").obstacle for team in problem.teams}
    assert {team: reason and reason.code for team, reason in codes.items()} == {
        "t0": "none_free",
        "t1": "no_staff",
        "t2": "agreement_missing",
        "t3": "brings_nothing",
        "t4": "none_reachable",
        "t5": "too_late",
        "t6": "excluded_by_officer",
    }
    late = codes["t5"]
    assert late is not None
    assert late.facts == {"eta_s": 301, "useful_until_s": 300}


def test_an_officers_exclusion_has_its_price_told_beside_it() -> None:
    problem = small(exclusions=[{"team": "t0", "incident": "east"}])
    found = why_not(problem, solve(problem), "t0", "east")
    assert not found.possible
    assert found.price is not None
    assert found.price < 0


def test_a_team_that_is_sent_costs_nothing_to_send() -> None:
    problem = small()
    found = why_not(problem, solve(problem), "t0")
    assert (found.sent, found.possible, found.price) == (True, True, 0)
    assert found.instead is not None
    assert found.instead.joins == ("t2",)
    assert found.instead.price == found.instead.at_least > 0


def test_why_not_says_who_gives_way() -> None:
    problem = small()
    found = why_not(problem, solve(problem), "t2", "east")
    assert found.gives_way == ("t1",)
    assert found.price == found.at_least


@pytest.mark.parametrize("name", ["team", "incident"])
def test_why_not_of_somebody_unknown_names_the_field(name: str) -> None:
    problem = small()
    known = {"team": "t0", "incident": "east", name: "nobody"}
    with pytest.raises(ProblemError) as refusal:
        why_not(problem, solve(problem), **known)
    assert refusal.value.path == name


@pytest.mark.parametrize("seed", range(120))
def test_the_joint_next_best_is_never_dearer_than_the_one_with_the_others_left(seed: int) -> None:
    problem = Problem.from_json(random_problem(seed))
    base = solve(problem)
    if base.status is not Status.OPTIMAL:
        return
    for pick in base.picks:
        if pick.next_best is None:
            continue
        joint = next_best_jointly(problem, base, pick.team, pick.incident)
        assert joint.price >= 0
        if joint.proven:
            assert joint.price <= pick.next_best.price


def test_the_names_of_the_officers_obstacles_can_be_lifted_by_a_pin() -> None:
    problem = small(pins=[{"team": "t0", "incident": "west"}])
    base = solve(problem)
    found = why_not(problem, base, "t0", "east")
    assert found.obstacle is not None
    assert found.obstacle.code in OFFICERS_WORD
    assert found.price is not None


def test_the_matrix_of_the_base_is_never_written_to() -> None:
    problem = small()
    frozen = problem.travel.teams_to_incidents
    frozen.setflags(write=False)
    apply_edits(replace(problem), edits({"edit": "travel_changed", **EXAMPLES["travel_changed"]}))
    assert np.array_equal(frozen, [[300, 900], [400, 500], [700, 600]])
