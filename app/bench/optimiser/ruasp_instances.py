"""Seeded random instances of rescue unit assignment and scheduling, of two families.

`w`: work ~ N(20, 10), travel ~ N(1, 0.3), severity 1 to 5 (the scheme of Wex, Schryen, Feuerriegel
& Neumann, EJOR 235, 2014, as it is generally cited; verify before publishing a comparison).
`g`: units and incidents on a square of 30 x 30 km with their own speeds, work ~ N(20, 10) x skill:
travel is as long as work, which is harder. Times are whole tenths of a minute.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dispatch.optimiser.sequence.ruasp import RuaspInstance

FAMILIES = ("w", "g")
CAPABILITIES = 5
CAPABLE_SHARE = 0.35


def ruasp_instance(incidents: int, units: int, seed: int, family: str) -> RuaspInstance:
    """The instance of one seed; the same draws as the project's targets were set with."""
    r = np.random.default_rng([seed, incidents, units, ord(family)])
    weight = r.integers(1, 6, incidents)
    need = r.integers(0, CAPABILITIES, incidents)
    has = r.random((units, CAPABILITIES)) < CAPABLE_SHARE
    has[np.arange(units), np.arange(units) % CAPABILITIES] = True
    if units < CAPABILITIES:
        has[r.integers(0, units, CAPABILITIES), np.arange(CAPABILITIES)] = True
    draw = _spread if family == "g" else _scattered
    work, travel = draw(r, incidents, units)
    tenths = np.rint(10 * travel).astype(np.int64)
    return RuaspInstance(
        weight.astype(np.int64),
        has[:, need],
        np.rint(10 * work).astype(np.int64),
        tenths[:, 0],
        tenths[:, 1:],
    )


def _scattered(r: Any, incidents: int, units: int) -> tuple[Any, Any]:
    work = np.clip(r.normal(20, 10, (units, incidents)), 1, None)
    return work, np.clip(r.normal(1, 0.3, (units, incidents + 1, incidents)), 0.1, None)


def _spread(r: Any, incidents: int, units: int) -> tuple[Any, Any]:
    places, homes = r.uniform(0, 30, (incidents, 2)), r.uniform(0, 30, (units, 2))
    speed = r.uniform(0.5, 1.0, units)
    work = np.clip(r.normal(20, 10, incidents), 2, None)[None] * r.uniform(0.7, 1.4, (units, 1))
    apart = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    first = np.hypot(*(homes[:, None] - places[None]).transpose(2, 0, 1))
    onward = np.broadcast_to(apart, (units, incidents, incidents))
    travel = np.concatenate([first[:, None], onward], 1)
    return work, travel * 1.3 / speed[:, None, None]
