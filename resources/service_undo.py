"""Writes that put the inventory back as it was before an order's step that was a mistake."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from core.errors import Conflict
from resources.errors import LoanSettled, NotLoadedForOrder, TeamRetired
from resources.events import TeamChanged
from resources.lifecycle import FREE, TeamState
from resources.models import StockMovement, Team
from resources.models_stock import StockLoan
from resources.readiness import OutReason
from resources.service import record_teams
from resources.service_ledger import Entry, lock_lots, post, tell_lots
from resources.service_loans import locked_loan, tell_loans
from resources.stock import Change, MovementKind, StockLine, merged

_AFTER_AN_ORDER = FREE | {TeamState.RETURNING}


class TeamNotAsLeft(Conflict):
    """{team} is {state} meanwhile; its keeper's word stands, the step cannot be taken back."""

    zh = "{team} 目前处于 {state} 状态（由队伍管理方登记），不能撤销此步骤。"


def put_back_team(session: Session, team: Team, left_in: TeamState, back_to: TeamState) -> None:
    """Give a locked team the state it had before a mistaken step, unless its keeper changed it.

    ``left_in`` is the state that the step brought. A rest that the end of the order began is over.
    """
    if team.retired_at is not None:
        raise TeamRetired(team=team.name)
    untouched = {left_in} | (_AFTER_AN_ORDER if left_in in _AFTER_AN_ORDER else set())
    if team.state not in untouched:
        raise TeamNotAsLeft(team=team.name, state=team.state)
    if team.state == back_to:
        return
    if team.out_reason == OutReason.REST and back_to not in FREE:
        team.out_reason, team.out_note, team.out_until = None, None, None
        team.on_duty = True
    team.state = back_to.value
    team.version += 1
    record_teams(session, [team.id], TeamChanged)


def take_back_movement(
    session: Session, lines: Sequence[StockLine], order_id: UUID, kind: MovementKind
) -> None:
    """Turn round what an order's step did to stock, by lines that do the opposite.

    Refused when the goods have been promised or moved on meanwhile, or lent ones settled.
    """
    wanted = merged(lines)
    lots = lock_lots(session, [line.lot_id for line in wanted])
    known = _movements(session, order_id, kind)
    if {line.lot_id for line in wanted} - set(known):
        raise NotLoadedForOrder(lot=lots[0].batch, lot_id=str(lots[0].id), held=0, asked=1)
    if kind is MovementKind.DELIVER:
        _end_loans(session, order_id)
    entries = [_opposite(known[line.lot_id], order_id) for line in wanted]
    post(session, lots, entries)
    tell_lots(session, [line.lot_id for line in wanted])


def _movements(session: Session, order_id: UUID, kind: MovementKind) -> dict[UUID, StockMovement]:
    """Return the newest line of a kind for each lot of an order that was not taken back yet."""
    undoing = aliased(StockMovement)
    query = (
        select(StockMovement)
        .where(StockMovement.order_id == order_id, StockMovement.kind == kind.value)
        .where(~select(undoing.id).where(undoing.undoes_id == StockMovement.id).exists())
        .order_by(StockMovement.at, StockMovement.id)
    )
    return {line.lot_id: line for line in session.scalars(query)}


def _opposite(line: StockMovement, order_id: UUID) -> Entry:
    done = Change(
        line.quantity_change, line.reserved_change, line.on_the_way_change, line.delivered_change
    )
    return Entry(
        line.lot_id, MovementKind.UNDO, 0, order_id=order_id, undoes_id=line.id, undone=done
    )


def _end_loans(session: Session, order_id: UUID) -> None:
    query = select(StockLoan.id).where(StockLoan.order_id == order_id, StockLoan.state != "undone")
    ids = list(session.scalars(query.order_by(StockLoan.id)))
    for loan_id in ids:
        loan = locked_loan(session, loan_id)
        if loan.returned or loan.lost:
            raise LoanSettled()
        loan.state = "undone"
        loan.version += 1
    tell_loans(session, ids)
