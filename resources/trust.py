"""How far a count can be trusted: in full while it is fresh, then less and less down to a floor.

The rule is the site's. It lowers what the dispatcher may rely on; nothing in stock changes. Beyond
the age limit of the policy in force a lot is not used at all: that is the end of the same line.
A team cannot be there in part: instead of less of it, it is relied on later, because somebody must
call it first.
"""

from dataclasses import dataclass
from datetime import datetime

DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class TrustRule:
    """In full for ``full_days``, then linearly down to ``floor_percent`` at ``floor_days``."""

    full_days: int
    floor_days: int
    floor_percent: int

    def percent(self, age_days: int) -> int:
        """Return how many of a hundred counted units are relied on at an age in whole days."""
        if age_days <= self.full_days:
            return 100
        if age_days >= self.floor_days:
            return self.floor_percent
        fallen = (100 - self.floor_percent) * (age_days - self.full_days)
        return 100 - fallen // (self.floor_days - self.full_days)


def later_s(percent: int, rule: TrustRule, most_min: int) -> int:
    """Return by how many seconds a team's turnout counts longer at a trust, in whole minutes.

    Nothing at full trust, ``most_min`` minutes at the floor, in a line between, rounded up.
    """
    if rule.floor_percent == 100:
        return 0
    return 60 * -(-most_min * (100 - percent) // (100 - rule.floor_percent))


def relied_on(counted: int, percent: int) -> int:
    """Return how many of the counted units the dispatcher may rely on."""
    return counted * percent // 100


def age_days(confirmed_at: datetime, now: datetime) -> int:
    """Return the whole days since somebody vouched for a row; never less than none."""
    return max(0, int((now - confirmed_at).total_seconds()) // DAY_S)
