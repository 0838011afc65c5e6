"""The pictures of docs/dispatcher.md, each made by a script from a solve or from kept figures."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from app.bench.optimiser.instances import city_problem
from app.bench.optimiser.nearest_first import nearest_first
from app.bench.optimiser.pair_model import pair_model
from app.bench.optimiser.price_story import tell_prices
from app.bench.plot import Axis, Chart, Point, Series, svg_of
from app.bench.record import kept
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import Solution
from dispatch.optimiser.solve import Budget, solve
from dispatch.optimiser.tradeoff import TradeOffPoint, trade_off

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures" / "dispatcher"
EXAMPLE = ROOT / "examples" / "three-fires.json"
LADDER_S = 20.0
SEEDS = range(1, 21)
COVERED = 20


def prices() -> Chart:
    """Bound and relaxation of the page's example, round by round."""
    story = tell_prices(read_example())
    rounds = [(float(k + 1), one.bound) for k, one in enumerate(story.rounds)]
    best = [(x, max(y for _, y in rounds[: k + 1])) for k, (x, _) in enumerate(rounds)]
    return Chart(
        "Three fires: the bound of each round of prices",
        Axis("round", low=1),
        Axis("value"),
        (Series("bound of the round", tuple(rounds)), Series("best bound", tuple(best), "step")),
        ((float(story.value), "the best choice"),),
    )


def read_example() -> Problem:
    """The page's example."""
    return Problem.from_json(json.loads(EXAMPLE.read_text(encoding="utf-8")))


def ladder() -> Chart:
    """Value and bound over time of one city after a disaster."""
    steps = climb(city_problem("city", 1, surge=True, part="teams"))
    best = steps[-1][1].objective
    values = tuple((at, answer.objective / best) for at, answer in steps)
    bounds = tuple((at, max(0.0, answer.bound / best)) for at, answer in steps)
    return Chart(
        "2,000 teams, 300 incidents at once: value and bound over time",
        Axis("seconds", log=True),
        Axis("times the last value"),
        (Series("value of the answer", values, "step"), Series("bound", bounds, "step")),
    )


def climb(problem: Problem) -> list[tuple[float, Solution]]:
    """Every answer of one solve with the second at which it came."""
    solve(city_problem("county", 1, part="teams"))
    began, steps = time.perf_counter(), list[tuple[float, Solution]]()
    last = solve(
        problem,
        budget=Budget(seconds=LADDER_S),
        on_progress=lambda answer: steps.append((time.perf_counter() - began, answer)),
    )
    return [*steps, (time.perf_counter() - began, last)]


def against_nearest_first() -> Chart:
    """What nearest-first costs over the joint answer, city by city."""
    ratios = sorted(_cost_of_nearest_first(seed) for seed in SEEDS)
    points = tuple((float(k + 1), ratio) for k, ratio in enumerate(ratios))
    return Chart(
        f"{len(ratios)} seeded cities: what nearest-first costs over the joint answer",
        Axis("city, by how much it costs", low=0),
        Axis("times the joint value", low=1),
        (Series("nearest first", points, "dots"),),
        ((1.0, "the joint answer"),),
    )


def _cost_of_nearest_first(seed: int) -> float:
    problem = city_problem("city", seed, part="teams")
    model = pair_model(problem)
    return model.value(nearest_first(problem, model)) / solve(problem).objective


def response_against_cover() -> Chart:
    """The trade-off curve of one seeded city with stand-by rules."""
    points = curve()
    least = min(point.rest for point in points)
    found = tuple((float(point.cover_lost), point.rest / least) for point in points)
    return Chart(
        "One city: what keeping cover costs everybody else",
        Axis("teams of cover given up", low=0),
        Axis("value of all else, times the least"),
        (Series("the answers to pick from", found),),
    )


@cache
def curve() -> tuple[TradeOffPoint, ...]:
    """Five answers between the fastest help and the best kept cover."""
    return trade_off(city_problem("city", 1, part="teams", covered=COVERED), 5)


def growth_time() -> Chart:
    """Seconds to the proof as the inventory grows, from the kept figures."""
    ours = _grown("teams, proven", "ours")
    return Chart(
        "Seconds to the proven answer as the inventory grows",
        Axis("teams or lots", log=True),
        Axis("seconds", log=True),
        (
            Series("teams", ours),
            Series("teams, HiGHS", _grown("teams, proven", "peer")),
            Series("lots", _grown("lots, proven", "ours")),
        ),
    )


def growth_memory() -> Chart:
    """The most memory held as the inventory grows, from the kept figures."""
    return Chart(
        "Memory as the inventory grows, everything included",
        Axis("teams or lots", log=True),
        Axis("MB", low=0),
        (
            Series("teams", _grown("teams, memory", "ours")),
            Series("teams, HiGHS", _grown("teams, memory", "peer")),
            Series("lots", _grown("lots, memory", "ours")),
        ),
    )


def _grown(which: str, field: str) -> tuple[Point, ...]:
    """Points of the growth benchmark: how many, and the field of its line."""
    found: list[Point] = []
    for line in kept("growth"):
        name: list[str] = line["name"].split(" ", 2)
        value: Any = line.get(field)
        if len(name) == 3 and name[2] == which and value is not None:
            found.append((float(name[1]), float(value)))
    return tuple(found)


FIGURES: dict[str, Callable[[], Chart]] = {
    "prices.svg": prices,
    "ladder.svg": ladder,
    "nearest-first.svg": against_nearest_first,
    "trade-off.svg": response_against_cover,
    "growth-time.svg": growth_time,
    "growth-memory.svg": growth_memory,
}


def draw(names: tuple[str, ...] = ()) -> list[Path]:
    """Draw the named pictures, or all, and return where they lie."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    paths = []
    for name in names or tuple(FIGURES):
        path = PICTURES / name
        path.write_text(svg_of(FIGURES[name]()), encoding="utf-8")
        paths.append(path)
    return paths
