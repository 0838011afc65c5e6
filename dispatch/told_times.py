"""When a step happened, told later: a phone without a connection says the moment of the press."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from dispatch.errors import HappenedOutOfRange

CLOCKS_APART = timedelta(minutes=2)
"""Clocks of phones go wrong by so much; what lies a little ahead is taken as now."""

KEPT_BY_PHONES = timedelta(days=7)
"""As long as keys of calls are kept: nothing older can come out of a phone's outbox."""

TOLD_LATE = timedelta(seconds=60)
"""From this delay on it is shown when something was told beside when it happened."""


def moment_of(
    claimed: datetime | None, now: datetime, earlier: Iterable[datetime | None] = ()
) -> datetime:
    """Return when something happened: now unless an earlier moment is told within the limits.

    ``earlier`` are moments that it must follow; what is claimed a little before them takes theirs.
    """
    if claimed is None:
        return now
    if claimed > now + CLOCKS_APART or claimed < now - KEPT_BY_PHONES:
        raise HappenedOutOfRange(field="happened_at", happened_at=claimed.isoformat())
    known = [moment for moment in earlier if moment is not None]
    return min(max([claimed, *known]), now)


def is_late(happened_at: datetime, told_at: datetime) -> bool:
    """Say whether something was told so late that both moments are worth showing."""
    return told_at - happened_at >= TOLD_LATE
