"""The closed list of what deserves an alarm, how grave each is, and its limits unless the site says
otherwise."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What an alarm is about; nothing else raises one."""

    REPORT_OVERDUE = "report_overdue"
    REPORT_DUE = "report_due"
    HELP_ASKED = "help_asked"
    SOLVER_LOST = "solver_lost"
    WAY_CUT = "way_cut"
    ORDER_DECLINED = "order_declined"
    ORDER_UNACKNOWLEDGED = "order_unacknowledged"
    NEED_UNCOVERED = "need_uncovered"
    ETA_SLIPPED = "eta_slipped"
    PROMISE_LAPSED = "promise_lapsed"
    STOCK_SHORT = "stock_short"
    DRILL_DUE = "drill_due"
    PLAN_DUE = "plan_due"
    TASK_DUE = "task_due"


URGENT = frozenset(
    {
        Kind.HELP_ASKED,
        Kind.REPORT_OVERDUE,
        Kind.SOLVER_LOST,
        Kind.WAY_CUT,
        Kind.ORDER_DECLINED,
    }
)
"""These cost lives or break the law within minutes; the others are warnings."""
NOTICES = frozenset({Kind.DRILL_DUE, Kind.PLAN_DUE, Kind.TASK_DUE})
"""What falls due in days: told once a stage, by day; it never sounds or calls again."""
CALLING = frozenset(Kind) - NOTICES


class Limits(NamedTuple):
    """When a kind of cause becomes an alarm, calls again, and goes a step up; all in seconds.

    ``after_s`` counts from the beginning of the cause; for a slipped arrival it is the slip itself.
    It is negative where the alarm comes before the moment, such as a report about to be due.
    """

    after_s: int
    repeat_s: int
    escalate_s: int


DEFAULTS: Mapping[Kind, Limits] = {
    Kind.REPORT_OVERDUE: Limits(after_s=0, repeat_s=120, escalate_s=300),
    Kind.REPORT_DUE: Limits(after_s=-600, repeat_s=300, escalate_s=480),
    Kind.HELP_ASKED: Limits(after_s=0, repeat_s=60, escalate_s=180),
    Kind.SOLVER_LOST: Limits(after_s=60, repeat_s=180, escalate_s=600),
    Kind.WAY_CUT: Limits(after_s=0, repeat_s=120, escalate_s=300),
    Kind.ORDER_DECLINED: Limits(after_s=0, repeat_s=120, escalate_s=300),
    Kind.ORDER_UNACKNOWLEDGED: Limits(after_s=180, repeat_s=120, escalate_s=300),
    Kind.NEED_UNCOVERED: Limits(after_s=600, repeat_s=300, escalate_s=900),
    Kind.ETA_SLIPPED: Limits(after_s=600, repeat_s=300, escalate_s=900),
    Kind.PROMISE_LAPSED: Limits(after_s=0, repeat_s=300, escalate_s=900),
    Kind.STOCK_SHORT: Limits(after_s=120, repeat_s=900, escalate_s=1800),
    **dict.fromkeys(NOTICES, Limits(after_s=0, repeat_s=0, escalate_s=0)),
}


def severity(kind: Kind) -> str:
    """Return how grave an alarm of this kind is: urgent, a warning, or a notice of working days."""
    if kind in NOTICES:
        return "notice"
    return "urgent" if kind in URGENT else "warning"


def may_come_before(kind: Kind) -> bool:
    """Say whether an alarm of this kind comes before its moment: ``after_s`` is negative."""
    return kind is Kind.REPORT_DUE
