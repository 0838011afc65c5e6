"""HTTP of runs: what drives took, how far predictions were off, and learning from them."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query

from core import transaction
from core.auth import Actor, allow
from core.transaction import SessionDep
from core.wire import Page, Problem
from dispatch import queries_runs as queries
from dispatch import schemas_runs as schemas
from dispatch import service_learning
from geo.road_conditions import HourBand
from geo.schemas_roads import SpeedFit
from geo.types import VehicleClass

router = transaction.router("dispatch")

Reader = Annotated[Actor, allow("picture.read")]
Decider = Annotated[Actor, allow("speeds.decide")]
Days = Annotated[int, Query(ge=1, le=3650)]
Which = Literal["all", "usable", "excluded"]
_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}


@router.get("/runs", responses=_READ)
def list_runs(
    session: SessionDep,
    actor: Reader,
    days: Days = 90,
    which: Which = "all",
    vehicle: VehicleClass | None = None,
    hour_band: HourBand | None = None,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> Page[schemas.Run]:
    """List drives with what was predicted and what they took, newest first."""
    return queries.list_runs(
        session,
        actor.prefixes,
        days=days,
        which=which,
        vehicle=vehicle,
        hour_band=hour_band,
        offset=offset,
        limit=limit,
    )


@router.get("/runs/accuracy", responses=_READ)
def run_accuracy(session: SessionDep, actor: Reader, days: Days = 90) -> schemas.RunAccuracy:
    """Say how far predicted drive times were off."""
    return queries.accuracy(session, actor.prefixes, days)


@router.get("/runs/{run_id}/way", responses=_READ | {404: {"model": Problem}})
def run_way(session: SessionDep, actor: Reader, run_id: UUID) -> schemas.RunWay:
    """Return the way a run was expected to take."""
    return queries.run_way(session, actor.prefixes, run_id)


@router.post("/speed-fits", status_code=201, responses=_READ)
def learn_speeds(session: SessionDep, actor: Decider) -> SpeedFit:
    """Learn speeds from the runs so far, now and not only by night."""
    return service_learning.learn_speeds(session, actor)
