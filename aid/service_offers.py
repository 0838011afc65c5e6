"""Writes of answers: an asked jurisdiction offers teams and lots, or refuses."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from aid import events, queries, service
from aid import schemas as wire
from aid.errors import (
    AlreadyOffering,
    NotEnoughToOffer,
    NotYourStep,
    OfferedAlready,
    UnknownThing,
    WrongOffer,
)
from aid.lifecycle import ENDED, LIVE, MessageKind, SupplyState
from aid.models import AidAsk, AidLine, AidRequest, AidSupply
from aid.queries_spare import spare_lines
from aid.schemas_spare import SpareLine
from core import clock
from core.auth import Actor
from core.errors import NotFound
from core.ids import new_id
from core.visibility import prefix_of, sees
from resources.models import Depot, Lot, Team, TeamCapability
from resources.service_ledger import require_in_date


def offer(
    session: Session, actor: Actor, request_id: UUID, seen: int | None, wanted: wire.OfferIn
) -> wire.AidRequest:
    """Offer teams and lots of the asked area; nothing is reserved before it is committed."""
    row, ask = _asked(session, actor, request_id, seen, wanted.provider_code)
    lines = {line.id: line for line in row.lines}
    made: list[AidSupply] = []
    for position, one in enumerate(wanted.lines):
        line = lines.get(one.line_id)
        if line is None:
            raise UnknownThing(field=f"lines.{position}.line_id", value=str(one.line_id))
        supply = _supply(session, ask, line, one, f"lines.{position}")
        row.supplies.append(supply)
        made.append(supply)
        session.flush()
    _answered(session, ask, _answer(row, ask), wanted.note)
    response: wire.Response = "Accept" if ask.answer == "accepted" else "Provisional"
    kind = MessageKind.RESPONSE_TO_REQUEST_RESOURCE
    said = service.Said(kind, response, wanted.note, made)
    service.send(session, row, ask, said, from_receiver=False)
    return service.tell(session, row, events.AidAnswered)


def refuse(
    session: Session, actor: Actor, request_id: UUID, seen: int | None, said: wire.RefuseIn
) -> wire.AidRequest:
    """Say that nothing can be given, and why."""
    row, ask = _asked(session, actor, request_id, seen, said.provider_code)
    if any(one.ask_id == ask.id and SupplyState(one.state) in LIVE for one in row.supplies):
        raise AlreadyOffering()
    _answered(session, ask, "refused", said.note)
    kind = MessageKind.RESPONSE_TO_REQUEST_RESOURCE
    answer = service.Said(kind, "Decline", said.note)
    service.send(session, row, ask, answer, from_receiver=False)
    return service.tell(session, row, events.AidAnswered)


def _asked(
    session: Session, actor: Actor, request_id: UUID, seen: int | None, provider_code: str
) -> tuple[AidRequest, AidAsk]:
    row = service.locked(session, actor, request_id, seen)
    ask = next((one for one in row.asks if one.provider_code == provider_code), None)
    if ask is None:
        raise NotFound(noun="aid_ask")
    if not sees(actor.prefixes, provider_code):
        raise NotYourStep()
    service.require_open(row)
    return row, ask


def _answered(session: Session, ask: AidAsk, answer: wire.Answer, note: str | None) -> None:
    ask.answer, ask.note = answer, note
    ask.answered_at = clock.now(session)
    ask.answered_by_name = session.info.get("actor_name")


def _answer(row: AidRequest, ask: AidAsk) -> wire.Answer:
    """Whoever offers all of every line accepts; whoever offers less does so in part."""
    given = {line.id: 0 for line in row.lines}
    for one in row.supplies:
        if one.ask_id == ask.id and SupplyState(one.state) in LIVE:
            given[one.line_id] += one.amount
    whole = all(given[line.id] >= line.amount for line in row.lines)
    return "accepted" if whole else "partly"


def _supply(
    session: Session, ask: AidAsk, line: AidLine, one: wire.OfferLineIn, field: str
) -> AidSupply:
    area = [prefix_of(ask.provider_code)]
    if one.team_id is not None:
        amount = _units_of_team(session, area, line, one.team_id, field)
    else:
        amount = _amount_of_lot(session, area, line, one, field)
    return AidSupply(
        id=new_id(),
        ask_id=ask.id,
        line_id=line.id,
        team_id=one.team_id,
        lot_id=one.lot_id,
        amount=amount,
        state=SupplyState.OFFERED.value,
        offered_at=clock.now(session),
        offered_by_name=session.info.get("actor_name"),
    )


def _units_of_team(
    session: Session, area: list[str], line: AidLine, team_id: UUID, field: str
) -> int:
    """A team brings all it has of the capability; it is offered to one request at a time."""
    team = session.get(Team, team_id)
    if team is None or not sees(area, team.jurisdiction_code):
        raise UnknownThing(field=f"{field}.team_id", value=str(team_id))
    units = session.scalar(
        select(TeamCapability.units).where(
            TeamCapability.team_id == team_id,
            TeamCapability.capability_code == line.capability_code,
        )
    )
    if units is None or team.retired_at is not None:
        raise WrongOffer(field=f"{field}.team_id", name=team.name)
    running = AidSupply.state.not_in([state.value for state in ENDED])
    query = select(AidSupply.id).where(AidSupply.team_id == team_id, running).limit(1)
    if session.scalar(query) is not None:
        raise OfferedAlready(name=team.name)
    return units


def _amount_of_lot(
    session: Session, area: list[str], line: AidLine, one: wire.OfferLineIn, field: str
) -> int:
    lot = session.get(Lot, one.lot_id, populate_existing=True)
    depot = None if lot is None else session.get_one(Depot, lot.depot_id)
    if lot is None or depot is None or not sees(area, depot.jurisdiction_code):
        raise UnknownThing(field=f"{field}.lot_id", value=str(one.lot_id))
    if lot.item_code != line.item_code:
        raise WrongOffer(field=f"{field}.lot_id", name=lot.batch)
    require_in_date(session, lot)
    free = lot.quantity - lot.reserved
    if one.amount > free:
        raise NotEnoughToOffer(name=f"{depot.name} {lot.batch}", free=free, asked=one.amount)
    return one.amount


def spare(session: Session, actor: Actor, request_id: UUID, provider_code: str) -> list[SpareLine]:
    """Return what an asked area could offer for each line, and what it would keep for itself."""
    whole = queries.request(session, actor.prefixes, request_id)
    asked = {ask.provider_code for ask in whole.asks}
    if provider_code not in asked or not sees(actor.prefixes, provider_code):
        raise NotFound(noun="aid_ask")
    return spare_lines(session, whole.lines, prefix_of(provider_code))
