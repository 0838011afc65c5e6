"""At which stage of falling due something is, pure: told once ahead, once when due, once over."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from core.local_time import BEIJING

DUE_WITHIN = timedelta(days=7)
MORNING = time(8, 0)
"""Before that hour nobody is told of a day that begins."""


class Stage(StrEnum):
    """How near a due day is; ``never`` where nothing was recorded that it could be counted from."""

    AHEAD = "ahead"
    DUE = "due"
    OVERDUE = "overdue"
    NEVER = "never"


def stage_of(due_on: date, today: date, ahead: timedelta) -> Stage | None:
    """Return the stage on a day: the due day itself is in time; before ``ahead`` there is none."""
    if due_on < today:
        return Stage.OVERDUE
    if due_on - today <= DUE_WITHIN:
        return Stage.DUE
    return Stage.AHEAD if due_on - today <= ahead else None


def told_from(now: datetime) -> datetime:
    """Return the hour of this civil day from which it is told: eight in the morning."""
    return datetime.combine(now.astimezone(BEIJING).date(), MORNING, BEIJING)
