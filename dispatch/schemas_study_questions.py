"""Wire shapes of what an officer asks of the optimiser beside the proposal: studies (研判)."""

from typing import Annotated, Any, Literal, get_args
from uuid import UUID

from pydantic import Discriminator, Field, Tag

from core.wire import Input, example
from geo.entered import AreaIn, PointIn
from geo.types import VehicleClass
from incidents.schemas import NeedIn

MOST_VARIANTS = 10
Quantity = Annotated[int, Field(ge=1, le=100_000, examples=[2])]
WithinS = Annotated[int, Field(ge=60, le=7 * 86_400, examples=[3600])]


class TeamLostEdit(Input):
    """A team is out of action."""

    edit: Literal["team_lost"]
    team_id: UUID


class TeamAddedEdit(Input):
    """A team more, at a place, bringing units of capabilities."""

    edit: Literal["team_added"]
    name: str = Field(min_length=1, max_length=100, examples=["外援救援队"])
    position: PointIn
    vehicle: VehicleClass = VehicleClass.HEAVY_TRUCK
    units: dict[str, Quantity] = Field(min_length=1, examples=[{"medical": 1}])
    ready_s: int = Field(default=0, ge=0, le=86_400)


class ReleaseTeamEdit(Input):
    """A team under orders is released and free."""

    edit: Literal["release_team"]
    team_id: UUID


class IncidentAddedEdit(Input):
    """Another incident at a place, with its needs."""

    edit: Literal["incident_added"]
    title: str = Field(min_length=1, max_length=200, examples=["第二起火灾"])
    position: PointIn
    priority: int = Field(default=2, ge=1, le=5)
    needs: list[NeedIn] = Field(min_length=1, max_length=20)


class NeedAddedEdit(Input):
    """Another need at an open incident."""

    edit: Literal["need_added"]
    incident_id: UUID
    need: NeedIn


class NeedChangedEdit(Input):
    """A need asks more or less, or another time from now."""

    edit: Literal["need_changed"]
    need_id: UUID
    quantity: Quantity | None = None
    within_s: WithinS | None = None


class NeedRemovedEdit(Input):
    """A need is withdrawn."""

    edit: Literal["need_removed"]
    need_id: UUID


class StockFoundEdit(Input):
    """So much more of an item is in a depot."""

    edit: Literal["stock_found"]
    depot_id: UUID
    item_code: str = Field(max_length=50)
    amount: Quantity


class StockLostEdit(Input):
    """A lot, or so much of it, is gone."""

    edit: Literal["stock_lost"]
    lot_id: UUID
    amount: Quantity | None = None


class RoadClosedEdit(Input):
    """The roads of an area cannot be passed; a flood leaves bridges open."""

    edit: Literal["road_closed"]
    area: AreaIn
    kind: Literal["accident", "flood", "works", "control", "other"] = "accident"


class RoadOpenedEdit(Input):
    """A closure in force is lifted."""

    edit: Literal["road_opened"]
    closure_id: UUID


class TimePassedEdit(Input):
    """So many seconds later, with nothing more decided."""

    edit: Literal["time_passed"]
    seconds: int = Field(ge=60, le=86_400, examples=[600])


class PolicyChangedEdit(Input):
    """Other prices or rules: the fields of a policy that change, as in a problem file."""

    edit: Literal["policy_changed"]
    policy: dict[str, Any] = Field(min_length=1, examples=[{"weights": {"distance_cost": 5}}])


class PinEdit(Input):
    """A team must go to an incident."""

    edit: Literal["pin"]
    team_id: UUID
    incident_id: UUID


class UnpinEdit(Input):
    """A team's pin is lifted."""

    edit: Literal["unpin"]
    team_id: UUID


class ExcludeEdit(Input):
    """A team must not go to an incident."""

    edit: Literal["exclude"]
    team_id: UUID
    incident_id: UUID


class AllowEdit(Input):
    """A team's exclusion from an incident is lifted."""

    edit: Literal["allow"]
    team_id: UUID
    incident_id: UUID


def _named(field: str) -> Discriminator:
    """The shape is chosen by one field; a plain discriminator cannot be looked at beforehand."""
    return Discriminator(
        lambda given: given.get(field) if isinstance(given, dict) else getattr(given, field, None)
    )


