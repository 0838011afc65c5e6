"""Writes of requisitions: drafted, decided, handed over, returned, settled - each step once.

What is handed over with its crew becomes a team, and a lorry joins a depot: from then on the
dispatcher offers it like any other. When it goes back it leaves the inventory again.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from core import clock, outbox
from core.auth import Actor
from core.errors import Conflict, IllegalTransition, Invalid, NotFound, require_version
from core.local_time import day_of
from core.models import Jurisdiction
from core.visibility import audience, require_visible, sees
from geo.service import OutsideYourJurisdiction
from resources import events_requisition as events
from resources import queries_requisition, schemas, service
from resources import schemas_requisition as wire
from resources.errors import TruckCommitted, UnknownDepot, UnknownJurisdiction
from resources.models import Depot, Truck
from resources.models_requisition import Requisition, RequisitionLine
from resources.requisition import (
    RequisitionState,
    Settlement,
    may_be_decided,
    may_follow,
    papers_due_at,
    settlement_gaps,
)


class DecisionMissing(Conflict):
    """There is no decision yet: serve it first, or hand over as urgent and serve it in 48 hours."""

    zh = "尚未作出征用决定：请先送达决定书；情况紧急的，按紧急征用交接并在 48 小时内补办手续。"


class AlreadyDecided(Conflict):
    """The decision {number} was served already."""

    zh = "征用决定书 {number} 已经送达。"


class NotOnTheList(Invalid):
    """The field {field} names a line that is not on the list, or one twice: {value}."""

    zh = "字段 {field} 所指的条目不在清单上或重复：{value}。"


class LineNotSaid(Invalid):
    """How line {position} ({name}) came back is not said."""

    zh = "清单第 {position} 项（{name}）未填写归还情况。"


class PlateNeeded(Invalid):
    """Line {position} ({name}) needs a plate to be used as a lorry."""

    zh = "清单第 {position} 项（{name}）作为货车使用须填写车牌号。"


class PlateTaken(Conflict):
    """A lorry with the plate {plate} is in the inventory already."""

    zh = "车牌号 {plate} 的货车已在库中。"


class SettlementIncomplete(Conflict):
    """The settlement is not complete: {missing}."""

    zh = "结算材料不全：{missing}。"


def draft(session: Session, actor: Actor, given: wire.RequisitionIn) -> wire.Requisition:
    """Draft a requisition in one's own jurisdiction."""
    if session.get(Jurisdiction, given.jurisdiction_code) is None:
        raise UnknownJurisdiction(field="jurisdiction_code", value=given.jurisdiction_code)
    if not sees(actor.prefixes, given.jurisdiction_code):
        raise OutsideYourJurisdiction(jurisdiction=given.jurisdiction_code)
    fields = given.model_dump(exclude={"lines"})
    row = Requisition(
        number=_next_number(session),
        state=RequisitionState.DRAFTED,
        created_at=clock.now(session),
        created_by_name=session.info.get("actor_name"),
        lines=_lines(given.lines),
        **fields,
    )
    session.add(row)
    return _record(session, row, events.RequisitionDrafted)


def decide(
    session: Session,
    actor: Actor,
    requisition_id: UUID,
    seen: int | None,
    decision: wire.DecisionIn,
) -> wire.Requisition:
    """Record the decision as served; after an urgent hand-over this ends the 48 hours."""
    row = _locked(session, actor, requisition_id, seen)
    state = RequisitionState(row.state)
    if row.decision_number is not None:
        raise AlreadyDecided(number=row.decision_number)
    if not may_be_decided(state, row.decision_number is not None):
        raise IllegalTransition(noun="requisition", state=state.value, wanted="decided")
    row.decision_number = decision.decision_number
    row.issuing_body = decision.issuing_body
    row.decided_at = clock.now(session)
    row.decided_by_name = session.info.get("actor_name")
    row.papers_due_at = None
    if state is RequisitionState.DRAFTED:
        row.state = RequisitionState.DECIDED
    return _changed(session, row, events.RequisitionDecided)


