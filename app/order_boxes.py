"""Labelled boxes of a delivery order: loaded and handed over with the order's own steps."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

import dispatch.queries_orders
from core.auth import Actor
from core.errors import NotFound
from dispatch.lifecycle import Step
from dispatch.schemas import Order, OrderRemark
from dispatch.service_orders import report_step
from resources import schemas_labels, service_box_orders, service_labels
from resources.boxes import Act
from resources.errors_labels import ReceiverRequired
from resources.models import Depot
from resources.service_boxes import Box, Said, gather, keep, require_allowed


def label_of_order(session: Session, actor: Actor, order_id: UUID) -> schemas_labels.LabelRunIssued:
    """Return the label of a delivery order, issued the first time."""
    order, home = _delivery(session, actor, order_id)
    dispatch.queries_orders.lock_order(session, order_id)
    name = f"#{order.number} {order.depot_name} → {order.incident_title}"
    return service_labels.label_for_order(session, order_id, name, home)


def load_boxes(
    session: Session,
    actor: Actor,
    order_id: UUID,
    version: int | None,
    given: schemas_labels.OrderBoxesIn,
) -> Order:
    """Load an order, naming the boxes that went on the lorry; goods without a label go along."""
    boxes = gather(session, given.boxes)
    require_allowed(boxes, Act.LOAD)
    order, home = _delivery(session, actor, order_id)
    wanted: dict[UUID, int] = {}
    for line in order.lines:
        wanted[line.lot_id] = wanted.get(line.lot_id, 0) + line.amount
    service_box_orders.require_on_order(boxes, wanted)
    note = _remark("扫码装车", boxes, given.note)
    loaded = report_step(session, actor, order_id, version, Step.LOAD, OrderRemark(note=note))
    if boxes:
        service_box_orders.put_on_order(boxes, order_id)
        keep(session, Said(Act.LOAD, home, None, given.note, order_id), boxes, [])
    return loaded


def deliver_boxes(
    session: Session,
    actor: Actor,
    order_id: UUID,
    version: int | None,
    given: schemas_labels.OrderBoxesIn,
) -> Order:
    """Hand an order over at its scene to a person; boxes that were not scanned did not arrive.

    Where no box was scanned, all goods are handed over by count.
    """
    if not given.to:
        raise ReceiverRequired(field="to")
    boxes = gather(session, given.boxes)
    require_allowed(boxes, Act.DELIVER)
    _, home = _delivery(session, actor, order_id)
    if boxes:
        boxes = service_box_orders.with_missing(session, boxes, order_id)
    note = _remark(f"签收人：{given.to}", boxes, given.note)
    done = report_step(session, actor, order_id, version, Step.DELIVER, OrderRemark(note=note))
    if boxes:
        service_box_orders.hand_over_at_scene(session, boxes, order_id, given.to)
        keep(session, Said(Act.DELIVER, home, given.to, given.note, order_id), boxes, [])
    return done


def _delivery(session: Session, actor: Actor, order_id: UUID) -> tuple[Order, str]:
    """Return a delivery order that the actor may see, and where its depot is."""
    order = dispatch.queries_orders.order(session, actor.prefixes, actor.team_id, order_id)
    if order.depot_id is None:
        raise NotFound(noun="order")
    return order, session.get_one(Depot, order.depot_id).jurisdiction_code


def _remark(begin: str, boxes: Sequence[Box], note: str | None) -> str:
    """Return the remark that stands on the order: how many boxes, how many missing."""
    scanned = [box for box in boxes if box.was_scanned]
    missing = [f"{box.row.serial}/{box.row.of_count}" for box in boxes if not box.was_scanned]
    said = [begin]
    if scanned:
        said.append(f"{len(scanned)} 箱")
    if missing:
        said.append(f"缺 {len(missing)} 箱（{'、'.join(missing)}）")
    if note:
        said.append(note)
    return "，".join(said)[:500]
