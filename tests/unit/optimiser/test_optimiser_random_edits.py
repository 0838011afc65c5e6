"""Any list of edits either is refused with the path of the edit, or gives an answer that holds."""

from __future__ import annotations

import random
from copy import deepcopy
from typing import Any

import pytest

from dispatch.optimiser.checking.check import check
from dispatch.optimiser.problem import Problem, ProblemError
from dispatch.optimiser.solution import Status
from dispatch.optimiser.solve import solve
from dispatch.optimiser.teams.memory import Memory
from dispatch.optimiser.what_if.asking import what_if
from dispatch.optimiser.what_if.edits import FORMAT
from dispatch.optimiser.what_if.reading import READERS, read_edits
from tests.unit.optimiser.small_problems import random_problem


class Editor:
    """Draws edits of a problem; now and then of something that is not there."""

    def __init__(self, seed: int, problem: Problem) -> None:
        self.r, self.problem = random.Random(seed), problem

    def one(self, rows: Any) -> str:
        ids = [row.id for row in rows]
        return self.r.choice(ids) if ids and self.r.random() < 0.95 else "nobody"

    def pair(self) -> dict[str, str]:
        return {"team": self.one(self.problem.teams), "incident": self.one(self.problem.incidents)}

    def draw(self, number: int) -> dict[str, Any]:
        kind = self.r.choice([kind for kind in READERS if kind in DRAWN])
        return {"edit": kind, **DRAWN[kind](self, number)}


def added_incident(editor: Editor, number: int) -> dict[str, Any]:
    r, problem = editor.r, editor.problem
    return {
        "incident": {"id": f"new-{number}", "priority": r.randint(1, 5)},
        "needs": [
            {"id": f"new-{number}-n", "capability": "medical", "amount": r.randint(1, 3)},
            {"id": f"new-{number}-w", "item": "water", "amount": 2, "latest_s": 3000},
        ],
        "travel": {
            "teams": {team.id: r.randint(60, 3000) for team in problem.teams if r.random() < 0.8},
            "depots": {depot.id: r.randint(60, 3000) for depot in problem.depots},
        },
    }


DRAWN: dict[str, Any] = {
    "team_lost": lambda e, n: {"team": e.one(e.problem.teams)},
    "team_added": lambda e, n: {
        "team": {"id": f"new-team-{n}", "units": {"fire": 2, "medical": 1}},
        "travel": {incident.id: e.r.randint(60, 2000) for incident in e.problem.incidents},
    },
    "team_changed": lambda e, n: {"team": e.one(e.problem.teams), "staffed": e.r.random() < 0.5},
    "release_team": lambda e, n: {"team": e.one(e.problem.teams)},
    "incident_added": added_incident,
    "need_changed": lambda e, n: {"need": e.one(e.problem.needs), "amount": e.r.randint(1, 6)},
    "need_removed": lambda e, n: {"need": e.one(e.problem.needs)},
    "stock_found": lambda e, n: {
        "lot": {"id": f"lot-{n}", "depot": e.one(e.problem.depots), "item": "water", "amount": 5}
    },
    "stock_lost": lambda e, n: {"lot": e.one(e.problem.lots), "amount": e.r.randint(1, 9)},
    "stock_confirmed": lambda e, n: {"lot": e.one(e.problem.lots)},
    "truck_added": lambda e, n: {
        "depot": e.one(e.problem.depots),
        "truck": {"id": f"truck-{n}", "payload_kg": 100, "hazmat": e.r.random() < 0.5},
    },
    "travel_changed": lambda e, n: {
        "ways": [{**e.pair(), "seconds": e.r.choice([None, 30, 900])}],
    },
    "time_passed": lambda e, n: {"seconds": e.r.randint(1, 2000)},
    "policy_changed": lambda e, n: {
        "policy": {"lateness_factor": e.r.choice([1.0, 2.5]), "weights": {"distance_cost": 3}}
    },
    "pin": lambda e, n: e.pair(),
    "unpin": lambda e, n: {"team": e.one(e.problem.teams)},
    "exclude": lambda e, n: e.pair(),
    "allow": lambda e, n: e.pair(),
}


def test_every_edit_but_one_is_drawn() -> None:
    assert set(READERS) - set(DRAWN) == {"need_added"}


@pytest.mark.parametrize("seed", range(300))
def test_edits_are_refused_by_their_path_or_answered_rightly(seed: int) -> None:
    problem = Problem.from_json(random_problem(seed))
    before = problem.to_json()
    memory = Memory()
    base = solve(problem, memory=memory)
    kept = deepcopy(memory)
    editor = Editor(seed, problem)
    rows = [editor.draw(number) for number in range(editor.r.randint(1, 5))]
    try:
        edits = read_edits({"format": FORMAT, "edits": rows})
        found = what_if(problem, base, edits, memory=memory)
    except ProblemError as refusal:
        assert refusal.path.startswith("edits["), refusal
        return
    assert problem.to_json() == before
    assert memory == kept
    assert check(found.problem.to_json(), found.solution.to_json()) == []
    assert sum(found.difference.price_terms().values()) == found.difference.change
    cold = solve(found.problem)
    if cold.status is found.solution.status is Status.OPTIMAL:
        assert cold.objective == found.solution.objective
