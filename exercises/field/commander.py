"""The commander played by the system: accepts what the dispatcher proposes, ends what is over.

Only proposals are accepted, as they are: nobody is pinned or excluded. Thinking takes a seeded
time from the moment at which the answer is on the table.
"""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

import dispatch.service
import dispatch.service_orders
import incidents.service
from core.auth import Actor
from core.models import Event
from dispatch.lifecycle import NOT_ARRIVED_ORDER, OPEN_ORDER, UNDER_WAY_ORDER, Step
from dispatch.models import Order, Proposal
from dispatch.schemas import OrderRemark
from dispatch.schemas_acceptance import AcceptIn
from exercises.field import model_roles as model
from exercises.field.cast import TITLES, Cast, cast_of
from exercises.field.deeds import Deed, do_next
from exercises.field.scenes import controlled_at, is_under_control
from exercises.models_field import SimOrder
from incidents.models import Incident, Sitrep

ROLE = "commander"
NOT_NEEDED = "险情已得到控制，返回待命"
DECIDES = "decide"
"""The decisions are counted: the nth answer that is accepted in this world."""
_BUSY = ("recalled", "turned_back")


def step(session: Session) -> None:
    """Take the one decision that has been due longest."""
    cast = cast_of(session)
    if cast is None or ROLE not in cast.played:
        return
    query = select(Incident).where(Incident.state != "closed").order_by(Incident.number)
    all_of_them = list(session.scalars(query))
    mine = [one for one in all_of_them if cast.plays(ROLE, one.jurisdiction_code)]
    if not mine:
        return
    ongoing = [one for one in mine if controlled_at(session, one.id) is None]
    whole = len(ongoing) == len(all_of_them)
    deeds = [
        *_acceptance(session, ongoing, cast, whole=whole),
        *_recalls(session, cast, [one for one in mine if one not in ongoing]),
        *_ends(session, cast, mine),
    ]
    do_next(session, cast, cast.officer(ROLE, TITLES[ROLE]), ROLE, deeds)


def _acceptance(
    session: Session, mine: Sequence[Incident], cast: Cast, *, whole: bool
) -> list[Deed]:
    """Accept the answer on the table for where the danger is not over, if it changes anything."""
    if not mine:
        return []
    query = select(Proposal.id, Proposal.state, Proposal.version, Proposal.solved_at)
    newest = query.where(
        Proposal.state.in_(("feasible", "proven")), Proposal.solved_at.is_not(None)
    )
    found = session.execute(
        newest.where(_changes_anything(mine)).order_by(Proposal.number.desc()).limit(1)
    ).first()
    if found is None:
        return []
    decided = select(func.count()).where(Proposal.state == "accepted")
    thing = f"{DECIDES} {(session.scalar(decided) or 0) + 1}"
    wanted = AcceptIn() if whole else AcceptIn(incident_ids=[one.id for one in mine])
    does = partial(_accept, session, found.id, found.version, wanted)
    after_s = model.DECIDES_S.draw(cast.luck(f"{ROLE}/{thing}"), "decides")
    return [Deed(thing, found.solved_at, after_s, does)]


def _changes_anything(mine: Sequence[Incident]) -> ColumnElement[bool]:
    """Say whether a proposal sends anybody or anything new to one of these incidents."""
    ids = [str(one.id) for one in mine]
    return or_(
        *(Proposal.picks.contains([{"status": "new", "incident_id": one}]) for one in ids),
        *(Proposal.picks.contains([{"status": "redirected", "incident_id": one}]) for one in ids),
        *(Proposal.deliveries.contains([{"incident_id": one}]) for one in ids),
    )


def _accept(
    session: Session, proposal_id: UUID, version: int, wanted: AcceptIn, actor: Actor
) -> None:
    dispatch.service.accept_proposal(session, actor, proposal_id, version, wanted)


def _recalls(session: Session, cast: Cast, over: Sequence[Incident]) -> list[Deed]:
    """Call back who has not arrived where the danger is over."""
    query = (
        select(Order.id, SimOrder.thing)
        .join(SimOrder, SimOrder.order_id == Order.id)
        .where(Order.incident_id.in_([one.id for one in over]), Order.state.in_(NOT_ARRIVED_ORDER))
        .order_by(Order.number)
    )
    return [
        Deed(
            f"recall {thing}",
            cast.now,
            model.RECALLS_S.draw(cast.luck(f"{ROLE}/{thing}"), "recall"),
            partial(_recall, session, order_id),
        )
        for order_id, thing in session.execute(query)
    ]


def _recall(session: Session, order_id: UUID, actor: Actor) -> None:
    order = session.get_one(Order, order_id)
    dispatch.service_orders.report_step(
        session, actor, order_id, order.version, Step.RECALL, OrderRemark(note=NOT_NEEDED)
    )


def _ends(session: Session, cast: Cast, mine: Sequence[Incident]) -> list[Deed]:
    """Stand down where nothing gets worse and nobody works, close after the last report."""
    found = []
    for one in mine:
        luck = cast.luck(f"{ROLE}/{one.number}")
        if one.state == "responding" and _is_over(session, one):
            does = partial(_stand_down, session, one.id)
            after_s = model.STANDS_DOWN_S.draw(luck, "stand down")
            thing = _thing(session, one, "stand down", "incident.stood_down")
            found.append(Deed(thing, cast.now, after_s, does))
        elif one.state == "stood_down" and _is_reported(session, one):
            does = partial(_close, session, one.id)
            after_s = model.CLOSES_S.draw(luck, "close")
            thing = _thing(session, one, "close", "incident.closed")
            found.append(Deed(thing, cast.now, after_s, does))
    return found


def _thing(session: Session, incident: Incident, does: str, kind: str) -> str:
    """Return how an end is called: one that somebody took back is another one the next time."""
    done = select(func.count()).where(Event.incident_id == incident.id, Event.kind == kind)
    times = session.scalar(done.select_from(Event)) or 0
    return f"{does} {incident.number}" + (f" {times + 1}" if times else "")


def _is_over(session: Session, incident: Incident) -> bool:
    came = exists().where(Order.incident_id == incident.id, Order.arrived_at.is_not(None))
    at_work = exists().where(Order.incident_id == incident.id, Order.state.in_(UNDER_WAY_ORDER))
    if not is_under_control(session, incident):
        return False
    return bool(session.scalar(select(came & ~at_work)))


def _is_reported(session: Session, incident: Incident) -> bool:
    final = exists().where(Sitrep.incident_id == incident.id, Sitrep.kind == "final")
    under_way = exists().where(
        Order.incident_id == incident.id, Order.state.in_((*OPEN_ORDER, *_BUSY))
    )
    return bool(session.scalar(select(final & ~under_way)))


def _stand_down(session: Session, incident_id: UUID, actor: Actor) -> None:
    incident = session.get_one(Incident, incident_id)
    incidents.service.stand_down(session, actor, incident_id, incident.version)


def _close(session: Session, incident_id: UUID, actor: Actor) -> None:
    incident = session.get_one(Incident, incident_id)
    incidents.service.close_incident(session, actor, incident_id, incident.version)
