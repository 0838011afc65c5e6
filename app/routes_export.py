"""What can be taken away: teams, lots, the duty log of an incident, a solved case, order sheets."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session

import dispatch.queries_orders
import dispatch.service_cases
import incidents.queries
import resources.queries
import resources.queries_lots
import resources.queries_requisition
from app.csv_text import csv_text
from app.errors import wanted_locale
from app.order_sheet import Sheet, sheet_html
from app.requisition_sheet import requisition_html
from core import clock
from core.auth import Actor, allow
from core.config import Environment
from core.errors import NotFound
from core.local_time import BEIJING
from core.models import Jurisdiction, World
from core.transaction import SessionDep, operation_id
from core.wire import Page, Problem
from resources.lot_filter import LotFilter
from resources.models import Depot, Truck

router = APIRouter(prefix="/api", tags=["export"], generate_unique_id_function=operation_id)
Reader = Annotated[Actor, allow("picture.read")]
RequisitionKeeper = Annotated[Actor, allow("requisitions.write")]
OrderReader = Annotated[Actor, allow("picture.read", "orders.own")]
Search = Annotated[str | None, Query(max_length=100)]

BATCH = 500
CSV: dict[str, Any] = {"content": {"text/csv": {"schema": {"type": "string"}}}}
ZIP: dict[str, Any] = {
    "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}
}
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "A table for a spreadsheet", **CSV},
    403: {"model": Problem},
}
TEAM_COLUMNS = (
    ("code", "编号", "Code"),
    ("name", "名称", "Name"),
    ("kind", "类别", "Kind"),
    ("jurisdiction_code", "行政区划", "Jurisdiction"),
    ("state", "状态", "State"),
    ("headcount", "人数", "Headcount"),
    ("vehicle", "车辆", "Vehicle"),
    ("address", "驻地", "Address"),
    ("leader_name", "负责人", "Leader"),
    ("phone", "电话", "Phone"),
    ("confirmed_at", "核实时间", "Confirmed at"),
)
LOT_COLUMNS = (
    ("item_code", "物资编码", "Item code"),
    ("item_name", "物资名称", "Item"),
    ("batch", "批次", "Batch"),
    ("depot_name", "物资库", "Depot"),
    ("unit", "单位", "Unit"),
    ("quantity", "库存", "Quantity"),
    ("reserved", "已预留", "Reserved"),
    ("free", "可用", "Free"),
    ("made_on", "生产日期", "Made on"),
    ("expires_on", "有效期至", "Expires on"),
    ("confirmed_at", "核实时间", "Confirmed at"),
)
LOG_COLUMNS = (
    ("at", "时间", "At"),
    ("by_name", "记录人", "By"),
    ("text", "内容", "Text"),
)


@router.get("/teams.csv", response_class=Response, responses=ANSWERS)
def export_teams(
    request: Request, session: SessionDep, actor: Reader, q: Search = None
) -> Response:
    """Return the teams of one's own jurisdictions as a table."""

    def read(offset: int) -> Page[Any]:
        return resources.queries.list_teams(
            session, actor.prefixes, q=q, offset=offset, limit=BATCH
        )

    return _file(request, "teams", TEAM_COLUMNS, _all(read))


@router.get("/lots.csv", response_class=Response, responses=ANSWERS)
def export_lots(
    request: Request,
    session: SessionDep,
    actor: Reader,
    depot_id: UUID | None = None,
    q: Search = None,
    expired: bool | None = None,
) -> Response:
    """Return the lots of one's own jurisdictions as a table."""
    wanted = LotFilter(depot_id=(depot_id,) if depot_id else (), q=q, expired=expired)
    lots = resources.queries_lots.each_lot(session, actor.prefixes, wanted)
    return _file(request, "lots", LOT_COLUMNS, lots)


@router.get(
    "/incidents/{incident_id}/log.csv",
    response_class=Response,
    responses=ANSWERS | {404: {"model": Problem}},
)
def export_log(request: Request, session: SessionDep, actor: Reader, incident_id: UUID) -> Response:
    """Return the duty log of an incident as a table, the oldest entry first."""
    row = incidents.queries.find_readable(session, actor.prefixes, incident_id)

    def read(offset: int) -> Page[Any]:
        return incidents.queries.log_page(session, row.id, offset, BATCH)

    return _file(request, "log", LOG_COLUMNS, _all(read))


