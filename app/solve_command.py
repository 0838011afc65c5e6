"""The solve command: a problem file solved, explained and asked about, with a line of progress."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from app import solve_text
from app.solve_text import Words
from dispatch.optimiser.budget import Budget
from dispatch.optimiser.cli import DONE, REFUSED, UNREADABLE, Unreadable, read_json, write_json
from dispatch.optimiser.policies import SHIPPED
from dispatch.optimiser.problem import Problem, ProblemError
from dispatch.optimiser.solution import Solution
from dispatch.optimiser.solve import solve
from dispatch.optimiser.teams.memory import Memory
from dispatch.optimiser.tradeoff import TradeOffPoint, trade_off
from dispatch.optimiser.what_if.applying import apply_edits
from dispatch.optimiser.what_if.asking import what_if
from dispatch.optimiser.what_if.edits import Edit, TimePassed
from dispatch.optimiser.what_if.reading import read_edits
from dispatch.optimiser.what_if.why_not import why_not

TELL_EVERY_S = 0.2


@dataclass(frozen=True)
class Wanted:
    """What the command line asks for."""

    problem: Path
    output: Path
    seconds: float = 30.0
    explain: bool = False
    what_ifs: Sequence[Path] = ()
    why_nots: Sequence[str] = ()
    trade_off: bool = False
    policy: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class Asked:
    """The problem as read, and everything that is asked about it."""

    problem: Problem
    variants: Sequence[tuple[str, Sequence[Edit]]]
    load_s: float
    memory: Memory = field(default_factory=Memory)


class Refusal(Exception):
    """Something in the files or options cannot be meant."""


def solve_command(wanted: Wanted) -> int:
    """Solve a file, write the answer and what was asked beside it, and tell it in words.

    Returns 0 when done, 1 when a problem, an edit or a name is not valid, 2 when a file cannot be
    read or written.
    """
    words = Words(wanted.language or language_of(os.environ))
    try:
        asked = _read(wanted)
        with _stopped_by_hand() as stop:
            solution = _solve(asked, wanted, words, stop)
            write_json(wanted.output, solution.to_json())
            _tell_solution(words, wanted, solution)
            _answer(asked, solution, wanted, words, stop)
    except Unreadable as trouble:
        return _complain(str(trouble), UNREADABLE)
    except (ProblemError, Refusal) as trouble:
        return _complain(str(trouble), REFUSED)
    return DONE


def language_of(environment: Any) -> str:
    """Return the language of the terminal; English where it says nothing."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "zh" if environment[name].startswith("zh") else "en"
    return "en"


def _complain(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code


def _read(wanted: Wanted) -> Asked:
    """Read everything before anything is solved: a wrong edit costs no time."""
    began = time.perf_counter()
    try:
        problem = Problem.from_json(read_json(wanted.problem), wanted.problem.parent)
    except ProblemError as trouble:
        raise Refusal(f"{wanted.problem}: {trouble}") from trouble
    load_s = round(time.perf_counter() - began, 6)
    if wanted.policy is not None:
        problem = replace(problem, policy=_policy(wanted.policy))
    variants = [_variant(path, problem) for path in wanted.what_ifs]
    for asked in wanted.why_nots:
        _require_known(problem, *_team_and_incident(asked))
    return Asked(problem, variants, load_s)


def _policy(name: str) -> Any:
    if name not in SHIPPED:
        raise Refusal(f"--policy: '{name}' is not one of {', '.join(SHIPPED)}")
    return SHIPPED[name]


def _variant(path: Path, problem: Problem) -> tuple[str, Sequence[Edit]]:
    """The edits of one file with the name it gives them, else its own."""
    data = read_json(path)
    try:
        edits = read_edits(data)
        if not any(isinstance(edit, TimePassed) and edit.follow for edit in edits):
            apply_edits(problem, edits)
    except ProblemError as trouble:
        raise Refusal(f"{path}: {trouble}") from trouble
    return str(data.get("name") or path.stem), edits


def _team_and_incident(asked: str) -> tuple[str, str | None]:
    team, _, incident = asked.partition(":")
    return team, incident or None


def _require_known(problem: Problem, team: str, incident: str | None) -> None:
    if all(row.id != team for row in problem.teams):
        raise Refusal(f"--why-not: there is no team '{team}'")
    if incident is not None and all(row.id != incident for row in problem.incidents):
        raise Refusal(f"--why-not: there is no incident '{incident}'")


@contextmanager
def _stopped_by_hand() -> Iterator[Callable[[], bool]]:
    """Let the first Ctrl-C stop the search; the second ends the program as ever."""
    pressed: list[int] = []

    def press(number: int, _frame: object) -> None:
        pressed.append(number)
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, press)
    try:
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, before)


