"""Experts over HTTP: read by those who may need advice, kept by their office."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query

from core import transaction
from core.auth import Actor, allow
from core.transaction import IfMatch, SessionDep
from core.wire import Page, Problem
from resources import queries_experts, schemas_experts, schemas_patches, service_directory

router = transaction.router("experts")
Reader = Annotated[Actor, allow("experts.read")]
Keeper = Annotated[Actor, allow("experts.write")]
_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}
_CHANGE = _READ | {code: {"model": Problem} for code in (404, 412, 428)}
Sort = Literal[
    "name", "-name", "expertise", "-expertise", "organisation", "-organisation",
    "confirmed_at", "-confirmed_at",
]  # fmt: skip


@router.get("/experts", responses=_READ)
def list_experts(
    session: SessionDep,
    actor: Reader,
    q: Annotated[str | None, Query(max_length=100)] = None,
    jurisdiction: Annotated[str | None, Query(pattern=r"^\d{2,9}$")] = None,
    sort: Sort = "expertise",
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Page[schemas_experts.Expert]:
    """List experts of one's own area, by field, name or unit."""
    return queries_experts.list_experts(
        session,
        actor.prefixes,
        q=q,
        jurisdiction=jurisdiction,
        sort=sort,
        offset=offset,
        limit=limit,
    )


@router.patch("/experts/{expert_id}", responses=_CHANGE)
def change_expert(
    session: SessionDep,
    actor: Keeper,
    expert_id: UUID,
    patch: schemas_patches.ExpertPatch,
    if_match: IfMatch,
) -> schemas_experts.Expert:
    """Change or confirm an expert of one's own area."""
    return service_directory.change_expert(session, actor, expert_id, if_match, patch)