@router.get(
    "/proposals/{proposal_id}/case",
    response_class=Response,
    responses={
        200: {"description": "problem.json, solution.json and a note, in one archive", **ZIP},
        403: {"model": Problem},
        404: {"model": Problem},
    },
)
def export_case(session: SessionDep, actor: Reader, proposal_id: UUID) -> Response:
    """Return what a proposal was solved from and to, so that it can be checked elsewhere."""
    case = dispatch.service_cases.hand_out_case(session, actor, proposal_id)
    name = f"case-{case.number}.zip"
    return Response(
        case.zipped(),
        media_type="application/zip",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


@router.get(
    "/orders/{order_id}/sheet",
    response_class=HTMLResponse,
    responses={
        200: {"description": "A page to print", "content": {"text/html": {}}},
        403: {"model": Problem},
        404: {"model": Problem},
    },
)
def print_order_sheet(
    request: Request,
    session: SessionDep,
    actor: OrderReader,
    order_id: UUID,
    language: Literal["zh-CN", "en"] | None = None,
) -> HTMLResponse:
    """Return the driver's sheet of a delivery order, to print and sign."""
    sheet = sheet_of(request, session, actor, order_id)
    return HTMLResponse(sheet_html(sheet, language or wanted_locale(request)))


def sheet_of(request: Request, session: Session, actor: Actor, order_id: UUID) -> Sheet:
    """Read what stands on the driver's sheet of a visible delivery order."""
    order = dispatch.queries_orders.order(session, actor.prefixes, actor.team_id, order_id)
    if order.depot_id is None or order.truck_id is None:
        raise NotFound(noun="order")
    depot = session.get_one(Depot, order.depot_id)
    demo = request.app.state.settings.environment is Environment.DEMO
    return Sheet(
        order=order,
        depot=depot,
        truck=session.get_one(Truck, order.truck_id),
        is_exercise=session.get_one(World, actor.world).kind == "exercise",
        is_demo=demo or depot.synthetic,
        unit=_office(session, depot.jurisdiction_code),
        foot=_foot(session, actor),
    )


def _office(session: Session, code: str) -> tuple[str, str]:
    area = session.get_one(Jurisdiction, code)
    name_en = area.name_en or area.name
    return f"{area.name}应急管理局", f"Emergency Management Bureau, {name_en}"


def _foot(session: Session, actor: Actor) -> tuple[str, str]:
    at = clock.now(session).astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")
    return (
        f"数据截至 {at}（北京时间）　制表：{actor.name}",
        f"As of {at} (Beijing time), by {actor.name}",
    )


@router.get(
    "/requisitions/{requisition_id}/sheet",
    response_class=HTMLResponse,
    responses={
        200: {"description": "A page to print", "content": {"text/html": {}}},
        403: {"model": Problem},
        404: {"model": Problem},
    },
)
def print_requisition_sheet(
    request: Request,
    session: SessionDep,
    actor: RequisitionKeeper,
    requisition_id: UUID,
    language: Literal["zh-CN", "en"] | None = None,
) -> HTMLResponse:
    """Return the hand-over list of a requisition in two copies, to print and sign."""
    row = resources.queries_requisition.requisition(session, actor.prefixes, requisition_id)
    whole = requisition_html(
        row,
        language or wanted_locale(request),
        is_exercise=session.get_one(World, actor.world).kind == "exercise",
        is_demo=request.app.state.settings.environment is Environment.DEMO,
    )
    return HTMLResponse(whole)


def _file(
    request: Request,
    name: str,
    columns: Sequence[tuple[str, str, str]],
    shown: Iterable[Any],
) -> Response:
    language = 2 if wanted_locale(request) == "en" else 1
    header = [column[language] for column in columns]
    rows = ([getattr(one, column[0]) for column in columns] for one in shown)
    return Response(
        csv_text(header, rows),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{name}.csv"'},
    )


def _all(read: Callable[[int], Page[Any]]) -> Iterator[Any]:
    """Every row of a paged list, in order, from one transaction."""
    offset: int | None = 0
    while offset is not None:
        page = read(offset)
        yield from page.rows
        offset = page.next_offset
