"""Speeds learnt from runs: robust, bounded, explained, and adopted only where unseen runs gain.

The model, per vehicle class: a run takes its fixed time (off the road) plus the table's time on
each road class times a pace that is common to the vehicle, particular to the road class, and
particular to the part of the day. The logarithms of the three are drawn to 0 (no correction), so
few runs change little: a maximum a posteriori estimate with normal priors (ridge), fitted by
Gauss-Newton with iteratively reweighted least squares: Huber's weights first, Tukey's bisquare
after (Holland & Welsch 1977; Maronna, Martin & Yohai, Robust Statistics, 2006, ch. 5), so that
runs that are far off weigh nothing. What a fit is worth is said by five-fold cross-validation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from geo.driving import SpeedCorrections
from geo.road_conditions import HourBand
from geo.types import FloatArray, VehicleClass

LOWEST_FACTOR, HIGHEST_FACTOR = 0.6, 1.6
"""Bounds of a learnt factor on a speed: judgement; beyond them the table itself is wrong."""

FEWEST_RUNS = 20
"""A vehicle class with fewer runs is left as it is: judgement."""

FEWEST_RUNS_OF_A_CELL = 3
LEAST_S_OF_A_CELL = 30.0
"""A factor rests on at least so many runs that drove at least so long there: judgement."""

_PRIOR_VEHICLE, _PRIOR_ROAD, _PRIOR_BAND = 0.30, 0.12, 0.08
"""Standard deviations of the priors of log pace, roughly shares of the speed: judgement."""

_LEAST_SPREAD = 0.04
_SETTLED = 1e-4
_FOLDS = 5
_GAIN_IN_ERRORS = 2.5
_LEAST_GAIN = 0.02
"""A gain counts from 2.5 of its standard errors and 2 % of the error before: judgement."""

_HUBER, _TUKEY = 1.345, 4.685
"""The tuning constants of 95 % efficiency under normal errors."""


@dataclass(frozen=True)
class ObservedRun:
    """One drive: what it took, and the table's seconds of its way per road class, unlearnt.

    Attributes
    ----------
    actual_s : from departure to arrival
    fixed_s : of the way's pieces off the road, which no factor changes
    table_s : seconds on each road class by table and conditions, without learnt factors
    """

    vehicle: VehicleClass
    band: HourBand
    actual_s: float
    fixed_s: float
    table_s: Mapping[str, float]

    def predicted_s(self, learnt: SpeedCorrections) -> float:
        """What the run is expected to take with the given factors."""
        return self.fixed_s + sum(
            seconds / learnt.factor(self.vehicle, road, self.band)
            for road, seconds in self.table_s.items()
        )


@dataclass(frozen=True)
class LearntCell:
    """The factor on the speed of a vehicle class on a road class in a part of the day.

    Attributes
    ----------
    standard_error : of the factor's logarithm; runs, hours : what it rests on
    """

    vehicle: VehicleClass
    road_class: str
    band: HourBand
    factor: float
    standard_error: float
    runs: int
    hours: float


@dataclass(frozen=True)
class Figures:
    """Relative errors of predictions of runs that the fit had not seen, before and after it.

    Attributes
    ----------
    before, after : (n,) log of actual over predicted
    gain, gain_error : mean fall of the absolute error, and its standard error
    spread : robust standard deviation of what remains
    """

    before: FloatArray = field(default_factory=lambda: np.zeros(0))
    after: FloatArray = field(default_factory=lambda: np.zeros(0))

    @property
    def gain(self) -> float:
        """Mean fall of the absolute error."""
        return float(np.mean(np.abs(self.before) - np.abs(self.after)))

    @property
    def gain_error(self) -> float:
        """Standard error of the gain."""
        falls = np.abs(self.before) - np.abs(self.after)
        return float(np.std(falls, ddof=1) / np.sqrt(len(falls)))

    @property
    def spread(self) -> float:
        """Robust standard deviation of what the fit leaves."""
        return _spread(self.after)

    @property
    def is_worth_it(self) -> bool:
        """Whether the gain is neither chance nor too small to matter."""
        mean_before = float(np.mean(np.abs(self.before)))
        least = max(_GAIN_IN_ERRORS * self.gain_error, _LEAST_GAIN * mean_before)
        return self.gain > least


@dataclass(frozen=True)
class Learnt:
    """What runs say about speeds: the factors, whether to adopt them, and why."""

    cells: tuple[LearntCell, ...]
    adopted: bool
    reason: str
    figures: Figures


def learn(
    runs: Sequence[ObservedRun], in_force: Sequence[LearntCell] = (), seed: int = 0
) -> Learnt:
    """Learn factors from runs and say whether they beat those in force on runs not seen.

    Each vehicle class is decided for itself; a class without gain keeps what is in force. The same
    runs in the same order and the same seed give the same answer.
    """
    held = corrections_from(in_force, "in force")
    tried: dict[VehicleClass, list[ObservedRun]] = {}
    for run in runs:
        tried.setdefault(run.vehicle, []).append(run)
    tried = {one: own for one, own in sorted(tried.items()) if len(own) >= FEWEST_RUNS}
    if not tried:
        return Learnt((), False, "too_few_runs", Figures())
    found = {vehicle: _held_out(own, held, seed) for vehicle, own in tried.items()}
    taken = {vehicle for vehicle, figures in found.items() if figures.is_worth_it}
    fresh = taken or set(tried)
    cells = [cell for cell in in_force if cell.vehicle not in fresh]
    for vehicle in fresh:
        cells += _cells(tried[vehicle], _fit(tried[vehicle]))
    after = [found[one].after if one in fresh else found[one].before for one in tried]
    return Learnt(
        cells=tuple(sorted(cells, key=lambda one: (one.vehicle, one.road_class, one.band))),
        adopted=bool(taken),
        reason="adopted" if taken else "no_gain",
        figures=Figures(
            np.concatenate([one.before for one in found.values()]), np.concatenate(after)
        ),
    )


def corrections_from(cells: Sequence[LearntCell], name: str) -> SpeedCorrections:
    """The cells as the roads use them."""
    factors = {(one.vehicle, one.road_class, one.band): one.factor for one in cells}
    return SpeedCorrections(name, factors)


def _held_out(runs: Sequence[ObservedRun], in_force: SpeedCorrections, seed: int) -> Figures:
    """Errors of each run under factors that were fitted without it, and under those in force."""
    fold = np.random.default_rng(seed).permutation(len(runs)) % _FOLDS
    before, after = np.empty(len(runs)), np.empty(len(runs))
    for k in range(_FOLDS):
        seen = [run for run, own in zip(runs, fold, strict=True) if own != k]
        learnt = corrections_from(_cells(seen, _fit(seen)), "fold")
        for i in np.flatnonzero(fold == k).tolist():
            before[i] = np.log(runs[i].actual_s / runs[i].predicted_s(in_force))
            after[i] = np.log(runs[i].actual_s / runs[i].predicted_s(learnt))
    return Figures(before, after)


@dataclass(frozen=True)
class _Design:
    """Runs of one vehicle class as arrays: n runs, c cells (road class in a part of the day).

    Attributes
    ----------
    cells : road class and band of each column; table_s : (n, c); fixed_s, actual_s : (n,)
    spans : (c, p) which parameters make up the log pace of a cell; prior : (p,) their precision
    """

    cells: list[tuple[str, HourBand]]
    table_s: FloatArray
    fixed_s: FloatArray
    actual_s: FloatArray
    spans: FloatArray
    prior: FloatArray


@dataclass(frozen=True)
class _Estimate:
    """Log pace of each cell, its standard error, and the weight each run had."""

    design: _Design
    log_pace: FloatArray
    standard_error: FloatArray
    weight: FloatArray


def _design(runs: Sequence[ObservedRun]) -> _Design:
    cells = sorted({(road, run.band) for run in runs for road in run.table_s})
    roads = sorted({road for road, _band in cells})
    column = {cell: k for k, cell in enumerate(cells)}
    table_s = np.zeros((len(runs), len(cells)))
    for i, run in enumerate(runs):
        for road, seconds in run.table_s.items():
            table_s[i, column[road, run.band]] += seconds
    spans = np.zeros((len(cells), 1 + len(roads) + len(cells)))
    for k, (road, _band) in enumerate(cells):
        spans[k, [0, 1 + roads.index(road), 1 + len(roads) + k]] = 1.0
    deviations = [_PRIOR_VEHICLE, *[_PRIOR_ROAD] * len(roads), *[_PRIOR_BAND] * len(cells)]
    return _Design(
        cells=cells,
        table_s=table_s,
        fixed_s=np.array([run.fixed_s for run in runs]),
        actual_s=np.array([run.actual_s for run in runs]),
        spans=spans,
        prior=1.0 / np.square(deviations),
    )


def _fit(runs: Sequence[ObservedRun]) -> _Estimate:
    """The most likely log paces under the priors, with runs far off weighing little, then none."""
    design = _design(runs)
    at = np.zeros(len(design.prior))
    at[0] = np.median(_residuals(design, at)[0])
    spread, is_last = 1.0, False
    for step in range(80):
        residual, share = _residuals(design, at)
        if not is_last:
            spread = max(_spread(residual), _LEAST_SPREAD)
        weight = (_tukey if is_last else _huber)(residual / spread)
        normal = _in_parameters(design, (share.T * weight) @ share, spread)
        pull = design.spans.T @ (share.T @ (weight * residual)) / spread**2
        change = np.linalg.solve(normal, pull - design.prior * at)
        at = at + np.clip(change, -0.5, 0.5)
        if float(np.max(np.abs(change))) < _SETTLED or step == 40:
            if is_last:
                break
            is_last = True
    covariance = design.spans @ np.linalg.inv(normal) @ design.spans.T
    return _Estimate(design, design.spans @ at, np.sqrt(np.diag(covariance)), weight)


def _in_parameters(design: _Design, cells: FloatArray, spread: float) -> FloatArray:
    """The normal matrix of the parameters from that of the cells, with the priors, (p, p)."""
    return np.asarray(design.spans.T @ cells @ design.spans / spread**2 + np.diag(design.prior))


def _residuals(design: _Design, at: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Log of actual over predicted, (n,), and the share of each cell in predicted, (n, c)."""
    driven = design.table_s * np.exp(design.spans @ at)
    predicted = design.fixed_s + driven.sum(axis=1)
    return np.log(design.actual_s / predicted), driven / predicted[:, None]


