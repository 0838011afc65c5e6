"""The clock of an exercise, pure: where it stood when it was set, how fast it has gone since."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class WorldClock:
    """A clock that showed ``at`` at the wall clock's ``set_at``; a speed of 0 stands."""

    at: datetime
    set_at: datetime
    speed: float

    def shows(self, wall: datetime) -> datetime:
        """Return what this clock shows when the wall clock shows ``wall``; it never goes back."""
        if wall <= self.set_at:
            return self.at
        return self.at + (wall - self.set_at) * self.speed
