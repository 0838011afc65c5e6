"""Writes of requests for help: ask, ask further, ask above, withdraw, close.

Lock order: the request first, then teams, then lots, each in the order of their ids.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from aid import events, queries
from aid import schemas as wire
from aid.errors import (
    AskedAlready,
    AsksItself,
    DueInThePast,
    NeedDoesNotFit,
    NobodyAbove,
    NotYourStep,
    PlaceNeeded,
    RequestOver,
    StillBound,
    UnknownThing,
)
from aid.lifecycle import BOUND, MessageKind, RequestState, SupplyState
from aid.models import AidAsk, AidLine, AidMessage, AidRequest, AidSupply
from core import clock, outbox
from core.auth import Actor
from core.errors import Forbidden, NotFound, require_version
from core.ids import new_id
from core.local_time import day_of
from core.models import Jurisdiction
from core.visibility import audience, prefix_of, sees
from incidents.models import Incident, Need
from resources.models import Capability, Depot, Item

ANSWER_WITHIN = timedelta(minutes=30)
"""How long somebody asked has for an answer, where the request does not say."""


def ask_for_help(session: Session, actor: Actor, wanted: wire.AidRequestIn) -> wire.AidRequest:
    """Ask other jurisdictions, or those above, for teams and goods in the name of one's own."""
    _require_sensible(session, actor, wanted)
    now = clock.now(session)
    row = AidRequest(
        id=new_id(),
        number=_next_number(session),
        state=RequestState.OPEN.value,
        **wanted.model_dump(exclude={"lines", "provider_codes", "answer_due_at"}),
        asked_at=now,
        asked_by_name=session.info.get("actor_name"),
        synthetic=False,
        version=1,
        lines=[
            AidLine(id=new_id(), position=position, **line.model_dump())
            for position, line in enumerate(wanted.lines, start=1)
        ],
        asks=[],
        supplies=[],
        messages=[],
    )
    session.add(row)
    _ask(session, row, wanted.provider_codes, wanted.answer_due_at, wanted.purpose)
    return tell(session, row, events.AidAsked, first=True)


def ask_further(
    session: Session, actor: Actor, request_id: UUID, seen: int | None, more: wire.AskMoreIn
) -> wire.AidRequest:
    """Ask further jurisdictions for the same."""
    row = locked(session, actor, request_id, seen)
    require_receiver(actor, row)
    require_open(row)
    for code in more.provider_codes:
        if any(ask.provider_code == code for ask in row.asks):
            raise AskedAlready(jurisdiction=code)
    _require_providers(session, row.requester_code, more.provider_codes)
    _ask(session, row, more.provider_codes, more.answer_due_at, more.note)
    return tell(session, row, events.AidAsked)


def escalate(
    session: Session, actor: Actor, request_id: UUID, seen: int | None, wanted: wire.EscalateIn
) -> wire.AidRequest:
    """Ask the next level above that was not asked yet, when the neighbours do not cover."""
    row = locked(session, actor, request_id, seen)
    require_receiver(actor, row)
    require_open(row)
    asked = {ask.provider_code for ask in row.asks}
    above = session.get_one(Jurisdiction, row.requester_code).parent_code
    while above is not None and above in asked:
        above = session.get_one(Jurisdiction, above).parent_code
    if above is None:
        raise NobodyAbove()
    _ask(session, row, [above], wanted.answer_due_at, wanted.note)
    return tell(session, row, events.AidAsked)


def withdraw_request(
    session: Session, actor: Actor, request_id: UUID, seen: int | None, end: wire.EndRequestIn
) -> wire.AidRequest:
    """Take a request back: what is only offered falls; what is promised must be released first."""
    row = _to_be_ended(session, actor, request_id, seen)
    for ask in row.asks:
        first = queries.first_request_of(row, ask.id)
        said = Said(MessageKind.REQUEST_RESOURCE, note=end.note, recalls=first)
        send(session, row, ask, said, from_receiver=True)
    return _ended(session, row, RequestState.WITHDRAWN, end.note)


