"""Wire shapes of surveys: the picture a report is made from, its summary, and the kept report."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from core.wire import Input, Output, example

Through = Literal["own", "agreement", "neighbour"]
"""Whose something is: the area's, another's under an agreement in force, another's without one."""


class SurveyArea(Output):
    """The jurisdiction surveyed; the ground is that of the simplified outline."""

    code: str
    name: str
    name_en: str | None
    level: str
    ground_km2: float | None
    townships: int
    hazard_sources: int
    major_hazards: int


class SurveyPoint(Output):
    """The settlement to which drive times lead: the area's seat, or that nearest to its middle."""

    name: str
    lon: float
    lat: float


class Named(Output):
    """How a capability or item is called and counted."""

    code: str
    name: str
    name_en: str
    unit: str
    unit_en: str


class SurveyTeam(Output):
    """A team, what it brings, how soon it is there; without a known way ``drive_s`` is None."""

    code: str
    name: str
    kind: str
    jurisdiction_code: str
    through: Through
    provider: str
    address: str
    leader_name: str | None
    phone: str | None
    headcount: int
    crew: int | None
    out: bool
    capabilities: dict[str, int]
    lon: float
    lat: float
    turnout_s: int
    drive_s: int | None
    estimated: bool
    age_days: int


class SurveyDepot(Output):
    """A place with stock."""

    code: str
    name: str
    kind: str
    jurisdiction_code: str
    through: Through
    provider: str
    address: str
    keeper_name: str | None
    phone: str | None
    lon: float
    lat: float
    load_s: int
    drive_s: int | None
    estimated: bool
    age_days: int


class SurveyStock(Output):
    """One item in one depot: counted, past its date, promised, and what may be relied on."""

    depot_code: str
    item_code: str
    counted: int
    expired: int
    promised: int
    relied_on: int
    expires_on: date | None
    age_days: int


class SurveyTruck(Output):
    """A lorry stationed at a depot."""

    plate: str
    depot_code: str
    vehicle: str
    payload_kg: int
    hazardous_permit: bool
    state: str


class SurveyFacility(Output):
    """A hospital, shelter or school; capacity is None where nobody has said it."""

    kind: str
    name: str
    address: str
    capacity: int | None
    phone: str | None
    lon: float
    lat: float
    drive_s: int | None
    estimated: bool


class SurveySafety(Output):
    """How much of an item the depots must always have free, and how much they have."""

    item_code: str
    wanted: int
    free: int


class SurveyTerm(Output):
    """A kind of help that an agreement covers, and how much of it at most."""

    kind: str
    code: str
    most: int | None


class SurveyAgreement(Output):
    """An agreement in force by which somebody helps this area; no term means everything."""

    provider_code: str
    provider_name: str
    number: str
    valid_to: datetime
    terms: list[SurveyTerm]


class SurveyRequisitioned(Output):
    """A thing that was requisitioned before and could be again."""

    owner_name: str
    name: str
    quantity: int
    unit: str
    state: str


class SurveyTrust(Output):
    """How fresh the counts of one noun are; None where there is no row."""

    noun: Literal["lot", "team", "depot", "truck"]
    rows: int
    fresh: int
    stale: int
    percent: int | None
    oldest_at: datetime | None


class SurveyRule(Output):
    """The site's rule of trust."""

    full_days: int
    floor_days: int
    floor_percent: int


class SurveyAsk(Output):
    """What a plan asks for at a level; the quantity is None while it hangs on unknown facts."""

    code: str
    is_item: bool
    label: str
    label_en: str
    quantity: int | None
    within_s: int
    unknown: list[str]


class SurveyLevel(Output):
    """What a plan asks for at one response level."""

    response_level: int
    asks: list[SurveyAsk]


class SurveyPlan(Output):
    """A plan in force that covers the area."""

    code: str
    edition: str
    title: str
    title_en: str
    jurisdiction_code: str
    levels: list[SurveyLevel]


class SurveyPicture(Output):
    """Everything a survey report says, read at one instant; the report is a function of it."""

    area: SurveyArea
    taken_at: datetime
    is_exercise: bool
    is_demo: bool
    roads: bool
    point: SurveyPoint | None
    with_neighbours: bool
    names: dict[str, str]
    rule: SurveyRule
    capabilities: list[Named]
    items: list[Named]
    teams: list[SurveyTeam]
    depots: list[SurveyDepot]
    stock: list[SurveyStock]
    trucks: list[SurveyTruck]
    facilities: list[SurveyFacility]
    safety: list[SurveySafety]
    agreements: list[SurveyAgreement]
    requisitioned: list[SurveyRequisitioned]
    trust: list[SurveyTrust]
    plans: list[SurveyPlan]
    map_svg: str | None


FixCode = Literal["confirm", "repair", "forward", "agree", "replace", "buy", "build"]


class Fix(Output):
    """One way to close a gap, by how much, and from whom."""

    code: FixCode
    amount: int
    where: str
    soonest_s: int | None


class Gap(Output):
    """What the most demanding plan asks of one thing, what is there in time, and how to close it.

    ``missing_own`` counts the area's own alone, ``missing`` also help under agreements in force.
    """

    code: str
    is_item: bool
    name: str
    name_en: str
    unit: str
    unit_en: str
    plan_title: str
    plan_title_en: str
    response_level: int
    within_s: int
    wanted: int
    own: int
    aid: int
    neighbour: int
    missing_own: int
    missing: int
    fixes: list[Fix]


class PlanCover(Output):
    """How many of the things that a plan asks for at a level are there in time."""

    code: str
    title: str
    title_en: str
    response_level: int
    asks: int
    met_own: int
    met_with_aid: int
    unmet: int
    unknown: int


class SurveyFigures(Output):
    """The numbers of an area in short; None is unknown."""

    teams: int
    teams_out: int
    people: int
    depots: int
    items: int
    items_below_safety: int
    trucks: int
    shelters: int
    shelter_places: int | None
    hospitals: int
    agreements: int
    outside_teams: int


class SurveySummary(Output):
    """What the screen shows of a survey: numbers, freshness, plans, gaps with the worst first."""

    area: SurveyArea
    taken_at: datetime
    point: SurveyPoint | None
    roads: bool
    with_neighbours: bool
    figures: SurveyFigures
    trust: list[SurveyTrust]
    rule: SurveyRule
    covers: list[PlanCover]
    gaps: list[Gap]
    short_of_safety: list[SurveySafety]


class SurveyReportIn(Input):
    """A report to be made and kept."""

    model_config = example(
        jurisdiction_code="420111",
        unit="洪山区应急管理局",
        dated_on="2026-11-22",
        with_neighbours=False,
    )

    jurisdiction_code: str = Field(pattern=r"^\d{6}$", examples=["420111"])
    unit: str = Field(min_length=1, max_length=100)
    dated_on: date = Field(ge=date(2000, 1, 1), le=date(2100, 1, 1))
    with_neighbours: bool = False


class SurveyReportNote(Output):
    """A report that was made: of which area, which edition, by whom, when."""

    id: UUID
    jurisdiction_code: str
    jurisdiction_name: str
    edition: int
    unit: str
    dated_on: date
    with_neighbours: bool
    readers_code: str
    prepared_at: datetime
    prepared_by_name: str
    version: int


class SurveyReport(SurveyReportNote):
    """A report with its summary; its file can be made at any time."""

    summary: SurveySummary
