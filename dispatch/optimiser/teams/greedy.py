"""The floor answer: incidents in order of priority, each given its best package of what is left."""

from __future__ import annotations

from dispatch.optimiser.teams.board import BoolArray, CoverRule
from dispatch.optimiser.teams.master import Prices
from dispatch.optimiser.teams.packages import BARRED, SCALE, Block, Package, price_block


def pick_in_order(
    blocks: list[Block], rules: tuple[CoverRule, ...], prices: Prices
) -> list[Package]:
    """One package per block, higher priority first; a team is gone once it is picked.

    `prices` say what teams and cover are worth elsewhere; without any it is the plain greedy
    answer. Stand-by moves come last, when it is known what cover is lost.
    """
    left = prices.on_top(rules)
    chosen: list[Package] = []
    serving = [number for number, block in enumerate(blocks) if block.restores < 0]
    for number in sorted(serving, key=lambda k: (-blocks[k].weight, k)):
        found = price_block(blocks[number], left)
        left[list(found.teams)] = BARRED
        chosen.append(Package(number, found.teams, found.cost))
    moving = [number for number, block in enumerate(blocks) if block.restores >= 0]
    chosen += _move_in_order(blocks, rules, moving, left >= BARRED)
    return sorted(chosen, key=lambda package: package.block)


def _move_in_order(
    blocks: list[Block], rules: tuple[CoverRule, ...], moving: list[int], used: BoolArray
) -> list[Package]:
    """Rules of the highest price first, each given the moves that pay for what it has lost."""
    chosen = []
    lost = [int((rule.members & used).sum()) - rule.slack for rule in rules]
    for number in sorted(moving, key=lambda k: -rules[blocks[k].restores].price):
        block, taken = blocks[number], 0
        sent: list[int] = []
        order = block.cost.argsort(kind="stable").tolist()
        for at in order:
            team = int(block.teams[at])
            donors = [k for k, rule in enumerate(rules) if rule.members[team]]
            pays = sum(rules[k].price for k in donors if lost[k] >= 0) * SCALE
            earns = rules[block.restores].price * SCALE
            if used[team] or lost[block.restores] <= 0 or block.cost[at] + pays >= earns:
                continue
            used[team] = True
            sent.append(team)
            taken += int(block.cost[at])
            lost[block.restores] -= 1
            for k in donors:
                lost[k] += 1
        chosen.append(Package(number, tuple(sorted(sent)), taken))
    return chosen
