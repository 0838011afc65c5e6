"""Material lots as columns: what a million lots are kept as, between one solve and the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

import numpy as np

from dispatch.optimiser.parts import IntArray, Lot

NO_EXPIRY = 2**62
NEVER_CONFIRMED = -(2**62)


@dataclass(frozen=True, slots=True, eq=False)
class Shelves:
    """Lots by item, then depot, then the earliest expiry, then row.

    `order` (L,) are their rows; `begins` (items x depots + 1,) where each shelf begins; the
    columns follow in that order.
    """

    order: IntArray
    begins: IntArray
    amount: IntArray
    expires_at: IntArray
    confirmed_at: IntArray


class LotTable(Sequence[Lot]):
    """Lots as columns; reads like a sequence of `Lot`, which is made only when asked for.

    Build it once and hand it to as many problems as hold the same stock: the order in which lots
    leave is worked out at the first solve and kept.

    Parameters
    ----------
    ids : identifier of each lot (L,).
    items, depots : codes of items and ids of depots that the two next columns point into.
    item, depot : (L,) rows in `items` and `depots`.
    amount : (L,) what is free, units.
    expires_at, confirmed_at : (L,) instants in seconds; `NO_EXPIRY`, `NEVER_CONFIRMED` for none.
    """

    def __init__(
        self,
        ids: Sequence[str],
        items: Sequence[str],
        depots: Sequence[str],
        *,
        item: IntArray,
        depot: IntArray,
        amount: IntArray,
        expires_at: IntArray,
        confirmed_at: IntArray,
    ) -> None:
        self.ids = ids
        self.items, self.depots = tuple(items), tuple(depots)
        self.item, self.depot, self.amount = item, depot, amount
        self.expires_at, self.confirmed_at = expires_at, confirmed_at

    @classmethod
    def from_lots(cls, lots: Iterable[Lot]) -> LotTable:
        """Columns of the given lots, in the order of their ids so that input order is no matter."""
        rows = sorted(lots, key=lambda lot: lot.id)
        items = {code: k for k, code in enumerate(sorted({lot.item for lot in rows}))}
        depots = {code: k for k, code in enumerate(sorted({lot.depot for lot in rows}))}
        count = len(rows)

        def column(values: Iterable[int]) -> IntArray:
            return np.fromiter(values, np.int64, count)

        return cls(
            [lot.id for lot in rows],
            tuple(items),
            tuple(depots),
            item=column(items[lot.item] for lot in rows),
            depot=column(depots[lot.depot] for lot in rows),
            amount=column(lot.amount for lot in rows),
            expires_at=column(
                NO_EXPIRY if lot.expires_at is None else lot.expires_at for lot in rows
            ),
            confirmed_at=column(
                NEVER_CONFIRMED if lot.confirmed_at is None else lot.confirmed_at for lot in rows
            ),
        )

    @cached_property
    def shelves(self) -> Shelves:
        """The lots in the order in which they leave; worked out once."""
        order = np.lexsort((self.expires_at, self.depot, self.item)).astype(np.int64)
        cell = self.item[order] * len(self.depots) + self.depot[order]
        cells = len(self.items) * len(self.depots)
        begins = np.searchsorted(cell, np.arange(cells + 1)).astype(np.int64)
        return Shelves(
            order, begins, self.amount[order], self.expires_at[order], self.confirmed_at[order]
        )

    @cached_property
    def ids_are_unique(self) -> bool:
        """Whether no id stands for two lots; found out once."""
        return len(set(self.ids)) == len(self.ids)

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, at: int) -> Lot: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Lot]: ...
    def __getitem__(self, at: int | slice) -> Lot | Sequence[Lot]:
        if isinstance(at, slice):
            return tuple(self[k] for k in range(*at.indices(len(self))))
        expires_at, confirmed_at = int(self.expires_at[at]), int(self.confirmed_at[at])
        return Lot(
            self.ids[at],
            self.depots[int(self.depot[at])],
            self.items[int(self.item[at])],
            int(self.amount[at]),
            None if expires_at == NO_EXPIRY else expires_at,
            None if confirmed_at == NEVER_CONFIRMED else confirmed_at,
        )

    def __iter__(self) -> Iterator[Lot]:
        return (self[k] for k in range(len(self)))


def lot_table(lots: Sequence[Lot]) -> LotTable:
    """The lots as columns, as they are when they are that already."""
    return lots if isinstance(lots, LotTable) else LotTable.from_lots(lots)
