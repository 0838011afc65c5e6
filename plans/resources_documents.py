"""What the area of a plan has of what the plan's run cards ask for: people, gear and stock."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from core import clock
from core.visibility import prefix_of
from plans.models import Plan, Requirement, RunCard
from plans.models_documents import PlanDocument
from plans.resource_change import Standing
from resources.models import Depot, Lot, Team, TeamCapability
from resources.stock import civil_day


def standing_of(session: Session, plan: Plan) -> dict[str, Any]:
    """Return what the plan's area has now, as it is kept with the plan."""
    now = counted(session, plan)
    return {
        "at": clock.now(session).isoformat(),
        "capabilities": dict(now.capabilities),
        "items": dict(now.items),
    }


def counted(session: Session, plan: Plan) -> Standing:
    """Count what the plan's area has: units of teams that are not retired, stock in date.

    It counts what the run cards ask for and what the text is linked with.
    """
    codes = session.execute(
        select(Requirement.capability_code, Requirement.item_code)
        .join(RunCard, RunCard.id == Requirement.run_card_id)
        .where(RunCard.plan_id == plan.id)
        .distinct()
    ).all()
    prefix = prefix_of(plan.jurisdiction_code)
    paper = session.get(PlanDocument, plan.id)
    links = paper.resource_links if paper else []
    linked = {
        noun: {x["code"] for x in links if x["noun"] == noun} for noun in ("capability", "item")
    }
    capabilities = sorted(
        {row.capability_code or "" for row in codes} - {""} | linked["capability"]
    )
    items = sorted({row.item_code or "" for row in codes} - {""} | linked["item"])
    return Standing(_units(session, prefix, capabilities), _stock(session, prefix, items))


def kept(told: dict[str, Any]) -> Standing:
    """Return what was kept with a plan."""
    return Standing(told.get("capabilities", {}), told.get("items", {}))


def _units(session: Session, prefix: str, codes: Collection[str]) -> dict[str, int]:
    query = (
        select(TeamCapability.capability_code, func.sum(TeamCapability.units))
        .join(Team, Team.id == TeamCapability.team_id)
        .where(
            TeamCapability.capability_code.in_(codes),
            Team.retired_at.is_(None),
            func.starts_with(Team.jurisdiction_code, prefix),
        )
        .group_by(TeamCapability.capability_code)
    )
    found = {code: int(units) for code, units in session.execute(query)}
    return {code: found.get(code, 0) for code in codes}


def _stock(session: Session, prefix: str, codes: Collection[str]) -> dict[str, int]:
    today = civil_day(clock.now(session))
    query = (
        select(Lot.item_code, func.sum(Lot.quantity))
        .join(Depot, Depot.id == Lot.depot_id)
        .where(
            Lot.item_code.in_(codes),
            or_(Lot.expires_on.is_(None), Lot.expires_on >= today),
            func.starts_with(Depot.jurisdiction_code, prefix),
        )
        .group_by(Lot.item_code)
    )
    found = {code: int(quantity) for code, quantity in session.execute(query)}
    return {code: found.get(code, 0) for code in codes}
