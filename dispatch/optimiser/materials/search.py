"""Trips proven: horizons that grow only where they must, a bound at every step, whole choices.

Each need starts with its nearest arrivals. Where the relaxation would rather have goods from
beyond a need's horizon, that horizon grows; when it no longer would, its value is a bound over
all trips. The same holds for whole choices: one that takes nothing from beyond is the best of all.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from dispatch.optimiser.materials.deliver import Supply, supply_of
from dispatch.optimiser.materials.detours import FAR_S
from dispatch.optimiser.materials.diving import dive
from dispatch.optimiser.materials.fleet import Fleet, fleets_of
from dispatch.optimiser.materials.ground import Ground, survey
from dispatch.optimiser.materials.loading import load_up
from dispatch.optimiser.materials.model import Choice, TripModel
from dispatch.optimiser.materials.stock import Stock
from dispatch.optimiser.materials.ways import Way, list_direct, list_ways, yards_of
from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.problem import Problem

NEAREST = 2
LATER_S = 900
MOST_ROUNDS = 40
FIRST_SHARE = 0.25
RELAXED_SHARE = 0.6
ROUNDED_SHARE = 0.5
CHOICE_SHARE = 0.6
COMPLETED_SHARE = 0.4
WIDER = 10
BOTH = 2
LEAST_S = 0.05
ROUNDING = 1e-6


class TripSearch:
    """The search for the best trips of one problem; may be gone on with."""

    def __init__(
        self, problem: Problem, stock: Stock, first: Supply, dropped: frozenset[str] = frozenset()
    ) -> None:
        self.problem, self.best, self.bound = problem, first, first.bound
        self.ground = survey(problem, stock, dropped)
        self.fleets = fleets_of(self.ground)
        self._yards = yards_of(self.ground, self.fleets)
        self._arrivals_s = _arrivals(self.ground, self.fleets)
        whole = len(self.ground.need)
        self.reach = np.full(whole, NEAREST, np.int64)
        self._model: TripModel | None = None
        self._has_begun = self._is_relaxed = False
        self._rounded = 0
        self._relaxed: Choice | None = None

    def run(self, seconds: float, is_over: Callable[[], bool] = lambda: False) -> Supply:
        """Look for so many seconds for better trips and a better bound; the best so far."""
        end_s = time.perf_counter() + seconds

        def left_s() -> float:
            return 0.0 if is_over() else end_s - time.perf_counter()

        if not self._has_begun:
            self._has_begun = True
            self._round([], lambda: left_s() - (1 - FIRST_SHARE) * seconds)
        self._relax(lambda: left_s() - (1 - RELAXED_SHARE) * seconds)
        self._round_relaxed(lambda: left_s() * ROUNDED_SHARE)
        for _ in range(MOST_ROUNDS):
            if self.best.is_proven or left_s() < LEAST_S or self._choose(left_s):
                break
        return self.best

    def _relax(self, left_s: Callable[[], float]) -> None:
        """Let horizons grow until the relaxation wants nothing from beyond them."""
        for _ in range(MOST_ROUNDS):
            if self.best.is_proven or self._is_relaxed or left_s() <= 0:
                return
            model = self._listed(left_s)
            if model is None:
                return
            self._model = model
            choice = model.relax(left_s())
            if choice is None:
                return
            self._raise_bound(choice.bound)
            self._relaxed = choice
            beyond = choice.beyond > ROUNDING
            self._is_relaxed = not beyond.any()
            if not self._is_relaxed:
                self._grow(beyond)

    def _round(self, others: list[Way], left_s: Callable[[], float]) -> None:
        """A whole choice among many direct ways and some others: soon, and nearly the best."""
        if self.best.is_proven:
            return
        model = self._wide(others)
        for self._rounded, choice in enumerate(dive(model, left_s), start=1):
            self._take(model, choice)

    def _wide(self, others: list[Way]) -> TripModel:
        """The model of many direct ways and some others."""
        horizon_s = self._horizons_s(WIDER)
        ways = list_direct(self._yards, horizon_s, others)
        return TripModel(self.ground, self.fleets, ways, horizon_s)

    def _round_relaxed(self, left_s: Callable[[], float]) -> None:
        """A whole choice around the relaxation's, where it drives other than directly at once."""
        if self._model is None or self._relaxed is None:
            return
        ways = self._model.ways.ways
        driven = [ways[k] for k in np.flatnonzero(self._relaxed.trips > ROUNDING).tolist()]
        self._relaxed = None
        others = any(way.start_s > 0 or len(way.stops) > 1 for way in driven)
        if others or self._rounded < BOTH:
            end_s = time.perf_counter() + left_s()
            self._round(driven, lambda: end_s - time.perf_counter())
        if self._is_relaxed:
            self._grow(np.ones(len(self.reach), np.bool_))
            self._model = self._listed(left_s) or self._model

    def _choose(self, left_s: Callable[[], float]) -> bool:
        """One whole choice; says whether nothing more can be done."""
        model = self._model
        if model is None:
            return True
        choice, is_best = model.choose(CHOICE_SHARE * left_s())
        if choice is None:
            self._take(model, model.choose(left_s(), driven=model.any_trips)[0])
            return True
        self._raise_bound(choice.bound)
        beyond = choice.beyond > ROUNDING
        if not beyond.any():
            self._take(model, choice)
            if is_best and not self.best.is_proven and left_s() > LEAST_S:
                self._choose_strictly(model, left_s())
            return is_best or left_s() < LEAST_S
        self._complete(model, choice, COMPLETED_SHARE * left_s())
        self._grow(beyond)
        self._model = self._listed(left_s) or model
        return self._model is model

    def _choose_strictly(self, model: TripModel, seconds: float) -> None:
        """Close a gap that is but the rounding of the solver."""
        choice, _ = model.choose(seconds, strictly=True)
        if choice is not None:
            self._raise_bound(choice.bound)
            if not (choice.beyond > ROUNDING).any():
                self._take(model, choice)

    def _complete(self, model: TripModel, choice: Choice, seconds: float) -> None:
        """Keep the trips of a choice, and bring by direct ways what it had from beyond."""
        driven = {
            model.ways.ways[k]: float(np.rint(choice.trips[k]))
            for k in np.flatnonzero(np.rint(choice.trips)).tolist()
        }
        wide = self._wide(list(driven))
        least = np.array([driven.get(way, 0.0) for way in wide.ways.ways])
        self._take(wide, wide.choose(seconds, driven=(least, wide.any_trips[1]))[0])

    def _listed(self, left_s: Callable[[], float]) -> TripModel | None:
        """The model at the present horizons; None where they list too many ways for the time."""
        horizon_s = self._horizons_s()
        ways = list_ways(self._yards, horizon_s, left_s)
        if ways is None or ways.is_full:
            return None
        return TripModel(self.ground, self.fleets, ways, horizon_s)

    def _horizons_s(self, wider: int = 0) -> IntArray:
        """When so many direct arrivals have come; later by quarters of an hour once all have."""
        count = self._arrivals_s.shape[1] - 1
        rows = np.arange(len(self.reach))
        reach = self.reach + wider
        last = np.minimum(reach, count)
        known = self._arrivals_s[rows, last]
        latest = np.where(self._arrivals_s < FAR_S, self._arrivals_s, 0).max(axis=1, initial=0)
        later = latest + LATER_S * np.maximum(reach - count, 1)
        horizon_s: IntArray = np.minimum(np.where(known < FAR_S, known, later), self.ground.until_s)
        return horizon_s

    def _grow(self, beyond: np.typing.NDArray[np.bool_]) -> None:
        self.reach[beyond] += 1 + self.reach[beyond] // 4

    def _raise_bound(self, bound: int) -> None:
        self.bound = max(self.bound, bound + self.ground.lost)
        self.best = supply_of(self.problem, self.best.deliveries, self.best.trips, self.bound)

    def _take(self, model: TripModel, choice: Choice | None) -> None:
        """Load a choice, and keep it when it is better than the best so far."""
        if choice is None:
            return
        planned = load_up(self.ground, self.fleets, model.ways, choice.units, choice.trips)
        found = supply_of(self.problem, *planned, self.bound)
        if (found.objective, len(found.trips)) < (self.best.objective, len(self.best.trips)):
            self.best = found


def _arrivals(ground: Ground, fleets: list[Fleet]) -> IntArray:
    """(K, F + 1) direct arrivals at each need, the earliest first, then `FAR_S`."""
    direct = np.full((len(ground.need), len(fleets) + 1), FAR_S, np.int64)
    for column, fleet in enumerate(fleets):
        direct[fleet.rows, column] = fleet.direct_s
    direct.sort(axis=1)
    return direct
