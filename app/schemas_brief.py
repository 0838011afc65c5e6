"""Wire shape of an order told whole: what a leader reads before and on the way."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from core.wire import Output, Point
from hazards.schemas import AreaKind
from plans.schemas import Task


class BriefNeed(Output):
    """What the order is to cover of a need."""

    need_id: UUID
    label: str
    label_en: str
    quantity: int
    unit: str
    unit_en: str


class BriefDanger(Output):
    """A danger area that the goal or the way touches.

    ``lies``: the goal lies inside, or the way leads through it for ``metres_inside``.
    """

    hazard_area_id: UUID
    kind: AreaKind
    incident_title: str
    lies: Literal["goal_inside", "way_through"]
    metres_inside: int
    distance_m: int | None
    cautions: list[str]
    basis: dict[str, Any]


class BriefTeam(Output):
    """Another team sent to the same incident, and whom to call there."""

    team_id: UUID
    team_name: str
    state: str
    eta_at: datetime | None
    leader_name: str | None
    phone: str | None


class BriefGoods(Output):
    """A delivery on its way to the same incident, or the one of this order."""

    order_id: UUID
    number: int
    state: str
    item_name: str
    amount: int
    unit: str
    eta_at: datetime | None
    depot_name: str | None
    phone: str | None


class OrderBrief(Output):
    """Everything about one order in one answer, to be kept on the phone and read without a net.

    ``approach_from_deg`` is the side the wind comes from, where a danger area stands: come from
    there.
    """

    order_id: UUID
    at: datetime
    position: Point
    incident_number: str
    kind: str
    description: str
    level: int | None
    reported_at: datetime
    trapped: int | None
    missing: int | None
    deaths: int | None
    wind_from_deg: int | None
    wind_speed_ms: float | None
    approach_from_deg: int | None
    needs: list[BriefNeed]
    dangers: list[BriefDanger]
    tasks: list[Task]
    teams: list[BriefTeam]
    goods: list[BriefGoods]
