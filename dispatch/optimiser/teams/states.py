"""The states of a block: vectors of missing amounts, what they cost, and how teams change them."""

from __future__ import annotations

from itertools import product

import numpy as np

from dispatch.optimiser.parts import IntArray, Need


class StateTable:
    """All vectors of missing amounts of some needs, numbered in mixed radix.

    Attributes
    ----------
    size : number of states S; the last one misses everything.
    missing : (n, S) amount missing of each need in each state.
    stride : (n,) weight of each need in the state's number.
    """

    def __init__(self, needs: list[Need]) -> None:
        self.needs = needs
        radix = np.array([need.amount for need in needs], np.int64) + 1
        self.stride = np.concatenate(([1], np.cumprod(radix[:-1]))).astype(np.int64)
        self.size = int(np.prod(radix))
        numbers = np.arange(self.size, dtype=np.int64)
        self.missing = (numbers // self.stride[:, None]) % radix[:, None]
        columns: dict[str, list[int]] = {}
        for column, need in enumerate(needs):
            columns.setdefault(need.capability or "", []).append(column)
        self.shared = list(columns.values())
        """Columns of needs for the same capability: a unit counts for one of them only."""

    @property
    def is_shared(self) -> bool:
        """Whether some capability is asked for by several needs."""
        return len(self.shared) < len(self.needs)

    def leads_to(self, vectors: IntArray) -> IntArray:
        """The states (G, W, S) that one team of each vector of units (G, n) leads to.

        W ways to count; a vector with fewer of them repeats its last.
        """
        if not self.is_shared:
            return self._after(vectors)[:, None, :]
        ways = [self.ways(vector) for vector in vectors]
        most = max((len(found) for found in ways), default=1)
        rows = np.array([row for found in ways for row in found + found[-1:] * (most - len(found))])
        reached = self._after(rows.reshape(-1, len(self.needs)).astype(np.int64))
        return reached.reshape(len(vectors), most, self.size)

    def ways(self, vector: IntArray) -> list[tuple[int, ...]]:
        """Every way one team can spread its units over needs for the same capability."""
        found = []
        for choice in product(*(_spread(vector, columns) for columns in self.shared)):
            units = [0] * len(self.needs)
            for columns, amounts in zip(self.shared, choice, strict=True):
                for column, amount in zip(columns, amounts, strict=True):
                    units[column] = amount
            found.append(tuple(units))
        return found

    def _after(self, vectors: IntArray) -> IntArray:
        """The state (G, S) that each vector of units leads to from each state."""
        reached = np.zeros((len(vectors), self.size), np.int64)
        for column, stride in enumerate(self.stride.tolist()):
            kinds, which = np.unique(vectors[:, column], return_inverse=True)
            left = np.maximum(self.missing[column] - kinds[:, None], 0) * stride
            reached += left[which]
        return reached

    def most_useful(self, vectors: IntArray) -> IntArray:
        """How many teams (G,) of each vector can be useful: ceil(asked / units) at most."""
        asked = self.missing[:, -1]
        useful = np.zeros(len(vectors), np.int64)
        for columns in self.shared:
            counted = vectors[:, columns]
            units = counted.max(axis=1)
            total = (asked[columns] * (counted > 0)).sum(axis=1)
            needed = -(-total // np.maximum(units, 1))
            useful = np.maximum(useful, np.where(units > 0, needed, 0))
        return useful

    def penalty(self, dropped: frozenset[str], price: int) -> IntArray:
        """Price (S,) of what each state leaves short.

        Below `least`, in a broken group or given up beforehand, all of a need stays short.
        """
        short = np.zeros((len(self.needs), self.size), np.int64)
        for column, need in enumerate(self.needs):
            filled = need.amount - self.missing[column]
            useless = (filled < need.least) | (need.id in dropped)
            short[column] = np.where(useless, need.amount, self.missing[column])
        for group in {need.group for need in self.needs if need.group is not None}:
            columns = [column for column, need in enumerate(self.needs) if need.group == group]
            broken = (short[columns] > 0).any(axis=0)
            for column in columns:
                short[column] = np.where(broken, self.needs[column].amount, short[column])
        return np.asarray(short.sum(axis=0) * price, np.int64)


def _spread(vector: IntArray, columns: list[int]) -> list[tuple[int, ...]]:
    """Units of one capability over the needs that may still use them, all of them spent."""
    open_columns = [column for column in columns if vector[column]]
    if len(columns) == 1 or not open_columns:
        return [tuple(int(vector[column]) for column in columns)]
    total = int(vector[open_columns].max())
    return [
        tuple(dict(zip(open_columns, way, strict=True)).get(column, 0) for column in columns)
        for way in _compositions(total, len(open_columns))
    ]


def _compositions(total: int, parts: int) -> list[tuple[int, ...]]:
    if parts == 1:
        return [(total,)]
    return [
        (head, *tail)
        for head in range(total + 1)
        for tail in _compositions(total - head, parts - 1)
    ]
