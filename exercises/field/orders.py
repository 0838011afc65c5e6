"""The step of teams and stores: whoever the system leads takes the steps of its orders in time."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

import dispatch.service_field
import dispatch.service_orders
import incidents.queries
import resources.service
from core.auth import Actor
from core.errors import DomainError
from dispatch.lifecycle import Step
from dispatch.models import Order, OrderLine
from dispatch.schemas import OrderRemark
from dispatch.schemas_field import FieldReportIn
from exercises.field import model_teams as model
from exercises.field import moving, reading
from exercises.field.cast import Cast, acting, cast_of
from exercises.field.model_errand import Errand, Next, is_detour, next_step
from exercises.field.reading import Seen, luck_of
from exercises.field.scenes import controlled_at, severity_of, still_needs
from exercises.models_field import SimOrder
from resources.models import Lot

logger = logging.getLogger("muster.field")

MOST_ROUNDS = 8
"""An order takes no more steps than these, even after a long jump of the clock."""
TOLD_IN_TIME_S = 59.0
JUMPED_S = 600.0
REFUSED_AGAIN_S = 60.0
SEATS_LOOKED_AT_S = 60.0
"""So often it is looked whether somebody has left their seat to the system."""


def step(session: Session) -> None:
    """Let every order go on by what is due until now, then send where the teams are."""
    cast = cast_of(session)
    if cast is None:
        return
    seen = reading.open_orders(session)
    if any(one.kept is None for one in seen):
        reading.enter(session, seen)
        seen = reading.open_orders(session)
    waiting = [one for one in seen if not one.is_quiet(cast.now)]
    gone_on = _go_on_together(session, cast, waiting) if waiting else {}
    moving.send_positions(session, cast, [gone_on.get(one.order_id, one) for one in seen])


def _go_on_together(session: Session, cast: Cast, waiting: Sequence[Seen]) -> dict[UUID, Seen]:
    """Lock what may change, let each order take all steps that are due; return them as they are."""
    ids = [one.order_id for one in waiting]
    _lock(session, waiting)
    for _round in range(MOST_ROUNDS):
        due = [one for one in reading.open_orders(session, ids) if not one.is_quiet(cast.now)]
        if not due:
            break
        for one in due:
            _go_on(session, cast, one)
        session.flush()
    return {one.order_id: one for one in reading.open_orders(session, ids)}


def _lock(session: Session, waiting: Sequence[Seen]) -> None:
    """Lock all that the steps may change, in the order in which everybody locks."""
    ids = sorted(one.order_id for one in waiting)
    needs = {UUID(need_id) for one in waiting for need_id in one.fills}
    incidents.queries.locked_needs(session, sorted(needs))
    session.execute(select(Order.id).where(Order.id.in_(ids)).order_by(Order.id).with_for_update())
    teams = sorted(one.resource_id for one in waiting if one.is_team)
    trucks = sorted(one.resource_id for one in waiting if not one.is_team)
    if teams:
        resources.service.lock_teams(session, teams)
    if trucks:
        resources.service.lock_trucks(session, trucks)
        lots = select(OrderLine.lot_id).where(OrderLine.order_id.in_(ids))
        held = select(Lot.id).where(Lot.id.in_(lots)).order_by(Lot.id)
        session.execute(held.with_for_update())


def _go_on(session: Session, cast: Cast, one: Seen) -> None:
    """Take the next step of an order if it is due, else remember when it will be."""
    kept = one.kept
    assert kept is not None
    _look_at_the_way(session, cast, one, kept)
    if one.errand.state == "on_scene" and one.is_team:
        _work(session, cast, one, kept)
        one = reading.open_orders(session, [one.order_id])[0]
    kept.state, kept.eta_at, kept.way_s = one.errand.state, one.errand.eta_at, one.errand.travel_s
    following = next_step(_with_memory(one, kept), luck_of(cast.seed, one))
    plays = cast.leads(one.resource_id) if one.is_team else cast.plays("county_clerk", one.code)
    if following is None:
        kept.next_at = None
    elif not plays:
        kept.next_at = cast.now + timedelta(seconds=SEATS_LOOKED_AT_S)
    elif following.at > cast.now:
        kept.next_at = following.at
    elif following.step is Step.RELEASE and _stays_on(session, cast, one, kept):
        kept.next_at = kept.ends_at
    else:
        _take(session, cast, one, kept, following)
    session.flush()


def _with_memory(one: Seen, kept: SimOrder) -> Errand:
    return replace(one.errand, lost_s=kept.lost_s, ends_at=kept.ends_at)


def _take(session: Session, cast: Cast, one: Seen, kept: SimOrder, following: Next) -> None:
    remark = OrderRemark(note=following.note, happened_at=_told(following.at, cast.now))
    try:
        with acting(session, _actor(cast, one)) as actor:
            dispatch.service_orders.report_step(
                session, actor, one.order_id, one.version, following.step, remark
            )
    except DomainError as refusal:
        logger.info("%s: step %s of order %s refused: %s", cast.world, following.step, one.number,
                    refusal)  # fmt: skip
        kept.next_at = cast.now + timedelta(seconds=REFUSED_AGAIN_S)
        return
    kept.next_at = cast.now
    if following.step is Step.CLOSE and one.is_team and one.errand.departed_at is not None:
        moving.stand_at_home(session, cast, one)


def _told(at: datetime, now: datetime) -> datetime:
    """Return when a step is said to have happened: at its time, or as if told at once.

    Between two looks of a fast clock nobody was late; after a jump the true time counts.
    """
    ago_s = (now - at).total_seconds()
    return max(at, now - timedelta(seconds=TOLD_IN_TIME_S)) if ago_s < JUMPED_S else at


def _actor(cast: Cast, one: Seen) -> Actor:
    if one.is_team:
        return cast.leader(one.resource_id, one.name)
    return cast.officer("county_clerk", f"{one.name}保管员")


def _look_at_the_way(session: Session, cast: Cast, one: Seen, kept: SimOrder) -> None:
    """Notice a way that was closed or became a detour: time is lost, and the centre hears of it."""
    errand = one.errand
    if errand.state != "en_route":
        return
    if errand.no_way_since is not None and kept.stuck_since is None:
        kept.stuck_since = errand.no_way_since
        _say(session, cast, one, "前方道路封闭，暂无绕行路线，原地等候")
    elif errand.no_way_since is None and kept.stuck_since is not None:
        kept.stuck_since, kept.lost_s = None, 0.0
    elif kept.way_s is not None and kept.eta_at is not None and kept.eta_at != errand.eta_at:
        luck = luck_of(cast.seed, one)
        if is_detour(errand, luck, kept.way_s, kept.eta_at):
            kept.turned += 1
            kept.lost_s = model.turning_s(luck, kept.turned)
            _say(session, cast, one, "前方道路封闭，已掉头绕行")
        elif errand.eta_at is not None and _begun_anew(one, kept):
            kept.lost_s = 0.0


def _begun_anew(one: Seen, kept: SimOrder) -> bool:
    """Say whether the way was worked out from where the team has meanwhile got to."""
    errand = one.errand
    assert errand.eta_at is not None
    assert kept.eta_at is not None
    started_at = errand.eta_at - timedelta(seconds=errand.travel_s or 0)
    return started_at > kept.eta_at - timedelta(seconds=kept.way_s or 0)


def _work(session: Session, cast: Cast, one: Seen, kept: SimOrder) -> None:
    """Begin to work on arrival; ask for more once what the crew brought is used up."""
    arrived_at = one.errand.arrived_at
    assert arrived_at is not None
    if kept.ends_at is None:
        capability, stated_s = reading.capability_of(session, one)
        luck = luck_of(cast.seed, one)
        severity = severity_of(session, one.incident_id)
        works_s = model.work_s(luck, capability, stated_s, one.strength, severity)
        kept.ends_at = arrived_at + timedelta(seconds=min(works_s, model.ENDURANCE_S))
        supply = model.supply_of(luck, capability)
        if supply is not None:
            kept.supplies_at = arrived_at + timedelta(seconds=supply[1])
    clear_at = controlled_at(session, one.incident_id)
    if clear_at is not None:
        winds_down_s = model.winds_down_s(luck_of(cast.seed, one))
        leaves_at = max(clear_at, arrived_at) + timedelta(seconds=winds_down_s)
        kept.ends_at = min(kept.ends_at, leaves_at)
        if kept.supplies_at is not None and kept.supplies_at > clear_at:
            kept.supplies_at = None  # who packs up asks for nothing more
    if kept.supplies_at is not None and kept.supplies_at <= min(cast.now, kept.ends_at):
        kept.supplies_at = None
        _ask_for_supplies(session, cast, one)
    elif kept.supplies_at is not None and kept.supplies_at > kept.ends_at:
        kept.supplies_at = None
    session.flush()


def _ask_for_supplies(session: Session, cast: Cast, one: Seen) -> None:
    capability, _stated = reading.capability_of(session, one)
    supply = model.SUPPLIES[capability or ""]
    _report(
        session,
        cast,
        one,
        FieldReportIn(
            kind="help",
            incident_id=one.incident_id,
            order_id=one.order_id,
            text="随车物资即将用完，请求补充",
            lacking="item",
            item_code=supply.item_code,
            quantity=supply.quantity,
        ),
    )


def _stays_on(session: Session, cast: Cast, one: Seen, kept: SimOrder) -> bool:
    """Stay a while longer where the scene still needs the crew, up to what people endure."""
    arrived_at, ends_at = one.errand.arrived_at, kept.ends_at
    assert arrived_at is not None
    assert ends_at is not None
    capability, _stated = reading.capability_of(session, one)
    if not still_needs(session, one.incident_id, capability):
        return False
    latest_at = arrived_at + timedelta(seconds=model.ENDURANCE_S)
    longer = min(cast.now + timedelta(seconds=model.STAYS_ON_S), latest_at)
    if longer <= cast.now:
        return False
    kept.ends_at = longer
    return True


def _say(session: Session, cast: Cast, one: Seen, text: str) -> None:
    note = FieldReportIn(kind="note", incident_id=one.incident_id, order_id=one.order_id, text=text)
    _report(session, cast, one, note)


def _report(session: Session, cast: Cast, one: Seen, sent: FieldReportIn) -> None:
    """Send a report from the field, if the system leads the team and it can be sent."""
    if not one.is_team or not cast.leads(one.resource_id):
        return
    try:
        with acting(session, _actor(cast, one)) as actor:
            dispatch.service_field.send_report(session, actor, sent)
    except DomainError as refusal:
        logger.info("%s: report of order %s refused: %s", cast.world, one.number, refusal)
