"""Wire shapes of sites for new stations: the question, how far it has come, the answer."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from core.wire import Input, Latitude, Longitude, Output, example
from dispatch.schemas_coverage import PeopleSource
from geo.siting_task import SitingModel
from geo.types import VehicleClass

CandidateKind = Literal["township", "depot", "team"]
SitingState = Literal["waiting", "solving", "done", "failed", "stopped"]
SitingError = Literal["cannot_reach_all", "no_candidate", "no_place", "lost"]
MOST_POINTS = 500


class CandidateIn(Input):
    """A place of one's own where a station could be built."""

    name: str = Field(min_length=1, max_length=100, examples=["关山大道地块"])
    lon: Longitude
    lat: Latitude


class SitingIn(Input):
    """Where stations should be built.

    lscp: the fewest sites that reach everybody in time; mclp: most people in time with so many
    sites; p_median: the least mean time; p_centre: the least longest time.
    """

    model_config = example(
        model="mclp", capability_code="fire_suppression", within_s=480, count=3, townships=True
    )

    model: SitingModel
    capability_code: str = Field(min_length=1, max_length=40)
    jurisdiction_code: str | None = Field(default=None, pattern=r"^\d{6}$", examples=["420100"])
    vehicle: VehicleClass | None = None
    within_s: int = Field(default=900, ge=60, le=14_400)
    ready_s: int = Field(default=60, ge=0, le=7_200)
    count: int = Field(default=1, ge=1, le=200)
    keep_standing: bool = True
    townships: bool = True
    depots: bool = False
    bases: bool = False
    points: Annotated[list[CandidateIn], Field(max_length=MOST_POINTS, default_factory=list)]
    limit_s: int = Field(default=30, ge=1, le=120)


class SiteWorth(Output):
    """What stations give the people: how many in time, the mean and the longest time."""

    people: float
    people_in_time: float
    people_reached: float
    mean_s: float | None
    farthest_s: int | None


class Site(Output):
    """One place for a station, and how many people in time it alone adds to what stands."""

    name: str
    kind: str
    lon: float
    lat: float
    people_added: float


class SitingAnswer(Output):
    """The best sites with the proof: no choice among the candidates is better than the bound."""

    sites: list[Site]
    value: float
    bound: float
    proven: bool
    candidates: int
    places: int
    standing: int
    people_source: PeopleSource
    people_out_of_reach: float
    before: SiteWorth
    after: SiteWorth
    solve_s: float


class Siting(Output):
    """A question about sites and how far it has come."""

    id: UUID
    asked_at: datetime
    state: SitingState
    elapsed_s: float
    question: SitingIn
    error: SitingError | None
    answer: SitingAnswer | None
