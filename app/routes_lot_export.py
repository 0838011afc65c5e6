"""Lots taken out exactly as a list shows them: same filter, same order, chosen columns."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response

from app.errors import wanted_locale
from app.lot_table import chosen_columns, lot_table
from core.auth import Actor, allow
from core.errors import Invalid
from core.transaction import SessionDep, operation_id
from core.wire import Problem
from resources import queries_lots
from resources.importing import writing
from resources.routes_lots import Sort, Wanted

router = APIRouter(prefix="/api", tags=["export"], generate_unique_id_function=operation_id)
Reader = Annotated[Actor, allow("picture.read")]

MOST_ROWS = 100_000
"""What one file may hold; who needs more narrows the list down, or asks the exchange."""
_TABLE: dict[str, Any] = {
    "text/csv": {"schema": {"type": "string"}},
    writing.XLSX: {"schema": {"type": "string", "format": "binary"}},
}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "A table for a spreadsheet", "content": _TABLE},
    **{code: {"model": Problem} for code in (401, 403, 422)},
}


class ExportTooLarge(Invalid):
    """The list has {rows} rows, a file at most {most}: narrow it down."""

    zh = "列表共 {rows} 行，一个文件最多 {most} 行，请缩小范围。"


@router.get("/lots/export", response_class=Response, responses=_ANSWERS)
def export_shown_lots(
    request: Request,
    session: SessionDep,
    actor: Reader,
    wanted: Wanted,
    sort: Sort = "item_code",
    form: Annotated[Literal["csv", "xlsx"], Query(alias="format")] = "xlsx",
    columns: Annotated[
        str | None,
        Query(
            max_length=600, pattern=r"^[a-z_]+(,[a-z_]+)*$", examples=["item_name,batch,quantity"]
        ),
    ] = None,
    language: Literal["zh-CN", "en"] | None = None,
) -> Response:
    """Return the lots of a list as a table, in its order and with the columns it shows."""
    names = chosen_columns(columns)
    rows = queries_lots.count_lots(session, actor.prefixes, wanted)
    if rows > MOST_ROWS:
        raise ExportTooLarge(field="limit", rows=rows, most=MOST_ROWS)
    lots = queries_lots.each_lot(session, actor.prefixes, wanted, sort=sort)
    heading, lines = lot_table(names, lots, language or wanted_locale(request))
    content = (
        writing.csv_of(heading, lines)
        if form == "csv"
        else writing.workbook_of("lots", heading, lines)
    )
    return Response(
        content,
        media_type=writing.CSV if form == "csv" else writing.XLSX,
        headers={"content-disposition": f'attachment; filename="lots.{form}"'},
    )
