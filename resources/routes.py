"""Teams, depots, lots, facilities, catalogues and positions over HTTP."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query

from core import transaction
from core.auth import Actor, allow
from core.transaction import IfMatch, SessionDep
from core.wire import Instant, Page, Problem
from resources import (
    queries,
    schemas,
    schemas_patches,
    service,
    service_confirming,
    service_directory,
    service_positions,
    service_stock,
    service_trucks,
)

router = transaction.router("resources")
Reader = Annotated[Actor, allow("picture.read")]
TeamKeeper = Annotated[Actor, allow("teams.write")]
StockKeeper = Annotated[Actor, allow("lots.write")]
Reporter = Annotated[Actor, allow("positions.report")]

Offset = Annotated[int, Query(ge=0, le=10_000_000)]
Limit = Annotated[int, Query(ge=1, le=500)]
Search = Annotated[str | None, Query(max_length=100)]
TeamSort = Annotated[
    str,
    Query(
        max_length=100,
        pattern=rf"^-?({'|'.join(queries.TEAM_ORDER)})(,-?({'|'.join(queries.TEAM_ORDER)})){{0,4}}$",
        examples=["state,-confirmed_at"],
        description="Up to five columns; a minus before one lets it fall. The unknown comes last.",
    ),
]

_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}
_ONE = _READ | {404: {"model": Problem}}
_ENTER = _READ | {409: {"model": Problem}}
_CHANGE = _ONE | {code: {"model": Problem} for code in (409, 412, 428)}


@router.get("/capabilities", responses=_READ)
def list_capabilities(session: SessionDep, _actor: Reader) -> list[schemas.Capability]:
    """List what resources can do."""
    return queries.capabilities(session)


@router.get("/items", responses=_READ)
def list_items(session: SessionDep, _actor: Reader) -> list[schemas.Item]:
    """List the materials of the catalogue."""
    return queries.items(session)


@router.get("/teams", responses=_READ)
def list_teams(
    session: SessionDep,
    actor: Reader,
    q: Search = None,
    state: schemas.TeamState | None = None,
    kind: schemas.TeamKind | None = None,
    capability: Search = None,
    jurisdiction_code: Annotated[str | None, Query(pattern=r"^\d{6}(\d{3})?$")] = None,
    on_duty: bool | None = None,
    confirmed_before: Instant | None = None,
    retired: bool = False,
    sort: TeamSort = "code",
    offset: Offset = 0,
    limit: Limit = 100,
) -> Page[schemas.Team]:
    """List teams of one's own jurisdictions."""
    return queries.list_teams(
        session,
        actor.prefixes,
        shared=True,
        q=q,
        state=state,
        kind=kind,
        capability=capability,
        jurisdiction_code=jurisdiction_code,
        on_duty=on_duty,
        confirmed_before=confirmed_before,
        retired=retired,
        sort=sort,
        offset=offset,
        limit=limit,
    )


@router.post("/teams", status_code=201, responses=_ENTER)
def enter_team(session: SessionDep, actor: TeamKeeper, entered: schemas.TeamIn) -> schemas.Team:
    """Enter a team into the inventory."""
    return service.enter_team(session, actor, entered)


@router.get("/teams/{team_id}", responses=_ONE)
def get_team(session: SessionDep, actor: Reader, team_id: UUID) -> schemas.Team:
    """Return one team."""
    return service.get_team(session, actor, team_id)


@router.patch("/teams/{team_id}", responses=_CHANGE)
def change_team(
    session: SessionDep,
    actor: TeamKeeper,
    team_id: UUID,
    patch: schemas.TeamPatch,
    if_match: IfMatch,
) -> schemas.Team:
    """Change, confirm, retire or bring back a team."""
    return service.change_team(session, actor, team_id, if_match, patch)


@router.get("/depots", responses=_READ)
def list_depots(
    session: SessionDep, actor: Reader, q: Search = None, offset: Offset = 0, limit: Limit = 100
) -> Page[schemas.Depot]:
    """List depots with their lorries."""
    return queries.list_depots(session, actor.prefixes, q=q, offset=offset, limit=limit)


