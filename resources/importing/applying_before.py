"""What a list writes over beside its fields, kept with its rows and put back when it is undone.

Whoever undoes a list must not leave its word behind: rows count as confirmed by whom and when they
were before, and a position says again where it was from.
"""

from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    DateTime,
    Float,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.orm import Session

from resources.importing.models import EnteredPosition, ImportBatch, ImportRow

_TRUST = ("confirmed_at", "confirmed_by", "confirmed_how")
_SOURCE = ("batch_id", "datum", "lon", "lat", "approximate", "place_name", "at")


def keep(session: Session, batch: ImportBatch, table: Any, noun: str | None) -> None:
    """Keep with each row how its target stands now."""
    columns = table.__table__.columns
    names = [name for name in (*_TRUST, "state") if name in columns]
    if batch.kind != "trucks":
        names = [name for name in names if name != "state"]
    if not names:
        return
    pairs = [part for name in names for part in (name, columns[name])]
    known = ImportRow.outcome.in_(("changed", "unchanged", "removed"))
    session.execute(
        update(ImportRow)
        .where(ImportRow.batch_id == batch.id, known, ImportRow.target_id == table.id)
        .values(before=func.jsonb_build_object(*pairs))
        .execution_options(synchronize_session=False)
    )
    if noun is not None:
        _keep_sources(session, batch, noun)


def _keep_sources(session: Session, batch: ImportBatch, noun: str) -> None:
    pairs = [part for name in _SOURCE for part in (name, getattr(EnteredPosition, name))]
    source = func.jsonb_build_object("source", func.jsonb_build_object(*pairs))
    session.execute(
        update(ImportRow)
        .where(ImportRow.batch_id == batch.id, ImportRow.before.is_not(None))
        .where(EnteredPosition.noun == noun, EnteredPosition.object_id == ImportRow.target_id)
        .values(before=ImportRow.before.concat(source))
        .execution_options(synchronize_session=False)
    )


def put_back(session: Session, batch: ImportBatch, table: Any, noun: str | None) -> None:
    """Let the targets of a list be vouched for as they were, and placed from where they were."""
    columns = table.__table__.columns
    values = {name: _as(columns[name], ImportRow.before[name].astext) for name in _TRUST if name in columns}  # noqa: E501  # fmt: skip
    if values:
        session.execute(
            update(table)
            .where(ImportRow.batch_id == batch.id, ImportRow.before.is_not(None))
            .where(ImportRow.target_id == table.id)
            .values(values)
            .execution_options(synchronize_session=False)
        )
    if noun is not None:
        _put_sources_back(session, batch, noun)


def _as(column: Any, text: ColumnElement[str]) -> ColumnElement[Any]:
    return cast(text, column.type)


def _put_sources_back(session: Session, batch: ImportBatch, noun: str) -> None:
    changed = select(ImportRow.target_id).where(
        ImportRow.batch_id == batch.id, ImportRow.before.is_not(None)
    )
    session.execute(
        delete(EnteredPosition)
        .where(EnteredPosition.noun == noun, EnteredPosition.batch_id == batch.id)
        .where(EnteredPosition.object_id.in_(changed))
        .execution_options(synchronize_session=False)
    )
    source = ImportRow.before["source"]
    types: dict[str, Any] = {"lon": Float(53), "lat": Float(53), "approximate": Boolean(), "at": DateTime(timezone=True)}  # noqa: E501  # fmt: skip
    values = {"noun": literal(noun), "object_id": ImportRow.target_id} | {
        name: cast(source[name].astext, types.get(name, EnteredPosition.__table__.c[name].type))
        for name in _SOURCE
    }
    held = ImportRow.before.has_key("source")
    here = select(EnteredPosition.object_id).where(EnteredPosition.noun == noun)
    chosen = select(*values.values()).where(
        ImportRow.batch_id == batch.id, held, ImportRow.target_id.not_in(here)
    )
    session.execute(insert(EnteredPosition).from_select(list(values), chosen))
