"""`./muster bench optimiser`: every target of the optimiser as a case with its rivals."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import typer

from app.bench.optimiser import (
    materials_cases,
    sequence_cases,
    story_cases,
    teams_cases,
    warm_cases,
)
from app.bench.optimiser.seeds import FULL, QUICK, Effort
from app.bench.registry import Asked, Figure, benchmark

CASES: dict[str, Callable[[Effort], Iterator[Figure]]] = {
    "city": teams_cases.city,
    "province": teams_cases.province,
    "city-surge": teams_cases.city_surge,
    "province-surge": teams_cases.province_surge,
    "million-lots": materials_cases.million_lots,
    "trips": materials_cases.trips,
    "warm": warm_cases.warm,
    "build": warm_cases.build,
    "ruasp": sequence_cases.ruasp,
    "real-city": story_cases.real_city,
    "screens": story_cases.screens,
}


@benchmark("optimiser", "the optimiser against HiGHS, CP-SAT, SCIP, routing and greedy")
def measure(asked: Asked) -> Iterator[Figure]:
    """Measure the cases asked for, one after another, each contender in processes of its own."""
    unknown = set(asked.only) - set(CASES)
    if unknown:
        raise typer.BadParameter(f"no case {sorted(unknown)}; there are: {', '.join(CASES)}")
    effort = QUICK if asked.quick else FULL
    for name, case in CASES.items():
        if asked.wants(name):
            yield from case(effort)
