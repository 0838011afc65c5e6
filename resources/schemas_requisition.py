"""Wire shapes of requisitions."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from core.wire import Input, Instant, Output, example
from geo.entered import PointIn
from resources.requisition import LegalBasis, RequisitionState
from resources.schemas import CapabilityUnits, Name, Vehicle

Yuan = Annotated[int, Field(ge=0, le=10**12)]
Text = Annotated[str, Field(max_length=500)]
LineKind = Literal["vehicle", "equipment", "site", "material"]


class RequisitionLineIn(Input):
    """One thing to be taken, as it is found."""

    model_config = example(
        kind="vehicle", name="挖掘机", plate=None, quantity=1, unit="台", condition="良好，油表半箱"
    )

    kind: LineKind
    name: Name
    item_code: str | None = Field(default=None, pattern=r"^[1-3](\d{2}){3}$")
    plate: str | None = Field(default=None, max_length=20)
    quantity: int = Field(gt=0, le=1_000_000)
    unit: str = Field(min_length=1, max_length=20)
    condition: str = Field(min_length=1, max_length=500)
    value_yuan: Yuan | None = None
    operator_name: str | None = Field(default=None, max_length=100)
    operator_phone: str | None = Field(default=None, max_length=40)


class RequisitionIn(Input):
    """A requisition to be drafted."""

    model_config = example(
        jurisdiction_code="420111",
        purpose="转移受困群众",
        legal_basis="emergency_response_law_12",
        executing_body="洪山区应急管理局",
        owner_kind="unit",
        owner_name="某客运公司",
        address="洪山区珞狮南路",
        lines=[
            {
                "kind": "vehicle",
                "name": "大客车",
                "plate": "鄂A00000",
                "quantity": 1,
                "unit": "辆",
                "condition": "良好",
            }
        ],
    )

    jurisdiction_code: str = Field(pattern=r"^\d{6}$", examples=["420111"])
    incident_id: UUID | None = None
    purpose: str = Field(min_length=1, max_length=500)
    legal_basis: LegalBasis
    executing_body: Name
    owner_kind: Literal["unit", "person"]
    owner_name: Name
    owner_reference: str | None = Field(default=None, max_length=40)
    owner_phone: str | None = Field(default=None, max_length=40)
    address: str = Field(max_length=300)
    until_at: Instant | None = None
    lines: list[RequisitionLineIn] = Field(min_length=1, max_length=200)


class DecisionIn(Input):
    """The decision as it was served on the owner."""

    model_config = example(decision_number="洪政征〔2026〕1号", issuing_body="洪山区人民政府")

    decision_number: Name
    issuing_body: Name


class AsTeam(Input):
    """A thing with its crew goes into the inventory as a team."""

    vehicle: Vehicle
    home: PointIn
    headcount: int = Field(gt=0, le=10_000)
    turnout_s: int = Field(ge=0, le=86_400)
    capabilities: list[CapabilityUnits] = Field(min_length=1, max_length=50)


class AsTruck(Input):
    """A lorry carries goods from a depot; its plate is the line's."""

    depot_id: UUID
    vehicle: Literal["light", "heavy_truck", "hazmat_carrier"]
    payload_kg: int = Field(gt=0, le=100_000)
    hazardous_permit: bool = False


class UseIn(Input):
    """What a line is used as; at most one of the two."""

    line_id: UUID
    team: AsTeam | None = None
    truck: AsTruck | None = None

    @model_validator(mode="after")
    def _one_use(self) -> "UseIn":
        if (self.team is None) == (self.truck is None):
            raise PydanticCustomError(
                "team_or_truck", "exactly one of team and truck must be given", {"field": "team"}
            )
        return self


class HandOverIn(Input):
    """The hand-over, signed by both; without a decision it must be said to be urgent."""

    model_config = example(received_from="车主代表", urgent=True, uses=[])

    received_from: Name
    urgent: bool = False
    uses: list[UseIn] = Field(default_factory=list, max_length=200)


class LineBackIn(Input):
    """How a thing came back."""

    line_id: UUID
    condition_after: str | None = Field(default=None, max_length=500)
    damage: str | None = Field(default=None, max_length=500)
    lost: bool = False


class ReturnIn(Input):
    """The return of everything on the list; every line is said."""

    model_config = example(returned_to="车主代表", lines=[])

    returned_to: Name
    lines: list[LineBackIn] = Field(max_length=200)


class SettlementIn(Input):
    """What was claimed, valued and paid."""

    model_config = example(valued_yuan=3200, valuer="评估机构", paid_yuan=3200)

    claimed_yuan: Yuan | None = None
    valued_yuan: Yuan | None = None
    valuer: str | None = Field(default=None, max_length=200)
    paid_yuan: Yuan
    note: Text | None = None


class CancelIn(Input):
    """Why nothing is taken after all."""

    model_config = example(note="车辆已由社会力量提供")

    note: str = Field(min_length=1, max_length=500)


class RequisitionLine(Output):
    """One thing on the list."""

    id: UUID
    position: int
    kind: str
    name: str
    item_code: str | None
    plate: str | None
    quantity: int
    unit: str
    condition: str
    value_yuan: int | None
    operator_name: str | None
    operator_phone: str | None
    condition_after: str | None
    damage: str | None
    lost: bool
    team_id: UUID | None
    truck_id: UUID | None


class Requisition(Output):
    """A requisition with its list; the owner's credit code or identity number is masked."""

    id: UUID
    number: str
    state: RequisitionState
    jurisdiction_code: str
    incident_id: UUID | None
    purpose: str
    legal_basis: LegalBasis
    executing_body: str
    issuing_body: str | None
    decision_number: str | None
    decided_at: datetime | None
    decided_by_name: str | None
    owner_kind: str
    owner_name: str
    owner_reference: str | None
    owner_phone: str | None
    address: str
    until_at: datetime | None
    handed_over_at: datetime | None
    handed_over_by_name: str | None
    received_from: str | None
    papers_due_at: datetime | None
    returned_at: datetime | None
    returned_to: str | None
    claimed_yuan: int | None
    valued_yuan: int | None
    valuer: str | None
    paid_yuan: int | None
    settled_at: datetime | None
    note: str | None
    created_at: datetime
    created_by_name: str | None
    changed_at: datetime | None
    changed_by_name: str | None
    lines: list[RequisitionLine]
    version: int
