"""Which need each picked team fills with how many units."""

from __future__ import annotations

from itertools import islice, permutations

from dispatch.optimiser.parts import Need
from dispatch.optimiser.teams.board import Board

MOST_ORDERS = 720


def fill_needs(board: Board, sent: list[tuple[int, int]]) -> dict[tuple[int, int], dict[str, int]]:
    """Units by need for each (team, incident) sent."""
    by_incident: dict[int, list[tuple[int, int]]] = {}
    for pair in sent:
        by_incident.setdefault(pair[1], []).append(pair)
    fills: dict[tuple[int, int], dict[str, int]] = {}
    for incident in sorted(by_incident):
        fills.update(_fill_incident(board, incident, by_incident[incident]))
    return fills


Given = dict[tuple[int, int], dict[str, int]]


def _fill_incident(board: Board, incident: int, sent: list[tuple[int, int]]) -> Given:
    """The order of needs that leaves least short; matters only where needs share a capability."""
    needs = [board.problem.needs[n] for n in board.needs_of[incident]]
    needs = [need for need in needs if need.id not in board.dropped]
    shared = len({need.capability for need in needs}) < len(needs)
    if not shared:
        return _fill_in_order(board, needs, sorted(sent, key=lambda pair: int(board.eta_s[pair])))
    sent = sorted(sent, key=lambda pair: -int(board.eta_s[pair]))
    return min(
        (
            _fill_in_order(board, list(order), sent)
            for order in islice(permutations(needs), MOST_ORDERS)
        ),
        key=lambda given: -sum(sum(units.values()) for units in given.values()),
    )


def _fill_in_order(board: Board, needs: list[Need], sent: list[tuple[int, int]]) -> Given:
    """Teams choose in the order given, each from the first need on.

    Where needs share a capability the latest arrival goes first: it can fill only what stays
    open long, and whatever it can fill an earlier one can too, so nothing is lost.
    """
    fills: Given = {}
    left = {need.id: need.amount for need in needs}
    for team, incident in sent:
        brought = dict(board.problem.teams[team].units)
        given = fills.setdefault((team, incident), {})
        for need in needs:
            units = min(brought.get(need.capability or "", 0), left[need.id])
            if units and board.may_count(team, incident, need):
                given[need.id] = units
                brought[need.capability or ""] -= units
                left[need.id] -= units
    useless = _useless_needs(board, needs, left)
    return {
        pair: {need: units for need, units in given.items() if need not in useless}
        for pair, given in fills.items()
    }


def _useless_needs(board: Board, needs: list[Need], left: dict[str, int]) -> set[str]:
    """Needs filled below their least amount, or in a group that stays incomplete."""
    broken = {n.group for n in needs if n.group is not None and left[n.id]}
    if board.dropped:
        broken |= {n.group for n in board.problem.needs if n.group and n.id in board.dropped}
    return {
        need.id
        for need in needs
        if need.amount - left[need.id] < need.least or need.group in broken
    }
