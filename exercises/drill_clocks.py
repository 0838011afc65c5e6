"""How often a drill must be held, per body and per plan, and when the next is due (pure).

Every rule bears how it is known (design notes, section 2.4): ``read`` in the text, ``second_hand``
from a page that quotes it, ``general`` from what the trade takes for granted.

Sources: State Council Order 708, art. 8 (read); 突发事件应急预案管理办法 2013 art. 22 (read; the
2024 text is believed unchanged, which is general knowledge); Ministry Order 2 art. 33, by an
official answer of a provincial bureau (second-hand).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

SOON = timedelta(days=60)
"""How long before it is due a drill is called to mind."""


class Rule(StrEnum):
    """Whose drills are counted by which clock."""

    GOVERNMENT = "government"
    HIGH_RISK_UNIT = "high_risk_unit"
    ENTERPRISE = "enterprise"
    ON_SITE_PLAN = "on_site_plan"
    GOVERNMENT_PLAN = "government_plan"


class Known(StrEnum):
    """How a rule is known."""

    READ = "read"
    SECOND_HAND = "second_hand"
    GENERAL = "general"


class Standing(StrEnum):
    """How a clock stands: nothing is known, in time, due within sixty days, or overdue."""

    NEVER = "never"
    IN_TIME = "in_time"
    SOON = "soon"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Cycle:
    """One drill in so many months, and where that is written."""

    months: int
    source: str
    source_en: str
    known: Known


CYCLES = {
    Rule.GOVERNMENT: Cycle(24, "《生产安全事故应急条例》第八条", "Order 708 art. 8", Known.READ),
    Rule.HIGH_RISK_UNIT: Cycle(6, "《生产安全事故应急条例》第八条", "Order 708 art. 8", Known.READ),
    Rule.ENTERPRISE: Cycle(
        12,
        "《生产安全事故应急预案管理办法》第三十三条（据省级应急管理厅答复）",
        "Ministry Order 2 art. 33, by an official answer",
        Known.SECOND_HAND,
    ),
    Rule.ON_SITE_PLAN: Cycle(
        6,
        "《生产安全事故应急预案管理办法》第三十三条（据省级应急管理厅答复）",
        "Ministry Order 2 art. 33, by an official answer",
        Known.SECOND_HAND,
    ),
    Rule.GOVERNMENT_PLAN: Cycle(
        36,
        "《突发事件应急预案管理办法》（2013）第二十二条",
        "Rules on emergency plans (2013) art. 22",
        Known.READ,
    ),
}
RULE_OF_PLAN = {
    "special": Rule.GOVERNMENT_PLAN,
    "department": Rule.GOVERNMENT_PLAN,
    "comprehensive": Rule.ENTERPRISE,
    "enterprise_special": Rule.ENTERPRISE,
    "on_site": Rule.ON_SITE_PLAN,
}
"""Plans of other kinds have no clock of their own: their body's counts."""
RULE_OF_UNIT = {"high_risk": Rule.HIGH_RISK_UNIT, "enterprise": Rule.ENTERPRISE}


def due_on(rule: Rule, last: date | None) -> date | None:
    """Return the day by which the next drill is due; unknown where none was ever recorded."""
    return None if last is None else months_after(last, CYCLES[rule].months)


def standing(due: date | None, today: date) -> Standing:
    """Return how a clock stands on a day; the day it is due is still in time."""
    if due is None:
        return Standing.NEVER
    if due < today:
        return Standing.OVERDUE
    return Standing.SOON if due <= today + SOON else Standing.IN_TIME


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of that month where it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    next_month = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    last_day = (next_month - timedelta(days=1)).day
    return first.replace(day=min(day.day, last_day))
