"""Solvers that misbehave, to be run in a process of their own: each does one kind of harm."""

import contextlib
import os
import signal
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from dispatch.optimiser.budget import Budget
from dispatch.optimiser.problem import Depot, Problem
from dispatch.optimiser.solution import Solution, Status
from dispatch.optimiser.solve import solve

FOR_EVER_S = 600.0


def first_answer(problem: Problem) -> Solution:
    """A usable answer that is not proven."""
    floor = solve(problem, budget=Budget(seconds=0.0, rounds=0))
    return replace(floor, status=Status.FEASIBLE)


def overruns(problem: Problem, *, budget: Budget, on_progress: Any, **_more: Any) -> Solution:
    """Answer once, then neither end nor listen."""
    on_progress(first_answer(problem))
    time.sleep(FOR_EVER_S)
    raise AssertionError("slept for ever")


def swells(problem: Problem, *, budget: Budget, on_progress: Any, **_more: Any) -> Solution:
    """Answer once, then eat memory."""
    on_progress(first_answer(problem))
    eaten = [bytearray(64 * 2**20)]
    while True:
        eaten.append(bytearray(64 * 2**20))


def breaks(problem: Problem, *, budget: Budget, on_progress: Any, **_more: Any) -> Solution:
    """Answer once, then die as a library with a bug dies."""
    on_progress(first_answer(problem))
    os.kill(os.getpid(), signal.SIGSEGV)
    time.sleep(FOR_EVER_S)
    raise AssertionError("survived")


def babbles(problem: Problem, *, budget: Budget, on_progress: Any, **_more: Any) -> Any:
    """Answer once, then return something that is no solution."""
    on_progress(first_answer(problem))
    return {"objective": 0}


def stumbles(problem: Problem, *, budget: Budget, on_progress: Any, **_more: Any) -> Solution:
    """Answer once, then raise an error."""
    on_progress(first_answer(problem))
    raise NameError("name 'x' is not defined")


def breaks_unless_hurried(problem: Problem, *, budget: Budget, **more: Any) -> Solution:
    """Die before the first answer, unless only the greedy one is asked for."""
    if budget.seconds > 0:
        os.kill(os.getpid(), signal.SIGSEGV)
        time.sleep(FOR_EVER_S)
    return solve(problem, budget=budget, **more)


def always_breaks(problem: Problem, **_more: Any) -> Solution:
    """Die before any answer."""
    os.kill(os.getpid(), signal.SIGSEGV)
    time.sleep(FOR_EVER_S)
    raise AssertionError("survived")


def listens(problem: Problem, *, budget: Budget, on_progress: Any, **_more: Any) -> Solution:
    """Answer once, then think until told to stop."""
    answer = first_answer(problem)
    on_progress(answer)
    assert budget.stop is not None
    while not budget.stop():
        time.sleep(0.01)
    return answer


def count_lots(problem: Problem, *, budget: Budget) -> tuple[int, int]:
    """How many lots there are, and the sum of their amounts."""
    return len(problem.lots), sum(lot.amount for lot in problem.lots)


def open_files(*, budget: Budget) -> list[str]:
    """What this process holds open, as the kernel names it."""
    found = []
    for entry in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):  # the one that the listing itself held open
            found.append(str(entry.readlink()))
    return found


def own_pid(*, budget: Budget) -> int:
    """The number of this process."""
    return os.getpid()


def refuses(*, budget: Budget) -> int:
    """Raise an error of its own."""
    raise LookupError("no such team")


def count_teams(problem: Problem, *, budget: Budget) -> int:
    """How many teams there are: the least that a call with a problem can do."""
    return len(problem.teams)


def depots_of(problem: Problem, *, budget: Budget) -> list[Depot]:
    """The depots as they arrived."""
    return list(problem.depots)
