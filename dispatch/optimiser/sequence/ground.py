"""What every pricing round needs and no price changes: shortest drives, which visits may be cut."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.sequence.field import NO_LIMIT_S, Field

WORD = 62
"""Places marked in one whole number of a label's visited set."""


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """A field with what is derived from it once.

    Attributes
    ----------
    place : (O,) where each option lies.
    nearest_s : (O,) least seconds of driving there from any other place.
    first_start_s : (O,) when the visit begins as a first stop, -1 where it cannot be one.
    base_stay_s : (O,) the least a visit lasts.
    detour : (O,) whether a visit may pay only by making later ones earlier: the drive round it
        may be longer than the way through it.
    word, bit : (P,) where each place is marked in a visited set of `words` numbers.
    mark : (J,) a random number of each job; sums of them tell sets of jobs apart.
    """

    field: Field
    place: IntArray
    nearest_s: IntArray
    first_start_s: IntArray
    base_stay_s: IntArray
    detour: NDArray[np.bool_]
    word: IntArray
    bit: IntArray
    words: int
    mark: IntArray


def survey(field: Field) -> Ground:
    """Derive what the pricing needs of a field."""
    places = field.first_s.shape[1]
    options = np.arange(field.unit.size)
    place = field.place[field.job]
    table = np.where(field.between_s < 0, NO_LIMIT_S, field.between_s)
    table[:, np.arange(places), np.arange(places)] = NO_LIMIT_S
    row = field.unit if table.shape[0] > 1 else np.zeros(1, np.int64)
    into, out_of = table.min(axis=1), table.min(axis=2)
    nearest_s = into[row, place]
    drive = field.first_s[field.unit, place]
    start = np.maximum(field.ready_s[field.unit] + drive, field.release_s)
    base_stay_s = field.stay_s(options, np.zeros_like(options))
    through = nearest_s + base_stay_s + out_of[row, place]
    numbers = np.arange(places)
    return Ground(
        field=field,
        place=place,
        nearest_s=nearest_s,
        first_start_s=np.where((drive >= 0) & (start <= field.until_s), start, -1),
        base_stay_s=base_stay_s,
        detour=through < _longest_way_round(field, table, row, place, base_stay_s, through),
        word=numbers // WORD,
        bit=numbers % WORD,
        words=-(-places // WORD),
        mark=np.random.default_rng(0).integers(1, 2**62, max(1, field.place.size)),
    )


def _longest_way_round(
    field: Field,
    table: IntArray,
    row: IntArray,
    place: IntArray,
    stay_s: IntArray,
    through: IntArray,
) -> IntArray:
    """(O,) a stay and the drives in and out are never shorter than `through`; is that enough?

    The longest drive of the unit is compared first. Where that says little, drives of all units
    may be one table times a factor (speed): then that table's worst detour decides for all.
    """
    places = np.arange(table.shape[1])
    driven = table.copy()
    driven[:, places, places] = 0
    longest = driven.max(axis=(1, 2), initial=0)[row]
    first = np.where(field.first_s < 0, NO_LIMIT_S, field.first_s)
    longest = np.maximum(longest, first.max(axis=1, initial=0)[field.unit])
    if (through >= longest).all() or table.shape[1] > 400:
        return np.broadcast_to(longest, through.shape)
    return np.where(_is_short(field, place, stay_s), through, longest)


def _is_short(field: Field, place: IntArray, stay_s: IntArray) -> NDArray[np.bool_]:
    """Whether no drive round the place is longer than the way through it, stay included."""
    places = field.first_s.shape[1]
    base = field.between_s[0].astype(np.float64)
    if (field.between_s < 0).any() or (field.first_s < 0).any():
        return np.zeros(place.shape, bool)
    factor = field.between_s.sum(axis=(1, 2)) / max(1.0, base.sum())
    off = np.abs(field.between_s - factor[:, None, None] * base).max(axis=(1, 2))
    worst = np.array([(base - base[:, [j]] - base[[j], :]).max(initial=0.0) for j in range(places)])
    first = field.first_s.astype(np.float64)
    row = field.unit if factor.size > 1 else np.zeros(1, np.int64)
    between = factor[row] * worst[place] + 3 * off[row]
    start = np.array(
        [(first - first[:, [j]] - (field.between_s[:, j, :])).max(axis=1) for j in range(places)]
    )[place, field.unit]
    return np.asarray(np.maximum(between, start) <= stay_s)
