"""The catalogue of supplies over HTTP: classes of the standard and units of measure."""

from typing import Annotated, Any

from fastapi import Query

from core import transaction
from core.auth import Actor, allow
from core.transaction import SessionDep
from core.wire import Problem
from resources import queries_catalogue, schemas_catalogue

router = transaction.router("catalogue")
Reader = Annotated[Actor, allow("picture.read")]
_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}


@router.get("/supply-classes", responses=_READ)
def list_supply_classes(
    session: SessionDep, _actor: Reader, q: Annotated[str | None, Query(max_length=100)] = None
) -> list[schemas_catalogue.SupplyClass]:
    """List the classes of supplies, by name, code or an older name."""
    return queries_catalogue.supply_classes(session, q)


@router.get("/units", responses=_READ)
def list_units(_session: SessionDep, _actor: Reader) -> list[schemas_catalogue.Unit]:
    """List the units of measure that can be converted into each other."""
    return queries_catalogue.units()