def _solve(asked: Asked, wanted: Wanted, words: Words, stop: Callable[[], bool]) -> Solution:
    progress = Progress(words)
    budget = Budget(seconds=wanted.seconds, stop=stop)
    solution = solve(asked.problem, budget=budget, on_progress=progress.tell, memory=asked.memory)
    progress.clear()
    if stop():
        print(words.say("interrupted"), file=sys.stderr)
    return replace(solution, timings_s={"load": asked.load_s, **solution.timings_s})


class Progress:
    """One line that says how far the search has come; none where there is no terminal."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._began_s = time.monotonic()
        self._told_s = 0.0
        self._shows = sys.stderr.isatty()

    def tell(self, solution: Solution) -> None:
        """Show the best answer so far, a few times a second at most."""
        now_s = time.monotonic()
        if not self._shows or now_s - self._told_s < TELL_EVERY_S:
            return
        self._told_s = now_s
        line = self._words.say(
            "progress",
            seconds=f"{now_s - self._began_s:.1f}",
            objective=f"{solution.objective:,}",
            bound=f"{solution.bound:,}",
        )
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Take the line away."""
        if self._shows and self._told_s:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _tell_solution(words: Words, wanted: Wanted, solution: Solution) -> None:
    if wanted.explain:
        _print(solve_text.explained(words, solution))
        return
    print(f"{solution.status} {solution.objective} bound {solution.bound} gap {solution.gap:.6f}")


def _answer(
    asked: Asked, base: Solution, wanted: Wanted, words: Words, stop: Callable[[], bool]
) -> None:
    """Answer every question; each answer is a file beside the solution."""
    budget = Budget(seconds=wanted.seconds, stop=stop)
    for number, (name, edits) in enumerate(asked.variants, start=1):
        try:
            found = what_if(asked.problem, base, edits, budget=budget, memory=asked.memory)
        except ProblemError as trouble:
            raise Refusal(f"{wanted.what_ifs[number - 1]}: {trouble}") from trouble
        _print(solve_text.what_if_told(words, name, found))
        _write(
            words, _beside(wanted.output, f"what-if-{number}"), {"name": name, **found.to_json()}
        )
    reasons = []
    for question in wanted.why_nots:
        pair = _team_and_incident(question)
        found_why = why_not(asked.problem, base, *pair, budget=budget, memory=asked.memory)
        _print(solve_text.why_not_told(words, found_why))
        reasons.append(found_why.to_json())
    if reasons:
        _write(words, _beside(wanted.output, "why-not"), reasons)
    if wanted.trade_off:
        points = trade_off(asked.problem, budget=budget)
        _print(solve_text.trade_off_told(words, points))
        _write(words, _beside(wanted.output, "trade-off"), [_point(one) for one in points])


def _point(point: TradeOffPoint) -> dict[str, Any]:
    return {
        "cover_weight": point.cover_weight,
        "mean_arrival_s": point.response.mean_s,
        "last_arrival_s": point.response.last_s,
        "cover_lost": point.cover_lost,
        "shortage": point.shortage,
        "solution": point.solution.to_json(),
    }


def _beside(output: Path, what: str) -> Path:
    return output.with_name(f"{output.stem}.{what}.json")


def _write(words: Words, path: Path, data: Any) -> None:
    write_json(path, data)
    print(solve_text.written(words, path))


def _print(lines: Iterator[str]) -> None:
    for line in lines:
        print(line)
