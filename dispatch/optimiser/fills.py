"""Which need each picked team fills with how many units."""

from __future__ import annotations

from dispatch.optimiser import constraints
from dispatch.optimiser.board import Board
from dispatch.optimiser.parts import Need


def fill_needs(board: Board, sent: list[tuple[int, int]]) -> dict[tuple[int, int], dict[str, int]]:
    """Units by need for each (team, incident) sent; later arrivals choose first.

    A team that comes late can fill only needs that stay open long, and whatever it can fill an
    earlier one can too: so nothing is lost by letting it choose first.
    """
    fills: dict[tuple[int, int], dict[str, int]] = {pair: {} for pair in sent}
    left: dict[int, int] = {}
    for team, incident in sorted(sent, key=lambda pair: (-board.eta_s[pair], pair)):
        brought = dict(board.problem.teams[team].units)
        for n in board.needs_of[incident]:
            need = board.problem.needs[n]
            until = constraints.useful_until_s(need, board.problem.policy)
            units = min(brought.get(need.capability or "", 0), left.setdefault(n, need.amount))
            if units and int(board.eta_s[team, incident]) <= until:
                fills[team, incident][need.id] = units
                brought[need.capability or ""] -= units
                left[n] -= units
    useless = _useless_needs(board, left)
    return {
        pair: {need: units for need, units in given.items() if need not in useless}
        for pair, given in fills.items()
    }


def _useless_needs(board: Board, left: dict[int, int]) -> set[str]:
    """Needs filled below their least amount, or in a group that stays incomplete."""
    open_needs: list[tuple[Need, int]] = [
        (board.problem.needs[n], left.get(n, board.problem.needs[n].amount))
        for needs in board.needs_of
        for n in needs
    ]
    broken = {need.group for need, missing in open_needs if need.group is not None and missing}
    return {
        need.id
        for need, missing in open_needs
        if need.amount - missing < need.least or need.group in broken
    }
