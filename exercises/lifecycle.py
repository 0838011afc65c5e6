"""The life of an exercise, pure: what may be done in which state, and what its clock shows then."""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from core.world_clock import WorldClock
from exercises.errors import ClockGoesBack, NotPossibleNow

SPEEDS = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 60.0)
LONGEST_JUMP = timedelta(hours=24)


class State(StrEnum):
    """Where an exercise stands."""

    PREPARING = "preparing"
    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"
    FAILED = "failed"


class Act(StrEnum):
    """What a director does with an exercise."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    END = "end"


_LEADS_TO = {
    (State.READY, Act.START): State.RUNNING,
    (State.READY, Act.END): State.ENDED,
    (State.RUNNING, Act.PAUSE): State.PAUSED,
    (State.PAUSED, Act.RESUME): State.RUNNING,
    (State.RUNNING, Act.END): State.ENDED,
    (State.PAUSED, Act.END): State.ENDED,
}
OPEN = (State.READY, State.RUNNING, State.PAUSED)
"""The states in which people take their seats."""


def after(state: State, act: Act) -> State:
    """Return the state that an act leads to; what leads nowhere is refused."""
    found = _LEADS_TO.get((state, act))
    if found is None:
        raise NotPossibleNow(act=act.value, state=state.value)
    return found


def goes(clock: WorldClock, wall: datetime, speed: float) -> WorldClock:
    """Return the clock that goes on from what it shows, ``speed`` times as fast; 0 stands."""
    return WorldClock(clock.shows(wall), wall, speed)


def jumps(clock: WorldClock, wall: datetime, to: datetime) -> WorldClock:
    """Return the clock set forward; what has happened stays, so it is never set back."""
    shown = clock.shows(wall)
    if not shown <= to <= shown + LONGEST_JUMP:
        raise ClockGoesBack(shown=shown.isoformat(timespec="seconds"))
    return replace(clock, at=to, set_at=wall)
