"""Reads of teams, depots, facilities, positions and catalogues, many at a time."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, or_, select, true
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.orm import Session

from core.visibility import visible
from core.wire import Page, Point
from resources import schemas
from resources.models import (
    Capability,
    Depot,
    Facility,
    Item,
    Lot,
    ResourcePosition,
    Team,
    TeamCapability,
    Truck,
)

OVERLAP = timedelta(seconds=2)
"""How far "since" reaches back: what was still being committed during the reading before."""

TEAM_ORDER = {
    "code": Team.code,
    "name": Team.name,
    "state": Team.state,
    "kind": Team.kind,
    "confirmed_at": Team.confirmed_at,
}


def capabilities(session: Session) -> list[schemas.Capability]:
    """Return the catalogue of capabilities."""
    rows = session.scalars(select(Capability).order_by(Capability.code))
    return [schemas.Capability.model_validate(row) for row in rows]


def items(session: Session) -> list[schemas.Item]:
    """Return the catalogue of materials."""
    rows = session.scalars(select(Item).order_by(Item.code))
    return [schemas.Item.model_validate(row) for row in rows]


def snapshot_teams(
    session: Session, prefixes: Sequence[str], team_ids: Sequence[UUID] | None = None
) -> list[schemas.Team]:
    """Return all visible teams that are not retired, and those named besides."""
    query = _teams().where(_seen(prefixes, team_ids), Team.retired_at.is_(None))
    return [_team(row) for row in session.execute(query.order_by(Team.id))]


def _seen(prefixes: Sequence[str], team_ids: Sequence[UUID] | None) -> ColumnElement[bool]:
    within = visible(Team.jurisdiction_code, prefixes)
    return or_(within, Team.id.in_(list(team_ids))) if team_ids else within


def teams_by_id(session: Session, team_ids: Iterable[UUID]) -> dict[UUID, schemas.Team]:
    """Return the named teams, retired ones too."""
    query = _teams().where(Team.id.in_(list(team_ids)))
    return {row.id: _team(row) for row in session.execute(query)}


def list_teams(
    session: Session,
    prefixes: Sequence[str],
    *,
    q: str | None = None,
    state: str | None = None,
    kind: str | None = None,
    capability: str | None = None,
    retired: bool = False,
    sort: str = "code",
    offset: int = 0,
    limit: int = 100,
) -> Page[schemas.Team]:
    """Return a page of visible teams that match all filters given."""
    conditions = [visible(Team.jurisdiction_code, prefixes)]
    conditions.append(Team.retired_at.is_not(None) if retired else Team.retired_at.is_(None))
    if q:
        fields = (Team.name, Team.code, Team.address, Team.leader_name)
        conditions.append(or_(*(field.icontains(q, autoescape=True) for field in fields)))
    if state:
        conditions.append(Team.state == state)
    if kind:
        conditions.append(Team.kind == kind)
    if capability:
        conditions.append(Team.capabilities.any(TeamCapability.capability_code == capability))
    total = session.scalar(select(func.count()).select_from(Team).where(*conditions)) or 0
    query = _teams().where(*conditions).order_by(ordering(TEAM_ORDER, sort), Team.id)
    rows = [_team(row) for row in session.execute(query.offset(offset).limit(limit))]
    return page(rows, total, offset)


def ordering(columns: dict[str, Any], sort: str) -> ColumnElement[Any]:
    """Return the order that a sort key such as ``name`` or ``-name`` asks for."""
    column = columns[sort.removeprefix("-")]
    ordered: ColumnElement[Any] = column.desc() if sort.startswith("-") else column.asc()
    return ordered.nulls_last()


def page(rows: list[Any], total: int, offset: int) -> Page[Any]:
    """Return rows as one page of a list."""
    after = offset + len(rows)
    return Page(rows=rows, total=total, next_offset=after if rows and after < total else None)


_TEAM_COLUMNS = [name for name in schemas.Team.model_fields if name not in ("home", "capabilities")]


def _teams() -> Select[Any]:
    one = func.jsonb_build_object(
        "capability_code", TeamCapability.capability_code, "units", TeamCapability.units
    )
    abilities = (
        select(func.jsonb_agg(aggregate_order_by(one, TeamCapability.capability_code)))
        .where(TeamCapability.team_id == Team.id)
        .scalar_subquery()
    )
    return select(
        *(getattr(Team, name) for name in _TEAM_COLUMNS),
        func.ST_X(Team.home).label("lon"),
        func.ST_Y(Team.home).label("lat"),
        func.coalesce(abilities, func.jsonb_build_array(), type_=JSONB).label("abilities"),
    )


def _team(row: Row[Any]) -> schemas.Team:
    fields = {name: getattr(row, name) for name in _TEAM_COLUMNS}
    home = Point(lon=row.lon, lat=row.lat)
    return schemas.Team(**fields, home=home, capabilities=row.abilities)


def snapshot_depots(session: Session, prefixes: Sequence[str]) -> list[schemas.Depot]:
    """Return all visible depots in use, with their lorries and the number of their lots."""
    return _depots(session, visible(Depot.jurisdiction_code, prefixes), Depot.retired_at.is_(None))


def depots_by_id(session: Session, depot_ids: Iterable[UUID]) -> dict[UUID, schemas.Depot]:
    """Return the named depots."""
    return {depot.id: depot for depot in _depots(session, Depot.id.in_(list(depot_ids)))}


def list_depots(
    session: Session, prefixes: Sequence[str], *, q: str | None, offset: int, limit: int
) -> Page[schemas.Depot]:
    """Return a page of visible depots by code."""
    conditions = [visible(Depot.jurisdiction_code, prefixes), Depot.retired_at.is_(None)]
    if q:
        fields = (Depot.name, Depot.code, Depot.address)
        conditions.append(or_(*(field.icontains(q, autoescape=True) for field in fields)))
    total = session.scalar(select(func.count()).select_from(Depot).where(*conditions)) or 0
    ids = select(Depot.id).where(*conditions).order_by(Depot.code).offset(offset).limit(limit)
    return page(_depots(session, Depot.id.in_(ids)), total, offset)


_DEPOT_COLUMNS = [
    name for name in schemas.Depot.model_fields if name not in ("position", "trucks", "lots")
]


def _depots(session: Session, *conditions: ColumnElement[bool]) -> list[schemas.Depot]:
    lots = select(func.count()).where(Lot.depot_id == Depot.id).scalar_subquery()
    query: Select[Any] = select(
        *(getattr(Depot, name) for name in _DEPOT_COLUMNS),
        func.ST_X(Depot.position).label("lon"),
        func.ST_Y(Depot.position).label("lat"),
        lots.label("lots"),
    ).where(*conditions)
    rows = session.execute(query.order_by(Depot.code)).all()
    trucks = _trucks_by_depot(session, [row.id for row in rows])
    return [_depot(row, trucks.get(row.id, [])) for row in rows]


def _depot(row: Row[Any], trucks: list[schemas.Truck]) -> schemas.Depot:
    fields = {name: getattr(row, name) for name in _DEPOT_COLUMNS}
    position = Point(lon=row.lon, lat=row.lat)
    return schemas.Depot(**fields, position=position, trucks=trucks, lots=row.lots)


def _trucks_by_depot(
    session: Session, depot_ids: Sequence[UUID]
) -> dict[UUID, list[schemas.Truck]]:
    in_use = (Truck.depot_id.in_(depot_ids), Truck.state != "retired")
    query = select(Truck).where(*in_use).order_by(Truck.plate)
    found: dict[UUID, list[schemas.Truck]] = {}
    for truck in session.scalars(query.execution_options(populate_existing=True)):
        found.setdefault(truck.depot_id, []).append(schemas.Truck.model_validate(truck))
    return found


def snapshot_facilities(session: Session, prefixes: Sequence[str]) -> list[schemas.Facility]:
    """Return all visible hospitals and shelters."""
    query = _facilities().where(visible(Facility.jurisdiction_code, prefixes))
    return [_facility(row) for row in session.execute(query.order_by(Facility.code))]


def list_facilities(
    session: Session,
    prefixes: Sequence[str],
    *,
    q: str | None,
    kind: str | None,
    offset: int,
    limit: int,
) -> Page[schemas.Facility]:
    """Return a page of visible hospitals and shelters by code."""
    conditions = [visible(Facility.jurisdiction_code, prefixes)]
    if q:
        fields = (Facility.name, Facility.code, Facility.address)
        conditions.append(or_(*(field.icontains(q, autoescape=True) for field in fields)))
    if kind:
        conditions.append(Facility.kind == kind)
    total = session.scalar(select(func.count()).select_from(Facility).where(*conditions)) or 0
    query = _facilities().where(*conditions).order_by(Facility.code).offset(offset).limit(limit)
    return page([_facility(row) for row in session.execute(query)], total, offset)


_FACILITY_COLUMNS = [name for name in schemas.Facility.model_fields if name != "position"]


def _facilities() -> Select[Any]:
    return select(
        *(getattr(Facility, name) for name in _FACILITY_COLUMNS),
        func.ST_X(Facility.position).label("lon"),
        func.ST_Y(Facility.position).label("lat"),
    )


def _facility(row: Row[Any]) -> schemas.Facility:
    fields = {name: getattr(row, name) for name in _FACILITY_COLUMNS}
    return schemas.Facility(**fields, position=Point(lon=row.lon, lat=row.lat))


def positions(
    session: Session,
    prefixes: Sequence[str],
    team_ids: Sequence[UUID] | None = None,
    since: datetime | None = None,
) -> list[schemas.Position]:
    """Return where teams were last seen: those in the jurisdictions, and those named besides.

    With ``since`` only what was received after that instant, with a short overlap.
    """
    recent = true() if since is None else ResourcePosition.received_at > since - OVERLAP
    query = (
        select(
            ResourcePosition.team_id,
            func.ST_X(ResourcePosition.position).label("lon"),
            func.ST_Y(ResourcePosition.position).label("lat"),
            ResourcePosition.at,
            ResourcePosition.source,
            ResourcePosition.accuracy_m,
        )
        .join(Team, Team.id == ResourcePosition.team_id)
        .where(_seen(prefixes, team_ids), recent, Team.retired_at.is_(None))
        .order_by(ResourcePosition.team_id)
    )
    return [schemas.Position.model_validate(row) for row in session.execute(query)]
