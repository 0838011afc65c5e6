"""Cuts over three rows: routes that serve two of three rows exclude each other."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.sequence.field import FloatArray
from dispatch.optimiser.sequence.pool import Pool

PER_ROUND = 40
LEAST_VIOLATION = 0.02


def find_triples(pool: Pool, columns: IntArray, share: FloatArray) -> IntArray:
    """Rows and units (C, 3) whose cut is violated most: routes through two of them sum above one.

    Subset-row cuts of three rows (Jepsen, Petersen, Spoorendonk & Pisinger, 2008), for rows that
    are served exactly once and units used at most once.
    """
    used = np.flatnonzero(share > 1e-6)
    serves = np.asarray(packing_rows(pool, columns[used]).todense())
    pair = (serves * share[used]) @ serves.T
    np.fill_diagonal(pair, 0.0)
    rows = pair.shape[0]
    a, b = np.nonzero(np.triu(pair) > 1e-6)
    third = np.arange(rows)
    first, second = np.repeat(a, rows), np.repeat(b, rows)
    last = np.tile(third, a.size)
    total = pair[first, second] + pair[first, last] + pair[second, last]
    hopeful = np.flatnonzero((total > 1 + LEAST_VIOLATION) & (last != first) & (last != second))
    triples = np.sort(np.stack([first, second, last], axis=1)[hopeful], axis=1)
    triples = np.unique(triples, axis=0)
    if not triples.size:
        return triples
    both = serves[triples].sum(axis=1) >= 2
    violation = both @ share[used] - 1
    best = np.argsort(-violation, kind="stable")[:PER_ROUND]
    return np.asarray(triples[best[violation[best] > LEAST_VIOLATION]])


def packing_rows(pool: Pool, columns: IntArray) -> sparse.csc_matrix:
    """What each route uses up (R + K, N): its rows and its unit."""
    units = pool.field.ready_s.size
    at = (pool.unit[columns], np.arange(columns.size))
    own = sparse.csc_matrix((np.ones(columns.size), at), (units, columns.size))
    return sparse.vstack([pool.matrix(columns), own], format="csc")


def cut_rows(pool: Pool, columns: IntArray, triples: IntArray) -> sparse.csr_matrix:
    """The cuts (C, N) over routes: at most one of those that serve two of the three rows."""
    if not triples.size:
        return sparse.csr_matrix((0, columns.size))
    count = triples.shape[0]
    at = (np.repeat(np.arange(count), 3), triples.reshape(-1))
    used = packing_rows(pool, columns)
    pick = sparse.csr_matrix((np.ones(3 * count), at), (count, used.shape[0]))
    served = (pick @ used).tocsr()
    served.data = (served.data >= 2).astype(np.float64)
    served.eliminate_zeros()
    return served
