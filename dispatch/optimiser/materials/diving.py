"""A good whole choice soon: rounding the relaxation trip by trip, then trying around what came out.

Diving with the relaxation solved anew after each rounding, and a search among the trips on which
relaxation and rounding differ (relaxation induced neighbourhoods: Danna, Rothberg & Le Pape,
Mathematical Programming 102, 2005).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from dispatch.optimiser.materials.model import Choice, FloatArray, TripModel

ROUNDING = 1e-6
UPWARDS = 0.6
SLACK = 0.8
AROUND_SHARE = 0.7
NEARLY = 1e-4
MOST_DIVES = 80


def dive(model: TripModel, left_s: Callable[[], float]) -> Iterator[Choice]:
    """Whole choices, each found in less time than is left; the second is better if there is one."""
    relaxed = model.relax(left_s(), model.any_trips)
    if relaxed is None:
        return
    trips = _rounded(model, relaxed.trips, left_s)
    choice, _ = model.choose(left_s(), driven=(trips, trips))
    if choice is None:
        return
    yield choice
    agreed = np.abs(relaxed.trips - trips) < ROUNDING
    least, most = model.any_trips
    least[agreed], most[agreed] = trips[agreed], trips[agreed]
    better, _ = model.choose(AROUND_SHARE * left_s(), driven=(least, most), gap=NEARLY)
    if better is not None:
        yield better


def _rounded(model: TripModel, trips: FloatArray, left_s: Callable[[], float]) -> FloatArray:
    """Trips rounded up one after the other, those nearly driven first; the rest rounded down."""
    fixed = np.floor(trips + ROUNDING)
    _, most = model.any_trips
    for _ in range(MOST_DIVES):
        rest = trips - np.floor(trips + ROUNDING)
        if rest.max(initial=0) <= ROUNDING or left_s() <= 0:
            break
        before = fixed
        fixed = np.floor(trips + ROUNDING) + (rest >= min(UPWARDS, SLACK * float(rest.max())))
        relaxed = model.relax(left_s(), (fixed, most))
        if relaxed is None:
            fixed = np.maximum(before, np.floor(trips + ROUNDING))
            fixed[np.argmax(rest)] += 1
            relaxed = model.relax(left_s(), (fixed, most))
        if relaxed is None:
            fixed = before
            break
        trips = relaxed.trips
    return np.maximum(fixed, np.floor(trips + ROUNDING))
