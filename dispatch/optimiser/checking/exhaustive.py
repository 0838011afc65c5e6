"""The true optimum of a small problem by trying everything, to judge bounds and proofs by.

It reads `muster-problem/1` as the checker does and shares no code with the model. Teams and
materials meet only in groups that hold both, so each half is tried for every set of such groups.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dispatch.optimiser.checking.check_case import TERM_WEIGHTS, Case, TooLarge, Violation
from dispatch.optimiser.checking.exhaustive_goods import least_goods_values
from dispatch.optimiser.checking.exhaustive_teams import least_team_values

__all__ = [
    "TooLarge",
    "Verdict",
    "deciding_value",
    "judge",
    "least_objective",
    "optimum_rules",
    "steep_weights",
]


def least_objective(
    problem: Mapping[str, Any],
    folder: Path | None = None,
    weights: Mapping[str, int] | None = None,
) -> int:
    """The least objective over all choices; under the `strict` policy with steep weights.

    Raises
    ------
    TooLarge
        When there are too many choices to try.
    """
    return _least(Case(problem, {}, folder), weights)


def steep_weights(terms: Mapping[str, int]) -> dict[str, int]:
    """Weights under which no amount of a later term outweighs one of an earlier."""
    return {name: 10 ** (12 * (len(terms) - k)) for k, name in enumerate(terms)}


def _least(case: Case, weights: Mapping[str, int] | None) -> int:
    price = dict(weights or _weights(case))
    mixed = _mixed_groups(case)
    teams = least_team_values(case, price, mixed)
    goods = least_goods_values(case, price, mixed)
    return min(teams[served] + goods[served] for served in teams.keys() & goods.keys())


def _weights(case: Case) -> dict[str, int]:
    if case.policy.get("strict"):
        return steep_weights(TERM_WEIGHTS)
    return case.weights


def _mixed_groups(case: Case) -> frozenset[str]:
    kinds: dict[str, set[bool]] = {}
    for need in case.needs.values():
        if need.get("group") is not None:
            kinds.setdefault(need["group"], set()).add(need.get("item") is None)
    return frozenset(group for group, found in kinds.items() if len(found) > 1)


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer's value and the true optimum, both under the weights that decide."""

    value: int
    optimum: int

    @property
    def is_equal(self) -> bool:
        """Whether nothing better exists."""
        return self.value == self.optimum


def judge(case: Case) -> Verdict:
    """Hold the case's solution against the true optimum."""
    return Verdict(deciding_value(case), _least(case, None))


def deciding_value(case: Case) -> int:
    """The solution's value under the weights that decide: steep ones where the order is strict."""
    weights, terms = _weights(case), case.solution["terms"]
    return sum(weights[name] * (terms.get(name) or 0) for name in weights)


def optimum_rules(case: Case, verdict: Verdict | None = None) -> Iterator[Violation]:
    """No answer lies below the true optimum, no bound above it, and optimal means equal to it."""
    found, solution = verdict or judge(case), case.solution
    value, best = found.value, found.optimum
    if value < best:
        yield Violation("optimum", "objective", f"{value} is below the true optimum {best}")
    if solution["status"] == "optimal" and value != best:
        yield Violation("optimum", "status", f"{value} is not the true optimum {best}")
    if not case.policy.get("strict") and solution["bound"] > best:
        yield Violation("optimum", "bound", f"{solution['bound']} is above {best}")
