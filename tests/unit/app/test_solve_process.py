"""Whatever a solver does in its own process, the worker keeps the last answer and goes on."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.bench.optimiser.instances import city_problem
from app.solve_process import CRASHED, KILLED, OUT_OF_MEMORY, SolveLost, SolveProcess
from dispatch.optimiser.budget import Budget
from dispatch.optimiser.lots import LotTable
from dispatch.optimiser.problem import Lot, Problem
from dispatch.optimiser.solution import Solution
from dispatch.optimiser.solve import solve
from tests.unit.app import bad_solvers

PATIENT = Budget(seconds=60.0)
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def county() -> Problem:
    """A county whose needs are all for teams: proven in a moment, with lots that nobody wants."""
    whole = city_problem("county", seed=1)
    return replace(whole, needs=tuple(need for need in whole.needs if need.capability))


@pytest.fixture
def processes() -> Iterator[Callable[..., SolveProcess]]:
    """Makes solver processes and ends them after the test."""
    made: list[SolveProcess] = []

    def make(**options: object) -> SolveProcess:
        process = SolveProcess(**{"grace_s": 0.5, **options})  # type: ignore[arg-type]
        made.append(process)
        return process

    yield make
    for process in made:
        process.close()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]


def test_a_solve_in_its_own_process_gives_the_same_answer(
    county: Problem, processes: Callable[..., SolveProcess]
) -> None:
    told: list[Solution] = []
    there = processes().solve(county, budget=PATIENT, on_progress=told.append)
    here = solve(county, budget=PATIENT)
    assert (there.objective, there.bound) == (here.objective, here.bound)
    assert told
    assert told[0].objective >= there.objective


@pytest.mark.parametrize(
    ("solver", "code"),
    [
        (bad_solvers.overruns, KILLED),
        (bad_solvers.breaks, CRASHED),
        (bad_solvers.babbles, CRASHED),
        (bad_solvers.stumbles, CRASHED),
    ],
)
def test_a_solver_that_misbehaves_leaves_its_last_answer_and_a_reason(
    county: Problem,
    processes: Callable[..., SolveProcess],
    solver: Callable[..., Solution],
    code: str,
) -> None:
    process = processes(solver=solver)
    told: list[Solution] = []
    budget = Budget(seconds=600.0, stop=lambda: solver is bad_solvers.overruns and bool(told))
    with pytest.raises(SolveLost) as lost:
        process.solve(county, budget=budget, on_progress=told.append)
    assert lost.value.code == code
    assert lost.value.last == told[-1]


def test_a_solver_that_eats_memory_is_refused_it_and_leaves_its_last_answer(
    county: Problem, processes: Callable[..., SolveProcess]
) -> None:
    process = processes(solver=bad_solvers.swells, memory_mb=1024)
    with pytest.raises(SolveLost) as lost:
        process.solve(county, budget=PATIENT, on_progress=lambda _better: None)
    assert lost.value.code == OUT_OF_MEMORY
    assert lost.value.last is not None


def test_after_a_lost_solve_the_next_one_runs_in_a_new_process(
    county: Problem, processes: Callable[..., SolveProcess]
) -> None:
    process = processes(solver=bad_solvers.breaks)
    process.start()
    before = process.pid
    assert before is not None
    with pytest.raises(SolveLost):
        process.solve(county, budget=PATIENT, on_progress=lambda _better: None)
    assert not is_alive(before)
    after = process.run(bad_solvers.own_pid, budget=PATIENT)
    assert after not in (before, os.getpid())


def test_a_process_that_died_while_idle_is_replaced_without_a_lost_solve(
    county: Problem, processes: Callable[..., SolveProcess]
) -> None:
    process = processes()
    before = process.run(bad_solvers.own_pid, budget=PATIENT)
    os.kill(before, signal.SIGKILL)
    os.waitid(os.P_PID, before, os.WEXITED | os.WNOWAIT)
    assert process.solve(county, budget=PATIENT).picks
    assert process.pid != before


def test_a_solve_lost_before_its_first_answer_is_tried_again_for_the_greedy_one(
    county: Problem, processes: Callable[..., SolveProcess]
) -> None:
    process = processes(solver=bad_solvers.breaks_unless_hurried)
    with pytest.raises(SolveLost) as lost:
        process.solve(county, budget=PATIENT, on_progress=lambda _better: None)
    assert lost.value.code == CRASHED
    assert "SIGSEGV" in lost.value.detail
    assert lost.value.last.picks


def test_a_solver_that_never_answers_is_lost_without_an_answer(
    county: Problem, processes: Callable[..., SolveProcess]
) -> None:
    with pytest.raises(SolveLost) as lost:
        processes(solver=bad_solvers.always_breaks).solve(county, budget=PATIENT)
    assert lost.value.last is None


def test_the_wish_to_stop_reaches_the_solver(
    county: Problem, processes: Callable[..., SolveProcess]
) -> None:
    told: list[Solution] = []
    budget = Budget(seconds=600.0, stop=lambda: bool(told))
    answer = processes(solver=bad_solvers.listens, grace_s=60.0).solve(
        county, budget=budget, on_progress=told.append
    )
    assert answer == told[0]


def test_a_second_solve_starts_from_the_first_and_ends_at_the_same_value(
    county: Problem, processes: Callable[..., SolveProcess]
) -> None:
    process = processes()
    answers = [process.solve(county, budget=PATIENT) for _ in range(2)]
    assert answers[0].objective == answers[1].objective
    fewer = replace(county, needs=county.needs[1:])
    assert process.solve(fewer, budget=PATIENT).objective == solve(fewer, budget=PATIENT).objective


def test_only_what_changed_travels_and_the_whole_problem_arrives(
    county: Problem, processes: Callable[..., SolveProcess]
) -> None:
    process = processes()
    lots = county.lots
    for changed in (
        lots,
        (replace(lots[0], amount=lots[0].amount + 5), *lots[1:]),
        lots[:700],
        (Lot("new", lots[0].depot, lots[0].item, 3), *lots),
        (),
        LotTable.from_lots(lots),
        LotTable.from_lots(lots),
        LotTable.from_lots(lots[5:]),
        lots,
    ):
        there = process.run(bad_solvers.count_lots, replace(county, lots=changed), budget=PATIENT)
        assert there == (len(changed), sum(lot.amount for lot in changed))


def test_depots_that_change_and_change_back_arrive_as_they_are(
    county: Problem, processes: Callable[..., SolveProcess]
) -> None:
    process = processes()
    for depots in (county.depots, county.depots, county.depots[:3], county.depots):
        problem = replace(county, depots=depots, lots=())
        assert process.run(bad_solvers.depots_of, problem, budget=PATIENT) == list(depots)


def test_an_error_of_the_function_itself_is_raised_here_and_the_process_stays(
    processes: Callable[..., SolveProcess],
) -> None:
    process = processes()
    before = process.run(bad_solvers.own_pid, budget=PATIENT)
    with pytest.raises(LookupError, match="no such team"):
        process.run(bad_solvers.refuses, budget=PATIENT)
    assert process.run(bad_solvers.own_pid, budget=PATIENT) == before


def test_the_solver_holds_no_connection_of_the_worker(
    processes: Callable[..., SolveProcess],
) -> None:
    held, other = socket.socketpair()
    with held, other:
        held.set_inheritable(True)
        mine = str(Path(f"/proc/self/fd/{held.fileno()}").readlink())
        theirs = processes().run(bad_solvers.open_files, budget=PATIENT)
    assert mine not in theirs
    assert sum(name.startswith("socket:") for name in theirs) == 1


ORPHAN = """
import sys, time
from app.solve_process import SolveProcess
from dispatch.optimiser.budget import Budget
from tests.unit.app import bad_solvers
process = SolveProcess()
print(process.run(bad_solvers.own_pid, budget=Budget(5)), flush=True)
time.sleep(600)
"""


def test_the_solver_ends_when_its_worker_is_killed() -> None:
    command = [sys.executable, "-c", textwrap.dedent(ORPHAN)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as worker:
        assert worker.stdout is not None
        solver = int(worker.stdout.readline())
        assert is_alive(solver)
        worker.kill()
    give_up_at_s = time.monotonic() + 180
    while is_alive(solver) and time.monotonic() < give_up_at_s:
        time.sleep(0.05)
    assert not is_alive(solver)
