"""Where stations should stand: the four classical location problems, each solved to its optimum.

Over a table of travel times from n possible sites to m places with weights (people). A place that
no site reaches is named and left out, never counted as served. Models: location set covering
(Toregas et al. 1971), maximal covering (Church & ReVelle 1974), p-centre by covering tests
(Minieka 1970), p-median by bounds first and then the radius formulation with rows added as needed
(Garcia, Labbe & Marin 2011). Solved by HiGHS (SciPy); places with the same sites in reach are one
place to the solver.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, identity, vstack

from geo.p_median_bounds import p_median_bounds
from geo.types import BoolArray, FloatArray

Sites = NDArray[np.int64]
_INFEASIBLE = 2
"""HiGHS's word, through SciPy, for a model without any answer."""


@dataclass(frozen=True)
class Siting:
    """Chosen sites and what they are worth.

    Attributes
    ----------
    sites : indexes of the chosen sites, ascending
    value : sites needed (LSCP), weight covered (MCLP), greatest time (p-centre), or the sum of
        weight x time (p-median)
    bound : what no choice can beat; equal to the value when proven
    out_of_reach : indexes of places that no possible site reaches (within the limit)
    """

    sites: tuple[int, ...]
    value: float
    bound: float
    out_of_reach: tuple[int, ...]

    @property
    def is_proven(self) -> bool:
        return abs(self.value - self.bound) <= 1e-6 * max(1.0, abs(self.value))


class NoSiting(ValueError):
    """What was asked for cannot be done, with the reason."""


class NothingBetter(NoSiting):
    """No choice among the sites asked about does what is asked."""


class OutOfTime(NoSiting):
    """The time was over before any answer was found."""


def cover_all(times: ArrayLike, within_s: float, *, seconds: float = 30.0) -> Siting:
    """The fewest sites that reach every place within a time (LSCP).

    Parameters
    ----------
    times : (n, m) seconds, negative where there is no way
    """
    table = _table(times)
    near = _near(table, within_s)
    lost = np.flatnonzero(~near.any(axis=0))
    kept = _distinct_columns(near[:, near.any(axis=0)])[0]
    if kept.shape[1] == 0:
        return Siting((), 0.0, 0.0, tuple(lost.tolist()))
    rows = _minimal_rows(kept)
    answer, bound = _solve(np.ones(len(table)), [(rows, 1.0, np.inf)], seconds)
    chosen = _chosen(answer)
    return Siting(chosen, float(len(chosen)), float(np.ceil(bound - 1e-6)), tuple(lost.tolist()))


def cover_most(
    times: ArrayLike,
    within_s: float,
    weights: ArrayLike,
    count: int,
    *,
    fixed: Sequence[int] = (),
    seconds: float = 30.0,
) -> Siting:
    """At most `count` sites that reach the greatest weight within a time (MCLP).

    `fixed` sites stand already: they are part of the answer and of the count.
    """
    table, people = _table(times), _weights(weights, np.shape(times)[1])
    _require_count(count, len(table), fixed)
    near = _near(table, within_s)
    reach, group = _distinct_columns(near[:, near.any(axis=0)])
    weight = np.bincount(group, weights=people[near.any(axis=0)], minlength=reach.shape[1])
    n, g = reach.shape
    cost = np.concatenate([np.zeros(n), -weight])
    served = hstack([csr_array(reach.T.astype(float)), -identity(g, format="csr")]).tocsr()
    limit = csr_array(np.concatenate([np.ones(n), np.zeros(g)])[None, :])
    answer, bound = _solve(
        cost,
        [(served, 0.0, np.inf), (limit, 0.0, float(count))],
        seconds,
        whole=np.concatenate([np.ones(n), np.zeros(g)]),
        fixed=fixed,
    )
    chosen = _chosen(answer[:n])
    covered = float(people[near[list(chosen)].any(axis=0)].sum()) if chosen else 0.0
    lost = np.flatnonzero(~near.any(axis=0))
    return Siting(chosen, covered, -bound, tuple(lost.tolist()))


def least_farthest(times: ArrayLike, count: int, *, seconds: float = 30.0) -> Siting:
    """`count` sites so that the farthest place is as near as can be (p-centre).

    By halving over the times that occur: the least time within which `count` sites cover all.
    """
    table = _table(times)
    _require_count(count, len(table), ())
    reached = (table >= 0).any(axis=0)
    lost = tuple(np.flatnonzero(~reached).tolist())
    inner = table[:, reached]
    if inner.shape[1] == 0:
        return Siting((), 0.0, 0.0, lost)
    steps = np.unique(inner[inner >= 0])
    low, high = int(np.searchsorted(steps, _nearest(inner).max())), len(steps) - 1
    best = _covering(inner, float(steps[high]), count, seconds)
    if best is None:
        raise NoSiting(f"{count} sites cannot reach every place that some site reaches")
    while low < high:
        middle = (low + high) // 2
        found = _covering(inner, float(steps[middle]), count, seconds)
        if found is None:
            low = middle + 1
        else:
            best, high = found, middle
    value = float(_nearest(inner[list(best)]).max())
    return Siting(best, value, float(steps[low]), lost)


