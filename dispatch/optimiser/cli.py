"""Solving and checking files from the command line: precise errors, exit codes 0, 1 and 2."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from dispatch.optimiser.budget import Budget
from dispatch.optimiser.checking.check import CODES, Violation, check
from dispatch.optimiser.checking.exhaustive import TooLarge
from dispatch.optimiser.files.writing import plain
from dispatch.optimiser.policies import SHIPPED
from dispatch.optimiser.problem import Problem, ProblemError
from dispatch.optimiser.solve import solve

DONE, REFUSED, UNREADABLE = 0, 1, 2
MOST_TOLD = 50


class Unreadable(Exception):
    """A file that is missing, is not JSON, or cannot be written."""


def read_json(path: Path) -> Any:
    """The JSON of a file; a file that is missing or holds something else is told by its name."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as trouble:
        raise Unreadable(f"{path}: {trouble.strerror}") from trouble
    except ValueError as trouble:
        raise Unreadable(f"{path}: not JSON: {trouble}") from trouble


def write_json(path: Path, data: Any) -> None:
    """Write a file as JSON; a place that cannot be written is told by its name."""
    try:
        path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as trouble:
        raise Unreadable(f"{path}: {trouble.strerror}") from trouble


def solve_file(in_path: Path | str, out_path: Path | str, seconds: float = 30.0) -> int:
    """Solve a problem file into a solution file.

    Returns 0 when done, 1 when the problem is not valid, 2 when a file cannot be read or written.
    """
    began = time.perf_counter()
    source = Path(in_path)
    try:
        problem = Problem.from_json(read_json(source), source.parent)
    except Unreadable as trouble:
        return _say(str(trouble), UNREADABLE)
    except ProblemError as trouble:
        return _say(f"{source}: {trouble}", REFUSED)
    load_s = round(time.perf_counter() - began, 6)
    solution = solve(problem, budget=Budget(seconds=seconds))
    solution = replace(solution, timings_s={"load": load_s, **solution.timings_s})
    try:
        write_json(Path(out_path), solution.to_json())
    except Unreadable as trouble:
        return _say(str(trouble), UNREADABLE)
    print(f"{solution.status} {solution.objective} bound {solution.bound} gap {solution.gap:.6f}")
    return DONE


def check_files(
    problem_path: Path | str,
    solution_path: Path | str,
    *,
    previous_path: Path | str | None = None,
    exhaustive: bool = False,
    policy: str | None = None,
) -> int:
    """Check a solution file against its problem file, and against the answer before it if given.

    A named `policy` takes the place of the file's, as it did when it was solved. With `exhaustive`
    also against the true optimum of a small problem. Returns 0 when every rule holds, 1 with one
    line per violation (the first of very many), 2 when a file cannot be read.
    """
    source = Path(problem_path)
    try:
        data, solution = _under(read_json(source), policy), read_json(Path(solution_path))
        previous = None if previous_path is None else read_json(Path(previous_path))
        Problem.from_json(data, source.parent)
        found = check(data, solution, source.parent, exhaustive=exhaustive, previous=previous)
    except Unreadable as trouble:
        return _say(str(trouble), UNREADABLE)
    except ProblemError as trouble:
        return _say(f"{source}: {trouble}", REFUSED)
    except TooLarge as trouble:
        return _say(f"{source}: too large to try every choice: {trouble}", REFUSED)
    for violation in found[:MOST_TOLD]:
        print(f"{violation.path}: {violation.message} [{violation.code}]")
    if len(found) > MOST_TOLD:
        print(f"… and {len(found) - MOST_TOLD} more")
    print(_counted(solution, found, exhaustive))
    return REFUSED if found else DONE


def _under(data: Any, policy: str | None) -> Any:
    """The problem with a shipped policy in the place of its own."""
    if policy is None or not isinstance(data, dict):
        return data
    if policy not in SHIPPED:
        raise ProblemError(
            "policy", "out_of_range", f"'{policy}' is not one of {', '.join(SHIPPED)}"
        )
    return {**data, "policy": plain(SHIPPED[policy])}


def _counted(solution: Any, found: list[Violation], exhaustive: bool) -> str:
    """How many rules hold, and over how much they were held."""
    known = len(CODES) - (not exhaustive)
    broken = len({violation.code for violation in found})
    if found:
        return f"{known - broken} of {known} rules hold"
    over = ("picks", "deliveries", "trips", "shortfalls", "moves")
    counts = ", ".join(f"{len(solution.get(name) or ())} {name}" for name in over)
    return f"every rule holds: {known} rules over {counts}"


def _say(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code
