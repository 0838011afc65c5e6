"""A proposal whose team was retired or whose lot expired meanwhile: refused, and nothing half done."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

import resources.service
from core.models import Event
from dispatch.errors import ProposalStale
from dispatch.models import Assignment, Order, OrderLine, Proposal
from resources.errors import LotExpired, TeamRetired
from resources.models import Lot, StockMovement, Team, TeamCapability
from resources.schemas import TeamPatch

TABLES = (Assignment, Order, OrderLine, Event, StockMovement)


def capability(desk: Any) -> str:
    """The capability that most teams have."""
    query = (
        select(TeamCapability.capability_code)
        .group_by(TeamCapability.capability_code)
        .order_by(func.count().desc(), TeamCapability.capability_code)
        .limit(1)
    )
    code: str = desk.read(query)[0]
    return code


def extent(desk: Any) -> dict[str, Any]:
    """How much has been done so far, and the state of every proposal and stock."""
    with desk.database.picture() as session:
        counts = {
            one.__name__: session.scalar(select(func.count()).select_from(one)) for one in TABLES
        }
        states = session.execute(select(Proposal.id, Proposal.state).order_by(Proposal.id)).all()
        reserved = session.scalar(select(func.sum(Lot.reserved)))
    return {**counts, "states": states, "reserved": reserved}


def set_directly(desk: Any, statement: Any) -> None:
    """Change a row behind the back of the service, as time alone does."""
    with desk.database.transaction() as session:
        session.execute(statement)


def retire_by_the_book(desk: Any, team_id: UUID) -> None:
    """Retire a team as its office does, with its event."""
    with desk.database.transaction() as session:
        version = session.get_one(Team, team_id).version
        patch = TeamPatch(retired=True)
        resources.service.change_team(session, desk.duty, team_id, version, patch)


def retire_without_a_word(desk: Any, team_id: UUID) -> None:
    """Retire a team without any event."""
    set_directly(desk, update(Team).where(Team.id == team_id).values(retired_at=desk.now()))


@pytest.mark.parametrize(
    ("retire", "refusal"),
    [(retire_by_the_book, ProposalStale), (retire_without_a_word, TeamRetired)],
)
def test_a_team_retired_after_the_proposal_gets_no_order(
    desk: Any, retire: Callable[[Any, UUID], None], refusal: type[Exception]
) -> None:
    desk.need(desk.incident(), capability_code=capability(desk), quantity=1)
    proposal = desk.solve()
    pick = proposal.picks[0]
    retire(desk, pick.team_id)
    before = extent(desk)
    with pytest.raises(refusal) as refused:
        desk.accept(proposal)
    assert pick.team_name in refused.value.message("zh-CN")
    assert pick.team_name in refused.value.message("en")
    assert extent(desk) == before


def test_a_lot_that_expired_after_the_proposal_is_not_promised(desk: Any) -> None:
    item = desk.read(select(Lot.item_code).where(Lot.quantity > 50).order_by(Lot.id).limit(1))[0]
    desk.need(desk.incident(), item_code=item, quantity=5)
    proposal = desk.solve()
    lot_id = proposal.deliveries[0].lot_id
    yesterday = (desk.now() - timedelta(days=2)).date()
    set_directly(
        desk, update(Lot).where(Lot.id == lot_id).values(made_on=None, expires_on=yesterday)
    )
    before = extent(desk)
    with pytest.raises(LotExpired) as refused:
        desk.accept(proposal)
    assert refused.value.facts["lot_id"] == str(lot_id)
    assert "过期" in refused.value.message("zh-CN")
    assert yesterday.isoformat() in refused.value.message("en")
    assert extent(desk) == before