def _cells(runs: Sequence[ObservedRun], estimate: _Estimate) -> list[LearntCell]:
    """The factors that rest on enough runs, bounded."""
    drove = (estimate.design.table_s >= LEAST_S_OF_A_CELL) & (estimate.weight > 0)[:, None]
    count = drove.sum(axis=0)
    hours = (estimate.design.table_s * estimate.weight[:, None]).sum(axis=0) / 3600.0
    factor = np.clip(np.exp(-estimate.log_pace), LOWEST_FACTOR, HIGHEST_FACTOR)
    return [
        LearntCell(
            vehicle=runs[0].vehicle,
            road_class=road,
            band=band,
            factor=round(float(factor[k]), 3),
            standard_error=round(float(estimate.standard_error[k]), 3),
            runs=int(count[k]),
            hours=round(float(hours[k]), 2),
        )
        for k, (road, band) in enumerate(estimate.design.cells)
        if count[k] >= FEWEST_RUNS_OF_A_CELL
    ]


def _spread(residual: FloatArray) -> float:
    return float(1.4826 * np.median(np.abs(residual - np.median(residual))))


def _huber(scaled: FloatArray) -> FloatArray:
    return np.asarray(np.minimum(1.0, _HUBER / np.maximum(np.abs(scaled), 1e-12)))


def _tukey(scaled: FloatArray) -> NDArray[np.float64]:
    inside = np.abs(scaled) < _TUKEY
    return np.where(inside, np.square(1.0 - np.square(scaled / _TUKEY)), 0.0)
