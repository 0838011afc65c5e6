"""The same problem some time later, with nothing more decided in between."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dispatch.optimiser.parts import IntArray, Need, Running, RunningState, Team
from dispatch.optimiser.problem import Problem


def pass_time(problem: Problem, seconds: int) -> Problem:
    """Latest times come nearer, running teams get on, those who have arrived are on scene.

    Teams that were not told to go still need their turnout. A running team's way to where it was
    sent is shorter by what it has driven; its ways elsewhere are left as they were, since nobody
    knows the road it is on.
    """
    travel = problem.travel.teams_to_incidents.copy()
    rows = {team.id: k for k, team in enumerate(problem.teams)}
    columns = {incident.id: k for k, incident in enumerate(problem.incidents)}
    teams = [_team_later(team, seconds) for team in problem.teams]
    running = []
    for row in problem.running:
        at, column = rows[row.team], columns[row.incident]
        teams[at], moved = _get_on(teams[at], row, travel[at : at + 1, column], seconds)
        running.append(moved)
    return replace(
        problem,
        now=problem.now + seconds,
        teams=tuple(teams),
        running=tuple(running),
        needs=tuple(_need_later(need, seconds) for need in problem.needs),
        incidents=tuple(
            replace(each, release_s=max(0, each.release_s - seconds)) for each in problem.incidents
        ),
        travel=replace(problem.travel, teams_to_incidents=travel),
    )


def _get_on(team: Team, row: Running, left: IntArray, seconds: int) -> tuple[Team, Running]:
    """A running team after so long; `left` (1,) holds its way to the scene and is shortened."""
    driven = max(0, seconds - team.ready_s)
    team = replace(team, ready_s=max(0, team.ready_s - seconds))
    if row.state is RunningState.ON_SCENE or int(left[0]) < 0:
        return team, row
    if driven >= int(left[0]) and team.ready_s == 0:
        left[0] = 0
        return team, replace(row, state=RunningState.ON_SCENE)
    np.subtract(left, driven, out=left)
    state = RunningState.EN_ROUTE if driven else row.state
    return team, replace(row, state=state)


def _team_later(team: Team, seconds: int) -> Team:
    if team.shift_end_s is None:
        return team
    return replace(team, shift_end_s=max(0, team.shift_end_s - seconds))


def _need_later(need: Need, seconds: int) -> Need:
    """A need whose time comes nearer; work that nobody has begun has grown meanwhile."""
    grown = 1.0 + need.growth_per_h * seconds / 3600.0
    return replace(
        need,
        latest_s=None if need.latest_s is None else max(0, need.latest_s - seconds),
        work_s=None if need.work_s is None else round(need.work_s * grown),
        growth_per_h=need.growth_per_h / grown,
    )
