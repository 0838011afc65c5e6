"""Wire shapes of proposals, steering, orders and deliveries."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from core.wire import Input, Instant, LineString, Output, Point, example
from dispatch.schemas_headline import AnsweredNeed, Headline

ProposalState = Literal[
    "requested", "solving", "feasible", "proven", "accepted", "superseded", "failed"
]
OrderState = Literal[
    "issued",
    "acknowledged",
    "loaded",
    "en_route",
    "on_scene",
    "delivered",
    "released",
    "closed",
    "declined",
    "recalled",
    "turned_back",
    "redirected",
]


class Reason(Output):
    """A reason as a code with its facts; the text is made where it is shown."""

    code: str
    facts: dict[str, Any]


class NextBest(Output):
    """The next-best resource for a pick and what taking it instead would cost.

    `later_s` is how much later it arrives than the pick (below 0: sooner), `unmet` which needs of
    the incident would stay shorter by how much, `terms` the priced terms that would rise or fall.
    """

    team_id: UUID | None
    team_name: str | None
    price: int | None
    eta_s: int | None
    later_s: int | None
    unmet: dict[str, int]
    terms: dict[str, int]
    origin: Point | None
    vehicle: str | None


class TeamReadiness(Output):
    """When somebody last vouched for a team, and how much later it is counted because of that.

    ``later_s`` is in the pick's time of arrival; above 0 the team is to be called first.
    """

    age_days: int
    trust_percent: int
    later_s: int
    confirmed_at: datetime
    confirmed_how: str


class Pick(Output):
    """One team chosen for one incident, which needs it fills there, and why."""

    team_id: UUID
    team_name: str
    team_code: str
    incident_id: UUID
    fills: dict[str, int]
    eta_s: int
    travel_s: int
    estimated: bool
    reason: Reason
    next_best: NextBest | None
    status: Literal["new", "kept", "redirected"]
    from_incident_id: UUID | None
    pinned: bool
    order_id: UUID | None
    readiness: TeamReadiness
    origin: Point
    vehicle: str
    jurisdictions: list[str]


class CountedStock(Output):
    """What a lot's count was when the answer was made, and how far it was relied on."""

    counted: int
    trust_percent: int
    age_days: int
    confirmed_at: datetime
    confirmed_how: str


class Delivery(Output):
    """One amount out of one lot, for one need, on one lorry."""

    lot_id: UUID
    need_id: UUID
    incident_id: UUID
    depot_id: UUID
    depot_name: str
    item_code: str
    item_name: str
    batch: str
    unit: str
    amount: int
    truck_id: UUID | None
    truck_plate: str | None
    trip: int
    eta_s: int
    estimated: bool
    stock: CountedStock
    origin: Point
    vehicle: str
    jurisdictions: list[str]


class Shortfall(Output):
    """The part of a need that stays unmet, with its reason and the cheapest way to mend it."""

    need_id: UUID
    incident_id: UUID
    amount: int
    reason: Reason
    cheapest_fix: Reason | None
    jurisdictions: list[str]


class Change(Output):
    """One change against what is running, or against the previous proposal."""

    team_id: UUID
    team_name: str
    from_incident_id: UUID | None
    to_incident_id: UUID | None
    buys: Reason | None


class Difference(Output):
    """What the proposal changes: against running orders, and against the proposal before it."""

    kept: list[Change]
    added: list[Change]
    redirected: list[Change]
    recalled: list[Change]
    previous_number: int | None
    since_previous: list[Change]


class DataAge(Output):
    """How old the data is that the proposal rests on."""

    oldest_stock_confirmed_at: datetime | None
    oldest_position_at: datetime | None
    estimated_travel_pairs: int
    closures: int
    road_data: bool
    weather: str
    light: str
    emergency: list[str]
    learnt: bool


class LadderStep(Output):
    """One step of the search: when it was reached, the answer's value and the bound."""

    at_s: float
    step: Literal["first", "better", "bound", "proof", "end"]
    objective: int
    bound: int


class DistrictShare(Output):
    """What the incidents of one district asked for and get."""

    district: str
    asked_units: int
    filled_units: int
    asked_goods: int
    filled_goods: int
    filled_share: float
    mean_eta_s: int | None
    latest_eta_s: int | None
    late_units: int


class Inequality(Output):
    """How unequally the districts are served; 0 is equal treatment."""

    spread: float
    gini: float


