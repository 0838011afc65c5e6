"""What remains of a solve: its case, to be checked later; its last answer, when the solver is lost."""

import io
import json
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

import dispatch.queries_cases
import dispatch.service_cases
import dispatch.service_solving
from app.cases import write_case
from app.site import SiteSetupError
from app.solve_process import SolveLost
from core.errors import NotFound
from core.models import Event
from dispatch.models import Proposal, ProposalCase
from dispatch.optimiser.budget import Budget
from dispatch.optimiser.cli import check_files, solve_file
from dispatch.optimiser.solution import Solution, Status
from dispatch.optimiser.solve import solve
from resources.models import TeamCapability


@pytest.fixture
def asked(desk: Any) -> Any:
    """A desk with a need for two teams that many can fill."""
    code = desk.read(select(TeamCapability.capability_code).order_by("capability_code").limit(1))[0]
    desk.need(desk.incident(), capability_code=code, quantity=2)
    return desk


def unproven(answer: Solution) -> Solution:
    """The same answer as a search leaves it that has not come to a proof."""
    parts = {
        name: replace(part, status=Status.FEASIBLE, bound=part.bound - 1)
        for name, part in answer.parts.items()
    }
    bound = sum(part.bound for part in parts.values())
    gap = (answer.objective - bound) / answer.objective
    return replace(answer, status=Status.FEASIBLE, bound=bound, gap=gap, parts=parts)


def test_a_kept_case_is_accepted_by_the_checker_and_solved_to_the_same_value(
    asked: Any, tmp_path: Any
) -> None:
    solved = asked.solve()
    with asked.database.picture() as session:
        paths = write_case(session, solved.number, tmp_path / "case")
    assert [path.name for path in paths] == ["problem.json", "solution.json", "README.txt"]
    problem, solution, _readme = paths
    assert check_files(problem, solution) == 0
    assert solve_file(problem, tmp_path / "again.json") == 0
    again = json.loads((tmp_path / "again.json").read_text())
    assert again["objective"] == solved.objective


def test_a_falsified_case_is_refused_by_the_checker(asked: Any, tmp_path: Any) -> None:
    solved = asked.solve()
    with asked.database.picture() as session:
        problem, solution, _readme = write_case(session, solved.number, tmp_path)
    false = json.loads(solution.read_text())
    false["picks"][0]["eta_s"] -= 60
    solution.write_text(json.dumps(false))
    assert check_files(problem, solution) == 1


def test_who_takes_a_case_away_is_on_record(asked: Any) -> None:
    solved = asked.solve()
    with asked.database.transaction() as session:
        session.info["actor_name"] = asked.duty.name
        case = dispatch.service_cases.hand_out_case(session, asked.duty, solved.id)
    with zipfile.ZipFile(io.BytesIO(case.zipped())) as archive:
        assert json.loads(archive.read("problem.json"))["format"] == "muster-problem/1"
        assert str(solved.number) in archive.read("README.txt").decode()
    read = asked.read(select(Event).where(Event.kind == "case.read"))
    assert [(row.actor_name, row.data["case"]["number"]) for row in read] == [
        (asked.duty.name, solved.number)
    ]


def test_a_county_cannot_take_the_case_of_the_city_away(asked: Any) -> None:
    solved = asked.solve()
    with asked.database.transaction() as session, pytest.raises(NotFound):
        dispatch.queries_cases.visible_case(session, ["420111"], solved.id)


def test_cases_are_forgotten_when_their_days_are_over(asked: Any, tmp_path: Any) -> None:
    solved = asked.solve()
    with asked.database.transaction() as session:
        assert dispatch.service_cases.forget_cases(session, 90) == 0
        session.get_one(ProposalCase, solved.id).stored_at = asked.now().replace(year=2020)
        session.flush()
        assert dispatch.service_cases.forget_cases(session, 90) == 1
    with asked.database.picture() as session, pytest.raises(SiteSetupError, match="no case"):
        write_case(session, solved.number, tmp_path)


def test_the_ladder_of_a_proposal_ends_with_its_value_and_its_proof(asked: Any) -> None:
    solved = asked.solve()
    assert solved.state == "proven"
    last = solved.ladder[-1]
    assert (last.step, last.objective, last.bound) == ("proof", solved.objective, solved.bound)
    assert solved.ladder[0].step in ("first", "proof")
    assert [step.objective for step in solved.ladder] == sorted(
        (step.objective for step in solved.ladder), reverse=True
    )


def test_a_lost_solver_leaves_its_last_answer_with_its_bound_and_the_reason(asked: Any) -> None:
    def lost(problem: Any, *, on_progress: Any, **_options: Any) -> Any:
        answer = unproven(solve(problem, budget=Budget(seconds=0.0, rounds=0)))
        on_progress(answer)
        raise SolveLost("solver_out_of_memory", "more than 2048 MB", answer)

    kept = asked.solve(solver=lost)
    assert kept.state == "feasible"
    assert kept.error == "solver_out_of_memory: more than 2048 MB"
    assert kept.picks
    assert kept.bound <= kept.objective
    assert kept.ladder[-1].step == "end"
    assert [order.state for order in asked.accept(kept)]


def test_a_solver_lost_without_any_answer_leaves_the_proposal_before_in_force(asked: Any) -> None:
    def lost(_problem: Any, **_options: Any) -> Any:
        raise SolveLost("solver_crashed", "SIGSEGV")

    before = asked.solve()
    failed = asked.solve(solver=lost)
    assert (failed.state, failed.error) == ("failed", "solver_crashed: SIGSEGV")
    states = asked.read(select(Proposal.state).order_by(Proposal.number))
    assert states == [before.state, "failed"]


def test_every_improvement_is_noted_and_none_is_published_twice(asked: Any) -> None:
    def climbs(problem: Any, *, on_progress: Any, budget: Any, **_options: Any) -> Any:
        final = solve(problem, budget=Budget(seconds=20.0))
        floor = solve(problem, budget=Budget(seconds=0.0, rounds=0))
        for answer in (floor, floor, floor):
            on_progress(answer)
            budget.stop()
        return final

    solved = asked.solve(solver=climbs)
    published = [kind for kind in asked.kinds() if kind in ("proposal.improved", "proposal.proven")]
    assert published == ["proposal.improved", "proposal.proven"]
    assert [step.step for step in solved.ladder] == ["first", "proof"]
