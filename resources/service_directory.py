"""Writes of the directory: hospitals, shelters and experts are corrected and vouched for."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock, outbox
from core.auth import Actor
from core.errors import NotFound, require_version
from core.visibility import audience, require_visible
from resources import queries, queries_experts, schemas, schemas_experts, schemas_patches
from resources.errors import MoreFreeThanThereIs
from resources.events import ExpertChanged, FacilityChanged
from resources.models import Facility
from resources.models_experts import Expert

MAY_BE_NOTHING = frozenset({"capacity", "free", "phone", "organisation", "post"})
"""Fields that may be unknown; elsewhere a null leaves what is there."""


def lock_facilities(session: Session, ids: Sequence[UUID]) -> list[Facility]:
    """Lock the named hospitals and shelters in id order, those in the inventory alone."""
    standing = (Facility.id.in_(ids), Facility.retired_at.is_(None))
    query = select(Facility).where(*standing).order_by(Facility.id).with_for_update()
    return list(session.scalars(query.execution_options(populate_existing=True)))


def lock_experts(session: Session, ids: Sequence[UUID]) -> list[Expert]:
    """Lock the named experts in id order, those in the inventory alone."""
    standing = (Expert.id.in_(ids), Expert.retired_at.is_(None))
    query = select(Expert).where(*standing).order_by(Expert.id).with_for_update()
    return list(session.scalars(query.execution_options(populate_existing=True)))


def change_facility(
    session: Session,
    actor: Actor,
    facility_id: UUID,
    seen: int | None,
    patch: schemas_patches.FacilityPatch,
) -> schemas.Facility:
    """Change or confirm a hospital or shelter of one's own."""
    found = lock_facilities(session, [facility_id])
    if not found:
        raise NotFound(noun="facility")
    [facility] = found
    require_visible(actor.prefixes, facility.jurisdiction_code, "facility")
    record = queries.facilities_by_id(session, [facility_id])[facility_id]
    require_version(seen, facility.version, record.model_dump(mode="json"))
    changes = patch.model_dump(exclude_unset=True, exclude={"confirmed", "how"})
    _require_room(facility, changes)
    _take_over(session, facility, changes)
    if patch.confirmed:
        vouch(session, facility, patch.how)
    return tell_facilities(session, [facility.id])[facility.id]


def change_expert(
    session: Session,
    actor: Actor,
    expert_id: UUID,
    seen: int | None,
    patch: schemas_patches.ExpertPatch,
) -> schemas_experts.Expert:
    """Change or confirm an expert of one's own area."""
    found = lock_experts(session, [expert_id])
    if not found:
        raise NotFound(noun="expert")
    [expert] = found
    require_visible(actor.prefixes, expert.jurisdiction_code, "expert")
    record = queries_experts.experts_by_id(session, [expert_id])[expert_id]
    require_version(seen, expert.version, record.model_dump(mode="json"))
    _take_over(session, expert, patch.model_dump(exclude_unset=True, exclude={"confirmed", "how"}))
    if patch.confirmed:
        vouch(session, expert, patch.how)
    return tell_experts(session, [expert.id])[expert.id]


def _take_over(session: Session, row: Facility | Expert, changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        if value is not None or name in MAY_BE_NOTHING:
            setattr(row, name, value)
    row.changed_at = clock.now(session)
    row.changed_by = session.info.get("actor_name")
    row.version += 1


def _require_room(facility: Facility, changes: Mapping[str, Any]) -> None:
    """Refuse more free beds or places than there are; what is unknown refuses nothing."""
    capacity = changes.get("capacity", facility.capacity)
    free = changes.get("free", facility.free)
    told = {"capacity", "free"} & changes.keys()
    if told and capacity is not None and free is not None and free > capacity:
        field = "free" if "free" in told else "capacity"
        raise MoreFreeThanThereIs(field=field, free=free, capacity=capacity)


def vouch(session: Session, row: Facility | Expert, how: schemas.ConfirmedHow) -> None:
    """Note that somebody vouches for a row now."""
    row.confirmed_at = clock.now(session)
    row.confirmed_by = session.info.get("actor_name")
    row.confirmed_how = how


def tell_facilities(session: Session, ids: Sequence[UUID]) -> dict[UUID, schemas.Facility]:
    """Tell everybody how hospitals and shelters stand now."""
    session.flush()
    records = queries.facilities_by_id(session, ids)
    for record in records.values():
        heard_by = audience(record.jurisdiction_code)
        outbox.record(session, FacilityChanged(facility=record), audience=heard_by)
    return records


def tell_experts(session: Session, ids: Sequence[UUID]) -> dict[UUID, schemas_experts.Expert]:
    """Tell that experts' rows changed, without a name, a unit or a telephone number."""
    session.flush()
    records = queries_experts.experts_by_id(session, ids)
    for record in records.values():
        note = schemas_experts.ExpertNote.model_validate(record, from_attributes=True)
        heard_by = audience(record.jurisdiction_code)
        outbox.record(session, ExpertChanged(expert=note), audience=heard_by)
    return records