def hand_over(
    session: Session, actor: Actor, requisition_id: UUID, seen: int | None, given: wire.HandOverIn
) -> wire.Requisition:
    """Take what is on the list into use; lines named in ``uses`` become teams and lorries."""
    row = _locked(session, actor, requisition_id, seen)
    is_decided = row.decision_number is not None
    if not is_decided and not given.urgent and row.state == RequisitionState.DRAFTED:
        raise DecisionMissing()
    _step(row, RequisitionState.IN_USE)
    row.handed_over_at = clock.now(session)
    row.handed_over_by_name = session.info.get("actor_name")
    row.received_from = given.received_from
    row.papers_due_at = papers_due_at(row.handed_over_at, is_decided)
    lines = _named(row, [use.line_id for use in given.uses], "uses")
    for use in given.uses:
        _put_to_use(session, actor, row, lines[use.line_id], use)
    return _changed(session, row, events.RequisitionHandedOver)


def give_back(
    session: Session, actor: Actor, requisition_id: UUID, seen: int | None, given: wire.ReturnIn
) -> wire.Requisition:
    """Return everything on the list; refused while a team or lorry of it is under an order."""
    row = _locked(session, actor, requisition_id, seen)
    _step(row, RequisitionState.RETURNED)
    lines = _named(row, [back.line_id for back in given.lines], "lines")
    for line in row.lines:
        if line.id not in lines:
            raise LineNotSaid(field="lines", position=line.position, name=line.name)
    for back in given.lines:
        line = lines[back.line_id]
        line.condition_after, line.damage = back.condition_after, back.damage
        line.lost = back.lost
    _take_out_of_use(session, actor, row.lines)
    row.returned_at = clock.now(session)
    row.returned_to = given.returned_to
    return _changed(session, row, events.RequisitionReturned)


def settle(
    session: Session, actor: Actor, requisition_id: UUID, seen: int | None, given: wire.SettlementIn
) -> wire.Requisition:
    """Record the compensation; the decision, and a valuation of damage, must be there."""
    row = _locked(session, actor, requisition_id, seen)
    _step(row, RequisitionState.SETTLED)
    damaged = [line.name for line in row.lines if line.damage or line.lost]
    money = Settlement(given.claimed_yuan, given.valued_yuan, given.paid_yuan, given.note)
    gaps = settlement_gaps(money, damaged, row.decision_number is not None)
    if gaps:
        raise SettlementIncomplete(missing=", ".join(gaps), gaps=gaps)
    row.claimed_yuan, row.valued_yuan = given.claimed_yuan, given.valued_yuan
    row.valuer, row.paid_yuan = given.valuer, given.paid_yuan
    row.note = given.note or row.note
    row.settled_at = clock.now(session)
    return _changed(session, row, events.RequisitionSettled)


def cancel(
    session: Session, actor: Actor, requisition_id: UUID, seen: int | None, given: wire.CancelIn
) -> wire.Requisition:
    """Take nothing after all; only before the hand-over."""
    row = _locked(session, actor, requisition_id, seen)
    _step(row, RequisitionState.CANCELLED)
    row.note = given.note
    return _changed(session, row, events.RequisitionCancelled)


def _step(row: Requisition, wanted: RequisitionState) -> None:
    state = RequisitionState(row.state)
    if not may_follow(state, wanted):
        raise IllegalTransition(noun="requisition", state=state.value, wanted=wanted.value)
    row.state = wanted


def _lines(given: Sequence[wire.RequisitionLineIn]) -> list[RequisitionLine]:
    return [
        RequisitionLine(position=position, **line.model_dump())
        for position, line in enumerate(given, start=1)
    ]


def _named(row: Requisition, named: Sequence[UUID], field: str) -> Mapping[UUID, RequisitionLine]:
    """The lines named, each on the list and only once."""
    of = {line.id: line for line in row.lines}
    for line_id in named:
        if line_id not in of or list(named).count(line_id) > 1:
            raise NotOnTheList(field=field, value=str(line_id))
    return {line_id: of[line_id] for line_id in named}


