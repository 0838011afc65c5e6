"""Wire shapes of readiness: runs, the matrix of plans by district, cases, actions, the trend."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from core.wire import Input, Output, example
from geo.entered import PointIn
from plans.readiness.standing import Standing

LineState = Literal["met", "short", "unclear", "unknown", "empty"]
RunState = Literal["requested", "running", "done", "failed", "cancelled"]
FactGiven = bool | int | float | str


class ReadinessCounts(Output):
    """A run in numbers: plans, cases by state, plans that hold everywhere at all levels."""

    plans: int
    plans_whole: int
    cases: int
    met: int
    short: int
    unclear: int
    unknown: int
    empty: int
    places: int
    teams: int
    depots: int
    roads: bool


class ReadinessLost(Output):
    """A plan at a level that held in a district at the run before and does not any more."""

    plan_code: str
    plan_title: str
    plan_title_en: str
    response_level: int
    jurisdiction_code: str
    jurisdiction_name: str
    label: str
    label_en: str
    missing: int | None


class ReadinessAction(Output):
    """One thing to do: what it newly fixes in the order of the list, and its rough cost.

    ``where_name`` and ``names`` are left out where the reader does not see the place.
    """

    doing: Literal[
        "confirm", "renew", "duty", "shift", "service", "agreement", "stock", "lorry", "team"
    ]
    code: str
    is_item: bool
    label: str
    label_en: str
    where_code: str
    where_name: str | None
    amount: int
    cost: float
    fixes: int
    newly: int
    cases: int
    names: list[str]


class ReadinessRun(Output):
    """One test of all plans in force."""

    id: UUID
    number: int
    why: Literal["asked", "nightly"]
    state: RunState
    asked_at: datetime
    asked_by_name: str | None
    started_at: datetime | None
    ended_at: datetime | None
    cancel_asked: bool
    stage: str
    done: int
    total: int | None
    as_of: datetime | None
    basis_seq: int | None
    counts: ReadinessCounts | None
    lost: list[ReadinessLost]
    took_s: float | None
    trouble: str | None
    version: int


class ReadinessLevel(Output):
    """How a plan at a level stands in a district: its worst place, and how many hold."""

    response_level: int
    state: LineState
    cases: int
    met: int


class ReadinessCell(Output):
    """A plan in a district; the levels from IV (4) up to I (1).

    ``held_to`` is the highest level up to which it holds without a gap, null if not even the lowest
    does; ``standing`` says how it stands as a whole, ``open`` where what decides is not known.
    """

    plan_code: str
    jurisdiction_code: str
    levels: list[ReadinessLevel]
    held_to: int | None
    standing: Standing


class ReadinessPlan(Output):
    """A plan as a row of the matrix."""

    plan_id: UUID
    plan_code: str
    plan_title: str
    plan_title_en: str
    cases: int
    met: int


class ReadinessArea(Output):
    """A district as a column of the matrix."""

    code: str
    name: str
    name_en: str | None


class ReadinessWeekPoint(Output):
    """How many cases held in a week."""

    week: date
    cases: int
    met: int


class ReadinessOverview(Output):
    """The newest finished run as a matrix, what is under way, what to do first, the trend."""

    run: ReadinessRun | None
    under_way: ReadinessRun | None
    plans: list[ReadinessPlan]
    areas: list[ReadinessArea]
    cells: list[ReadinessCell]
    actions: list[ReadinessAction]
    trend: list[ReadinessWeekPoint]
    nightly_hour: int | None


class ReadinessAsked(Output):
    """One thing a level asks for in a case, how far it is there in time, and why not.

    ``quantity`` and ``missing`` are None while the amount hangs on unknown facts. ``reasons`` are
    units that exist and do not count, by what is in their way, the most first.
    """

    code: str
    is_item: bool
    label: str
    label_en: str
    quantity: int | None
    within_s: int
    covered: int
    missing: int | None
    first_s: int | None
    met_s: int | None
    spare: int | None
    proven: bool
    reasons: dict[str, int]
    unknown: list[str]
    why: str


class ReadinessLoss(Output):
    """A single loss that breaks a case; ``name`` is left out where the reader does not see it."""

    kind: Literal["team", "depot", "road"]
    name: str | None
    jurisdiction_code: str | None
    label: str
    label_en: str
    missing: int | None
    proven: bool


class ReadinessFacts(Output):
    """The incident a case was tested with, and where its facts come from."""

    source: Literal["stated", "trigger", "nothing"]
    known: dict[str, FactGiven]


class ReadinessLine(Output):
    """One plan at one response level at one place."""

    id: UUID
    run_id: UUID
    plan_id: UUID
    plan_code: str
    plan_title: str
    plan_title_en: str
    response_level: int
    jurisdiction_code: str
    spot_key: str
    spot_name: str
    spot_why: Literal["named", "source", "people", "middle"]
    lon: float
    lat: float
    state: LineState
    first_s: int | None
    last_s: int | None
    estimated: bool
    facts: ReadinessFacts
    asked: list[ReadinessAsked]
    losses: list[ReadinessLoss]


class ReadinessPlace(Output):
    """A place named for the test of a plan."""

    name: str
    jurisdiction_code: str
    lon: float
    lat: float


class ReadinessPlaceIn(Input):
    """A place to test a plan at."""

    model_config = example(name="王家湾", position={"lon": 114.21, "lat": 30.56})

    name: str = Field(min_length=1, max_length=120)
    position: PointIn


class ReadinessSettingIn(Input):
    """Where a plan is tested and with which incidents; empty lists and cases mean the defaults."""

    model_config = example(places=[], cases={"2": {"deaths": 10, "exposed": 500}})

    places: list[ReadinessPlaceIn] = Field(default_factory=list, max_length=60)
    cases: dict[Literal["1", "2", "3", "4"], dict[str, FactGiven]] = Field(default_factory=dict)


class ReadinessSetting(Output):
    """What planners set for the test of a plan."""

    plan_code: str
    places: list[ReadinessPlace]
    cases: dict[str, dict[str, FactGiven]]
    changed_at: datetime | None
    changed_by_name: str | None
    version: int