def close_request(
    session: Session, actor: Actor, request_id: UUID, seen: int | None, end: wire.EndRequestIn
) -> wire.AidRequest:
    """Close a request that has done its work: nothing of it is promised or out any more."""
    row = _to_be_ended(session, actor, request_id, seen)
    return _ended(session, row, RequestState.CLOSED, end.note)


def _to_be_ended(session: Session, actor: Actor, request_id: UUID, seen: int | None) -> AidRequest:
    row = locked(session, actor, request_id, seen)
    require_receiver(actor, row)
    require_open(row)
    bound = sum(SupplyState(one.state) in BOUND for one in row.supplies)
    if bound:
        raise StillBound(count=bound)
    return row


def _ended(
    session: Session, row: AidRequest, state: RequestState, note: str | None
) -> wire.AidRequest:
    for one in row.supplies:
        if one.state in ("offered", "ordered"):
            one.state = SupplyState.DECLINED.value
    row.state = state.value
    row.ended_at = clock.now(session)
    row.ended_by_name = session.info.get("actor_name")
    row.end_note = note
    return tell(session, row, events.AidEnded)


def _require_sensible(session: Session, actor: Actor, wanted: wire.AidRequestIn) -> None:
    if not sees(actor.prefixes, wanted.requester_code):
        raise Forbidden()
    _require_providers(session, wanted.requester_code, wanted.provider_codes)
    now = clock.now(session)
    if wanted.due_at <= now:
        raise DueInThePast(field="due_at")
    if wanted.answer_due_at is not None and wanted.answer_due_at <= now:
        raise DueInThePast(field="answer_due_at")
    if wanted.to_depot_id is None and not wanted.place:
        raise PlaceNeeded(field="place")
    if wanted.to_depot_id is not None:
        depot = session.get(Depot, wanted.to_depot_id)
        own = [prefix_of(wanted.requester_code)]
        if depot is None or depot.retired_at or not sees(own, depot.jurisdiction_code):
            raise UnknownThing(field="to_depot_id", value=str(wanted.to_depot_id))
    _require_incident(session, actor, wanted.incident_id)
    for position, line in enumerate(wanted.lines):
        _require_line(session, line, wanted.incident_id, position)


def _require_providers(session: Session, requester: str, codes: Sequence[str]) -> None:
    for code in codes:
        if session.get(Jurisdiction, code) is None:
            raise UnknownThing(field="provider_codes", value=code)
        if sees([prefix_of(requester)], code):
            raise AsksItself(field="provider_codes", value=code)


def _require_incident(session: Session, actor: Actor, incident_id: UUID | None) -> None:
    if incident_id is None:
        return
    incident = session.get(Incident, incident_id)
    if incident is None or not sees(actor.prefixes, incident.jurisdiction_code):
        raise UnknownThing(field="incident_id", value=str(incident_id))


def _require_line(
    session: Session, line: wire.AidLineIn, incident_id: UUID | None, position: int
) -> None:
    if line.item_code is not None and session.get(Item, line.item_code) is None:
        raise UnknownThing(field=f"lines.{position}.item_code", value=line.item_code)
    skill = line.capability_code
    if skill is not None and session.get(Capability, skill) is None:
        raise UnknownThing(field=f"lines.{position}.capability_code", value=skill)
    if line.need_id is None:
        return
    need = session.get(Need, line.need_id)
    asked = (line.capability_code, line.item_code)
    if need is None or need.incident_id != incident_id:
        raise NeedDoesNotFit(field=f"lines.{position}.need_id")
    if (need.capability_code, need.item_code) != asked:
        raise NeedDoesNotFit(field=f"lines.{position}.need_id")


