"""What to confirm, confirming it in one go, and how fresh each county is, over HTTP."""

from typing import Annotated, Any

from fastapi import Query

from app.confirmations import what_matters
from core import transaction
from core.auth import Actor, allow
from core.config import get_settings
from core.transaction import SessionDep
from core.visibility import prefix_of, sees
from core.wire import Problem
from resources import queries_confirming, queries_trust, schemas_trust, service_confirming

router = transaction.router("trust")
Reader = Annotated[Actor, allow("picture.read")]
Keeper = Annotated[Actor, allow("lots.write")]

_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}


@router.get("/confirmations", responses=_READ)
def list_to_confirm(
    session: SessionDep,
    actor: Reader,
    limit: Annotated[int, Query(ge=1, le=200)] = 20,
    county: Annotated[str | None, Query(pattern=r"^\d{6}(\d{3})?$")] = None,
) -> list[schemas_trust.ToConfirm]:
    """List the rows most worth confirming now, the most important first, of all or one county."""
    prefixes = actor.prefixes
    if county is not None:
        prefixes = [prefix_of(county)] if sees(prefixes, county) else []
    return queries_confirming.to_confirm(
        session, prefixes, what_matters(session), limit, with_experts=actor.may("experts.read")
    )


@router.post("/confirmations", responses=_READ)
def confirm_rows(
    session: SessionDep, actor: Keeper, wanted: schemas_trust.ConfirmIn
) -> schemas_trust.Confirmed:
    """Vouch for many rows at once; what was changed meanwhile is left alone and handed back."""
    return service_confirming.confirm_rows(session, actor, wanted)


@router.get("/freshness", responses=_READ)
def list_freshness(session: SessionDep, actor: Reader) -> list[schemas_trust.Freshness]:
    """Return how fresh the rows of every kind are, county by county."""
    return queries_trust.freshness(session, actor.prefixes)


@router.get("/trust-rule", responses=_READ)
def get_trust_rule(_session: SessionDep, _actor: Reader) -> schemas_trust.TrustRule:
    """Return how the site lets the age of a count lower what is relied on."""
    settings = get_settings()
    return schemas_trust.TrustRule(
        full_days=settings.trust_full_days,
        floor_days=settings.trust_floor_days,
        floor_percent=settings.trust_floor_percent,
    )
