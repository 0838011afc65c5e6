"""Wire shapes of help from outside."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from aid.duplicates import Why
from aid.lifecycle import MessageKind, RequestState, SupplyState
from core.wire import Input, Instant, Output, example

Amount = Annotated[int, Field(gt=0, le=1_000_000_000)]
Count = Annotated[int, Field(ge=0, le=1_000_000_000)]
Note = Annotated[str | None, Field(max_length=500)]
Why_ = Annotated[str, Field(min_length=1, max_length=500)]
Party = Annotated[str, Field(pattern=r"^\d{6}$", examples=["420106"])]
Answer = Literal["accepted", "partly", "refused"]
Response = Literal["Accept", "Decline", "Provisional"]
SUPPLY = "0192f0c1-7c1e-7000-8000-000000000004"


class AidLineIn(Input):
    """One thing asked for: a capability or an item, exactly one of the two."""

    model_config = example(item_code="2990101", amount=200)

    capability_code: str | None = Field(default=None, max_length=40)
    item_code: str | None = Field(default=None, pattern=r"^[1-3](\d{2}){3}$")
    amount: Amount
    need_id: UUID | None = None
    note: Note = None

    @model_validator(mode="after")
    def _one_kind(self) -> "AidLineIn":
        if (self.capability_code is None) == (self.item_code is None):
            raise PydanticCustomError(
                "capability_or_item",
                "exactly one of capability_code and item_code must be given",
                {"field": "item_code"},
            )
        return self


class AidRequestIn(Input):
    """A request for help; several jurisdictions may be asked at once."""

    model_config = example(
        requester_code="420111",
        provider_codes=["420106"],
        purpose="南湖片区内涝，排涝力量不足",
        priority=2,
        due_at="2026-11-21T20:00:00+08:00",
        place="洪山区南湖大道",
        lines=[{"item_code": "2990101", "amount": 200}],
    )

    requester_code: Party
    provider_codes: list[Party] = Field(min_length=1, max_length=30)
    incident_id: UUID | None = None
    purpose: Why_
    priority: int = Field(ge=1, le=5)
    due_at: Instant
    answer_due_at: Instant | None = None
    place: str = Field(default="", max_length=300)
    to_depot_id: UUID | None = None
    contact_name: str | None = Field(default=None, max_length=100)
    contact_phone: str | None = Field(default=None, max_length=40)
    lines: list[AidLineIn] = Field(min_length=1, max_length=50)


class AskMoreIn(Input):
    """Further jurisdictions to be asked for the same."""

    model_config = example(provider_codes=["420115"])

    provider_codes: list[Party] = Field(min_length=1, max_length=30)
    answer_due_at: Instant | None = None
    note: Note = None


class EscalateIn(Input):
    """Why the next level above is asked."""

    model_config = example(note="周边区县无法满足")

    answer_due_at: Instant | None = None
    note: Note = None


class EndRequestIn(Input):
    """Why a request is closed or withdrawn."""

    model_config = example(note="险情已解除")

    note: Note = None


class OfferLineIn(Input):
    """One team, or so much of one lot, offered for a line."""

    line_id: UUID
    team_id: UUID | None = None
    lot_id: UUID | None = None
    amount: Amount

    @model_validator(mode="after")
    def _one_kind(self) -> "OfferLineIn":
        if (self.team_id is None) == (self.lot_id is None):
            raise PydanticCustomError(
                "team_or_lot",
                "exactly one of team_id and lot_id must be given",
                {"field": "lot_id"},
            )
        return self


class OfferIn(Input):
    """What one asked jurisdiction offers."""

    model_config = example(
        provider_code="420106",
        lines=[
            {
                "line_id": "0192f0c1-7c1e-7000-8000-000000000001",
                "lot_id": "0192f0c1-7c1e-7000-8000-000000000002",
                "amount": 100,
            }
        ],
    )

    provider_code: Party
    lines: list[OfferLineIn] = Field(min_length=1, max_length=200)
    note: Note = None


class RefuseIn(Input):
    """Why an asked jurisdiction cannot help."""

    model_config = example(provider_code="420106", note="本区同时受灾，无余力支援")

    provider_code: Party
    note: Why_


class StepIn(Input):
    """Which supplies take a step together."""

    model_config = example(supply_ids=[SUPPLY])

    supply_ids: list[UUID] = Field(min_length=1, max_length=200)
    note: Note = None


class ShipIn(StepIn):
    """Which supplies leave, and when they should be there."""

    eta_at: Instant | None = None
    paper_number: str | None = Field(default=None, max_length=100)


class ReceivedIn(Input):
    """What of one supply arrived in use, and what arrived damaged; the rest is missing."""

    supply_id: UUID
    received: Count
    damaged: Count = 0
    note: Note = None


class ReceiveIn(Input):
    """The count at the place of arrival."""

    model_config = example(supplies=[{"supply_id": SUPPLY, "received": 98, "damaged": 2}])

    supplies: list[ReceivedIn] = Field(min_length=1, max_length=200)


class BackIn(Input):
    """How much of one supply goes back, or came back."""

    supply_id: UUID
    amount: Count
    note: Note = None


class SendBackIn(Input):
    """What goes back to where it came from."""

    model_config = example(supplies=[{"supply_id": SUPPLY, "amount": 98}])

    supplies: list[BackIn] = Field(min_length=1, max_length=200)
    note: Note = None


class MergeIn(Input):
    """The request that asks for the same, and whether its amounts are the same ones or further."""

    model_config = example(from_id="0192f0c1-7c1e-7000-8000-000000000005", amounts="largest")

    from_id: UUID
    amounts: Literal["largest", "sum"] = "largest"


class AidLine(Output):
    """One thing asked for, and what it has got."""

    id: UUID
    position: int
    capability_code: str | None
    item_code: str | None
    label: str
    label_en: str
    unit: str
    unit_en: str
    reusable: bool
    amount: int
    need_id: UUID | None
    note: str | None
    offered: int
    committed: int
    received: int
    missing: int
    percent: int
    offered_percent: int


class AidAsk(Output):
    """One jurisdiction that was asked."""

    id: UUID
    provider_code: str
    provider_name: str
    upward: bool
    asked_at: datetime
    answer_due_at: datetime
    answer: Answer | None
    answered_at: datetime | None
    answered_by_name: str | None
    note: str | None


class AidSupply(Output):
    """One team, or one amount of one lot, and where it stands."""

    id: UUID
    ask_id: UUID
    provider_code: str
    line_id: UUID
    team_id: UUID | None
    team_name: str | None
    lot_id: UUID | None
    depot_name: str | None
    batch: str | None
    amount: int
    state: SupplyState
    offered_at: datetime
    offered_by_name: str | None
    committed_at: datetime | None
    expires_at: datetime | None
    transfer_id: UUID | None
    shipped_at: datetime | None
    eta_at: datetime | None
    received_at: datetime | None
    received: int | None
    damaged: int | None
    receipt_note: str | None
    back_transfer_id: UUID | None
    sent_back_at: datetime | None
    back_at: datetime | None
    back: int | None
    back_note: str | None
    note: str | None


class SupplyNamed(Output):
    """A supply as a message names it."""

    id: UUID
    line_id: UUID
    name: str
    amount: int


class AidMessage(Output):
    """One message between the two sides under its EDXL-RM name."""

    id: UUID
    ask_id: UUID | None
    kind: MessageKind
    originating_id: UUID
    preceding_id: UUID | None
    recalls_id: UUID | None
    from_code: str
    to_code: str
    at: datetime
    by_name: str | None
    response: Response | None
    note: str | None
    supplies: list[SupplyNamed]


class LikeRequest(Output):
    """Another open request that seems to ask for the same."""

    id: UUID
    number: str
    why: Why


class MergedRequest(Output):
    """A request that was merged into this one."""

    id: UUID
    number: str


class AidRequest(Output):
    """A request for help with all that came of it; an asked party sees its own part."""

    id: UUID
    number: str
    state: RequestState
    requester_code: str
    requester_name: str
    incident_id: UUID | None
    incident_title: str | None
    purpose: str
    priority: int
    due_at: datetime
    place: str
    to_depot_id: UUID | None
    to_depot_name: str | None
    contact_name: str | None
    contact_phone: str | None
    asked_at: datetime
    asked_by_name: str | None
    ended_at: datetime | None
    ended_by_name: str | None
    end_note: str | None
    merged_into_id: UUID | None
    percent: int
    offered_percent: int
    lines: list[AidLine]
    asks: list[AidAsk]
    supplies: list[AidSupply]
    messages: list[AidMessage]
    duplicates: list[LikeRequest]
    merged_from: list[MergedRequest]
    synthetic: bool
    version: int
