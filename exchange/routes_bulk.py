"""Bulk upsert by another system's own names, over HTTP."""

from typing import Annotated, Any

from fastapi import Query, Request

from core import transaction
from core.auth import Actor, allow
from core.errors import Forbidden
from core.transaction import SessionDep
from core.visibility import sees
from core.wire import Page, Problem
from exchange import queries_bulk, service_bulk
from exchange.schemas_bulk import BulkAnswer, BulkIn, BulkKind, ExternalName, SourceName

router = transaction.router("bulk")
Writer = Annotated[Actor, allow("lots.write", "teams.write", "experts.write")]
_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}
_WRITE = _READ | {code: {"model": Problem} for code in (409, 413, 429)}


@router.put("/bulk/{kind}", responses=_WRITE)
def upsert_bulk(
    request: Request, session: SessionDep, actor: Writer, kind: BulkKind, wanted: BulkIn
) -> BulkAnswer:
    """Create or change rows by another system's names for them; a dry run writes nothing."""
    asked = request.headers.get("accept-language", "").lower()
    locale = "en" if asked.startswith("en") else "zh-CN"
    return service_bulk.upsert(session, actor, service_bulk.kind_named(kind), wanted, locale)


@router.get("/bulk/{kind}", responses=_READ)
def list_external_names(
    session: SessionDep,
    actor: Writer,
    kind: BulkKind,
    source: Annotated[SourceName, Query()],
    office_code: Annotated[str | None, Query(pattern=r"^\d{6}(\d{3})?$")] = None,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Page[ExternalName]:
    """List what another system calls rows of ours, and what it last said of each."""
    office = office_code or actor.home_code
    if not sees(actor.prefixes, office):
        raise Forbidden(field="office_code")
    service_bulk.require_may(actor, service_bulk.kind_named(kind))
    noun = queries_bulk.NOUN_OF[kind]
    rows, total = queries_bulk.external_names(
        session, office, source, noun, offset=offset, limit=limit
    )
    after = offset + len(rows)
    return Page(rows=rows, total=total, next_offset=after if after < total else None)
