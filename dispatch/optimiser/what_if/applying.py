"""Edits applied to a problem: a new problem, the old one untouched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

from dispatch.optimiser.files.fields import Fields, ProblemError
from dispatch.optimiser.files.policies import read_policy
from dispatch.optimiser.files.writing import plain
from dispatch.optimiser.parts import Pair, Policy
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.sequence.rolling import advance
from dispatch.optimiser.solution import Solution
from dispatch.optimiser.what_if import edits as kinds
from dispatch.optimiser.what_if.adding import add_incident, add_team
from dispatch.optimiser.what_if.passing import pass_time

Row = TypeVar("Row")


def apply_edits(
    problem: Problem, edits: Sequence[kinds.Edit], base: Solution | None = None
) -> Problem:
    """The problem as it would be after the edits, one after the other.

    Parameters
    ----------
    base : the answer that is followed where time passes with it; only the first edit can ask so.

    Raises
    ------
    ProblemError
        When an edit names what is not there, or the edited records do not fit together.
    """
    for number, edit in enumerate(edits):
        if isinstance(edit, kinds.TimePassed) and edit.follow:
            problem = _followed(problem, edit, base if number == 0 else None, f"edits[{number}]")
            continue
        problem = _APPLY[type(edit)](problem, edit, f"edits[{number}]")
    problem.require_consistent()
    return problem


def _followed(
    problem: Problem, edit: kinds.TimePassed, base: Solution | None, path: str
) -> Problem:
    if base is None:
        message = "an answer is followed only in the first edit, and from a base"
        raise ProblemError(f"{path}.follow", "contradiction", message)
    return advance(problem, base, edit.seconds).problem


def place_of(rows: Sequence[Any], row_id: str, path: str) -> int:
    """Where a record stands; one that is not there is refused at its path."""
    for place, row in enumerate(rows):
        if row.id == row_id:
            return place
    raise ProblemError(path, "unknown_reference", f"there is no '{row_id}'")


def _swap(rows: tuple[Row, ...], place: int, row: Row) -> tuple[Row, ...]:
    return (*rows[:place], row, *rows[place + 1 :])


def _without(rows: tuple[Row, ...], place: int) -> tuple[Row, ...]:
    return (*rows[:place], *rows[place + 1 :])


def _but(rows: Iterable[Any], team: str) -> tuple[Any, ...]:
    return tuple(row for row in rows if row.team != team)


def _lose_team(problem: Problem, edit: kinds.TeamLost, path: str) -> Problem:
    place = place_of(problem.teams, edit.team, f"{path}.team")
    travel = problem.travel
    rows = np.delete(travel.teams_to_incidents, place, axis=0)
    cover = [replace(rule, travel=_without(rule.travel, place)) for rule in problem.cover]
    return replace(
        problem,
        teams=_without(problem.teams, place),
        travel=replace(travel, teams_to_incidents=rows),
        cover=tuple(cover),
        running=_but(problem.running, edit.team),
        pins=_but(problem.pins, edit.team),
        exclusions=_but(problem.exclusions, edit.team),
    )


def _change_team(problem: Problem, edit: kinds.TeamChanged, path: str) -> Problem:
    place = place_of(problem.teams, edit.team, f"{path}.team")
    team = replace(problem.teams[place], **edit.changes)
    return replace(problem, teams=_swap(problem.teams, place, team))


def _release_team(problem: Problem, edit: kinds.ReleaseTeam, path: str) -> Problem:
    place = place_of(problem.teams, edit.team, f"{path}.team")
    team = replace(problem.teams[place], free=True)
    teams = _swap(problem.teams, place, team)
    return replace(problem, teams=teams, running=_but(problem.running, edit.team))


def _add_need(problem: Problem, edit: kinds.NeedAdded, path: str) -> Problem:
    place_of(problem.incidents, edit.need.incident, f"{path}.need.incident")
    if any(need.id == edit.need.id for need in problem.needs):
        raise ProblemError(f"{path}.need.id", "duplicate", f"'{edit.need.id}' is here already")
    return replace(problem, needs=(*problem.needs, edit.need))


def _change_need(problem: Problem, edit: kinds.NeedChanged, path: str) -> Problem:
    place = place_of(problem.needs, edit.need, f"{path}.need")
    need = replace(problem.needs[place], **edit.changes)
    if "least" not in edit.changes:
        need = replace(need, least=min(need.least, need.amount))
    if need.least > need.amount:
        message = f"{need.least} is more than the amount {need.amount}"
        raise ProblemError(f"{path}.least", "out_of_range", message)
    return replace(problem, needs=_swap(problem.needs, place, need))


def _remove_need(problem: Problem, edit: kinds.NeedRemoved, path: str) -> Problem:
    place = place_of(problem.needs, edit.need, f"{path}.need")
    return replace(problem, needs=_without(problem.needs, place))


def _find_stock(problem: Problem, edit: kinds.StockFound, path: str) -> Problem:
    place_of(problem.depots, edit.lot.depot, f"{path}.lot.depot")
    if any(lot.id == edit.lot.id for lot in problem.lots):
        raise ProblemError(f"{path}.lot.id", "duplicate", f"'{edit.lot.id}' is here already")
    lot = edit.lot
    if lot.confirmed_at is None:
        lot = replace(lot, confirmed_at=problem.now)
    return replace(problem, lots=(*problem.lots, lot))


def _lose_stock(problem: Problem, edit: kinds.StockLost, path: str) -> Problem:
    place = place_of(problem.lots, edit.lot, f"{path}.lot")
    lot = problem.lots[place]
    gone = lot.amount if edit.amount is None else min(edit.amount, lot.amount)
    return replace(
        problem, lots=_swap(tuple(problem.lots), place, replace(lot, amount=lot.amount - gone))
    )


def _confirm_stock(problem: Problem, edit: kinds.StockConfirmed, path: str) -> Problem:
    place = place_of(problem.lots, edit.lot, f"{path}.lot")
    lot = replace(problem.lots[place], confirmed_at=problem.now)
    return replace(problem, lots=_swap(tuple(problem.lots), place, lot))


def _add_truck(problem: Problem, edit: kinds.TruckAdded, path: str) -> Problem:
    place = place_of(problem.depots, edit.depot, f"{path}.depot")
    depot = problem.depots[place]
    if any(truck.id == edit.truck.id for each in problem.depots for truck in each.trucks or ()):
        raise ProblemError(f"{path}.truck.id", "duplicate", f"'{edit.truck.id}' is here already")
    depot = replace(depot, trucks=(*(depot.trucks or ()), edit.truck))
    return replace(problem, depots=_swap(problem.depots, place, depot))


def _change_travel(problem: Problem, edit: kinds.TravelChanged, path: str) -> Problem:
    teams = problem.travel.teams_to_incidents.copy()
    depots = problem.travel.depots_to_incidents.copy()
    for number, way in enumerate(edit.ways):
        at = f"{path}.ways[{number}]"
        column = place_of(problem.incidents, way.incident, f"{at}.incident")
        if way.team is not None:
            teams[place_of(problem.teams, way.team, f"{at}.team"), column] = way.seconds
        else:
            depot = way.depot or ""
            depots[place_of(problem.depots, depot, f"{at}.depot"), column] = way.seconds
    travel = replace(problem.travel, teams_to_incidents=teams, depots_to_incidents=depots)
    return replace(problem, travel=travel)


def _change_policy(problem: Problem, edit: kinds.PolicyChanged, path: str) -> Problem:
    merged = merged_policy(problem.policy, edit.policy, f"{path}.policy")
    return replace(problem, policy=merged)


def merged_policy(policy: Policy, part: Any, path: str) -> Policy:
    """A policy with some of its fields, also inner ones, as another states them."""
    merged: dict[str, Any] = plain(policy)
    for name, value in part.items():
        inner = merged.get(name)
        both = isinstance(inner, dict) and isinstance(value, dict)
        merged[name] = {**inner, **value} if both else value  # type: ignore[dict-item]
    return read_policy(Fields(merged, path))


def _known_pair(problem: Problem, team: str, incident: str, path: str) -> Pair:
    place_of(problem.teams, team, f"{path}.team")
    place_of(problem.incidents, incident, f"{path}.incident")
    return Pair(team, incident)


def _pin(problem: Problem, edit: kinds.Pin, path: str) -> Problem:
    pair = _known_pair(problem, edit.team, edit.incident, path)
    pins = (*_but(problem.pins, edit.team), pair)
    return replace(problem, pins=pins, exclusions=_less(problem.exclusions, pair))


def _unpin(problem: Problem, edit: kinds.Unpin, path: str) -> Problem:
    place_of(problem.teams, edit.team, f"{path}.team")
    return replace(problem, pins=_but(problem.pins, edit.team))


def _exclude(problem: Problem, edit: kinds.Exclude, path: str) -> Problem:
    pair = _known_pair(problem, edit.team, edit.incident, path)
    exclusions = (*_less(problem.exclusions, pair), pair)
    return replace(problem, pins=_less(problem.pins, pair), exclusions=exclusions)


def _allow(problem: Problem, edit: kinds.Allow, path: str) -> Problem:
    pair = _known_pair(problem, edit.team, edit.incident, path)
    return replace(problem, exclusions=_less(problem.exclusions, pair))


def _less(pairs: tuple[Pair, ...], pair: Pair) -> tuple[Pair, ...]:
    return tuple(each for each in pairs if each != pair)


_APPLY: dict[type, Callable[[Problem, Any, str], Problem]] = {
    kinds.TeamLost: _lose_team,
    kinds.TeamAdded: add_team,
    kinds.TeamChanged: _change_team,
    kinds.ReleaseTeam: _release_team,
    kinds.IncidentAdded: add_incident,
    kinds.NeedAdded: _add_need,
    kinds.NeedChanged: _change_need,
    kinds.NeedRemoved: _remove_need,
    kinds.StockFound: _find_stock,
    kinds.StockLost: _lose_stock,
    kinds.StockConfirmed: _confirm_stock,
    kinds.TruckAdded: _add_truck,
    kinds.TravelChanged: _change_travel,
    kinds.TimePassed: lambda problem, edit, _path: pass_time(problem, edit.seconds),
    kinds.PolicyChanged: _change_policy,
    kinds.Pin: _pin,
    kinds.Unpin: _unpin,
    kinds.Exclude: _exclude,
    kinds.Allow: _allow,
}
