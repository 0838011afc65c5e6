"""Whether the resources a plan rests on changed greatly since it was approved (pure).

The rule is the site's: a trigger is raised when the area lost at least a stated share of a
capability or an item that the plan's run cards ask for, against what stood at the approval.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Loss(NamedTuple):
    """A capability or item of which an area has much less than it had."""

    code: str
    is_item: bool
    before: int
    now: int

    @property
    def percent(self) -> int:
        """Return how much of it is gone, in whole percent."""
        return round(100 * (self.before - self.now) / self.before)


class Standing(NamedTuple):
    """What an area has of what a plan asks for."""

    capabilities: Mapping[str, int]
    items: Mapping[str, int]


def losses(before: Standing, now: Standing, least_percent: int) -> list[Loss]:
    """Return what was lost beyond the share, the greatest loss first; nil cannot be lost."""
    found = [
        loss
        for is_item, old, new in (
            (False, before.capabilities, now.capabilities),
            (True, before.items, now.items),
        )
        for code, had in old.items()
        if had > 0
        for loss in [Loss(code, is_item, had, new.get(code, 0))]
        if 100 * (loss.before - loss.now) >= least_percent * loss.before
    ]
    return sorted(found, key=lambda one: (-one.percent, one.code))
