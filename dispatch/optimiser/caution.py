"""What must not be counted on: help that comes in time on paper but not in enough worlds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from dispatch.optimiser.problem import Problem


@dataclass(frozen=True, slots=True, eq=False)
class Caution:
    """Restrictions of a robust solve; prices and terms stay those of the stated times.

    Attributes
    ----------
    undependable : per need, the teams (T,) that must not be counted on for it.
    stretch : goods must come in time even when their arrival is so much later.
    """

    undependable: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)
    stretch: float = 1.0

    def goods(self, problem: Problem) -> Problem:
        """The problem with the limits that goods must keep: useful time divided by the stretch."""
        if self.stretch == 1.0:
            return problem
        policy = problem.policy
        factor = policy.lateness_factor / self.stretch
        return replace(problem, policy=replace(policy, lateness_factor=factor))


NO_CAUTION = Caution()