def least_total(
    times: ArrayLike,
    weights: ArrayLike,
    count: int,
    *,
    fixed: Sequence[int] = (),
    seconds: float = 60.0,
) -> Siting:
    """`count` sites with the least sum of weight x time to the nearest (p-median)."""
    table, people = _table(times), _weights(weights, np.shape(times)[1])
    _require_count(count, len(table), fixed)
    reached = (table >= 0).any(axis=0)
    lost = tuple(np.flatnonzero(~reached).tolist())
    inner, people = table[:, reached], people[reached]
    if (inner < 0).any() and _covering(inner, float(inner.max()), count, seconds) is None:
        raise NoSiting(f"{count} sites cannot reach every place that some site reaches")
    found = _least_total(inner, people, count, fixed, seconds)
    return Siting(found.sites, found.value, found.bound, lost)


def _least_total(
    table: FloatArray, people: FloatArray, count: int, fixed: Sequence[int], seconds: float
) -> Siting:
    """The p-median where every place is reached: bounds first, then the exact model of the rest.

    When time runs out the best choice so far stands with the bound that was proved.
    """
    ends_s = time.monotonic() + seconds
    cost = np.where(table < 0, np.inf, people * np.where(table < 0, 0.0, table))
    known = p_median_bounds(cost, count, fixed)
    if known.sites is not None and known.value - known.bound <= 1e-9 * max(1.0, known.value):
        return Siting(known.sites, known.value, known.value, ())
    rest = known.open_sites
    place_of = {int(site): k for k, site in enumerate(rest)}
    must = [place_of[site] for site in known.must]
    try:
        chosen, value, bound = _exact_total(table[rest], people, count, must, ends_s)
    except NothingBetter:
        chosen, value, bound = (), np.inf, np.inf
    except OutOfTime:
        if known.sites is None:
            raise
        return Siting(known.sites, known.value, known.bound, ())
    if known.sites is not None and value >= known.value:
        proved = max(known.bound, min(bound, known.value))
        return Siting(known.sites, known.value, proved, ())
    if not chosen:
        raise NoSiting(f"{count} sites cannot reach every place that some site reaches")
    return Siting(tuple(int(rest[site]) for site in chosen), value, max(known.bound, bound), ())


def _exact_total(
    table: FloatArray,
    people: FloatArray,
    count: int,
    fixed: Sequence[int],
    ends_s: float,
) -> tuple[tuple[int, ...], float, float]:
    """Chosen sites, their cost and the bound, by the radius model with rows added as needed."""
    depth = np.full(table.shape[1], min(3, len(table)), np.int64)
    while True:
        left_s = ends_s - time.monotonic()
        if left_s <= 0:
            raise OutOfTime("the time is over")
        model = _RadiusModel(table, people, depth)
        chosen, bound, too_short = model.solve(count, fixed, left_s)
        if not too_short.any():
            return chosen, float((people * _nearest(table[list(chosen)])).sum()), bound
        depth = np.where(too_short, np.minimum(depth * 2, len(table)), depth)


class _RadiusModel:
    """The p-median over each place's `depth` nearest sites; farther ones cost the next step.

    A place whose nearest chosen site lies beyond its depth is charged only up to there, so the
    optimum is a bound, and exact once no place is.
    """

    def __init__(self, table: FloatArray, people: FloatArray, depth: NDArray[np.int64]) -> None:
        self.table = np.where(table < 0, np.inf, table)
        self.people, self.depth = people, depth
        self.order = np.argsort(self.table, axis=0, kind="stable")
        self.ranked = np.take_along_axis(self.table, self.order, axis=0)

    def solve(
        self, count: int, fixed: Sequence[int], seconds: float
    ) -> tuple[tuple[int, ...], float, BoolArray]:
        """Chosen sites, bound on the sum, and the places that would need more depth (m,)."""
        n, m = self.table.shape
        rows, columns, cost = [], [], []
        constant, row = 0.0, 0
        for place in range(m):
            ranked, last = self.ranked[:, place], int(self.depth[place])
            constant += self.people[place] * ranked[0]
            for k in range(last):
                step = (ranked[k + 1] - ranked[k]) if k + 1 < n else np.inf
                if step == 0 or not np.isfinite(ranked[k]):
                    continue
                sites = self.order[: k + 1, place]
                rows.append(np.full(k + 2, row))
                columns.append(np.append(sites, n + row))
                is_end = not np.isfinite(step)
                cost.append(np.inf if is_end else self.people[place] * step)
                row += 1
        z_cost = np.array(cost)
        must = ~np.isfinite(z_cost)
        indices = (np.concatenate(rows), np.concatenate(columns))
        shape = (row, n + row)
        served = csr_array((np.ones(len(indices[0])), indices), shape=shape)
        limit = csr_array(np.concatenate([np.ones(n), np.zeros(row)])[None, :])
        upper = np.concatenate([np.ones(n), np.where(must, 0.0, 1.0)])
        answer, bound = _solve(
            np.concatenate([np.zeros(n), np.where(must, 0.0, z_cost)]),
            [(served, 1.0, np.inf), (limit, 0.0, float(count))],
            seconds,
            whole=np.concatenate([np.ones(n), np.zeros(row)]),
            fixed=fixed,
            upper=upper,
        )
        chosen = _chosen(answer[:n])
        rank = np.argsort(self.order, axis=0)[list(chosen)].min(axis=0)
        beyond = rank > self.depth
        edge = self.ranked[np.minimum(self.depth, n - 1), np.arange(m)]
        short = beyond & (self.ranked[rank, np.arange(m)] > edge)
        return chosen, constant + bound, np.asarray(short)


