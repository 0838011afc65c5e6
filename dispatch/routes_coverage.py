"""HTTP of coverage: the cover now and with other teams, what leaving costs, where to stand by."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request

from core import transaction
from core.auth import Actor, allow
from core.transaction import SessionDep
from core.wire import Latitude, Longitude, Problem
from dispatch import schemas_coverage as schemas
from dispatch import service_coverage as service
from dispatch.coverage_situation import CoverageBook, Question

router = transaction.router("dispatch")

READS: dict[int | str, dict[str, Any]] = {
    code: {"model": Problem} for code in (401, 403, 404, 409, 422)
}
Reader = Annotated[Actor, allow("picture.read")]
Capability = Annotated[str, Query(max_length=40, examples=["fire_suppression"])]
Within = Annotated[int | None, Query(ge=60, le=14_400, examples=[900])]
Count = Annotated[int | None, Query(ge=1, le=100, examples=[2])]
Area = Annotated[str | None, Query(pattern=r"^\d{6}$", examples=["420111"])]
Teams = Annotated[list[UUID], Query(max_length=200)]


@router.get("/coverage", responses=READS)
def get_coverage(
    request: Request,
    session: SessionDep,
    actor: Reader,
    capability: Capability,
    within_s: Within = None,
    count: Count = None,
    jurisdiction: Area = None,
    after_proposal: bool = False,
    without: Teams = [],  # noqa: B006
    back: Teams = [],  # noqa: B006
    known: Annotated[str, Query(max_length=80)] = "",
    cells: bool = True,
) -> schemas.CoverageAnswer:
    """Return the cover now, and beside it with certain teams gone or back.

    Without minutes the standards in force are asked of each district. `known` is the version the
    reader has: when that still holds the answer is only that. Without `cells` only the numbers are
    told. While drive times are worked out the
    state is `computing`: ask again in a moment.
    """
    question = Question(capability, jurisdiction, within_s, count)
    change = service.Change(after_proposal, frozenset(without), frozenset(back))
    look = service.Look(known, cells)
    return service.coverage(_book(request), session, actor, question, change, look)


@router.get("/coverage/departures", responses=READS)
def list_departures(
    request: Request,
    session: SessionDep,
    actor: Reader,
    capability: Capability,
    within_s: Within = None,
    count: Count = None,
    jurisdiction: Area = None,
) -> schemas.DepartureList:
    """Return the teams whose departure would leave most people uncovered."""
    question = Question(capability, jurisdiction, within_s, count)
    return service.departures(_book(request), session, actor, question)


@router.get("/coverage/moves", responses=READS)
def list_moves(
    request: Request,
    session: SessionDep,
    actor: Reader,
    capability: Capability,
    within_s: Within = None,
    count: Count = None,
    jurisdiction: Area = None,
) -> schemas.MoveList:
    """Return the best stand-by move of each team over all bases and depots; donors pay."""
    question = Question(capability, jurisdiction, within_s, count)
    return service.moves(_book(request), session, actor, question)


@router.get("/reach/teams", responses=READS)
def list_teams_in_reach(
    request: Request,
    session: SessionDep,
    actor: Reader,
    lon: Longitude,
    lat: Latitude,
    capability: Annotated[str | None, Query(max_length=40)] = None,
    within_s: Annotated[int, Query(ge=60, le=86_400)] = 900,
) -> list[schemas.TeamInReach]:
    """Return the teams that could be at a point in time over the roads as they are, soonest first.

    Teams that are busy are listed too and say so.
    """
    question = service.Point(lon, lat, capability, within_s)
    return service.teams_in_reach(_book(request), session, actor, question)


def _book(request: Request) -> CoverageBook:
    book: CoverageBook = request.app.state.coverage_book
    return book
