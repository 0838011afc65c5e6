"""Wire shapes of a replay: how far a log reaches, how it is spread, where teams were."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from core.wire import Output


class ReplayMinute(Output):
    """How many things happened within a minute."""

    at: datetime
    count: int


class ReplayMark(Output):
    """Something that is worth a mark on the time slider."""

    seq: int
    at: datetime
    kind: str = Field(examples=["order.issued"])
    mark: str = Field(examples=["order"])
    incident_id: UUID | None


class ReplayedIncident(Output):
    """An incident that the log tells of."""

    id: UUID
    number: str
    title: str
    reported_at: datetime
    closed_at: datetime | None


class ReplayRange(Output):
    """How far the log reaches that the reader may replay, and what there is in it.

    ``after`` is the event before the first one. ``whole_from`` is the first event since which the
    picture is whole: before it only what events told is known. Null: it never was. ``area_code`` is
    where a branch of it is held.
    """

    world: str
    area_code: str
    after: int
    last_seq: int
    first_at: datetime | None
    last_at: datetime | None
    events: int
    whole_from: int | None
    minutes: list[ReplayMinute]
    marks: list[ReplayMark]
    incidents: list[ReplayedIncident]


class TracedTeam(Output):
    """Where a team was: instants in milliseconds since 1970, longitudes, latitudes."""

    team_id: UUID
    at_ms: list[int]
    lon: list[float]
    lat: list[float]
    source: str


class ReplayedPositions(Output):
    """The ways of teams in a span, thinned out: see how on the replay's help page."""

    teams: list[TracedTeam]
