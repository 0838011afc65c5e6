"""Opens a label: what its code stands for and the one next step of whoever looks at it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

import dispatch.queries_orders
import resources.queries_labels
import resources.queries_movements
import resources.queries_stock
from app.permissions import PERMISSIONS
from app.schemas_labels import Next, OpenedLabel, Told
from core import clock
from core.auth import Actor
from core.config import get_settings
from core.errors import NotFound
from core.visibility import sees
from dispatch.lifecycle import OPEN_ORDER
from dispatch.models import Order as OrderRow
from dispatch.models import OrderLine
from dispatch.schemas import Order
from resources.boxes import (
    ALLOWED,
    Act,
    BoxState,
    Surroundings,
    expected_in_books,
    next_act,
    normal_code,
    spoken_code,
)
from resources.schemas_labels import BoxScan, Label
from resources.schemas_stock import StockTransfer
from resources.stock import is_confirmed

NOT_LOADED = ("issued", "acknowledged")
_OF_ORDER: dict[str, Next] = {
    "issued": "load",
    "acknowledged": "load",
    "loaded": "depart",
    "en_route": "deliver",
    "on_scene": "deliver",
    "delivered": "close",
    "released": "close",
    "recalled": "close",
    "turned_back": "close",
}


@dataclass(frozen=True)
class Rights:
    """Where somebody keeps stock, and where somebody reports the steps of deliveries."""

    keeper: tuple[str, ...]
    driver: tuple[str, ...]
    steps: bool
    """Whether this person reports an order's other steps: departed, back."""

    def keeps(self, code: str | None) -> bool:
        """Say whether this person keeps the stock of a jurisdiction."""
        return code is not None and sees(self.keeper, code)

    def drives(self, code: str | None) -> bool:
        """Say whether this person may report deliveries that begin in a jurisdiction."""
        return code is not None and sees(self.driver, code)


def rights_of(actor: Actor) -> Rights:
    """Return where an actor may do what: a right in one place is none in another."""

    def where(permission: str) -> tuple[str, ...]:
        if not actor.may(permission):
            return ()
        return tuple(actor.acting_as(PERMISSIONS[permission]).prefixes)

    return Rights(where("lots.write"), where("deliveries.report"), actor.may("orders.report"))


def open_label(session: Session, actor: Actor, code: str) -> OpenedLabel:
    """Return what a code stands for; what the actor may not see is not there."""
    wanted = normal_code(code)
    label = resources.queries_labels.labels_by_code(session, [wanted]).get(wanted)
    if label is None:
        raise NotFound(noun="label", code=spoken_code(wanted))
    transfer = _transfer(session, label)
    order = _order(session, actor, label)
    _require_visible(actor, label, transfer, order)
    if label.noun == "box":
        return _opened_box(session, actor, label, transfer, order)
    return _opened_plain(session, actor, label, transfer, order)


def _transfer(session: Session, label: Label) -> StockTransfer | None:
    if label.transfer_id is None or (label.noun == "box" and label.state != "on_transfer"):
        return None
    found = resources.queries_movements.transfers_by_id(session, [label.transfer_id])
    return found[label.transfer_id]


def _order(session: Session, actor: Actor, label: Label) -> Order | None:
    """Return the order a label belongs to, or the one a lorry is driving, if the actor sees it."""
    order_id = label.order_id
    if label.noun == "box" and label.state not in ("on_order", "handed_over"):
        order_id = _waiting_order(session, label)
    elif label.noun == "truck" and label.truck_id is not None:
        order_id = _order_of_truck(session, label.truck_id)
    if order_id is None:
        return None
    try:
        return dispatch.queries_orders.order(session, actor.prefixes, actor.team_id, order_id)
    except NotFound:
        return None


def _waiting_order(session: Session, label: Label) -> UUID | None:
    """Return the oldest order that waits to be loaded with goods of a box's lot."""
    if label.state != "in_stock":
        return None
    query = (
        select(OrderRow.id)
        .join(OrderLine, OrderLine.order_id == OrderRow.id)
        .where(OrderLine.lot_id == label.lot_id, OrderRow.state.in_(NOT_LOADED))
        .order_by(OrderRow.number)
        .limit(1)
    )
    return session.scalar(query)


def _order_of_truck(session: Session, truck_id: UUID) -> UUID | None:
    query = (
        select(OrderRow.id)
        .where(
            OrderRow.truck_id == truck_id,
            OrderRow.state.in_((*OPEN_ORDER, "recalled", "turned_back")),
        )
        .where(OrderRow.closed_at.is_(None))
        .order_by(OrderRow.number)
        .limit(1)
    )
    return session.scalar(query)


