"""How fast and how good the optimiser is on seeded cities: one JSON object a line per figure.

    python tests/benchmarks/bench_optimiser.py [--quick] [--scale city] [--surge]

Each line holds name, value, unit, baseline, ratio, target, ok, n; the last one a summary.
Baselines are those of the greedy answer in the same run.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from dispatch.optimiser.checking.check import check
from dispatch.optimiser.solution import Solution, Status
from dispatch.optimiser.solve import Budget, solve
from tests.benchmarks.city_problem import SCALES, city_problem


def figure(
    name: str,
    value: float,
    unit: str,
    n: int,
    *,
    target: float | None = None,
    baseline: float | None = None,
) -> dict[str, Any]:
    """One line of the report; a target is a most, and no target means no verdict."""
    return {
        "name": name,
        "value": round(value, 6),
        "unit": unit,
        "baseline": baseline,
        "ratio": round(baseline / value, 3) if baseline and value else None,
        "target": target,
        "ok": None if target is None else value <= target,
        "n": n,
    }


def run_city(scale: str, seed: int, surge: bool, seconds: float) -> dict[str, Any]:
    """Solve one city; what was seen on the way and at the end."""
    problem = city_problem(scale, seed, surge)
    told: list[tuple[float, Solution]] = []
    began = time.perf_counter()
    last = solve(
        problem,
        budget=Budget(seconds=seconds),
        on_progress=lambda answer: told.append((time.perf_counter() - began, answer)),
    )
    total = time.perf_counter() - began
    return {
        "first_s": told[0][0],
        "total_s": total,
        "teams_s": sum(last.timings_s.get(step, 0.0) for step in ("build", "bound", "proof")),
        "explain_s": last.timings_s["explain"],
        "teams_proven": last.parts["teams"].status is Status.OPTIMAL,
        "teams_gap": _gap(last, "teams"),
        "materials_gap": _gap(last, "materials"),
        "greedy_ratio": told[0][1].parts["teams"].objective / max(1, last.parts["teams"].objective),
        "violations": len(check(problem.to_json(), last.to_json())),
    }


def _gap(solution: Solution, name: str) -> float:
    part = solution.parts[name]
    return (part.objective - part.bound) / max(1, part.objective)


def figures(scale: str, surge: bool, seeds: range, seconds: float) -> Iterator[dict[str, Any]]:
    """All figures of one scale over its seeds."""
    runs = [run_city(scale, seed, surge, seconds) for seed in seeds]
    name, n = f"{scale}{'-surge' if surge else ''}", len(runs)

    def spread(field: str) -> tuple[float, float]:
        values = sorted(run[field] for run in runs)
        return statistics.median(values), values[min(n - 1, int(0.95 * n))]

    for field, most in (("first_s", None), ("teams_s", 0.5), ("explain_s", 0.5), ("total_s", 1.0)):
        middle, high = spread(field)
        yield figure(f"{name}.{field}.p50", middle, "s", n, target=most)
        yield figure(f"{name}.{field}.p95", high, "s", n)
    yield figure(
        f"{name}.teams_not_proven", sum(not r["teams_proven"] for r in runs), "runs", n, target=0
    )
    yield figure(f"{name}.teams_gap.max", max(r["teams_gap"] for r in runs), "share", n)
    yield figure(f"{name}.materials_gap.p50", spread("materials_gap")[0], "share", n, target=0.01)
    yield figure(f"{name}.greedy_over_best.p50", spread("greedy_ratio")[0], "ratio", n)
    yield figure(f"{name}.violations", sum(r["violations"] for r in runs), "rules", n, target=0)


def main() -> int:
    """Print every figure, then how many targets were met and missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--scale", choices=SCALES, default="city")
    options.add_argument("--surge", action="store_true")
    options.add_argument("--quick", action="store_true", help="three seeds instead of twenty")
    options.add_argument("--seconds", type=float, default=10.0)
    options.add_argument("--json", action="store_true", help="the only form there is")
    given = options.parse_args()
    seeds = range(1, 4 if given.quick else 21)
    met = missed = 0
    for line in figures(given.scale, given.surge, seeds, given.seconds):
        print(json.dumps(line), flush=True)
        met += line["ok"] is True
        missed += line["ok"] is False
    print(json.dumps({"summary": {"met": met, "missed": missed}}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
