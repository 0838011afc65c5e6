"""Grades of capabilities for the solver: what asks for a grade becomes a capability of its own.

A capability has grades 1 (highest) to 4 after the resource types of NIMS. A need may ask for a
grade: teams of that grade or a higher one serve it, a team whose grade nobody knows does not. The
optimiser knows capabilities only, so "water_rescue@2" stands beside "water_rescue" in the problem.
"""

from collections.abc import Collection, Iterable

from resources.queries_solver import SolverTeam

_MARK = "@"

Asked = tuple[str, int]
"""A capability and the lowest grade that will do."""


def asked_code(code: str | None, grade: int | None) -> str | None:
    """Return the capability a need asks for, with its grade where it has one."""
    return code if code is None or grade is None else f"{code}{_MARK}{grade}"


def parted(code: str) -> tuple[str, int | None]:
    """Return the catalogue's code and the grade of a capability of a problem."""
    plain, mark, grade = code.rpartition(_MARK)
    return (plain, int(grade)) if mark and grade.isdigit() else (code, None)


def asked_grades(needs: Iterable[tuple[str | None, int | None]]) -> frozenset[Asked]:
    """Return which grades of which capabilities open needs ask for."""
    return frozenset((code, grade) for code, grade in needs if code and grade is not None)


def units_of(team: SolverTeam, asked: Collection[Asked]) -> dict[str, int]:
    """Return what a team brings: its capabilities, and those asked for by grade that it reaches."""
    units = dict(zip(team.capability_codes, team.capability_units, strict=True))
    held = dict(zip(team.capability_codes, team.capability_grades, strict=False))
    for code, grade in sorted(asked):
        own = held.get(code)
        if own is not None and own <= grade:
            units[f"{code}{_MARK}{grade}"] = units[code]
    return units
