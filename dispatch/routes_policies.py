"""HTTP of what a site decides beforehand: policies and cover standards."""

from typing import Annotated, Any
from uuid import UUID

from core import transaction
from core.auth import Actor, allow
from core.transaction import IfMatch, SessionDep
from core.wire import Problem
from dispatch import queries_policies as queries
from dispatch import schemas_policies as schemas
from dispatch import service_cover, service_policies

router = transaction.router("dispatch")

READS: dict[int | str, dict[str, Any]] = {401: {"model": Problem}, 403: {"model": Problem}}
WRITES = READS | {409: {"model": Problem}, 422: {"model": Problem}}
CHANGES = WRITES | {404: {"model": Problem}, 412: {"model": Problem}, 428: {"model": Problem}}

Reader = Annotated[Actor, allow("picture.read")]
Decider = Annotated[Actor, allow("policies.write")]


@router.get("/policies", responses=READS)
def list_policies(session: SessionDep, actor: Reader) -> list[schemas.Policy]:
    """Return the named policies of the site; the one in force is active."""
    return queries.policies(session)


@router.post("/policies", status_code=201, responses=WRITES)
def enter_policy(session: SessionDep, actor: Decider, wanted: schemas.PolicyIn) -> schemas.Policy:
    """Write a policy down; it is not in force yet."""
    return service_policies.enter_policy(session, actor, wanted)


@router.patch("/policies/{policy_id}", responses=CHANGES)
def change_policy(
    session: SessionDep,
    actor: Decider,
    policy_id: UUID,
    version: IfMatch,
    patch: schemas.PolicyPatch,
) -> schemas.Policy:
    """Change a policy; a change of the one in force is solved at once."""
    return service_policies.change_policy(session, actor, policy_id, version, patch)


@router.post("/policies/{policy_id}/activate", responses=CHANGES)
def activate_policy(
    session: SessionDep, actor: Decider, policy_id: UUID, version: IfMatch
) -> schemas.Policy:
    """Put a policy in force in the place of the present one."""
    return service_policies.activate_policy(session, actor, policy_id, version)


@router.get("/cover-standards", responses=READS)
def list_cover_standards(
    session: SessionDep, actor: Reader, retired: bool = False
) -> list[schemas.CoverStandard]:
    """Return the cover the site wants to keep in the reader's area."""
    return queries.cover_standards(session, actor.prefixes, with_retired=retired)


@router.post("/cover-standards", status_code=201, responses=WRITES)
def enter_cover_standard(
    session: SessionDep, actor: Decider, wanted: schemas.CoverStandardIn
) -> schemas.CoverStandard:
    """Write down a cover that is to be kept."""
    return service_cover.enter_cover_standard(session, actor, wanted)


@router.patch("/cover-standards/{standard_id}", responses=CHANGES)
def change_cover_standard(
    session: SessionDep,
    actor: Decider,
    standard_id: UUID,
    version: IfMatch,
    patch: schemas.CoverStandardPatch,
) -> schemas.CoverStandard:
    """Change a cover standard."""
    return service_cover.change_cover_standard(session, actor, standard_id, version, patch)


@router.post("/cover-standards/{standard_id}/retire", responses=CHANGES)
def retire_cover_standard(
    session: SessionDep, actor: Decider, standard_id: UUID, version: IfMatch
) -> schemas.CoverStandard:
    """End a cover standard; it stays on record."""
    return service_cover.retire_cover_standard(session, actor, standard_id, version)
