"""The dispatch problem as frozen plain data: `muster-problem/1` with its stated defaults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dispatch.optimiser.files import consistency, reading, writing
from dispatch.optimiser.files.fields import ProblemError
from dispatch.optimiser.parts import (
    FORMAT,
    PRIORITY_WEIGHT,
    UNREACHABLE,
    AgeLimits,
    Cover,
    Depot,
    Incident,
    IntArray,
    Item,
    Lot,
    Need,
    Pair,
    Policy,
    Running,
    RunningState,
    Team,
    Travel,
    Truck,
    Uncertainty,
    Weights,
)

__all__ = [
    "FORMAT",
    "PRIORITY_WEIGHT",
    "UNREACHABLE",
    "AgeLimits",
    "Cover",
    "Depot",
    "Incident",
    "IntArray",
    "Item",
    "Lot",
    "Need",
    "Pair",
    "Policy",
    "Problem",
    "ProblemError",
    "Running",
    "RunningState",
    "Team",
    "Travel",
    "Truck",
    "Uncertainty",
    "Weights",
]


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """All that is decided at once; incidents, needs, teams or lots, and travel must be given."""

    incidents: tuple[Incident, ...]
    needs: tuple[Need, ...]
    travel: Travel
    teams: tuple[Team, ...] = ()
    id: str = "problem"
    now: int = 0
    seed: int = 0
    policy: Policy = field(default_factory=Policy)
    depots: tuple[Depot, ...] = ()
    items: Mapping[str, Item] = field(default_factory=dict)
    lots: Sequence[Lot] = ()
    running: tuple[Running, ...] = ()
    pins: tuple[Pair, ...] = ()
    exclusions: tuple[Pair, ...] = ()
    cover: tuple[Cover, ...] = ()
    uncertainty: Uncertainty | None = None

    @classmethod
    def from_json(cls, data: object, folder: Path | None = None) -> Problem:
        """Read `muster-problem/1`; `folder` is where its .npy files lie. Raises ProblemError."""
        problem = cls(**reading.problem_fields(data, folder))
        problem.require_consistent()
        return problem

    def to_json(self) -> dict[str, Any]:
        """The same problem as `muster-problem/1`, defaults written out."""
        return writing.problem_json(self)

    def require_consistent(self) -> None:
        """Refuse double ids, references to nothing, matrices of a wrong shape, contradictions."""
        consistency.require_consistent(self)
