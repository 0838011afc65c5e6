"""Reads for the solver: plain tuples in columns, as fast as the database gives them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, any_, bindparam, cast, collate, func, select
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.orm import Session
from sqlalchemy.types import BigInteger, Integer, Text

from core import clock
from core.config import get_settings
from core.models import WORLD
from resources.models import Depot, Lot, ResourcePosition, Team, TeamCapability, Truck
from resources.models_readiness import Shift
from resources.queries_trust import percent_sql, site_trust
from resources.trust import later_s


class SolverTeam(NamedTuple):
    """A team as the solver needs it; `lon` and `lat` are where it was last seen, else its base."""

    id: UUID
    code: str
    name: str
    jurisdiction_code: str
    home_lon: float
    home_lat: float
    lon: float
    lat: float
    seen_at: datetime | None
    vehicle: str
    turnout_s: int
    state: str
    tier: int
    confirmed_at: datetime
    version: int
    capability_codes: list[str]
    capability_units: list[int]
    on_duty: bool = True
    shift_ends_at: datetime | None = None
    kind: str = ""
    capability_grades: Sequence[int | None] = ()
    confirmed_how: str = "seen"
    trust_percent: int = 100
    later_s: int = 0
    """By how much its turnout counts longer, because nobody has vouched for it for so long."""


class SolverLot(NamedTuple):
    """A lot with something free in it, whether or not it may be used: the solver says why not.

    ``free`` is what the dispatcher may rely on: the count, less what its age takes away, less what
    is promised.
    """

    id: UUID
    depot_id: UUID
    item_code: str
    batch: str
    free: int
    expires_on: date | None
    confirmed_at: datetime
    version: int
    counted: int = 0
    trust_percent: int = 100
    confirmed_how: str = "count"


class SolverDepot(NamedTuple):
    """A depot as the solver needs it."""

    id: UUID
    code: str
    name: str
    jurisdiction_code: str
    lon: float
    lat: float
    load_s: int
    tier: int


class SolverTruck(NamedTuple):
    """A lorry as the solver needs it."""

    id: UUID
    depot_id: UUID
    plate: str
    vehicle: str
    payload_kg: int
    hazardous_permit: bool
    state: str


def solver_teams(session: Session) -> list[SolverTeam]:
    """Return all teams that are not retired, in id order, with their capabilities."""
    code = TeamCapability.capability_code
    abilities = (
        select(
            TeamCapability.team_id,
            func.array_agg(aggregate_order_by(code, code), type_=ARRAY(Text)).label("codes"),
            func.array_agg(
                aggregate_order_by(TeamCapability.units, code), type_=ARRAY(Integer)
            ).label("units"),
            func.array_agg(
                aggregate_order_by(TeamCapability.grade, code), type_=ARRAY(Integer)
            ).label("grades"),
        )
        .group_by(TeamCapability.team_id)
        .subquery()
    )
    here = func.coalesce(ResourcePosition.position, Team.home)
    query = (
        select(
            Team.id,
            Team.code,
            Team.name,
            Team.jurisdiction_code,
            func.ST_X(Team.home),
            func.ST_Y(Team.home),
            func.ST_X(here),
            func.ST_Y(here),
            ResourcePosition.at,
            Team.vehicle,
            Team.turnout_s,
            Team.state,
            Team.tier,
            Team.confirmed_at,
            Team.version,
            abilities.c.codes,
            abilities.c.units,
            Team.on_duty,
            _running_shift(session),
            Team.kind,
            abilities.c.grades,
            Team.confirmed_how,
            percent_sql(Team.confirmed_at, clock.now(session)),
        )
        .join(abilities, abilities.c.team_id == Team.id)
        .outerjoin(ResourcePosition, ResourcePosition.team_id == Team.id)
        .where(Team.retired_at.is_(None))
        .order_by(Team.id)
    )
    rule, most_min = site_trust(), get_settings().call_first_min
    later = {percent: later_s(percent, rule, most_min) for percent in range(101)}
    return [SolverTeam._make((*row, later[row[-1]])) for row in session.execute(query)]


def _running_shift(session: Session) -> ScalarSelect[datetime]:
    """When the shift ends that a team is on now."""
    now = clock.now(session)
    return (
        select(func.max(Shift.ends_at))
        .where(Shift.team_id == Team.id, Shift.starts_at <= now, Shift.ends_at > now)
        .scalar_subquery()
    )


def solver_lots(session: Session, item_codes: Sequence[str]) -> list[SolverLot]:
    """Return the lots of these items that have something free to rely on, earliest expiry first."""
    percent = percent_sql(Lot.confirmed_at, clock.now(session))
    free = cast(func.floor(cast(Lot.quantity, BigInteger) * percent / 100), Integer) - Lot.reserved
    query = (
        select(
            Lot.id,
            Lot.depot_id,
            Lot.item_code,
            Lot.batch,
            free,
            Lot.expires_on,
            Lot.confirmed_at,
            Lot.version,
            Lot.quantity,
            percent,
            Lot.confirmed_how,
        )
        .where(Lot.item_code == any_(bindparam("codes", list(item_codes), ARRAY(Text))), free > 0)
        .order_by(collate(Lot.item_code, "C"), Lot.expires_on.nulls_last(), Lot.id)
    )
    return [SolverLot._make(row) for row in _in_binary(session, query)]


def _in_binary(session: Session, query: Select[*tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Fetch rows in PostgreSQL's binary form: for tens of thousands of lots a third of the time."""
    connection = session.connection()
    compiled = query.compile(
        dialect=connection.dialect,
        schema_translate_map={WORLD: session.info["world"]},
        compile_kwargs={"render_postcompile": True},
        render_schema_translate=True,
    )
    driver = connection.connection.driver_connection
    assert driver is not None
    with driver.cursor(binary=True) as cursor:
        cursor.execute(str(compiled), compiled.params)
        return list(cursor.fetchall())


def solver_depots(session: Session) -> list[SolverDepot]:
    """Return the depots in use, in id order."""
    query = (
        select(
            Depot.id,
            Depot.code,
            Depot.name,
            Depot.jurisdiction_code,
            func.ST_X(Depot.position),
            func.ST_Y(Depot.position),
            Depot.load_s,
            Depot.tier,
        )
        .where(Depot.retired_at.is_(None))
        .order_by(Depot.id)
    )
    return [SolverDepot._make(row) for row in session.execute(query)]


def solver_trucks(session: Session) -> list[SolverTruck]:
    """Return the lorries of depots in use, in id order."""
    query = (
        select(
            Truck.id,
            Truck.depot_id,
            Truck.plate,
            Truck.vehicle,
            Truck.payload_kg,
            Truck.hazardous_permit,
            Truck.state,
        )
        .join(Depot, Depot.id == Truck.depot_id)
        .where(Depot.retired_at.is_(None), Truck.state != "retired")
        .order_by(Truck.id)
    )
    return [SolverTruck._make(row) for row in session.execute(query)]
