"""What happens to roads: closures are drawn, changed, begin and end by the clock, are lifted."""

from typing import Literal

from core.outbox import Happening
from geo.schemas_closures import Closure


class ClosureDrawn(Happening):
    """An area's roads were closed."""

    kind: Literal["closure.drawn"] = "closure.drawn"
    closure: Closure


class ClosureChanged(Happening):
    """Area, times or another part of a closure changed, or a stretch inside was opened."""

    kind: Literal["closure.changed"] = "closure.changed"
    closure: Closure


class ClosureBegun(Happening):
    """A closure began to hold at its time."""

    kind: Literal["closure.begun"] = "closure.begun"
    closure: Closure


class ClosureEnded(Happening):
    """A closure ended at its time."""

    kind: Literal["closure.ended"] = "closure.ended"
    closure: Closure


class ClosureRestored(Happening):
    """A closure that had been lifted was put in force again."""

    kind: Literal["closure.restored"] = "closure.restored"
    closure: Closure


class ClosureLifted(Happening):
    """A closure was lifted."""

    kind: Literal["closure.lifted"] = "closure.lifted"
    closure: Closure