class MoveUp(Output):
    """A stand-by move of an idle team that restores cover; `saves` where it is in the price."""

    team_id: UUID
    team_name: str
    area_name: str
    capability_code: str
    drive_s: int
    restores: int
    priced: bool
    saves: int | None
    donors: list[str]


class Later(Output):
    """How much of a shortfall teams serve later, on their next visits."""

    need_id: UUID
    incident_id: UUID
    amount: int
    from_s: int
    by_s: int
    team_names: list[str]


class Outlook(Output):
    """What an answer means beyond its picks: districts, cover restored, shortfalls served later."""

    districts: list[DistrictShare]
    inequality: Inequality | None
    moves: list[MoveUp]
    later: list[Later]


class Proposal(Output):
    """The optimiser's answer with its proof: value, bound, gap, reasons, age of data."""

    id: UUID
    number: int
    state: ProposalState
    jurisdiction_code: str
    reason: list[dict[str, Any]]
    requested_at: datetime
    solved_at: datetime | None
    basis_seq: int
    objective: int | None
    bound: int | None
    gap: float | None
    terms: dict[str, Any]
    picks: list[Pick]
    deliveries: list[Delivery]
    shortfalls: list[Shortfall]
    difference: Difference | None
    timings_s: dict[str, Any]
    ladder: list[LadderStep]
    outlook: Outlook | None
    needs: list[AnsweredNeed]
    headline: Headline
    headlines: list[Headline]
    settled_by_name: str | None
    data_age: DataAge | None
    error: str | None
    decided_at: datetime | None
    decided_by_name: str | None
    version: int


class CaseAccess(Output):
    """Somebody took the case files of a proposal away."""

    id: UUID
    number: int
    read_at: datetime


class SteeringIn(Input):
    """A pin or an exclusion, with the officer's reason."""

    model_config = example(
        kind="pin",
        team_id="0192f0c1-7c1e-7000-8000-000000000001",
        incident_id="0192f0c1-7c1e-7000-8000-000000000004",
        reason="现场指挥要求",
    )

    kind: Literal["pin", "exclusion"]
    team_id: UUID
    incident_id: UUID
    reason: str = Field(min_length=1, max_length=300, examples=["现场指挥要求"])


class Steering(Output):
    """A pin or an exclusion in force, or lifted."""

    id: UUID
    kind: Literal["pin", "exclusion"]
    team_id: UUID
    incident_id: UUID
    reason: str
    set_at: datetime
    set_by_name: str
    lifted_at: datetime | None
    version: int


class OrderLine(Output):
    """One lot on a delivery order."""

    id: UUID
    lot_id: UUID
    need_id: UUID
    item_code: str
    item_name: str
    batch: str
    unit: str
    amount: int
    state: Literal["reserved", "loaded", "delivered", "cancelled"]


class Recipient(Output):
    """Whom an order went to when it was issued; a telephone rings only for who is on duty."""

    role: Literal["duty", "leader", "keeper"]
    name: str | None
    phone: str | None
    on_duty: bool


class Order(Output):
    """An order as everybody who may see it sees it."""

    id: UUID
    number: int
    kind: Literal["team", "delivery"]
    state: OrderState
    proposal_id: UUID | None
    incident_id: UUID
    incident_title: str
    incident_place: str
    team_id: UUID | None
    team_name: str | None
    depot_id: UUID | None
    depot_name: str | None
    truck_id: UUID | None
    truck_plate: str | None
    replaces_id: UUID | None
    fills: dict[str, int]
    reason: dict[str, Any]
    vehicle: str
    travel_s: int | None
    distance_m: int | None
    estimated: bool
    eta_at: datetime | None
    no_way_since: datetime | None
    route: LineString | None
    note: str | None
    recipients: list[Recipient]
    lines: list[OrderLine]
    issued_at: datetime
    issued_by_name: str
    acknowledged_at: datetime | None
    loaded_at: datetime | None
    departed_at: datetime | None
    arrived_at: datetime | None
    released_at: datetime | None
    closed_at: datetime | None
    told_later: dict[str, datetime]
    version: int


class OrderRemark(Input):
    """A remark that goes with a step of an order; required when declining or recalling.

    ``happened_at`` is when it happened, where a phone could only tell later.
    """

    model_config = example(note="车辆故障，无法出动")

    note: str = Field(default="", max_length=500)
    happened_at: Instant | None = None
