"""What time it is in a world: the live world follows the wall clock, an exercise its own."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy.orm import Session

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Return the present instant, time zone-aware, in UTC."""
    return datetime.now(UTC)


def now(session: Session) -> datetime:
    """Return the present instant of the session's world."""
    clock: Clock = session.info.get("clock", system_clock)
    return clock()
