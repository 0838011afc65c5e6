"""The strict policy: the terms of the objective minimised one after the other, in their order.

Each stage minimises one term more; the prices that held the terms before it are multiplied so
that they go on holding them. A stage counts only when it is proven and leaves the earlier terms
at their least values: then the new term is at its least as well. Where a factor was too small to
hold them a larger one is tried, up to one above all that the new term could still save.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from dispatch.optimiser.parts import Policy, Weights
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import TERMS, Solution, Status

MOST_VALUE = 10**12
"""Largest value of a stage: tables and prices hold it in sixteenths with room to spare."""

FACTORS = (100, 1_000, 10_000, 100_000)
"""Factors tried before the one that holds for certain: small ones leave room for later stages."""

SolveStage = Callable[[Problem, Solution | None], Solution]


def solve_in_order(problem: Problem, solve_stage: SolveStage) -> tuple[Solution, bool]:
    """The answer whose terms are least in their order, and whether every stage was proven."""
    prices = {TERMS[0]: 1}
    latest = solve_stage(_priced(problem, prices), None)
    for stage, term in enumerate(TERMS[1:], start=1):
        if latest.status is not Status.OPTIMAL:
            return latest, False
        if latest.terms[term] == 0:
            prices[term] = 1
            continue
        held = _add_term(problem, solve_stage, latest, prices, stage)
        if held is None:
            return latest, False
        latest, prices = held
    return latest, latest.status is Status.OPTIMAL


def _add_term(
    problem: Problem,
    solve_stage: SolveStage,
    latest: Solution,
    prices: Mapping[str, int],
    stage: int,
) -> tuple[Solution, dict[str, int]] | None:
    """The answer of a stage that keeps the terms before it, and its prices; None if none does."""
    least = [latest.terms[name] for name in TERMS[:stage]]
    for factor in _factors(latest, prices, latest.terms[TERMS[stage]]):
        raised = {**{name: price * factor for name, price in prices.items()}, TERMS[stage]: 1}
        found = solve_stage(_priced(problem, raised), latest)
        if [found.terms[name] for name in TERMS[:stage]] == least:
            return found, raised
    return None


def _factors(latest: Solution, prices: Mapping[str, int], most_saved: int) -> Iterator[int]:
    """Growing factors, as far as the value of the stage stays within what can be held."""
    value = sum(price * latest.terms[name] for name, price in prices.items())
    room = MOST_VALUE // max(1, value)
    for factor in (*FACTORS, most_saved + 1):
        if factor > most_saved:
            break
        if factor <= room:
            yield factor
    yield max(1, min(most_saved + 1, room))


def _priced(problem: Problem, prices: Mapping[str, int]) -> Problem:
    weights = Weights(**{**dict.fromkeys(TERMS, 0), **prices})
    policy: Policy = replace(problem.policy, weights=weights, strict=False)
    return replace(problem, policy=policy)
