"""Reads of experts: those of one's own area, found by field, name or unit."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from core.visibility import visible
from core.wire import Page
from resources import schemas_experts
from resources.models_experts import Expert
from resources.queries import ordering, page

EXPERT_ORDER: dict[str, Any] = {
    "name": Expert.name,
    "expertise": Expert.expertise,
    "organisation": Expert.organisation,
    "confirmed_at": Expert.confirmed_at,
}


def list_experts(
    session: Session,
    prefixes: Sequence[str],
    *,
    q: str | None = None,
    jurisdiction: str | None = None,
    sort: str = "expertise",
    offset: int = 0,
    limit: int = 100,
) -> Page[schemas_experts.Expert]:
    """Return a page of the experts of one's own area; every word of the search must be found."""
    conditions: list[ColumnElement[bool]] = [
        visible(Expert.jurisdiction_code, prefixes),
        Expert.retired_at.is_(None),
    ]
    fields = (Expert.name, Expert.expertise, Expert.organisation, Expert.post)
    for word in (q or "").split():
        conditions.append(or_(*(field.icontains(word, autoescape=True) for field in fields)))
    if jurisdiction:
        conditions.append(Expert.jurisdiction_code.startswith(jurisdiction, autoescape=True))
    total = session.scalar(select(func.count()).select_from(Expert).where(*conditions)) or 0
    query = select(Expert).where(*conditions).order_by(ordering(EXPERT_ORDER, sort), Expert.id)
    rows = session.scalars(query.offset(offset).limit(limit))
    return page([schemas_experts.Expert.model_validate(row) for row in rows], total, offset)


def experts_by_id(session: Session, ids: Sequence[UUID]) -> dict[UUID, schemas_experts.Expert]:
    """Return the named experts as they are now."""
    rows = session.scalars(select(Expert).where(Expert.id.in_(ids)).order_by(Expert.id))
    return {row.id: schemas_experts.Expert.model_validate(row) for row in rows}
