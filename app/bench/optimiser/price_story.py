"""How prices close the gap on a problem small enough to list every package: for the page, by hand.

Shares no code with the optimiser: packages are found by trying all sets of teams, prices come from
a linear program of SciPy. What it finds must equal what the optimiser says of the same problem.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from app.bench.optimiser.nearest_first import nearest_first
from app.bench.optimiser.pair_model import pair_model
from dispatch.optimiser.problem import Problem

ROUNDS = 40
FloatArray = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Package:
    """Teams (rows) sent together to an incident, with what that costs, shortage included."""

    incident: int
    teams: tuple[int, ...]
    cost: int


@dataclass(frozen=True, slots=True)
class Round:
    """One round: the prices asked, what each incident would choose at them, and the bound."""

    prices: tuple[float, ...]
    chosen: tuple[Package, ...]
    bound: float


@dataclass(frozen=True, slots=True)
class PriceStory:
    """All packages' best choice, and the rounds until the bound meets the relaxation."""

    rounds: tuple[Round, ...]
    best: tuple[Package, ...]
    relaxation: float

    @property
    def value(self) -> int:
        """What the best choice costs."""
        return sum(package.cost for package in self.best)


def tell_prices(problem: Problem) -> PriceStory:
    """Run rounds of pricing until no higher bound is to be had, then choose among all packages."""
    packages = all_packages(problem)
    teams, incidents = len(problem.teams), len(problem.incidents)
    known = [p for p in packages if p.teams == _sent(problem, p.incident)]
    prices, rounds = np.zeros(teams), list[Round]()
    for _ in range(ROUNDS):
        rounds.append(_priced(packages, prices, incidents))
        known += [package for package in rounds[-1].chosen if package not in known]
        value, prices = _relaxed(known, teams, incidents)
        if value - max(one.bound for one in rounds) < 1e-6 * max(1.0, value):
            break
    return PriceStory(tuple(rounds), _best_choice(packages, incidents), value)


def within_margin(problem: Problem, story: PriceStory, margin: float) -> list[Package]:
    """Packages that an answer up to `margin` above the best bound can hold; no other one can."""
    best = max(story.rounds, key=lambda one: one.bound)
    prices = np.array(best.prices)
    least = {p.incident: p.cost + float(prices[list(p.teams)].sum()) for p in best.chosen}
    return [
        p
        for p in all_packages(problem)
        if p.cost + float(prices[list(p.teams)].sum()) <= least[p.incident] + margin + 1e-6
    ]


def all_packages(problem: Problem) -> list[Package]:
    """Every set of teams for every incident, with its cost."""
    model, found = pair_model(problem), list[Package]()
    for incident in range(len(problem.incidents)):
        pairs = np.flatnonzero(model.incident == incident).tolist()
        here = _needs_at(problem, incident)
        for size in range(len(pairs) + 1):
            for chosen in combinations(pairs, size):
                taken = np.zeros(len(model.team), np.int64)
                taken[list(chosen)] = 1
                short = np.maximum(model.amounts - model.units @ taken, 0) * here
                cost = int(model.cost @ taken) + int(model.price @ short)
                found.append(Package(incident, tuple(model.team[list(chosen)].tolist()), cost))
    return found


def _sent(problem: Problem, incident: int) -> tuple[int, ...]:
    """The teams that nearest-first sends to an incident: the packages known from the start."""
    model = pair_model(problem)
    taken = nearest_first(problem, model) * (model.incident == incident)
    return tuple(model.team[np.flatnonzero(taken)].tolist())


def _needs_at(problem: Problem, incident: int) -> FloatArray:
    needs = [need for need in problem.needs if need.capability is not None]
    return np.array([need.incident == problem.incidents[incident].id for need in needs], np.int64)


def _priced(packages: list[Package], prices: FloatArray, incidents: int) -> Round:
    """Each incident's cheapest package at the prices; their sum less the prices is a bound."""
    chosen, total = [], 0.0
    for incident in range(incidents):
        own = [p for p in packages if p.incident == incident]
        with_price = [p.cost + float(prices[list(p.teams)].sum()) for p in own]
        least = int(np.argmin(with_price))
        chosen.append(own[least])
        total += with_price[least]
    return Round(tuple(prices.tolist()), tuple(chosen), total - float(prices.sum()))


def _relaxed(known: list[Package], teams: int, incidents: int) -> tuple[float, FloatArray]:
    """The relaxation over the known packages, and the price it gives each team."""
    one = np.array([[p.incident == k for p in known] for k in range(incidents)], float)
    once = np.array([[t in p.teams for p in known] for t in range(teams)], float)
    answer = optimize.linprog(
        [p.cost for p in known], A_ub=once, b_ub=np.ones(teams), A_eq=one, b_eq=np.ones(incidents)
    )
    return float(answer.fun), np.maximum(0.0, -answer.ineqlin.marginals)


def _best_choice(packages: list[Package], incidents: int) -> tuple[Package, ...]:
    """The cheapest choice of a package for each incident with no team twice, by trying all."""
    best: tuple[Package, ...] = ()
    least = 2**62
    own = [[p for p in packages if p.incident == k] for k in range(incidents)]

    def extend(level: int, chosen: tuple[Package, ...], used: set[int], cost: int) -> None:
        nonlocal best, least
        if cost >= least:
            return
        if level == incidents:
            best, least = chosen, cost
            return
        for package in sorted(own[level], key=lambda p: p.cost):
            if used.isdisjoint(package.teams):
                extend(
                    level + 1, (*chosen, package), used | set(package.teams), cost + package.cost
                )

    extend(0, (), set(), 0)
    return best
