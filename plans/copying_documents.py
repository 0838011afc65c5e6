"""Copies the run cards of an edition with everything that hangs on them, whatever it is."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Table, insert, select
from sqlalchemy.orm import Session

from core.ids import new_id
from core.models import SHARED, Base
from plans.models import RunCard


def copy_cards(session: Session, old_id: UUID, new_id_of_plan: UUID) -> int:
    """Give an edition copies of another's run cards; return how many there are."""
    table = RunCard.__table__
    assert isinstance(table, Table)
    session.flush()
    rows = session.execute(select(table).where(table.c.plan_id == old_id)).mappings().all()
    for row in rows:
        _copy(session, table, dict(row), {"plan_id": new_id_of_plan})
    return len(rows)


def _copy(session: Session, table: Table, row: dict[str, Any], changed: dict[str, Any]) -> None:
    """Copy a row under a new id, then the rows below it."""
    old, new = row["id"], new_id()
    session.execute(insert(table).values(**row | changed | {"id": new}))
    for below, column in _hanging_on(table):
        found = session.execute(select(below).where(column == old)).mappings().all()
        for one in found:
            _copy(session, below, dict(one), {column.name: new})


def _hanging_on(table: Table) -> Iterator[tuple[Table, Column[Any]]]:
    """Return the shared tables whose rows belong to rows of this one, by which column."""
    for below in Base.metadata.tables.values():
        if below.schema != SHARED or below is table or "id" not in below.c:
            continue
        for key in below.foreign_keys:
            if key.column.table is table and key.ondelete == "CASCADE":
                yield below, key.parent
