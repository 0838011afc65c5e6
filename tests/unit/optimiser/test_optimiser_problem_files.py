"""Problem files: precise errors with the path of the field, defaults, schemas, the command line."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from dispatch.optimiser.cli import check_files, solve_file
from dispatch.optimiser.problem import Policy, Problem, ProblemError
from dispatch.optimiser.solution import Solution
from tests.unit.optimiser.city_of_two import a_problem, a_store, solved
from tests.unit.optimiser.small_problems import random_problem

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "tests" / "data" / "problems" / "chlorine-leak.json"
FIRE = {"id": "hoses", "incident": "fire", "capability": "fire", "amount": 1}
BAG = {"id": "lot", "depot": "store", "item": "bag", "amount": 1}
RULE = {"area": "a", "capability": "fire", "within_s": 1, "count": 1}
HERE = {"team": "one", "incident": "fire"}

WRONG: list[tuple[dict[str, Any], str, str]] = [
    (a_problem(format="muster-problem/9"), "format", "bad_format"),
    (a_problem(needs=None), "needs", "missing"),
    (a_problem(colour="red"), "colour", "unknown_field"),
    (a_problem(now="yesterday"), "now", "bad_instant"),
    (a_problem(now="2026-06-01T08:00:00"), "now", "bad_instant"),
    (a_problem(incidents=[{"id": "fire", "priority": 6}]), "incidents[0].priority", "out_of_range"),
    (a_problem(needs=[FIRE, FIRE]), "needs[1].id", "duplicate"),
    (a_problem(incidents=["fire"]), "incidents[0]", "wrong_type"),
    (a_problem(needs=[{**FIRE, "item": "hose"}]), "needs[0]", "contradiction"),
    (a_problem(needs=[{**FIRE, "amount": 0}]), "needs[0].amount", "out_of_range"),
    (a_problem(needs=[{**FIRE, "amount": 1.5}]), "needs[0].amount", "wrong_type"),
    (a_problem(needs=[{**FIRE, "amount": True}]), "needs[0].amount", "wrong_type"),
    (a_problem(needs=[{**FIRE, "amount": 30_000}]), "needs[0].amount", "out_of_range"),
    (a_problem(needs=[{**FIRE, "least": 2}]), "needs[0].least", "out_of_range"),
    (a_problem(needs=[{**FIRE, "incident": "flood"}]), "needs[0].incident", "unknown_reference"),
    (
        a_problem(teams=[{"id": "one", "units": {"fire": -1}}]),
        "teams[0].units.fire",
        "out_of_range",
    ),
    (a_problem(teams=[{"id": "one", "unit": {}}]), "teams[0].unit", "unknown_field"),
    (a_problem(teams=[{"id": "one", "lon": 200}]), "teams[0].lon", "out_of_range"),
    (
        a_problem(travel={"teams_to_incidents": [[300, 4]]}),
        "travel.teams_to_incidents[0]",
        "wrong_shape",
    ),
    (a_problem(travel={"teams_to_incidents": []}), "travel.teams_to_incidents", "wrong_shape"),
    (
        a_problem(travel={"teams_to_incidents": [[-5]]}),
        "travel.teams_to_incidents[0][0]",
        "out_of_range",
    ),
    (
        a_problem(travel={"teams_to_incidents": [["x"]]}),
        "travel.teams_to_incidents[0][0]",
        "wrong_type",
    ),
    (
        a_problem(travel={"teams_to_incidents": {"npy": "../x.npy"}}),
        "travel.teams_to_incidents.npy",
        "bad_file",
    ),
    (a_problem(pins=[HERE], exclusions=[HERE]), "pins[0]", "contradiction"),
    (a_problem(pins=[HERE, HERE]), "pins[1].team", "duplicate"),
    (a_problem(running=[{**HERE, "state": "lost"}]), "running[0].state", "out_of_range"),
    (a_problem(cover=[{**RULE, "travel": []}]), "cover[0].travel", "wrong_shape"),
    (a_problem(policy={"weights": {"luck": 1}}), "policy.weights.luck", "unknown_field"),
    (a_problem(policy={"lateness_factor": 0.5}), "policy.lateness_factor", "out_of_range"),
    (a_store(lots=[{**BAG, "depot": "shed"}]), "lots[0].depot", "unknown_reference"),
    (a_store(lots=[{**BAG, "expires_at": "soon"}]), "lots[0].expires_at", "bad_instant"),
    (a_store(lots=[{**BAG, "colour": "red"}]), "lots[0].colour", "unknown_field"),
    (a_store(lots=[{**BAG, "amount": -1}]), "lots[0].amount", "out_of_range"),
]


@pytest.mark.parametrize(("problem", "path", "code"), WRONG, ids=[f"{p}-{c}" for _, p, c in WRONG])
def test_a_wrong_field_is_named_with_its_path(
    problem: dict[str, Any], path: str, code: str
) -> None:
    with pytest.raises(ProblemError) as refused:
        Problem.from_json(problem)
    assert (refused.value.path, refused.value.code) == (path, code)


def test_two_incidents_cannot_share_a_group() -> None:
    needs = [{**FIRE, "group": "g"}, {**FIRE, "id": "other", "incident": "blaze", "group": "g"}]
    problem = a_problem(
        incidents=[{"id": "fire"}, {"id": "blaze"}],
        needs=needs,
        travel={"teams_to_incidents": [[300, 300]]},
    )
    with pytest.raises(ProblemError, match=r"needs\[1\].group"):
        Problem.from_json(problem)


def test_what_is_not_given_has_the_stated_default() -> None:
    problem = Problem.from_json(a_problem())
    assert problem.policy == Policy()
    assert (problem.teams[0].free, problem.teams[0].ready_s, problem.teams[0].tier) == (True, 0, 0)
    assert (problem.needs[0].least, problem.needs[0].latest_s) == (1, None)


def test_travel_times_can_lie_in_a_file_beside_the_problem(tmp_path: Path) -> None:
    np.save(tmp_path / "times.npy", np.array([[-1]], np.int32))
    problem = a_problem(travel={"teams_to_incidents": {"npy": "times.npy"}})
    read = Problem.from_json(problem, tmp_path)
    assert read.travel.teams_to_incidents.tolist() == [[-1]]


def _schema(name: str) -> jsonschema.Draft202012Validator:
    text = (ROOT / "docs" / "formats" / f"muster-{name}-1.schema.json").read_text(encoding="utf-8")
    schema = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_problems_and_solutions_fit_their_schemas() -> None:
    for_problem, for_solution = _schema("problem"), _schema("solution")
    for seed in range(40):
        problem = random_problem(seed)
        for_problem.validate(problem)
        for_problem.validate(Problem.from_json(problem).to_json())
        solution = solved(problem).to_json()
        for_solution.validate(solution)
        assert Solution.from_json(solution).to_json() == solution


def test_the_schema_refuses_what_reading_refuses() -> None:
    schema = _schema("problem")
    loose = {"unknown_reference", "duplicate", "wrong_shape", "bad_instant", "bad_file"}
    for problem, path, code in WRONG:
        if (
            code not in loose
            and path not in ("pins[0]", "needs[0].least")
            and problem["needs"]
            and problem["needs"][0]["amount"] != 30_000
        ):
            assert not schema.is_valid(problem), path


def test_the_example_is_solved_and_checked_from_files(tmp_path: Path, capsys: Any) -> None:
    out = tmp_path / "solution.json"
    assert solve_file(EXAMPLE, out) == 0
    assert check_files(EXAMPLE, out) == 0
    assert "every rule holds" in (told := capsys.readouterr().out)
    assert " picks, " in told
    broken = json.loads(out.read_text(encoding="utf-8"))
    broken["picks"].pop()
    out.write_text(json.dumps(broken), encoding="utf-8")
    assert check_files(EXAMPLE, out) == 1
    assert "[terms]" in (told := capsys.readouterr().out)
    assert " rules hold" in told.splitlines()[-1]


def test_files_that_cannot_be_read_or_meant_give_their_own_exit_codes(
    tmp_path: Path, capsys: Any
) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text("{", encoding="utf-8")
    assert solve_file(bad, tmp_path / "x.json") == 2
    assert solve_file(tmp_path / "none.json", tmp_path / "x.json") == 2
    bad.write_text(json.dumps(a_problem(colour="red")), encoding="utf-8")
    assert solve_file(bad, tmp_path / "x.json") == 1
    assert "colour: no such field here [unknown_field]" in capsys.readouterr().err
    bad.write_text(json.dumps(a_problem()), encoding="utf-8")
    assert check_files(bad, bad) == 1


def test_a_small_file_is_held_against_every_other_choice(tmp_path: Path, capsys: Any) -> None:
    problem, out = tmp_path / "problem.json", tmp_path / "solution.json"
    problem.write_text(json.dumps(a_problem()), encoding="utf-8")
    assert solve_file(problem, out) == 0
    assert check_files(problem, out, exhaustive=True, previous_path=None) == 0
    teams = [{"id": f"t{k}", "units": {"fire": 1}} for k in range(40)]
    large = a_problem(teams=teams, travel={"teams_to_incidents": [[60]] * 40})
    problem.write_text(json.dumps(large), encoding="utf-8")
    assert solve_file(problem, out) == 0
    assert check_files(problem, out, exhaustive=True) == 1
    assert "too large to try every choice" in capsys.readouterr().err
