"""Matrices on which it is quicker to drive on from another incident than to drive there at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dispatch.optimiser.materials.ground import Ground
from dispatch.optimiser.parts import IntArray

FAR_S = 2**45


def is_metric(ground: Ground) -> bool:
    """Whether driving on to another incident is never quicker than driving there at once.

    Horizons leave out detours that cannot pay; where they can, more ways are listed.
    """
    onward = _onward_s(ground)
    if onward is None:
        return True
    direct = np.where(ground.direct_s < 0, FAR_S, ground.direct_s)
    for stop in range(len(onward)):
        if (direct[:, stop, None] + onward[stop] < direct).any():
            return False
        if (onward[:, stop, None] + onward[stop] < onward).any():
            return False
    return True


def with_soonest(ground: Ground) -> Ground:
    """The same ground with the soonest arrivals over any stops: what no trip can be before.

    Where a depot has no way of its own to an incident its trips do not stop there.
    """
    onward = _onward_s(ground)
    if onward is None:
        return ground
    soonest = np.where(ground.direct_s < 0, FAR_S, ground.direct_s)
    for stop in range(len(onward)):
        onward = np.minimum(onward, onward[:, stop, None] + onward[stop])
    for stop in range(len(onward)):
        soonest = np.minimum(soonest, soonest[:, stop, None] + onward[stop])
    return replace(ground, direct_s=np.where(ground.direct_s < 0, -1, soonest))


def _onward_s(ground: Ground) -> IntArray | None:
    between = ground.problem.travel.between_incidents
    if between is None:
        return None
    return np.where(np.asarray(between, np.int64) < 0, FAR_S, between)
