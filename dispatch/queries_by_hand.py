"""Reads for orders by hand: the team as it stands, what it is doing, what the proposal would do."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from core.errors import NotFound
from core.visibility import sees
from dispatch import queries, schemas
from dispatch.lifecycle import ACCEPTABLE_PROPOSAL, LIVE_ORDER
from dispatch.models import Order, Proposal, Steering
from dispatch.schemas_by_hand import PlannedPick, Rather
from geo.travel import TravelTimes
from geo.types import VehicleClass
from incidents.models import Incident
from resources.lifecycle import TeamState
from resources.models import ResourcePosition, Team
from resources.queries_seen import seen_teams

LonLat = tuple[float, float]
_MOVING = (TeamState.EN_ROUTE, TeamState.ON_SCENE, TeamState.RETURNING)


@dataclass(frozen=True)
class Journey:
    """How long a team takes to be ready, and to drive there; None where no way is known."""

    ready_s: int
    travel_s: int | None
    estimated: bool

    @property
    def eta_s(self) -> int | None:
        """Seconds from now until it is there."""
        return None if self.travel_s is None else self.ready_s + self.travel_s


def seen_team(session: Session, prefixes: Sequence[str], team_id: UUID) -> Team:
    """Return a team of one's own area, lent to it, or shared by an agreement in force."""
    query = (
        select(Team)
        .where(Team.id == team_id, seen_teams(session, prefixes))
        .options(selectinload(Team.capabilities))
    )
    row = session.scalar(query)
    if row is None:
        raise NotFound(noun="team", field="team_id")
    return row


def live_order(session: Session, team_id: UUID, *, lock: bool = False) -> Order | None:
    """Return the order that holds a team now."""
    query = select(Order).where(Order.team_id == team_id, Order.state.in_(LIVE_ORDER))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalar(query.order_by(Order.number.desc()).limit(1))


def steerings_of(session: Session, team_id: UUID) -> list[Steering]:
    """Return the pins and exclusions in force for a team."""
    query = select(Steering).where(Steering.team_id == team_id, Steering.lifted_at.is_(None))
    return list(session.scalars(query.order_by(Steering.id)))


def journey(
    session: Session, times: TravelTimes, team: Team, order: Order | None, incident: Incident
) -> Journey:
    """Return how soon a team can be there: from its base, or from where it is once it has left."""
    left = team.state in _MOVING or (order is not None and order.departed_at is not None)
    source = (left and _last_seen(session, team.id)) or _home(session, team.id)
    target = session.execute(
        select(func.ST_X(Incident.position), func.ST_Y(Incident.position)).where(
            Incident.id == incident.id
        )
    ).one()
    found = times.matrix(
        np.array([source], np.float64),
        np.array([tuple(target)], np.float64),
        VehicleClass(team.vehicle),
    )
    seconds = int(found.seconds[0, 0])
    return Journey(
        ready_s=0 if left else team.turnout_s,
        travel_s=None if seconds < 0 else seconds,
        estimated=bool(found.estimated[0, 0]),
    )


def _home(session: Session, team_id: UUID) -> LonLat:
    query = select(func.ST_X(Team.home), func.ST_Y(Team.home)).where(Team.id == team_id)
    lon, lat = session.execute(query).one()
    return lon, lat


def _last_seen(session: Session, team_id: UUID) -> LonLat | None:
    place = ResourcePosition.position
    query = select(func.ST_X(place), func.ST_Y(place)).where(ResourcePosition.team_id == team_id)
    found = session.execute(query).one_or_none()
    return None if found is None else (found[0], found[1])


def rather(
    session: Session, prefixes: Sequence[str], team_id: UUID, incident_id: UUID
) -> Rather | None:
    """Return what the open proposal would do with this team, and for this incident."""
    row = session.scalar(
        select(Proposal)
        .where(Proposal.state.in_(ACCEPTABLE_PROPOSAL))
        .order_by(Proposal.number.desc())
        .limit(1)
    )
    if row is None or not queries.concerns(row, prefixes):
        return None
    out = queries.proposal_out(row, prefixes)
    own = next((pick for pick in out.picks if pick.team_id == team_id), None)
    here = [pick for pick in out.picks if pick.incident_id == incident_id]
    named = _named(session, prefixes, [*here, *([own] if own else [])])
    prices = [
        pick.next_best.price
        for pick in here
        if pick.next_best is not None and pick.next_best.team_id == team_id
    ]
    same = own is not None and own.incident_id == incident_id
    return Rather(
        proposal_id=row.id,
        number=row.number,
        state=out.state,
        same=same,
        elsewhere=None if own is None or same else named[own.team_id],
        here=[named[pick.team_id] for pick in here],
        price=min((price for price in prices if price is not None), default=None),
    )


def _named(
    session: Session, prefixes: Sequence[str], picks: Sequence[schemas.Pick]
) -> dict[UUID, PlannedPick]:
    """Return picks with the title of their incident, where the reader may see it."""
    ids = {pick.incident_id for pick in picks}
    rows = session.execute(
        select(Incident.id, Incident.title, Incident.jurisdiction_code).where(Incident.id.in_(ids))
    )
    titles = {row[0]: row[1] if sees(prefixes, row[2]) else "" for row in rows}
    return {
        pick.team_id: PlannedPick(
            team_id=pick.team_id,
            team_name=pick.team_name,
            incident_id=pick.incident_id,
            incident_title=titles.get(pick.incident_id, ""),
            eta_s=pick.eta_s,
        )
        for pick in picks
    }
