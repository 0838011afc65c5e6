"""Why something is missing: what exists but does not count, by the first thing in its way (pure).

Each unit that exists anywhere is put under one reason: the first of the list that would have to be
taken away for it to count in time. What is nowhere at all is "none".
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from plans.readiness.goods import Haulage
from plans.readiness.ground import NEVER_S, BoolArray, Ground, IntArray, Standing
from plans.readiness.supply import Asked

TEAM_REASONS = ("aged", "off_duty", "shift_ends", "not_free", "no_agreement", "too_far")
GOODS_REASONS = ("aged", "expired", "no_lorry", "lorries", "no_agreement", "too_far")


def team_reasons(ground: Ground, spot: int, asked: Asked) -> dict[str, BoolArray]:
    """Which teams (t,) that can do it do not count in time, by the first reason.

    "aged": in time but for the minutes that an unconfirmed row counts later; "too_far": not in
    time even if everything else were right.
    """
    units = ground.units_of(asked.code)
    arrive_s = ground.arrive_s(spot)
    fresh_s = np.where(arrive_s < NEVER_S, arrive_s - ground.later_s, NEVER_S)
    counts = ground.counts(spot) & (arrive_s <= ground.shift_end_s) & (arrive_s <= asked.within_s)
    open_rows = (units > 0) & ~counts
    near = open_rows & (fresh_s <= asked.within_s)
    agreed, standing = ground.agreed[spot], ground.standing
    found = {"too_far": open_rows & ~near, "no_agreement": near & ~agreed}
    near = near & agreed
    found["not_free"] = near & (standing == Standing.NOT_FREE)
    found["off_duty"] = near & (standing == Standing.OFF_DUTY)
    near = near & (standing == Standing.ABLE)
    found["shift_ends"] = near & (fresh_s > ground.shift_end_s)
    found["aged"] = near & (fresh_s <= ground.shift_end_s)
    return {name: found[name] for name in TEAM_REASONS}


def goods_reasons(ground: Ground, haulage: Haulage, asked: Asked) -> dict[str, IntArray]:
    """Units (d,) at each depot that do not come in time, by reason; all units past what does."""
    shelf = ground.shelves.get(asked.code)
    nothing = np.zeros(len(ground.depots), np.int64)
    if shelf is None:
        return dict.fromkeys(GOODS_REASONS, nothing)
    load = np.array([one.load_s for one in ground.depots], np.int64)
    haul = ground.haul_s[haulage.spot].astype(np.int64)
    near = (haul >= 0) & (haul + load <= asked.within_s)
    lorries = np.array([bool(one.lorries) for one in ground.depots], np.bool_)
    sendable = haulage.stock(asked.code)
    carried = nothing.copy()
    for row, units in haulage.most_from(asked.code, asked.within_s).items():
        carried[row] = units
    ready = near & lorries
    return {
        "aged": np.where(ready, shelf.stale + shelf.doubted, 0),
        "expired": np.where(ready, shelf.expired, 0),
        "no_lorry": np.where(near & ~lorries, shelf.usable, 0),
        "lorries": np.where(ready, np.maximum(0, sendable - carried), 0),
        "no_agreement": np.where(ready, np.maximum(0, shelf.usable - sendable), 0),
        "too_far": np.where(near, 0, shelf.usable),
    }


def reasons_of(ground: Ground, haulage: Haulage, asked: Asked) -> dict[str, int]:
    """Return how many units stand behind each reason, the most first; "none" if there are none."""
    if asked.is_item:
        goods = goods_reasons(ground, haulage, asked)
        found = {name: int(rows.sum()) for name, rows in goods.items()}
    else:
        units = ground.units_of(asked.code)
        masks = team_reasons(ground, haulage.spot, asked)
        found = {name: int(units[rows].sum()) for name, rows in masks.items()}
    return _told(found)


def _told(found: Mapping[str, int]) -> dict[str, int]:
    told = {name: units for name, units in found.items() if units > 0}
    ordered = sorted(told.items(), key=lambda pair: (-pair[1], pair[0]))
    return dict(ordered) if ordered else {"none": 0}
