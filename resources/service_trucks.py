"""Writes of lorries by whoever keeps them: changed, moved, set out of service, confirmed."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from core.errors import NotFound, require_version
from core.visibility import require_visible, sees
from resources import schemas, schemas_patches
from resources.errors import TruckCommitted, UnknownDepot
from resources.models import Depot, Truck
from resources.service import lock_trucks, touch_depots

_PLAIN = ("vehicle", "payload_kg", "hazardous_permit", "depot_id", "state")
RETIRED, ASSIGNED = "retired", "assigned"


def change_truck(
    session: Session,
    actor: Actor,
    truck_id: UUID,
    seen: int | None,
    patch: schemas_patches.TruckPatch,
) -> schemas.Truck:
    """Change, move or confirm a lorry of one's own; one under an order can only be confirmed."""
    truck = _own_truck(session, actor, truck_id)
    record = schemas.Truck.model_validate(truck)
    require_version(seen, truck.version, record.model_dump(mode="json"))
    changes = _changes(truck, patch)
    if changes and truck.state == ASSIGNED:
        raise TruckCommitted(plate=truck.plate)
    left = truck.depot_id
    _require_own_depot(session, actor, changes)
    for name, value in changes.items():
        setattr(truck, name, value)
    truck.changed_at = clock.now(session)
    truck.changed_by = session.info.get("actor_name")
    truck.version += 1
    if patch.confirmed:
        vouch_for_trucks(session, [truck], patch.how)
    session.flush()
    touch_depots(session, {left, truck.depot_id})
    return schemas.Truck.model_validate(truck)


def _own_truck(session: Session, actor: Actor, truck_id: UUID) -> Truck:
    found = lock_trucks(session, [truck_id])
    if not found or found[0].state == RETIRED:
        raise NotFound(noun="truck")
    depot = session.get_one(Depot, found[0].depot_id)
    require_visible(actor.prefixes, depot.jurisdiction_code, "truck")
    return found[0]


def _changes(truck: Truck, patch: schemas_patches.TruckPatch) -> dict[str, Any]:
    """Return what differs; a null leaves a field as it is, for a lorry has a value in each."""
    wanted = {name: getattr(patch, name) for name in _PLAIN}
    return {
        name: value
        for name, value in wanted.items()
        if value is not None and value != getattr(truck, name)
    }


def _require_own_depot(session: Session, actor: Actor, changes: Mapping[str, Any]) -> None:
    if "depot_id" not in changes:
        return
    depot = session.get(Depot, changes["depot_id"])
    if depot is None or depot.retired_at or not sees(actor.prefixes, depot.jurisdiction_code):
        raise UnknownDepot(field="depot_id", value=str(changes["depot_id"]))


def vouch_for_trucks(session: Session, trucks: Sequence[Truck], how: schemas.ConfirmedHow) -> None:
    """Note that somebody vouches for locked lorries now."""
    for truck in trucks:
        truck.confirmed_at = clock.now(session)
        truck.confirmed_by = session.info.get("actor_name")
        truck.confirmed_how = how


def lock_trucks_of(session: Session, depot_ids: Sequence[UUID]) -> list[Truck]:
    """Lock the lorries of depots in id order: always before the depots themselves."""
    standing = select(Truck.id).where(Truck.depot_id.in_(depot_ids), Truck.state != RETIRED)
    return lock_trucks(session, session.scalars(standing).all())