def _ask(
    session: Session,
    row: AidRequest,
    codes: Sequence[str],
    due_at: datetime | None,
    note: str | None,
) -> None:
    now = clock.now(session)
    if due_at is not None and due_at <= now:
        raise DueInThePast(field="answer_due_at")
    for code in dict.fromkeys(codes):
        ask = AidAsk(
            id=new_id(),
            provider_code=code,
            upward=sees([prefix_of(code)], row.requester_code),
            asked_at=now,
            answer_due_at=due_at or now + ANSWER_WITHIN,
        )
        row.asks.append(ask)
        send(session, row, ask, Said(MessageKind.REQUEST_RESOURCE, note=note), from_receiver=True)


@dataclass(frozen=True)
class Said:
    """What one side says to the other."""

    kind: MessageKind
    response: wire.Response | None = None
    note: str | None = None
    supplies: Sequence[AidSupply] = ()
    recalls: AidMessage | None = None


def send(
    session: Session, row: AidRequest, ask: AidAsk, said: Said, *, from_receiver: bool
) -> None:
    """Write a message between the asking side and one asked; it follows the one before."""
    message_id = new_id()
    first = queries.first_request_of(row, ask.id)
    before = queries.last_message(row, ask.id)
    ends = (row.requester_code, ask.provider_code)
    row.messages.append(
        AidMessage(
            id=message_id,
            ask_id=ask.id,
            kind=said.kind.value,
            originating_id=message_id if first is None else first.id,
            preceding_id=None if before is None else before.id,
            recalls_id=None if said.recalls is None else said.recalls.id,
            from_code=ends[0] if from_receiver else ends[1],
            to_code=ends[1] if from_receiver else ends[0],
            at=clock.now(session),
            by_name=session.info.get("actor_name"),
            response=said.response,
            note=said.note,
            supplies=[_named(one) for one in said.supplies],
        )
    )


def _named(one: AidSupply) -> dict[str, object]:
    name = str(one.team_id or one.lot_id)
    return {"id": str(one.id), "line_id": str(one.line_id), "name": name, "amount": one.amount}


def locked(session: Session, actor: Actor, request_id: UUID, seen: int | None) -> AidRequest:
    """Lock a request that the actor has a part in, with all its parts, at the version seen."""
    row = locked_as_is(session, actor, request_id)
    shown = queries.part_for(queries.record(session, row), actor.prefixes)
    require_version(seen, row.version, shown.model_dump(mode="json"))
    return row


def locked_as_is(session: Session, actor: Actor, request_id: UUID) -> AidRequest:
    """Lock a request that the actor has a part in, with all its parts, whatever its version."""
    row = session.scalar(
        queries.whole_requests()
        .where(AidRequest.id == request_id, queries.concerned(actor.prefixes))
        .with_for_update(of=AidRequest)
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound(noun="aid_request")
    return row


def require_receiver(actor: Actor, row: AidRequest) -> None:
    """Refuse whoever does not act for the asking side."""
    if not sees(actor.prefixes, row.requester_code):
        raise NotYourStep()


def require_open(row: AidRequest) -> None:
    """Refuse a request that was closed, withdrawn or merged."""
    if row.state != RequestState.OPEN:
        raise RequestOver(state=row.state)


def tell(
    session: Session,
    row: AidRequest,
    happening: type[events.AidHappening],
    *,
    first: bool = False,
) -> wire.AidRequest:
    """Give a request its next version and tell both sides, without anybody's telephone number."""
    if not first:
        row.version += 1
    session.flush()
    whole = queries.record(session, row)
    told = whole.model_copy(update={"contact_phone": None})
    heard_by = audience(row.requester_code, *(ask.provider_code for ask in row.asks))
    outbox.record(
        session, happening(aid_request=told), audience=heard_by, incident_id=row.incident_id
    )
    return whole


def _next_number(session: Session) -> str:
    """Return the next number of the day; the lock is held until commit, so none is given twice."""
    world = session.info["world"]
    lock = func.pg_advisory_xact_lock(func.hashtext("aid_request.number"), func.hashtext(world))
    session.execute(select(lock))
    begins = f"援-{day_of(clock.now(session))}-"
    query = select(func.count()).where(AidRequest.number.startswith(begins))
    return f"{begins}{(session.scalar(query) or 0) + 1:03d}"
