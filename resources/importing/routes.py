"""Lists in and out over HTTP: templates, files, mapping, preview, applying, undoing, exports."""

from collections.abc import Callable
from typing import Annotated, Any, Literal
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response

from core import transaction
from core.auth import Actor, allow
from core.errors import NotFound
from core.transaction import IfMatch, SessionDep, operation_id
from core.wire import Page, Problem
from resources.importing import exports, queries, records, schemas, service, templates, writing
from resources.importing.gate import MOST_BYTES
from resources.importing.kinds import KINDS

router = transaction.router("imports")
streaming = APIRouter(prefix="/api", tags=["imports"], generate_unique_id_function=operation_id)
Reader = Annotated[Actor, allow("picture.read")]
Keeper = Annotated[Actor, allow("lots.write", "teams.write", "experts.write", "catalogue.write")]
Advised = Annotated[Actor, allow("experts.read")]
Search = Annotated[str | None, Query(max_length=100)]
Offset = Annotated[int, Query(ge=0, le=10_000_000)]
Limit = Annotated[int, Query(ge=1, le=500)]
Form = Literal["xlsx", "csv"]
Office = Annotated[str | None, Query(pattern=r"^\d{6}(\d{3})?$")]

_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}
_ONE = _READ | {404: {"model": Problem}}
_CHANGE = _ONE | {code: {"model": Problem} for code in (409, 412, 428)}
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FILE = _ONE | {200: {"description": "A table", "content": {writing.XLSX: _BINARY}}}


def _locale(request: Request, language: Literal["zh-CN", "en"] | None = None) -> str:
    """Return the language of words inside answers and files."""
    if language is not None:
        return language
    return "en" if request.headers.get("accept-language", "").lower().startswith("en") else "zh-CN"


Locale = Annotated[str, Depends(_locale)]


async def sent_file(request: Request) -> bytes:
    """Take a file in as it arrives and stop as soon as it is too long."""
    parts: list[bytes] = []
    taken = 0
    async for part in request.stream():
        taken += len(part)
        if taken > MOST_BYTES:
            raise HTTPException(413)
        parts.append(part)
    return b"".join(parts)


@router.get("/import-kinds", responses=_READ)
def list_import_kinds(_actor: Keeper) -> list[schemas.ImportKind]:
    """List the kinds of lists that can be brought in, with their columns."""
    return records.kinds()


@router.get("/import-kinds/{kind}/template", response_class=Response, responses=_FILE)
def get_import_template(
    session: SessionDep, actor: Keeper, kind: schemas.KindName, locale: Locale, form: Form = "xlsx"
) -> Response:
    """Return a template to fill in, with drop-downs of the office's own depots."""
    one = KINDS[kind]
    content = (
        templates.template_csv(one, locale)
        if form == "csv"
        else templates.template_xlsx(one, locale, records.offered(session, one, actor.home_code))
    )
    return _file(content, f"{records.title(one, locale)}.{form}", form)


@streaming.post(
    "/imports",
    status_code=201,
    responses=_ONE | {413: {"model": Problem}},
    openapi_extra={"requestBody": {"content": {"application/octet-stream": _BINARY}}},
)
def upload_import(
    session: SessionDep,
    actor: Keeper,
    kind: schemas.KindName,
    locale: Locale,
    content: Annotated[bytes, Depends(sent_file)],
    name: Annotated[str, Query(min_length=1, max_length=200)],
    jurisdiction_code: Office = None,
) -> schemas.ImportBatch:
    """Bring in a file; it is read in the background."""
    batch = service.bring_in(session, actor, kind, name, content, jurisdiction_code)
    return records.batch(session, batch, locale)


@router.post("/imports/paste", status_code=201, responses=_ONE)
def paste_import(
    session: SessionDep, actor: Keeper, pasted: schemas.PasteIn, locale: Locale
) -> schemas.ImportBatch:
    """Bring in rows copied from a spreadsheet; they go the same way as a file."""
    content = pasted.text.encode()
    name = "粘贴的内容" if locale == "zh-CN" else "pasted rows"
    batch = service.bring_in(session, actor, pasted.kind, name, content, pasted.jurisdiction_code)
    return records.batch(session, batch, locale)


@router.get("/imports", responses=_READ)
def list_imports(
    session: SessionDep, actor: Keeper, locale: Locale, offset: Offset = 0, limit: Limit = 20
) -> Page[schemas.ImportBatch]:
    """List what was brought in lately, the newest first."""
    hidden = service.kinds_hidden_from(actor)
    found, total = queries.batches(
        session, actor.prefixes, hidden=hidden, offset=offset, limit=limit
    )
    return records.page([records.batch(session, one, locale) for one in found], total, offset)


@router.get("/imports/{batch_id}", responses=_ONE)
def get_import(
    session: SessionDep, actor: Keeper, batch_id: UUID, locale: Locale
) -> schemas.ImportBatch:
    """Return a list, what it holds, and how far the work on it is."""
    return records.batch(session, service.own_batch(session, actor, batch_id), locale)


@router.post("/imports/{batch_id}/outline", responses=_CHANGE)
def choose_import_outline(
    session: SessionDep,
    actor: Keeper,
    batch_id: UUID,
    chosen: schemas.OutlineIn,
    if_match: IfMatch,
    locale: Locale,
) -> schemas.ImportBatch:
    """Look at another sheet or take other rows as the heading."""
    batch = service.choose_outline(session, actor, batch_id, if_match, chosen)
    return records.batch(session, batch, locale)


