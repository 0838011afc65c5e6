"""Pricing: the cheapest routes of every unit at given prices, by labels kept in arrays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.sequence.completion import Completion, complete
from dispatch.optimiser.sequence.field import FloatArray
from dispatch.optimiser.sequence.ground import Ground

MOST_LABELS = 200_000
CROWD = 4
"""So many times more labels than go on are compared with each other."""


@dataclass(slots=True, eq=False)
class Layer:
    """All labels with the same number of stops (L,): routes that end with `option` at `end_s`.

    `seen` (L, words) marks the places visited, `mark` the jobs done (a sum of random numbers).
    """

    unit: IntArray
    option: IntArray
    end_s: IntArray
    value: FloatArray
    seen: IntArray
    mark: IntArray
    parent: IntArray

    def take(self, keep: IntArray | NDArray[np.bool_]) -> Layer:
        return Layer(
            self.unit[keep],
            self.option[keep],
            self.end_s[keep],
            self.value[keep],
            self.seen[keep],
            self.mark[keep],
            self.parent[keep],
        )


@dataclass(slots=True, eq=False)
class Priced:
    """What pricing found: layers of labels, and the least reduced cost of each unit (K,).

    `least` is exact or, where labels had to be dropped, a bound below.
    """

    layers: list[Layer]
    least: FloatArray
    dropped: bool = False

    def routes(self, most_per_unit: int, below: float = -1e-9) -> Routes:
        """Routes with a reduced cost below a limit, the cheapest of each unit first."""
        unit = np.concatenate([layer.unit for layer in self.layers])
        value = np.concatenate([layer.value for layer in self.layers])
        sizes = [layer.unit.size for layer in self.layers]
        depth = np.repeat(np.arange(len(sizes)), sizes)
        at = np.concatenate([np.arange(size) for size in sizes])
        order = np.flatnonzero(value < below)
        order = order[np.lexsort((value[order], unit[order]))]
        counts = np.bincount(unit[order])
        rank = np.arange(order.size) - np.repeat(np.cumsum(counts) - counts, counts)
        chosen = order[rank < most_per_unit]
        return Routes(
            unit[chosen],
            _trace(self.layers, depth[chosen], at[chosen]),
            value[chosen],
        )


@dataclass(slots=True, eq=False)
class Routes:
    """Routes (N,): the unit, its options in order (N, S) padded with -1, the reduced cost."""

    unit: IntArray
    options: IntArray
    value: FloatArray


@dataclass(slots=True, eq=False)
class _Offer:
    """One round's prices: options that may pay, where each unit's begin, gains, bounds, limits.

    Where only the cheapest routes are asked for (not `every` one), a stop that does not pay by
    itself is left out: the route without it is cheaper, unless the drive round it is a detour.
    No more than `most` labels go on per layer; what that drops is bounded by `floor`.
    """

    active: IntArray
    starts: IntArray
    gain: FloatArray
    completion: Completion
    limits: FloatArray
    every: bool
    most: int
    floor: FloatArray
    dropped: bool = False

    def best_of(
        self, rows: IntArray, promise: FloatArray, unit: IntArray, times: int = 1
    ) -> IntArray:
        """The rows that promise most when there are too many; the others lower the bound."""
        most = times * self.most
        if rows.size <= most:
            return rows
        order = np.argpartition(promise[rows], most) if most else np.arange(rows.size)
        gone = rows[order[most:]]
        np.minimum.at(self.floor, unit[gone], promise[gone])
        self.dropped = True
        return np.sort(rows[order[:most]])


def price_routes(
    ground: Ground,
    gain: FloatArray,
    unit_price: FloatArray,
    *,
    limit: float = 0.0,
    keep_share: float | None = 1.0,
    most: int = MOST_LABELS,
    is_over: Callable[[], bool] = lambda: False,
) -> Priced:
    """Every route that may cost less than `limit` at the prices, shorter ones first.

    A label is dropped when even its best continuation (`complete`) does not get below the limit.
    With `keep_share` the limit of a unit follows that share of the least found for it: 1.0 is
    enough for the exact least of every unit. With None all routes below the limit are found.
    When time is over no label goes on; what they promise bounds.
    """
    every = keep_share is None
    active = _active(ground, gain, limit if every else 0.0)
    units = ground.field.ready_s.size
    starts = np.searchsorted(ground.field.unit[active], np.arange(units + 1))
    completion, limits = complete(ground, active, gain), np.full(units, limit)
    least = np.minimum(limits, 0.0)
    offer = _Offer(active, starts, gain, completion, limits, every, most, np.zeros(units))
    layer = _first_layer(ground, offer, unit_price)
    layers: list[Layer] = []
    while layer.unit.size:
        np.minimum.at(least, layer.unit, layer.value)
        if keep_share is not None:
            np.minimum(limits, keep_share * least, out=limits)
        promise = layer.value + completion.least(layer.unit, layer.end_s)
        layers.append(layer)
        going = offer.best_of(np.flatnonzero(promise < limits[layer.unit]), promise, layer.unit)
        if is_over():
            offer.most = 0
            going = offer.best_of(going, promise, layer.unit)
        layer = _extend(ground, offer, layer, going)
    return Priced(layers or [layer], np.minimum(least, offer.floor), offer.dropped)


def _active(ground: Ground, gain: FloatArray, loss: float) -> IntArray:
    """Options that can pay: begun as early as possible they cost less than they earn and `loss`."""
    field = ground.field
    lead = np.where(
        ground.first_start_s >= 0,
        np.minimum(ground.nearest_s, field.first_s[field.unit, ground.place]),
        ground.nearest_s,
    )
    soonest = np.maximum(field.release_s, field.ready_s[field.unit] + lead)
    pays = field.fixed + field.slope * soonest < gain + loss
    return np.flatnonzero(pays | ground.detour)


def _first_layer(ground: Ground, offer: _Offer, unit_price: FloatArray) -> Layer:
    field = ground.field
    options = offer.active[ground.first_start_s[offer.active] >= 0]
    start = ground.first_start_s[options]
    drive = field.first_s[field.unit[options], ground.place[options]]
    value = field.costs(options, start, drive) - offer.gain[options]
    end_s = start + field.stay_s(options, start)
    pays = (value < 0) | ground.detour[options]
    if offer.every:
        unit = field.unit[options]
        promise = value + unit_price[unit] + offer.completion.least(unit, end_s)
        pays = promise < offer.limits[unit]
    options, end_s, value = options[pays], end_s[pays], value[pays]
    unit, place = field.unit[options], ground.place[options]
    seen = np.zeros((options.size, ground.words), np.int64)
    seen[np.arange(options.size), ground.word[place]] = 1 << ground.bit[place]
    return Layer(
        unit,
        options,
        end_s,
        value + unit_price[unit],
        seen,
        ground.mark[field.job[options]],
        np.full(options.size, -1),
    )


def _extend(ground: Ground, offer: _Offer, layer: Layer, going: IntArray) -> Layer:
    """Every label that goes on, by every option of its unit that pays there."""
    field = ground.field
    going = going[~field.last_stop[layer.option[going]]]
    unit = layer.unit[going]
    counts = offer.starts[unit + 1] - offer.starts[unit]
    parent = np.repeat(going, counts)
    offset = np.arange(parent.size) - np.repeat(np.cumsum(counts) - counts, counts)
    option = offer.active[np.repeat(offer.starts[unit], counts) + offset]
    place = ground.place[option]
    fresh = (layer.seen[parent, ground.word[place]] >> ground.bit[place]) & 1 == 0
    parent, option, place = parent[fresh], option[fresh], place[fresh]
    unit = layer.unit[parent]
    table = field.between_s
    drive = table[unit if table.shape[0] > 1 else 0, ground.place[layer.option[parent]], place]
    start = np.maximum(layer.end_s[parent] + drive, field.release_s[option])
    step = field.costs(option, start, drive) - offer.gain[option]
    value = layer.value[parent] + step
    fits = (drive >= 0) & (start <= field.until_s[option])
    if not offer.every:
        fits &= (step < 0) | ground.detour[option]
    fits = np.flatnonzero(fits)
    parent, option, place, unit = parent[fits], option[fits], place[fits], unit[fits]
    start, value = start[fits], value[fits]
    end_s = start + field.stay_s(option, start)
    promise = value + offer.completion.least(unit, end_s)
    fits = offer.best_of(np.flatnonzero(promise < offer.limits[unit]), promise, unit, CROWD)
    parent, option, place, unit = parent[fits], option[fits], place[fits], unit[fits]
    seen = layer.seen[parent]
    seen[np.arange(fits.size), ground.word[place]] |= 1 << ground.bit[place]
    mark = layer.mark[parent] + ground.mark[field.job[option]]
    grown = Layer(unit, option, end_s[fits], value[fits], seen, mark, parent)
    return grown.take(_undominated(ground, grown, offer.every))


def _undominated(ground: Ground, layer: Layer, by_jobs: bool) -> IntArray:
    """Of labels of one unit, last option and visited set, those neither later nor dearer.

    With `by_jobs` only labels that did the same jobs are compared.
    """
    key = layer.option.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    for word in range(ground.words):
        key = (key ^ layer.seen[:, word].astype(np.uint64)) * np.uint64(0xBF58476D1CE4E5B9)
        key ^= key >> np.uint64(29)
    if by_jobs:
        key ^= layer.mark.astype(np.uint64)
    order = np.lexsort((layer.value, layer.end_s, key))
    if order.size < 2:
        return order
    a, b = order[:-1], order[1:]
    same = (layer.option[a] == layer.option[b]) & (layer.seen[a] == layer.seen[b]).all(axis=1)
    if by_jobs:
        same &= layer.mark[a] == layer.mark[b]
    _, rank = np.unique(layer.value[order], return_inverse=True)
    fallen = rank - np.concatenate([[0], np.cumsum(~same)]) * order.size
    best = np.minimum.accumulate(fallen)
    return np.sort(order[np.concatenate([[True], fallen[1:] < best[:-1]])])


def _trace(layers: list[Layer], depth: IntArray, at: IntArray) -> IntArray:
    """The options (N, S) of labels, first stop first."""
    stops = int(depth.max(initial=0)) + 1
    found = np.full((depth.size, stops), -1, np.int64)
    here = at.copy()
    for level in range(stops - 1, -1, -1):
        rows = np.flatnonzero(depth >= level)
        found[rows, level] = layers[level].option[here[rows]]
        here[rows] = layers[level].parent[here[rows]]
    return found
