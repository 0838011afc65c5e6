"""Reading policies and cover standards, for people and for the solver."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from geoalchemy2.shape import to_shape
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.errors import NotFound
from core.visibility import sees, visible
from dispatch import schemas_policies as schemas
from dispatch.models_policies import CoverStandard, SitePolicy
from dispatch.optimiser.files.fields import Fields
from dispatch.optimiser.files.policies import read_policy
from dispatch.optimiser.parts import Policy
from dispatch.optimiser.policies import BALANCED


@dataclass(frozen=True, slots=True)
class SeenCover:
    """A cover standard in force."""

    id: UUID
    area_name: str
    jurisdiction_code: str
    lon: float
    lat: float
    capability_code: str
    within_s: int
    count: int
    weight: int
    share: float | None = None


def policy_of(row: SitePolicy) -> Policy:
    """Return a stored policy as the optimiser has it."""
    return read_policy(Fields(row.document, "document"))


def policies(session: Session) -> list[schemas.Policy]:
    """Return every policy of the site by name, the one in force among them."""
    query = select(SitePolicy).order_by(SitePolicy.name)
    return [schemas.Policy.model_validate(row) for row in session.scalars(query)]


def find_policy(session: Session, policy_id: UUID) -> SitePolicy:
    """Return one policy, locked."""
    row = session.get(SitePolicy, policy_id, with_for_update=True)
    if row is None:
        raise NotFound(noun="policy")
    return row


def solver_policies(session: Session) -> tuple[Policy, list[Policy]]:
    """Return the policy in force, the shipped default where none is, and all of the site."""
    rows = list(session.scalars(select(SitePolicy).order_by(SitePolicy.name)))
    in_force = next((policy_of(row) for row in rows if row.active), BALANCED)
    return in_force, [policy_of(row) for row in rows]


def cover_standard_out(row: CoverStandard) -> schemas.CoverStandard:
    """Return a cover standard as it travels."""
    place = to_shape(row.position)
    told = {
        name: getattr(row, name)
        for name in schemas.CoverStandard.model_fields
        if name != "position"
    }
    return schemas.CoverStandard(position={"lon": place.x, "lat": place.y}, **told)


def cover_standards(
    session: Session, prefixes: Sequence[str], *, with_retired: bool = False
) -> list[schemas.CoverStandard]:
    """Return the cover standards of the reader's area, by area and capability."""
    query = (
        select(CoverStandard)
        .where(visible(CoverStandard.jurisdiction_code, prefixes))
        .order_by(CoverStandard.jurisdiction_code, CoverStandard.area_name, CoverStandard.id)
    )
    if not with_retired:
        query = query.where(CoverStandard.retired_at.is_(None))
    return [cover_standard_out(row) for row in session.scalars(query)]


def find_cover_standard(
    session: Session, prefixes: Sequence[str], standard_id: UUID
) -> CoverStandard:
    """Return one cover standard, locked; what does not concern the reader is not there."""
    row = session.get(CoverStandard, standard_id, with_for_update=True)
    if row is None or not sees(prefixes, row.jurisdiction_code):
        raise NotFound(noun="cover_standard")
    return row


def solver_cover(session: Session) -> list[SeenCover]:
    """Return the cover standards in force, by id."""
    query = (
        select(
            CoverStandard.id,
            CoverStandard.area_name,
            CoverStandard.jurisdiction_code,
            func.ST_X(CoverStandard.position),
            func.ST_Y(CoverStandard.position),
            CoverStandard.capability_code,
            CoverStandard.within_s,
            CoverStandard.count,
            CoverStandard.weight,
            CoverStandard.share,
        )
        .where(CoverStandard.retired_at.is_(None))
        .order_by(CoverStandard.id)
    )
    return [SeenCover(*row) for row in session.execute(query)]
