"""Cover standards: the cover a site wants to keep, entered, changed and retired by people."""

from uuid import UUID

from geoalchemy2 import WKBElement
from geoalchemy2.shape import from_shape
from shapely.geometry import Point as Place
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from core import clock, outbox
from core.auth import Actor
from core.errors import require_version
from core.models import Jurisdiction
from core.outbox import Happening
from core.visibility import audience, sees
from core.wire import Point
from dispatch import events_policies as events
from dispatch import queries_policies as queries
from dispatch import schemas_policies as schemas
from dispatch.errors import BeyondYourArea, CoverStandardOver
from dispatch.models_policies import CoverStandard
from resources.errors import UnknownCapability, UnknownJurisdiction
from resources.models import Capability


def enter_cover_standard(
    session: Session, actor: Actor, wanted: schemas.CoverStandardIn
) -> schemas.CoverStandard:
    """Write down a cover that is to be kept for an area of one's own."""
    if not sees(actor.prefixes, wanted.jurisdiction_code):
        raise BeyondYourArea(field="jurisdiction_code")
    if session.get(Jurisdiction, wanted.jurisdiction_code) is None:
        raise UnknownJurisdiction(field="jurisdiction_code", value=wanted.jurisdiction_code)
    if not session.scalar(select(exists().where(Capability.code == wanted.capability_code))):
        raise UnknownCapability(field="capability_code", value=wanted.capability_code)
    told = wanted.model_dump(exclude={"position"})
    row = CoverStandard(**told, position=_stored(wanted.position), version=0)
    session.add(row)
    return _tell(session, actor, events.CoverStandardEntered, row)


def change_cover_standard(
    session: Session,
    actor: Actor,
    standard_id: UUID,
    version: int | None,
    patch: schemas.CoverStandardPatch,
) -> schemas.CoverStandard:
    """Change a cover standard in force."""
    row = _in_force(session, actor, standard_id, version)
    for name, value in patch.model_dump(exclude_none=True, exclude={"position"}).items():
        setattr(row, name, value)
    if patch.position is not None:
        row.position = _stored(patch.position)
    return _tell(session, actor, events.CoverStandardChanged, row)


def retire_cover_standard(
    session: Session, actor: Actor, standard_id: UUID, version: int | None
) -> schemas.CoverStandard:
    """End a cover standard; it stays on record."""
    row = _in_force(session, actor, standard_id, version)
    row.retired_at = clock.now(session)
    return _tell(session, actor, events.CoverStandardRetired, row)


def _in_force(
    session: Session, actor: Actor, standard_id: UUID, version: int | None
) -> CoverStandard:
    row = queries.find_cover_standard(session, actor.prefixes, standard_id)
    if row.retired_at is not None:
        raise CoverStandardOver(area=row.area_name)
    record = queries.cover_standard_out(row).model_dump(mode="json")
    require_version(version, row.version, record)
    return row


def _stored(position: Point) -> WKBElement:
    return from_shape(Place(position.lon, position.lat), srid=4326)


def _tell(
    session: Session, actor: Actor, happening: type[Happening], row: CoverStandard
) -> schemas.CoverStandard:
    row.changed_at = clock.now(session)
    row.changed_by, row.changed_by_name = actor.account_id, actor.name
    row.version += 1
    session.flush()
    session.refresh(row)
    out = queries.cover_standard_out(row)
    heard_by = audience(row.jurisdiction_code)
    outbox.record(
        session,
        happening(cover_standard=out),  # type: ignore[call-arg]
        audience=heard_by,
    )
    return out
