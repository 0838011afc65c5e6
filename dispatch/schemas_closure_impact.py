"""Wire shapes of what a closure does: roads closed, who is cut off, who comes later."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from core.wire import Input, Instant, Output, example
from dispatch.closure_impact import WayChange
from geo.schemas_closures import (
    MOST_STRETCHES,
    ClosedAreaIn,
    ClosedTo,
    ClosureKind,
    MarkedRoad,
)


class ClosurePreviewIn(Input):
    """A closure that is being thought of; with an id instead of the one that stands."""

    model_config = example(
        kind="flood",
        area={
            "type": "Polygon",
            "coordinates": [[[114.30, 30.59], [114.31, 30.59], [114.31, 30.60], [114.30, 30.59]]],
        },
    )

    closure_id: UUID | None = None
    kind: ClosureKind = "other"
    area: ClosedAreaIn | None = None
    roads: list[MarkedRoad] = Field(default=[], max_length=MOST_STRETCHES)
    spared: list[MarkedRoad] = Field(default=[], max_length=MOST_STRETCHES)
    closed_to: ClosedTo = Field(default=None, min_length=1)
    spares_bridges: bool | None = None
    valid_from: Instant | None = None


class ClosedRoad(Output):
    """One road as far as it is closed; an empty name stands for all roads without one."""

    name: str
    segments: int
    km: float


class MarkedShare(Output):
    """How much of a marked stretch was found on the roads; below half it no longer matches."""

    name: str
    share: float
    is_found: bool


class ImpactEffect(Output):
    """One way that changes; no time is no way."""

    kind: Literal["team", "depot"]
    resource_id: UUID
    name: str
    vehicle: str
    incident_id: UUID
    incident_title: str
    under_orders: bool
    change: WayChange
    before_s: int | None
    after_s: int | None
    later_s: int | None


class ClosureImpact(Output):
    """What a closure does, compared with the same roads without it.

    Without a road network nothing of it is known, and the counts are null. Effects are the worst
    first; ``complete`` says whether all are there.
    """

    at: datetime
    road_data: bool
    segments: int | None
    km: float | None
    bridges_open: int | None
    roads: list[ClosedRoad]
    marked: list[MarkedShare]
    spared: list[MarkedShare]
    incidents: int
    resources: int
    cut: int | None
    later: int | None
    cut_before: int | None
    guessed: int | None
    effects: list[ImpactEffect]
    complete: bool
