"""The floor answer: incidents in order of priority, each given its best package of what is left."""

from __future__ import annotations

from collections.abc import Sequence

from dispatch.optimiser.teams.board import BoolArray, CoverRule
from dispatch.optimiser.teams.packages import BARRED, SCALE, Block, Package, price_block
from dispatch.optimiser.teams.prices import Prices


def pick_in_order(
    blocks: list[Block],
    rules: tuple[CoverRule, ...],
    prices: Prices,
    found: Sequence[Package],
) -> list[Package]:
    """One package per block, higher priority first; a team is gone once it is picked.

    `prices` say what teams and cover are worth elsewhere; without any it is the plain greedy
    answer. `found` is the cheapest package of every block at these prices: it stays the cheapest
    as long as none of its teams is gone. Stand-by moves come last, when the lost cover is known.
    """
    left = prices.on_top(rules)
    chosen: list[Package] = []
    gone: set[int] = set()
    for number in _in_order(blocks):
        package = found[number]
        if not gone.isdisjoint(package.teams):
            priced = price_block(blocks[number], left)
            package = Package(number, priced.teams, priced.cost)
        gone.update(package.teams)
        left[list(package.teams)] = BARRED
        chosen.append(package)
    chosen += _move_in_order(blocks, rules, left >= BARRED)
    return sorted(chosen, key=lambda package: package.block)


def _in_order(blocks: list[Block]) -> list[int]:
    """Blocks that serve incidents, the highest priority first."""
    serving = [number for number, block in enumerate(blocks) if block.restores < 0]
    return sorted(serving, key=lambda k: (-blocks[k].weight, k))


def _move_in_order(
    blocks: list[Block], rules: tuple[CoverRule, ...], used: BoolArray
) -> list[Package]:
    """Rules of the highest price first, each given the moves that pay for what it has lost."""
    lost = [int((rule.members & used).sum()) - rule.slack for rule in rules]
    moving = [number for number, block in enumerate(blocks) if block.restores >= 0]
    moving.sort(key=lambda k: -rules[blocks[k].restores].price)
    return [_moves(number, blocks[number], rules, used, lost) for number in moving]


def _moves(
    number: int, block: Block, rules: tuple[CoverRule, ...], used: BoolArray, lost: list[int]
) -> Package:
    """The cheapest moves that pay for one rule; `used` and `lost` are brought up to date."""
    sent: list[int] = []
    cost = 0
    earns = rules[block.restores].price * SCALE
    for team, drive in zip(block.teams.tolist(), block.cost.tolist(), strict=True):
        donors = [k for k, rule in enumerate(rules) if rule.members[team]]
        pays = sum(rules[k].price for k in donors if lost[k] >= 0) * SCALE
        if used[team] or lost[block.restores] <= 0 or drive + pays >= earns:
            continue
        used[team] = True
        sent.append(team)
        cost += drive
        lost[block.restores] -= 1
        for k in donors:
            lost[k] += 1
    return Package(number, tuple(sorted(sent)), cost)
