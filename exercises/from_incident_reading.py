"""Reads what a scenario is made of: the log of an incident, and what happened around it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np
from geoalchemy2 import Geography
from sqlalchemy import cast, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from core.errors import NotFound
from core.models import Account, Event
from core.visibility import hears, require_visible, visible
from exercises.errors_from_incident import NotTold, StillGoingOn
from exercises.from_incident import OUT_OF_SERVICE, Lost, Record, Source, Told
from exercises.from_incident_names import names_among
from geo.distance import haversine_m
from incidents.models import Incident, IncidentCaller
from resources.models import Depot, Lot, StockMovement, Team
from resources.models_experts import Expert

NEAR_M = 30_000.0
BEFORE = timedelta(hours=12)
"""A road closed or a word on the weather so long before the report may still hold at it."""
OWN = (
    "incident.reported",
    "incident.corrected",
    "activation.started",
    "task.given",
    "need.raised",
    "closure.drawn",
)
AROUND = ("closure.drawn", "closure.lifted", "road_condition.set", "team.changed")


def read_source(session: Session, prefixes: list[str], incident_id: UUID) -> Source:
    """Read an incident that is over, and what was told near it while it went on."""
    row = session.get(Incident, incident_id)
    if row is None:
        raise NotFound(noun="incident")
    require_visible(prefixes, row.jurisdiction_code, "incident")
    if row.state not in ("stood_down", "closed"):
        raise StillGoingOn(title=row.title)
    own = _own(session, incident_id)
    reported = next((one for one in own if one.kind == "incident.reported"), None)
    if reported is None:
        raise NotTold(title=row.title)
    begun, record = reported.at, reported.data["incident"]
    ended = row.closed_at or row.stood_down_at or own[-1].at
    source = Source(record, begun, names=known_names(session))
    heard = [one for one in _around(session, begun, ended) if hears(prefixes, None, one.audience)]
    around = _near(heard, record["position"])
    told = sorted([*own, *around], key=lambda one: one.seq)
    source.told += [_told(one, begun) for one in told]
    source.lost += _lost(session, _depots(session, prefixes, record["position"]), begun, ended)
    source.out_before |= _out_before(session, around, begun)
    return source


def known_names(session: Session) -> frozenset[str]:
    """Return the names of people that the system knows."""
    told: list[str | None] = []
    for query in (
        select(Account.display_name),
        select(Team.leader_name),
        select(Depot.keeper_name),
        select(Expert.name),
        select(IncidentCaller.name),
        select(Event.actor_name).distinct(),
    ):
        told += session.scalars(query)
    return names_among(told)


def _own(session: Session, incident_id: UUID) -> list[Event]:
    query = select(Event).where(Event.incident_id == incident_id, Event.kind.in_(OWN))
    return list(session.scalars(query.order_by(Event.seq)))


def _around(session: Session, begun: datetime, ended: datetime) -> list[Event]:
    """Return what happened in the area meanwhile, and what had been told shortly before."""
    standing = Event.kind.in_(("closure.drawn", "closure.lifted", "road_condition.set"))
    query = select(Event).where(
        Event.kind.in_(AROUND),
        Event.incident_id.is_(None),
        Event.at <= ended,
        or_(Event.at >= begun, standing & (Event.at >= begun - BEFORE)),
    )
    found = list(session.scalars(query.order_by(Event.seq)))
    lifted = {
        one.data["closure"]["id"]
        for one in found
        if one.kind == "closure.lifted" and one.at < begun
    }
    return [one for one in found if _counts(one, lifted)]


def _counts(one: Event, lifted: set[str]) -> bool:
    if one.kind == "closure.lifted":
        return False
    return one.kind != "closure.drawn" or one.data["closure"]["id"] not in lifted


def _near(events: Iterable[Event], place: Record) -> list[Event]:
    return [one for one in events if _is_near(one, place)]


def _is_near(one: Event, place: Record) -> bool:
    noun = one.kind.partition(".")[0]
    points = _points(noun, one.data[noun])
    if points is None:
        return True
    here = np.array([place["lon"], place["lat"]])
    return bool(np.min(haversine_m(here, np.array(points))) <= NEAR_M)


def _points(noun: str, record: Record) -> list[list[float]] | None:
    """Return where a record lies; None where it holds for the whole area."""
    if noun == "team":
        return [[record["home"]["lon"], record["home"]["lat"]]]
    if noun != "closure":
        return None
    points = [point for road in record["roads"] for point in road["line"]]
    if record["area"] is not None:
        points += _corners(record["area"]["coordinates"])
    return points


def _corners(nested: list) -> list[list[float]]:  # type: ignore[type-arg]
    if nested and isinstance(nested[0], int | float):
        return [nested]
    return [point for one in nested for point in _corners(one)]


def _told(one: Event, begun: datetime) -> Told:
    noun = one.kind.partition(".")[0]
    at_s = max(0, round((one.at - begun).total_seconds()))
    return Told(at_s, one.kind, one.data[noun])


def _out_before(session: Session, around: Iterable[Event], begun: datetime) -> set[str]:
    """Return the teams that were out of service already when the incident was reported."""
    team_id = Event.data["team"]["id"].astext
    ids = {one.data["team"]["id"] for one in around if one.kind == "team.changed"}
    query = (
        select(team_id, Event.data["team"]["state"].astext)
        .where(Event.kind.in_(("team.entered", "team.changed")), team_id.in_(ids), Event.at < begun)
        .ext(distinct_on(team_id))
        .order_by(team_id, Event.seq.desc())
    )
    return {one for one, state in session.execute(query) if state in OUT_OF_SERVICE}


def _depots(session: Session, prefixes: list[str], place: Record) -> list[UUID]:
    """Return the depots near the scene that the reader sees."""
    centre = func.ST_SetSRID(func.ST_MakePoint(place["lon"], place["lat"]), 4326)
    near = func.ST_DWithin(cast(Depot.position, Geography), cast(centre, Geography), NEAR_M)
    query = select(Depot.id).where(visible(Depot.jurisdiction_code, prefixes), near)
    return list(session.scalars(query))


def _lost(session: Session, depots: Sequence[UUID], begun: datetime, ended: datetime) -> list[Lost]:
    """Return what was written off meanwhile in some depots, as a share of what lay there."""
    here = Lot.depot_id.in_(depots)
    query = (
        select(StockMovement.at, Lot.item_code, -StockMovement.quantity_change)
        .join(Lot, Lot.id == StockMovement.lot_id)
        .where(here, StockMovement.kind == "loss", StockMovement.at.between(begun, ended))
        .order_by(StockMovement.at)
    )
    losses = list(session.execute(query))
    lies = select(Lot.item_code, func.sum(Lot.quantity)).where(here).group_by(Lot.item_code)
    held = {row[0]: int(row[1]) for row in session.execute(lies)}
    return [
        Lost(round((at - begun).total_seconds()), item, _percent(amount, held.get(item, 0)))
        for at, item, amount in losses
        if amount > 0
    ]


def _percent(amount: int, left: int) -> int:
    return max(1, min(100, round(100 * amount / (amount + left))))
