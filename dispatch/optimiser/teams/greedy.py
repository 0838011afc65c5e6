"""The floor answer: incidents in order of priority, each given its best package of what is left."""

from __future__ import annotations

from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.teams.packages import BARRED, Block, Package, price_block


def pick_in_order(blocks: list[Block], price: IntArray) -> list[Package]:
    """One package per block, higher priority first; a team is gone once it is picked.

    Parameters
    ----------
    price : (T,) what each team is worth elsewhere; all zero gives the plain greedy answer.
    """
    left = price.copy()
    chosen: list[Package] = []
    for number in sorted(range(len(blocks)), key=lambda k: (-blocks[k].weight, k)):
        found = price_block(blocks[number], left)
        left[list(found.teams)] = BARRED
        chosen.append(Package(number, found.teams, found.cost))
    return sorted(chosen, key=lambda package: package.block)
