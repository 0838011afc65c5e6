"""Which roles are left: those the system plays, and who hears what is for nobody here, pure."""

from collections.abc import Collection
from typing import Literal

PlayedRole = Literal["commander", "duty_officer", "county_clerk", "team_leader"]
"""A role that the system can play."""
DECIDING: tuple[PlayedRole, ...] = ("commander", "duty_officer")
"""Either of them decides for the area; the system decides only where no person does."""


def roles_left(seated: Collection[str]) -> list[PlayedRole]:
    """Return the roles for the system: the rest of the many, and both desks where nobody decides.

    A duty officer alone starts plans and sends nobody; who only directs sees an exercise that goes.
    """
    many: list[PlayedRole] = ["county_clerk", "team_leader"]
    return many if any(role in seated for role in DECIDING) else [*many, *DECIDING]


def standing_in(told: Collection[str], seated: Collection[str]) -> list[str]:
    """Return who hears what is told to roles in which no person sits: the desks that are taken.

    One player alone hears all there is to decide; what players share is not told to others, too.
    """
    if not told or set(told) & set(seated):
        return []
    return [role for role in DECIDING if role in seated]
