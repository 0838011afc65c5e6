"""What time it is in a world: the live world follows the wall clock, an exercise its own."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.world_clock import WorldClock

Clock = Callable[[], datetime]

_STANDING = text("SELECT clock_at, clock_set_at, clock_speed FROM shared.world WHERE name = :name")


def system_clock() -> datetime:
    """Return the present instant, time zone-aware, in UTC."""
    return datetime.now(UTC)


def now(session: Session) -> datetime:
    """Return the present instant of the session's world."""
    clock: Clock = session.info.get("clock", system_clock)
    return clock()


def wall(session: Session) -> datetime:
    """Return the present instant by the wall clock, which all worlds share."""
    shared: Clock = session.info.get("wall", system_clock)
    return shared()


def of_exercise(session: Session, wall: Clock) -> Clock:
    """Return the clock of the exercise that this session is in, as it was set when first asked."""
    read: list[WorldClock] = []

    def exercise_clock() -> datetime:
        if not read:
            with session.no_autoflush:  # a row half made may be asking what time it is
                found = session.execute(_STANDING, {"name": session.info["world"]}).one()
            read.append(WorldClock(*found))
        return read[0].shows(wall())

    return exercise_clock
