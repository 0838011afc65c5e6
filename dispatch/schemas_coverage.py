"""Wire shapes of coverage: cells as bytes, numbers by district, gaps, departures, moves."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from core.wire import Output, PolygonArea

PeopleSource = Literal["raster", "townships", "area"]
GapReason = Literal["cut_off", "teams_away", "no_base_near"]


class CoverageRaster(Output):
    """Where the cells lie: a rectangle of columns from the west and rows from the south, WGS-84."""

    west: float
    south: float
    step_lon: float
    step_lat: float
    columns: int
    rows: int
    cell_m: float


class CoverageNumbers(Output):
    """Cells and people by how they stand.

    `share` is the part of the people on judged ground who are covered, none where nobody lives.
    Unknown ground has no road near; it is neither covered nor short. Where the source of the people
    is the area they are square kilometres.
    """

    cells: int
    cells_covered: int
    cells_short: int
    cells_unknown: int
    people: float
    people_covered: float
    people_short: float
    people_unknown: float
    share: float | None


class DistrictCoverage(CoverageNumbers):
    """The numbers of a district, what is asked there, and whether its share is reached."""

    code: str
    name: str
    within_s: int | None
    count: int | None
    target: float | None
    met: bool | None


class CoverageGap(Output):
    """Ground in one piece that lacks teams, why, and how many people live there.

    cut_off: no way leads there now; teams_away: it would be covered were all teams at their bases;
    no_base_near: no base of the capability is near enough, only a move or a new station helps.
    """

    district_code: str
    lon: float
    lat: float
    cells: int
    people: float
    missing: int
    reason: GapReason
    area: PolygonArea


class CoverageSide(Output):
    """How the ground stands with certain teams there.

    `levels` and `teams` are base64 of one byte per cell of the raster, row by row from the south:
    255 outside, else 0 unknown, 1 nothing asked, 2 nobody in time, 3 too few, 4 just enough, 5
    more than asked; and the teams in time, 250 for 250 and more.
    """

    teams_free: int
    levels: str
    teams: str
    total: CoverageNumbers
    districts: list[DistrictCoverage]
    gaps: list[CoverageGap]
    gaps_in_all: int


class ProposalSeen(Output):
    """The proposal whose teams are taken as gone."""

    id: UUID
    number: int
    team_ids: list[UUID]


class CoverageAnswer(Output):
    """Cover now and, where asked for, with other teams; `computing` while drive times are made."""

    state: Literal["ready", "computing", "unchanged"]
    done: int
    of: int
    version: str
    at: datetime
    capability_code: str
    jurisdiction_code: str
    within_s: int | None
    count: int | None
    people_source: PeopleSource | None
    people_elsewhere: float
    beyond_km2: float
    estimated: bool
    teams_estimated: int
    closures: int
    raster: CoverageRaster | None
    now: CoverageSide | None
    other: CoverageSide | None
    proposal: ProposalSeen | None


class Departure(Output):
    """What leaving of one team costs."""

    team_id: UUID
    team_name: str
    jurisdiction_code: str
    lon: float
    lat: float
    cells_lost: int
    people_lost: float
    share_after: float | None


class DepartureList(Output):
    """Teams whose departure costs most, worst first; `computing` while drive times are made."""

    state: Literal["ready", "computing"]
    done: int
    of: int
    share: float | None
    rows: list[Departure]


class Move(Output):
    """A stand-by move of one team, what it gains and what its own area loses."""

    team_id: UUID
    team_name: str
    from_lon: float
    from_lat: float
    to_name: str
    to_kind: str
    to_lon: float
    to_lat: float
    drive_s: int | None
    people_gained: float
    people_lost: float
    share_after: float | None


class MoveList(Output):
    """The best move of each team over all places, the best first; none where no move gains."""

    state: Literal["ready", "computing"]
    done: int
    of: int
    places: int
    share: float | None
    rows: list[Move]


class TeamInReach(Output):
    """A team and when it could be at a point; none where no way leads there."""

    team_id: UUID
    team_name: str
    jurisdiction_code: str
    state: str
    free: bool
    ready_s: int
    drive_s: int | None
    eta_s: int | None
    estimated: bool
