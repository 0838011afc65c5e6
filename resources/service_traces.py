"""Writes of where teams were: every position that is told, thinned out, kept for a replay.

The newest position of a team lies in its own table and is overwritten. Its way is kept beside it:
another point once the team is 50 m further, at most one in 10 s, and one in 10 minutes while it
stands. How exact a position was is not kept.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np
from sqlalchemy import delete, exists, func, select, true, tuple_
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import Session, aliased

from core import clock
from geo.distance import haversine_m
from resources import schemas
from resources.models import ResourcePosition, Team
from resources.models_traces import PositionTrace

STRETCH_M = 50.0
AT_MOST_EVERY = timedelta(seconds=10)
STANDING_EVERY = timedelta(minutes=10)
FORGOTTEN_AT_ONCE = 20_000


def trace_positions(session: Session, told: Sequence[schemas.Position]) -> None:
    """Keep those of the positions that say something about the way of their team."""
    known = _newest(session, {one.team_id for one in told})
    telling = [one for one in told if tells(known.get(one.team_id), one)]
    rows = [one.model_dump(exclude={"accuracy_m"}) for one in telling]
    if rows:
        session.execute(insert(PositionTrace).on_conflict_do_nothing(), rows)


def tells(known: schemas.Position | None, told: schemas.Position) -> bool:
    """Say whether a position says something about the way of its team that is not known yet."""
    if known is None:
        return True
    since = told.at - known.at
    if since < AT_MOST_EVERY:
        return False
    moved_m = float(haversine_m(np.array([known.lon, known.lat]), np.array([told.lon, told.lat])))
    return moved_m >= STRETCH_M or since >= STANDING_EVERY


def _newest(session: Session, team_ids: Iterable[UUID]) -> dict[UUID, schemas.Position]:
    newest = (
        select(PositionTrace)
        .where(PositionTrace.team_id == Team.id)
        .order_by(PositionTrace.at.desc())
        .limit(1)
        .lateral()
    )
    last = aliased(PositionTrace, newest)
    query = select(last).select_from(Team).join(last, true()).where(Team.id.in_(list(team_ids)))
    return {row.team_id: _position(row) for row in session.scalars(query)}


def trace_present(session: Session) -> None:
    """Keep where teams are now, for those whose way is not kept yet: a replay begins with it."""
    known = select(PositionTrace.at).where(PositionTrace.team_id == ResourcePosition.team_id)
    query = select(
        ResourcePosition.team_id,
        ResourcePosition.at,
        func.ST_X(ResourcePosition.position),
        func.ST_Y(ResourcePosition.position),
        ResourcePosition.source,
    ).where(~known.exists())
    names = ["team_id", "at", "lon", "lat", "source"]
    session.execute(insert(PositionTrace).from_select(names, query).on_conflict_do_nothing())


def forget_traces(session: Session, days: int) -> int:
    """Destroy where teams were longer ago than so many days; of each team its last place stays.

    So much at a time as nobody has to wait for; how many were destroyed.
    """
    later = aliased(PositionTrace)
    until = clock.now(session) - timedelta(days=days)
    is_last = ~exists().where(later.team_id == PositionTrace.team_id, later.at > PositionTrace.at)
    names = (PositionTrace.team_id, PositionTrace.at)
    old = select(*names).where(PositionTrace.at < until, ~is_last).limit(FORGOTTEN_AT_ONCE)
    gone = delete(PositionTrace).where(tuple_(*names).in_(old)).returning(PositionTrace.at)
    return len(session.scalars(gone).all())


def trace_until(session: Session, instant: datetime) -> list[schemas.Position]:
    """Return the last known position of each team at an instant."""
    query = (
        select(PositionTrace)
        .where(PositionTrace.at <= instant)
        .ext(distinct_on(PositionTrace.team_id))
        .order_by(PositionTrace.team_id, PositionTrace.at.desc())
    )
    return [_position(row) for row in session.scalars(query)]


def _position(row: PositionTrace) -> schemas.Position:
    return schemas.Position(
        team_id=row.team_id,
        lon=row.lon,
        lat=row.lat,
        at=row.at,
        source=row.source,
        accuracy_m=None,
    )
