"""Two solutions side by side: every term, every team, every need, every incident that changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dispatch.optimiser.files.writing import plain
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import TERMS, Pick, Solution


@dataclass(frozen=True, slots=True)
class TermChange:
    """One term before and after: as counted, and as priced by each side's own policy."""

    term: str
    before: int
    after: int
    price_before: int
    price_after: int


@dataclass(frozen=True, slots=True)
class PickChange:
    """Where a team was sent and where it is sent; None: nowhere, or no arrival."""

    team: str
    was: str | None
    incident: str | None
    eta_before_s: int | None
    eta_after_s: int | None


@dataclass(frozen=True, slots=True)
class NeedChange:
    """What stays short of a need before and after; None: the need is not there on that side."""

    need: str
    short_before: int | None
    short_after: int | None


@dataclass(frozen=True, slots=True)
class ArrivalChange:
    """When the first and the last help of an incident arrives; None: none comes."""

    incident: str
    first_before_s: int | None
    first_after_s: int | None
    last_before_s: int | None
    last_after_s: int | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """How an answer differs from the base: objective, terms, picks, needs, arrivals.

    `kept` lists only teams whose arrival changed; `arrivals` only incidents where one did.
    """

    objective_before: int
    objective_after: int
    terms: tuple[TermChange, ...]
    kept: tuple[PickChange, ...]
    added: tuple[PickChange, ...]
    redirected: tuple[PickChange, ...]
    recalled: tuple[PickChange, ...]
    now_short: tuple[NeedChange, ...]
    less_short: tuple[NeedChange, ...]
    arrivals: tuple[ArrivalChange, ...]

    @property
    def change(self) -> int:
        """What the objective rises (or, negative, falls) by."""
        return self.objective_after - self.objective_before

    def price_terms(self) -> dict[str, int]:
        """The rise of every term's price; they add up to `change`."""
        return {row.term: row.price_after - row.price_before for row in self.terms}

    def to_json(self) -> dict[str, Any]:
        """The comparison as plain data."""
        data: dict[str, Any] = plain(self)
        return {**data, "change": self.change}


def compare(
    problem_before: Problem, before: Solution, problem_after: Problem, after: Solution
) -> Comparison:
    """The answer to one problem beside the answer to another, or to the same one."""
    changes = _pick_changes(before.picks, after.picks)
    needs = _need_changes(problem_before, before, problem_after, after)
    return Comparison(
        objective_before=before.objective,
        objective_after=after.objective,
        terms=_terms(problem_before, before, problem_after, after),
        kept=tuple(c for c in changes if c.was == c.incident and c.eta_before_s != c.eta_after_s),
        added=tuple(c for c in changes if c.was is None),
        redirected=tuple(c for c in changes if c.was and c.incident and c.was != c.incident),
        recalled=tuple(c for c in changes if c.incident is None),
        now_short=tuple(c for c in needs if (c.short_after or 0) > (c.short_before or 0)),
        less_short=tuple(c for c in needs if (c.short_after or 0) < (c.short_before or 0)),
        arrivals=_arrival_changes(problem_before, before, problem_after, after),
    )


def _terms(
    problem_before: Problem, before: Solution, problem_after: Problem, after: Solution
) -> tuple[TermChange, ...]:
    old, new = problem_before.policy.weights, problem_after.policy.weights
    return tuple(
        TermChange(
            name,
            before.terms[name],
            after.terms[name],
            getattr(old, name) * before.terms[name],
            getattr(new, name) * after.terms[name],
        )
        for name in TERMS
    )


def _pick_changes(before: Iterable[Pick], after: Iterable[Pick]) -> list[PickChange]:
    was = {pick.team: pick for pick in before}
    now = {pick.team: pick for pick in after}
    return [_pick_change(team, was.get(team), now.get(team)) for team in sorted(was | now)]


def _pick_change(team: str, was: Pick | None, now: Pick | None) -> PickChange:
    return PickChange(
        team,
        None if was is None else was.incident,
        None if now is None else now.incident,
        None if was is None else was.eta_s,
        None if now is None else now.eta_s,
    )


def _need_changes(
    problem_before: Problem, before: Solution, problem_after: Problem, after: Solution
) -> list[NeedChange]:
    old, new = _short(problem_before, before), _short(problem_after, after)
    return [
        NeedChange(need, old.get(need), new.get(need))
        for need in dict.fromkeys((*old, *new))
        if old.get(need) != new.get(need)
    ]


def _short(problem: Problem, solution: Solution) -> dict[str, int]:
    short = {row.need: row.amount for row in solution.shortfalls}
    return {need.id: short.get(need.id, 0) for need in problem.needs}


def _arrival_changes(
    problem_before: Problem, before: Solution, problem_after: Problem, after: Solution
) -> tuple[ArrivalChange, ...]:
    old, new = _arrivals(problem_before, before), _arrivals(problem_after, after)
    return tuple(
        ArrivalChange(incident, was[0], now[0], was[1], now[1])
        for incident in dict.fromkeys((*old, *new))
        for was, now in [(old.get(incident, _NONE), new.get(incident, _NONE))]
        if was != now
    )


_NONE: tuple[int | None, int | None] = (None, None)


def _arrivals(problem: Problem, solution: Solution) -> Mapping[str, tuple[int | None, int | None]]:
    """First and last arrival of teams and goods at every incident that gets any."""
    at = {need.id: need.incident for need in problem.needs}
    times: dict[str, list[int]] = {}
    for pick in solution.picks:
        times.setdefault(pick.incident, []).append(pick.eta_s)
    for delivery in solution.deliveries:
        times.setdefault(at[delivery.need], []).append(delivery.eta_s)
    return {incident: (min(found), max(found)) for incident, found in times.items()}
