"""The cheapest fix of a team shortfall: which lever, which teams, by when, how much they fill.

The fewest teams, the soonest first, that make the help useful: with them the need is filled by
`would_fill` units more, were the lever pulled and they sent there.
"""

from __future__ import annotations

import numpy as np

from dispatch.optimiser import constraints
from dispatch.optimiser.parts import IntArray, Need
from dispatch.optimiser.solution import FixCode, Reason
from dispatch.optimiser.teams.board import Board

Fills = dict[tuple[int, int], dict[str, int]]
FAR_S = constraints.NO_LIMIT_S


def lever_of(
    board: Board, fills: Fills, need: Need, eta_s: IntArray, rows: IntArray, code: FixCode
) -> Reason:
    """What pulling one lever for some of the teams it concerns would do for a short need.

    `would_fill` 0 means that the lever alone does not make help useful.

    Parameters
    ----------
    eta_s : (T,) arrivals at the need's incident, negative where there is no way.
    rows : the teams that only this obstacle keeps away.
    """
    chosen, would_fill = _fewest(board, fills, need, eta_s, rows)
    teams = board.problem.teams
    first = chosen[0]
    facts: dict[str, object] = {
        "team": teams[first].id,
        "units": int(teams[first].units.get(need.capability or "", 0)),
        "would_fill": would_fill,
    }
    if len(chosen) > 1:
        facts["also_teams"] = [teams[row].id for row in chosen[1:]]
    last_s = _last_arrival(eta_s, chosen)
    if last_s is not None:
        facts["eta_s"] = last_s
    if last_s is not None and code is FixCode.ACCEPT_LATER:
        until_s = constraints.useful_until_s(need, board.problem.policy)
        facts["later_s"] = max(0, last_s - until_s)
    held = next((i for t, i in fills if t == first), None)
    if code is FixCode.REDIRECT and held is not None:
        facts["from_incident"] = board.problem.incidents[held].id
    return Reason(code, facts)


def _last_arrival(eta_s: IntArray, teams: list[int]) -> int | None:
    """When the last of some teams is there; None where one of them knows no way."""
    arrivals = eta_s[teams]
    return int(arrivals.max()) if int(arrivals.min()) >= 0 else None


def _fewest(
    board: Board, fills: Fills, need: Need, eta_s: IntArray, rows: IntArray
) -> tuple[list[int], int]:
    """The soonest teams that together make help useful, and the units they fill beyond now."""
    column = board.capability[need.capability or ""]
    there = sum(given.get(need.id, 0) for given in fills.values())
    useful = need.amount if need.group is not None else need.least
    arrivals = np.where(eta_s[rows] >= 0, eta_s[rows], FAR_S)
    order = rows[np.lexsort((rows, arrivals))].tolist()
    units = there
    for count, row in enumerate(order, start=1):
        units += int(board.units[row, column])
        if units >= useful:
            return order[:count], min(units, need.amount) - there
    return order[:1], 0