@router.post("/imports/{batch_id}/preview", responses=_CHANGE)
def preview_import(
    session: SessionDep,
    actor: Keeper,
    batch_id: UUID,
    chosen: schemas.PreviewIn,
    if_match: IfMatch,
    locale: Locale,
) -> schemas.ImportBatch:
    """Compare every row with what exists; nothing is written."""
    batch = service.ask_preview(session, actor, batch_id, if_match, chosen)
    return records.batch(session, batch, locale)


@router.post("/imports/{batch_id}/apply", responses=_CHANGE)
def apply_import(
    session: SessionDep, actor: Keeper, batch_id: UUID, if_match: IfMatch, locale: Locale
) -> schemas.ImportBatch:
    """Take over all rows without a fault, in one transaction."""
    batch = service.ask_apply(session, actor, batch_id, if_match)
    return records.batch(session, batch, locale)


@router.post("/imports/{batch_id}/undo", responses=_CHANGE)
def undo_import(
    session: SessionDep, actor: Keeper, batch_id: UUID, if_match: IfMatch, locale: Locale
) -> schemas.ImportBatch:
    """Take a list back that was applied, in one transaction."""
    batch = service.ask_undo(session, actor, batch_id, if_match)
    return records.batch(session, batch, locale)


@router.post("/imports/{batch_id}/cancel", responses=_CHANGE)
def cancel_import(
    session: SessionDep, actor: Keeper, batch_id: UUID, locale: Locale
) -> schemas.ImportBatch:
    """Stop the work on a list, or put the list aside."""
    return records.batch(session, service.cancel(session, actor, batch_id), locale)


@router.get("/imports/{batch_id}/rows", responses=_ONE)
def list_import_rows(
    session: SessionDep,
    actor: Keeper,
    batch_id: UUID,
    locale: Locale,
    outcome: schemas.Outcome | None = None,
    q: Search = None,
    warned: bool = False,
    offset: Offset = 0,
    limit: Limit = 100,
) -> Page[schemas.ImportedRow]:
    """List rows of the preview: all, or those of one outcome."""
    batch = service.own_batch(session, actor, batch_id)
    found, total = queries.rows_of(
        session, batch_id, outcome=outcome, q=q, warnings=warned, offset=offset, limit=limit
    )
    return records.page([records.row(batch, one, locale) for one in found], total, offset)


@router.get("/imports/{batch_id}/faulty.xlsx", response_class=Response, responses=_FILE)
def download_faulty_rows(
    session: SessionDep, actor: Keeper, batch_id: UUID, locale: Locale
) -> Response:
    """Return the faulty rows alone, with what is wrong in front, to be put right and sent again."""
    batch = service.own_batch(session, actor, batch_id)
    return _file(records.faulty_rows(session, batch, locale), "faulty-rows.xlsx", "xlsx")


def _shown(
    q: Search = None,
    depot_id: UUID | None = None,
    item_code: Search = None,
    expired: bool | None = None,
    state: Search = None,
    capability: Search = None,
) -> dict[str, Any]:
    told = {
        "q": q, "depot_id": depot_id, "item_code": item_code, "expired": expired, "state": state,
        "capability": capability,
    }  # fmt: skip
    return {name: value for name, value in told.items() if value is not None}


_MAY_NARROW: dict[str, frozenset[str]] = {
    "lots": frozenset({"q", "depot_id", "item_code", "expired"}),
    "teams": frozenset({"q", "state", "capability"}),
}


@router.get("/exports/experts", response_class=Response, responses=_FILE)
def export_experts(
    session: SessionDep, actor: Advised, locale: Locale, q: Search = None, form: Form = "xlsx"
) -> Response:
    """Return the experts of one's own area as a table that can be brought back in."""
    wanted = {} if q is None else {"q": q}
    return _table(session, actor, "experts", locale, wanted, form)


@router.get("/exports/{kind}", response_class=Response, responses=_FILE)
def export_inventory(
    session: SessionDep,
    actor: Reader,
    kind: schemas.OpenKind,
    locale: Locale,
    shown: Annotated[dict[str, Any], Depends(_shown)],
    form: Form = "xlsx",
) -> Response:
    """Return what is shown as a table that can be brought back in."""
    may = _MAY_NARROW.get(kind, frozenset({"q"}))
    wanted = {name: value for name, value in shown.items() if name in may}
    return _table(session, actor, kind, locale, wanted, form)


def _table(
    session: SessionDep, actor: Actor, kind: str, locale: str, wanted: dict[str, Any], form: Form
) -> Response:
    one = KINDS[kind]
    columns, rows = exports.table_of(session, actor.prefixes, one, locale, **wanted)
    write: Callable[..., bytes] = writing.csv_of
    content = (
        write(columns, rows)
        if form == "csv"
        else writing.workbook_of(records.title(one, locale), columns, rows)
    )
    return _file(content, f"{records.title(one, locale)}.{form}", form)


@router.get("/entered-positions/{noun}", responses=_ONE)
def list_approximate(
    session: SessionDep, actor: Reader, noun: Literal["team", "depot", "facility"]
) -> list[UUID]:
    """List what stands only roughly where the map shows it: placed by its address."""
    if not actor.prefixes:
        raise NotFound(noun=noun)
    return queries.approximate(session, noun, actor.prefixes)


def _file(content: bytes, name: str, form: Form) -> Response:
    return Response(
        content,
        media_type=writing.XLSX if form == "xlsx" else writing.CSV,
        headers={"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"},
    )
