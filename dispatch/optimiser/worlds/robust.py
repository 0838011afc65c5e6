"""An answer that holds in a stated share of the sampled worlds, and what that costs.

Sampled chance constraint (Luedtke & Ahmed, SIAM J. Optim. 19, 2008): all promises together must
hold in the share of worlds. Help that alone fails in too many worlds cannot be part of such an
answer, so leaving it out is a relaxation with a bound; what then still fails together is left
out bit by bit. Leaving out all that fails in any world always holds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from dispatch.optimiser import constraints
from dispatch.optimiser.caution import NO_CAUTION, Caution
from dispatch.optimiser.parts import IntArray, Need, RunningState, Uncertainty
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import Part, Robust, Solution, Status
from dispatch.optimiser.worlds.draw import Luck, Weather, stretched
from dispatch.optimiser.worlds.promises import promises_of

BoolArray = NDArray[np.bool_]
WORLDS = 200
"""How many worlds are sampled when the problem does not say."""

MOST_ROUNDS = 12
_NOBODY = np.zeros(0, bool)

SolveWith = Callable[[Caution, Solution | None], Solution]


@dataclass(slots=True, eq=False)
class _Sample:
    """The sampled worlds of a problem, and in how many of them each team is late for each need."""

    problem: Problem
    ranges: Uncertainty
    lucks: list[Luck] = field(init=False)
    fails: dict[str, IntArray] = field(init=False)
    """Per need that some team may miss: in how many worlds (T,) it does."""

    def __post_init__(self) -> None:
        weather = Weather(self.problem, self.ranges)
        self.lucks = [weather.luck(world) for world in range(self.ranges.worlds or WORLDS)]
        self.fails = _failures(self.problem, self.lucks)

    @property
    def allowed(self) -> int:
        """In how many worlds an answer may fail."""
        return len(self.lucks) - int(np.ceil(self.ranges.share * len(self.lucks) - 1e-9))

    def broken(self, solution: Solution) -> BoolArray:
        """Worlds x promises (W, P): what comes too late to count."""
        promises = promises_of(self.problem, solution)
        rows = [promises.broken(luck) for luck in self.lucks]
        return np.array(rows, bool).reshape(len(self.lucks), promises.need.size)

    def held_share(self, solution: Solution) -> float:
        """In what share of the worlds nothing promised comes too late."""
        return 1 - float(self.broken(solution).any(axis=1).sum()) / len(self.lucks)

    def undependable(self, most: int) -> dict[str, BoolArray]:
        """Teams (T,) that fail a need in more than `most` worlds, per need with such teams."""
        found = {need: counts > most for need, counts in self.fails.items()}
        return {need: rows for need, rows in found.items() if rows.any()}

    def holds(self, solution: Solution) -> bool:
        """Whether everything promised comes in time in the share of worlds asked for."""
        return int(self.broken(solution).any(axis=1).sum()) <= self.allowed

    def stretch(self, most: int) -> float:
        """How late, as a factor, goods of any depot may be in all but `most` worlds."""
        worst = sorted(float(luck.depot_factor.max(initial=1.0)) for luck in self.lucks)
        return max(1.0, worst[-1 - most])

    def caution(self, most: int, with_goods: bool) -> Caution:
        """Count on nothing that alone fails in more than `most` worlds."""
        return Caution(self.undependable(most), self.stretch(most) if with_goods else 1.0)


def solve_robust(
    problem: Problem, solve_with: SolveWith, is_over: Callable[[], bool] = lambda: False
) -> Solution:
    """The cheapest answer found that holds in the problem's `share` of sampled worlds.

    Parameters
    ----------
    solve_with : solves the problem under a caution, starting from a former answer.
    is_over : when it says so, the answer that holds in every sampled world is taken.
    """
    sample = _Sample(problem, problem.uncertainty or Uncertainty(robust=True))
    nominal = solve_with(NO_CAUTION, None)
    if sample.holds(nominal):
        return _told(sample, nominal, nominal)
    caution = Caution(sample.undependable(sample.allowed))
    relaxed = solve_with(caution, nominal)
    found = relaxed
    if not sample.holds(relaxed):
        found = _by_threshold(sample, solve_with, relaxed, is_over)
        for by_price in (True, False):
            other = _by_tightening(sample, solve_with, caution, relaxed, is_over, by_price)
            if other is not None and other.objective < found.objective:
                found = other
    less = _kept_for_nothing(problem, caution)
    return _told(sample, nominal, _bounded(problem, found, relaxed, less))


def _by_threshold(
    sample: _Sample, solve_with: SolveWith, relaxed: Solution, is_over: Callable[[], bool]
) -> Solution:
    """Leave out all that fails in more worlds than a threshold: the highest one that holds.

    At the threshold of none everything holds; above the share nothing does; in between it is
    searched by halving.
    """
    with_goods = bool((promises_of(sample.problem, relaxed).team < 0).any())
    holding, failing = 0, sample.allowed
    found = solve_with(sample.caution(0, with_goods), relaxed)
    while failing - holding > 1 and not is_over():
        middle = (holding + failing) // 2
        tried = solve_with(sample.caution(middle, with_goods), relaxed)
        if not sample.holds(tried):
            failing = middle
            continue
        holding = middle
        if tried.objective < found.objective:
            found = tried
    return found


def _by_tightening(
    sample: _Sample,
    solve_with: SolveWith,
    caution: Caution,
    found: Solution,
    is_over: Callable[[], bool],
    by_price: bool,
) -> Solution | None:
    """Leave out bit by bit what still fails together; None when it does not come to an end.

    First what is to blame for most failing worlds, or for most of them per price of its loss.
    """
    for _ in range(MOST_ROUNDS):
        if sample.holds(found):
            return found
        if is_over():
            return None
        caution = _tightened(sample, caution, found, by_price)
        found = solve_with(caution, found)
    return found if sample.holds(found) else None


@dataclass(slots=True, eq=False)
class _Arrivals:
    """When each team would arrive in each sampled world, asked for one place at a time."""

    problem: Problem
    lucks: Sequence[Luck]
    ready_s: IntArray = field(init=False)
    delay_s: IntArray = field(init=False)
    factor: NDArray[np.float64] = field(init=False)
    latest_start_s: IntArray = field(init=False)
    slowest: NDArray[np.float64] = field(init=False)
    able: dict[str, BoolArray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        worlds, teams = len(self.lucks), self.problem.teams
        self.ready_s = np.array([team.ready_s for team in teams], np.int64)
        self.delay_s = np.array([luck.delay_s for luck in self.lucks]).reshape(worlds, -1)
        self.factor = np.array([luck.factor for luck in self.lucks]).reshape(worlds, -1)
        self.latest_start_s = self.ready_s + self.delay_s.max(axis=0, initial=0)
        self.slowest = self.factor.max(axis=0, initial=1.0)
        for code in {need.capability for need in self.problem.needs if need.capability}:
            self.able[code] = np.array([code in team.units for team in teams], bool)

    def misses(self, need: Need, drive_s: IntArray, until_s: int) -> IntArray | None:
        """In how many worlds (T,) each able team that should be in time is not; None: nobody."""
        in_time = (drive_s >= 0) & (self.ready_s + drive_s <= until_s)
        worst = self.latest_start_s + drive_s * self.slowest + 1
        rows = np.flatnonzero(self.able[need.capability or ""] & in_time & (worst > until_s))
        if not rows.size:
            return None
        drives = stretched(drive_s[rows], self.factor[:, rows])
        counts = np.zeros(drive_s.size, np.int64)
        counts[rows] = (self.ready_s[rows] + self.delay_s[:, rows] + drives > until_s).sum(axis=0)
        return counts


def _failures(problem: Problem, lucks: Sequence[Luck]) -> dict[str, IntArray]:
    """In how many worlds each team (T,) misses each need; needs that none misses are left out."""
    columns = {one.id: k for k, one in enumerate(problem.incidents)}
    teams = {team.id: k for k, team in enumerate(problem.teams)}
    arrivals = _Arrivals(problem, lucks)
    found: dict[str, IntArray] = {}
    for need in problem.needs:
        if need.capability is None or need.latest_s is None:
            continue
        drive_s = problem.travel.teams_to_incidents[:, columns[need.incident]].astype(np.int64)
        until_s = constraints.useful_until_s(need, problem.policy)
        counts = arrivals.misses(need, drive_s, until_s)
        if counts is not None:
            found[need.id] = counts
    for run in problem.running:
        if run.state is RunningState.ON_SCENE:
            for need in problem.needs:
                if need.incident == run.incident and need.id in found:
                    found[need.id][teams[run.team]] = 0
    return found


def _tightened(sample: _Sample, caution: Caution, found: Solution, by_price: bool) -> Caution:
    """Leave out the promises that, taken away, let the others hold in enough worlds."""
    promises = promises_of(sample.problem, found)
    prices = promises.weight if by_price else np.ones_like(promises.weight)
    given_up = _least_dependable(sample.broken(found), prices, sample.allowed)
    undependable = {need: rows.copy() for need, rows in caution.undependable.items()}
    stretch = caution.stretch
    for promise in given_up:
        need, team = sample.problem.needs[promises.need[promise]], int(promises.team[promise])
        if team < 0:
            usual = sample.stretch(sample.allowed)
            stretch = usual if stretch < usual else sample.stretch(0)
            continue
        none = np.zeros(len(sample.problem.teams), bool)
        undependable.setdefault(need.id, none)[team] = True
    return Caution(undependable, stretch)


def _least_dependable(broken: BoolArray, prices: IntArray, allowed: int) -> list[int]:
    """Promises (columns) to give up, those most to blame for failing worlds per price first.

    A world's blame is shared by the promises broken in it.
    """
    left = broken.copy()
    given_up: list[int] = []
    while left.any(axis=1).sum() > allowed:
        in_world = left.sum(axis=1, keepdims=True)
        blame = (left / np.maximum(in_world, 1)).sum(axis=0)
        worst = int((blame / prices).argmax())
        given_up.append(worst)
        left[:, worst] = False
    return given_up


def _kept_for_nothing(problem: Problem, caution: Caution) -> int:
    """The most that keeping running teams where they must not be counted on could save.

    The search leaves such teams out of their incident; the bound must not.
    """
    rows = {team.id: k for k, team in enumerate(problem.teams)}
    distrusted = {
        (problem.teams[team].id, need.incident)
        for need in problem.needs
        for team in np.flatnonzero(caution.undependable.get(need.id, _NOBODY))
    }
    seconds = sum(
        constraints.disturbance_s(run, problem.policy)
        for run in problem.running
        if run.team in rows and (run.team, run.incident) in distrusted
    )
    return seconds * problem.policy.weights.disturbance


def _bounded(problem: Problem, found: Solution, relaxed: Solution, less: int) -> Solution:
    """The answer with the bound of the relaxation, that of what alone holds often enough.

    Under the strict policy a bound speaks for its own answer only.
    """
    bound = min(relaxed.bound - less, found.objective)
    if problem.policy.strict and (found is not relaxed or less):
        bound = min(bound, found.objective - 1)
    proven = bound == found.objective
    return replace(
        found,
        status=Status.OPTIMAL if proven else Status.FEASIBLE,
        bound=bound,
        gap=0.0 if proven else (found.objective - bound) / max(1, abs(found.objective)),
        parts={
            name: _part(part, relaxed.parts[name].bound - less)
            for name, part in found.parts.items()
        },
    )


def _part(part: Part, bound: int) -> Part:
    bound = min(bound, part.objective)
    status = Status.OPTIMAL if bound == part.objective else Status.FEASIBLE
    return Part(status, part.objective, bound)


def _told(sample: _Sample, nominal: Solution, found: Solution) -> Solution:
    told = Robust(
        share=sample.ranges.share,
        worlds=len(sample.lucks),
        held_share=sample.held_share(found),
        nominal_objective=nominal.objective,
        nominal_held_share=sample.held_share(nominal),
        price=found.objective - nominal.objective,
    )
    return replace(found, robust=told)
