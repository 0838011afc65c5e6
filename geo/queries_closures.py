"""Reads of closures: which hold, which are to come, which are over, and where they came from."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from geoalchemy2.shape import to_shape
from shapely.geometry import mapping
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from core import clock
from core.visibility import visible
from core.wire import Page
from geo import schemas_closures as schemas
from geo.closures import ActiveClosure, MarkedRoad
from geo.models import Closure
from geo.types import VehicleClass

_FROM_ROW = frozenset(schemas.Closure.model_fields) - {"area"}


def active_closures(session: Session, at: datetime) -> list[ActiveClosure]:
    """Return the closures that hold at an instant, whoever drew them: roads are shared by all."""
    rows = session.scalars(select(Closure).where(holds(at)).order_by(Closure.id))
    return [as_active(row) for row in rows]


def as_active(row: Closure) -> ActiveClosure:
    """Return a closure as the roads know it, whether or not it holds now."""
    return ActiveClosure(
        id=row.id,
        version=row.version,
        kind=row.kind,
        area=None if row.area is None else to_shape(row.area),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        roads=marked(row.roads),
        spared=marked(row.spared),
        closed_to=None if row.closed_to is None else frozenset(map(VehicleClass, row.closed_to)),
        spares_bridges=row.spares_bridges,
    )


def marked(stored: Iterable[dict[str, Any]]) -> tuple[MarkedRoad, ...]:
    """Return marked stretches as the roads know them."""
    return tuple(
        MarkedRoad(
            tuple((float(lon), float(lat)) for lon, lat in one["line"]),
            one.get("name", ""),
            one.get("one_way", False),
        )
        for one in stored
    )


def holds(at: datetime) -> ColumnElement[bool]:
    """Return the condition that a closure is in force at an instant."""
    return and_(Closure.lifted_at.is_(None), Closure.valid_from <= at, _ends_after(at))


def _ends_after(at: datetime) -> ColumnElement[bool]:
    return or_(Closure.valid_to.is_(None), Closure.valid_to > at)


def _in_state(state: schemas.ClosureState, at: datetime) -> ColumnElement[bool]:
    not_lifted = Closure.lifted_at.is_(None)
    conditions: dict[schemas.ClosureState, ColumnElement[bool]] = {
        "planned": and_(not_lifted, Closure.valid_from > at),
        "holding": holds(at),
        "ended": and_(not_lifted, Closure.valid_to <= at),
        "lifted": Closure.lifted_at.is_not(None),
    }
    return conditions[state]


def to_begin(session: Session, at: datetime) -> list[Closure]:
    """Return and lock the closures whose time has come and that nobody was told of."""
    wanted = and_(holds(at), Closure.begun_at.is_(None))
    return list(
        session.scalars(select(Closure).where(wanted).order_by(Closure.id).with_for_update())
    )


def to_end(session: Session, at: datetime) -> list[Closure]:
    """Return and lock the closures whose time is over and that nobody was told of."""
    over = and_(Closure.lifted_at.is_(None), Closure.valid_to <= at, Closure.ended_at.is_(None))
    return list(session.scalars(select(Closure).where(over).order_by(Closure.id).with_for_update()))


def anything_to_turn(session: Session, at: datetime) -> bool:
    """Say whether a closure began or ended by the clock that nobody was told of."""
    begins = and_(holds(at), Closure.begun_at.is_(None))
    ends = and_(Closure.lifted_at.is_(None), Closure.valid_to <= at, Closure.ended_at.is_(None))
    return bool(session.scalar(select(select(Closure.id).where(or_(begins, ends)).exists())))


def snapshot_closures(session: Session, prefixes: Sequence[str]) -> list[schemas.Closure]:
    """Return the closures that hold or are still to come, as far as they are visible."""
    query = select(Closure).where(
        visible(Closure.jurisdiction_code, prefixes),
        Closure.lifted_at.is_(None),
        _ends_after(clock.now(session)),
    )
    return [as_record(row) for row in session.scalars(query.order_by(Closure.id))]


def list_closures(
    session: Session,
    prefixes: Sequence[str],
    *,
    states: Sequence[schemas.ClosureState] = (),
    text: str = "",
    import_id: UUID | None = None,
    offset: int,
    limit: int,
) -> Page[schemas.Closure]:
    """Return a page of closures, newest first: of these states, with this text, of one import."""
    now = clock.now(session)
    conditions = [visible(Closure.jurisdiction_code, prefixes)]
    if states:
        conditions.append(or_(*(_in_state(state, now) for state in states)))
    if text.strip():
        conditions.append(Closure.reason.icontains(text.strip(), autoescape=True))
    if import_id is not None:
        conditions.append(Closure.import_id == import_id)
    total = session.scalar(select(func.count()).select_from(Closure).where(*conditions)) or 0
    query = select(Closure).where(*conditions)
    query = query.order_by(Closure.created_at.desc(), Closure.id.desc())
    rows = [as_record(row) for row in session.scalars(query.offset(offset).limit(limit))]
    after = offset + len(rows)
    return Page(rows=rows, total=total, next_offset=after if after < total else None)


def closure_record(session: Session, closure_id: UUID) -> schemas.Closure | None:
    """Return a closure as everybody sees it, or None."""
    row = session.get(Closure, closure_id)
    return None if row is None else as_record(row)


def as_record(row: Closure) -> schemas.Closure:
    """Return a closure as it travels."""
    fields = {name: getattr(row, name) for name in _FROM_ROW}
    area = None if row.area is None else mapping(to_shape(row.area))
    return schemas.Closure.model_validate(fields | {"area": area})
