"""A team or an incident more: the record, its rows and columns of travel, its place in cover."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from dispatch.optimiser.files.fields import ProblemError
from dispatch.optimiser.parts import UNREACHABLE, IntArray
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.what_if import edits as kinds


def add_team(problem: Problem, edit: kinds.TeamAdded, path: str) -> Problem:
    """A team more, at the end of the list; it serves cover where its time to the area is given."""
    _require_new(problem.teams, edit.team.id, f"{path}.team.id")
    ids = [incident.id for incident in problem.incidents]
    row = _seconds(edit.travel, ids, f"{path}.travel")
    _require_known(edit.cover, [rule.area for rule in problem.cover], f"{path}.cover")
    cover = [
        replace(rule, travel=(*rule.travel, edit.cover.get(rule.area, UNREACHABLE)))
        for rule in problem.cover
    ]
    matrix = np.vstack([problem.travel.teams_to_incidents, row[None, :]])
    return replace(
        problem,
        teams=(*problem.teams, edit.team),
        travel=replace(problem.travel, teams_to_incidents=matrix),
        cover=tuple(cover),
    )


def add_incident(problem: Problem, edit: kinds.IncidentAdded, path: str) -> Problem:
    """An incident more with its needs, at the end of both lists."""
    _require_new(problem.incidents, edit.incident.id, f"{path}.incident.id")
    for number, need in enumerate(edit.needs):
        _require_new(problem.needs, need.id, f"{path}.needs[{number}].id")
    travel = problem.travel
    teams = _seconds(edit.teams, _ids(problem.teams), f"{path}.travel.teams")
    depots = _seconds(edit.depots, _ids(problem.depots), f"{path}.travel.depots")
    others = _seconds(edit.incidents, _ids(problem.incidents), f"{path}.travel.incidents")
    grown = replace(
        travel,
        teams_to_incidents=np.hstack([travel.teams_to_incidents, teams[:, None]]),
        depots_to_incidents=np.hstack([travel.depots_to_incidents, depots[:, None]]),
        between_incidents=_between(travel.between_incidents, others),
    )
    return replace(
        problem,
        incidents=(*problem.incidents, edit.incident),
        needs=(*problem.needs, *edit.needs),
        travel=grown,
    )


def _between(matrix: IntArray | None, others: IntArray) -> IntArray | None:
    """The ways between incidents with one more, the same in both directions."""
    if matrix is None:
        return None
    wide = np.hstack([matrix, others[:, None]])
    return np.vstack([wide, np.append(others, 0)[None, :]])


def _ids(rows: Iterable[Any]) -> list[str]:
    return [row.id for row in rows]


def _seconds(given: Mapping[str, int], ids: Sequence[str], path: str) -> IntArray:
    """Travel times in the order of the records; what is not named is unreachable."""
    _require_known(given, ids, path)
    return np.array([given.get(row_id, UNREACHABLE) for row_id in ids], np.int64)


def _require_known(given: Mapping[str, int], ids: Sequence[str], path: str) -> None:
    known = set(ids)
    for row_id in given:
        if row_id not in known:
            raise ProblemError(f"{path}.{row_id}", "unknown_reference", f"there is no '{row_id}'")


def _require_new(rows: Iterable[Any], row_id: str, path: str) -> None:
    if any(row.id == row_id for row in rows):
        raise ProblemError(path, "duplicate", f"'{row_id}' is here already")
