"""Writes of closures: drawn, changed, opened in part, lifted, restored, begun and ended in time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import shapely
from geoalchemy2.elements import WKBElement
from geoalchemy2.shape import from_shape, to_shape
from pydantic import BaseModel
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock, outbox
from core.auth import Actor
from core.errors import Conflict, Invalid, NotFound, require_version
from core.visibility import audience, require_visible, sees
from geo import events, queries, queries_closures
from geo import schemas_closures as schemas
from geo.areas import widened
from geo.closures import WATER
from geo.errors import AreaOutsideRegion, require_area
from geo.models import Closure
from geo.service import OutsideYourJurisdiction

TOUCHES_WITHIN_M = 15.0
_REPLACED = ("kind", "reason", "spares_bridges")
_EMPTIED = ("closed_to", "valid_from", "valid_to")
"""Without a value: closed to everybody, from now on, with open end."""
Happening = (
    type[events.ClosureDrawn]
    | type[events.ClosureChanged]
    | type[events.ClosureBegun]
    | type[events.ClosureEnded]
    | type[events.ClosureRestored]
    | type[events.ClosureLifted]
)


class ClosureEndsBeforeItBegins(Invalid):
    """The closure ends ({valid_to}) before it begins ({valid_from}); see the field {field}."""

    zh = "管制的结束时间（{valid_to}）早于或等于开始时间（{valid_from}），请检查字段 {field}。"


class ClosureAlreadyOver(Invalid):
    """The closure would have ended already, at {valid_to}; see the field {field}."""

    zh = "管制的结束时间 {valid_to} 已过，请检查字段 {field}。"


class ClosureWithoutExtent(Invalid):
    """A closure needs an area or a marked road; see the field {field}."""

    zh = "封路须画出区域或标记路段，请检查字段 {field}。"


class ClosureAlreadyLifted(Conflict):
    """This closure was lifted already, at {lifted_at}."""

    zh = "该管制已于 {lifted_at} 解除。"


class ClosureNotLifted(Conflict):
    """This closure has not been lifted."""

    zh = "该管制尚未解除，无需恢复。"


class ClosureIsOver(Conflict):
    """This closure ended by itself, at {valid_to}."""

    zh = "该管制已于 {valid_to} 到期结束。"


class RoadOutsideClosure(Invalid):
    """The stretch of road does not lie inside this closure; see the field {field}."""

    zh = "所选路段不在该封路范围内，请检查字段 {field}。"


class NoSuchSparedRoad(Conflict):
    """This closure has no opened stretch with the number {index}."""

    zh = "该封路没有编号为 {index} 的放行路段。"


def draw_closure(
    session: Session,
    actor: Actor,
    drawn: schemas.ClosureIn,
    source: tuple[UUID, schemas.ClosureSource] | None = None,
) -> schemas.Closure:
    """Close roads for a time, inside one's own jurisdiction; a source names its import."""
    now = clock.now(session)
    valid_from = drawn.valid_from or now
    _require_validity(valid_from, drawn.valid_to, now)
    area, code = _extent(session, actor, drawn.area, drawn.roads)
    by_kind = drawn.kind == WATER
    row = Closure(
        kind=drawn.kind,
        reason=drawn.reason,
        area=area,
        roads=_stored(drawn.roads),
        spared=_stored(drawn.spared),
        closed_to=drawn.closed_to,
        spares_bridges=by_kind if drawn.spares_bridges is None else drawn.spares_bridges,
        jurisdiction_code=code,
        incident_id=drawn.incident_id,
        valid_from=valid_from,
        valid_to=drawn.valid_to,
        begun_at=now if valid_from <= now else None,
        import_id=source[0] if source else None,
        source=source[1].model_dump(mode="json") if source else None,
        created_at=now,
        created_by=actor.account_id,
    )
    session.add(row)
    return _record(session, row, events.ClosureDrawn)


