"""Writes of what becomes of offers: taken, committed, sent, received, given back.

A commitment is a promise that expires: stock is reserved in the ledger, a team is lent. Goods move
by transfers between depots, or straight to the scene; every count is somebody's.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session

import incidents.queries
import resources.service
import resources.service_sharing
import resources.service_stock
from aid import events, service
from aid import schemas as wire
from aid import service_goods as goods
from aid.errors import NotYourStep, SuppliesNotNamed, TeamStillOut
from aid.lifecycle import RULES, Rule, Step, SupplyState, may_take, message_of
from aid.models import AidAsk, AidRequest, AidSupply
from core import clock
from core.auth import Actor
from core.config import get_settings
from core.errors import IllegalTransition
from core.visibility import sees
from resources.errors import NoteRequired
from resources.lifecycle import TeamState, is_committed
from resources.models import Team

Effect = Callable[[AidRequest, list[AidSupply]], None]
PlainStep = Literal["take", "decline", "withdraw", "ask_back", "use_up"]
HAPPENINGS: Mapping[Step, type[events.AidHappening]] = {
    Step.TAKE: events.AidOrdered,
    Step.DECLINE: events.AidOrdered,
    Step.WITHDRAW: events.AidAnswered,
    Step.COMMIT: events.AidCommitted,
    Step.RELEASE: events.AidReleased,
    Step.LAPSE: events.AidLapsed,
    Step.SHIP: events.AidShipped,
    Step.RECEIVE: events.AidReceived,
    Step.ASK_BACK: events.AidReturnAsked,
    Step.SEND_BACK: events.AidSentBack,
    Step.TAKE_BACK: events.AidReturned,
    Step.USE_UP: events.AidSentBack,
}


def take_step(
    session: Session,
    actor: Actor,
    request_id: UUID,
    seen: int | None,
    step: PlainStep,
    named: wire.StepIn,
) -> wire.AidRequest:
    """Take a step that moves nothing by itself: take, decline, withdraw, ask back, use up."""

    def effect(_row: AidRequest, supplies: list[AidSupply]) -> None:
        if step == "use_up":
            _end_lendings(session, supplies)

    return _advance(session, actor, request_id, seen, Step(step), named, effect)


def commit_supplies(
    session: Session, actor: Actor, request_id: UUID, seen: int | None, named: wire.StepIn
) -> wire.AidRequest:
    """Commit what was ordered, all of it or nothing: stock is reserved and teams are lent.

    The promise lapses after the site's time for promises unless the supplies have left.
    """
    now = clock.now(session)
    until = now + timedelta(hours=get_settings().promise_hours)

    def effect(row: AidRequest, supplies: list[AidSupply]) -> None:
        for team, one in _teams_of(session, supplies):
            resources.service_sharing.lend_team(session, team, row.requester_code, one.id)
        goods.reserve(session, supplies, until)
        for one in supplies:
            one.committed_at, one.expires_at = now, until

    return _advance(session, actor, request_id, seen, Step.COMMIT, named, effect)


def release_supplies(
    session: Session, actor: Actor, request_id: UUID, seen: int | None, named: wire.StepIn
) -> wire.AidRequest:
    """Give up what was committed and has not left: stock and teams are free again."""

    def effect(_row: AidRequest, supplies: list[AidSupply]) -> None:
        _end_lendings(session, supplies)
        goods.unreserve(session, supplies)

    return _advance(session, actor, request_id, seen, Step.RELEASE, named, effect)


def ship_supplies(
    session: Session, actor: Actor, request_id: UUID, seen: int | None, named: wire.ShipIn
) -> wire.AidRequest:
    """Send what was committed: goods leave the depot, teams are on their way."""

    def effect(row: AidRequest, supplies: list[AidSupply]) -> None:
        goods.ship(session, actor, row, supplies, named.paper_number)
        for one in supplies:
            one.shipped_at, one.eta_at = clock.now(session), named.eta_at

    return _advance(session, actor, request_id, seen, Step.SHIP, named, effect)


def receive_supplies(
    session: Session, actor: Actor, request_id: UUID, seen: int | None, counted: wire.ReceiveIn
) -> wire.AidRequest:
    """Take in what arrived, counted; what is missing or damaged says why."""
    counts = {one.supply_id: one for one in counted.supplies}
    named = wire.StepIn(supply_ids=[one.supply_id for one in counted.supplies])

    def effect(_row: AidRequest, supplies: list[AidSupply]) -> None:
        for one in supplies:
            goods.require_plausible(one, counts[one.id])
        goods.receive(session, actor, supplies, counts)

    return _advance(session, actor, request_id, seen, Step.RECEIVE, named, effect)


def send_back(
    session: Session, actor: Actor, request_id: UUID, seen: int | None, back: wire.SendBackIn
) -> wire.AidRequest:
    """Send back what was received: teams leave one's disposal, goods leave one's depot."""
    amounts = {one.supply_id: one for one in back.supplies}
    named = wire.StepIn(supply_ids=list(amounts), note=back.note)
    _require_once(back.supplies)

    def effect(_row: AidRequest, supplies: list[AidSupply]) -> None:
        _end_lendings(session, supplies)
        goods.send_back(session, actor, supplies, amounts)

    return _advance(session, actor, request_id, seen, Step.SEND_BACK, named, effect)


def take_back(
    session: Session, actor: Actor, request_id: UUID, seen: int | None, back: wire.SendBackIn
) -> wire.AidRequest:
    """Take one's own in again, counted; what is missing says why."""
    amounts = {one.supply_id: one for one in back.supplies}
    named = wire.StepIn(supply_ids=list(amounts), note=back.note)
    _require_once(back.supplies)

    def effect(_row: AidRequest, supplies: list[AidSupply]) -> None:
        goods.take_back(session, actor, supplies, amounts)

    return _advance(session, actor, request_id, seen, Step.TAKE_BACK, named, effect)


