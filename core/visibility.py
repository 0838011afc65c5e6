"""Who sees what: an object is visible to its jurisdiction and to those above it.

A jurisdiction's codes all begin with its prefix (GB/T 2260: 42 province, 4201 city, 420111 county,
420111001 township), so "at or below" is "begins with". Whoever has resources committed to an
incident sees that incident too; ``audience`` is where that is written into events.
"""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, false, func, or_
from sqlalchemy.orm import InstrumentedAttribute

from core.errors import NotFound

EVERYWHERE = [str(digit) for digit in range(1, 10)]
"""Prefixes of every jurisdiction there is: codes of GB/T 2260 begin with a digit above zero."""


def prefix_of(code: str) -> str:
    """Return what the codes at or below a jurisdiction begin with: 420100 gives 4201."""
    if len(code) == 6 and code.endswith("0000"):
        return code[:2]
    if len(code) == 6 and code.endswith("00"):
        return code[:4]
    return code


def visible(column: InstrumentedAttribute[str], prefixes: Sequence[str]) -> ColumnElement[bool]:
    """Return the SQL condition that a row's jurisdiction lies at or below one of the prefixes.

    No prefix sees nothing: an empty scope must never match everything.
    """
    usable = [prefix for prefix in prefixes if prefix]
    if not usable:
        return false()
    return or_(*(func.starts_with(column, prefix) for prefix in usable))


def sees(prefixes: Sequence[str], code: str) -> bool:
    """Say whether a jurisdiction code lies at or below one of the prefixes."""
    return any(prefix and code.startswith(prefix) for prefix in prefixes)


def require_visible(prefixes: Sequence[str], code: str, noun: str) -> None:
    """Treat what is not visible as not there."""
    if not sees(prefixes, code):
        raise NotFound(noun=noun)


def audience(*codes: str, teams: Iterable[UUID] = ()) -> list[str]:
    """Return the audience of an event: jurisdictions and teams that may see it."""
    return [f"j:{code}" for code in codes] + [f"team:{team}" for team in teams]


EVERYBODY = "all:"
"""In an event's audience: everybody who follows this world, such as the clock of an exercise."""


def for_roles(roles: Iterable[str]) -> list[str]:
    """Return the audience of an event that is for some roles of an exercise alone."""
    return [f"role:{role}" for role in roles]


def hears(
    prefixes: Sequence[str],
    team_id: UUID | None,
    listed: Sequence[str],
    roles: Collection[str] = (),
) -> bool:
    """Say whether somebody with these prefixes, team or roles belongs to an event's audience."""
    for entry in listed:
        if entry == EVERYBODY:
            return True
        kind, _, value = entry.partition(":")
        if kind == "j" and sees(prefixes, value):
            return True
        if kind == "team" and team_id is not None and value == str(team_id):
            return True
        if kind == "role" and value in roles:
            return True
    return False
