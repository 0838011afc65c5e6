"""What happens to the timers of the boards: one closed class, with the full read model."""

from typing import Literal

from alarms.schemas_timers import TimerLimits
from core.outbox import Happening


class TimerLimitChanged(Happening):
    """A site set how long an incident of a priority may wait."""

    kind: Literal["timer_limit.changed"] = "timer_limit.changed"
    timer_limit: TimerLimits