def _require_once(given: Sequence[wire.BackIn]) -> None:
    if len({one.supply_id for one in given}) < len(given):
        raise SuppliesNotNamed(field="supplies")


def _advance(
    session: Session,
    actor: Actor,
    request_id: UUID,
    seen: int | None,
    step: Step,
    named: wire.StepIn,
    effect: Effect,
) -> wire.AidRequest:
    row = service.locked(session, actor, request_id, seen)
    service.require_open(row)
    supplies = _named(row, named.supply_ids)
    _require_side(actor, row, supplies, RULES[step])
    for one in supplies:
        _require_step(step, one)
    if RULES[step].note_required and not named.note:
        raise NoteRequired(field="note")
    lock_needs(session, row)
    effect(row, supplies)
    return finish(session, row, step, supplies, named.note)


def finish(
    session: Session, row: AidRequest, step: Step, supplies: list[AidSupply], note: str | None
) -> wire.AidRequest:
    """Set the state a step leads to and send its message to everybody concerned."""
    rule = RULES[step]
    of: dict[UUID, list[AidSupply]] = {}
    for one in supplies:
        of.setdefault(one.ask_id, []).append(one)
    for ask in row.asks:
        if ask.id in of:
            kind = message_of(step, SupplyState(of[ask.id][0].state))
            said = service.Said(kind, rule.response, note, of[ask.id])
            service.send(session, row, ask, said, from_receiver=rule.side == "receiver")
    for one in supplies:
        one.state = rule.ends.value
        one.note = note or one.note
    return service.tell(session, row, HAPPENINGS[step])


def lock_needs(session: Session, row: AidRequest) -> None:
    """Lock the needs a request serves, before any team or lot: the order of all locks."""
    needs = sorted({line.need_id for line in row.lines if line.need_id is not None})
    if needs:
        incidents.queries.locked_needs(session, needs)


def _named(row: AidRequest, ids: Sequence[UUID]) -> list[AidSupply]:
    """The supplies named, each of this request and only once, in the order of their ids."""
    of = {one.id: one for one in row.supplies}
    if len(set(ids)) < len(ids) or not all(one in of for one in ids):
        raise SuppliesNotNamed(field="supply_ids")
    return [of[one] for one in sorted(ids)]


def _require_side(actor: Actor, row: AidRequest, supplies: Sequence[AidSupply], rule: Rule) -> None:
    asks: dict[UUID, AidAsk] = {ask.id: ask for ask in row.asks}
    codes = {row.requester_code}
    if rule.side == "provider":
        codes = {asks[one.ask_id].provider_code for one in supplies}
    if not all(sees(actor.prefixes, code) for code in codes):
        raise NotYourStep()


def _require_step(step: Step, one: AidSupply) -> None:
    if not may_take(step, SupplyState(one.state)):
        raise IllegalTransition(
            noun="aid_supply", state=one.state, wanted=RULES[step].ends.value, id=str(one.id)
        )


def _teams_of(session: Session, supplies: Sequence[AidSupply]) -> list[tuple[Team, AidSupply]]:
    """Lock the teams among supplies in id order and return each with its supply."""
    of = {one.team_id: one for one in supplies if one.team_id is not None}
    teams = resources.service.lock_teams(session, sorted(of)) if of else []
    return [(team, of[team.id]) for team in teams]


def _end_lendings(session: Session, supplies: Sequence[AidSupply]) -> None:
    """Take teams from the receiver's disposal; one that is with an incident is released first."""
    for team, one in _teams_of(session, supplies):
        if is_committed(TeamState(team.state)):
            raise TeamStillOut(team=team.name, state=team.state)
        resources.service_sharing.end_lending(session, team, one.id)
