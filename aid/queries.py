"""Reads of help from outside: requests as each side may see them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from aid import models, schemas
from aid.coverage import Given, LineCover, cover_of_lines, percent_of_request
from aid.duplicates import Asked, Why, doubled
from aid.lifecycle import MessageKind, SupplyState
from core.errors import NotFound
from core.models import Jurisdiction
from core.visibility import sees, visible
from core.wire import Page
from incidents.models import Incident
from resources.models import Capability, Depot, Item, Lot, Team
from resources.queries import page

PARTS = (
    models.AidRequest.lines,
    models.AidRequest.asks,
    models.AidRequest.supplies,
    models.AidRequest.messages,
)
_LOADS = [selectinload(part) for part in PARTS]


def whole_requests() -> Select[models.AidRequest]:
    """Return the query for requests with all their parts."""
    return select(models.AidRequest).options(*_LOADS)


def concerned(prefixes: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that a reader's area asks or is asked."""
    asked = exists().where(
        models.AidAsk.request_id == models.AidRequest.id,
        visible(models.AidAsk.provider_code, prefixes),
    )
    return or_(visible(models.AidRequest.requester_code, prefixes), asked)


def list_requests(
    session: Session,
    prefixes: Sequence[str],
    *,
    is_open: bool | None = None,
    incident_id: UUID | None = None,
    text: str | None = None,
    offset: int = 0,
    limit: int = 100,
) -> Page[schemas.AidRequest]:
    """Return the requests of one's own and those to one, the most urgent of the open ones first."""
    conditions = [concerned(prefixes)]
    if is_open is not None:
        state = models.AidRequest.state
        conditions.append(state == "open" if is_open else state != "open")
    if incident_id is not None:
        conditions.append(models.AidRequest.incident_id == incident_id)
    if text:
        looked_at = (
            models.AidRequest.number,
            models.AidRequest.purpose,
            models.AidRequest.place,
        )
        conditions.append(or_(*(field.icontains(text, autoescape=True) for field in looked_at)))
    count = select(func.count()).select_from(models.AidRequest).where(*conditions)
    order = (
        models.AidRequest.ended_at.desc().nulls_first(),
        models.AidRequest.priority,
        models.AidRequest.due_at,
        models.AidRequest.id,
    )
    query = whole_requests().where(*conditions).order_by(*order).offset(offset).limit(limit)
    rows = session.scalars(query).all()
    shown = [part_for(one, prefixes) for one in records(session, rows)]
    return page(shown, session.scalar(count) or 0, offset)


def request(session: Session, prefixes: Sequence[str], request_id: UUID) -> schemas.AidRequest:
    """Return one request; what the reader has no part in is not there."""
    query = whole_requests().where(models.AidRequest.id == request_id, concerned(prefixes))
    row = session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound(noun="aid_request")
    return part_for(record(session, row), prefixes)


def record(session: Session, row: models.AidRequest) -> schemas.AidRequest:
    """Return a request with all its parts as it travels."""
    return records(session, [row])[0]


def records(session: Session, rows: Sequence[models.AidRequest]) -> list[schemas.AidRequest]:
    """Return requests with all their parts, named in words."""
    named = _names(session, rows)
    like = _duplicates(session, rows)
    merged = _merged_from(session, rows)
    return [_record(row, named, like.get(row.id, []), merged.get(row.id, [])) for row in rows]


def part_for(whole: schemas.AidRequest, prefixes: Sequence[str]) -> schemas.AidRequest:
    """Return what a reader may see: the asking side all of it, an asked side its own part."""
    if sees(prefixes, whole.requester_code):
        return whole
    asks = [ask for ask in whole.asks if sees(prefixes, ask.provider_code)]
    own = {ask.id for ask in asks}
    return whole.model_copy(
        update={
            "asks": asks,
            "supplies": [one for one in whole.supplies if one.ask_id in own],
            "messages": [one for one in whole.messages if one.ask_id in own],
            "duplicates": [],
            "merged_from": [],
        }
    )


