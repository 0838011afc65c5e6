"""The few teams of each group that pricing has to look at, kept up to date as prices change.

Only the cheapest `most` teams of a group can be in a cheapest package. Prices are never negative,
so a team further down the list of costs can be left unseen as long as its cost alone is above the
price of the last team that is used: the window is widened where that fails. Nothing is lost.
"""

from __future__ import annotations

import numpy as np

from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.teams.packages import Block

NO_MORE = 2**62


class Offers:
    """Windows on the groups of many blocks.

    Attributes
    ----------
    most : (G,) how many teams of each group are offered.
    """

    def __init__(self, blocks: list[Block]) -> None:
        self.team = np.concatenate([block.teams for block in blocks])
        self.cost = np.concatenate([block.cost for block in blocks])
        self.size = np.concatenate([block.size for block in blocks])
        self.most = np.concatenate([block.most for block in blocks])
        self._first = self.size.cumsum() - self.size
        self._restores = np.repeat(
            [block.restores for block in blocks], [block.size.size for block in blocks]
        )
        self._look(np.minimum(self.size, 2 * self.most + 4))

    def _look(self, width: IntArray) -> None:
        """See the cheapest `width` (G,) teams of each group."""
        begins = width.cumsum() - width
        seen = np.repeat(self._first - begins, width) + np.arange(int(width.sum()))
        small = np.uint16 if width.size < 2**16 else np.int64
        self._width = width
        self._group = np.repeat(np.arange(width.size), width).astype(small)
        self._team, self._cost = self.team[seen], self.cost[seen]
        offset = self.most.cumsum() - self.most
        self._offered = np.repeat(begins - offset, self.most) + np.arange(int(self.most.sum()))
        self._last = np.maximum(begins + self.most - 1, 0)
        self._open = (self.most > 0) & (width < self.size)
        beyond = np.minimum(self._first + width, self.cost.size - 1)
        self._unseen = np.where(self._open, self.cost[beyond], NO_MORE)

    def cheapest(self, price: IntArray, earns: IntArray) -> tuple[IntArray, IntArray]:
        """Teams offered (N,), group by group and cheapest first, and what each costs now.

        Parameters
        ----------
        price : (T,) what each team costs on top.
        earns : (K,) what a team earns that restores each cover rule.
        """
        gain = np.append(earns, 0)[self._restores]
        while True:
            reduced = self._cost + price[self._team] - gain[self._group]
            order = np.argsort(reduced, kind="stable")
            order = order[np.argsort(self._group[order], kind="stable")]
            too_dear = self._open & (reduced[order[self._last]] > self._unseen - gain)
            if not too_dear.any():
                offered = order[self._offered]
                return self._team[offered], reduced[offered]
            wider = np.minimum(self.size, 2 * self._width)
            self._look(np.where(too_dear, wider, self._width))
