"""A solution as each team's legs: leave, arrive, work, done; and how much of the work it leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dispatch.optimiser.parts import Need
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.sequence.first_stops import Stop, first_stops, work_s
from dispatch.optimiser.solution import Pick, Solution


@dataclass(frozen=True, slots=True)
class Leg:
    """One stop of a team. `came_from` None: from its place; `end_s` None: until it is released.

    A pick is `ordered` and leaves at once; later legs leave so as to be there when work begins.
    `left_s` is, by need, the work that still lies there when the units begin; `turn` says which
    relief they are, 0: none.
    """

    incident: str
    came_from: str | None
    leave_s: int
    arrive_s: int
    start_s: int
    end_s: int | None
    fills: Mapping[str, int]
    left_s: Mapping[str, int | None]
    ordered: bool
    turn: int = 0

    def finishes(self, need: Need) -> bool:
        """Whether the units do all the work that is left, nobody having to take over."""
        left = self.left_s[need.id]
        return left is not None and (need.relief_after_s is None or left <= need.relief_after_s)


def legs_of(problem: Problem, solution: Solution, follow_later: bool) -> dict[str, tuple[Leg, ...]]:
    """The legs of every picked team, and of those that relieve, in order."""
    needs = {need.id: need for need in problem.needs}
    first = {stop.pick.team: stop for stop in first_stops(problem, solution)}
    whole = _whole_work(needs, list(first.values()))
    legs = {
        pick.team: [_first_leg(problem, pick, first.get(pick.team), needs)]
        for pick in solution.picks
    }
    onward = sorted(solution.visits, key=lambda visit: (visit.team, visit.order))
    for visit in onward if follow_later else ():
        own = legs.setdefault(visit.team, [])
        if visit.order == 1 and own:
            continue
        before = own[-1] if own else None
        drive = _drive_s(problem, visit.team, before, visit.incident)
        left = {need: _left(needs[need], visit.turn, whole, visit.start_s) for need in visit.fills}
        own.append(
            Leg(
                visit.incident,
                None if before is None else before.incident,
                visit.start_s - drive,
                visit.start_s,
                visit.start_s,
                visit.end_s,
                visit.fills,
                left,
                ordered=False,
                turn=visit.turn,
            )
        )
    return {team: tuple(own) for team, own in legs.items()}


def _whole_work(needs: Mapping[str, Need], stops: list[Stop]) -> dict[str, int]:
    """By need, the longest work of those who are sent now."""
    whole: dict[str, int] = {}
    for stop in stops:
        for need in stop.pick.fills:
            work = work_s(needs[need], stop.start_s)
            if work is not None:
                whole[need] = max(work, whole.get(need, 0))
    return whole


def _left(need: Need, turn: int, whole: Mapping[str, int], start_s: int) -> int | None:
    if turn:
        return max(0, whole.get(need.id, 0) - turn * (need.relief_after_s or 0))
    return work_s(need, start_s)


def _first_leg(problem: Problem, pick: Pick, stop: Stop | None, needs: Mapping[str, Need]) -> Leg:
    start = pick.eta_s if stop is None else stop.start_s
    return Leg(
        incident=pick.incident,
        came_from=None,
        leave_s=_ready_s(problem, pick.team),
        arrive_s=pick.eta_s,
        start_s=start,
        end_s=None if stop is None else stop.end_s,
        fills=pick.fills,
        left_s={need: work_s(needs[need], start) for need in pick.fills},
        ordered=True,
    )


def _ready_s(problem: Problem, team: str) -> int:
    return next(row.ready_s for row in problem.teams if row.id == team)


def _drive_s(problem: Problem, team: str, before: Leg | None, incident: str) -> int:
    column = [row.id for row in problem.incidents]
    to = column.index(incident)
    if before is None:
        row = [row.id for row in problem.teams].index(team)
        return int(problem.travel.teams_to_incidents[row, to])
    if before.incident == incident or problem.travel.between_incidents is None:
        return 0
    return int(problem.travel.between_incidents[column.index(before.incident), to])
