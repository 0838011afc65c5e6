"""Experts over HTTP: read by those who may need advice, within their own area."""

from typing import Annotated, Any, Literal

from fastapi import Query

from core import transaction
from core.auth import Actor, allow
from core.transaction import SessionDep
from core.wire import Page, Problem
from resources import queries_experts, schemas_experts

router = transaction.router("experts")
Reader = Annotated[Actor, allow("experts.read")]
_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}
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