def _require_visible(
    actor: Actor, label: Label, transfer: StockTransfer | None, order: Order | None
) -> None:
    codes = [label.jurisdiction_code]
    if transfer is not None:
        codes += [transfer.from_jurisdiction_code, transfer.to_jurisdiction_code]
    if order is not None and (label.noun == "order" or label.state == "on_order"):
        return
    if not any(code is not None and sees(actor.prefixes, code) for code in codes):
        raise NotFound(noun="label", code=spoken_code(label.code))


def _opened_box(
    session: Session,
    actor: Actor,
    label: Label,
    transfer: StockTransfer | None,
    order: Order | None,
) -> OpenedLabel:
    rights = rights_of(actor)
    assert label.lot_id is not None
    lot = resources.queries_stock.lots_by_id(session, [label.lot_id])[label.lot_id]
    books = expected_in_books(label.amount, lot.quantity) if label.state == "in_stock" else None
    around = Surroundings(
        keeps_here=rights.keeps(label.jurisdiction_code),
        keeps_there=transfer is not None and rights.keeps(transfer.to_jurisdiction_code),
        drives=order is not None and rights.drives(label.jurisdiction_code),
        is_wanted=order is not None and order.state in NOT_LOADED,
        in_books=books is None or books == label.amount,
        is_fresh=is_confirmed(lot.confirmed_at, clock.now(session), _full_trust()),
    )
    state = BoxState(label.state)
    step: Next | None = None
    act = next_act(state, around)
    if act is not None:
        step = _of_order(order, rights) if act in (Act.LOAD, Act.DELIVER) and order else act.value
    others = _others(state, around, act)
    return OpenedLabel(
        label=label,
        lot=lot if sees(actor.prefixes, lot.jurisdiction_code) else None,
        transfer=transfer,
        order=order,
        expected=_expected(session, label, transfer, order),
        in_books=books,
        next=step,
        others=others,
        told=None if step else _why_nothing(state, around),
        last=_last(session, label),
    )


def _full_trust() -> timedelta:
    """How long a word about a lot is taken as it stands: the site's rule."""
    return timedelta(days=get_settings().trust_full_days)


def _of_order(order: Order, rights: Rights) -> Next | None:
    """Return the step of an order that this person reports next."""
    step = _OF_ORDER.get(order.state) if order.closed_at is None else None
    if step in ("load", "deliver"):
        return step if rights.driver else None
    return step if rights.steps else None


def _others(state: BoxState, around: Surroundings, act: Act | None) -> list[Next]:
    """Return what else a keeper may do with a box; orders are only offered as the next step."""
    if not around.keeps_here or state is BoxState.ON_TRANSFER:
        return []
    left = [one for one in ALLOWED[state] if one not in (act, Act.LOAD, Act.DELIVER)]
    return cast(list[Next], [one.value for one in left])


def _why_nothing(state: BoxState, around: Surroundings) -> Told:
    match state:
        case BoxState.VOID:
            return "void"
        case BoxState.ON_TRANSFER | BoxState.ON_ORDER:
            return "under_way"
        case BoxState.HANDED_OVER:
            return "handed_over"
        case BoxState.MISSING:
            return "missing"
        case _:
            return "other_keeper"


def _expected(
    session: Session, label: Label, transfer: StockTransfer | None, order: Order | None
) -> list[Label]:
    if transfer is not None:
        return resources.queries_labels.boxes_under_way(session, transfer_id=transfer.id)
    if order is not None:
        return resources.queries_labels.boxes_under_way(session, order_id=order.id)
    return []


def _last(session: Session, label: Label) -> BoxScan | None:
    if label.last_scan_id is None:
        return None
    return resources.queries_labels.scans_by_id(session, [label.last_scan_id])[label.last_scan_id]


def _opened_plain(
    session: Session,
    actor: Actor,
    label: Label,
    transfer: StockTransfer | None,
    order: Order | None,
) -> OpenedLabel:
    step, told = _next_of_plain(rights_of(actor), label, transfer, order)
    return OpenedLabel(
        label=label,
        lot=None,
        transfer=transfer,
        order=order,
        expected=_expected(session, label, transfer, order),
        in_books=None,
        next=step,
        others=[],
        told=told,
        last=None,
    )


def _next_of_plain(
    rights: Rights, label: Label, transfer: StockTransfer | None, order: Order | None
) -> tuple[Next | None, Told | None]:
    """Return the next step of a shelf, a transfer, an order or a lorry, or why there is none."""
    if BoxState(label.state) is BoxState.VOID:
        return None, "void"
    if label.noun == "shelf":
        return ("look", None)
    if transfer is not None:
        if transfer.state != "in_transit":
            return None, "transfer_over"
        keeps = rights.keeps(transfer.to_jurisdiction_code)
        return ("receive", None) if keeps else (None, "under_way")
    if order is None:
        return None, "no_order"
    if order.closed_at is not None or order.state not in _OF_ORDER:
        return None, "order_over"
    step = _of_order(order, rights)
    return step, None if step else "read_only"
