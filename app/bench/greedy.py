"""Where greedy fails: 200 seeded cases of two incidents, first-come beside the joint answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import fmean

from app.bench.greedy_peer import View, recommend
from app.bench.record import FOLDER
from app.bench.registry import Asked, Figure, benchmark
from app.bench.two_incidents import GRAVE, LESSER, two_incidents
from app.bench.valued import Worth, worth
from dispatch.optimiser.budget import Budget
from dispatch.optimiser.checking.check import check
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solve import solve

CASES = 200
QUICK_CASES = 20
PAGE = FOLDER / "greedy.md"
HEAD = """# Where greedy fails

Made by `./muster bench greedy`; do not edit by hand.

{n} seeded cases (`app/bench/two_incidents.py`): two incidents at once on a square of 20 km, one
grave (priority 1 or 2), one lesser (3 to 5), called in in random order; four to nine teams with one
or two of three capabilities; help counts until 37 minutes at the grave incident, 75 at the lesser.
Greedy is the recommender of [the other page](peers.md) **at its best**: true travel times, every
team of the city a candidate. What is left is only the rule itself: one call at a time, the nearest
first. *First come* serves the calls in the order in which they came, *gravest first* by priority.
Short are units of need that stay unmet or come too late to count.

"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one way of choosing gives: units short at either incident, and the objective."""

    grave_short: int
    lesser_short: int
    objective: int


@dataclass(frozen=True, slots=True)
class Compared:
    """One case by three ways of choosing."""

    seed: int
    grave_came_second: bool
    first_come: Outcome
    gravest_first: Outcome
    joint: Outcome


@benchmark("greedy", "200 cases of two incidents: how often greedy leaves the worse one short")
def measure(asked: Asked) -> Iterator[Figure]:
    """Compare on every case; without --quick docs/benchmarks/greedy.md is written as well."""
    cases = compare_all(range(QUICK_CASES if asked.quick else CASES))
    if not asked.quick:
        PAGE.write_text(page(cases), encoding="utf-8")
    n = len(cases)
    for way in ("first_come", "gravest_first"):
        failed = failures(cases, way)
        yield Figure(f"{way}: grave incident shorter than jointly", len(failed) / n, "share", n)
        yield Figure(f"{way}: mean excess where so", mean_excess(failed, way), "units", len(failed))
        yield Figure(f"{way}: objective", objective_ratio(cases, way), "times ours", n)
    worse = sum(c.joint.grave_short > c.first_come.grave_short for c in cases)
    yield Figure("joint: grave incident shorter than first come", worse, "cases", n)


def compare_all(seeds: Iterable[int]) -> list[Compared]:
    """Every case by every way."""
    return [compare(seed) for seed in seeds]


def compare(seed: int) -> Compared:
    """One case by three ways; the joint answer must be proven and hold every rule."""
    problem = two_incidents(seed)
    order = [row["id"] for row in problem["incidents"]]
    answer = solve(Problem.from_json(problem), budget=Budget(seconds=20)).to_json()
    broken = check(problem, answer)
    if broken or answer["status"] != "optimal":
        raise AssertionError(f"seed {seed}: {answer['status']}, {broken}")
    sent = {pick["team"]: pick["incident"] for pick in answer["picks"]}
    ways = {}
    for name, arrival in (("first_come", order), ("gravest_first", [GRAVE, LESSER])):
        units = recommend(problem, View(arrival=arrival)).sent
        ways[name] = worth(problem, {unit: place for unit, (place, _) in units.items()})
    return Compared(
        seed,
        order[1] == GRAVE,
        _outcome(ways["first_come"]),
        _outcome(ways["gravest_first"]),
        _outcome(worth(problem, sent)),
    )


def _outcome(valued: Worth) -> Outcome:
    short = {GRAVE: 0, LESSER: 0}
    for need, missing in valued.missing.items():
        short[need.split("-")[0]] += missing
    return Outcome(short[GRAVE], short[LESSER], valued.objective)


def failures(cases: list[Compared], way: str) -> list[Compared]:
    """Cases in which a way leaves the grave incident shorter than the joint answer does."""
    return [c for c in cases if getattr(c, way).grave_short > c.joint.grave_short]


def mean_excess(failed: list[Compared], way: str) -> float | None:
    """By how many units, on average over the cases where it does."""
    gaps = [getattr(c, way).grave_short - c.joint.grave_short for c in failed]
    return round(fmean(gaps), 3) if gaps else None


def objective_ratio(cases: list[Compared], way: str) -> float:
    """Sum of objectives as a multiple of the joint answers' sum."""
    ours = sum(c.joint.objective for c in cases)
    total = sum(int(getattr(c, way).objective) for c in cases)
    return round(total / ours, 3)


def page(cases: list[Compared]) -> str:
    """The table, for all cases and for those in which the grave incident was called in second."""
    second = [c for c in cases if c.grave_came_second]
    lines = [
        "| | first come | gravest first | jointly |",
        "|---|---|---|---|",
        *_rows("all cases", cases),
        *_rows("grave incident called in second", second),
    ]
    return HEAD.format(n=len(cases)) + "\n".join(lines) + "\n"


def _rows(title: str, cases: list[Compared]) -> Iterator[str]:
    n, ways = len(cases), ("first_come", "gravest_first")
    failed = {way: failures(cases, way) for way in ways}
    shares = [f"{len(failed[w])} ({len(failed[w]) / n:.0%})" for w in ways]
    yield _row(f"**{title}**, {n}: grave incident shorter than jointly", *shares, "–")
    excess = [f"{mean_excess(failed[w], w) or 0:.2f}" for w in ways]
    yield _row("mean excess where so, units", *excess, "–")
    for name, field in (("grave", "grave_short"), ("lesser", "lesser_short")):
        units = [sum(getattr(getattr(c, w), field) for c in cases) for w in (*ways, "joint")]
        yield _row(f"units short at the {name} incident, sum", *units)
    yield _row("objective, times ours", *(objective_ratio(cases, w) for w in (*ways, "joint")))


def _row(*cells: object) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"
