"""Small problems of every class: equal to exhaustive search, accepted, without an exception."""

import pytest

from app.bench.registry import Asked
from app.bench.small_instances import Tally, measure, tally
from app.bench.small_problems import CLASSES, small_problem
from dispatch.optimiser.problem import Problem

EACH = 40


@pytest.mark.parametrize("kind", CLASSES)
def test_a_class_of_small_problems_is_solved_as_trying_every_choice_says(kind: str) -> None:
    found = tally(kind, range(EACH))
    assert (found.failed, found.refused, found.false_claims) == ([], [], []), found.codes
    assert (found.not_equal, found.not_proven) == ([], [])
    assert found.too_large == []


def test_the_same_seed_gives_the_same_problem() -> None:
    for kind in CLASSES:
        assert small_problem(kind, 7) == small_problem(kind, 7)
        assert small_problem(kind, 7) != small_problem(kind, 8)


def test_every_class_holds_what_it_is_named_for() -> None:
    problems = {kind: [small_problem(kind, seed) for seed in range(60)] for kind in CLASSES}
    for rows in problems.values():
        for problem in rows:
            Problem.from_json(problem)
    assert all(p["cover"] for p in problems["cover"])
    assert all(p["policy"]["move_ups"] for p in problems["move-ups"])
    assert any(n["group"] for p in problems["groups"] for n in p["needs"])
    assert all(p["running"] for p in problems["running"])
    assert any(p["pins"] for p in problems["running"])
    assert all(p["policy"]["strict"] for p in problems["strict"])
    assert any(d["trucks"] for p in problems["trips"] for d in p["depots"])
    assert any(_has_mixed_group(p["needs"]) for p in problems["everything"])


def _has_mixed_group(needs: list[dict[str, object]]) -> bool:
    kinds: dict[object, set[bool]] = {}
    for need in needs:
        if need["group"]:
            kinds.setdefault(need["group"], set()).add("item" in need)
    return any(len(found) > 1 for found in kinds.values())


def test_the_benchmark_tells_every_class_and_all_together() -> None:
    figures = {f.name: f for f in measure(Asked(quick=True, only=("teams", "cover")))}
    assert figures["teams: tried"].value == figures["cover: tried"].value
    assert figures["all: tried"].value == 2 * (figures["teams: tried"].value or 0)
    assert figures["all: not equal"].ok is True


def test_a_wrong_answer_is_counted_by_what_is_wrong_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.bench.small_instances.small_problem", lambda _kind, _seed: {})
    found = tally("teams", range(2))
    assert found == Tally(tried=2, failed=[0, 1], codes=found.codes)
    assert found.codes == {"ProblemError": 2}