def event_part_for(data: dict[str, Any], prefixes: Sequence[str]) -> dict[str, Any]:
    """Return of a request in an event what this reader may see."""
    whole = schemas.AidRequest.model_validate(data)
    return part_for(whole, prefixes).model_dump(mode="json")


@dataclass(frozen=True)
class _Names:
    """What the codes and ids of requests are called."""

    places: Mapping[str, str]
    incidents: Mapping[UUID, str]
    capabilities: Mapping[str, Capability]
    items: Mapping[str, Item]
    teams: Mapping[UUID, str]
    lots: Mapping[UUID, tuple[str, str]]
    depots: Mapping[UUID, str]


def _names(session: Session, rows: Sequence[models.AidRequest]) -> _Names:
    lines = [line for row in rows for line in row.lines]
    supplies = [one for row in rows for one in row.supplies]
    codes = {row.requester_code for row in rows}
    codes |= {ask.provider_code for row in rows for ask in row.asks}
    lots = (
        select(Lot.id, Lot.batch, Depot.name)
        .join(Depot, Depot.id == Lot.depot_id)
        .where(Lot.id.in_({one.lot_id for one in supplies if one.lot_id}))
    )
    skills = select(Capability).where(
        Capability.code.in_({line.capability_code for line in lines if line.capability_code})
    )
    goods = select(Item).where(Item.code.in_({line.item_code for line in lines if line.item_code}))
    return _Names(
        places=_pairs(session, Jurisdiction.code, Jurisdiction.name, codes),
        incidents=_pairs(session, Incident.id, Incident.title, {row.incident_id for row in rows}),
        capabilities={one.code: one for one in session.scalars(skills)},
        items={one.code: one for one in session.scalars(goods)},
        teams=_pairs(session, Team.id, Team.name, {one.team_id for one in supplies}),
        lots={lot_id: (batch, name) for lot_id, batch, name in session.execute(lots)},
        depots=_pairs(session, Depot.id, Depot.name, {row.to_depot_id for row in rows}),
    )


def _pairs(
    session: Session,
    key: InstrumentedAttribute[Any],
    name: InstrumentedAttribute[str],
    wanted: Iterable[Any],
) -> dict[Any, str]:
    known = [one for one in wanted if one is not None]
    if not known:
        return {}
    rows = session.execute(select(key, name).where(key.in_(known)))
    return {row[0]: row[1] for row in rows}


_DERIVED = (
    *("requester_name", "incident_title", "to_depot_name", "percent", "offered_percent"),
    *("lines", "asks", "supplies", "messages", "duplicates", "merged_from"),
)
_COPIED = [name for name in schemas.AidRequest.model_fields if name not in _DERIVED]
_OF_SUPPLY = [
    name
    for name in schemas.AidSupply.model_fields
    if name not in ("provider_code", "team_name", "depot_name", "batch")
]


def _record(
    row: models.AidRequest,
    named: _Names,
    like: list[schemas.LikeRequest],
    merged: list[schemas.MergedRequest],
) -> schemas.AidRequest:
    cover = cover_of_request(row)
    lines = list(cover.values())
    askers = {ask.id: ask.provider_code for ask in row.asks}
    offered = sum(one.offered_percent for one in lines) // len(lines) if lines else 0
    return schemas.AidRequest(
        **{name: getattr(row, name) for name in _COPIED},
        requester_name=named.places.get(row.requester_code, row.requester_code),
        incident_title=None if row.incident_id is None else named.incidents.get(row.incident_id),
        to_depot_name=None if row.to_depot_id is None else named.depots.get(row.to_depot_id),
        percent=percent_of_request(lines),
        offered_percent=offered,
        lines=[_line(line, cover[line.id], named) for line in row.lines],
        asks=[_ask(ask, named) for ask in row.asks],
        supplies=[_supply(one, askers[one.ask_id], named) for one in row.supplies],
        messages=[schemas.AidMessage.model_validate(one) for one in row.messages],
        duplicates=like,
        merged_from=merged,
    )


def cover_of_request(row: models.AidRequest) -> dict[UUID, LineCover]:
    """Return what each line of a request has got."""
    supplies = [
        Given(one.line_id, SupplyState(one.state), one.amount, one.received) for one in row.supplies
    ]
    return cover_of_lines({line.id: line.amount for line in row.lines}, supplies)


