"""Reads of teams, depots, facilities, positions and catalogues, many at a time."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    any_,
    false,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.orm import Session

from core.visibility import prefix_of, visible
from core.wire import Page, Point
from geo.names import initials_of, pinyin_of
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
from resources.queries_seen import seen_teams

OVERLAP = timedelta(seconds=2)
"""How far "since" reaches back: what was still being committed during the reading before."""

SHORTEST_READING = 2
"""A single letter is part of nearly every reading."""
TEAM_ORDER = {
    name: getattr(Team, name)
    for name in (
        "code", "name", "state", "kind", "confirmed_at", "jurisdiction_code", "vehicle",
        "headcount", "crew", "turnout_s", "leader_name", "on_duty", "declared_at",
    )
}  # fmt: skip


def capabilities(session: Session) -> list[schemas.Capability]:
    """Return the catalogue of capabilities."""
    rows = session.scalars(select(Capability).order_by(Capability.code))
    return [schemas.Capability.model_validate(row) for row in rows]


def items(session: Session) -> list[schemas.Item]:
    """Return the catalogue of materials."""
    rows = session.scalars(select(Item).order_by(Item.code))
    return [schemas.Item.model_validate(row) for row in rows]


def snapshot_teams(
    session: Session,
    prefixes: Sequence[str],
    team_ids: Sequence[UUID] | None = None,
    *,
    shared: bool = False,
) -> list[schemas.Team]:
    """Return all visible teams that are not retired, and those named besides.

    With ``shared`` also those of others that are lent or covered by an agreement.
    """
    query = _teams().where(_seen(session, prefixes, team_ids, shared), Team.retired_at.is_(None))
    rows = session.execute(query.order_by(Team.id))
    return _TEAMS.validate_python([_team_fields(row) for row in rows])


def _seen(
    session: Session, prefixes: Sequence[str], team_ids: Sequence[UUID] | None, shared: bool
) -> ColumnElement[bool]:
    own = visible(Team.jurisdiction_code, prefixes)
    within = seen_teams(session, prefixes) if shared else own
    return or_(within, Team.id.in_(list(team_ids))) if team_ids else within


def teams_by_id(session: Session, team_ids: Iterable[UUID]) -> dict[UUID, schemas.Team]:
    """Return the named teams, retired ones too, in the order of their ids."""
    query = _teams().where(Team.id.in_(list(team_ids))).order_by(Team.id)
    return {row.id: _team(row) for row in session.execute(query)}


def list_teams(
    session: Session,
    prefixes: Sequence[str],
    *,
    q: str | None = None,
    state: str | None = None,
    kind: str | None = None,
    capability: str | None = None,
    jurisdiction_code: str | None = None,
    on_duty: bool | None = None,
    confirmed_before: datetime | None = None,
    retired: bool = False,
    shared: bool = False,
    sort: str = "code",
    offset: int = 0,
    limit: int = 100,
) -> Page[schemas.Team]:
    """Return a page of visible teams, others' too where ``shared``, that match all filters."""
    conditions = [_seen(session, prefixes, None, shared)]
    conditions.append(Team.retired_at.is_not(None) if retired else Team.retired_at.is_(None))
    if jurisdiction_code:
        conditions.append(visible(Team.jurisdiction_code, [prefix_of(jurisdiction_code)]))
    if on_duty is not None:
        conditions.append(Team.on_duty.is_(on_duty))
    if confirmed_before is not None:
        conditions.append(Team.confirmed_at < confirmed_before)
    if q:
        fields = (Team.name, Team.code, Team.address, Team.leader_name)
        said = [field.icontains(q, autoescape=True) for field in fields]
        conditions.append(or_(*said, _read_as(session, conditions, q)))
    if state:
        conditions.append(Team.state == state)
    if kind:
        conditions.append(Team.kind == kind)
    if capability:
        conditions.append(Team.capabilities.any(TeamCapability.capability_code == capability))
    total = session.scalar(select(func.count()).select_from(Team).where(*conditions)) or 0
    order = [ordering(TEAM_ORDER, key) for key in sort.split(",")]
    query = _teams().where(*conditions).order_by(*order, Team.id)
    rows = [_team(row) for row in session.execute(query.offset(offset).limit(limit))]
    return page(rows, total, offset)


def _read_as(
    session: Session, conditions: Sequence[ColumnElement[bool]], text: str
) -> ColumnElement[bool]:
    """Match teams whose name reads like these letters, or has these initials.

    Names travel as one text in both directions: thousands of single values take far longer.
    """
    letters = text.replace(" ", "").casefold()
    if len(letters) < SHORTEST_READING or not (letters.isascii() and letters.isalpha()):
        return false()
    between = literal(_BETWEEN_NAMES)
    joined = session.scalar(select(func.string_agg(Team.name, between)).where(*conditions)) or ""
    names = {*joined.split(_BETWEEN_NAMES)}
    found = [name for name in names if any(letters in read for read in readings(name))]
    return Team.name == any_(func.string_to_array(literal(_BETWEEN_NAMES.join(found)), between))


_BETWEEN_NAMES = "\x1f"


@lru_cache(maxsize=65_536)
def readings(name: str) -> tuple[str, str]:
    """Return how a name reads in Latin letters, and its initials."""
    return pinyin_of(name), initials_of(name)


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
        "capability_code", TeamCapability.capability_code,
        "units", TeamCapability.units, "grade", TeamCapability.grade,
    )  # fmt: skip
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


_TEAMS = TypeAdapter(list[schemas.Team])
"""Thousands at once are checked in half the time that one by one takes."""


def _team(row: Row[Any]) -> schemas.Team:
    return schemas.Team.model_validate(_team_fields(row))


def _team_fields(row: Row[Any]) -> dict[str, Any]:
    fields: dict[str, Any] = dict(zip(_TEAM_COLUMNS, row[:-3], strict=True))
    home = {"lon": row.lon, "lat": row.lat}
    return fields | {"home": home, "capabilities": row.abilities}


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
    query = _facilities().where(
        visible(Facility.jurisdiction_code, prefixes), Facility.retired_at.is_(None)
    )
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
    conditions = [visible(Facility.jurisdiction_code, prefixes), Facility.retired_at.is_(None)]
    if q:
        fields = (Facility.name, Facility.code, Facility.address)
        conditions.append(or_(*(field.icontains(q, autoescape=True) for field in fields)))
    if kind:
        conditions.append(Facility.kind == kind)
    total = session.scalar(select(func.count()).select_from(Facility).where(*conditions)) or 0
    query = _facilities().where(*conditions).order_by(Facility.code).offset(offset).limit(limit)
    return page([_facility(row) for row in session.execute(query)], total, offset)


def facilities_by_id(session: Session, ids: Sequence[UUID]) -> dict[UUID, schemas.Facility]:
    """Return the named hospitals and shelters as they are now."""
    query = _facilities().where(Facility.id.in_(ids)).order_by(Facility.id)
    return {row.id: _facility(row) for row in session.execute(query)}


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
    *,
    shared: bool = False,
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
        .where(_seen(session, prefixes, team_ids, shared), recent, Team.retired_at.is_(None))
        .order_by(ResourcePosition.team_id)
    )
    rows = session.execute(query)
    names = tuple(rows.keys())
    return _POSITIONS.validate_python([dict(zip(names, row, strict=True)) for row in rows])


_POSITIONS = TypeAdapter(list[schemas.Position])
