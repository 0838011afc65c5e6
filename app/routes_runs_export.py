"""The record of drives as a table to take away."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.csv_text import csv_text
from app.errors import wanted_locale
from app.routes_export import ANSWERS, BATCH, Reader
from core.transaction import SessionDep, operation_id
from core.wire import Page
from dispatch import queries_runs
from dispatch.routes_runs import Which
from dispatch.schemas_runs import Run

router = APIRouter(prefix="/api", tags=["export"], generate_unique_id_function=operation_id)

COLUMNS = (
    ("departed_at", "出发时间", "Departed at"),
    ("resource_name", "队伍或车辆", "Team or truck"),
    ("vehicle", "车型", "Vehicle"),
    ("target_name", "目的地", "Target"),
    ("order_number", "指令号", "Order"),
    ("predicted_s", "预计秒数", "Predicted (s)"),
    ("actual_s", "实际秒数", "Actual (s)"),
    ("actual_from", "实际时间依据", "Actual from"),
    ("distance_m", "里程（米）", "Distance (m)"),
    ("hour_band", "时段", "Part of the day"),
    ("weather", "天气", "Weather"),
    ("light", "昼夜", "Light"),
    ("emergency", "应急行驶", "Emergency running"),
    ("stood_s", "停留秒数", "Stood (s)"),
    ("way", "各级道路秒数", "Seconds by road class"),
    ("table_id", "速度表", "Speed table"),
    ("fit_id", "速度修正", "Speed fit"),
    ("excluded", "不计入原因", "Left out because"),
    ("synthetic", "虚构", "Synthetic"),
)


@router.get("/runs.csv", response_class=Response, responses=ANSWERS)
def export_runs(
    request: Request,
    session: SessionDep,
    actor: Reader,
    days: Annotated[int, Query(ge=1, le=3650)] = 90,
    which: Which = "all",
) -> Response:
    """Return the drives of one's own jurisdictions as a table, those left out with their reason."""
    chinese = wanted_locale(request).startswith("zh")
    rows: list[Run] = []
    offset: int | None = 0
    while offset is not None:
        page: Page[Run] = queries_runs.list_runs(
            session,
            actor.prefixes,
            days=days,
            which=which,
            vehicle=None,
            hour_band=None,
            offset=offset,
            limit=BATCH,
        )
        rows += page.rows
        offset = page.next_offset
    text = csv_text(
        [zh if chinese else en for _, zh, en in COLUMNS],
        ([_value(run, name) for name, _, _ in COLUMNS] for run in rows),
    )
    headers = {"Content-Disposition": 'attachment; filename="runs.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


def _value(run: Run, name: str) -> object:
    if name == "way":
        return " ".join(f"{one.road_class}:{one.seconds:.0f}" for one in run.pieces)
    return getattr(run, name)
