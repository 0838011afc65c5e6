"""How long the optimiser may think, and the watch that says whether it may go on."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits on one solve: wall time, pricing rounds, and a question asked between steps.

    Only runs that end by proof or by `rounds` are the same each time; a run cut by `seconds`
    returns the best answer so far with its bound.
    """

    seconds: float = 5.0
    rounds: int = 60
    stop: Callable[[], bool] | None = None


class Watch:
    """Time spent on one solve and on each of its steps."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.steps: dict[str, float] = {}
        self.kept_s = 0.0
        self._began = self._last = time.perf_counter()

    def left_s(self) -> float:
        """Seconds left for the step at hand, less what is kept for a later one."""
        return self.budget.seconds - self.kept_s - (time.perf_counter() - self._began)

    def is_over(self) -> bool:
        asked = self.budget.stop
        return self.left_s() <= 0 or (asked is not None and asked())

    def part(self, share: float) -> Callable[[], bool]:
        """A question that says yes once so much of the time left by now is spent."""
        end_s = self.left_s() * (1 - share)
        return lambda: self.is_over() or self.left_s() < end_s

    def mark(self, step: str) -> None:
        """Book the time since the last mark under a step."""
        now = time.perf_counter()
        self.steps[step] = self.steps.get(step, 0.0) + now - self._last
        self._last = now

    def timings_s(self) -> dict[str, float]:
        total = time.perf_counter() - self._began
        return {**{k: round(v, 6) for k, v in self.steps.items()}, "total": round(total, 6)}
