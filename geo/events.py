"""What happens to roads: a closure is drawn, a closure is lifted."""

from typing import Literal

from core.outbox import Happening
from geo.schemas import Closure


class ClosureDrawn(Happening):
    """An area's roads were closed."""

    kind: Literal["closure.drawn"] = "closure.drawn"
    closure: Closure


class ClosureLifted(Happening):
    """A closure was lifted."""

    kind: Literal["closure.lifted"] = "closure.lifted"
    closure: Closure
