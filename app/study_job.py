"""One study from its question to its stored answer; a new situation interrupts it at any time."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, assert_never

from pydantic import TypeAdapter

import dispatch.picture
import dispatch.problem_loader
import dispatch.queries
import dispatch.service_studies
import geo.queries
from app.solve_job import Refused, as_json
from app.solve_process import SolveLost
from core.db import LIVE, Database, is_lost_connection
from dispatch import study_answers, study_fork, study_swap
from dispatch.answer import Book, previous_solution
from dispatch.optimiser.budget import Budget
from dispatch.optimiser.checking import check
from dispatch.optimiser.parts import Policy, Uncertainty
from dispatch.optimiser.problem import Problem, ProblemError
from dispatch.optimiser.solution import Solution
from dispatch.optimiser.solve import solve
from dispatch.optimiser.tradeoff import trade_off
from dispatch.optimiser.what_if.comparison import compare
from dispatch.optimiser.what_if.why_not import why_not
from dispatch.picture import Picture
from dispatch.problem_loader import Loaded
from dispatch.schemas_study_questions import (
    ConfidenceIn,
    PoliciesIn,
    Question,
    SwapIn,
    TradeOffIn,
    Variant,
    WhatIfIn,
    WhyNotIn,
)
from dispatch.service_studies import TakenStudy
from dispatch.study_answers import Outcome, PolicyAnswer, Sides
from dispatch.study_case import load_case
from geo.road_book import RoadBook

logger = logging.getLogger("muster.worker")

ASK_EVERY_S = 0.1

Record = dict[str, Any]
Solver = Callable[..., Solution]
_QUESTION: TypeAdapter[Question] = TypeAdapter(Question)


class Interrupted(Exception):
    """The situation changed: the proposal comes first, the study again after it."""


@dataclass(frozen=True)
class Base:
    """The present situation with its answer, which every variant is compared with."""

    loaded: Loaded
    book: Book
    solution: Solution


class StudyJob:
    """Works out one study that this worker has taken on.

    Parameters
    ----------
    budget_s : how long each solve may think.
    interrupted : whether a new proposal is called for.
    solver : what solves; called as `solver(problem, budget=, previous=)`.
    """

    def __init__(
        self,
        database: Database,
        roads: RoadBook,
        taken: TakenStudy,
        *,
        budget_s: float,
        interrupted: Callable[[], bool],
        world: str = LIVE,
        solver: Solver = solve,
    ) -> None:
        self.database = database
        self.roads = roads
        self.taken = taken
        self.budget_s = budget_s
        self.world = world
        self._interrupted = interrupted
        self._solver = solver
        self._asked_s = 0.0
        self._stop = False

    def run(self) -> None:
        """Answer the study, put it back when it is interrupted, or store why it failed."""
        try:
            answer = self._answer()
        except Interrupted:
            self._write(dispatch.service_studies.put_back_study)
        except Exception as error:
            if is_lost_connection(error):
                raise
            logger.exception("study %s could not be worked out", self.taken.number)
            self._write(dispatch.service_studies.fail_study, f"{type(error).__name__}: {error}")
        else:
            self._write(dispatch.service_studies.answer_study, answer)

    def _write(self, write: Callable[..., Any], *more: Any) -> None:
        with self.database.transaction(self.world) as session:
            write(session, self.taken, *more)

    def _answer(self) -> Record:
        question = _QUESTION.validate_python(self.taken.question)
        match question:
            case WhatIfIn():
                return self._what_if(question)
            case WhyNotIn():
                return self._why_not(question)
            case SwapIn():
                base = self._asked_base()
                return study_swap.swap(question, base.book, base.solution, self._solve)
            case TradeOffIn():
                return self._trade_off(question)
            case PoliciesIn():
                return self._policies(question)
            case ConfidenceIn():
                return self._confidence(question)
        assert_never(question)

    def _what_if(self, question: WhatIfIn) -> Record:
        edits = [edit for variant in question.variants for edit in variant.edits]
        base = self._base(sorted(study_fork.items_named(edits)))
        rows = [self._variant(base, variant) for variant in question.variants]
        return study_answers.what_if_answer(base.book, base.solution, rows)

    def _variant(self, base: Base, variant: Variant) -> Record:
        """Work one variant out; edits that do not fit together are told, not raised."""
        began = time.perf_counter()
        forked = study_fork.fork(base.loaded.picture, variant.edits, self._code_at)
        try:
            loaded = study_fork.load_fork(forked, self.roads)
        except ProblemError as wrong:
            return study_answers.variant_refused(variant.name, str(wrong))
        solution = self._solve(loaded.problem, previous=base.solution)
        found = Outcome(
            name=variant.name,
            solution=solution,
            comparison=compare(base.loaded.problem, base.solution, loaded.problem, solution),
            added=forked.added,
            solve_s=time.perf_counter() - began,
        )
        return study_answers.variant_answer(Sides(base.book, Book(loaded)), base.solution, found)

    def _why_not(self, question: WhyNotIn) -> Record:
        began = time.perf_counter()
        base = self._asked_base()
        found = why_not(
            base.loaded.problem,
            base.solution,
            str(question.team_id),
            None if question.incident_id is None else str(question.incident_id),
            solver=self._solve,
        )
        spent_s = time.perf_counter() - began
        seq = base.loaded.picture.basis_seq
        return study_answers.why_not_answer(base.book, seq, base.solution, found, spent_s)

    def _trade_off(self, question: TradeOffIn) -> Record:
        base = self._asked_base()
        budget = Budget(seconds=self.budget_s * question.points, stop=self._should_stop)
        found = trade_off(
            base.loaded.problem,
            question.points,
            budget,
            lambda priced, former: self._solve(priced, previous=former or base.solution),
        )
        policy = base.loaded.problem.policy
        rows = [
            PolicyAnswer(_with_cover_price(policy, one.cover_weight), one.solution) for one in found
        ]
        return self._points("trade_off", base, rows)

    def _policies(self, question: PoliciesIn) -> Record:
        base = self._asked_base()
        in_force = base.loaded.problem.policy
        others = [
            policy
            for policy in base.loaded.picture.policies
            if policy != in_force
            and (question.policies is None or policy.name in question.policies)
        ]
        rows = [PolicyAnswer(in_force, base.solution)]
        for policy in others:
            problem = replace(base.loaded.problem, policy=policy)
            rows.append(PolicyAnswer(policy, self._solve(problem, previous=base.solution)))
        return self._points("policies", base, rows)

    def _points(self, kind: str, base: Base, rows: Sequence[PolicyAnswer]) -> Record:
        sides, problem = Sides(base.book, base.book), base.loaded.problem
        points = [
            study_answers.point(
                sides, base.solution, compare(problem, base.solution, problem, row.solution), row
            )
            for row in rows
        ]
        return {"kind": kind, "basis_seq": base.loaded.picture.basis_seq, "points": points}

    def _confidence(self, question: ConfidenceIn) -> Record:
        base = self._asked_base()
        problem = base.loaded.problem
        ranges = replace(problem.uncertainty or Uncertainty(), worlds=question.worlds)
        solution = self._solve(replace(problem, uncertainty=ranges), previous=base.solution)
        if solution.confidence is None:
            raise Refused("no worlds were drawn")
        seq = base.loaded.picture.basis_seq
        answer = study_answers.confidence_answer(base.book, seq, solution.confidence)
        return answer | {"robust": self._robust(base, ranges) if question.robust else None}

    def _robust(self, base: Base, ranges: Uncertainty) -> Record:
        """The answer that holds in the share of worlds asked for, against the present one."""
        problem = base.loaded.problem
        asked = replace(problem, uncertainty=replace(ranges, robust=True))
        solution = self._solve(asked, previous=base.solution)
        if solution.robust is None:
            raise Refused("the answer does not say in how many worlds it holds")
        found = compare(problem, base.solution, problem, solution)
        return study_answers.robust_answer(Sides(base.book, base.book), solution, found)

    def _asked_base(self) -> Base:
        """What the study rests on: an earlier proposal's kept case, else the picture of now."""
        with self.database.picture(self.world) as session:
            case = load_case(session, self.taken.proposal_id)
        if case is None:
            return self._base()
        loaded, solution = case
        return Base(loaded, Book(loaded), solution)

    def _base(self, also_items: Sequence[str] = ()) -> Base:
        """The picture of now, answered from where the last proposal left off."""
        with self.database.picture(self.world) as session:
            picture = self._read(session, also_items)
        loaded = dispatch.problem_loader.load_problem(picture, self.roads)
        solution = self._solve(loaded.problem, previous=previous_solution(loaded))
        return Base(loaded, Book(loaded), solution)

    def _read(self, session: Any, also_items: Sequence[str]) -> Picture:
        return dispatch.picture.read_picture(session, also_items)

    def _code_at(self, lon: float, lat: float) -> str:
        """The jurisdiction of a place; outside all boundaries that of the whole dispatch."""
        with self.database.picture(self.world) as session:
            found = geo.queries.jurisdiction_at(session, lon, lat)
            return found or dispatch.queries.dispatching_code(session)

    def _solve(self, problem: Problem, **options: Any) -> Solution:
        """Solve within the budget and check the answer; stop at once when interrupted.

        A solver that was lost leaves the last answer it had reported, with its bound.
        """
        options["budget"] = Budget(seconds=self.budget_s, stop=self._should_stop)
        try:
            solution = self._solver(problem, **options)
        except SolveLost as lost:
            if self._stop or self._interrupted():
                raise Interrupted from lost
            if lost.last is None:
                raise
            solution = lost.last
        if self._stop or self._interrupted():
            raise Interrupted
        violations = check.check(as_json(problem), solution.to_json())
        if violations:
            first = "; ".join(f"{one.code} {one.path}: {one.message}" for one in violations[:5])
            raise Refused(f"{len(violations)} violations: {first}")
        return solution

    def _should_stop(self) -> bool:
        now_s = time.perf_counter()
        if not self._stop and now_s - self._asked_s >= ASK_EVERY_S:
            self._asked_s = now_s
            self._stop = self._interrupted()
        return self._stop


def _with_cover_price(policy: Policy, price: int) -> Policy:
    """The policy in force with another price of cover, all terms priced at once."""
    weights = replace(policy.weights, cover_lost=price)
    name = policy.name if weights == policy.weights else f"cover_{price}"
    return replace(policy, name=name, weights=weights, strict=False)
