"""Reads for coverage: who could cover, from where, and what the site asks for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.visibility import prefix_of, sees
from dispatch.models import Proposal
from dispatch.queries import concerns
from dispatch.queries_policies import SeenCover, solver_cover
from geo.coverage_times import Base
from geo.distance import haversine_m
from geo.queries_coverage import townships
from geo.types import VehicleClass
from resources.lifecycle import FREE
from resources.queries_solver import SolverTeam, solver_depots, solver_teams

POSITION_COUNTS = timedelta(minutes=15)
AWAY_M = 300.0
"""A free team seen so lately and so far from its base starts from where it was seen."""

_ROUNDED = 3
"""Decimals of a degree (100 m): a team that crawls on needs no new drive times at every report."""


@dataclass(frozen=True)
class Force:
    """A team with the capability: where it starts from now, and where it belongs."""

    id: UUID
    name: str
    jurisdiction_code: str
    ready_s: int
    free: bool
    base: Base
    home: Base


@dataclass(frozen=True)
class Spot:
    """A named place where a team may stand by, or a station may be built."""

    name: str
    kind: str
    jurisdiction_code: str
    lon: float
    lat: float


def forces(session: Session, capability_code: str, at: datetime) -> list[Force]:
    """Return all teams with a capability, free or not, in id order."""
    teams = [team for team in solver_teams(session) if capability_code in team.capability_codes]
    return [_force(team, at) for team in teams]


def _force(team: SolverTeam, at: datetime) -> Force:
    vehicle = VehicleClass(team.vehicle)
    home = Base(team.home_lon, team.home_lat, vehicle)
    free = team.state in FREE
    return Force(
        id=team.id,
        name=team.name,
        jurisdiction_code=team.jurisdiction_code,
        ready_s=team.turnout_s,
        free=free,
        base=start_of(team, at) if free else home,
        home=home,
    )


def start_of(team: SolverTeam, at: datetime) -> Base:
    """Where a team starts from: its base, or where it was seen lately when that is elsewhere."""
    vehicle = VehicleClass(team.vehicle)
    home = Base(team.home_lon, team.home_lat, vehicle)
    if team.seen_at is None or at - team.seen_at > POSITION_COUNTS:
        return home
    away_m = haversine_m(np.array([home.lon, home.lat]), np.array([team.lon, team.lat]))
    if float(away_m) <= AWAY_M:
        return home
    return Base(round(team.lon, _ROUNDED), round(team.lat, _ROUNDED), vehicle)


def standards_of(
    session: Session, capability_code: str, districts: Sequence[str]
) -> dict[str, SeenCover]:
    """Return the standard in force for each district: its own before one of the city above it.

    Of several the one with the least time holds, of those the one that asks for most teams.
    """
    rules = [one for one in solver_cover(session) if one.capability_code == capability_code]
    found = {}
    for code in districts:
        above = [one for one in rules if sees([prefix_of(one.jurisdiction_code)], code)]
        if above:
            found[code] = min(
                above,
                key=lambda one: (-len(prefix_of(one.jurisdiction_code)), one.within_s, -one.count),
            )
    return found


def leaving(session: Session, prefixes: Sequence[str]) -> tuple[UUID, int, list[UUID]] | None:
    """Return id and number of the proposal to decide on, and the idle teams it would send."""
    query = (
        select(Proposal)
        .where(Proposal.state.in_(("feasible", "proven")))
        .order_by(Proposal.number.desc())
        .limit(1)
    )
    row = session.scalar(query)
    if row is None or not concerns(row, prefixes):
        return None
    teams = [UUID(pick["team_id"]) for pick in row.picks if pick["status"] == "new"]
    return row.id, row.number, teams


def station_places(session: Session, code: str, kinds: Collection[str]) -> list[Spot]:
    """Return the townships, depots and bases of teams at or below a jurisdiction, as asked for."""
    towns = [
        Spot(one.name, "township", one.jurisdiction_code, one.lon, one.lat)
        for one in (townships(session, code) if "township" in kinds else [])
    ]
    others = [spot for spot in stand_by_places(session) if spot.kind in kinds]
    return [*towns, *others]


def stand_by_places(session: Session) -> list[Spot]:
    """Return the bases of teams and the depots: where a team could be told to stand by."""
    teams = [
        Spot(team.name, "team", team.jurisdiction_code, team.home_lon, team.home_lat)
        for team in solver_teams(session)
    ]
    depots = [
        Spot(depot.name, "depot", depot.jurisdiction_code, depot.lon, depot.lat)
        for depot in solver_depots(session)
    ]
    at = {(spot.lon, spot.lat): spot for spot in reversed([*teams, *depots])}
    return sorted(at.values(), key=lambda spot: (spot.lon, spot.lat))