def _line(line: models.AidLine, cover: LineCover, named: _Names) -> schemas.AidLine:
    thing: Capability | Item = (
        named.items[line.item_code]
        if line.item_code is not None
        else named.capabilities[line.capability_code or ""]
    )
    return schemas.AidLine(
        id=line.id,
        position=line.position,
        capability_code=line.capability_code,
        item_code=line.item_code,
        label=thing.name,
        label_en=thing.name_en,
        unit=thing.unit,
        unit_en=thing.unit_en,
        reusable=not isinstance(thing, Item) or thing.reusable,
        amount=line.amount,
        need_id=line.need_id,
        note=line.note,
        offered=cover.offered,
        committed=cover.committed,
        received=cover.received,
        missing=cover.missing,
        percent=cover.percent,
        offered_percent=cover.offered_percent,
    )


def _ask(ask: models.AidAsk, named: _Names) -> schemas.AidAsk:
    fields = {n: getattr(ask, n) for n in schemas.AidAsk.model_fields if n != "provider_name"}
    name = named.places.get(ask.provider_code, ask.provider_code)
    return schemas.AidAsk(**fields, provider_name=name)


def _supply(one: models.AidSupply, provider_code: str, named: _Names) -> schemas.AidSupply:
    batch, depot = named.lots[one.lot_id] if one.lot_id is not None else (None, None)
    return schemas.AidSupply(
        **{name: getattr(one, name) for name in _OF_SUPPLY},
        provider_code=provider_code,
        team_name=None if one.team_id is None else named.teams[one.team_id],
        depot_name=depot,
        batch=batch,
    )


def _duplicates(
    session: Session, rows: Sequence[models.AidRequest]
) -> dict[UUID, list[schemas.LikeRequest]]:
    """Return which other open requests ask for what an open one of these asks for."""
    if not any(row.state == "open" for row in rows):
        return {}
    thing = func.coalesce(models.AidLine.item_code, models.AidLine.capability_code)
    query = (
        select(
            models.AidRequest.id,
            models.AidRequest.requester_code,
            models.AidRequest.incident_id,
            thing,
            models.AidLine.need_id,
            models.AidRequest.number,
        )
        .join(models.AidLine, models.AidLine.request_id == models.AidRequest.id)
        .where(models.AidRequest.state == "open")
        .order_by(models.AidRequest.id, models.AidLine.position)
    )
    found = session.execute(query).all()
    numbers: dict[UUID, str] = {line[0]: line[5] for line in found}
    pairs: dict[UUID, dict[UUID, Why]] = doubled([Asked(*line[:5]) for line in found])
    return {
        one: [schemas.LikeRequest(id=other, number=numbers[other], why=why) for other, why in like]
        for one, likes in pairs.items()
        for like in [sorted(likes.items())]
    }


def _merged_from(
    session: Session, rows: Sequence[models.AidRequest]
) -> dict[UUID, list[schemas.MergedRequest]]:
    query = (
        select(models.AidRequest.merged_into_id, models.AidRequest.id, models.AidRequest.number)
        .where(models.AidRequest.merged_into_id.in_([row.id for row in rows]))
        .order_by(models.AidRequest.id)
    )
    found: dict[UUID, list[schemas.MergedRequest]] = {}
    for into, request_id, number in session.execute(query):
        assert into is not None
        found.setdefault(into, []).append(schemas.MergedRequest(id=request_id, number=number))
    return found


def last_message(row: models.AidRequest, ask_id: UUID) -> models.AidMessage | None:
    """Return the newest message between the asking side and one asked."""
    return next((one for one in reversed(row.messages) if one.ask_id == ask_id), None)


def first_request_of(row: models.AidRequest, ask_id: UUID) -> models.AidMessage | None:
    """Return the message that began the exchange with one asked."""
    first = MessageKind.REQUEST_RESOURCE
    return next((m for m in row.messages if m.ask_id == ask_id and m.kind == first), None)
