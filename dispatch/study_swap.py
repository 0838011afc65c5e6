"""One team in another's place: who could go, and what each would cost, all else free to move."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dispatch.answer import Book
from dispatch.optimiser.files.fields import ProblemError
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import Pick, Solution, Status
from dispatch.optimiser.teams.board import lay_out
from dispatch.optimiser.what_if.applying import apply_edits
from dispatch.optimiser.what_if.comparison import Comparison, compare
from dispatch.optimiser.what_if.edits import Edit, Exclude, Pin
from dispatch.schemas_study_questions import SwapIn
from dispatch.study_answers import Sides
from resources.trust import age_days

Record = dict[str, Any]
Solver = Callable[..., Solution]
SOLVED_BEYOND = 2
"""So many more than are shown are solved: the nearest are not always the cheapest."""


@dataclass(frozen=True)
class Place:
    """The place in question: at which incident, and who has it now."""

    book: Book
    base: Solution
    incident: str
    holder: Pick | None

    @property
    def problem(self) -> Problem:
        """The situation as it was solved."""
        return self.book.loaded.problem


def swap(question: SwapIn, book: Book, base: Solution, solver: Solver) -> Record:
    """Return who could go there instead, the cheapest first, solving each case jointly."""
    incident = str(question.incident_id)
    out = None if question.team_id is None else str(question.team_id)
    held = (row for row in base.picks if row.team == out and row.incident == incident)
    place = Place(book, base, incident, next(held, None))
    able = _able(place, out)
    named = None if question.candidates is None else {str(one) for one in question.candidates}
    tried = able[: question.most + SOLVED_BEYOND]
    if named is not None:
        tried = [team for team in able if team in named]
    found = [row for team in tried if (row := _tried(place, team, solver)) is not None]
    found = sorted(found, key=lambda row: (row["price"], row["eta_s"]))[: question.most]
    if place.holder is not None and named is None:
        found += [row for row in [_tried(place, None, solver)] if row is not None]
    title = book.incidents[incident][1].title
    return {
        "kind": "swap",
        "basis_seq": book.loaded.picture.basis_seq,
        "team_id": out,
        "team_name": None if out is None else book.teams[out][1].name,
        "incident_id": incident,
        "incident_title": title,
        "candidates": found,
        "able": len(able),
    }


def _able(place: Place, out: str | None) -> list[str]:
    """Teams that may go there and count for a need there, the soonest first.

    In a team's place only those that count for something it fills.
    """
    board = lay_out(place.problem)
    column = place.book.incidents[place.incident][0]
    teams, units = board.brought(column)
    wanted = place.holder.fills if place.holder is not None else None
    columns = [
        k
        for k, n in enumerate(board.needs_of[column])
        if wanted is None or board.problem.needs[n].id in wanted
    ]
    here = {pick.team for pick in place.base.picks if pick.incident == place.incident}
    eta = board.eta_s[teams, column]
    rows = np.flatnonzero((units[:, columns] > 0).any(axis=1) & (eta >= 0))
    order = rows[np.argsort(eta[rows], kind="stable")]
    names = [board.problem.teams[int(teams[row])].id for row in order]
    return [name for name in names if name not in here and name != out]


def _tried(place: Place, team: str | None, solver: Solver) -> Record | None:
    """Return one team in the place, or nobody; None where the edits do not fit together."""
    edits: list[Edit] = []
    if place.holder is not None:
        edits.append(Exclude(place.holder.team, place.incident))
    if team is not None:
        edits.append(Pin(team, place.incident))
    try:
        edited = apply_edits(place.problem, edits, place.base)
    except ProblemError:
        return None
    solution = solver(edited, previous=place.base)
    came = next((p for p in solution.picks if (p.team, p.incident) == (team, place.incident)), None)
    if team is not None and came is None:
        return None
    found = compare(place.problem, place.base, edited, solution)
    return _candidate(place, team, came, solution, found)


def _candidate(
    place: Place, team: str | None, came: Pick | None, solution: Solution, found: Comparison
) -> Record:
    book, base = place.book, place.base
    told = Sides(book, book).difference(found, proven=_proven(base, solution))
    whence = next((pick.incident for pick in base.picks if pick.team == team), None)
    return {
        "team_id": team,
        **_team_facts(book, team, place.incident),
        "from_incident_id": whence,
        "from_incident_title": None if whence is None else book.incidents[whence][1].title,
        "eta_s": None if came is None else came.eta_s,
        "later_s": None
        if came is None or place.holder is None
        else came.eta_s - place.holder.eta_s,
        "price": solution.objective - base.objective,
        "at_least": solution.bound - base.objective,
        "proven": _proven(base, solution),
        "unmet": told["needs"],
        "changes": _others(told["changes"], team, place.holder),
    }


def _team_facts(book: Book, team: str | None, incident: str) -> Record:
    code = book.incidents[incident][1].jurisdiction_code
    if team is None:
        nobody = dict.fromkeys(("team_name", "readiness", "origin", "vehicle"))
        return {**nobody, "estimated": False, "jurisdictions": [code]}
    row, seen = book.teams[team]
    return {
        "team_name": seen.name,
        "origin": book.origin(seen),
        "vehicle": seen.vehicle,
        "estimated": bool(book.loaded.team_estimated[row, book.incidents[incident][0]]),
        "readiness": {
            "age_days": age_days(seen.confirmed_at, book.loaded.picture.now),
            "trust_percent": seen.trust_percent,
            "later_s": 0 if team in book.running else seen.later_s,
            "confirmed_at": seen.confirmed_at.isoformat(),
            "confirmed_how": seen.confirmed_how,
        },
        "jurisdictions": sorted({seen.jurisdiction_code, code}),
    }


def _others(changes: Sequence[Record], team: str | None, holder: Pick | None) -> list[Record]:
    """Return what else would change than the two teams that change places."""
    concerned = {team, holder.team if holder is not None else None}
    return [row for row in changes if row["team_id"] not in concerned and row["change"] != "kept"]


def _proven(*solutions: Solution) -> bool:
    return all(solution.status is Status.OPTIMAL for solution in solutions)