def change_closure(
    session: Session, actor: Actor, closure_id: UUID, patch: schemas.ClosurePatch, seen: int | None
) -> schemas.Closure:
    """Change extent, times or another part of a closure that is not over."""
    row = _taken(session, actor, closure_id, seen)
    now = clock.now(session)
    _require_open(row, now)
    sent = patch.model_fields_set
    for name in sent & set(_REPLACED):
        if getattr(patch, name) is not None:
            setattr(row, name, getattr(patch, name))
    for name in sent & set(_EMPTIED):
        setattr(row, name, getattr(patch, name))
    row.valid_from = row.valid_from or now
    _require_validity(row.valid_from, row.valid_to, now)
    if sent & {"area", "roads"}:
        area = patch.area if "area" in sent else queries_closures.as_record(row).area
        roads = patch.roads or [] if "roads" in sent else _roads_of(row)
        row.area, row.jurisdiction_code = _extent(session, actor, area, roads)
        row.roads = _stored(roads)
    row.begun_at = (row.begun_at or now) if row.valid_from <= now else None
    row.version += 1
    return _record(session, row, events.ClosureChanged)


def spare_road(
    session: Session, actor: Actor, closure_id: UUID, road: schemas.MarkedRoad, seen: int | None
) -> schemas.Closure:
    """Open one stretch inside a closure to traffic again."""
    row = _taken(session, actor, closure_id, seen)
    _require_open(row, clock.now(session))
    line = shapely.LineString(road.line)
    if not widened(_shape(row), TOUCHES_WITHIN_M).intersects(line):
        raise RoadOutsideClosure(field="road")
    row.spared = [*row.spared, *_stored([road])]
    row.version += 1
    return _record(session, row, events.ClosureChanged)


def close_road_again(
    session: Session, actor: Actor, closure_id: UUID, index: int, seen: int | None
) -> schemas.Closure:
    """Close a stretch again that was opened inside a closure."""
    row = _taken(session, actor, closure_id, seen)
    _require_open(row, clock.now(session))
    if index >= len(row.spared):
        raise NoSuchSparedRoad(index=index)
    row.spared = [one for place, one in enumerate(row.spared) if place != index]
    row.version += 1
    return _record(session, row, events.ClosureChanged)


def lift_closure(
    session: Session, actor: Actor, closure_id: UUID, seen: int | None
) -> schemas.Closure:
    """Open the roads of a closure again."""
    row = _taken(session, actor, closure_id, seen)
    if row.lifted_at is not None:
        raise ClosureAlreadyLifted(lifted_at=row.lifted_at.isoformat(timespec="seconds"))
    return lift(session, actor, row)


def lift(session: Session, actor: Actor, row: Closure) -> schemas.Closure:
    """Open the roads of a closure that is locked and not lifted."""
    row.lifted_at = clock.now(session)
    row.lifted_by = actor.account_id
    row.version += 1
    return _record(session, row, events.ClosureLifted)


def restore_closure(
    session: Session, actor: Actor, closure_id: UUID, seen: int | None
) -> schemas.Closure:
    """Put a closure in force again that was lifted by mistake."""
    row = _taken(session, actor, closure_id, seen)
    if row.lifted_at is None:
        raise ClosureNotLifted()
    now = clock.now(session)
    if row.valid_to is not None and row.valid_to <= now:
        raise ClosureIsOver(valid_to=row.valid_to.isoformat(timespec="seconds"))
    row.lifted_at = row.lifted_by = None
    row.begun_at = (row.begun_at or now) if row.valid_from <= now else None
    row.version += 1
    return _record(session, row, events.ClosureRestored)


