"""Wire shapes of what can be sent."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, model_validator

from core.wire import Input, Instant, Latitude, Longitude, Output, Point, example
from geo.entered import DatumIn, PointIn, position_in_wgs84
from geo.types import Datum

TeamState = Literal[
    "available",
    "standby",
    "assigned",
    "en_route",
    "on_scene",
    "returning",
    "restocking",
    "maintenance",
    "unavailable",
]
TeamKind = Literal[
    "national_fire_rescue",
    "professional",
    "social",
    "grassroots",
    "unit",
    "volunteer",
    "contracted",
    "requisitioned",
]
Vehicle = Literal[
    "light", "fire_engine", "heavy_truck", "hazmat_carrier", "bus", "boat_trailer", "foot"
]
ConfirmedHow = Literal["count", "seen", "phone", "import", "hand_over"]
Name = Annotated[str, Field(min_length=1, max_length=200)]


class Capability(Output):
    """A capability of the catalogue and its unit; one that measures another is an amount of it."""

    code: str
    name: str
    name_en: str
    unit: str
    unit_en: str
    kind: Literal["team", "equipment", "personnel", "facility"]
    measures: str | None


class Item(Output):
    """A material of the catalogue."""

    code: str
    name: str
    name_en: str
    unit: str
    unit_en: str
    kg: float
    litres: float
    hazardous: bool
    reusable: bool
    standard: str


class CapabilityUnits(Input):
    """How many units of a capability a team brings, and of what grade: 1 highest, None unknown."""

    model_config = example(capability_code="hazmat_control", units=2, grade=2)

    capability_code: str
    units: int = Field(gt=0, le=10_000)
    grade: int | None = Field(default=None, ge=1, le=4)


class TeamIn(Input):
    """A team to be entered into the inventory."""

    model_config = example(
        code="WH-HS-901",
        name="洪山区危险化学品救援队",
        kind="professional",
        jurisdiction_code="420111",
        home={"lon": 114.34, "lat": 30.5, "datum": "GCJ02"},
        address="洪山区珞狮南路",
        leader_name="队长",
        phone="027-00000000",
        vehicle="fire_engine",
        headcount=12,
        turnout_s=300,
        capabilities=[{"capability_code": "hazmat_control", "units": 2}],
    )

    code: Name
    name: Name
    kind: TeamKind
    jurisdiction_code: str = Field(pattern=r"^\d{6}(\d{3})?$", examples=["420111"])
    home: PointIn
    address: str = Field(max_length=300)
    leader_name: str | None = None
    phone: str | None = None
    vehicle: Vehicle
    headcount: int = Field(gt=0, le=10_000)
    turnout_s: int = Field(ge=0, le=86_400)
    capabilities: list[CapabilityUnits] = Field(min_length=1, max_length=50)


class TeamPatch(Input):
    """What may be changed on a team; a field left out stays as it is."""

    model_config = example(state="maintenance", confirmed=True)

    name: Name | None = None
    address: str | None = None
    home: PointIn | None = None
    leader_name: str | None = None
    phone: str | None = None
    vehicle: Vehicle | None = None
    headcount: int | None = Field(default=None, gt=0, le=10_000)
    turnout_s: int | None = Field(default=None, ge=0, le=86_400)
    capabilities: list[CapabilityUnits] | None = None
    state: Literal["available", "standby", "restocking", "maintenance", "unavailable"] | None = None
    confirmed: Literal[True] | None = None
    how: ConfirmedHow = "phone"
    retired: bool | None = None


class TeamCapability(Output):
    """How many units of a capability a team brings, and of what grade: 1 highest, None unknown."""

    capability_code: str
    units: int
    grade: int | None


class Team(Output):
    """A team as everybody sees it; ``position`` is where it was last seen, ``home`` its base."""

    id: UUID
    code: str
    name: str
    kind: str
    jurisdiction_code: str
    home: Point
    address: str
    leader_name: str | None
    phone: str | None
    vehicle: str
    headcount: int
    turnout_s: int
    state: TeamState
    tier: int
    on_duty: bool
    crew: int | None
    equipment_note: str | None
    out_reason: str | None
    out_note: str | None
    out_until: datetime | None
    declared_at: datetime | None
    declared_by: str | None
    capabilities: list[TeamCapability]
    confirmed_at: datetime
    confirmed_by: str | None
    confirmed_how: ConfirmedHow
    changed_at: datetime | None
    changed_by: str | None
    retired_at: datetime | None
    synthetic: bool
    version: int


class Position(Output):
    """Where a team is; positions travel on their own lane, latest value wins."""

    team_id: UUID
    lon: Longitude
    lat: Latitude
    at: datetime
    source: str
    accuracy_m: float | None


class PositionIn(Input):
    """A position sent by a phone or a vehicle terminal."""

    model_config = example(
        team_id="0192f0c1-7c1e-7000-8000-000000000001",
        lon=114.35,
        lat=30.53,
        datum="GCJ02",
        source="phone",
        accuracy_m=8.0,
    )

    team_id: UUID
    lon: Longitude
    lat: Latitude
    datum: DatumIn = Datum.WGS84
    at: Instant | None = None
    source: Literal["phone", "terminal", "manual", "simulated"] = "phone"
    accuracy_m: float | None = Field(default=None, ge=0, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _take_over_in_wgs84(cls, given: Any) -> Any:
        return position_in_wgs84(given)


class Truck(Output):
    """A lorry of a depot."""

    id: UUID
    depot_id: UUID
    plate: str
    vehicle: str
    payload_kg: int
    hazardous_permit: bool
    state: str
    confirmed_at: datetime
    confirmed_by: str | None
    confirmed_how: ConfirmedHow
    changed_at: datetime | None
    changed_by: str | None
    version: int


class Depot(Output):
    """A place with stock, and its lorries."""

    id: UUID
    code: str
    name: str
    kind: str
    jurisdiction_code: str
    position: Point
    address: str
    keeper_name: str | None
    phone: str | None
    load_s: int
    tier: int
    trucks: list[Truck]
    lots: int
    confirmed_at: datetime
    confirmed_by: str | None
    confirmed_how: ConfirmedHow
    changed_at: datetime | None
    changed_by: str | None
    synthetic: bool
    version: int


class DepotPatch(Input):
    """What may be changed on a depot; a field left out stays as it is."""

    model_config = example(keeper_name="保管员", phone="027-00000000", confirmed=True)

    name: Name | None = None
    address: str | None = Field(default=None, max_length=300)
    keeper_name: str | None = Field(default=None, max_length=200)
    phone: str | None = Field(default=None, max_length=100)
    load_s: int | None = Field(default=None, ge=0, le=86_400)
    confirmed: Literal[True] | None = None
    how: ConfirmedHow = "seen"


class LotIn(Input):
    """A lot to be entered."""

    model_config = example(
        depot_id="0192f0c1-7c1e-7000-8000-000000000002",
        item_code="2990101",
        batch="2026-03",
        made_on="2026-03-01",
        expires_on="2029-03-01",
        quantity=500,
    )

    depot_id: UUID
    item_code: str = Field(pattern=r"^[1-3](\d{2}){3}$", examples=["2990101"])
    batch: Name
    made_on: date | None = None
    expires_on: date | None = None
    quantity: int = Field(ge=0, le=1_000_000_000)


class LotPatch(Input):
    """A correction of a lot after a count; says why."""

    model_config = example(quantity=480, note="清点少20件")

    quantity: int | None = Field(default=None, ge=0, le=1_000_000_000)
    expires_on: date | None = None
    confirmed: Literal[True] | None = None
    how: ConfirmedHow = "count"
    paper_number: str | None = Field(default=None, max_length=100)
    note: str | None = Field(default=None, max_length=500)


class Lot(Output):
    """A lot: what is here, promised, free, on the way and handed out; who last vouched for it."""

    id: UUID
    depot_id: UUID
    depot_name: str
    jurisdiction_code: str
    item_code: str
    item_name: str
    item_name_en: str
    unit: str
    reusable: bool
    batch: str
    made_on: date | None
    expires_on: date | None
    quantity: int
    reserved: int
    free: int
    on_the_way: int
    delivered: int
    expired: bool
    confirmed_at: datetime
    confirmed_by: str | None
    confirmed_how: ConfirmedHow
    changed_at: datetime | None
    changed_by: str | None
    synthetic: bool
    version: int


class StockMovement(Output):
    """One line of a lot's ledger, with what was here after it."""

    id: UUID
    kind: str
    quantity_change: int
    reserved_change: int
    on_the_way_change: int
    delivered_change: int
    quantity_after: int
    order_id: UUID | None
    transfer_id: UUID | None
    loan_id: UUID | None
    hold_id: UUID | None
    undoes_id: UUID | None
    undone: bool
    undoable: bool
    at: datetime
    expires_at: datetime | None
    by_name: str | None
    paper_number: str | None
    note: str | None


class Facility(Output):
    """A hospital or a shelter with its capacity; unknown is null."""

    id: UUID
    code: str
    kind: str
    name: str
    jurisdiction_code: str
    position: Point
    address: str
    capacity: int | None
    free: int | None
    phone: str | None
    confirmed_at: datetime
    confirmed_by: str | None
    confirmed_how: ConfirmedHow
    changed_at: datetime | None
    changed_by: str | None
    synthetic: bool
    version: int
