"""Orders a million lots by any columns and returns one page, without sorting all of them.

A page at ``begin`` to ``end`` of an order needs a selection, not a sort: the values at both ends of
the page are found by partition (Hoare's quickselect as NumPy has it), and only what lies between
them is sorted; ties at the ends are broken by the next column in the same way.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.integer]
LAST = np.iinfo(np.int64).max
SORTED_WHOLE = 20_000


def rising(values: IntArray, unknown: NDArray[np.bool_] | None, *, falls: bool) -> IntArray:
    """Return a key, int64, that rises where the order asks so; the unknown is always last.

    Parameters
    ----------
    values : (n,) any integers
    unknown : (n,) where there is no value, None where there is one everywhere
    """
    key = values.astype(np.int64)
    if falls:
        key = ~key
    if unknown is not None:
        key[unknown] = LAST
    return key


def page_of(
    keys: Sequence[IntArray], begin: int, end: int, sorted_whole: int = SORTED_WHOLE
) -> IntArray:
    """Return which rows stand from ``begin`` to ``end`` in the order of the keys, first key first.

    Parameters
    ----------
    keys : arrays (n,) of int64; rows that tie in all of them keep their order
    sorted_whole : so few rows are sorted at once
    """
    count = len(keys[0])
    rows = np.arange(count)
    return _slice(rows, keys, min(begin, count), min(end, count), sorted_whole)


def _slice(rows: IntArray, keys: Sequence[IntArray], begin: int, end: int, whole: int) -> IntArray:
    if begin >= end:
        return rows[:0]
    if not keys:
        return rows[begin:end]
    if len(rows) <= whole:
        return rows[np.lexsort([key[rows] for key in reversed(keys)])[begin:end]]
    key, rest = keys[0][rows], keys[1:]
    low, high = np.partition(key, (begin, end - 1))[[begin, end - 1]]
    before = int(np.count_nonzero(key < low))
    first = rows[key == low]
    if low == high:
        return _slice(first, rest, begin - before, end - before, whole)
    between = rows[(key > low) & (key < high)]
    upto = before + len(first) + len(between)
    return np.concatenate(
        [
            _slice(first, rest, begin - before, len(first), whole),
            between[np.lexsort([one[between] for one in reversed(keys)])],
            _slice(rows[key == high], rest, 0, end - upto, whole),
        ]
    )
