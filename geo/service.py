"""Writes of places and roads: a closure is drawn and lifted; where a place lies is decided here."""

from datetime import datetime
from uuid import UUID

from geoalchemy2.shape import from_shape
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock, outbox
from core.auth import Actor
from core.errors import Conflict, Forbidden, Invalid, NotFound, require_version
from core.visibility import audience, require_visible, sees
from geo import queries, schemas
from geo.errors import AreaOutsideRegion, PositionOutsideRegion, require_area, require_position
from geo.events import ClosureDrawn, ClosureLifted
from geo.models import Closure


class OutsideYourJurisdiction(Forbidden):
    """This lies in {jurisdiction}, outside your jurisdiction."""

    zh = "该位置属于 {jurisdiction}，不在您的辖区内。"


class ClosureEndsBeforeItBegins(Invalid):
    """The closure ends ({valid_to}) before it begins ({valid_from}); see the field {field}."""

    zh = "管制的结束时间（{valid_to}）早于或等于开始时间（{valid_from}），请检查字段 {field}。"


class ClosureAlreadyOver(Invalid):
    """The closure would have ended already, at {valid_to}; see the field {field}."""

    zh = "管制的结束时间 {valid_to} 已过，请检查字段 {field}。"


class ClosureAlreadyLifted(Conflict):
    """This closure was lifted already, at {lifted_at}."""

    zh = "该管制已于 {lifted_at} 解除。"


def locate(session: Session, lon: float, lat: float, field: str = "position") -> str:
    """Return the county code of a place, or refuse a place that is none or outside the region."""
    require_position(lon, lat, field, queries.region_bounds(session))
    code = queries.jurisdiction_at(session, lon, lat)
    if code is None:
        raise PositionOutsideRegion(field=field, lon=lon, lat=lat)
    return code


def draw_closure(session: Session, actor: Actor, drawn: schemas.ClosureIn) -> schemas.Closure:
    """Close the roads of an area for a time, inside one's own jurisdiction."""
    area = require_area(drawn.area.model_dump(), "area")
    now = clock.now(session)
    valid_from = drawn.valid_from or now
    _require_validity(valid_from, drawn.valid_to, now)
    code = queries.jurisdiction_of_area(session, area)
    if code is None:
        raise AreaOutsideRegion(field="area")
    if not sees(actor.prefixes, code):
        raise OutsideYourJurisdiction(jurisdiction=code)
    row = Closure(
        kind=drawn.kind,
        reason=drawn.reason,
        area=from_shape(area, srid=4326),
        jurisdiction_code=code,
        incident_id=drawn.incident_id,
        valid_from=valid_from,
        valid_to=drawn.valid_to,
        created_at=now,
        created_by=actor.account_id,
    )
    session.add(row)
    return _record(session, row, ClosureDrawn)


def _require_validity(valid_from: datetime, valid_to: datetime | None, now: datetime) -> None:
    if valid_to is None:
        return
    if valid_to <= valid_from:
        raise ClosureEndsBeforeItBegins(
            field="valid_to", valid_from=valid_from.isoformat(), valid_to=valid_to.isoformat()
        )
    if valid_to <= now:
        raise ClosureAlreadyOver(field="valid_to", valid_to=valid_to.isoformat())


def lift_closure(
    session: Session, actor: Actor, closure_id: UUID, seen: int | None
) -> schemas.Closure:
    """Open the roads of a closure again."""
    row = session.scalar(select(Closure).where(Closure.id == closure_id).with_for_update())
    if row is None:
        raise NotFound(noun="closure")
    require_visible(actor.prefixes, row.jurisdiction_code, "closure")
    require_version(seen, row.version, _read(session, row.id).model_dump(mode="json"))
    if row.lifted_at is not None:
        raise ClosureAlreadyLifted(lifted_at=row.lifted_at.isoformat(timespec="seconds"))
    row.lifted_at = clock.now(session)
    row.lifted_by = actor.account_id
    row.version += 1
    return _record(session, row, ClosureLifted)


def get_closure(session: Session, actor: Actor, closure_id: UUID) -> schemas.Closure:
    """Return a closure that the actor may see."""
    found = queries.closure_record(session, closure_id)
    if found is None:
        raise NotFound(noun="closure")
    require_visible(actor.prefixes, found.jurisdiction_code, "closure")
    return found


def _record(
    session: Session, row: Closure, happening: type[ClosureDrawn] | type[ClosureLifted]
) -> schemas.Closure:
    session.flush()
    closure = _read(session, row.id)
    outbox.record(
        session,
        happening(closure=closure),
        audience=audience(closure.jurisdiction_code),
        incident_id=closure.incident_id,
    )
    return closure


def _read(session: Session, closure_id: UUID) -> schemas.Closure:
    found = queries.closure_record(session, closure_id)
    assert found is not None
    return found
