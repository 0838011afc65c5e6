"""How one drives over HTTP: the network, conditions, speeds and learnt factors."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request

from core import clock, transaction
from core.auth import Actor, allow
from core.config import get_settings
from core.transaction import IfMatch, SessionDep
from core.wire import Page, Problem
from geo import queries_roads as queries
from geo import schemas_roads as schemas
from geo import service_roads as service
from geo.road_book import RoadBook
from geo.speed_view import speed_view

router = transaction.router("geo")
Reader = Annotated[Actor, allow("picture.read")]
Drawer = Annotated[Actor, allow("closures.draw")]
Decider = Annotated[Actor, allow("speeds.decide")]

Offset = Annotated[int, Query(ge=0, le=10_000_000)]
Limit = Annotated[int, Query(ge=1, le=500)]
_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}
_CHANGE = _READ | {code: {"model": Problem} for code in (404, 409, 412, 428)}


@router.get("/road-network", responses=_READ)
def road_network(request: Request, _actor: Reader) -> schemas.NetworkInUse:
    """Say which road files the drive times rest on, region by region."""
    book: RoadBook = request.app.state.road_book
    wanted = request.headers.get("accept-language", "").lower()
    status = book.status(locale="en" if wanted.startswith("en") else "zh-CN")
    facts = status.model_dump(include={"file", "sha256", "available", "message", "nodes", "arcs"})
    regions = [schemas.RegionInUse.model_validate(one) for one in book.regions()]
    return schemas.NetworkInUse(**facts, regions=regions, learning=get_settings().learn_speeds)


@router.get("/road-conditions", responses=_READ)
def road_conditions(session: SessionDep, _actor: Reader) -> schemas.ConditionsNow:
    """Return how one drives now, and whose word it is."""
    return queries.conditions_now(session)


@router.get("/road-conditions/words", responses=_READ)
def list_road_conditions(
    session: SessionDep, _actor: Reader, offset: Offset = 0, limit: Limit = 50
) -> Page[schemas.RoadCondition]:
    """List what officers have said about driving, newest first."""
    return queries.list_conditions(session, offset, limit)


@router.post("/road-conditions", status_code=201, responses=_READ)
def set_road_condition(
    session: SessionDep, actor: Drawer, wanted: schemas.RoadConditionIn
) -> schemas.RoadCondition:
    """Say how one drives in the whole area; times and the proposal follow at once."""
    return service.set_condition(session, actor, wanted)


@router.post("/road-conditions/{condition_id}/withdraw", responses=_CHANGE)
def withdraw_road_condition(
    session: SessionDep, actor: Drawer, condition_id: UUID, if_match: IfMatch
) -> schemas.RoadCondition:
    """Take back what was said about driving."""
    return service.withdraw_condition(session, actor, condition_id, if_match)


@router.get("/speeds", responses=_READ)
def speed_table(session: SessionDep, _actor: Reader) -> schemas.SpeedView:
    """Return the speed table with every factor and its origin, and today's speeds."""
    own = queries.active_table(session)
    now = queries.roads_now(session, clock.now(session))
    return speed_view(now, own.source if own else None)


@router.get("/speed-fits", responses=_READ)
def list_speed_fits(
    session: SessionDep, _actor: Reader, limit: Limit = 50
) -> list[schemas.SpeedFit]:
    """List what was learnt from runs, newest first."""
    return queries.list_fits(session, limit)


@router.post("/speed-fits/{fit_id}/activate", responses=_CHANGE)
def activate_speed_fit(
    session: SessionDep, actor: Decider, fit_id: UUID, if_match: IfMatch
) -> schemas.SpeedFit:
    """Put learnt factors in force."""
    return service.activate_fit(session, actor, fit_id, if_match)


@router.post("/speed-fits/{fit_id}/deactivate", responses=_CHANGE)
def deactivate_speed_fit(
    session: SessionDep, actor: Decider, fit_id: UUID, if_match: IfMatch
) -> schemas.SpeedFit:
    """Drive by the table again."""
    return service.deactivate_fit(session, actor, fit_id, if_match)
