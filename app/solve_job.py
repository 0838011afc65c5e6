"""One solve from the picture to the published proposal; nothing unchecked is ever published."""

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import dispatch.picture
import dispatch.problem_loader
import dispatch.queries
import dispatch.service_cases
import dispatch.service_solving
from app.ladder import Ladder
from app.solve_process import SolveLost
from core.db import LIVE, Database, is_lost_connection
from dispatch.answer import Book, answer_of, previous_solution
from dispatch.case_file import packed
from dispatch.optimiser.budget import Budget
from dispatch.optimiser.checking import check
from dispatch.optimiser.lots import NEVER_CONFIRMED, NO_EXPIRY, lot_table
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import Solution, Status
from dispatch.optimiser.solve import solve
from dispatch.problem_loader import Loaded
from dispatch.service_solving import Taken
from geo.road_book import RoadBook

logger = logging.getLogger("muster.worker")

IMPROVEMENT_EVERY_S = 0.25
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
        is_timed: bool = True,
    ) -> None:
        """Take a proposal on; one that is not timed keeps no times and no answers on the way."""
        self.database = database
        self.roads = roads
        self.taken = taken
        self.budget_s = budget_s
        self.world = world
        self.basis_seq = 0
        self.timings_s: dict[str, float] = {}
        self.ladder = Ladder()
        self._overtaken = overtaken
        self._solver = solver
        self._is_timed = is_timed
        self._published_s: float | None = None
        self._waiting: Solution | None = None
        self._asked_s = 0.0
        self._problem_json: dict[str, Any] = {}
        self._book: Book | None = None

    def run(self) -> None:
        """Solve and publish; a failure is stored with its reason and raises nothing.

        Only a database that went away is the worker's to wait for.
        """
        try:
            loaded = self._load()
            solution, trouble = self._solve(loaded)
            if self._publish(loaded, solution, finished=True, trouble=trouble):
                self._keep_case(solution)
        except Refused as refusal:
            logger.error("proposal %s refused by the checker: %s", self.taken.number, refusal)
            self._fail(str(refusal))
        except SolveLost as lost:
            self._fail(str(lost))
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

    def _solve(self, loaded: Loaded) -> tuple[Solution, str | None]:
        """Return the answer, and what became of the solver where it did not end well.

        A solver that was lost leaves the last answer it had reported, with its bound.
        """
        began, trouble = time.perf_counter(), None
        try:
            solution = self._solver(
                loaded.problem,
                budget=Budget(seconds=self.budget_s, stop=lambda: self._between_steps(loaded)),
                on_progress=lambda better: self._take_progress(loaded, better),
                previous=previous_solution(loaded),
            )
        except SolveLost as lost:
            if lost.last is None:
                raise
            solution, trouble = lost.last, str(lost)
        self.timings_s["solve"] = time.perf_counter() - began
        inside_s = solution.timings_s.get("total", self.timings_s["solve"])
        self.timings_s["hand_over"] = max(0.0, self.timings_s["solve"] - inside_s)
        self.timings_s["check_first"] = self.timings_s.get("check", 0.0)
        self.ladder.end(solution, self.timings_s["solve"] if self._is_timed else 0.0)
        return solution, trouble

    def _between_steps(self, loaded: Loaded) -> bool:
        """Publish what waits for its turn; then say whether to stop thinking.

        That is so once an answer is out and the situation has changed.
        """
        now_s = time.perf_counter()
        if self._published_s is None or not self._is_timed:
            return False
        if self._waiting is not None and now_s - self._published_s >= IMPROVEMENT_EVERY_S:
            self._publish(loaded, self._waiting, finished=False)
        if now_s - self._asked_s < ASK_EVERY_S:
            return False
        self._asked_s = now_s
        return self._overtaken(self.basis_seq) or self._settled()

    def _settled(self) -> bool:
        """Say whether an officer takes the best answer so far."""
        with self.database.picture(self.world) as session:
            return dispatch.queries.is_settled(session, self.taken.id)

    def _take_progress(self, loaded: Loaded, solution: Solution) -> None:
        """Show the first answer at once; a better one waits until its turn has come.

        It is shown as feasible whatever it is: only the finished solve announces a proof.
        """
        if not self._is_timed:
            return
        if not self.ladder.climb(solution):
            return
        if self._published_s is None:
            self._publish(loaded, solution, finished=False)
        else:
            self._waiting = solution

    def _publish(
        self, loaded: Loaded, solution: Solution, *, finished: bool, trouble: str | None = None
    ) -> bool:
        self._waiting = None
        began = time.perf_counter()
        self._require_right(loaded.problem, solution)
        checked = time.perf_counter()
        self.timings_s["check"] = self.timings_s.get("check", 0.0) + checked - began
        proven = finished and solution.status == Status.OPTIMAL
        self._book = self._book or Book(loaded)
        answer = replace(
            answer_of(self._book, solution, self._rounded(solution), proven=proven),
            ladder=self.ladder.steps,
            error=trouble,
        )
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
        return wanted

    def _require_right(self, problem: Problem, solution: Solution) -> None:
        if not self._problem_json:
            self._problem_json = as_json(problem)
        violations = check.check(self._problem_json, solution.to_json())
        if violations:
            first = "; ".join(f"{one.code} {one.path}: {one.message}" for one in violations[:5])
            raise Refused(f"{len(violations)} violations: {first}")

    def _rounded(self, solution: Solution) -> dict[str, float]:
        if not self._is_timed:
            return {}
        steps = {f"solve_{name}": value for name, value in solution.timings_s.items()}
        return {name: round(value, 4) for name, value in {**steps, **self.timings_s}.items()}

    def _keep_case(self, solution: Solution) -> None:
        """Keep the files of a finished solve; the answer stands whether or not this succeeds."""
        began = time.perf_counter()
        problem, answer = packed(self._problem_json), packed(solution.to_json())
        try:
            with self.database.transaction(self.world) as session:
                dispatch.service_cases.keep_case(session, self.taken.id, problem, answer)
        except Exception as error:
            if is_lost_connection(error):
                raise
            logger.exception("the case of proposal %s could not be kept", self.taken.number)
        size, took_s = len(problem) + len(answer), time.perf_counter() - began
        logger.info("case of proposal %s: %s bytes, %.3f s", self.taken.number, size, took_s)

    def _fail(self, error: str) -> None:
        with self.database.transaction(self.world) as session:
            dispatch.service_solving.fail(session, self.taken, error)


def as_json(problem: Problem) -> dict[str, Any]:
    """Return the problem as the checker reads it; lots, tens of thousands, take the short way."""
    data = replace(problem, lots=()).to_json()
    table = lot_table(problem.lots)
    columns = zip(
        table.ids,
        table.depot.tolist(),
        table.item.tolist(),
        table.amount.tolist(),
        table.expires_at.tolist(),
        table.confirmed_at.tolist(),
        strict=True,
    )
    data["lots"] = [
        {
            "id": ident,
            "depot": table.depots[depot],
            "item": table.items[item],
            "amount": amount,
            "expires_at": None if expires_at == NO_EXPIRY else expires_at,
            "confirmed_at": None if confirmed_at == NEVER_CONFIRMED else confirmed_at,
        }
        for ident, depot, item, amount, expires_at, confirmed_at in columns
    ]
    return data