StudyEdit = Annotated[
    Annotated[TeamLostEdit, Tag("team_lost")]
    | Annotated[TeamAddedEdit, Tag("team_added")]
    | Annotated[ReleaseTeamEdit, Tag("release_team")]
    | Annotated[IncidentAddedEdit, Tag("incident_added")]
    | Annotated[NeedAddedEdit, Tag("need_added")]
    | Annotated[NeedChangedEdit, Tag("need_changed")]
    | Annotated[NeedRemovedEdit, Tag("need_removed")]
    | Annotated[StockFoundEdit, Tag("stock_found")]
    | Annotated[StockLostEdit, Tag("stock_lost")]
    | Annotated[RoadClosedEdit, Tag("road_closed")]
    | Annotated[RoadOpenedEdit, Tag("road_opened")]
    | Annotated[TimePassedEdit, Tag("time_passed")]
    | Annotated[PolicyChangedEdit, Tag("policy_changed")]
    | Annotated[PinEdit, Tag("pin")]
    | Annotated[UnpinEdit, Tag("unpin")]
    | Annotated[ExcludeEdit, Tag("exclude")]
    | Annotated[AllowEdit, Tag("allow")],
    _named("edit"),
]


class Variant(Input):
    """One list of edits, applied in its order."""

    name: str = Field(default="", max_length=100, examples=["二桥封闭"])
    edits: list[StudyEdit] = Field(min_length=1, max_length=50)


class WhatIfIn(Input):
    """What would be if: up to ten variants side by side."""

    kind: Literal["what_if"]
    variants: list[Variant] = Field(min_length=1, max_length=MOST_VARIANTS)


class WhyNotIn(Input):
    """Why does this team not go there? Without an incident: anywhere."""

    kind: Literal["why_not"]
    team_id: UUID
    incident_id: UUID | None = None


class SwapIn(Input):
    """Who could go there in a team's place, at what price; the best few, or the teams named.

    Without a team: who could go there in addition.
    """

    kind: Literal["swap"]
    incident_id: UUID
    team_id: UUID | None = None
    candidates: list[UUID] | None = Field(default=None, min_length=1, max_length=12)
    most: int = Field(default=6, ge=1, le=12)


class TradeOffIn(Input):
    """Response time against cover: so many answers to pick from."""

    kind: Literal["trade_off"]
    points: int = Field(default=5, ge=2, le=9)


class PoliciesIn(Input):
    """The same situation under several named policies; none named: all of them."""

    kind: Literal["policies"]
    policies: list[str] | None = Field(default=None, min_length=1, max_length=20)


class ConfidenceIn(Input):
    """In how many sampled worlds does the answer hold; which one would hold in nearly all?"""

    kind: Literal["confidence"]
    worlds: int = Field(default=100, ge=10, le=1000)
    robust: bool = Field(default=False, description="Also seek an answer that holds in 90 %")


Question = Annotated[
    Annotated[WhatIfIn, Tag("what_if")]
    | Annotated[WhyNotIn, Tag("why_not")]
    | Annotated[SwapIn, Tag("swap")]
    | Annotated[TradeOffIn, Tag("trade_off")]
    | Annotated[PoliciesIn, Tag("policies")]
    | Annotated[ConfidenceIn, Tag("confidence")],
    _named("kind"),
]


CHOICES = frozenset(
    part.tag
    for union in (Question, StudyEdit)
    for choice in get_args(get_args(union)[0])
    for part in get_args(choice)
    if isinstance(part, Tag)
)
"""The names of shapes chosen by `kind` and `edit`: in an error's path they are no field."""


class StudyIn(Input):
    """A question to the optimiser; it rests on a proposal, the newest answer when none is named.

    The newest answer is studied in the present situation, an earlier proposal in the one it was
    solved from, as far as its case is kept. What-ifs always fork the present situation.
    """

    model_config = example(
        proposal_id="0192f0c1-7c1e-7000-8000-000000000009",
        question={
            "kind": "what_if",
            "variants": [
                {
                    "name": "一号队伍无法出动",
                    "edits": [
                        {"edit": "team_lost", "team_id": "0192f0c1-7c1e-7000-8000-000000000001"}
                    ],
                }
            ],
        },
    )

    proposal_id: UUID | None = None
    question: Question


class PromoteIn(Input):
    """Which variant's edits are made real, and why; no steps named: all that can be."""

    model_config = example(variant=0, reason="研判后决定")

    variant: int = Field(default=0, ge=0, lt=MOST_VARIANTS)
    reason: str = Field(min_length=1, max_length=300, examples=["研判后决定"])
    steps: list[int] | None = Field(default=None, min_length=1, max_length=50)
