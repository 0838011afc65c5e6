"""Whether the records of a problem fit together: ids, references, shapes, contradictions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from dispatch.optimiser.files.fields import ProblemError
from dispatch.optimiser.lots import LotTable
from dispatch.optimiser.parts import (
    Cover,
    Depot,
    Incident,
    IntArray,
    Lot,
    Need,
    Pair,
    Running,
    Team,
    Travel,
)

MOST_UNITS = 5_000
"""Most units of one capability need: the state tables hold every amount."""


class Records(Protocol):
    """The records of a problem, as far as they refer to each other."""

    @property
    def incidents(self) -> tuple[Incident, ...]: ...
    @property
    def needs(self) -> tuple[Need, ...]: ...
    @property
    def teams(self) -> tuple[Team, ...]: ...
    @property
    def depots(self) -> tuple[Depot, ...]: ...
    @property
    def lots(self) -> Sequence[Lot]: ...
    @property
    def running(self) -> tuple[Running, ...]: ...
    @property
    def pins(self) -> tuple[Pair, ...]: ...
    @property
    def exclusions(self) -> tuple[Pair, ...]: ...
    @property
    def cover(self) -> tuple[Cover, ...]: ...
    @property
    def travel(self) -> Travel: ...


def require_consistent(problem: Records) -> None:
    """Refuse double ids, references to nothing, matrices of a wrong shape, contradictions."""
    incidents = _ids("incidents", problem.incidents)
    teams = _ids("teams", problem.teams)
    depots = _ids("depots", problem.depots)
    _ids("needs", problem.needs)
    _lots(problem.lots, depots)
    _trucks_once(problem.depots)
    for k, need in enumerate(problem.needs):
        _known(need.incident, incidents, f"needs[{k}].incident")
        if need.capability is not None and need.amount > MOST_UNITS:
            message = f"{need.amount} units; use a coarser unit, at most {MOST_UNITS}"
            raise ProblemError(f"needs[{k}].amount", "out_of_range", message)
    for name in ("running", "pins", "exclusions"):
        for k, pair in enumerate(getattr(problem, name)):
            _known(pair.team, teams, f"{name}[{k}].team")
            _known(pair.incident, incidents, f"{name}[{k}].incident")
    _groups_within_one_incident(problem.needs)
    _once("running", [running.team for running in problem.running])
    _once("pins", [pin.team for pin in problem.pins])
    _pins_not_excluded(problem.pins, problem.exclusions)
    _shapes(problem)


def _ids(name: str, rows: Iterable[Incident | Need | Team | Depot | Lot]) -> set[str]:
    ids = [row.id for row in rows]
    known = set(ids)
    if len(known) != len(ids):
        _once(name, ids, "id")
    return known


def _once(name: str, ids: list[str], field: str = "team") -> None:
    seen: set[str] = set()
    for k, row_id in enumerate(ids):
        if row_id in seen:
            raise ProblemError(f"{name}[{k}].{field}", "duplicate", f"'{row_id}' is here twice")
        seen.add(row_id)


def _known(row_id: str, known: set[str], path: str) -> None:
    if row_id not in known:
        raise ProblemError(path, "unknown_reference", f"there is no '{row_id}'")


def _trucks_once(depots: tuple[Depot, ...]) -> None:
    seen: set[str] = set()
    for k, depot in enumerate(depots):
        for j, truck in enumerate(depot.trucks or ()):
            if truck.id in seen:
                path = f"depots[{k}].trucks[{j}].id"
                raise ProblemError(path, "duplicate", f"'{truck.id}' is here twice")
            seen.add(truck.id)


def _lots(lots: Sequence[Lot], depots: set[str]) -> None:
    """No lot twice, none at a depot that is not there; columns are asked once for all lots."""
    if not isinstance(lots, LotTable):
        _ids("lots", lots)
    elif lots.ids_are_unique is False:
        _ids("lots", tuple(lots))
    if isinstance(lots, LotTable) and depots.issuperset(lots.depots):
        return
    for k, lot in enumerate(lots):
        if lot.depot not in depots:
            _known(lot.depot, depots, f"lots[{k}].depot")


def _groups_within_one_incident(needs: tuple[Need, ...]) -> None:
    home: dict[str, str] = {}
    for k, need in enumerate(needs):
        if need.group is not None and home.setdefault(need.group, need.incident) != need.incident:
            message = f"group '{need.group}' already belongs to incident '{home[need.group]}'"
            raise ProblemError(f"needs[{k}].group", "contradiction", message)


def _pins_not_excluded(pins: tuple[Pair, ...], exclusions: tuple[Pair, ...]) -> None:
    excluded = set(exclusions)
    for k, pin in enumerate(pins):
        if pin in excluded:
            raise ProblemError(f"pins[{k}]", "contradiction", "pinned and excluded at once")


def _shapes(problem: Records) -> None:
    columns = len(problem.incidents)
    _shape("teams_to_incidents", problem.travel.teams_to_incidents, (len(problem.teams), columns))
    _shape(
        "depots_to_incidents", problem.travel.depots_to_incidents, (len(problem.depots), columns)
    )
    if problem.travel.between_incidents is not None:
        _shape("between_incidents", problem.travel.between_incidents, (columns, columns))
    for k, cover in enumerate(problem.cover):
        if len(cover.travel) != len(problem.teams):
            message = f"expected {len(problem.teams)} entries, one per team"
            raise ProblemError(f"cover[{k}].travel", "wrong_shape", message)


def _shape(name: str, matrix: IntArray, shape: tuple[int, int]) -> None:
    if matrix.shape != shape:
        message = f"expected {shape[0]} rows of {shape[1]}, found {matrix.shape}"
        raise ProblemError(f"travel.{name}", "wrong_shape", message)
    if matrix.size and int(matrix.min()) < -1:
        raise ProblemError(f"travel.{name}", "out_of_range", "a travel time is negative")