Rows = tuple[csr_array, float, float]


def _solve(
    cost: FloatArray,
    rows: Sequence[Rows],
    seconds: float,
    *,
    whole: FloatArray | None = None,
    fixed: Sequence[int] = (),
    upper: FloatArray | None = None,
) -> tuple[FloatArray, float]:
    """Least cost of whole-number choices under row limits, and the bound HiGHS proved."""
    lower = np.zeros(len(cost))
    lower[list(fixed)] = 1.0
    matrix = vstack([row for row, _, _ in rows]).tocsr()
    least = np.concatenate([np.full(row.shape[0], low) for row, low, _ in rows])
    most = np.concatenate([np.full(row.shape[0], high) for row, _, high in rows])
    found = milp(
        cost,
        integrality=np.ones(len(cost)) if whole is None else whole,
        bounds=Bounds(lower, np.ones(len(cost)) if upper is None else upper),
        constraints=LinearConstraint(matrix, least, most),
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    if found.x is None:
        trouble = NothingBetter if found.status == _INFEASIBLE else OutOfTime
        raise trouble(f"no answer: {found.message}")
    bound = found.mip_dual_bound if found.mip_dual_bound is not None else found.fun
    return np.asarray(found.x), float(bound)


def _covering(
    table: FloatArray, within_s: float, count: int, seconds: float
) -> tuple[int, ...] | None:
    """At most `count` sites that cover every place, None where that many do not."""
    near = _near(table, within_s)
    if not near.any(axis=0).all():
        return None
    found = cover_all(table, within_s, seconds=seconds)
    return found.sites if len(found.sites) <= count else None


def _table(times: ArrayLike) -> FloatArray:
    table = np.asarray(times, dtype=np.float64)
    if table.ndim != 2 or not np.isfinite(table).all():
        raise NoSiting("expected a table of finite seconds, sites by places")
    return table


def _weights(weights: ArrayLike, places: int) -> FloatArray:
    people = np.asarray(weights, dtype=np.float64)
    if people.shape != (places,) or not np.isfinite(people).all() or (people < 0).any():
        raise NoSiting(f"expected {places} weights, none negative")
    return people


def _require_count(count: int, sites: int, fixed: Sequence[int]) -> None:
    if not 1 <= count <= sites or len(set(fixed)) > count:
        raise NoSiting(f"{count} of {sites} sites, {len(set(fixed))} of them fixed: not possible")


def _near(table: FloatArray, within_s: float) -> BoolArray:
    return np.asarray((table >= 0) & (table <= within_s))


def _nearest(table: FloatArray) -> FloatArray:
    return np.asarray(np.where(table < 0, np.inf, table).min(axis=0))


def _distinct_columns(near: BoolArray) -> tuple[BoolArray, NDArray[np.intp]]:
    """Distinct columns, and for each column the number of its like."""
    packed = np.packbits(near, axis=0)
    _, first, group = np.unique(packed, axis=1, return_index=True, return_inverse=True)
    return near[:, first], group.reshape(-1)


def _minimal_rows(reach: BoolArray) -> csr_array:
    """One row per place, without those that some easier place implies."""
    columns = csr_array(reach.T.astype(np.int64))
    shared = (columns @ columns.T).toarray()
    size = shared.diagonal()
    inside = (shared == size[:, None]) & (size[:, None] < size[None, :])
    return columns[~inside.any(axis=0)].astype(np.float64)


def _chosen(answer: FloatArray) -> tuple[int, ...]:
    return tuple(np.flatnonzero(answer > 0.5).tolist())
