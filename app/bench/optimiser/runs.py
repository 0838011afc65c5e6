"""Runs of one contender over its seeds, and the lines that are made of them."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.bench.optimiser.child import Answer, Order, measure
from app.bench.registry import Figure

OPTIMAL_GAP = 1e-9
"""General solvers compute in floating point: a smaller gap counts as a proof."""


@dataclass(frozen=True, slots=True)
class Runs:
    """What one contender answered, seed by seed; `limit_s` is what it was given for each."""

    name: str
    answers: tuple[Answer, ...]
    limit_s: float

    @property
    def n(self) -> int:
        """How many seeds were tried."""
        return len(self.answers)

    @property
    def memory_mb(self) -> float | None:
        """The most memory that any of its processes held; None where one did not end well."""
        if self.trouble:
            return None
        return max((answer["memory_mb"] for answer in self.answers), default=None)

    @property
    def trouble(self) -> str:
        """What ended the answers that were cut short, and how many."""
        ends = [answer["killed"] for answer in self.answers if "killed" in answer]
        return f"{len(ends)} of {self.n} cut short: {ends[0]}" if ends else ""

    @property
    def gap(self) -> float | None:
        """The largest gap of its answers; None where one gave no answer or no bound."""
        gaps = [answer.get("gap") for answer in self.answers]
        return max((g for g in gaps if g is not None), default=None) if None not in gaps else None

    @property
    def proven(self) -> int:
        """How many of its answers were proven."""
        return sum(map(is_proven, self.answers))

    def values(self, field: str) -> list[float]:
        """A field of each answer; infinite where there is none, so that it never looks best."""
        found = [answer.get(field) for answer in self.answers]
        return [math.inf if value is None else float(value) for value in found]

    def proven_s(self) -> list[float]:
        """Seconds to the proof for each seed, infinite where there was none."""
        timed = zip(self.values("seconds"), self.answers, strict=True)
        return [seconds if is_proven(answer) else math.inf for seconds, answer in timed]

    def at_least_s(self) -> list[float]:
        """Seconds to the proof, or the limit where there was none: it takes at least so long."""
        return [min(seconds, self.limit_s) for seconds in self.proven_s()]


def is_proven(answer: Answer) -> bool:
    """Say whether an answer carries a proof: its bound equals its value."""
    gap = answer.get("gap")
    return gap is not None and gap <= OPTIMAL_GAP


def run(
    name: str, work: Callable[..., Answer], seeds: Sequence[int], limit_s: float, **arguments: Any
) -> Runs:
    """Let a contender work on each seed in a process of its own kind."""
    order = Order(f"{work.__module__}:{work.__name__}", arguments, limit_s)
    return Runs(name, tuple(measure(order, seeds)), limit_s)


def share(values: Sequence[float], part: float) -> float | None:
    """The least value that so large a share does not exceed; None where that is unknown."""
    ordered = sorted(values)
    value = ordered[max(0, math.ceil(len(ordered) * part) - 1)]
    return None if math.isinf(value) else value


def middle(values: Sequence[float]) -> float | None:
    """The median; None where it is unknown."""
    value = statistics.median(values)
    return None if math.isinf(value) else value


def median_ratio(
    ours: Runs, mine: Sequence[float], peer: Runs, theirs: Sequence[float]
) -> float | None:
    """The median, over the seeds both tried, of the peer's value over ours."""
    own = dict(zip((a["seed"] for a in ours.answers), mine, strict=True))
    other = dict(zip((a["seed"] for a in peer.answers), theirs, strict=True))
    both = [other[seed] / own[seed] for seed in other if seed in own and own[seed] < math.inf]
    return middle(both) if both else None


def line(
    name: str,
    value: float | None,
    unit: str,
    ours: Runs,
    *,
    peer: Runs | None = None,
    peer_value: float | None = None,
    target: float | None = None,
    why: str = "",
) -> Figure:
    """One line of the report: our value, the peer's, the gap, the memory and the seeds."""
    facts = {"ours": _rounded(value), **_facts(ours, peer, peer_value, why)}
    return Figure(name, _rounded(value), unit, ours.n, _rounded(peer_value), target, False, facts)


def line_of_ratio(
    name: str,
    ratio: float | None,
    ours: Runs,
    peer: Runs,
    values: tuple[float | None, float | None],
    *,
    target: float | None = None,
    why: str = "",
) -> Figure:
    """A line whose value is how many times the peer's value is ours; more is better."""
    facts = {"ours": _rounded(values[0]), **_facts(ours, peer, values[1], why)}
    facts |= {"ratio": _rounded(ratio), "more_is_better": True}
    return Figure(name, _rounded(ratio), "x", ours.n, None, target, True, facts)


def _facts(ours: Runs, peer: Runs | None, peer_value: float | None, why: str) -> dict[str, Any]:
    troubles = [f"{r.name}: {r.trouble}" for r in (ours, peer) if r is not None and r.trouble]
    return {
        "why": "; ".join([part for part in (why, *troubles) if part]),
        "peer": _rounded(peer_value),
        "peer_name": peer.name if peer else None,
        "peer_seeds": peer.n if peer else None,
        "peer_gap": peer.gap if peer else None,
        "peer_memory_mb": peer.memory_mb if peer else None,
        "gap": ours.gap,
        "memory_mb": ours.memory_mb,
        "seeds": ours.n,
    }


def not_available(name: str, peer_name: str, why: str) -> Figure:
    """A peer that cannot be had here is named as such; nothing is invented for it."""
    facts = {"ours": None, "peer": None, "peer_name": peer_name, "seeds": 0, "why": why}
    return Figure(name, None, "s", 0, facts=facts)


def _rounded(value: float | None) -> float | None:
    return None if value is None or math.isinf(value) else float(f"{value:.6g}")
