"""Wire shapes of what lies inside an area now, and of areas that are only looked at."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from core.wire import LineString, Output
from geo.schemas_closures import ClosedArea
from hazards.schemas import AreaKind, Inside, PeopleInside


class NamedRoad(Output):
    """One road as far as it runs inside; an empty name stands for all unnamed ones."""

    name: str
    metres: int


class RoadsInside(Output):
    """The roads inside; ``known`` is false where there is no road file."""

    known: bool
    metres: int
    roads: list[NamedRoad]


class WayRound(Output):
    """The quickest way of an order that keeps out of the area, against the way it has."""

    seconds: int
    metres: int
    longer_s: int | None
    line: LineString


class Crossing(Output):
    """An order whose way leads through the area.

    ``outcome`` says whether there is a way round, none, or whether its goal or start lies inside.
    """

    order_id: UUID
    number: int
    state: str
    who: str
    vehicle: str
    incident_id: UUID
    incident_title: str
    eta_at: datetime | None
    metres_inside: int
    outcome: Literal["round", "none", "goal_inside", "start_inside", "not_asked"]
    round: WayRound | None


class InsideReport(Output):
    """What lies inside an area at a moment."""

    at: datetime
    area_km2: float
    people: PeopleInside
    things: list[Inside]
    orders: list[Crossing]
    roads: RoadsInside


class HazardPreview(Output):
    """An area as it would be drawn, with what lies inside."""

    kind: AreaKind
    area: ClosedArea
    distance_m: int | None
    source: str
    edition: str
    cautions: list[str]
    basis: dict[str, Any]
    inside: InsideReport
