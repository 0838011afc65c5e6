"""Wire shapes of studies (研判) with their answers, in names and identifiers of the product."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from core.wire import Output, Point
from dispatch.schemas import Delivery, Pick, Reason, Shortfall, TeamReadiness
from dispatch.schemas_headline import AnsweredNeed, Headline

StudyKind = Literal["what_if", "why_not", "swap", "trade_off", "policies", "confidence"]
StudyState = Literal["requested", "solving", "answered", "failed"]


class StudyTerm(Output):
    """One term of the objective before and after: as counted, and as priced by the policy."""

    term: str
    before: int
    after: int
    price_before: int
    price_after: int


class StudyChange(Output):
    """Where a team goes in the base and where it goes in the variant."""

    team_id: UUID
    team_name: str
    change: Literal["kept", "added", "redirected", "recalled"]
    from_incident_id: UUID | None
    from_incident_title: str | None
    to_incident_id: UUID | None
    to_incident_title: str | None
    eta_before_s: int | None
    eta_after_s: int | None
    jurisdictions: list[str]


class StudyNeed(Output):
    """A need of which more or less stays short; None: it is not there on that side."""

    need_id: UUID
    incident_id: UUID
    incident_title: str
    capability_code: str | None
    item_code: str | None
    short_before: int | None
    short_after: int | None
    jurisdictions: list[str]


class StudyArrival(Output):
    """When the first and the last help of an incident arrives; None: none comes."""

    incident_id: UUID
    incident_title: str
    first_before_s: int | None
    first_after_s: int | None
    last_before_s: int | None
    last_after_s: int | None
    jurisdictions: list[str]


class StudyDifference(Output):
    """A variant against the base: terms, teams, needs, arrivals."""

    objective_before: int
    objective_after: int
    change: int
    proven: bool
    terms: list[StudyTerm]
    changes: list[StudyChange]
    needs: list[StudyNeed]
    arrivals: list[StudyArrival]


class StudyIncident(Output):
    """An incident that a variant adds."""

    id: UUID
    title: str
    priority: int
    lon: float
    lat: float


class VariantAnswer(Output):
    """The answer to one variant of a what-if; `error` says why there is none."""

    name: str
    status: Literal["optimal", "feasible"] | None
    objective: int | None
    bound: int | None
    gap: float | None
    difference: StudyDifference | None
    picks: list[Pick]
    deliveries: list[Delivery]
    shortfalls_before: list[Shortfall]
    shortfalls_after: list[Shortfall]
    added_incidents: list[StudyIncident]
    solve_s: float
    needs: list[AnsweredNeed]
    headline: Headline | None
    error: str | None


class WhatIfAnswer(Output):
    """What would be if: every variant against the same base, which is told in full as well."""

    kind: Literal["what_if"]
    picks: list[Pick]
    deliveries: list[Delivery]
    needs: list[AnsweredNeed]
    headline: Headline
    basis_seq: int
    objective: int
    bound: int
    last_arrival_s: int | None
    variants: list[VariantAnswer]


class StudyInstead(Output):
    """The best answer without a pick, all else free to move; who comes there in its place."""

    price: int
    at_least: int
    proven: bool
    joins: list[StudyChange]
    difference: StudyDifference


class SwapCandidate(Output):
    """A team in another's place, everything else free to move; no team: nobody in its place.

    `price` is what the objective rises by. `later_s` is how much later it arrives than the team
    it replaces. `unmet` are needs of which more, or less, would stay short than now.
    """

    team_id: UUID | None
    team_name: str | None
    from_incident_id: UUID | None
    from_incident_title: str | None
    eta_s: int | None
    later_s: int | None
    estimated: bool
    origin: Point | None
    vehicle: str | None
    readiness: TeamReadiness | None
    price: int
    at_least: int
    proven: bool
    unmet: list[StudyNeed]
    changes: list[StudyChange]
    jurisdictions: list[str]


class SwapAnswer(Output):
    """Who could go there in a team's place, the cheapest first."""

    kind: Literal["swap"]
    basis_seq: int
    team_id: UUID | None
    team_name: str | None
    incident_id: UUID
    incident_title: str
    candidates: list[SwapCandidate]
    able: int


class WhyNotAnswer(Output):
    """Why a team does not go there: what forbids it, or what forcing it would cost.

    `price` is what the objective rises by, `at_least` the price proven from below; `price_terms`
    add up to it. With an obstacle that the officer can lift the price is told as well. For a team
    that is sent there, `instead` is what doing without it would cost.
    """

    kind: Literal["why_not"]
    basis_seq: int
    team_id: UUID
    team_name: str
    incident_id: UUID | None
    incident_title: str | None
    possible: bool
    sent: bool
    obstacle: Reason | None
    price: int | None
    at_least: int | None
    price_terms: dict[str, int]
    gives_way: list[StudyChange]
    difference: StudyDifference | None
    instead: StudyInstead | None
    solve_s: float


class PolicyPoint(Output):
    """The answer under one policy, measured by the same yardsticks as the others.

    `objective` is in the prices of the policy in force, so that the points can be compared.
    """

    name: str
    in_force: bool
    policy: dict[str, Any]
    proven: bool
    objective: int
    terms: dict[str, int]
    units_short: int
    mean_arrival_s: int | None
    last_arrival_s: int | None
    cover_lost: int
    district_spread: float | None
    changes: list[StudyChange]


class TradeOffAnswer(Output):
    """Response time against cover: answers none of which is better in both.

    The points go from the fastest help to the best kept cover.
    """

    kind: Literal["trade_off"]
    basis_seq: int
    points: list[PolicyPoint]


class PoliciesAnswer(Output):
    """The same situation under several named policies; the one in force comes first."""

    kind: Literal["policies"]
    basis_seq: int
    points: list[PolicyPoint]


class UnsureNeed(Output):
    """The need that is most often served late, and in what share of the worlds."""

    need_id: UUID
    incident_id: UUID
    incident_title: str
    share_late: float


class RobustAnswer(Output):
    """An answer that holds in at least `share` of the worlds, and what that costs.

    `price` is what it costs above the present one, in the prices of the policy in force.
    """

    share: float
    held_share: float
    nominal_held_share: float
    price: int
    proven: bool
    units_short: int
    changes: list[StudyChange]


class ConfidenceAnswer(Output):
    """In what share of sampled worlds the answer keeps its promises, and where none is better.

    For `judged` worlds the best choice was sought; None: for none, so that nothing can be said.
    """

    kind: Literal["confidence"]
    basis_seq: int
    worlds: int
    judged: int
    within_limits_share: float
    optimal_share: float | None
    near_optimal_share: float | None
    worst_need: UnsureNeed | None
    robust: RobustAnswer | None


StudyAnswer = Annotated[
    WhatIfAnswer | WhyNotAnswer | SwapAnswer | TradeOffAnswer | PoliciesAnswer | ConfidenceAnswer,
    Field(discriminator="kind"),
]


class Study(Output):
    """A question to the optimiser beside the proposal, with its answer once there is one."""

    id: UUID
    number: int
    kind: StudyKind
    proposal_id: UUID
    proposal_number: int
    state: StudyState
    jurisdiction_code: str
    asked_in: list[str]
    question: dict[str, Any]
    answer: StudyAnswer | None
    error: str | None
    asked_at: datetime
    asked_by_name: str
    answered_at: datetime | None
    version: int