@router.get("/depots/{depot_id}", responses=_ONE)
def get_depot(session: SessionDep, actor: Reader, depot_id: UUID) -> schemas.Depot:
    """Return one depot with its lorries."""
    return service.get_depot(session, actor, depot_id)


@router.patch("/depots/{depot_id}", responses=_CHANGE)
def change_depot(
    session: SessionDep,
    actor: StockKeeper,
    depot_id: UUID,
    patch: schemas.DepotPatch,
    if_match: IfMatch,
) -> schemas.Depot:
    """Change or confirm a depot."""
    return service_confirming.change_depot(session, actor, depot_id, if_match, patch)


@router.patch("/trucks/{truck_id}", responses=_CHANGE)
def change_truck(
    session: SessionDep,
    actor: StockKeeper,
    truck_id: UUID,
    patch: schemas_patches.TruckPatch,
    if_match: IfMatch,
) -> schemas.Truck:
    """Change, move, set out of service or confirm a lorry."""
    return service_trucks.change_truck(session, actor, truck_id, if_match, patch)


@router.post("/lots", status_code=201, responses=_ENTER)
def enter_lot(session: SessionDep, actor: StockKeeper, entered: schemas.LotIn) -> schemas.Lot:
    """Enter a lot with its opening balance."""
    return service_stock.enter_lot(session, actor, entered)


@router.get("/lots/{lot_id}", responses=_ONE)
def get_lot(session: SessionDep, actor: Reader, lot_id: UUID) -> schemas.Lot:
    """Return one lot with what is free."""
    return service_stock.get_lot(session, actor, lot_id)


@router.patch("/lots/{lot_id}", responses=_CHANGE)
def correct_lot(
    session: SessionDep,
    actor: StockKeeper,
    lot_id: UUID,
    patch: schemas.LotPatch,
    if_match: IfMatch,
) -> schemas.Lot:
    """Correct a lot after a count, or confirm it."""
    return service_stock.correct_lot(session, actor, lot_id, if_match, patch)


@router.get("/lots/{lot_id}/movements", responses=_ONE)
def list_movements(
    session: SessionDep, actor: Reader, lot_id: UUID, offset: Offset = 0, limit: Limit = 100
) -> Page[schemas.StockMovement]:
    """Return a page of the ledger of a lot, the newest line first."""
    return service_stock.ledger(session, actor, lot_id, offset=offset, limit=limit)


@router.get("/facilities", responses=_READ)
def list_facilities(
    session: SessionDep,
    actor: Reader,
    q: Search = None,
    kind: Literal["hospital", "shelter", "school", "other"] | None = None,
    offset: Offset = 0,
    limit: Limit = 100,
) -> Page[schemas.Facility]:
    """List hospitals and shelters."""
    return queries.list_facilities(
        session, actor.prefixes, q=q, kind=kind, offset=offset, limit=limit
    )


@router.patch("/facilities/{facility_id}", responses=_CHANGE)
def change_facility(
    session: SessionDep,
    actor: StockKeeper,
    facility_id: UUID,
    patch: schemas_patches.FacilityPatch,
    if_match: IfMatch,
) -> schemas.Facility:
    """Change or confirm a hospital or shelter: beds free now, telephone, address."""
    return service_directory.change_facility(session, actor, facility_id, if_match, patch)


@router.get("/positions", responses=_READ)
def list_positions(session: SessionDep, actor: Reader) -> list[schemas.Position]:
    """List where teams were last seen."""
    return queries.positions(session, actor.prefixes, shared=True)


@router.post("/positions", status_code=201, responses=_ONE)
def report_position(
    session: SessionDep, actor: Reporter, reported: schemas.PositionIn
) -> schemas.Position:
    """Report where a team is; a team leader reports for the own team."""
    return service_positions.report_positions(session, actor, [reported])[0]
