"""What routes bring to rows, and which rows break their least amount or their group."""

from __future__ import annotations

import numpy as np

from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.sequence.field import Field
from dispatch.optimiser.sequence.pool import Route


def served(field: Field, routes: tuple[Route, ...]) -> IntArray:
    """Units (R,) that routes bring to each row."""
    uses = np.zeros(field.unit.size, np.int64)
    for _, options in routes:
        uses[list(options)] += 1
    units = field.entry_units * uses[field.entry_option]
    return np.bincount(field.entry_row, units, field.amount.size).astype(np.int64)


def broken_rows(field: Field, brought: IntArray) -> set[int]:
    """Rows that are served in part although that is useless."""
    filled = np.minimum(brought, field.amount)
    broken = set(np.flatnonzero((filled > 0) & (filled < field.least)).tolist())
    for group in set(field.group[field.group >= 0].tolist()):
        rows = field.group == group
        if filled[rows].any() and (filled[rows] < field.amount[rows]).any():
            broken |= set(np.flatnonzero(rows).tolist())
    return broken
