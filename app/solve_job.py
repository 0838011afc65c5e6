"""One solve from the picture to the published proposal; nothing unchecked is ever published."""

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import dispatch.picture
import dispatch.problem_loader
import dispatch.service_solving
from core.db import LIVE, Database, is_lost_connection
from dispatch.answer import Book, answer_of, previous_solution
from dispatch.optimiser.budget import Budget
from dispatch.optimiser.checking import check
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import Solution, Status
from dispatch.optimiser.solve import solve
from dispatch.problem_loader import Loaded
from dispatch.service_solving import Taken
from geo.road_book import RoadBook

logger = logging.getLogger("muster.worker")

IMPROVEMENT_EVERY_S = 1.0
ASK_EVERY_S = 0.1

Solver = Callable[..., Solution]


class Refused(Exception):
    """The independent checker found a solution that breaks a rule."""


class SolveJob:
    """Solves one proposal that this worker has taken on, and publishes its answers."""

    def __init__(
        self,
        database: Database,
        roads: RoadBook,
        taken: Taken,
        *,
        budget_s: float,
        overtaken: Callable[[int], bool],
        world: str = LIVE,
        solver: Solver = solve,
    ) -> None:
        self.database = database
        self.roads = roads
        self.taken = taken
        self.budget_s = budget_s
        self.world = world
        self.basis_seq = 0
        self.timings_s: dict[str, float] = {}
        self._overtaken = overtaken
        self._solver = solver
        self._published_s: float | None = None
        self._asked_s = 0.0
        self._problem_json: dict[str, Any] = {}
        self._book: Book | None = None

    def run(self) -> None:
        """Solve and publish; a failure is stored with its reason and raises nothing.

        Only a database that went away is the worker's to wait for.
        """
        try:
            loaded = self._load()
            solution = self._solve(loaded)
            self._publish(loaded, solution, finished=True)
        except Refused as refusal:
            logger.error("proposal %s refused by the checker: %s", self.taken.number, refusal)
            self._fail(str(refusal))
        except Exception as error:
            if is_lost_connection(error):
                raise
            logger.exception("proposal %s could not be solved", self.taken.number)
            self._fail(f"{type(error).__name__}: {error}")

    def _load(self) -> Loaded:
        began = time.perf_counter()
        with self.database.picture(self.world) as session:
            picture = dispatch.picture.read_picture(session)
        self.basis_seq = picture.basis_seq
        self.timings_s["load"] = time.perf_counter() - began
        loaded = dispatch.problem_loader.load_problem(picture, self.roads)
        self.timings_s |= loaded.timings_s
        return loaded

    def _solve(self, loaded: Loaded) -> Solution:
        began = time.perf_counter()
        solution = self._solver(
            loaded.problem,
            budget=Budget(seconds=self.budget_s, stop=self._should_stop),
            on_progress=lambda better: self._publish_progress(loaded, better),
            previous=previous_solution(loaded),
        )
        self.timings_s["solve"] = time.perf_counter() - began
        return solution

    def _should_stop(self) -> bool:
        """Stop thinking once an answer is out and the situation has changed."""
        now_s = time.perf_counter()
        if self._published_s is None or now_s - self._asked_s < ASK_EVERY_S:
            return False
        self._asked_s = now_s
        return self._overtaken(self.basis_seq)

    def _publish_progress(self, loaded: Loaded, solution: Solution) -> None:
        """Show the first answer at once, then at most one better one a second.

        It is shown as feasible whatever it is: only the finished solve announces a proof.
        """
        now_s = time.perf_counter()
        if self._published_s is None or now_s - self._published_s >= IMPROVEMENT_EVERY_S:
            self._publish(loaded, solution, finished=False)

    def _publish(self, loaded: Loaded, solution: Solution, *, finished: bool) -> None:
        began = time.perf_counter()
        self._require_right(loaded.problem, solution)
        checked = time.perf_counter()
        self.timings_s["check"] = self.timings_s.get("check", 0.0) + checked - began
        self.timings_s.setdefault("check_first", self.timings_s["check"])
        proven = finished and solution.status == Status.OPTIMAL
        self._book = self._book or Book(loaded)
        answer = answer_of(self._book, solution, self._rounded(solution), proven=proven)
        with self.database.transaction(self.world) as session:
            wanted = dispatch.service_solving.publish(session, self.taken, answer)
        self._published_s = time.perf_counter()
        stored = self._published_s - checked
        self.timings_s["store"] = self.timings_s.get("store", 0.0) + stored
        logger.info(
            "proposal %s %s%s: objective %s, bound %s, store %.3f s",
            self.taken.number,
            "proven" if proven else "feasible",
            "" if wanted else " (no longer wanted)",
            solution.objective,
            solution.bound,
            stored,
        )

    def _require_right(self, problem: Problem, solution: Solution) -> None:
        if not self._problem_json:
            self._problem_json = _as_json(problem)
        violations = check.check(self._problem_json, solution.to_json())
        if violations:
            first = "; ".join(f"{one.code} {one.path}: {one.message}" for one in violations[:5])
            raise Refused(f"{len(violations)} violations: {first}")

    def _rounded(self, solution: Solution) -> dict[str, float]:
        steps = {f"solve_{name}": value for name, value in solution.timings_s.items()}
        return {name: round(value, 4) for name, value in {**steps, **self.timings_s}.items()}

    def _fail(self, error: str) -> None:
        with self.database.transaction(self.world) as session:
            dispatch.service_solving.fail(session, self.taken, error)


def _as_json(problem: Problem) -> dict[str, Any]:
    """Return the problem as the checker reads it; lots, tens of thousands, take the short way."""
    data = replace(problem, lots=()).to_json()
    data["lots"] = [
        {
            "id": lot.id,
            "depot": lot.depot,
            "item": lot.item,
            "amount": lot.amount,
            "expires_at": lot.expires_at,
            "confirmed_at": lot.confirmed_at,
        }
        for lot in problem.lots
    ]
    return data