def _put_to_use(
    session: Session, actor: Actor, row: Requisition, line: RequisitionLine, use: wire.UseIn
) -> None:
    if use.team is not None:
        entered = schemas.TeamIn(
            code=f"{row.number}-{line.position}",
            name=f"征用·{line.plate or line.name}（{row.owner_name}）"[:200],
            kind="requisitioned",
            jurisdiction_code=row.jurisdiction_code,
            address=row.address,
            leader_name=line.operator_name,
            phone=line.operator_phone,
            **use.team.model_dump(),
        )
        line.team_id = service.enter_team(session, actor, entered).id
    elif use.truck is not None:
        line.truck_id = _enter_truck(session, actor, line, use.truck).id


def _enter_truck(session: Session, actor: Actor, line: RequisitionLine, use: wire.AsTruck) -> Truck:
    if not line.plate:
        raise PlateNeeded(field="uses", position=line.position, name=line.name)
    depot = session.get(Depot, use.depot_id)
    if depot is None or not sees(actor.prefixes, depot.jurisdiction_code):
        raise UnknownDepot(field="uses", value=str(use.depot_id))
    truck = session.scalar(select(Truck).where(Truck.plate == line.plate).with_for_update())
    if truck is not None and truck.state != "retired":
        raise PlateTaken(plate=line.plate)
    if truck is None:
        truck = Truck(plate=line.plate, version=0)
        session.add(truck)
    truck.depot_id, truck.vehicle = depot.id, use.vehicle
    truck.payload_kg, truck.hazardous_permit = use.payload_kg, use.hazardous_permit
    truck.state = "available"
    truck.confirmed_at = clock.now(session)
    truck.confirmed_by = session.info.get("actor_name")
    truck.confirmed_how = "hand_over"
    truck.version += 1
    session.flush()
    service.touch_depots(session, {depot.id})
    return truck


def _take_out_of_use(session: Session, actor: Actor, lines: Sequence[RequisitionLine]) -> None:
    teams = service.lock_teams(session, [line.team_id for line in lines if line.team_id])
    for team in teams:
        if team.retired_at is None:
            gone = schemas.TeamPatch(retired=True)
            service.change_team(session, actor, team.id, team.version, gone)
    trucks = service.lock_trucks(session, [line.truck_id for line in lines if line.truck_id])
    for truck in trucks:
        if truck.state == "assigned":
            raise TruckCommitted(plate=truck.plate)
    service.set_truck_states(session, trucks, "retired")


def _locked(session: Session, actor: Actor, requisition_id: UUID, seen: int | None) -> Requisition:
    query = (
        select(Requisition)
        .where(Requisition.id == requisition_id)
        .with_for_update(of=Requisition)
        .options(selectinload(Requisition.lines))
        .execution_options(populate_existing=True)
    )
    row = session.scalar(query)
    if row is None:
        raise NotFound(noun="requisition")
    require_visible(actor.prefixes, row.jurisdiction_code, "requisition")
    require_version(seen, row.version, queries_requisition.shown(row).model_dump(mode="json"))
    return row


def _changed(
    session: Session, row: Requisition, happening: type[events.RequisitionHappening]
) -> wire.Requisition:
    row.changed_at = clock.now(session)
    row.changed_by_name = session.info.get("actor_name")
    row.version += 1
    return _record(session, row, happening)


def _record(
    session: Session, row: Requisition, happening: type[events.RequisitionHappening]
) -> wire.Requisition:
    session.flush()
    whole = queries_requisition.shown(row)
    outbox.record(
        session,
        happening(requisition=queries_requisition.told(whole)),
        audience=audience(row.jurisdiction_code),
        incident_id=row.incident_id,
    )
    return whole


def _next_number(session: Session) -> str:
    """Return the next number of the day; the lock is held until commit, so none is given twice."""
    world = session.info["world"]
    lock = func.pg_advisory_xact_lock(func.hashtext("requisition.number"), func.hashtext(world))
    session.execute(select(lock))
    begins = f"征-{day_of(clock.now(session))}-"
    query = select(func.count()).where(Requisition.number.startswith(begins))
    return f"{begins}{(session.scalar(query) or 0) + 1:03d}"
