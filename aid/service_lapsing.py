"""Commitments that lapse: what was not sent in time is free again, by itself."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

import resources.service
import resources.service_sharing
from aid import queries, service_steps
from aid import service_goods as goods
from aid.lifecycle import Step, SupplyState
from aid.models import AidRequest, AidSupply
from core import clock
from resources.lifecycle import COMMITTED, TeamState, is_committed
from resources.models import Team

LAPSED_NOTE = "承诺到期未发出，已自动释放"
_AT_ONCE = 20


def lapse_commitments(session: Session) -> list[UUID]:
    """Free what was committed and has not left in time; return the requests concerned.

    A team that was sent to an incident meanwhile stays where it is.
    """
    still_out = select(Team.id).where(Team.state.in_([one.value for one in COMMITTED]))
    late = (
        select(AidSupply.request_id)
        .where(AidSupply.state == "committed", AidSupply.expires_at <= clock.now(session))
        .where(AidSupply.team_id.is_(None) | AidSupply.team_id.not_in(still_out))
        .distinct()
        .order_by(AidSupply.request_id)
        .limit(_AT_ONCE)
    )
    return [one for one in session.scalars(late).all() if _lapse(session, one)]


def _lapse(session: Session, request_id: UUID) -> bool:
    row = session.scalar(
        queries.whole_requests()
        .where(AidRequest.id == request_id)
        .with_for_update(of=AidRequest)
        .execution_options(populate_existing=True)
    )
    now = clock.now(session)
    late = [
        one
        for one in (row.supplies if row is not None else [])
        if one.state == SupplyState.COMMITTED and one.expires_at and one.expires_at <= now
    ]
    if row is not None:
        service_steps.lock_needs(session, row)
    freed = [one for one in late if _is_free(session, one)]
    if row is None or not freed:
        return False
    goods.unreserve(session, freed, lapsed=True)
    service_steps.finish(session, row, Step.LAPSE, freed, LAPSED_NOTE)
    return True


def _is_free(session: Session, one: AidSupply) -> bool:
    """End the loan of a team unless it is with an incident; goods are always free to go."""
    if one.team_id is None:
        return True
    [team] = resources.service.lock_teams(session, [one.team_id])
    if is_committed(TeamState(team.state)):
        return False
    resources.service_sharing.end_lending(session, team, one.id)
    return True
