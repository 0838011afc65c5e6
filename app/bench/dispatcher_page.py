"""Fills in what docs/dispatcher.md says in numbers: its tables are solved anew, never copied.

A block of the page between `<!-- made: NAME -->` and `<!-- end -->` is what the function of that
name returns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import numpy as np

from app.bench import figures
from app.bench.figures import ROOT, read_example
from app.bench.optimiser.nearest_first import nearest_first
from app.bench.optimiser.pair_model import PairModel, pair_model
from app.bench.optimiser.price_story import (
    PriceStory,
    all_packages,
    tell_prices,
    within_margin,
)
from dispatch.optimiser.checking.check import check
from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solve import solve

PAGES = (ROOT / "docs" / "dispatcher.md", ROOT / "docs" / "dispatcher.zh.md")
_BLOCK = re.compile(r"(<!-- made: ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)

Rows = list[list[str]]


def table(head: list[str], rows: Rows) -> str:
    """A table as Markdown writes it."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def needs() -> str:
    """What each incident of the example asks."""
    rows = [
        [n.incident, str(_priority(n.incident)), f"{n.amount} {n.capability}", _minutes(n.latest_s)]
        for n in read_example().needs
    ]
    return table(["incident", "priority", "needs", "of full use until, min"], rows)


def teams() -> str:
    """What each team of the example brings, and its minutes to each incident."""
    problem = read_example()
    rows = [
        [team.id, _units(team.units), *(_minutes(int(s)) for s in travel)]
        for team, travel in zip(problem.teams, problem.travel.teams_to_incidents, strict=True)
    ]
    return table(["team", "brings", *(f"min to {i.id}" for i in problem.incidents)], rows)


def answers() -> str:
    """Nearest-first beside the joint answer, both valued by the same rules."""
    problem = read_example()
    model, solution = pair_model(problem), solve(problem)
    taken = nearest_first(problem, model)
    if solution.objective != tell_prices(problem).value or check(
        problem.to_json(), solution.to_json()
    ):
        raise AssertionError("the page's example is not what the optimiser says of it")
    joint = {(pick.team, pick.incident) for pick in solution.picks}
    rows = [
        [
            incident.id,
            _sent(problem, _pairs(problem, model, taken), incident.id),
            _sent(problem, joint, incident.id),
        ]
        for incident in problem.incidents
    ]
    values = [
        "**value**",
        f"{model.value(taken):,}",
        f"**{solution.objective:,}**, {solution.status}",
    ]
    return table(["incident", "nearest first sends", "the joint answer sends"], [*rows, values])


def rounds() -> str:
    """Each round of prices: what is asked, what the incidents want at it, the bound."""
    problem, story = read_example(), tell_prices(read_example())
    rows = []
    for number, one in enumerate(story.rounds, 1):
        wanted = [_names(problem, package.teams) for package in one.chosen]
        rows.append([str(number), _asked(problem, one.prices), *wanted, f"{one.bound:,.0f}"])
    head = ["round", "prices", *(f"{i.id} wants" for i in problem.incidents), "bound"]
    return table(head, rows)


def closing() -> str:
    """The gap that prices leave, and the few packages that could still be in a better answer."""
    problem, story = read_example(), tell_prices(read_example())
    gap = story.value - _bound(story)
    kept = within_margin(problem, story, gap)
    counts = ", ".join(
        f"{sum(p.incident == k for p in kept)} of {incident.id}"
        for k, incident in enumerate(problem.incidents)
    )
    listed = len(all_packages(problem))
    return (
        f"Bound {_bound(story):,.0f}, best choice {story.value:,}: a gap of {gap:,.0f} "
        f"({gap / story.value:.2%}). Of {listed} packages {len(kept)} lie within the gap: "
        f"{counts}.\n"
    )


def trade_off_table() -> str:
    """The answers of the trade-off curve, one a row."""
    rows = [
        [
            str(point.cover_lost),
            _minutes(point.response.mean_s),
            _minutes(point.response.last_s),
            f"{point.rest:,}",
            str(point.solution.status),
        ]
        for point in figures.curve()
    ]
    head = [
        "cover given up, teams",
        "mean min to arrival",
        "last arrival, min",
        "value of all else",
    ]
    return table([*head, "proof"], rows)


BLOCKS: dict[str, Callable[[], str]] = {
    "needs": needs,
    "teams": teams,
    "answers": answers,
    "rounds": rounds,
    "closing": closing,
    "trade-off": trade_off_table,
}


def fill_pages() -> None:
    """Write every block of the pages anew."""
    for path in PAGES:
        if path.exists():
            text = path.read_text(encoding="utf-8")
            path.write_text(_BLOCK.sub(_filled, text), encoding="utf-8")


def _filled(found: re.Match[str]) -> str:
    return f"{found[1]}{BLOCKS[found[2]]()}{found[3]}"


def _priority(incident: str) -> int:
    return next(i.priority for i in read_example().incidents if i.id == incident)


def _minutes(seconds: int | None) -> str:
    return "–" if seconds is None else f"{seconds / 60:.3g}"


def _units(units: Mapping[str, int]) -> str:
    return ", ".join(f"{amount} {code}" for code, amount in units.items())


def _pairs(problem: Problem, model: PairModel, taken: IntArray) -> set[tuple[str, str]]:
    return {
        (problem.teams[model.team[k]].id, problem.incidents[model.incident[k]].id)
        for k in np.flatnonzero(taken)
    }


def _sent(problem: Problem, pairs: set[tuple[str, str]], incident: str) -> str:
    column = next(k for k, i in enumerate(problem.incidents) if i.id == incident)
    away = problem.travel.teams_to_incidents[:, column]
    names = [
        f"{team.id} ({_minutes(int(seconds))})"
        for team, seconds in zip(problem.teams, away, strict=True)
        if (team.id, incident) in pairs
    ]
    return ", ".join(names) or "nobody"


def _names(problem: Problem, rows: tuple[int, ...]) -> str:
    return ", ".join(problem.teams[row].id for row in rows) or "nobody"


def _asked(problem: Problem, prices: tuple[float, ...]) -> str:
    asked = [
        f"{team.id} {price:,.0f}"
        for team, price in zip(problem.teams, prices, strict=True)
        if price > 0
    ]
    return ", ".join(asked) or "none"


def _bound(story: PriceStory) -> float:
    return max(one.bound for one in story.rounds)
