"""Whether a team is on duty: what was declared, what the shift calendar says, who needs rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise


class OutReason(StrEnum):
    """Why a team cannot be sent although nothing else keeps it."""

    OFF_DUTY = "off_duty"
    MAINTENANCE = "maintenance"
    TRAINING = "training"
    LEAVE = "leave"
    REST = "rest"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when a team is on shift."""

    starts_at: datetime
    ends_at: datetime

    def covers(self, at: datetime) -> bool:
        """Whether an instant lies in the shift; its end no longer does."""
        return self.starts_at <= at < self.ends_at


@dataclass(frozen=True, slots=True)
class Declared:
    """What a clerk or the rest rule last said of a team."""

    crew: int | None
    out: bool
    out_until: datetime | None


def is_out(declared: Declared, now: datetime) -> bool:
    """Say whether a team is out of service: what ends by a time ends by itself."""
    return declared.out and (declared.out_until is None or now < declared.out_until)


def is_on_duty(
    declared: Declared, shifts: Sequence[Span], has_calendar: bool, now: datetime
) -> bool:
    """Say whether a team may be sent: not out of service, somebody there, and on shift.

    A team without a shift calendar is on duty unless something else is said.
    """
    if is_out(declared, now) or declared.crew == 0:
        return False
    return not has_calendar or any(shift.covers(now) for shift in shifts)


def rest_until(
    committed_at: datetime | None, freed_at: datetime, after: timedelta, rest: timedelta
) -> datetime | None:
    """Return until when a team rests that was out for at least ``after``; None when it need not."""
    if committed_at is None or freed_at - committed_at < after:
        return None
    return freed_at + rest


def too_short_a_rest(shifts: Sequence[Span], rest: timedelta) -> tuple[Span, Span] | None:
    """Return the first two shifts that follow each other with a gap, but too small a one."""
    ordered = sorted(shifts, key=lambda one: one.starts_at)
    for before, after in pairwise(ordered):
        gap = after.starts_at - before.ends_at
        if timedelta(0) < gap < rest:
            return before, after
    return None
