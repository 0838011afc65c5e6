"""Wire shapes of orders by hand: what an officer decides, and what it would mean beforehand."""

from uuid import UUID

from pydantic import Field

from core.wire import Input, Output, example
from dispatch.schemas import OrderState, ProposalState, Reason


class OrderIn(Input):
    """A named team sent to a named incident at once, for named needs or for what it can serve.

    ``instead_of`` is the running order that the team leaves for this one. Without needs the team
    serves what it can of those still open, and goes even when it can serve none of them.
    """

    model_config = example(
        team_id="0192f0c1-7c1e-7000-8000-000000000001",
        incident_id="0192f0c1-7c1e-7000-8000-000000000004",
        reason="现场指挥要求先行出动",
    )

    team_id: UUID
    incident_id: UUID
    need_ids: list[UUID] | None = Field(default=None, min_length=1, max_length=100)
    instead_of: UUID | None = None
    reason: str = Field(default="", max_length=300, examples=["现场指挥要求先行出动"])


class Served(Output):
    """What the team would bring to one open need of the incident."""

    need_id: UUID
    label: str
    label_en: str
    quantity: int
    committed: int
    units: int


class Lacking(Output):
    """An open need of the incident that the team can do nothing for."""

    need_id: UUID
    label: str
    label_en: str


class Leaving(Output):
    """The order that the team would leave."""

    order_id: UUID
    number: int
    state: OrderState
    incident_id: UUID
    incident_title: str


class PlannedPick(Output):
    """One team that the dispatcher would send."""

    team_id: UUID
    team_name: str
    incident_id: UUID
    incident_title: str
    eta_s: int


class Rather(Output):
    """What the open proposal would do instead.

    ``elsewhere`` is where it wants this team, ``here`` whom it sends to this incident. ``price`` is
    what sending this team here costs beyond the best, where the proposal knows it.
    """

    proposal_id: UUID
    number: int
    state: ProposalState
    same: bool
    elsewhere: PlannedPick | None
    here: list[PlannedPick]
    price: int | None


class CoverLost(Output):
    """How many people of the reader's area one capability no longer covers in time."""

    capability_code: str
    people_lost: int
    share_before: float | None
    share_after: float | None
    worst_district: str | None


class OrderPreview(Output):
    """What an order by hand would mean: arrival, fitness, the dispatcher's choice, cover lost.

    ``refusal`` says why it cannot be given, ``cautions`` what speaks against it. ``cover`` is null
    while it is not known.
    """

    team_id: UUID
    team_name: str
    team_state: str
    team_version: int
    incident_id: UUID
    incident_number: str
    incident_title: str
    refusal: Reason | None
    cautions: list[Reason]
    ready_s: int
    travel_s: int | None
    eta_s: int | None
    estimated: bool
    serves: list[Served]
    lacks: list[Lacking]
    leaves: Leaving | None
    rather: Rather | None
    cover: list[CoverLost] | None
    reason_required: bool
