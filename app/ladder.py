"""The steps by which a solve came to its answer: when, what value, what bound."""

from typing import Any

from dispatch.optimiser.solution import Solution, Status

MOST_STEPS = 60


class Ladder:
    """Notes every answer that is better than the one before, or better proven."""

    def __init__(self) -> None:
        self.steps: list[dict[str, Any]] = []

    def climb(self, solution: Solution) -> bool:
        """Note an answer on the way; False when neither value nor bound is new."""
        if not self.steps:
            self._note(solution, "first", solution.timings_s.get("total", 0.0))
            return True
        last = self.steps[-1]
        if solution.objective == last["objective"] and solution.bound == last["bound"]:
            return False
        step = "better" if solution.objective < last["objective"] else "bound"
        self._note(solution, step, solution.timings_s.get("total", 0.0))
        return True

    def end(self, solution: Solution, took_s: float) -> None:
        """Note the last answer: proven, or the best within the time."""
        step = "proof" if solution.status == Status.OPTIMAL else "end"
        self._note(solution, step, took_s)

    def _note(self, solution: Solution, step: str, at_s: float) -> None:
        if len(self.steps) >= MOST_STEPS:
            del self.steps[1]  # the first usable answer and the latest steps say the most
        self.steps.append(
            {
                "at_s": round(at_s, 3),
                "step": step,
                "objective": solution.objective,
                "bound": solution.bound,
            }
        )
