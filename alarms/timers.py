"""How long an incident may wait, by priority, unless the site says otherwise: pure figures.

Nothing here raises an alarm: a timer that ran out marks the incident on every board as overdue.
"""

from collections.abc import Mapping
from typing import NamedTuple


class TimerLimits(NamedTuple):
    """How long an incident may stand before its timer is overdue; both in seconds.

    ``waiting_s`` counts from the call until the response begins, ``quiet_s`` from the last news of
    what is being done.
    """

    waiting_s: int
    quiet_s: int


TIMER_DEFAULTS: Mapping[int, TimerLimits] = {
    1: TimerLimits(waiting_s=60, quiet_s=600),
    2: TimerLimits(waiting_s=180, quiet_s=900),
    3: TimerLimits(waiting_s=300, quiet_s=1800),
    4: TimerLimits(waiting_s=900, quiet_s=3600),
    5: TimerLimits(waiting_s=1800, quiet_s=7200),
}
"""One minute for the gravest to half an hour for the least: the habit of public dispatch desks."""

NEWS = frozenset(
    {
        "incident.reported",
        "incident.corrected",
        "incident.responding",
        "incident.reopened",
        "incident.reverted",
        "activation.corrected",
        "need.corrected",
        "activation.started",
        "activation.raised",
        "need.raised",
        "need.changed",
        "order.issued",
        "order.acknowledged",
        "order.loaded",
        "order.departed",
        "order.arrived",
        "order.delivered",
        "order.released",
        "order.closed",
        "order.declined",
        "order.recalled",
        "order.turned_back",
        "order.corrected",
        "order.redirected",
        "field_report.sent",
        "field_report.settled",
        "hazard_area.drawn",
        "task.settled",
        "sitrep.sent",
        "log_entry.written",
    }
)
"""What starts the timer of news anew: somebody did or told something about the incident."""
