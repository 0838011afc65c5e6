"""Reads of requisitions: a list by state, one by id, the numbers of the owner masked."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, selectinload

from core.errors import NotFound
from core.visibility import sees, visible
from core.wire import Page
from resources.models_requisition import Requisition
from resources.queries import page
from resources.schemas_requisition import Requisition as RequisitionOut

OPEN = ("drafted", "decided", "in_use", "returned")
_SHOWN = 4


def list_requisitions(
    session: Session,
    prefixes: Sequence[str],
    *,
    is_open: bool | None = None,
    incident_id: UUID | None = None,
    text: str | None = None,
    offset: int = 0,
    limit: int = 100,
) -> Page[RequisitionOut]:
    """Return the requisitions of the reader's area, those whose papers are due first."""
    conditions: list[ColumnElement[bool]] = [visible(Requisition.jurisdiction_code, prefixes)]
    if is_open is not None:
        among = Requisition.state.in_(OPEN)
        conditions.append(among if is_open else ~among)
    if incident_id is not None:
        conditions.append(Requisition.incident_id == incident_id)
    if text:
        looked_at = (Requisition.number, Requisition.owner_name, Requisition.purpose)
        conditions.append(or_(*(column.icontains(text, autoescape=True) for column in looked_at)))
    total = session.scalar(select(func.count()).select_from(Requisition).where(*conditions)) or 0
    query = (
        select(Requisition)
        .where(*conditions)
        .options(selectinload(Requisition.lines))
        .order_by(Requisition.papers_due_at.asc().nulls_last(), Requisition.created_at.desc())
        .order_by(Requisition.id)
    )
    rows = session.scalars(query.offset(offset).limit(limit)).all()
    return page([shown(row) for row in rows], total, offset)


def requisition(session: Session, prefixes: Sequence[str], requisition_id: UUID) -> Requisition:
    """Return one requisition with its list; what the reader does not see is not there."""
    query = select(Requisition).where(Requisition.id == requisition_id)
    row = session.scalar(query.options(selectinload(Requisition.lines)))
    if row is None or not sees(prefixes, row.jurisdiction_code):
        raise NotFound(noun="requisition")
    return row


def shown(row: Requisition) -> RequisitionOut:
    """The requisition as screens show it: of the owner's number only the last characters."""
    whole = RequisitionOut.model_validate(row)
    return whole.model_copy(update={"owner_reference": masked(row.owner_reference)})


def masked(number: str | None) -> str | None:
    """Hide all but the last characters of a credit code or identity number."""
    if number is None:
        return None
    return "*" * max(len(number) - _SHOWN, 0) + number[-_SHOWN:] if len(number) > _SHOWN else "****"


def told(whole: RequisitionOut) -> RequisitionOut:
    """The requisition as it travels and is kept in the log: without telephone numbers of people."""
    lines = [line.model_copy(update={"operator_phone": None}) for line in whole.lines]
    return whole.model_copy(update={"owner_phone": None, "lines": lines})
