"""Groups of capabilities and goods that nothing on hand can make whole: given up beforehand.

Teams and materials are chosen apart and meet only in such groups. A group that even all teams and
all stock together could not fill is served in no answer; leaving it out keeps both halves' bounds
true and lets them be proven.
"""

from __future__ import annotations

from dispatch.optimiser import constraints
from dispatch.optimiser.parts import Need, Running
from dispatch.optimiser.problem import Problem


def hopeless_needs(problem: Problem) -> frozenset[str]:
    """The needs of every group of both kinds in which some need is beyond reach."""
    groups: dict[str, list[Need]] = {}
    for need in problem.needs:
        if need.group is not None:
            groups.setdefault(need.group, []).append(need)
    mixed = [rows for rows in groups.values() if len({n.item is None for n in rows}) > 1]
    return frozenset(
        need.id
        for rows in mixed
        if any(_is_beyond_reach(problem, need) for need in rows)
        for need in rows
    )


def _is_beyond_reach(problem: Problem, need: Need) -> bool:
    units = _stock_units if need.capability is None else _team_units
    return units(problem, need) < need.amount


def _team_units(problem: Problem, need: Need) -> int:
    """Units of all teams that may go there and come in time."""
    column = next(k for k, i in enumerate(problem.incidents) if i.id == need.incident)
    running = {row.team: row for row in problem.running}
    excluded = {pair.team for pair in problem.exclusions if pair.incident == need.incident}
    until_s = constraints.useful_until_s(need, problem.policy)
    total = 0
    for row, team in enumerate(problem.teams):
        run = running.get(team.id)
        if team.id in excluded or not constraints.team_may_go(team, run):
            continue
        eta_s = team.ready_s + int(problem.travel.teams_to_incidents[row, column])
        reachable = problem.travel.teams_to_incidents[row, column] >= 0 and eta_s <= until_s
        if reachable or _is_there(run, need):
            total += team.units.get(need.capability or "", 0)
    return total


def _is_there(run: Running | None, need: Need) -> bool:
    return run is not None and run.incident == need.incident and run.state.value == "on_scene"


def _stock_units(problem: Problem, need: Need) -> int:
    """Units in usable lots of depots that have a way there and can send the item."""
    column = next(k for k, i in enumerate(problem.incidents) if i.id == need.incident)
    item = problem.items.get(need.item or "")
    able = {
        depot.id
        for row, depot in enumerate(problem.depots)
        if problem.travel.depots_to_incidents[row, column] >= 0
        and (item is None or constraints.depot_can_send(depot, item))
        and _is_in_time(problem, need, row, column)
    }
    limits = problem.policy.age_limits
    return sum(
        lot.amount
        for lot in problem.lots
        if lot.item == need.item
        and lot.depot in able
        and constraints.lot_is_usable(lot, problem.now, limits)
    )


def _is_in_time(problem: Problem, need: Need, depot: int, column: int) -> bool:
    """Whether goods come in time at all; where trips have several stops that is left open."""
    if constraints.onward_of_trucks(problem.travel) is not None:
        return True
    direct_s = problem.depots[depot].load_s + int(problem.travel.depots_to_incidents[depot, column])
    return direct_s <= constraints.useful_until_s(need, problem.policy)
