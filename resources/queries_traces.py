"""Reads of where teams were."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Float,
    Numeric,
    Subquery,
    cast,
    func,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from core.visibility import visible
from resources.models import Team
from resources.models_traces import PositionTrace
from resources.queries_seen import seen_teams

DIGITS = 6
"""Of a degree; the sixth is a tenth of a metre."""


class Trace(NamedTuple):
    """The way of a team: ascending instants in milliseconds since 1970, and where it was then."""

    team_id: UUID
    source: str
    at_ms: list[int]
    lon: list[float]
    lat: list[float]


def traces(
    session: Session,
    prefixes: Sequence[str],
    team_ids: Sequence[UUID] | None,
    begins_at: datetime,
    ends_at: datetime,
) -> Iterator[Trace]:
    """Return the ways of the teams somebody sees, from the last place before a span to its end.

    Each way is put together by the database: a day of them has hundreds of thousands of points.
    """
    seen = or_(visible(Team.jurisdiction_code, prefixes), seen_teams(session, prefixes))
    if team_ids:
        seen = or_(seen, Team.id.in_(list(team_ids)))
    points = _points(select(Team.id).where(seen).subquery(), begins_at, ends_at)
    epoch_ms = func.round(func.extract("epoch", points.c.at) * 1000)
    query = (
        select(
            points.c.team_id,
            func.min(points.c.source),
            func.array_agg(aggregate_order_by(cast(epoch_ms, BigInteger), points.c.at)),
            _rounded(points.c.lon, points.c.at),
            _rounded(points.c.lat, points.c.at),
        )
        .group_by(points.c.team_id)
        .order_by(points.c.team_id)
    )
    yield from (Trace(*row) for row in session.execute(query))


def _points(teams: Subquery, begins_at: datetime, ends_at: datetime) -> Subquery:
    """Return the places within a span, and of each team the last one before it, by the index."""
    trace = PositionTrace
    columns = (trace.source, trace.at, trace.lon, trace.lat)
    latest = select(*columns).where(trace.team_id == teams.c.id, trace.at <= begins_at)
    last = latest.order_by(trace.at.desc()).limit(1).lateral()
    before = select(teams.c.id.label("team_id"), *last.c).join(last, true())
    within = select(trace.team_id, *columns).where(
        trace.team_id.in_(select(teams.c.id)), trace.at > begins_at, trace.at <= ends_at
    )
    return union_all(before, within).subquery()


def _rounded(degrees: ColumnElement[float], at: ColumnElement[datetime]) -> ColumnElement[Any]:
    rounded = cast(func.round(cast(degrees, Numeric), DIGITS), Float)
    return func.array_agg(aggregate_order_by(rounded, at))
