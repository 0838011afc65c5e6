"""Writes of positions: the latest wins, whatever order they arrive in; no event is written."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from geoalchemy2.shape import from_shape
from shapely.geometry import Point
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core import clock, outbox
from core.auth import Actor
from core.errors import NotFound
from core.visibility import sees
from geo.errors import require_position
from resources import schemas
from resources.errors import NotYourTeam
from resources.models import ResourcePosition, Team
from resources.service_traces import trace_positions


def report_positions(
    session: Session, actor: Actor, reported: Sequence[schemas.PositionIn]
) -> list[schemas.Position]:
    """Take over positions that somebody reports: a team leader's own, or those one can see."""
    wanted = {one.team_id for one in reported}
    query = select(Team.id, Team.jurisdiction_code).where(
        Team.id.in_(wanted), Team.retired_at.is_(None)
    )
    known = {row.id: row.jurisdiction_code for row in session.execute(query)}
    for team_id in wanted - {actor.team_id}:
        if not actor.prefixes:
            raise NotYourTeam()
        if team_id not in known or not sees(actor.prefixes, known[team_id]):
            raise NotFound(noun="team", field="team_id")
    if actor.team_id in wanted and actor.team_id not in known:
        raise NotFound(noun="team", field="team_id")
    return record_positions(session, reported)


def record_position(session: Session, reported: schemas.PositionIn) -> schemas.Position:
    """Take over one position; see ``record_positions``."""
    return record_positions(session, [reported])[0]


def record_positions(
    session: Session, reported: Sequence[schemas.PositionIn]
) -> list[schemas.Position]:
    """Take over the latest position of each team, unless a later one is known; ring the listeners.

    An instant ahead of the service's clock counts as now, so that a wrong phone clock cannot
    freeze a team on the map.
    """
    now = clock.now(session)
    latest: dict[UUID, schemas.Position] = {}
    for one in reported:
        require_position(one.lon, one.lat, "lon")
        position = _dated(one, now)
        known = latest.get(one.team_id)
        if known is None or known.at <= position.at:
            latest[one.team_id] = position
    if latest:
        told = [latest[team_id] for team_id in sorted(latest)]
        _put(session, told)
        trace_positions(session, told)
        outbox.ring_positions(session)
    return list(latest.values())


def _dated(one: schemas.PositionIn, now: datetime) -> schemas.Position:
    return schemas.Position(
        team_id=one.team_id,
        lon=one.lon,
        lat=one.lat,
        at=min(one.at or now, now),
        source=one.source,
        accuracy_m=one.accuracy_m,
    )


def _put(session: Session, positions: Sequence[schemas.Position]) -> None:
    rows = [
        one.model_dump(exclude={"lon", "lat"})
        | {"position": from_shape(Point(one.lon, one.lat), srid=4326)}
        for one in positions
    ]
    put = insert(ResourcePosition)
    fresh = {name: put.excluded[name] for name in ("position", "at", "source", "accuracy_m")} | {
        "received_at": func.now()
    }
    session.execute(
        put.on_conflict_do_update(
            index_elements=[ResourcePosition.team_id],
            set_=fresh,
            where=ResourcePosition.at <= put.excluded.at,
        ),
        rows,
    )
