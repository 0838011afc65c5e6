"""Ten thousand random small problems, each held against the true optimum found by trying all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.bench.record import FOLDER
from app.bench.registry import Asked, Figure, benchmark
from app.bench.small_problems import CLASSES, small_problem
from dispatch.optimiser.budget import Budget
from dispatch.optimiser.checking import exhaustive
from dispatch.optimiser.checking.check import Case, check
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solve import solve

INSTANCES = 10_000
QUICK_INSTANCES = 400
BUDGET_S = 20.0
PAGE = FOLDER / "small.md"
HEAD = """# Small problems against exhaustive search

Made by `./muster bench small`; do not edit by hand.

Random problems (`app/bench/small_problems.py`), each solved, held to every rule by the independent
checker, and compared with the true optimum found by trying every choice: every place of every team,
every sequence of trips of every lorry with every load. *Refused* by the checker; *false* are bounds
above the optimum and proofs of what is not optimal; *not equal* are answers above the optimum
(those that are not false say `feasible` themselves); *not proven* are equal but end without the
proof. All five counts should be nothing.

"""
SEEDS = ("too_large", "refused", "false_claims", "not_equal", "not_proven", "failed")


@dataclass
class Tally:
    """What became of the problems of one class; the lists hold seeds."""

    tried: int = 0
    too_large: list[int] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    false_claims: list[int] = field(default_factory=list)
    not_equal: list[int] = field(default_factory=list)
    not_proven: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    codes: Counter[str] = field(default_factory=Counter)


@benchmark("small", "10,000 random small problems: equal to exhaustive search, checker accepts")
def measure(asked: Asked) -> Iterator[Figure]:
    """Solve, check and try every choice of each; every count but the tried ones must be nothing."""
    each = -(-(QUICK_INSTANCES if asked.quick else INSTANCES) // len(CLASSES))
    tallies: dict[str, Tally] = {}
    for kind in filter(asked.wants, CLASSES):
        tallies[kind] = tally(kind, range(each))
        yield from figures(kind, tallies[kind])
    if not asked.quick and not asked.only:
        PAGE.write_text(page(tallies), encoding="utf-8")
    yield from figures("all", _sum(tallies.values()))


def tally(kind: str, seeds: Iterable[int]) -> Tally:
    """Solve and judge the problems of one class; an exception counts as a failure, by its type."""
    found = Tally()
    for seed in seeds:
        found.tried += 1
        try:
            _judge(small_problem(kind, seed), seed, found)
        except exhaustive.TooLarge:
            found.too_large.append(seed)
        except Exception as trouble:
            found.failed.append(seed)
            found.codes[type(trouble).__name__] += 1
    return found


def _judge(problem: dict[str, Any], seed: int, found: Tally) -> None:
    """Hold one answer against every rule and against the true optimum."""
    answer = solve(Problem.from_json(problem), budget=Budget(seconds=BUDGET_S)).to_json()
    broken = check(problem, answer)
    if broken:
        found.codes.update(violation.code for violation in broken)
        found.refused.append(seed)
        return
    case = Case(problem, answer, None)
    verdict = exhaustive.judge(case)
    wrong = list(exhaustive.optimum_rules(case, verdict))
    found.codes.update(f"{violation.code} {violation.path}" for violation in wrong)
    if wrong:
        found.false_claims.append(seed)
    if not verdict.is_equal:
        found.not_equal.append(seed)
    elif answer["status"] != "optimal":
        found.not_proven.append(seed)


def figures(kind: str, found: Tally) -> Iterator[Figure]:
    """The counts of one class."""
    n = found.tried
    yield Figure(f"{kind}: tried", n, "problems", n)
    yield Figure(f"{kind}: refused by the checker", len(found.refused), "problems", n, target=0)
    yield Figure(f"{kind}: false bound or proof", len(found.false_claims), "problems", n, target=0)
    yield Figure(f"{kind}: not equal", len(found.not_equal), "problems", n, target=0)
    yield Figure(f"{kind}: equal, not proven", len(found.not_proven), "problems", n, target=0)
    yield Figure(f"{kind}: exceptions", len(found.failed), "problems", n, target=0)
    yield Figure(f"{kind}: too large to try all", len(found.too_large), "problems", n)


def page(tallies: Mapping[str, Tally]) -> str:
    """The counts of all classes as a table, with the seeds that are not as they should be."""
    lines = ["| class | what | tried | refused | false | not equal | not proven | exceptions |"]
    lines.append(f"|{'---|' * 8}")
    for kind, found in (*tallies.items(), ("**all**", _sum(tallies.values()))):
        told = ((CLASSES[kind].__doc__ or "") if kind in CLASSES else "").splitlines()
        counts = [len(getattr(found, name)) for name in SEEDS[1:]]
        cells = [kind, told[0] if told else "", found.tried, *counts]
        lines.append(f"| {' | '.join(str(cell) for cell in cells)} |")
    odd = [
        f"{kind} {name.replace('_', ' ')}: {', '.join(map(str, getattr(found, name)))}"
        for kind, found in tallies.items()
        for name in SEEDS
        if getattr(found, name)
    ]
    seeds = "\n".join(f"- {line}" for line in odd) or "None: every answer is as it should be."
    return HEAD + "\n".join(lines) + "\n\n## Seeds that are not\n\n" + seeds + "\n"


def _sum(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for number, one in enumerate(tallies):
        total.tried += one.tried
        for name in SEEDS:
            getattr(total, name).extend(number * 10**9 + seed for seed in getattr(one, name))
        total.codes.update(one.codes)
    return total
