"""Solving and checking files from the command line: precise errors, exit codes 0, 1 and 2."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from dispatch.optimiser.budget import Budget
from dispatch.optimiser.checking.check import check
from dispatch.optimiser.problem import Problem, ProblemError
from dispatch.optimiser.solve import solve

DONE, REFUSED, UNREADABLE = 0, 1, 2


class _Unreadable(Exception):
    """A file that is missing or is not JSON."""


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as trouble:
        raise _Unreadable(f"{path}: {trouble.strerror}") from trouble
    except ValueError as trouble:
        raise _Unreadable(f"{path}: not JSON: {trouble}") from trouble


def solve_file(in_path: Path | str, out_path: Path | str, seconds: float = 30.0) -> int:
    """Solve a problem file into a solution file.

    Returns 0 when done, 1 when the problem is not valid, 2 when a file cannot be read or written.
    """
    began = time.perf_counter()
    source = Path(in_path)
    try:
        problem = Problem.from_json(_read(source), source.parent)
    except _Unreadable as trouble:
        return _say(str(trouble), UNREADABLE)
    except ProblemError as trouble:
        return _say(f"{source}: {trouble}", REFUSED)
    load_s = round(time.perf_counter() - began, 6)
    solution = solve(problem, budget=Budget(seconds=seconds))
    solution = replace(solution, timings_s={"load": load_s, **solution.timings_s})
    try:
        Path(out_path).write_text(
            json.dumps(solution.to_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
    except OSError as trouble:
        return _say(f"{out_path}: {trouble.strerror}", UNREADABLE)
    print(f"{solution.status} {solution.objective} bound {solution.bound} gap {solution.gap:.6f}")
    return DONE


def check_files(problem_path: Path | str, solution_path: Path | str) -> int:
    """Check a solution file against its problem file.

    Returns 0 when every rule holds, 1 with one line per violation, 2 when a file cannot be read.
    """
    source = Path(problem_path)
    try:
        data, solution = _read(source), _read(Path(solution_path))
        Problem.from_json(data, source.parent)
        found = check(data, solution, source.parent)
    except _Unreadable as trouble:
        return _say(str(trouble), UNREADABLE)
    except ProblemError as trouble:
        return _say(f"{source}: {trouble}", REFUSED)
    except (KeyError, TypeError, AttributeError) as trouble:
        return _say(f"{solution_path}: not a muster-solution/1: {trouble!r}", REFUSED)
    for violation in found:
        print(f"{violation.path}: {violation.message} [{violation.code}]")
    if not found:
        print("every rule holds")
    return REFUSED if found else DONE


def _say(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code
