"""Wire shapes of accepting a proposal: what is named, what would go out, what was done."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from core.wire import Input, Output, example
from dispatch.schemas import Recipient


class TripIn(Input):
    """One trip of one lorry in a proposal."""

    truck_id: UUID
    trip: int = Field(ge=1, le=100, examples=[1])


class AcceptIn(Input):
    """Acceptance of a proposal: whole, for some incidents, or line by line.

    Lines are teams (sent, redirected or recalled) and trips of lorries; once either is named,
    only the lines named are accepted.
    """

    model_config = example(incident_ids=["0192f0c1-7c1e-7000-8000-000000000004"], note="同意")

    incident_ids: list[UUID] | None = Field(default=None, min_length=1)
    team_ids: list[UUID] | None = Field(default=None, max_length=2000)
    trips: list[TripIn] | None = Field(default=None, max_length=2000)
    note: str = Field(default="", max_length=500)


class Accepted(Output):
    """What an acceptance did."""

    proposal_id: UUID
    order_ids: list[UUID]
    recalled_order_ids: list[UUID]


class GoodsToSend(Output):
    """One lot's share of a trip that would be ordered."""

    need_id: UUID
    item_code: str
    item_name: str
    batch: str
    amount: int
    unit: str


class OrderToIssue(Output):
    """One order that an acceptance would give, change or end, and whom it would go to.

    `change` says what: a new order, another place for a team under orders, its recall, or another
    share in the needs where it is.
    """

    change: Literal["issue", "redirect", "recall", "reshare"]
    team_id: UUID | None
    team_name: str | None
    depot_name: str | None
    truck_id: UUID | None
    truck_plate: str | None
    trip: int | None
    from_incident_title: str | None
    incident_id: UUID | None
    incident_title: str | None
    fills: dict[str, int]
    goods: list[GoodsToSend]
    eta_s: int | None
    later_s: int
    recipients: list[Recipient]


class AcceptancePreview(Output):
    """Exactly what an acceptance would send out, and how many lines would be left undecided."""

    proposal_id: UUID
    version: int
    orders: list[OrderToIssue]
    left_out: int
