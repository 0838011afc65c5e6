"""Pricing all blocks at once: the recursion of `packages`, stacked.

The states of all blocks lie in one array, blocks with many teams to offer first. Step i offers
every block its i-th team; the blocks that have one are a prefix of the array, so that a step is
three array operations whatever the number of blocks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.teams.offers import Offers
from dispatch.optimiser.teams.packages import Block, Package, price_block


@dataclass(frozen=True, slots=True, eq=False)
class Round:
    """A cheapest package of every block at some prices; `values` (B,) are their prices."""

    values: IntArray
    packages: list[Package]

    def uses(self, teams: int) -> IntArray:
        """How many packages (T,) each team is in."""
        taken = [team for package in self.packages for team in package.teams]
        return np.bincount(np.array(taken, np.int64), minlength=teams)


class Pricer:
    """Prices every block; those cut or with several ways to count are priced one by one."""

    def __init__(self, blocks: list[Block]) -> None:
        self._blocks = blocks
        plain = [
            k
            for k, block in enumerate(blocks)
            if block.shares is None and block.leads_to.shape[1] == 1 and block.most.sum()
        ]
        self._single = sorted(set(range(len(blocks))) - set(plain))
        self._numbers = np.array(
            sorted(plain, key=lambda k: (-int(blocks[k].most.sum()), k)), np.int64
        )
        self._stack = _Stack([blocks[k] for k in self._numbers]) if plain else None

    def price(self, price: IntArray, earns: IntArray) -> Round:
        """The cheapest package of every block; exact in integers over every team.

        Parameters
        ----------
        price : (T,) what each team costs on top; never negative.
        earns : (K,) what a team earns that restores each cover rule.
        """
        values = np.zeros(len(self._blocks), np.int64)
        packages: list[Package | None] = [None] * len(self._blocks)
        for number in self._single:
            block = self._blocks[number]
            gain = int(earns[block.restores]) if block.restores >= 0 else 0
            found = price_block(block, price, gain)
            values[number] = found.value
            packages[number] = Package(number, found.teams, found.cost)
        if self._stack is not None:
            self._price_stack(self._stack, price, earns, values, packages)
        return Round(values, [package for package in packages if package is not None])

    def _price_stack(
        self,
        stack: _Stack,
        price: IntArray,
        earns: IntArray,
        values: IntArray,
        packages: list[Package | None],
    ) -> None:
        least, blocks, teams, paid = stack.solve(price, earns)
        spent = np.zeros(len(least), np.int64)
        np.add.at(spent, blocks, paid)
        true_cost = (least - spent).tolist()
        ends = np.searchsorted(blocks, np.arange(len(least) + 1)).tolist()
        chosen = teams.tolist()
        for row, number in enumerate(self._numbers.tolist()):
            block = self._blocks[number]
            sent = sorted([*block.sent, *chosen[ends[row] : ends[row + 1]]])
            packages[number] = Package(number, tuple(sent), true_cost[row] + block.sent_cost)
            must = int(price[list(block.sent)].sum()) if block.sent else 0
            values[number] = least[row] + block.sent_cost + must


class _Stack:
    """The recursion over several blocks, those with most teams to offer first."""

    def __init__(self, blocks: list[Block]) -> None:
        self._offers = Offers(blocks)
        states = np.array([block.start.size for block in blocks])
        offset = states.cumsum() - states
        self._states = states
        self._restores = np.array([block.restores for block in blocks])
        self._start = np.concatenate([block.start for block in blocks])
        self._full = offset + np.array([block.full for block in blocks])
        steps = np.array([int(block.most.sum()) for block in blocks])
        self._steps = steps
        self._active = (steps[None, :] > np.arange(steps.max())[:, None]).sum(axis=1)
        begins = steps.cumsum() - steps
        self._by_step = np.concatenate([begins[:a] + i for i, a in enumerate(self._active)])
        self._leads_to = self._transitions(blocks, offset)
        length = np.array([row.size for row in self._leads_to])
        self._begins = length.cumsum() - length
        self._prices = np.empty(int(length.sum()), np.int64)
        self._scratch = np.empty(self._start.size, np.int64)

    def _transitions(self, blocks: list[Block], offset: IntArray) -> list[IntArray]:
        """Per step, the state that its team leads to from each state of the active blocks."""
        rows: list[list[IntArray]] = [[] for _ in self._active]
        for block, at in zip(blocks, offset.tolist(), strict=True):
            leads_to = block.leads_to[:, 0, :] + at
            for step, group in enumerate(np.repeat(np.arange(block.most.size), block.most)):
                rows[step].append(leads_to[group])
        return [np.concatenate(row) for row in rows]

    def solve(
        self, price: IntArray, earns: IntArray
    ) -> tuple[IntArray, IntArray, IntArray, IntArray]:
        """Least price of each block; then block, team and its price beyond its cost.

        The three last are aligned, sorted by block.
        """
        team, reduced = self._offers.cheapest(price, earns)
        team, reduced = team[self._by_step], reduced[self._by_step]
        before = self._start
        at = 0
        for leads_to, active, begins in zip(
            self._leads_to, self._active.tolist(), self._begins.tolist(), strict=True
        ):
            size = leads_to.size
            offer = before.take(leads_to, out=self._scratch[:size], mode="clip")
            offer += np.repeat(reduced[at : at + active], self._states[:active])
            before = np.minimum(before[:size], offer, out=self._prices[begins : begins + size])
            at += active
        ends = self._begins[self._steps - 1]
        least = self._prices[ends + self._full]
        blocks, rows = self._walk_back()
        on_top = price[team[rows]] - np.append(earns, 0)[self._restores[blocks]]
        return least, blocks, team[rows], on_top

    def _walk_back(self) -> tuple[IntArray, IntArray]:
        """Block and row of every team taken, sorted by block."""
        state = self._full.copy()
        taken, rows = [], []
        at = int(self._active.sum())
        for step in range(len(self._leads_to) - 1, -1, -1):
            active = int(self._active[step])
            at -= active
            here = state[:active]
            after = self._prices[self._begins[step] + here]
            before = self._prices[self._begins[step - 1] + here] if step else self._start[here]
            found = np.flatnonzero(after < before)
            if found.size:
                state[found] = self._leads_to[step][here[found]]
                taken.append(found)
                rows.append(at + found)
        if not taken:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        blocks = np.concatenate(taken)
        order = np.argsort(blocks, kind="stable")
        return blocks[order], np.concatenate(rows)[order]
