"""Reads of what a jurisdiction could spare for others: free stock above its own, free teams."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from aid.lifecycle import ENDED
from aid.models import AidSupply
from aid.schemas import AidLine
from aid.schemas_spare import SpareLine, SpareLot, SpareTeam
from core import clock
from resources.lifecycle import FREE
from resources.models import Depot, Lot, Team, TeamCapability
from resources.models_stock import SafetyStock
from resources.queries_movements import in_date
from resources.stock import civil_day

MOST_SHOWN = 50


def spare_lines(session: Session, lines: Sequence[AidLine], prefix: str) -> list[SpareLine]:
    """Return, line by line, what the area with this prefix could offer."""
    return [
        _goods(session, line, prefix) if line.item_code else _teams(session, line, prefix)
        for line in lines
    ]


def _goods(session: Session, line: AidLine, prefix: str) -> SpareLine:
    free = Lot.quantity - Lot.reserved
    query = (
        select(Lot.id, Depot.id, Depot.name, Lot.batch, free, Lot.expires_on)
        .join(Depot, Depot.id == Lot.depot_id)
        .where(
            Lot.item_code == line.item_code,
            func.starts_with(Depot.jurisdiction_code, prefix),
            Depot.retired_at.is_(None),
            in_date(civil_day(clock.now(session))),
            free > 0,
        )
        .order_by(Lot.expires_on.nulls_last(), Lot.id)
    )
    rows = session.execute(query).all()
    total = sum(row[4] for row in rows)
    keep = _safety(session, line.item_code or "", prefix)
    return SpareLine(
        line_id=line.id,
        free=total,
        keep=keep,
        spare=max(0, total - keep),
        ready=0,
        lots=[
            SpareLot(
                lot_id=row[0],
                depot_id=row[1],
                depot_name=row[2],
                batch=row[3],
                free=row[4],
                expires_on=None if row[5] is None else row[5].isoformat(),
            )
            for row in rows[:MOST_SHOWN]
        ],
        teams=[],
    )


def _safety(session: Session, item_code: str, prefix: str) -> int:
    query = (
        select(func.coalesce(func.sum(SafetyStock.quantity), 0))
        .join(Depot, Depot.id == SafetyStock.depot_id)
        .where(
            SafetyStock.item_code == item_code, func.starts_with(Depot.jurisdiction_code, prefix)
        )
    )
    return session.scalar(query) or 0


def _teams(session: Session, line: AidLine, prefix: str) -> SpareLine:
    promised = select(AidSupply.team_id).where(
        AidSupply.team_id.is_not(None), AidSupply.state.not_in([one.value for one in ENDED])
    )
    query = (
        select(Team.id, Team.name, TeamCapability.units, Team.state, Team.on_duty)
        .join(TeamCapability, TeamCapability.team_id == Team.id)
        .where(
            TeamCapability.capability_code == line.capability_code,
            func.starts_with(Team.jurisdiction_code, prefix),
            Team.retired_at.is_(None),
            Team.id.not_in(promised),
        )
        .order_by(Team.on_duty.desc(), (Team.state == "available").desc(), Team.tier, Team.code)
    )
    rows = session.execute(query).all()
    ready = [row for row in rows if row[3] in FREE and row[4]]
    return SpareLine(
        line_id=line.id,
        free=sum(row[2] for row in ready),
        keep=0,
        spare=sum(row[2] for row in ready),
        ready=len(ready),
        lots=[],
        teams=[
            SpareTeam(team_id=row[0], name=row[1], amount=row[2], state=row[3], on_duty=row[4])
            for row in rows[:MOST_SHOWN]
        ],
    )