def turn_closures(session: Session) -> list[schemas.Closure]:
    """Tell everybody which closures began or ended by the clock since anybody looked.

    The moment is a derived fact, so the closure keeps its version: an officer's change is not
    refused because the clock went on meanwhile.
    """
    now = clock.now(session)
    told: list[schemas.Closure] = []
    for row in queries_closures.to_begin(session, now):
        row.begun_at = now
        told.append(_record(session, row, events.ClosureBegun))
    for row in queries_closures.to_end(session, now):
        row.ended_at = now
        told.append(_record(session, row, events.ClosureEnded))
    return told


def get_closure(session: Session, actor: Actor, closure_id: UUID) -> schemas.Closure:
    """Return a closure that the actor may see."""
    found = queries_closures.closure_record(session, closure_id)
    if found is None:
        raise NotFound(noun="closure")
    require_visible(actor.prefixes, found.jurisdiction_code, "closure")
    return found


def _taken(session: Session, actor: Actor, closure_id: UUID, seen: int | None) -> Closure:
    """Return a closure locked for a change, or refuse who may not see it or saw an older one."""
    row = session.scalar(select(Closure).where(Closure.id == closure_id).with_for_update())
    if row is None:
        raise NotFound(noun="closure")
    require_visible(actor.prefixes, row.jurisdiction_code, "closure")
    current = queries_closures.as_record(row).model_dump(mode="json")
    require_version(seen, row.version, current)
    return row


def _require_open(row: Closure, now: datetime) -> None:
    if row.lifted_at is not None:
        raise ClosureAlreadyLifted(lifted_at=row.lifted_at.isoformat(timespec="seconds"))
    if row.valid_to is not None and row.valid_to <= now:
        raise ClosureIsOver(valid_to=row.valid_to.isoformat(timespec="seconds"))


def _require_validity(valid_from: datetime, valid_to: datetime | None, now: datetime) -> None:
    if valid_to is None:
        return
    if valid_to <= valid_from:
        raise ClosureEndsBeforeItBegins(
            field="valid_to", valid_from=valid_from.isoformat(), valid_to=valid_to.isoformat()
        )
    if valid_to <= now:
        raise ClosureAlreadyOver(field="valid_to", valid_to=valid_to.isoformat())


def _extent(
    session: Session, actor: Actor, area: BaseModel | None, roads: Sequence[schemas.MarkedRoad]
) -> tuple[WKBElement | None, str]:
    """Return the area as it is kept, and the county of the whole; it must be the actor's own."""
    shape = None if area is None else require_area(area.model_dump(), "area")
    if shape is None and not roads:
        raise ClosureWithoutExtent(field="area")
    code = queries.jurisdiction_of_area(session, shape or around_roads(roads))
    if code is None:
        raise AreaOutsideRegion(field="area" if shape is not None else "roads")
    if not sees(actor.prefixes, code):
        raise OutsideYourJurisdiction(jurisdiction=code)
    return (None if shape is None else from_shape(shape, srid=4326)), code


def around_roads(roads: Sequence[schemas.MarkedRoad]) -> BaseGeometry:
    """Return the strip of ground that marked stretches run on."""
    lines = shapely.MultiLineString([shapely.LineString(road.line) for road in roads])
    return widened(lines, TOUCHES_WITHIN_M)


def _shape(row: Closure) -> BaseGeometry:
    roads = _roads_of(row)
    strip = [around_roads(roads)] if roads else []
    area = [] if row.area is None else [to_shape(row.area)]
    return shapely.union_all([*area, *strip])


def _roads_of(row: Closure) -> list[schemas.MarkedRoad]:
    return [schemas.MarkedRoad.model_validate(one) for one in row.roads]


def _stored(roads: Sequence[schemas.MarkedRoad]) -> list[Any]:
    return [road.model_dump(mode="json") for road in roads]


def _record(session: Session, row: Closure, happening: Happening) -> schemas.Closure:
    session.flush()
    closure = queries_closures.as_record(row)
    outbox.record(
        session,
        happening(closure=closure),
        audience=audience(closure.jurisdiction_code),
        incident_id=closure.incident_id,
    )
    return closure
